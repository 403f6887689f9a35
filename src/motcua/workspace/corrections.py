"""An accepted dossier is corrected: first what would change is shown, old and new, then one press does it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.corrections import (
    PART_WORDS,
    ROLE_WORDS,
    Correction,
    as_it_is,
    corrected,
    paper_names,
    plan_correction,
)
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.handling.queries import dossier_for, step_words
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import offers
from motcua.kernel.speech import say
from motcua.kernel.text import visible
from motcua.people.desk import Desk, context, official_page
from motcua.people.rules import Proof
from motcua.procedures.models import Question
from motcua.workspace.forms import ONLINE, RETURN_METHODS, counted
from motcua.workspace.receiving_anew import may_receive_anew

LONGEST = {"name": 200, "id_number": 20, "born_on": 10, "phone": 20, "email": 254, "address": 300, "authorisation": 200}


def may_correct(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official could correct this dossier now."""
    return offers(correct, dossier, by=desk.by, posts=desk.posts)


@official_page
def correction(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The facts to be put right, and what becomes of fee and day; nothing happens before the second press."""
    dossier = dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is None or not may_correct(desk, dossier):
        raise Http404
    now = as_it_is(dossier)
    attempt, wanted, plan, changes = Attempt(request), now, None, list[str]()
    reason = visible(request.POST.get("reason", "")).strip()[:2000]
    if attempt.is_sent:
        with attempt:
            wanted = _wanted(request.POST.dict(), now, dossier.version.questions.all())
            plan = plan_correction(dossier, wanted)
            changes = [*plan.sentences(), *step_words(dossier, corrected(dossier, plan))]
            is_seen = request.POST.get("seen", "") == _seen(changes)
            if request.POST.get("then") == "do" and is_seen:
                correct(dossier, wanted=wanted, reason=reason, by=desk.by, at=desk.at)
                messages.success(request, _("Đã đính chính hồ sơ."), extra_tags="taken")
                return redirect("workspace:dossier", code=dossier.shown_code)
    return attempt.page(
        "workspace/correction.html",
        context(
            desk,
            dossier=dossier,
            reason=reason,
            card=bool(request.POST.get("card")),
            filer=dossier.parties.filter(role=Role.FILER).first(),
            plan=plan,
            changes=changes,
            seen=_seen(changes),
            may_receive_anew=may_receive_anew(desk, dossier),
            **_shown(dossier, wanted),
        ),
    )


def _seen(sentences: list[str]) -> str:
    return " | ".join(sentences)


def _wanted(data: dict[str, str], now: Correction, questions: Iterable[Question]) -> Correction:
    """The facts as typed; what the page does not ask stays."""
    parties = {
        role: {
            part: visible(data.get(f"{role.lower()}_{part}", value)).strip()[: LONGEST[part]]
            for part, value in parts.items()
        }
        for role, parts in now.parties.items()
    }
    method = data.get("return_method", now.return_method)
    papers = {
        key: (
            counted(data.get(f"originals_{key}", str(originals)), f"originals_{key}"),
            counted(data.get(f"copies_{key}", str(copies)), f"copies_{key}"),
        )
        for key, (originals, copies) in now.papers.items()
    }
    asked = {question.key: now.case_answers.get(question.key, "") for question in questions}
    case = {key: answer for key, before in asked.items() if (answer := data.get(f"case_{key}", before))}
    return Correction(
        parties,
        method if method in ReturnMethod.__members__ else now.return_method,
        visible(data.get("return_address", now.return_address)).strip()[:300],
        papers,
        case,
        Proof.SEEN if data.get("card") else Proof.SAID,
    )


def _shown(dossier: Dossier, wanted: Correction) -> dict[str, Any]:
    names = paper_names(dossier)
    return {
        "people": [
            {
                "title": say(ROLE_WORDS[role]),
                "fields": [(f"{role.lower()}_{part}", say(PART_WORDS[part]), value) for part, value in parts.items()],
            }
            for role, parts in sorted(wanted.parties.items(), key=lambda entry: list(Role).index(entry[0]))
        ],
        "questions": [
            (
                f"case_{question.key}",
                question.text,
                [(option["value"], option["label"]) for option in question.options],
                wanted.case_answers.get(question.key, ""),
            )
            for question in dossier.version.questions.all()
        ],
        "counted": [(key, names.get(key, key), *counts) for key, counts in wanted.papers.items()],
        "return_methods": [*RETURN_METHODS, *ONLINE]
        if dossier.return_method == ReturnMethod.ONLINE
        else RETURN_METHODS,
        "return_method": wanted.return_method,
        "return_address": wanted.return_address,
    }
