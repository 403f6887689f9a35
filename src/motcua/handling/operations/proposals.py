"""What the handling unit proposes and the one-stop unit carries out: supplement, refusal, apology, stop.

A refusal, an apology and a stop go to the filer as a letter of the handling agency: in between its leader signs it and
its clerk adds the agency's own signature.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.deadlines import end_of_day, working_day_from
from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations.clock import reappoint
from motcua.dossiers.operations.printing import publish
from motcua.dossiers.operations.results import stop
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.operations.supplements import complete_items, request_supplement
from motcua.dossiers.rights import DOSSIER, IS_IN, in_status
from motcua.dossiers.rules import WAITING, ItemFacts, Outcome, Status
from motcua.handling.models import Proposal, Task
from motcua.handling.operations.opening import close_proposal, give_time_more
from motcua.handling.operations.printing import write_letter
from motcua.handling.operations.tasks import finish_work
from motcua.handling.queries import turn_due
from motcua.handling.rights import (
    CLERK,
    IS_AT_WORK,
    PROPOSAL,
    PROPOSED_TO,
    RECEIVER,
    SIGNATORY,
    TASK,
    TASK_HOLDER,
    proposal_in,
    step_of,
)
from motcua.handling.rules import WITH_LETTER, ProposalKind, ProposalTerms, WorkWord
from motcua.kernel.conditions import Condition
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_date, local, visible, worded
from motcua.papers.operations import seal_paper
from motcua.papers.rights import may_seal
from motcua.people.models import Account
from motcua.processes.rules import StepKind

# A later day is a slip of the pen: a year typed wrong.
FARTHEST = timedelta(days=366)
IN_PROCESS = in_status(Status.IN_PROCESS)
IS_WAITING = in_status(*sorted(WAITING)) & IS_IN


@operation(
    who=TASK_HOLDER,
    journal="proposal.made",
    on=TASK,
    when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE),
    printed={"reason": gettext_noop("Lý do")},
)
def propose(  # noqa: PLR0913 - what is proposed, each kind with its own
    task: Task,
    *,
    kind: ProposalKind,
    reason: str,
    items: Sequence[ItemFacts] = (),
    new_due_on: date | None = None,
    late_group: str = "",
    grounds: Sequence[str] = (),
    by: Account,
    at: datetime,
) -> Proposal:
    """Propose a step that only the one-stop unit may take towards the filer (NĐ 61/2018 Đ5, Đ19).

    An apology is refused when the dossier was already re-appointed as often as allowed, or when the new day is not
    later or a day off: now and again when it is carried out. It promises the end of that day's work. One that comes
    after its time is made all the same, and kept as late (NĐ 61/2018 Đ12.5, Đ19.9). It says in which group of the
    rulebook its reason falls, because words cannot be counted. `grounds`: what the letter of a
    refusal or of a stop cites; none given: all that rules the procedure.
    """
    dossier, reason = task.dossier, worded(reason)
    if not reason:
        raise Refused(_("Ghi lý do của đề xuất."), errors={"reason": _("Ghi lý do.")})
    _refuse_second(dossier)
    terms = ProposalTerms()
    if kind == ProposalKind.SUPPLEMENT:
        terms = ProposalTerms(items=tuple(complete_items(dossier, items, reason)))
    if kind == ProposalKind.APOLOGY:
        terms = ProposalTerms(new_due_at=_new_due(dossier, new_due_on, at), late_group=_late_group(dossier, late_group))
    if kind in (ProposalKind.REFUSAL, ProposalKind.STOP):
        terms = ProposalTerms(grounds=_cited(grounds))
    return _new(dossier, kind, reason, terms, by=by, at=at)


@operation(
    who=RECEIVER,
    journal="proposal.made_unanswered",
    on=DOSSIER,
    when=IS_WAITING,
    printed={"reason": gettext_noop("Lý do")},
)
def propose_to_stop(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Proposal:
    """Propose to stop a dossier whose filer was asked for papers or a payment and did not answer (NĐ 61/2018 Đ19).

    How long one waits is the procedure's own term; where it fixes none, the reason says what the stop rests on. Refused
    before the term is over, and while an answer waits to be checked.
    """
    _refuse_answered(dossier, at)
    reason = worded(reason)
    if not reason:
        raise Refused(_("Ghi lý do dừng giải quyết."), errors={"reason": _("Ghi lý do và căn cứ.")})
    _refuse_second(dossier)
    return _new(dossier, ProposalKind.STOP, reason, ProposalTerms(is_unanswered=True), by=by, at=at)


def _cited(grounds: Sequence[str]) -> tuple[str, ...]:
    """What a letter cites, each ground a line; refused where our papers cannot show it."""
    lines = tuple(line for ground in grounds if (line := visible(ground).strip()))
    if errors := wrong_signs("grounds", _("Căn cứ"), "\n".join(lines)):
        raise Refused(errors["grounds"], errors=errors)
    return lines


PROPOSED = {
    ProposalKind.SUPPLEMENT: gettext_noop("Đề xuất yêu cầu bổ sung: %(reason)s"),
    ProposalKind.REFUSAL: gettext_noop("Đề xuất từ chối giải quyết: %(reason)s"),
    ProposalKind.APOLOGY: gettext_noop("Đề xuất xin lỗi và gia hạn: %(reason)s"),
    ProposalKind.STOP: gettext_noop("Đề xuất dừng giải quyết: %(reason)s"),
}


@operation(who=SIGNATORY, journal="proposal.signed", on=PROPOSAL, when=proposal_in(Proposal.State.SIGNING))
def sign_letter(proposal: Proposal, *, by: Account, at: datetime) -> Proposal:
    """Sign the letter that a proposal leads to; then the agency's clerk signs it too (NĐ 61/2018 Đ19; NĐ 30/2020 Đ5).

    Refused when the new date is over already, or when the filer answered meanwhile.
    """
    _refuse_untimely(proposal, at)
    proposal.letter = write_letter(proposal, signer=by, at=at)
    _pass_on(proposal, Proposal.State.SEALING, at=at)
    said = Sentence(gettext_noop("Đã ký văn bản, chuyển văn thư ký số cơ quan."))
    tell_story(proposal.dossier, WorkWord.LETTER_SIGNED, by=by, at=at, is_public=False, text=said)
    return proposal


@operation(who=CLERK, journal="proposal.sealed", on=PROPOSAL, when=proposal_in(Proposal.State.SEALING))
def seal_letter(proposal: Proposal, *, by: Account, at: datetime) -> Proposal:
    """Add the agency's own signature to the signed letter; then the one-stop unit may send it (NĐ 30/2020 Đ5, Đ13).

    Refused when the new date is over already, when the filer answered meanwhile, or when another agency signed.
    """
    _refuse_untimely(proposal, at)
    letter = proposal.letter
    if letter is None or not may_seal(letter, by=by, at=at):
        raise Refused(_("Văn bản do cơ quan trước đây ký. Không đồng ý đề xuất này để lập văn bản mới."))
    proposal.letter = seal_paper(letter, by=by, at=at)
    _pass_on(proposal, Proposal.State.OPEN, at=at)
    said = Sentence(gettext_noop("Đã ký số cơ quan vào văn bản, chuyển Bộ phận Một cửa gửi người nộp."))
    tell_story(proposal.dossier, WorkWord.LETTER_SEALED, by=by, at=at, is_public=False, text=said)
    return proposal


@operation(who=RECEIVER, journal="proposal.carried_out", on=PROPOSAL, when=proposal_in(Proposal.State.OPEN))
def carry_out(proposal: Proposal, *, justification: str = "", by: Account, at: datetime) -> Proposal:
    """Carry out a proposal towards the filer: the letter is sent or the request made (NĐ 61/2018 Đ19)."""
    dossier = proposal.dossier
    _refuse_untimely(proposal, at)
    close_proposal(proposal, Proposal.State.DONE, "", by=by, at=at)
    kind = ProposalKind(proposal.kind)
    note(kind=kind)
    if kind == ProposalKind.SUPPLEMENT:
        request_supplement(
            dossier,
            items=proposal.terms.items,
            reason=proposal.reason,
            justification=justification,
            by=by,
            at=at,
        )
        return proposal
    if proposal.letter is not None:
        publish(proposal.letter)
    if kind == ProposalKind.APOLOGY:
        _put_off(dossier, proposal, by=by, at=at)
    elif kind == ProposalKind.REFUSAL:
        _refuse_to_resolve(dossier, proposal, by=by, at=at)
    else:
        stop(dossier, reason=proposal.reason, by=by, at=at)
    return proposal


@operation(who=PROPOSED_TO, journal="proposal.rejected", on=PROPOSAL, when=proposal_in(*Proposal.PENDING))
def reject_proposal(proposal: Proposal, *, answer: str, by: Account, at: datetime) -> Proposal:
    """Send a proposal back with the reason: the leader, the clerk or the one-stop unit in turn (NĐ 61/2018 Đ19).

    A letter that was signed is void then.
    """
    if not worded(answer):
        raise Refused(_("Ghi lý do không đồng ý."), errors={"answer": _("Ghi lý do.")})
    close_proposal(proposal, Proposal.State.REJECTED, answer.strip(), by=by, at=at)
    tell_story(proposal.dossier, WorkWord.PROPOSAL_REJECTED, by=by, at=at, is_public=False, text=answer.strip())
    return proposal


def _new(
    dossier: Dossier, kind: ProposalKind, reason: str, terms: ProposalTerms, *, by: Account, at: datetime
) -> Proposal:
    note(kind=kind)
    said = Sentence(PROPOSED[ProposalKind(kind)], {"reason": reason})
    tell_story(dossier, WorkWord.PROPOSED, by=by, at=at, is_public=False, text=said)
    state = Proposal.State.SIGNING if kind in WITH_LETTER else Proposal.State.OPEN
    return Proposal.objects.create(
        dossier=dossier,
        kind=kind,
        state=state,
        reason=reason,
        data=terms.kept(),
        proposed_at=at,
        proposed_by=by,
        due_at=turn_due(dossier, state, at=at),
    )


def _pass_on(proposal: Proposal, state: Proposal.State, *, at: datetime) -> None:
    """It is the next one's turn, who has their own time for it."""
    proposal.state, proposal.due_at = state, turn_due(proposal.dossier, state, at=at)
    proposal.save(update_fields=["letter", "state", "due_at"])


def _refuse_second(dossier: Dossier) -> None:
    if Proposal.objects.of(dossier).pending().exists():
        raise Refused(_("Hồ sơ đang có một đề xuất chờ xử lý. Chờ phản hồi trước khi đề xuất tiếp."))


def _refuse_unless(condition: Condition, dossier: Dossier) -> None:
    if why_not := condition.why_not(dossier):
        raise Refused(why_not)


def _refuse_untimely(proposal: Proposal, at: datetime) -> None:
    """Refuse what was right when it was proposed and is not any more."""
    dossier = proposal.dossier
    if proposal.terms.is_unanswered:
        _refuse_unless(IS_WAITING, dossier)
        _refuse_answered(dossier, at)
        return
    _refuse_unless(IN_PROCESS, dossier)
    if proposal.kind == ProposalKind.APOLOGY:
        promised = proposal.terms.new_due_at
        _new_due(dossier, local(promised).date() if promised else None, at)


def _refuse_answered(dossier: Dossier, at: datetime) -> None:
    """Refuse to stop a dossier whose filer answered, or still may."""
    for request in dossier.supplements.exclude(state=SupplementRequest.State.CLOSED):
        if request.state == SupplementRequest.State.ANSWERED:
            raise Refused(_("Người nộp đã bổ sung. Kiểm tra giấy tờ đã bổ sung trước."))
        if request.answer_due_on is not None and local(at).date() <= request.answer_due_on:
            raise Refused(_("Người nộp còn được bổ sung đến hết ngày %s.") % format_date(request.answer_due_on))


def _new_due(dossier: Dossier, day: date | None, at: datetime) -> datetime:
    """When the day of an apology ends; refused where the rulebook or the calendar does not allow it."""
    rules = dossier.rulebook.rules
    if dossier.due_at is None:
        raise Refused(_("Thủ tục này không ấn định thời hạn nên không cần hẹn lại."))
    if dossier.reappointments >= rules.max_reappointments:
        raise Refused(_("Hồ sơ đã hẹn lại %d lần, không được hẹn lại nữa.") % dossier.reappointments)
    if day is not None and day > local(at).date() + FARTHEST:
        raise Refused(_("Ngày hẹn mới quá xa."), errors={"new_due": _("Chọn ngày trong vòng một năm.")})
    ends = _end_of(dossier, day) if day is not None else None
    if ends is None or ends <= max(dossier.due_at, at):
        raise Refused(
            _("Ngày hẹn mới phải sau ngày hẹn cũ và chưa qua."),
            errors={"new_due": _("Chọn ngày chưa đến, sau ngày hẹn hiện tại.")},
        )
    return ends


def _late_group(dossier: Dossier, key: str) -> str:
    """The group of the reason; refused unless the rulebook of the dossier offers it. Where it offers none: none."""
    groups = {group.key for group in dossier.rulebook.rules.late_groups}
    if groups and key not in groups:
        raise Refused(_("Chọn nhóm lý do."), errors={"late_group": _("Chọn một nhóm trong danh sách.")})
    return key if groups else ""


def _end_of(dossier: Dossier, day: date) -> datetime:
    """The moment that a new day promises; refused where it is a day off, also one that was declared meanwhile."""
    ends = end_of_day(dossier, day)
    if ends is None:
        facts = {"day": format_date(day), "next": format_date(working_day_from(dossier, day))}
        raise Refused(
            _("Ngày hẹn mới %(day)s là ngày nghỉ.") % facts,
            errors={"new_due": _("%(day)s là ngày nghỉ. Ngày làm việc kế tiếp: %(next)s.") % facts},
        )
    return ends


def _put_off(dossier: Dossier, proposal: Proposal, *, by: Account, at: datetime) -> None:
    old, new = dossier.due_at or at, proposal.terms.new_due_at or at
    reappoint(dossier, until=new, reason=proposal.reason, late_group=proposal.terms.late_group, by=by, at=at)
    give_time_more(dossier, since=old, until=dossier.due_at or old, late_before=at)


def _refuse_to_resolve(dossier: Dossier, proposal: Proposal, *, by: Account, at: datetime) -> None:
    dossier.outcome = Outcome.REFUSED
    said = Sentence(gettext_noop("Không đủ điều kiện giải quyết: %(reason)s"), {"reason": proposal.reason})
    finish_work(dossier, by=by, at=at, text=said)
