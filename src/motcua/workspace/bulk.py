"""The same step for several dossiers at once: one page shows what it is, then each is done by itself and told of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake, results
from motcua.dossiers.rules import Decision, Outcome
from motcua.handling.inboxes import Asked, InboxItem, inbox_of
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import drafting, proposals, tasks
from motcua.handling.rules import Work
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.papers.rules import ReturnProof
from motcua.people.desk import Desk, context, official_page
from motcua.people.sessions import is_proved, prove_again
from motcua.results.queries import asked_values, drafts_of
from motcua.workspace import forms
from motcua.workspace.actions import known_facts
from motcua.workspace.dossiers import proposed_words
from motcua.workspace.proofs import LETTER, RESULT, Proof, first_pages_of

# As many as one page of the inbox shows.
MOST = 30
# Work whose doer answers for what the pages of the result say.
LOOKED_AT = (Work.PREPARE, Work.APPROVE, Work.SIGN)
Subject = Dossier | Task | Proposal


@dataclass(frozen=True)
class Bulk:
    """One step that is done for several at once: what it asks, once for all, and what it does with each."""

    key: str
    work: Work
    label: str | Promise
    form: type[forms.ActionForm]
    run: Callable[..., Any]


@dataclass(frozen=True)
class Outcomes:
    """What became of each chosen dossier."""

    # With the paper to be signed by who took a result.
    done: Sequence[tuple[InboxItem, UUID | None]]
    refused: Sequence[tuple[InboxItem, str]]


def _hand_over(dossier: Dossier, desk: Desk, values: Mapping[str, Any]) -> None:
    intake.hand_over(dossier, by=desk.by, at=desk.at)


def _return(dossier: Dossier, desk: Desk, values: Mapping[str, Any]) -> None:
    results.return_result(dossier, **values, by=desk.by, at=desk.at)


def _finish(task: Task, desk: Desk, values: Mapping[str, Any]) -> None:
    tasks.finish_task(task, **values, by=desk.by, at=desk.at)


def _draft(task: Task, desk: Desk, values: Mapping[str, Any]) -> None:
    """What has its own text keeps it; forms of their own are filled as declared; others get the common text."""
    if not task.dossier.decision:
        drafts = drafts_of(task.dossier, on=desk.on)
        title = values["title"] or task.dossier.version.result_name
        letter = Decision(title, tuple(values["body"].splitlines()), known_facts(task.dossier))
        content = asked_values(drafts) if drafts else letter
        drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=desk.by, at=desk.at)
    tasks.finish_task(task, by=desk.by, at=desk.at)


def _sign_letter(proposal: Proposal, desk: Desk, values: Mapping[str, Any]) -> None:
    proposals.sign_letter(proposal, by=desk.by, at=desk.at)


def _seal_letter(proposal: Proposal, desk: Desk, values: Mapping[str, Any]) -> None:
    proposals.seal_letter(proposal, by=desk.by, at=desk.at)


_ALL = (
    Bulk("chuyen", Work.HAND_OVER, gettext_lazy("Chuyển xử lý"), forms.NothingToFill, _hand_over),
    Bulk("hoan-thanh", Work.CHECK, gettext_lazy("Hoàn thành bước, chuyển tiếp"), forms.RemarkForm, _finish),
    Bulk("soan", Work.PREPARE, gettext_lazy("Soạn kết quả, chuyển bước tiếp"), forms.CommonTextForm, _draft),
    Bulk("duyet", Work.APPROVE, gettext_lazy("Duyệt, chuyển tiếp"), forms.RemarkForm, _finish),
    Bulk("ky", Work.SIGN, gettext_lazy("Ký số kết quả"), forms.RemarkForm, _finish),
    Bulk("ky-van-ban", Work.LETTER, gettext_lazy("Ký văn bản gửi người nộp"), forms.NothingToFill, _sign_letter),
    Bulk("phat-hanh", Work.ISSUE, gettext_lazy("Phát hành kết quả"), forms.RemarkForm, _finish),
    Bulk("ky-so-co-quan", Work.SEAL, gettext_lazy("Ký số cơ quan vào văn bản"), forms.NothingToFill, _seal_letter),
    Bulk("tra-ket-qua", Work.RETURN, gettext_lazy("Trả kết quả"), forms.ReturnResultForm, _return),
)
BULK: Mapping[Work, Bulk] = {bulk.work: bulk for bulk in _ALL}
BY_KEY = {bulk.key: bulk for bulk in _ALL}
# What signs or seals, by who proved a short while ago that they are who they are.
SIGNS = {Work.SIGN, Work.ISSUE, Work.LETTER, Work.SEAL}


@official_page
def bulk(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """What was ticked in the inbox, each with what will be signed or sent; a press does them one by one."""
    wanted = BY_KEY.get(key)
    if wanted is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    rows = [row for row in map(number_in, data.getlist("ho-so")[:MOST]) if row is not None]
    items = inbox_of(desk.by, on=desk.on, asked=Asked([wanted.work], rows), posts=desk.posts, limit=MOST)
    subjects = _subjects(wanted, items)
    form = wanted.form(request.POST if request.method == "POST" else None, initial=_initial(wanted, subjects))
    outcomes = None
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and wanted.work in SIGNS and not is_proved(request, desk.by, at=desk.at):
        return prove_again(request)
    if is_sent:
        outcomes = _run(wanted, desk, items, subjects, form)
    refused = outcomes is not None and not outcomes.done and bool(form.errors)
    return render(
        request,
        "workspace/bulk.html",
        context(
            desk,
            bulk=wanted,
            form=form,
            lines=[(item, *_shown(subject := subjects[item.key.pk]), _proofs(wanted, subject)) for item in items],
            gone=len(set(rows)) - len(items),
            outcomes=None if refused else outcomes,
            asks_text=wanted.work != Work.PREPARE or any(not _dossier_of(one).decision for one in subjects.values()),
        ),
        status=422 if form.errors else 200,
    )


def _subjects(wanted: Bulk, items: Sequence[InboxItem]) -> dict[int, Subject]:
    """What the operation takes, by the row of the inbox; all read at once."""
    rows = [item.key.pk for item in items]
    if wanted.work in (Work.HAND_OVER, Work.RETURN):
        dossiers = Dossier.objects.filter(pk__in=rows).select_related("version__procedure").prefetch_related("parties")
        return {dossier.pk: dossier for dossier in dossiers.order_by("pk")}
    if wanted.work in (Work.LETTER, Work.SEAL):
        letters = Proposal.objects.filter(pk__in=rows).select_related("dossier__version__procedure", "letter")
        return {one.pk: one for one in letters.select_related("proposed_by").order_by("pk")}
    tasks = Task.objects.filter(pk__in=rows).select_related("dossier__version__procedure")
    return {task.pk: task for task in tasks.prefetch_related("dossier__parties").order_by("pk")}


def _dossier_of(subject: Subject) -> Dossier:
    return subject if isinstance(subject, Dossier) else subject.dossier


def _shown(subject: Subject) -> tuple[Dossier, Decision | None, Mapping[str, Any] | None]:
    """The dossier, and what will be signed or sent: the result, or the letter that is proposed."""
    dossier = _dossier_of(subject)
    if isinstance(subject, Proposal):
        return dossier, None, proposed_words(subject)
    return dossier, dossier.decided, None


def _proofs(wanted: Bulk, subject: Subject) -> list[Proof]:
    """The papers that will be signed, approved or handed on."""
    dossier = _dossier_of(subject)
    if wanted.work == Work.LETTER:
        return first_pages_of(dossier, LETTER, [_("Văn bản gửi người nộp")])
    decided = dossier.decided if wanted.work in LOOKED_AT else None
    return first_pages_of(dossier, RESULT, decided.titles) if decided is not None else []


def _initial(wanted: Bulk, subjects: Mapping[int, Subject]) -> dict[str, str]:
    """What is the same for all: who receives them, or how the result is called."""
    if wanted.work not in (Work.RETURN, Work.PREPARE):
        return {}
    dossiers = [_dossier_of(one) for one in subjects.values()]
    if wanted.work == Work.RETURN:
        receivers = {party.name for one in dossiers for party in one.parties.all() if party.role == "RECIPIENT"}
        return {"receiver_name": receivers.pop()} if len(receivers) == 1 else {}
    titles = {one.version.result_name for one in dossiers}
    return {"title": titles.pop()} if len(titles) == 1 else {}


def _to_sign(subject: Subject) -> UUID | None:
    """The proof of return that was printed last, to be signed by hand."""
    proofs = _dossier_of(subject).papers.filter(kind=ReturnProof.kind)
    return proofs.order_by("-pk").values_list("paper__public_id", flat=True).first()


def _run(
    wanted: Bulk, desk: Desk, items: Sequence[InboxItem], subjects: Mapping[int, Subject], form: forms.ActionForm
) -> Outcomes:
    """Each by its own operation, in its own transaction: what one refuses stops no other."""
    done, refused = [], []
    values = form.values()
    for item in items:
        with Attempt(desk.visitor.request) as attempt:
            wanted.run(subjects[item.key.pk], desk, values)
            done.append((item, _to_sign(subjects[item.key.pk]) if wanted.work == Work.RETURN else None))
        if attempt.is_refused:
            refused.append((item, attempt.message))
        for name, text in attempt.errors.items():
            if name in form.fields and text not in form.errors.get(name, []):
                form.add_error(name, text)
    return Outcomes(done, refused)
