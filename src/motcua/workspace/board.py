"""The board of a unit: what is open, what is late, who has how much."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.boards import board_of, units_for
from motcua.handling.filters import Sort
from motcua.handling.lists import all_of, way_of_unit
from motcua.organization.models import Unit
from motcua.people.desk import Desk, context, official_page
from motcua.ui.files import download
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
    units = units_for(desk.posts)
    unit = _unit(request, units)
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, unit)
    shown = board_of(unit, at=desk.at, asked=listing.page(clock, request.GET.get("sau", ""), is_open=True), limit=PAGE)
    people = [(one.pk, one.name) for one in shown.officials]
    return render(
        request,
        "workspace/board.html",
        context(
            desk,
            board=shown,
            units=[(one.pk, f"{one.name}, {one.agency.short_name}") for one in units],
            rows=[row_of_line(line, clock) for line in shown.page.lines],
            following=shown.page.following.written() if shown.page.following else "",
            **shown_with(desk, listing, "don-vi", keep="bo-phan", people=people),
        ),
    )


@require_GET
@official_page
def sheet(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All of the board's list that its address asks for, as a spreadsheet."""
    unit = _unit(request, units_for(desk.posts))
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, unit)
    if wrong := wrong_sheet(listing, request, "workspace:board"):
        return wrong
    lines = all_of([way_of_unit(unit)], listing.page(clock, is_open=True))
    content = sheet_of(_("Bảng theo dõi"), (row_of_line(line, clock) for line in lines))
    return download(content, f"bang-theo-doi-{desk.on}.xlsx", XLSX)
