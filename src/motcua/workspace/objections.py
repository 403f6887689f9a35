"""Objections to looks at personal data, for who inspects."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.people.operations.objections import answer_objection
from motcua.people.queries import objection as objection_for
from motcua.people.queries import open_objections

PAGE = 30


def _refuse_others(desk: Desk) -> None:
    if not desk.units_with(Duty.INSPECT):
        raise PermissionDenied


@require_GET
@official_page
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for an inspector's answer, oldest first."""
    _refuse_others(desk)
    after = number_in(request.GET.get("sau", "")) or 0
    rows = open_objections(desk.by, at=desk.at, after=after, limit=PAGE)
    following = rows[PAGE - 1].pk if len(rows) > PAGE else ""
    shown = context(desk, objections=rows[:PAGE], following=following)
    return render(request, "workspace/objections.html", shown)


@official_page
def objection(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One objection: who looked, in which post and why; and its answer."""
    _refuse_others(desk)
    one = objection_for(desk.by, pk, at=desk.at)
    if one is None:
        raise Http404
    attempt = Attempt(request)
    answer = request.POST.get("answer", "")
    if attempt.is_sent:
        with attempt:
            answer_objection(one, answer=answer, by=desk.by, at=desk.at)
            return attempt.done(_("Đã trả lời. Người phản đối được báo."), "workspace:objections")
    return attempt.page("workspace/objection.html", context(desk, one=one, answer=answer))
