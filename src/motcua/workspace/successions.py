"""Agencies that were merged: what is still open with the old one, and its move to the successor."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.operations.succession import take_over
from motcua.handling.successions import left_open, plan_take_over
from motcua.kernel.attempts import Attempt
from motcua.organization.models import Succession
from motcua.people.desk import Desk, context, official_page

# A plan names this many dossiers; the number says how many there are.
NAMED = 50


@require_GET
@official_page
def successions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every decision that makes one agency the successor of another, with what the old one has not finished."""
    if not desk.administers:
        raise PermissionDenied
    return render(request, "workspace/successions.html", context(desk, rows=left_open(on=desk.on)))


@official_page
def succession(request: HttpRequest, desk: Desk, before: str, after: str) -> HttpResponse:
    """What a take-over would move today; the same page moves it, all or nothing."""
    if not desk.administers:
        raise PermissionDenied
    decisions = Succession.objects.select_related("predecessor", "successor")
    decision = decisions.filter(predecessor__code=before, successor__code=after).first()
    if decision is None:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            done = take_over(predecessor=decision.predecessor, successor=decision.successor, by=desk.by, at=desk.at)
            return attempt.done(_("Đã chuyển %d hồ sơ.") % len(done.dossiers), "workspace:successions")
    plan = plan_take_over(decision.predecessor, decision.successor, at=desk.at)
    facts = context(desk, decision=decision, plan=plan, named=plan.dossiers[:NAMED], is_empty=plan.is_empty)
    return attempt.page("workspace/succession.html", facts)
