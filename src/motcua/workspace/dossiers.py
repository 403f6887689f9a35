"""A dossier on one screen: left what was filed, right what to do; and the actions that change it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers.corrections import at_the_counter
from motcua.dossiers.deadlines import deadline_of
from motcua.dossiers.duplicates import Beside, Sought
from motcua.dossiers.late_groups import late_group_names
from motcua.dossiers.models import Dossier, DossierFile, DossierPaper, Party
from motcua.dossiers.operations import results
from motcua.dossiers.operations.duplicates import look_beside
from motcua.dossiers.queries import outdating, received_anew_as, results_of_same_person
from motcua.dossiers.rules import Role, Status, StoryWord
from motcua.forms.rules import filed, problems_of, told_by
from motcua.handling.drafts import changed_since, rewritings_of
from motcua.handling.models import Consultation, Enquiry, Proposal, Task
from motcua.handling.operations import tasks
from motcua.handling.paperwork import Result, result_of
from motcua.handling.queries import dossier_for, process_of
from motcua.handling.rights import in_other_hands
from motcua.handling.sheets import control_sheet
from motcua.kernel.attempts import Attempt
from motcua.kernel.text import format_datetime
from motcua.organization.rules import Level
from motcua.papers.operations import pdf_of
from motcua.papers.rules import Receipt, result_kinds
from motcua.people.desk import Desk, context, official_page
from motcua.people.sessions import is_proved, prove_again
from motcua.ui.declared import corrected, doubts_of, marked, named_otherwise
from motcua.ui.files import beside, download, handed_in
from motcua.ui.procedure import case_of
from motcua.ui.uploads import Uploads
from motcua.ui.words import word
from motcua.workspace.actions import BY_KEY, Action, Bench, bench_of, is_still_to_come, offered
from motcua.workspace.asking import SupplementForm
from motcua.workspace.corrections import may_correct
from motcua.workspace.declarations import lacking, may_declare
from motcua.workspace.forms import FactsForm
from motcua.workspace.glancing import due_of
from motcua.workspace.gone import gone
from motcua.workspace.listing import clock_of
from motcua.workspace.looking import look_at, read_dossier
from motcua.workspace.opinions import FILES, files_of
from motcua.workspace.proofs import LETTER, RESULT, Proof, first_pages_of, proofs_of, values_of, values_of_result
from motcua.workspace.register_looks import entries_beside, entries_of, record_looks
from motcua.workspace.scanning import may_scan
from motcua.workspace.stock import box_of, chosen_into, texts_for
from motcua.workspace.twins import unlike
from motcua.workspace.typed import typed_in
from motcua.workspace.viewing import page_answer, viewer_of

# In the address of a dossier that was accepted a moment ago: its receipt stands there ready to be printed.
PRINT = "in-giay-hen"
# Who approves, signs, issues or returns a result has it before their eyes.
SHOW_DECISION = ("soan-ket-qua", "hoan-thanh", "ky", "phat-hanh", "tra-lai-buoc", "tra-ket-qua", "thu-hoi-ket-qua")
SHOW_PROPOSAL = ("thuc-hien-de-xuat", "ky-van-ban", "ky-so-co-quan", "khong-dong-y-de-xuat")


def find(desk: Desk, code: str) -> Dossier:
    """A dossier within the reader's right, whose owner will see the look; else the page that there is none."""
    dossier = read_dossier(desk, code)
    if dossier is None:
        raise Http404
    return dossier


@official_page
def dossier(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The whole dossier and what can be done with it; the look is recorded for its owner."""
    dossier = dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is None:
        raise Http404
    look_at(desk, dossier)
    bench = bench_of(desk, dossier)
    shown = _shown(bench) | {"prints": PRINT in request.GET, "beside": _beside(bench)}
    return render(request, "workspace/dossier.html", context(desk, **shown))


def _beside(bench: Bench) -> Beside | None:
    """For whoever decides whether it is accepted: what their unit has of the same person."""
    dossier = bench.dossier
    if dossier.state != Status.NEW or not bench.receives:
        return None
    desk = bench.desk
    return look_beside(sought=Sought.of(dossier), unit=dossier.receiving_unit, by=desk.by, at=desk.at)


def _shown(bench: Bench, *, is_before_eyes: bool = False, is_apart: bool = False) -> dict[str, Any]:
    """What both pages show; `is_before_eyes`: who acts answers for the result, and has every page of it.

    `is_apart`: the papers stand beside a form.
    """
    dossier, details = bench.dossier, bench.details
    actions = offered(bench)
    result = result_of(dossier, at=bench.desk.at) if is_before_eyes else None
    parties = {party.role: party for party in details.parties}
    form = dossier.form
    signed = [entry.paper for entry in details.papers if _is_signed_result(entry)]
    corrections = corrected(dossier, details.earlier)
    pages = filed(form.parsed, dossier.answers | told_by(dossier.case_answers)) if form else []
    return {
        "dossier": dossier,
        "bench": bench,
        "main_actions": [action for action in actions if action.leads(bench)],
        "other_actions": [action for action in actions if not action.leads(bench)],
        "filer": parties.get(Role.FILER),
        "holder": parties.get(Role.HOLDER),
        "recipient": parties.get(Role.RECIPIENT),
        "case": case_of(dossier.version, dossier.case_answers),
        "declared": next((line for line in reversed(details.story) if line.word == StoryWord.DECLARED), None),
        "pages": marked(form.parsed, pages, corrections[0]["changes"] if corrections else []) if form else [],
        "lacking": lacking(dossier, on=bench.desk.on),
        "cautions": [*_unseen_on_site(bench), *_cautions(dossier, details.parties, on=bench.desk.on)],
        "corrections": corrections,
        "outdated": outdating(dossier) if dossier.decision and details.earlier else [],
        "files": details.files,
        "viewer": viewer_of(bench.desk.visitor.request, dossier, details.files, is_apart=is_apart),
        "components": details.components,
        "story": details.story,
        "supplements": [
            (one, [item for item in details.items if item.request_id == one.pk]) for one in details.supplements
        ],
        "consultations": details.consultations,
        "enquiries": details.enquiries,
        "notes": details.notes,
        "consultation_files": details.consultation_files,
        "site_checks": details.site_checks,
        "tasks": details.tasks,
        "papers": details.papers,
        "receipt": next((entry for entry in details.papers if _is_receipt_that_stands(entry)), None),
        "may_scan": may_scan(bench.desk, dossier),
        "signed_results": signed,
        "before_this": dossier.in_place_of,
        "after_this": received_anew_as(dossier),
        "may_correct": may_correct(bench.desk, dossier),
        "may_declare": not signed and may_declare(bench.desk, dossier),
        "asked": next((one for one in details.supplements if one.state == "OPEN"), None) if bench.receives else None,
        "before": _before(details.tasks),
        "proposed": proposed_words(bench.proposal),
        "result": result,
        "rewritings": rewritings_of(dossier) if dossier.decision else [],
        "register_says": [] if signed else _register_says(bench.desk, result),
        "proofs": [] if signed else _proofs(bench.desk, dossier, result),
        "same_person": _same_person(bench),
        "due": due_of(dossier, clock_of(bench.desk, dossier.receiving_unit)),
        "deadline": deadline_of(dossier, marks=details.clock_marks),
    }


def _register_says(desk: Desk, result: Result | None) -> list[tuple[str, str]]:
    """What registers say against a result, each with why it is right all the same."""
    if result is None:
        return []
    record_looks(desk, entries_beside(result))
    answered = result.decision.answered
    return [(conflict.words(desk.posts), answered.get(conflict.key, "")) for conflict in result.conflicts]


def _unseen_on_site(bench: Bench) -> list[str]:
    """That a step on site was reached and nothing of what was seen is written down (NĐ 61/2018 Đ19.3)."""
    if not bench.open_tasks or bench.details.site_checks:
        return []
    reached = {task.step_key for task in bench.details.tasks}
    said = _(
        "%s: chưa ghi thời gian, địa điểm, thành phần, nội dung kiểm tra (khoản 3 Điều 19 Nghị định 61/2018/NĐ-CP)."
    )
    steps = process_of(bench.dossier).steps
    return [said % step.name for step in steps if step.is_on_site and step.key in reached]


def _cautions(dossier: Dossier, parties: Iterable[Party], *, on: date) -> list[str]:
    if dossier.form is None or not dossier.answers:
        return []
    told = dossier.answers | told_by(dossier.case_answers, dossier.filed_on)
    agency = dossier.handling_agency
    place = agency.place if agency.level == Level.COMMUNE else None
    concerned = [party for party in parties if party.role in (Role.FILER, Role.HOLDER)]
    people = [party.name for party in concerned]
    doubts = doubts_of(dossier.form.parsed, told, place=place, people=people, on=on)
    return [*_untrue(dossier, told, on=on), *named_otherwise(dossier.form.parsed, told, concerned), *doubts]


def _untrue(dossier: Dossier, told: Mapping[str, Any], *, on: date) -> list[str]:
    """What a whole declaration says that the case contradicts since it was corrected; one half typed says so itself."""
    if dossier.form is None or dossier.is_half_declared:
        return []
    form = dossier.form.parsed
    wrong = problems_of(form, told, today=on)
    return [f"{form.by_key[key].title}: {at_the_counter(problem)}" for key, problem in wrong.items()]


def _proofs(desk: Desk, dossier: Dossier, result: Result | None) -> list[Proof]:
    if result is not None:
        return proofs_of(dossier, RESULT, values_of_result(desk, result))
    decided = dossier.decided
    return first_pages_of(dossier, RESULT, decided.titles) if decided is not None else []


def _is_receipt_that_stands(entry: DossierPaper) -> bool:
    return entry.kind == Receipt.kind and not entry.paper.is_revoked


def _is_signed_result(entry: DossierPaper) -> bool:
    return entry.kind in result_kinds() and entry.paper.signed_at is not None and not entry.paper.is_revoked


def proposed_words(proposal: Proposal | None) -> dict[str, Any] | None:
    """An open proposal in full: who carries it out sends every word of it."""
    if proposal is None:
        return None
    return {
        "kind": word("proposal", proposal.kind),
        "by": proposal.proposed_by.full_name,
        "reason": proposal.reason,
        "items": proposal.terms.items,
        "new_due": proposal.terms.new_due_at,
        "late_group": late_group_names()[group] if (group := proposal.terms.late_group) else "",
        "is_signing": proposal.state == Proposal.State.SIGNING,
        "is_sealing": proposal.state == Proposal.State.SEALING,
        "letter": proposal.letter,
    }


def _before(tasks: list[Task]) -> str:
    """What the last finished step says to the next one."""
    done = [task for task in tasks if task.finished_at is not None and not task.is_cancelled]
    return done[-1].note if done and any(task.finished_at is None for task in tasks) else ""


def _same_person(bench: Bench) -> list[int]:
    """All results that wait for the person of this one, when there is more than one to give back at once."""
    if not bench.offers(results.return_result, bench.dossier):
        return []
    together = results_of_same_person(bench.dossier)
    return together if len(together) > 1 else []


# What signs, seals or recalls, by who proved a short while ago that they are who they are.
SIGNS = {"ky", "ky-van-ban", "ky-so-co-quan", "phat-hanh", "thu-hoi-ket-qua"}


def _action(key: str) -> Action:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


@official_page
def act(request: HttpRequest, desk: Desk, code: str, key: str) -> HttpResponse:
    """One action: its few fields, then one call to its operation. What was typed survives every refusal."""
    dossier = read_dossier(desk, code)
    action = _action(key)
    if dossier is None:
        return gone(request, desk, code, typed_in(action.form(request.POST)) if request.method == "POST" else None)
    bench, seen = bench_of(desk, dossier), request.POST.get("seen", "")
    if not action.is_offered(bench) or action.was_for(bench, seen) is not None:
        return _too_late(request, action, bench)
    form = action.form(request.POST if request.method == "POST" else None)
    is_choosing = chosen_into(form, request, desk.posts, dossier.procedure)
    action.make_ready(bench, form)
    attempt = Attempt(request, form)
    is_sent = attempt.is_sent and not is_choosing
    if is_sent and action.key in SIGNS and not is_proved(request, desk.by, at=desk.at):
        return prove_again(request)
    is_old = seen not in ("", action.seen(bench))
    if is_old:
        attempt.refuse(_changed_since(bench, action, seen))
    uploads = files_of(attempt, desk, action.target(bench)) if form.takes_files else Uploads(desk.by)
    if is_sent and not attempt.is_refused:
        with attempt:
            files = {"files": uploads.files} if form.takes_files else {}
            action.run(bench, form.values() | files, seen)
            return _done(request, action, bench)
        # Somebody wrote between the look and the lock.
        bench = bench_of(desk, find(desk, code))
        if action.was_for(bench, seen) is not None:
            return _too_late(request, action, bench)
        dossier, is_old = bench.dossier, seen not in ("", action.seen(bench))
    if isinstance(form, FactsForm) and not dossier.decision:
        record_looks(desk, entries_of(form))
    return attempt.page(
        "workspace/act.html",
        context(
            desk,
            action=action,
            form=form,
            seen=action.seen(bench),
            beside=_beside(bench) if action.key == "tiep-nhan" else None,
            is_confirmed=False,
            kept=uploads.of(FILES),
            stock=texts_for(desk.posts, dossier.procedure, box_of(form)),
            others=unlike(form, action, bench) if is_old and action.writes_result else [],
            gives_files=action.key == "soan-ket-qua",
            shows_decision=action.key in SHOW_DECISION,
            shows_proposal=action.key in SHOW_PROPOSAL,
            letters=proofs_of(dossier, LETTER, values_of(desk, dossier, LETTER)) if action.key == "ky-van-ban" else [],
            **_shown(bench, is_before_eyes=action.key in SHOW_DECISION, is_apart=True),
        ),
        status=409 if is_old else 422,
    )


def _done(request: HttpRequest, action: Action, bench: Bench) -> HttpResponse:
    # «Taken»: the browser need not keep what was typed any longer.
    messages.success(request, _("Đã xong: %(action)s.") % {"action": action.label}, extra_tags="taken")
    if request.POST.get("then") == "next" and action.key == "soan-ket-qua":
        _hand_on(request, bench)
    bench.dossier.refresh_from_db()
    if request.POST.get("then") == "look":
        return redirect("workspace:act", code=bench.dossier.shown_code, key=action.key)
    return redirect("workspace:dossier", code=bench.dossier.shown_code)


def _hand_on(request: HttpRequest, bench: Bench) -> None:
    """Finish the step whose result was written a moment ago, or say why it stays."""
    with Attempt(request) as finishing:
        if bench.task is not None:
            tasks.finish_task(bench.task, by=bench.desk.by, at=bench.desk.at)
        messages.success(request, _("Đã chuyển bước tiếp."))
    if finishing.is_refused:
        messages.warning(request, _("Kết quả đã soạn, chưa chuyển được: %s") % finishing.message)


def _too_late(request: HttpRequest, action: Action, bench: Bench) -> HttpResponse:
    """Somebody was faster, or the page was old: who did what, and what was typed, to be copied."""
    form = action.form(request.POST if request.method == "POST" else None)
    typed = typed_in(form) if request.method == "POST" else []
    if isinstance(form, SupplementForm):
        form.ask_about(bench.dossier)
        typed = [*typed_in(form, has_more=False), *form.typed]
    changed = _changed(bench, action, request.POST.get("seen", ""))
    if request.method != "POST" or not typed:
        messages.warning(request, changed)
        return redirect("workspace:dossier", code=bench.dossier.shown_code)
    shown = context(bench.desk, action=action, dossier=bench.dossier, changed=changed, typed=typed)
    return render(request, "workspace/too_late.html", shown, status=409)


def _changed(bench: Bench, action: Action, seen: str) -> str:
    """Who has the step now, or what happened last with the dossier, so that nobody wonders where their work went."""
    desk = bench.desk
    if answered := _answered(action.was_for(bench, seen)):
        return answered
    elsewhere = [said for task in bench.open_tasks if (said := in_other_hands(desk.by, desk.posts, task))]
    if elsewhere and bench.task is None:
        return elsewhere[0]
    if is_still_to_come(bench, action):
        steps = ", ".join(f"«{task.name}»" for task in bench.open_tasks)
        return _("Chưa đến lúc làm việc này: hồ sơ đang ở bước %s.") % steps
    if action.is_for_others(bench):
        return _("Bạn không có quyền thực hiện việc này.")
    status = _("Kết quả đã thu hồi") if bench.dossier.recalled_at else word("status", bench.status)
    said = _("Việc này không còn làm được: hồ sơ đang ở tình trạng «%s».") % status
    last = bench.details.story[-1] if bench.details.story else None
    if last is None:
        return said
    facts = {"who": last.actor, "at": format_datetime(last.at)}
    return f"{said} {_('Thay đổi gần nhất: %(who)s, %(at)s.') % facts}"


def _answered(asked: Model | None) -> str:
    """That what somebody answers was answered meanwhile, and by whom."""
    if not isinstance(asked, Enquiry | Consultation) or asked.answered_at is None or asked.answered_by is None:
        return ""
    facts = {"who": asked.answered_by.full_name, "at": format_datetime(asked.answered_at)}
    return _("Câu hỏi này đã được trả lời rồi (%(who)s, %(at)s).") % facts


def _changed_since(bench: Bench, action: Action, seen: str) -> str:
    """That the form was opened on a dossier which is another one now, and by whom."""
    if action.writes_result and (words := changed_since(bench.dossier, seen.rpartition("-")[2], by=bench.desk.by)):
        return words
    last = bench.details.story[-1]
    facts = {"who": last.actor, "at": format_datetime(last.at)}
    said = _("Hồ sơ đã thay đổi từ khi bạn mở trang này (%(who)s, %(at)s). Xem lại rồi bấm lần nữa nếu vẫn đúng.")
    return said % facts


@require_GET
@official_page
def file(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponse:
    """One file of the dossier, as it is kept."""
    entry = _file(desk, code, pk)
    return beside(handed_in(entry.stored, entry.name))


@require_GET
@official_page
def file_page(request: HttpRequest, desk: Desk, code: str, pk: int, number: int) -> HttpResponse:
    """One page of a file of the dossier, as a picture."""
    return page_answer(request, _file(desk, code, pk), number)


def _file(desk: Desk, code: str, pk: int) -> DossierFile:
    entry = find(desk, code).files.select_related("stored").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


@require_GET
@official_page
def paper(request: HttpRequest, desk: Desk, code: str, public_id: str) -> HttpResponse:
    """One paper issued about the dossier."""
    dossier = find(desk, code)
    entry = dossier.papers.select_related("paper__file").filter(paper__public_id=public_id).first()
    if entry is None:
        raise Http404
    content = pdf_of(entry.paper, at=desk.at)
    return beside(download(content, f"{entry.kind.lower()}-{dossier.shown_code}.pdf", "application/pdf"))


@require_GET
@official_page
def control(request: HttpRequest, desk: Desk, code: str) -> HttpResponseBase:
    """The control sheet of the dossier so far."""
    dossier = find(desk, code)
    content = control_sheet(dossier, at=desk.at)
    return download(content, f"phieu-kiem-soat-{dossier.shown_code}.pdf", "application/pdf")
