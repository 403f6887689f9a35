"""The page on the law the catalogue rests on, written from the register; `python -m tests.register` renews it."""

import os
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import django

from motcua.kernel.packs import Pack
from motcua.kernel.text import format_date
from motcua.laws.rules import Certainty

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "can-cu-phap-luat.md"
NAMES = {
    "title": "tên",
    "issuer": "cơ quan ban hành",
    "issued": "ngày ban hành",
    "in_effect": "ngày có hiệu lực",
    "articles": "tên điều",
}
GROUPS = (
    ("Bộ luật, luật", ("CODE", "LAW")),
    ("Nghị quyết", ("RESOLUTION",)),
    ("Nghị định", ("DECREE",)),
    ("Thông tư, thông tư liên tịch", ("CIRCULAR", "JOINT_CIRCULAR")),
    ("Quyết định", ("DECISION",)),
    ("Văn bản khác", ("OTHER",)),
)
ENDED = {"REPLACES": "bị thay thế bởi", "REPEALS": "bị bãi bỏ bởi"}
HEAD = """# Căn cứ pháp lý của danh mục: biết gì, nghi gì, chưa biết gì

Trang này sinh từ sổ đăng ký văn bản `packs/vietnam/laws` bằng `PYTHONPATH=src python -m tests.register`; đừng sửa tay.

- **Chắc**: đọc trong chính văn bản, trong văn bản khác nêu nó, hoặc trong Bộ pháp điển.
- **Nghi**: chỉ có nguồn khác kể lại; nên đối chiếu với văn bản.
- **Chưa biết**: chưa tìm được nguồn; để trống, không đoán.
- **Tình trạng** chỉ ghi «còn hiệu lực» khi có nguồn nói vậy vào một ngày; quá một năm từ ngày đó lại thành «chưa rõ».
"""


def documents() -> list[Any]:
    """Every document of the register, as the pack has it. Django must be up."""
    model = import_module("motcua.laws.loading").DocumentItem
    items, findings = Pack(ROOT / "packs" / "vietnam").items("laws", model)
    assert findings == []
    return [item.value for item in items]


def page() -> str:
    """The whole page."""
    every = documents()
    state = _states(every)
    proved = sum(one.in_force is not None for one in every)
    unknown = sum(one.unknown for one in every)
    lines = [
        HEAD,
        f"Sổ có {len(every)} văn bản và {sum(len(one.does) for one in every)} quan hệ: {proved} văn bản có nguồn nói "
        f"còn hiệu lực vào một ngày, {unknown} văn bản chưa biết tên và ngày.",
    ]
    for name, kinds in GROUPS:
        of_group = [one for one in every if one.kind in kinds]
        lines += [
            "",
            f"## {name} ({len(of_group)})",
            "",
            "| Số ký hiệu | Tên | Ban hành | Hiệu lực | Tình trạng | Chắc | Nghi | Chưa biết |",
            "|---|---|---|---|---|---|---|---|",
            *(_row(one, state[one.number]) for one in of_group),
        ]
    return "\n".join(lines) + "\n"


def _states(every: list[Any]) -> dict[str, str]:
    ended = {
        act.to: f"{ENDED[act.kind]} {one.number}{_since(act.on)} ({act.where})"
        for one in every
        for act in one.does
        if act.kind in ENDED
    }
    return {one.number: ended.get(one.number) or _state(one) for one in every}


def _state(one: Any) -> str:
    if one.ends:
        return f"hết hiệu lực từ {format_date(one.ends.on)} ({one.ends.where})"
    if one.in_force:
        return f"còn hiệu lực ngày {format_date(one.in_force.on)} ({one.in_force.where})"
    return "chưa rõ"


def _since(on: date | None) -> str:
    return f" từ {format_date(on)}" if on else ""


def _row(one: Any, state: str) -> str:
    sure = {name for source in one.known if source.certainty is not Certainty.SECONDARY for name in source.facts}
    told = {name for source in one.known for name in source.facts} - sure
    missing = NAMES.keys() - sure - told - {"articles"}
    cells = (
        one.number,
        one.title + (f" *{one.note}*" if one.note else ""),
        format_date(one.issued) if one.issued else "",
        format_date(one.in_effect) if one.in_effect else "",
        state,
        *(_names(names) for names in (sure, told, missing)),
    )
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(words for name, words in NAMES.items() if name in names)


if __name__ == "__main__":
    for name, value in (
        ("DJANGO_SETTINGS_MODULE", "motcua.settings.test"), ("SECRET_KEY", "x"), ("DATABASE_URL", "postgresql:///x"),
    ):  # fmt: skip
        os.environ.setdefault(name, value)
    django.setup()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
