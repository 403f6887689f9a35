"""The first questions: what do I want to do, where is my dossier, how does government work."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers.queries import ready_for_me, under_way_for_me, waiting_for_me
from motcua.forms.queries import open_drafts_of
from motcua.indicators import queries as indicators
from motcua.indicators.figures.published import LEAST, lasting
from motcua.indicators.queries import demand
from motcua.kernel.qr import qr_svg
from motcua.kernel.replica import read
from motcua.notices.queries import simulated_messages
from motcua.people.models import Account
from motcua.people.visitor import Visitor, visited
from motcua.portal.ended import ended
from motcua.portal.figures_words import lasting_chart
from motcua.procedures import queries
from motcua.procedures.models import LifeEvent, ProcedureVersion
from motcua.procedures.rules import Audience
from motcua.ui.briefs import briefs
from motcua.ui.procedure import answers_of, case_of, shown

# What stands first until enough was filed to know what people do most.
POPULAR = ["1.001193", "2.000635", "1.004873", "1.004194", "1.001612", "1.011607"]
EXAMPLES = 3


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

    asked_for = demand()
    events = sorted(queries.life_events(), key=lambda event: -_asked_for(event, asked_for))
    often = [*asked_for, *POPULAR][: 4 * len(POPULAR)]
    in_force = {procedure.code: procedure for procedure in queries.offered(on=visitor.on).filter(code__in=often)}
    popular = [in_force[code] for code in dict.fromkeys(often) if code in in_force][: len(POPULAR)]
    told = briefs([one.code for one in popular], on=visitor.on, edition=visitor.edition)
    return render(
        request,
        "portal/home.html",
        {
            "examples": _examples(events, visitor.on),
            "audiences": [
                (_("Chuyện trong đời"), _grouped(events, Audience.CITIZEN)),
                (_("Việc của người kinh doanh"), _grouped(events, Audience.BUSINESS)),
            ],
            "popular": [(one, told.get(one.code)) for one in popular],
            "mine": _mine(visitor.account) if visitor.account else None,
            "least": LEAST,
            **read(asked, at=visitor.at),
        },
    )


def _asked_for(event: LifeEvent, asked_for: Mapping[str, int]) -> int:
    """How often people filed for what an event brings."""
    return sum(asked_for.get(step["code"], 0) for step in event.steps)


def _examples(events: Sequence[LifeEvent], day: date) -> list[str]:
    """What people ask at this time of the year, then what they ask at any time."""
    asked = [event for event in events if event.ask and (not event.months or day.month in event.months)]
    return [event.ask for event in sorted(asked, key=lambda event: not event.months)[:EXAMPLES]]


def _grouped(events: Sequence[LifeEvent], audience: Audience) -> list[tuple[str, list[LifeEvent]]]:
    """The events of an audience by their groups, group and event in the order of what people do most."""
    found: dict[str, list[LifeEvent]] = {}
    for event in events:
        if event.audience == audience:
            found.setdefault(event.group, []).append(event)
    return list(found.items())


def _mine(by: Account) -> dict[str, Any]:
    """What concerns who is signed in: what waits for them, is ready, is in the office's hands, was begun."""
    found = {"waiting": waiting_for_me(by), "ready": ready_for_me(by), "under_way": under_way_for_me(by)}
    return found | {"drafts": open_drafts_of(by)[:3]}


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


def _version(visitor: Visitor, code: str) -> ProcedureVersion | None:
    """The version in force, kept while nobody changed one; codes that somebody made up push nothing out."""
    edition, on = visitor.edition, visitor.on
    if code not in edition.kept(("codes in force", on), lambda: queries.codes_in_force(on=on)):
        return None
    return edition.kept(("version", code, on), lambda: queries.version_in_force(code, on=on))


@login_not_required
@require_GET
@visited
def procedure(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One procedure as an answer for my case: how long, how much, where, what to bring, what I get, which law."""
    version = _version(visitor, code)
    if version is None:
        if gone := ended(request, code, on=visitor.on):
            return gone
        raise Http404
    facts = shown(version, request.GET.dict(), on=visitor.on, edition=visitor.edition)
    really = visitor.edition.kept(("lasting",), lasting).get(version.procedure_id)
    chart = lasting_chart(really, [terms.time for _names, terms, _case in facts["ways"]]) if really else None
    return render(request, "portal/procedure.html", {**facts, "really_chart": chart})


@login_not_required
@require_GET
@visited
def checklist(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """What to bring for my case, to be printed and ticked, in Vietnamese or (`?tieng=en`) English."""
    version = _version(visitor, code)
    if version is None:
        if gone := ended(request, code, on=visitor.on):
            return gone
        raise Http404
    facts = shown(version, request.GET.dict(), on=visitor.on, edition=visitor.edition)
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
def simulated(request: HttpRequest) -> HttpResponse:
    """What the simulated mail server and SMS gateway received; only in a demonstration."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    return render(request, "portal/simulated.html", {"sent": simulated_messages(50)})
