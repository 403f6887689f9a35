"""Steps open, their time is given back, and what waits comes to its end: shared by what moves a dossier on."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from motcua.calendars.queries import schedule_for
from motcua.dossiers.deadlines import share_of_time
from motcua.dossiers.models import Dossier, DossierPaper
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.paperwork import authority_for
from motcua.dossiers.rules import StoryWord
from motcua.handling.models import Consultation, Proposal, Task
from motcua.handling.queries import moment_words, process_of, steps_by_clock, turn_due, unit_for
from motcua.handling.rules import WorkWord
from motcua.kernel.operations import inside_operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local
from motcua.organization.rules import Duty
from motcua.papers.operations import revoke_paper
from motcua.papers.rules import result_kinds
from motcua.people.models import Account
from motcua.processes.rules import Step, StepKind

# A record, in Vietnamese whoever caused it.
NOT_SENT = gettext_noop("Văn bản không còn cần đến nên không gửi.")
DONE_AGAIN = gettext_noop("Việc được làm lại nên kết quả đã ký này không phát hành.")


@inside_operation
def open_step(dossier: Dossier, step: Step, *, at: datetime, reason: str = "") -> Task:
    """Open one step for the unit that does it, due after its share of the statutory time.

    Where the agency's head has authorised the head of a unit to sign, the result is theirs to sign (NĐ 30/2020 Đ13.4).
    """
    authority = authority_for(dossier, at=at) if step.kind == StepKind.SIGN else None
    return Task.objects.create(
        dossier=dossier,
        step_key=step.key,
        name=f"Ký thừa ủy quyền theo {authority.cited}" if authority else step.name,
        kind=step.kind,
        unit=authority.post.unit if authority else unit_for(dossier, step, on=local(at).date()),
        duty=Duty.APPROVE if authority else step.duty,
        round=dossier.round,
        opened_at=at,
        due_at=share_of_time(dossier, step.share, at=at),
        return_reason=reason,
    )


@inside_operation
def give_time_anew(dossier: Dossier, *, at: datetime) -> None:
    """A clock that counts from scratch gives every open step its whole share again (NĐ 61/2018 Đ19.4)."""
    steps = process_of(dossier).by_key
    for task in Task.objects.of(dossier).open():
        task.due_at = share_of_time(dossier, steps[task.step_key].share, at=at)
        task.save(update_fields=["due_at"])
    _give_turn_anew(dossier, at=at)


def _give_turn_anew(dossier: Dossier, *, at: datetime) -> None:
    """Whoever has a proposal before them has the whole time for it again."""
    for proposal in Proposal.objects.of(dossier).pending():
        proposal.due_at = turn_due(dossier, Proposal.State(proposal.state), at=at)
        proposal.save(update_fields=["due_at"])


@inside_operation
def give_time_more(dossier: Dossier, *, since: datetime, until: datetime, late_before: datetime) -> None:
    """Open steps and proposals not late at a moment have as much more working time as lies between two others.

    Never more than the dossier itself has (NĐ 61/2018 Đ19).
    """
    schedule = schedule_for(dossier.handling_agency_id, on=local(since).date())
    minutes = schedule.working_minutes_between(since, until)
    for row in (*Task.objects.of(dossier).open(), *Proposal.objects.of(dossier).pending()):
        if row.due_at is not None and row.due_at >= late_before:
            later = schedule.add_working_minutes(row.due_at, minutes)
            # One that was given more than the dossier had keeps what it has.
            row.due_at = min(later, max(dossier.due_at, row.due_at)) if dossier.due_at else later
            row.save(update_fields=["due_at"])


@inside_operation
def give_time_by_clock(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Open steps follow the dossier's corrected time, and its story says from when to when (NĐ 61/2018 Đ19)."""
    moved = []
    for task, due_at in steps_by_clock(dossier):
        if task.due_at != due_at:
            moved.append(f"«{task.name}» {moment_words(task.due_at)} thành {moment_words(due_at)}")
            task.due_at = due_at
            task.save(update_fields=["due_at"])
    _give_turn_anew(dossier, at=at)
    if moved:
        said = Sentence(gettext_noop("Hạn các bước theo ngày hẹn mới: %(steps)s."), {"steps": "; ".join(moved)})
        tell_story(dossier, StoryWord.DUE_CHANGED, by=by, at=at, is_public=False, text=said)


@inside_operation
def end_work(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Nothing of the work waits for anybody any more: steps, questions, proposals and results end with the dossier."""
    close_steps(dossier, by=by, at=at)
    _lapse(Proposal.objects.of(dossier), by=by, at=at)
    void_results(dossier, reason=NOT_SENT, at=at)


@inside_operation
def close_steps(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Steps still open are not needed, nor is the opinion of agencies that were asked."""
    Task.objects.of(dossier).open().update(finished_at=at, finished_by=by, is_cancelled=True)
    for consultation in Consultation.objects.of(dossier).unanswered().select_related("asked_agency", "asked_unit"):
        take_back(consultation, by=by, at=at)


@inside_operation
def take_back(consultation: Consultation, *, by: Account, at: datetime, reason: str = "") -> None:
    """A question is no longer needed; what was asked stays written, with who took it back and why (NĐ 61/2018 Đ19.5).

    Whoever is told that somebody was asked is told this too.
    """
    consultation.recalled_at, consultation.recalled_by, consultation.recall_reason = at, by, reason
    consultation.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    said = Sentence(gettext_noop("Rút yêu cầu lấy ý kiến %(agency)s."), {"agency": consultation.asked_name})
    tell_story(consultation.dossier, WorkWord.AGENCY_RECALLED, by=by, at=at, text=said)


@inside_operation
def void_results(dossier: Dossier, *, reason: str, at: datetime) -> None:
    """A result that was signed and never reached its filer is void, and never sealed or sent (NĐ 30/2020 Đ18)."""
    held = DossierPaper.objects.filter(
        dossier=dossier, kind__in=result_kinds(), is_public=False, paper__revoked_at=None
    )
    for entry in held.select_related("paper").order_by("paper_id"):
        revoke_paper(entry.paper, reason=reason, by=None, at=at)


@inside_operation
def lapse_stop(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Its filer did what was waited for: nobody stops the dossier for want of it any more."""
    _lapse(Proposal.objects.of(dossier).filter(data__is_unanswered=True), by=by, at=at)


def _lapse(proposals: QuerySet[Proposal], *, by: Account, at: datetime) -> None:
    for proposal in proposals.select_related("letter").filter(state__in=Proposal.PENDING):
        close_proposal(proposal, Proposal.State.LAPSED, "", by=by, at=at)


@inside_operation
def close_proposal(proposal: Proposal, state: Proposal.State, answer: str, *, by: Account, at: datetime) -> None:
    """Say what became of a proposal; a letter that is signed and will not be sent is void."""
    proposal.state, proposal.answer, proposal.decided_by, proposal.decided_at = state, answer, by, at
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    if proposal.letter is not None and state != Proposal.State.DONE:
        revoke_paper(proposal.letter, reason=answer or NOT_SENT, by=None, at=at)
