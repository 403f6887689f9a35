"""An agency's own report as files: every group, written as it is read, never all of them held at once."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.text import format_date
from motcua.people.desk import Desk, official_page
from motcua.people.operations.lists import note_taken
from motcua.reports.own.queries import Asked, Line, all_lines, made
from motcua.ui.files import download
from motcua.ui.sheets import Sheet, workbook
from motcua.workspace.own_reports_asked import BYS, asked_in, key_words, plain, with_unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With these a spreadsheet begins a formula.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet holds no more lines.
MOST_LINES = 1_000_000


def _asked(request: HttpRequest, desk: Desk) -> Asked:
    what = asked_in(request, desk)
    if what is None or what.crossing is None:
        raise Http404
    if what.chosen.tells_officials:
        found = made(what, limit=1)
        note_taken(page=request.path, lines=found.groups if found else 0, by=desk.by, at=desk.at)
    return what


def _heads(what: Asked) -> list[str]:
    return [*(str(BYS[by]) for by in what.chosen.by), *(with_unit(one) for one in what.columns)]


def _cells(what: Asked, line: Line) -> Iterator[str | int | float]:
    for place, key in enumerate(line.keys):
        yield key_words(what, place, key)
    for one, value in zip(what.columns, line.cells, strict=True):
        number = plain(one, value)
        yield "" if number is None else number


@require_GET
@official_page
def own_report_csv(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Every group, line by line as it is read."""
    what = _asked(request, desk)
    response = StreamingHttpResponse(_pieces(what, get_language() or "vi"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{_name(what)}.csv") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _pieces(what: Asked, language: str) -> Iterator[str]:
    """Line by line; a stream is read after the page, which alone knew the language of who asked."""
    with override(language):
        # Excel takes a file for UTF-8 only with this mark.
        head = "\N{ZERO WIDTH NO-BREAK SPACE}" + _line(_heads(what))
    yield head
    for line in all_lines(what):
        with override(language):
            cells = [_harmless(cell) if isinstance(cell, str) else cell for cell in _cells(what, line)]
        yield _line(cells)


def _harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(BEGINS_FORMULA) else cell


def _line(cells: Sequence[str | int | float]) -> str:
    written_to = io.StringIO()
    csv.writer(written_to).writerow(cells)
    return written_to.getvalue()


@require_GET
@official_page
def own_report_xlsx(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The same as a spreadsheet, with a page that says what it counts."""
    what = _asked(request, desk)
    columns = [(head, 36 if place < len(what.chosen.by) else 18) for place, head in enumerate(_heads(what))]
    rows = (list(_cells(what, line)) for _n, line in zip(range(MOST_LINES), all_lines(what), strict=False))
    rules = [[with_unit(one), one.rule] for one in what.columns]
    content = workbook(
        [
            Sheet(_("Số liệu"), columns, rows),
            Sheet(_("Cách đếm"), [(_days(what), 50), (_("Cách đếm"), 90)], rules),
        ]
    )
    return download(content, f"{_name(what)}.xlsx", XLSX)


def _days(what: Asked) -> str:
    days = what.days
    return f"{format_date(days.since)} – {format_date(days.until - timedelta(days=1))}" if days else ""


def _name(what: Asked) -> str:
    days = what.days
    return f"bao-cao-{what.agency.code}-{days.since:%Y%m%d}-{days.until - timedelta(days=1):%Y%m%d}" if days else ""
