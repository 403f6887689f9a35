"""The dossier book on screen, as a spreadsheet for any period, and printed by the month."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers import books
from motcua.dossiers.books import VOLUME, Narrowed, Period, month_of
from motcua.handling.filters import Sort
from motcua.kernel.addresses import number_in
from motcua.kernel.replica import read
from motcua.kernel.text import format_date, local
from motcua.organization.models import Unit
from motcua.papers.rules.books import BookRow
from motcua.people.desk import Desk, context, official_page
from motcua.ui.days import day_text
from motcua.ui.sheets import Sheet, told_as_of, workbook
from motcua.workspace.listing import DAYS, XLSX, Listing, asked_in, shown_with
from motcua.workspace.taking_away import PDF, Counted, handed_out

PAGE = 50
# The days are asked for beside.
ASKS = "q thu-tuc linh-vuc kenh co-quan"
LONGEST = timedelta(days=366)


def unit_of(desk: Desk) -> Unit:
    """The one-stop unit of who asks; others have no book."""
    units = [post.unit for post in desk.posts if post.unit.kind == "ONE_STOP"]
    if not units:
        raise PermissionDenied
    return units[0]


def _day(text: str, fallback: date) -> date | None:
    """A day as a date field sends it; the fallback when nothing was sent, None when it is no day."""
    try:
        return date.fromisoformat(text) if text else fallback
    except ValueError:
        return None


def period_of(request: HttpRequest, usual: Period) -> tuple[Period, dict[str, str]]:
    """The days that are asked for, else the usual ones; what is wrong with them, by their fields."""
    first = _day(day_text(request.GET, "tu"), usual.first)
    last = _day(day_text(request.GET, "den"), usual.last)
    errors = {}
    if first is None or not 2000 <= first.year <= 2100:
        errors["tu"] = _("Nhập ngày, ví dụ 01/11/2026.")
    if last is None or not 2000 <= last.year <= 2100:
        errors["den"] = _("Nhập ngày, ví dụ 30/11/2026.")
    if errors or first is None or last is None:
        return usual, errors
    if first > last:
        return usual, {"den": _("Ngày cuối phải từ ngày đầu trở đi.")}
    if last - first > LONGEST:
        return usual, {"den": _("Xem nhiều nhất một năm mỗi lần. Chọn ngày gần hơn.")}
    return Period(first, last), {}


def _last_month(desk: Desk) -> Period:
    return Period(desk.on - timedelta(days=30), desk.on)


@require_GET
@official_page
def book(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The book of my one-stop unit over a period, page by page."""
    unit = unit_of(desk)
    period, errors = period_of(request, _last_month(desk))
    after = number_in(request.GET.get("sau", "")) or 0
    listing, narrowed = _narrowed(request)
    found = [] if errors else list(books.keyed_rows(unit, period, after=after, limit=PAGE + 1, narrowed=narrowed))
    return render(
        request,
        "workspace/book.html",
        context(
            desk,
            unit=unit,
            rows=[row for _key, row in found[:PAGE]],
            following=found[PAGE - 1][0] if len(found) > PAGE else "",
            total=None if narrowed.sql else books.count_in(unit, period),
            **shown_with(desk, listing, "so", fields=ASKS, keep=DAYS) | {"sheet_asks": _asked(request, period)},
            period=period,
            typed={
                "tu": day_text(request.GET, "tu") or period.first.isoformat(),
                "den": day_text(request.GET, "den") or period.last.isoformat(),
            },
            errors=list(errors.items()),
            error=errors,
            months=[] if errors else _months(unit, period),
        ),
        status=422 if errors else 200,
    )


def _asked(request: HttpRequest, period: Period) -> str:
    """The period that is shown with its filters, as the end of an address."""
    days = [("tu", period.first.isoformat()), ("den", period.last.isoformat())]
    return urlencode([*days, *((name, request.GET[name]) for name in ASKS.split() if request.GET.get(name))])


def _narrowed(request: HttpRequest) -> tuple[Listing, Narrowed]:
    """Which lines are meant; the days are those of the book."""
    listing = asked_in(request, Sort.OLDEST)
    asked = replace(listing.filters, since=None, until=None, status=None, step=None, person=None, when=None)
    sql, values = asked.condition()
    return listing, Narrowed(sql, values)


def _months(unit: Unit, period: Period) -> list[tuple[date, list[int]]]:
    """The months of the period with the numbers of their printed volumes; those without a line are left out."""
    found, day = [], period.first.replace(day=1)
    while day <= period.last:
        month = month_of(day)
        if count := books.count_in(unit, month):
            found.append((day, list(range(1, (count - 1) // VOLUME + 2))))
        day = month.last + timedelta(days=1)
    return found


@require_GET
@official_page
def sheet(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The book of a period as a spreadsheet, read and written piece by piece."""
    unit = unit_of(desk)
    period, errors = period_of(request, _last_month(desk))
    if errors:
        raise Http404
    columns = [
        (_("TT"), 6), (_("Mã hồ sơ"), 26), (_("Tên thủ tục hành chính"), 50), (_("Số bộ"), 7),
        (_("Tên tổ chức, cá nhân"), 28), (_("Địa chỉ, điện thoại"), 40), (_("Cơ quan chủ trì giải quyết"), 30),
        (_("Ngày nhận"), 12), (_("Ngày hẹn trả"), 12), (_("Ngày trả"), 12), (_("Cách nhận kết quả"), 26),
        (_("Ký nhận"), 10), (_("Ghi chú"), 20),
    ]  # fmt: skip

    def written(as_of: datetime | None) -> tuple[bytes, int]:
        rows = Counted(_cells(row) for row in books.rows_of(unit, period, narrowed=_narrowed(request)[1]))
        content = workbook([Sheet(_("Sổ theo dõi hồ sơ"), columns, rows), *told_as_of(as_of)])
        return content, rows.number

    content, lines = read(written, at=desk.at, by=desk.by)
    name = f"so-theo-doi-{period.first}-{period.last}.xlsx"
    return handed_out(desk, content, lines=lines, name=name, media_type=XLSX)


def _cells(row: BookRow) -> list[str | int]:
    return [
        row.line, row.code, row.procedure_name, row.sets, row.person_name, row.address_and_phone, row.agency_name,
        format_date(local(row.received_at)), format_date(local(row.due_at)) if row.due_at else "",
        format_date(local(row.returned_at)) if row.returned_at else "", row.return_method, "", row.note,
    ]  # fmt: skip


@require_GET
@official_page
def printed(request: HttpRequest, desk: Desk, year: int, month: int, volume: int = 1) -> HttpResponseBase:
    """One month of the book on paper; a month with many dossiers has several volumes."""
    unit = unit_of(desk)
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    period = month_of(date(year, month, 1))
    count = books.count_in(unit, period)
    if not 1 <= volume <= max(1, -(-count // VOLUME)):
        raise Http404
    content = books.printed_book(unit, period, volume=volume, at=desk.at)
    name, lines = f"so-theo-doi-{year}-{month:02}-quyen-{volume}.pdf", min(count - VOLUME * (volume - 1), VOLUME)
    return handed_out(desk, content, lines=lines, name=name, media_type=PDF)
