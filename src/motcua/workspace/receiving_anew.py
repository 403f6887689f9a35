"""A dossier accepted under the wrong procedure: which is the right one, what becomes of it, then one press."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.anew import Anew, AnewPlan, plan_anew
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.anew import receive_anew
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.operations import offers
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries import offered, version_in_force
from motcua.search.queries import procedures_for
from motcua.workspace.gone import gone, not_mine
from motcua.workspace.looking import read_dossier
from motcua.workspace.typed import typed_on

MOST = 20


def may_receive_anew(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official could receive this dossier under another procedure now."""
    return offers(receive_anew, dossier, by=desk.by, posts=desk.posts)


@official_page
def receive(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """First the procedure, then what is carried, missing, paid and promised; nothing happens before the last press."""
    dossier = read_dossier(desk, code)
    typed = typed_on(request.POST, {"reason": _("Lý do tiếp nhận lại")}.get)
    if dossier is None:
        return gone(request, desk, code, typed)
    successor = Dossier.objects.filter(in_place_of=dossier).first()
    if successor is not None:
        # Pressed twice, or opened on an old page: this is what it has become.
        messages.info(request, _("Hồ sơ này đã được tiếp nhận lại thành hồ sơ %s.") % successor.code)
        return redirect("workspace:dossier", code=successor.shown_code)
    if not may_receive_anew(desk, dossier):
        return not_mine(request, desk, dossier, _("Tiếp nhận lại"), typed)
    data = (request.POST if request.method == "POST" else request.GET).dict()
    version = version_in_force(data.get("thu-tuc", "")[:20], on=desk.on)
    if version is None or not version.process_key:
        return _choose(request, desk, dossier, data.get("q", "")[:100])
    attempt, reason = Attempt(request), data.get("reason", "").strip()
    plan, changes = plan_anew(dossier, _wanted(version, data), at=desk.at), list[str]()
    if attempt.is_sent:
        plan = plan_anew(dossier, replace(plan.wanted, papers=_papers(plan, data)), at=desk.at)
        changes = plan.sentences()
        with attempt:
            within("reason", reason, 2_000)
            if data.get("then") == "do" and data.get("seen", "") == _seen(changes):
                new = receive_anew(dossier, wanted=plan.wanted, reason=reason, by=desk.by, at=desk.at)
                messages.success(request, _("Đã tiếp nhận lại thành hồ sơ %s.") % new.code, extra_tags="taken")
                return redirect("workspace:dossier", code=new.shown_code)
    return attempt.page(
        "workspace/anew.html",
        context(
            desk, dossier=dossier, version=version, reason=reason, changes=changes, seen=_seen(changes),
            has_missing=bool(plan.missing_papers), **_shown(plan),
        ),
    )  # fmt: skip


def _choose(request: HttpRequest, desk: Desk, dossier: Dossier, text: str) -> HttpResponse:
    """The procedures this unit receives, by name or code."""
    level = dossier.receiving_unit.agency.level
    found: list[Procedure] = []
    if text.strip():
        found = [hit.procedure for hit in procedures_for(text, on=desk.on, limit=MOST, level=level, is_offered=True)]
    else:
        found = list(offered(on=desk.on, level=level).filter(field=dossier.procedure.field_id)[:MOST])
    others = [procedure for procedure in found if procedure.pk != dossier.procedure.pk]
    return Attempt(request).page(
        "workspace/anew_choose.html", context(desk, dossier=dossier, found=others, text=text), status=200
    )


def _seen(changes: list[str]) -> str:
    return " | ".join(changes)


def _wanted(version: ProcedureVersion, data: dict[str, str]) -> Anew:
    case = {
        question.key: data[f"case_{question.key}"]
        for question in version.questions.all()
        if data.get(f"case_{question.key}") in {option["value"] for option in question.options}
    }
    return Anew(version, case)


def _papers(plan: AnewPlan, data: dict[str, str]) -> dict[str, tuple[int, int]]:
    """How many of each paper, as typed; a paper that the page did not show yet stays as it was received."""
    return {
        key: (_count(data.get(f"originals_{key}"), originals), _count(data.get(f"copies_{key}"), copies))
        for key, _name, originals, copies in plan.papers
    }


def _count(text: str | None, before: int) -> int:
    return before if text is None else min(number_in(text) or 0, 99)


def _shown(plan: AnewPlan) -> dict[str, Any]:
    return {
        "questions": [
            (
                f"case_{question.key}",
                question.text,
                [(option["value"], option["label"]) for option in question.options],
                plan.wanted.case_answers.get(question.key, ""),
            )
            for question in plan.wanted.version.questions.all()
        ],
        "counted": plan.papers,
    }
