"""The board of a unit: first as pictures, each column a list; what is open, what is late, who has how much."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers.rules import Status
from motcua.handling.boards import Board, board_of, days_ahead, units_for
from motcua.handling.filters import Sort
from motcua.handling.lists import all_of, way_of_unit
from motcua.kernel.text import format_date
from motcua.organization.models import Unit
from motcua.people.desk import Desk, context, official_page
from motcua.ui.plots import Column, Plot
from motcua.ui.words import word
from motcua.workspace.listing import (
    PAGE,
    XLSX,
    asked_in,
    clock_of,
    row_of_line,
    sheet_of,
    shown_with,
    wrong_sheet,
)
from motcua.workspace.taking_away import taken

# The pictures look so many working days ahead.
DAYS = 10
# The way of a dossier, as far as it is open.
FLOW = (Status.NEW, Status.ACCEPTED, Status.IN_PROCESS, Status.SUPPLEMENT, Status.PAYMENT)


def _unit(request: HttpRequest, units: list[Unit]) -> Unit:
    """One of the units within my right; the first when none is chosen."""
    chosen = request.GET.get("bo-phan", "")
    unit = next((one for one in units if str(one.pk) == chosen), None if chosen else next(iter(units), None))
    if unit is None:
        raise Http404
    return unit


@require_GET
@official_page
def board(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How much is open, late and due soon, each a link to the list of it; and the list."""
    units = units_for(desk.posts, on=desk.on)
    unit = _unit(request, units)
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, unit)
    asked = listing.page(clock, request.GET.get("sau", ""), is_open=True)
    # Who asked for a list, or its next page, has it on top.
    is_picture = not listing.is_asked and asked.after is None
    days = days_ahead(clock.schedule, desk.at, DAYS) if is_picture else []
    shown = board_of(unit, at=desk.at, asked=asked, limit=PAGE, days=days)
    people = [(one.pk, one.name) for one in shown.officials]
    return render(
        request,
        "workspace/board.html",
        context(
            desk,
            board=shown,
            plots=_plots(shown) if is_picture else [],
            units=[(one.pk, f"{one.name}, {one.agency.short_name}") for one in units],
            rows=[row_of_line(line, clock) for line in shown.page.lines],
            following=shown.page.following.written() if shown.page.following else "",
            **shown_with(desk, listing, "don-vi", keep="bo-phan", people=people),
        ),
    )


def _plots(board: Board) -> list[Plot]:
    """Load by day, flow by where dossiers are, lateness: what the numbers of the board look like."""

    def leads(**asks: str) -> str:
        asked = {"bo-phan": str(board.unit.pk), **{name.replace("_", "-"): value for name, value in asks.items()}}
        return f"{reverse('workspace:board')}?{urlencode(asked)}"

    weekdays = [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]
    days = [
        Column(
            f"{weekdays[day.weekday()]} {day.day}/{day.month}", total, leads(ngay_han=day.isoformat()), format_date(day)
        )
        for day, total in board.days
    ]
    totals = {one.name: one.total for one in board.statuses}
    flow = [Column(word("status", status), totals.get(status, 0), leads(tinh_trang=status.value)) for status in FLOW]
    times = [
        Column(_("Quá hạn"), board.late, leads(han="qua-han"), tone="late"),
        Column(_("Sắp đến hạn"), board.soon, leads(han="sap-den"), tone="soon"),
        Column(_("Chưa gấp"), board.total - board.late - board.soon, leads(han="chua-gap"), tone="good"),
    ]
    return [
        Plot(_("Đến hạn trong %d ngày làm việc tới") % DAYS, days),
        Plot(_("Hồ sơ đang ở đâu"), flow),
        Plot(_("Đúng hạn hay trễ"), times),
    ]


@require_GET
@official_page
def sheet(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All of the board's list that its address asks for, as a spreadsheet."""
    unit = _unit(request, units_for(desk.posts, on=desk.on))
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, unit)
    if wrong := wrong_sheet(listing, request, "workspace:board"):
        return wrong
    lines = all_of([way_of_unit(unit)], listing.page(clock, is_open=True))
    rows = (row_of_line(line, clock) for line in lines)
    made = partial(sheet_of, _("Bảng theo dõi"))
    return taken(desk, rows, made, name=f"bang-theo-doi-{desk.on}.xlsx", media_type=XLSX)
