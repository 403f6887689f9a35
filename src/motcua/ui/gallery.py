"""All components with their examples, each rendered by the code that pages use."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.templatetags.static import static
from django_cotton.compiler_regex import CottonCompiler

from motcua.kernel.models import StoredFile
from motcua.laws.rules.diagram import Neighbour, diagram
from motcua.organization.models import Place
from motcua.ui.charts import Chart
from motcua.ui.charts.examples import EXAMPLES as CHARTS
from motcua.ui.plots import Column, Plot
from motcua.ui.stages import Reached, Stage
from motcua.ui.viewer import Look, ViewedFile, Viewer

# What the example of a deadline explains.
DEADLINE = {
    "due_at": datetime(2026, 11, 24, 10, tzinfo=UTC),
    "days": [
        {"on": date(2026, 11, 22), "is_counted": False, "why": "Chủ nhật"},
        {"on": date(2026, 11, 23), "is_counted": True, "why": "Ngày làm việc 1"},
        {"on": date(2026, 11, 24), "is_counted": True, "why": "Ngày làm việc 2"},
    ],
}
PROMISE = DEADLINE | {"known_until": date(2026, 11, 23)}
# What the example of a document's relations draws.
DRAWING = diagram(
    Neighbour("Nghị định 118/2025/NĐ-CP", "118-2025-ND-CP", "Một cửa, một cửa liên thông", "Văn bản này"),
    [Neighbour("Nghị định 61/2018/NĐ-CP", "61-2018-ND-CP", "Cơ chế một cửa", "thay thế")],
    [Neighbour("Thông tư 03/2025/TT-VPCP", "03-2025-TT-VPCP", "Biểu mẫu", "được hướng dẫn bởi")],
)
# What the example of a dossier's line goes through.
FILED = Stage("Nộp hồ sơ", Reached.BEHIND, datetime(2026, 11, 20, 2, tzinfo=UTC))
STAGES = [
    FILED,
    Stage("Tiếp nhận", Reached.BEHIND, datetime(2026, 11, 20, 9, tzinfo=UTC)),
    Stage("Đang giải quyết", Reached.HERE, note="đã 2 ngày làm việc, còn 1 ngày làm việc"),
    Stage("Có kết quả", Reached.AHEAD),
    Stage("Đã trả kết quả", Reached.AHEAD),
]
ENDED = [FILED, Stage("Đã rút", Reached.ENDED, datetime(2026, 11, 21, 3, tzinfo=UTC))]
# What the example of a picture of numbers counts.
PLOT = Plot(
    "Đến hạn từng ngày",
    [
        Column("T2 30/11", 4, "/thanh-phan/", "Thứ Hai 30/11/2026", "soon"),
        Column("T3 1/12", 11, "/thanh-phan/", "Thứ Ba 01/12/2026"),
        Column("T4 2/12", 0, "/thanh-phan/", "Thứ Tư 02/12/2026"),
    ],
)
PLOT_IN_WORDS = Plot(
    "Hồ sơ đang ở đâu",
    [
        Column("Được tiếp nhận", 0, "/thanh-phan/"),
        Column("Đang xử lý", 14, "/thanh-phan/"),
        Column("Yêu cầu bổ sung giấy tờ", 3, "/thanh-phan/", tone="soon"),
    ],
)
# What the example of a viewer shows.
SCAN = StoredFile(digest="0" * 64, size=182_000, media_type="application/pdf", active="", infection="")
FILES = [
    ViewedFile(1, "to-khai.pdf", "Tờ khai", SCAN),
    ViewedFile(2, "giay-chung-sinh.pdf", "Giấy chứng sinh", SCAN),
]
VIEWER = Viewer("/thanh-phan/", FILES)
VIEWING = Viewer("/thanh-phan/", FILES, Look(1, page=2), pages=3)
UNVIEWABLE = Viewer("/thanh-phan/", FILES, Look(1), problem="Không vẽ được trang này để xem tại đây. Mở tệp để xem.")
# The places of the example.
PROVINCE = Place(code="20", name="Lạng Sơn", full_name="Tỉnh Lạng Sơn", valid_from=date(1997, 1, 1))
COMMUNE = Place(code="06187", full_name="Phường Kỳ Lừa", parent=PROVINCE, valid_from=date(2025, 7, 1))
DISTRICT = Place(code="183", full_name="Huyện Cao Lộc", parent=PROVINCE, valid_until=date(2025, 7, 1))
FOLDER = Path(__file__).parent / "templates" / "cotton"


def components() -> list[dict[str, Any]]:
    """Every component that describes itself, in order of name."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*/component.yaml"))]


def rendered(
    example: str, request: HttpRequest | None = None, *, more: Mapping[str, Chart] = MappingProxyType({})
) -> str:
    """An example as a page would show it."""
    # Only files are compiled on loading; a text has to be compiled here.
    compiled = CottonCompiler().process("{% load mc %}" + example)
    shown = {
        "deadline": DEADLINE,
        "promise": PROMISE,
        "drawing": DRAWING,
        "stages": STAGES,
        "ended": ENDED,
        "plot": PLOT,
        "plot_in_words": PLOT_IN_WORDS,
        "charts": {**CHARTS, **more},
        "commune": COMMUNE,
        "district": DISTRICT,
        "today": date(2026, 11, 23),
        "viewer": VIEWER,
        "viewing": replace(VIEWING, picture=static("mc/icon-512.png")),
        "unviewable": UNVIEWABLE,
        "request": request or HttpRequest(),
    }
    return str(engines["django"].from_string(compiled).render(shown, request))


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; only while developing and in a demonstration."""
    if not (settings.DEBUG or settings.IS_DEMONSTRATION):
        raise Http404
    found = [
        {
            **component,
            "shown": [
                {"name": example["name"], "html": rendered(example["html"], request), "source": example["html"]}
                for example in component["examples"]
            ],
        }
        for component in components()
    ]
    return render(request, "ui/gallery.html", {"components": found})
