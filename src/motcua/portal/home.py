"""The first questions: what do I want to do, where is my dossier, how does government work."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from motcua.indicators import queries as indicators
from motcua.kernel.qr import qr_svg
from motcua.kernel.replica import read
from motcua.notices.queries import simulated_messages
from motcua.people.visitor import Visitor, visited
from motcua.portal.ended import ended
from motcua.procedures import queries
from motcua.ui.procedure import answers_of, case_of, shown

POPULAR = ["1.001193", "2.000635", "1.004873", "1.004194", "1.001612", "1.011607"]


def _months(day: date, count: int) -> tuple[date, date]:
    """The span of the last `count` calendar months, this one included: from its first day to before the next month."""
    months = day.year * 12 + day.month
    first, after = months - count, months
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1)


@login_not_required
@require_GET
@visited
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Search, life events, tracking and live figures."""
    since, until = _months(visitor.on, 3)

    def asked(as_of: datetime | None) -> dict[str, Any]:
        return {"figures": indicators.province_figures(since=since, until=until), "as_of": as_of}

    events = queries.life_events()
    in_force = {procedure.code: procedure for procedure in queries.in_force(on=visitor.on).filter(code__in=POPULAR)}
    return render(
        request,
        "portal/home.html",
        {
            "events": [event for event in events if event.audience == "CITIZEN"],
            "business": [event for event in events if event.audience == "BUSINESS"],
            "popular": [in_force[code] for code in POPULAR if code in in_force],
            **read(asked, at=visitor.at),
        },
    )


@login_not_required
@require_GET
@visited
def qr(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The address of a procedure's page, or of its checklist for my case, as a QR code for paper."""
    version = queries.version_in_force(code, on=visitor.on)
    if version is None:
        raise Http404
    page = reverse("portal:checklist" if "mang" in request.GET else "portal:procedure", args=(code,))
    chosen = {"tieng": "en"} if translation.get_language() == "en" else {}
    answers = urlencode(answers_of(version, request.GET.dict()) | chosen)
    address = settings.PUBLIC_ADDRESS.rstrip("/") + page + (f"?{answers}" if answers else "")
    return HttpResponse(qr_svg(address, border=2, scale=6), content_type="image/svg+xml")


@login_not_required
@require_GET
@visited
def procedure(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One procedure as an answer for my case: how long, how much, where, what to bring, what I get, which law."""
    version = queries.version_in_force(code, on=visitor.on)
    if version is None:
        if gone := ended(request, code, on=visitor.on):
            return gone
        raise Http404
    return render(request, "portal/procedure.html", shown(version, request.GET.dict(), on=visitor.on))


@login_not_required
@require_GET
@visited
def checklist(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """What to bring for my case, to be printed and ticked, in Vietnamese or (`?tieng=en`) English."""
    version = queries.version_in_force(code, on=visitor.on)
    if version is None:
        if gone := ended(request, code, on=visitor.on):
            return gone
        raise Http404
    facts = shown(version, request.GET.dict(), on=visitor.on)
    case = case_of(version, facts["answers"])
    return render(request, "portal/checklist.html", {**facts, "case": case, "day": visitor.on})


@login_not_required
@require_GET
@visited
def life_event(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """A life event and the procedures it brings, in order."""
    event_with_procedures = queries.procedures_of_event(key, on=visitor.on)
    if event_with_procedures is None:
        raise Http404
    event, procedures = event_with_procedures
    return render(request, "portal/life_event.html", {"event": event, "found": procedures})


@login_not_required
@require_GET
@visited
def figures(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How government works: received, resolved, on time; the whole province, each sort of agencies, each agency."""
    since, until = _months(visitor.on, 12)

    def asked(as_of: datetime | None) -> dict[str, Any]:
        return {
            "total": indicators.province_figures(since=since, until=until),
            "groups": indicators.agency_groups(since=since, until=until),
            "since": since,
            "as_of": as_of,
        }

    return render(request, "portal/figures.html", read(asked, at=visitor.at))


@login_not_required
@require_GET
def simulated(request: HttpRequest) -> HttpResponse:
    """What the simulated mail server and SMS gateway received; only in a demonstration."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    return render(request, "portal/simulated.html", {"sent": simulated_messages(50)})
