"""Agencies that were merged: what is still open with the old one, and its move to the successor."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.operations.succession import take_over
from motcua.handling.successions import left_open, plan_take_over
from motcua.kernel.operations import Refused
from motcua.organization.models import Succession
from motcua.workspace.access import Desk, context, official_page

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
    decision = Succession.objects.select_related("predecessor", "successor")
    found = decision.filter(predecessor__code=before, successor__code=after).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            done = take_over(predecessor=found.predecessor, successor=found.successor, by=desk.by, at=desk.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Đã chuyển %d hồ sơ.") % len(done.dossiers))
            return redirect("workspace:successions")
    plan = plan_take_over(found.predecessor, found.successor, at=desk.at)
    shown = context(desk, decision=found, plan=plan, named=plan.dossiers[:NAMED], is_empty=plan.is_empty)
    return render(request, "workspace/succession.html", shown)
