"""Slips with which a one-stop unit hands dossiers over, and takes results back: by day and by unit."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.dossiers.books import Period
from motcua.handling.handovers import piles, slip
from motcua.kernel.addresses import number_in
from motcua.organization.models import Unit
from motcua.people.desk import Desk, context, official_page
from motcua.ui.days import day_text
from motcua.workspace.books import period_of, unit_of
from motcua.workspace.taking_away import PDF, handed_out

BACK = "ve"


@require_GET
@official_page
def handovers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What went to each unit on these days, today where none are named, and what came back."""
    unit = unit_of(desk)
    period, errors = period_of(request, Period(desk.on, desk.on))
    asked = urlencode([("tu", period.first.isoformat()), ("den", period.last.isoformat())])
    values = context(
        desk, unit=unit, period=period, errors=list(errors.items()), error=errors, asked=asked,
        typed={
            "tu": day_text(request.GET, "tu") or period.first.isoformat(),
            "den": day_text(request.GET, "den") or period.last.isoformat(),
        },
        given=[] if errors else piles(unit, period, is_back=False),
        back=[] if errors else piles(unit, period, is_back=True),
    )  # fmt: skip
    return render(request, "workspace/handovers.html", values, status=422 if errors else 200)


@require_GET
@official_page
def printed(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    """One slip as a PDF."""
    unit = unit_of(desk)
    period, errors = period_of(request, Period(desk.on, desk.on))
    other = Unit.objects.select_related("agency").filter(pk=number_in(str(pk)) or 0).first()
    is_back = request.GET.get("chieu") == BACK
    known = {} if errors else {pile.unit.pk: pile.count for pile in piles(unit, period, is_back=is_back)}
    if other is None or other.pk not in known:
        raise Http404
    content = slip(unit, other, period, is_back=is_back, at=desk.at)
    name = f"ban-giao-{period.first}-{other.code}.pdf"
    return handed_out(desk, content, lines=known[other.pk], name=name, media_type=PDF)
