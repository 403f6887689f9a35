"""Opening tasks of the internal process, and ending what waits: shared by the operations that move a dossier on."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import Dossier, Proposal, SupplementRequest, Task
from motcua.dossiers.operations.clock import share_of_time
from motcua.kernel.operations import Refused
from motcua.kernel.text import local
from motcua.organization.models import Unit
from motcua.papers.operations import revoke_paper
from motcua.people.models import Account
from motcua.processes.rules import Process, Step

# A record, in Vietnamese whoever caused it.
NOT_SENT = gettext_noop("Văn bản không còn cần đến nên không gửi.")


def process_of(dossier: Dossier) -> Process:
    """The process the dossier keeps since its acceptance."""
    if dossier.process is None:
        raise Refused(_("Hồ sơ chưa có quy trình nội bộ. Báo quản trị hệ thống."))
    return dossier.process.process


def open_first_task(dossier: Dossier, *, at: datetime) -> Task:
    """Open the step where work begins."""
    return open_task(dossier, process_of(dossier).first, at=at)


def open_task(dossier: Dossier, step: Step, *, at: datetime, reason: str = "") -> Task:
    """Open one step for the unit that does it, due after its share of the statutory time."""
    return Task.objects.create(
        dossier=dossier,
        step_key=step.key,
        name=step.name,
        kind=step.kind,
        unit=unit_for(dossier, step),
        duty=step.duty,
        round=dossier.round,
        opened_at=at,
        due_at=share_of_time(dossier, step.share, at=at),
        return_reason=reason,
    )


def give_time_anew(dossier: Dossier, *, at: datetime) -> None:
    """A clock that counts from scratch gives every open step its whole share again (NĐ 61/2018 Đ19.4)."""
    steps = process_of(dossier).by_key
    for task in dossier.tasks.filter(finished_at=None):
        task.due_at = share_of_time(dossier, steps[task.step_key].share, at=at)
        task.save(update_fields=["due_at"])


def give_time_more(dossier: Dossier, *, since: datetime, until: datetime, at: datetime) -> None:
    """Open steps that were not late at a moment have as much more working time as lies between two others.

    Never more than the dossier itself has (NĐ 61/2018 Đ19).
    """
    schedule = schedule_for(dossier.handling_agency_id, on=local(since).date())
    minutes = schedule.working_minutes_between(since, until)
    for task in dossier.tasks.filter(finished_at=None):
        if task.due_at is not None and task.due_at >= at:
            later = schedule.add_working_minutes(task.due_at, minutes)
            task.due_at = min(later, dossier.due_at) if dossier.due_at else later
            task.save(update_fields=["due_at"])


def unit_for(dossier: Dossier, step: Step) -> Unit:
    """The unit of the handling agency that does this kind of step."""
    if dossier.handling_unit.kind == step.unit_kind:
        return dossier.handling_unit
    unit = (
        Unit.objects.filter(agency=dossier.handling_agency, kind=step.unit_kind, valid_until=None)
        .order_by("pk")
        .first()
    )
    if unit is None:
        raise Refused(
            _("%(agency)s chưa có bộ phận làm bước «%(step)s». Báo quản trị hệ thống.")
            % {"agency": dossier.handling_agency.name, "step": step.name}
        )
    return unit


def end_work(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Nothing of the dossier waits for anybody any more: its open steps, requests and proposals end with it."""
    Task.objects.filter(dossier=dossier, finished_at=None).update(finished_at=at, finished_by=by, is_cancelled=True)
    SupplementRequest.objects.filter(dossier=dossier).exclude(state="CLOSED").update(state="CLOSED", closed_at=at)
    _lapse(dossier.proposals.all(), by=by, at=at)


def lapse_stop(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Its filer did what was waited for: nobody stops the dossier for want of it any more."""
    _lapse(dossier.proposals.filter(data__is_unanswered=True), by=by, at=at)


def _lapse(proposals: QuerySet[Proposal], *, by: Account, at: datetime) -> None:
    for proposal in proposals.select_related("letter").filter(state__in=Proposal.PENDING):
        close_proposal(proposal, Proposal.State.LAPSED, "", by=by, at=at)


def close_proposal(proposal: Proposal, state: Proposal.State, answer: str, *, by: Account, at: datetime) -> None:
    """Say what became of a proposal; a letter that is signed and will not be sent is void."""
    proposal.state, proposal.answer, proposal.decided_by, proposal.decided_at = state, answer, by, at
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    if proposal.letter is not None and state != Proposal.State.DONE:
        revoke_paper(proposal.letter, reason=answer or NOT_SENT, by=None, at=at)
