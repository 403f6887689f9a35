"""An accepted dossier is corrected: first what would change is shown, old and new, then one press does it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.corrections import (
    PART_WORDS,
    ROLE_WORDS,
    Correction,
    as_it_is,
    corrected,
    follow,
    paper_names,
    plan_correction,
    same_as_filer,
    what_refuses,
    with_copies_counted,
)
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.handling.queries import step_words
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.operations import offers
from motcua.kernel.speech import say
from motcua.kernel.text import visible
from motcua.people.desk import Desk, context, official_page
from motcua.people.rules import Proof
from motcua.procedures.models import Question
from motcua.workspace.counting import counted, numbers_in
from motcua.workspace.forms import return_methods
from motcua.workspace.gone import gone, not_mine
from motcua.workspace.looking import read_dossier
from motcua.workspace.receiving_anew import may_receive_anew
from motcua.workspace.typed import Typed, typed_on


def may_correct(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official could correct this dossier now."""
    return offers(correct, dossier, by=desk.by, posts=desk.posts)


@official_page
def correction(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The facts to be put right, and what becomes of fee and day; nothing happens before the second press."""
    dossier = read_dossier(desk, code)
    if dossier is None:
        return gone(request, desk, code, _typed(request.POST))
    if not may_correct(desk, dossier):
        return not_mine(request, desk, dossier, _("Đính chính hồ sơ"), _typed(request.POST))
    now, questions = as_it_is(dossier), list(dossier.version.questions.all())
    same = same_as_filer(now)
    following = [role for role in same if request.method != "POST" or request.POST.get(f"follows_{role.lower()}")]
    attempt, typed, plan, changes, meanwhile = Attempt(request), now, None, list[str](), list[str]()
    reason = visible(request.POST.get("reason", "")).strip()
    if attempt.is_sent:
        with attempt:
            data = request.POST.dict()
            within("reason", reason, 2_000)
            if base := _base(data, now, questions):
                meanwhile = _corrected_meanwhile(dossier, base)
                data = _with_now(data, base, now)
            typed = _wanted(data, now, questions)
            wanted = with_copies_counted(dossier, follow(now, typed, following))
            plan = plan_correction(dossier, wanted)
            changes = [*plan.sentences(), *step_words(dossier, corrected(dossier, plan))]
            is_seen = request.POST.get("seen", "") == _seen(changes)
            if meanwhile:
                attempt.refuse(_("Hồ sơ đã được đính chính từ khi bạn mở trang này. Xem nội dung ấy rồi làm tiếp."))
            elif request.POST.get("then") == "do" and is_seen:
                correct(dossier, wanted=wanted, reason=reason, by=desk.by, at=desk.at)
                messages.success(request, _("Đã đính chính hồ sơ."), extra_tags="taken")
                return redirect("workspace:dossier", code=dossier.shown_code)
            elif plan.changes and (errors := what_refuses(dossier, wanted, plan, at=desk.at)):
                attempt.refuse(_("Chưa đính chính được."), errors)
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
            base=json.dumps(_fields(now)),
            meanwhile=meanwhile,
            may_receive_anew=may_receive_anew(desk, dossier),
            **_shown(dossier, typed, following),
        ),
        status=409 if meanwhile else 422,
    )


def _typed(sent: QueryDict) -> Typed:
    """What somebody changed on the page, under its labels; the answers about the case are only chosen."""
    labels = {
        f"{role.lower()}_{part}": f"{say(words)}, {say(of)}"
        for role, of in ROLE_WORDS.items()
        for part, words in PART_WORDS.items()
    }
    labels |= {"reason": _("Lý do đính chính"), "return_address": _("Địa chỉ nhận qua bưu chính")}
    counts = {"originals": _("Số bản chính"), "copies": _("Số bản sao")}
    labels |= {name: words for name in sent for kind, words in counts.items() if name.startswith(f"{kind}_")}
    was = _told(sent.get("base", "")) or {}
    same = [name for name, text in sent.items() if name not in labels or was.get(name) == text]
    return typed_on(sent, labels.get, same)


def _fields(facts: Correction) -> dict[str, str]:
    """The facts under the names that their fields have on the page."""
    people = {f"{role.lower()}_{part}": text for role, parts in facts.parties.items() for part, text in parts.items()}
    counted_papers = {
        f"{kind}_{key}": str(count)
        for key, counts in facts.papers.items()
        for kind, count in zip(("originals", "copies"), counts, strict=True)
    }
    case = {f"case_{key}": answer for key, answer in facts.case_answers.items()}
    numbers = {f"number_{place}": str(number or "") for place, number in enumerate(facts.numbers.values())}
    return {
        **people,
        **counted_papers,
        **case,
        **numbers,
        "return_method": facts.return_method,
        "return_address": facts.return_address,
    }


def _told(base: str) -> dict[str, str] | None:
    """What a page says that it showed."""
    try:
        told = json.loads(base)
    except ValueError:
        return None
    return told if isinstance(told, dict) and all(isinstance(text, str) for text in told.values()) else None


def _base(data: Mapping[str, str], now: Correction, questions: Iterable[Question]) -> Correction | None:
    """The facts as the page showed them when it was opened; nothing where it does not say so."""
    told = _told(data.get("base", ""))
    if told is None:
        return None
    counts = (text for name, text in told.items() if name.startswith(("originals_", "copies_")))
    return _wanted(told, now, questions) if all(re.fullmatch("[0-9]{1,2}", count) for count in counts) else None


def _corrected_meanwhile(dossier: Dossier, base: Correction) -> list[str]:
    """What became another fact since the page was opened: what it showed, and what it is now."""
    became = _("%(what)s: «%(old)s» thành «%(new)s»")
    return [
        became
        % {
            "what": f"{change.what} ({say(change.of)})" if change.of else change.what,
            "old": change.new or "–",
            "new": change.old or "–",
        }
        for change in plan_correction(dossier, base).changes
    ]


def _with_now(data: Mapping[str, str], base: Correction, now: Correction) -> dict[str, str]:
    """What was typed; what nobody touched on the page stays as the dossier says it by now."""
    was, fresh = _fields(base), _fields(now)
    return {name: fresh.get(name, text) if text == was.get(name) else text for name, text in data.items()}


def _seen(sentences: list[str]) -> str:
    return " | ".join(sentences)


def _wanted(data: dict[str, str], now: Correction, questions: Iterable[Question]) -> Correction:
    """The facts as typed; what the page does not ask stays."""
    parties = {
        role: {part: visible(data.get(f"{role.lower()}_{part}", value)).strip() for part, value in parts.items()}
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
        visible(data.get("return_address", now.return_address)).strip(),
        papers,
        case,
        Proof.SEEN if data.get("card") else Proof.SAID,
        _numbers(data, now),
    )


def _numbers(data: Mapping[str, str], now: Correction) -> dict[str, int]:
    """How many there are of what the fee is for one, as typed; what the page does not ask stays."""
    asked = list(now.numbers)
    shown = {f"number_{place}": str(now.numbers[name] or "") for place, name in enumerate(asked)}
    typed = numbers_in(asked, {**shown, **data})
    return {name: typed.get(name, 0) for name in asked}


def _shown(dossier: Dossier, wanted: Correction, following: Sequence[Role]) -> dict[str, Any]:
    names, same = paper_names(dossier), same_as_filer(as_it_is(dossier))
    by_fee = {one.key for one in dossier.version.components.all() if one.counted_by in wanted.numbers}
    return {
        "people": [
            {
                "title": say(ROLE_WORDS[role]),
                "follows": f"follows_{role.lower()}" if role in same else "",
                "is_following": role in following,
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
        "counted": [(key, names.get(key, key), *counts) for key, counts in wanted.papers.items() if key not in by_fee],
        "numbers": [
            (f"number_{place}", name, str(number or "")) for place, (name, number) in enumerate(wanted.numbers.items())
        ],
        "return_methods": return_methods(dossier.version, now=ReturnMethod(dossier.return_method)),
        "return_method": wanted.return_method,
        "return_address": wanted.return_address,
    }
