"""The search for dossiers within an official's right: by what is at hand, by filters, or both."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.boards import people_with_work, units_for
from motcua.handling.filters import Sort
from motcua.handling.lists import LOOKED, Reach, all_of, dossiers_for, ways_of
from motcua.people.desk import Desk, context, official_page
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


@require_GET
@official_page
def search(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Dossiers within my right, latest first unless asked otherwise."""
    listing, clock = asked_in(request, Sort.NEWEST), clock_of(desk, desk.posts[0].unit)
    asked = listing.page(clock, request.GET.get("truoc", ""))
    page = dossiers_for(desk.by, on=desk.on, asked=asked, posts=desk.posts, limit=PAGE)
    return render(
        request,
        "workspace/dossiers.html",
        context(
            desk,
            dossiers=page.lines,
            rows=[row_of_line(line, clock) for line in page.lines],
            following=page.following.written() if page.following else "",
            is_broken_off=page.is_broken_off,
            looked=LOOKED,
            is_open=asked.reach is Reach.OPEN,
            **shown_with(desk, listing, "ho-so", people=people_with_work(units_for(desk.posts, on=desk.on))),
        ),
    )


@require_GET
@official_page
def sheet(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All that the search of an address finds, as a spreadsheet."""
    listing, clock = asked_in(request, Sort.NEWEST), clock_of(desk, desk.posts[0].unit)
    if wrong := wrong_sheet(listing, request, "workspace:dossiers"):
        return wrong
    lines = all_of(ways_of(desk.posts), listing.page(clock))
    rows = (row_of_line(line, clock) for line in lines)
    return taken(desk, rows, partial(sheet_of, _("Hồ sơ")), name=f"ho-so-{desk.on}.xlsx", media_type=XLSX)
