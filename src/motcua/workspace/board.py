"""The board of a unit: what is open, what is late, who has how much."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.handling.boards import board_of, units_for
from motcua.kernel.addresses import moment_in, number_in
from motcua.people.desk import Desk, context, official_page

PAGE = 30


def _key(text: str) -> tuple[datetime, int] | None:
    """The place a «next» link names; nonsense means the beginning."""
    due, _bar, pk = text.partition("|")
    moment, number = moment_in(due), number_in(pk)
    return (moment, number) if moment is not None and number is not None else None


@require_GET
@official_page
def board(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One of the units within my right; the first when none is chosen."""
    units = units_for(desk.posts)
    chosen = request.GET.get("bo-phan", "")
    unit = next((one for one in units if str(one.pk) == chosen), None if chosen else next(iter(units), None))
    if unit is None:
        raise Http404
    shown = board_of(unit, at=desk.at, after=_key(request.GET.get("sau", "")), limit=PAGE)
    last = shown.dossiers[-1] if shown.has_more else None
    return render(
        request,
        "workspace/board.html",
        context(
            desk,
            board=shown,
            units=[(one.pk, f"{one.name}, {one.agency.short_name}") for one in units],
            now=desk.at,
            following=f"{last.due_at.isoformat()}|{last.pk}" if last and last.due_at else "",
        ),
    )
