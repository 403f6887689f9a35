"""Turns a paper's value into PDF/A. Values go in as data and are never read as markup."""

import json
import threading
from dataclasses import asdict
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import typst
from django.conf import settings
from django.utils.translation import override

from motcua.kernel.floors import HOUSE
from motcua.kernel.glyphs import FONTS, MARKED, printable
from motcua.kernel.manifests import offered
from motcua.kernel.models import StoredFile
from motcua.kernel.qr import qr_svg
from motcua.kernel.text import format_date, format_datetime, format_dong, format_size
from motcua.papers.elsewhere import PAPERS_AT_HAND, pages_of
from motcua.papers.foreign import PICTURE_PPI
from motcua.papers.rules import PaperKind, PaperValue, UploadedResult, place_and_day

# A word longer than this may break, after every so many letters.
LONGEST_WORD, PIECE = 30, 10

# One compiler keeps fonts and parsed templates; it is not made for two threads at once.
_turn = threading.Lock()


def address_of(public_id: UUID) -> str:
    """Where anybody verifies a paper."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/xac-thuc/{public_id}/"


@override("vi")
def render(paper: PaperValue) -> bytes:
    """The paper as a tagged PDF/A-2b file with every font inside. The same value gives the same bytes.

    What was made elsewhere is the file itself.
    """
    if isinstance(paper, UploadedResult):
        return StoredFile.objects.get(pk=paper.digest).read()
    return compile_template(_template_of(paper), _values_of(paper), at=paper.at)


@override("vi")
def pictures(paper: PaperValue) -> tuple[bytes, ...]:
    """The pages of the paper as PNG pictures, as one looks at them before they are signed."""
    if isinstance(paper, UploadedResult):
        return pages_of(paper.digest)
    return _drawn(str(HOUSE / _template_of(paper)), _inputs(_values_of(paper))["paper"])


@lru_cache(maxsize=PAPERS_AT_HAND)
def _drawn(source: str, values: str) -> tuple[bytes, ...]:
    with _turn:
        made = _compiler().compile(input=source, format="png", ppi=PICTURE_PPI, sys_inputs={"paper": values})
    return tuple(page for page in (made if isinstance(made, list) else [made]) if page)


def _template_of(paper: PaperValue) -> str:
    return offered(PaperKind)[paper.kind].template


def _values_of(paper: PaperValue) -> dict[str, Any]:
    """What its template is given: its values as people read them, and what every paper shows beside."""
    values: dict[str, Any] = _shown(asdict(paper)) | {
        "kind": paper.kind,
        "title": _breakable(printable(paper.shown_title)),
        "page": paper.page.value,
        "place_and_day": _breakable(printable(place_and_day(paper.place_name, paper.at))),
        "corner": _breakable(printable(_corner(paper))),
        "qr": qr_svg(paper.check_url, border=1) if paper.check_url else "",
        "check_url": paper.check_url,
    }
    return values | paper.more()


def _inputs(values: dict[str, Any]) -> dict[str, str]:
    return {"paper": json.dumps(values, ensure_ascii=False)}


def compile_template(template: str, values: dict[str, Any], *, at: datetime) -> bytes:
    """The template of a room («papers/templates/stamp.typ») filled with plain values."""
    with _turn:
        made = _compiler().compile(
            input=str(HOUSE / template),
            format="pdf",
            sys_inputs=_inputs(values),
            pdf_standards="a-2b",
            timestamp=int(at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template}: expected one file")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS, MARKED])
    return typst.Compiler(root=str(HOUSE), font_paths=fonts)


def _corner(paper: PaperValue) -> str:
    return f"Mẫu số {paper.form.number} – Thông tư số {paper.form.circular}" if paper.form else ""


def _shown(value: Any, key: str = "") -> Any:
    """Plain values as people read them; a moment `x_at` also gives its day `x_on`."""
    if isinstance(value, dict):
        days = {
            f"{name.removesuffix('_at')}_on": format_date(moment) if moment else ""
            for name, moment in value.items()
            if name.endswith("_at")
        }
        return days | {name: _shown(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner, key) for inner in value]
    return _one(value, key)


def _one(value: Any, key: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if key.endswith("_dong"):
            return format_dong(value)
        return format_size(value) if key == "size" else int(value)
    return _breakable(printable(value), key) if isinstance(value, str) else value


def _breakable(text: str, key: str = "") -> str:
    """A word longer than a line may break; a digest may not, because people copy it."""
    if key == "digest" or len(text) <= LONGEST_WORD:
        return text
    return " ".join(
        "\u200b".join(word[n : n + PIECE] for n in range(0, len(word), PIECE)) if len(word) > LONGEST_WORD else word
        for word in text.split(" ")
    )
