"""Who may do which work on a dossier, in which state, how it is locked; and the kinds of work made of these lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.rights import (
    DOSSIER,
    IS_ANSWERED,
    IS_NOT_RECALLED,
    ISSUES,
    RECEIVES,
    RETURNS,
    SEES_AT_AGENCY,
    SEES_AT_COUNTER,
    SEES_AT_UNIT,
    SIGNS,
    WORKS,
    in_status,
)
from motcua.dossiers.rules import Status
from motcua.handling.models import Consultation, Enquiry, Proposal, Task
from motcua.handling.rules import STEPS, Work
from motcua.kernel.conditions import ALWAYS, Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.text import format_datetime, local
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import Reach, Relation, Right, in_hands_of, policy_of, posts_of
from motcua.processes.rules import StepKind

TASK = Lock(Task, Rank.DOSSIER, beside=("unit", "assignee"), under=("dossier", DOSSIER))
PROPOSAL = Lock(Proposal, Rank.DOSSIER, beside=("letter",), under=("dossier", DOSSIER))
CONSULTATION = Lock(Consultation, Rank.DOSSIER, beside=("asked_agency", "asked_unit"), under=("dossier", DOSSIER))

ENQUIRY = Lock(Enquiry, Rank.DOSSIER, under=("dossier", DOSSIER))

OF_UNIT = Relation("the task's unit", Reach.UNIT, lambda task: task.unit_id, "unit_id")
OF_ASKED = Relation(
    "the agency that was asked", Reach.AGENCY, lambda consultation: consultation.asked_agency_id, "asked_agency_id"
)
OF_ASKED_UNIT = Relation(
    "the unit that was asked", Reach.UNIT, lambda consultation: consultation.asked_unit_id, "asked_unit_id"
)

HEADS = Right("head of the task's unit", (Duty.APPROVE,), OF_UNIT)
ASKED = Right("official of the agency that was asked", (Duty.PROCESS,), OF_ASKED)
ASKED_UNIT = Right("official of the unit that was asked", (Duty.PROCESS,), OF_ASKED_UNIT)
# Who sees a dossier because work on it is or was theirs, because they are asked, or because they seal its letters.
SEES_AT_TASK = Right(
    "official of a unit that works on it", (Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE), OF_UNIT
)
SEES_LETTERS = ISSUES


# What a signature is put to: nobody does it in another's place (NĐ 30/2020 Đ13).
SIGNED = frozenset({StepKind.SIGN})


def _has_in_hand(by: Any, posts: Sequence[Post], task: Task) -> bool:
    """Whether the step is in one's own hands, or in those of somebody whose work one does."""
    return task.assignee_id in in_hands_of(by, posts)


@dataclass(frozen=True)
class OfTask:
    """The right to do a step: its own duty in its own unit, as long as nobody else has it in hand."""

    name: str = "official of the task's unit and duty, when nobody else has it in hand"

    def holds(self, by: Any, posts: Sequence[Post], task: Task) -> bool:
        """Whether somebody with these posts may do the step."""
        return (task.assignee_id is None or _has_in_hand(by, posts, task)) and self.fits(posts, task)

    def fits(self, posts: Sequence[Post], task: Task) -> bool:
        """Whether these posts are of the kind that does the step, whoever has it in hand."""
        return any(
            post.unit_id == task.unit_id
            and task.duty in post.duties
            and (post.in_place_of is None or task.kind not in SIGNED)
            for post in posts
        )

    def places(self, posts: Sequence[Post]) -> list[tuple[int, str, bool]]:
        """The units in which these posts do steps, each with the duty of the steps, and whether in one's own right."""
        found: dict[tuple[int, str], bool] = {}
        for post in posts:
            for duty in post.duties:
                key = (post.unit_id, duty)
                found[key] = found.get(key, False) or post.in_place_of is None
        return sorted((unit, duty, is_own) for (unit, duty), is_own in found.items())

    # The unit and the duty of a step against those of the above, and who has it in hand against whose work it is.
    sql = (
        "w.unit_id = s.id AND w.duty = s.duty AND (w.assignee_id IS NULL OR w.assignee_id = ANY(%(hands)s::bigint[]))"
        f" AND (s.is_own OR w.kind NOT IN ({', '.join(repr(kind.value) for kind in sorted(SIGNED))}))"
    )


DOES = OfTask()
# A step names its own duty, one of these.
STEP_DUTIES = SEES_AT_TASK.duties
TASK_DOER = policy_of(
    "official of the task's unit and duty", lambda by, posts, task: DOES.fits(posts, task), duties=STEP_DUTIES
)


def in_other_hands(by: Any, posts: Sequence[Post], task: Task) -> str:
    """Who has the step in hand and since when, for who would else do it; empty when that is not what stops them."""
    if task.assignee is None or _has_in_hand(by, posts, task) or not DOES.fits(posts, task):
        return ""
    facts = {"step": task.name, "who": task.assignee.full_name}
    if task.assigned_at is None:
        return _("Bước «%(step)s» đang do %(who)s làm.") % facts
    return _("Bước «%(step)s» đang do %(who)s làm từ %(at)s.") % {**facts, "at": format_datetime(task.assigned_at)}


TASK_HOLDER = replace(
    policy_of(DOES.name, DOES.holds, duties=STEP_DUTIES),
    why_not=lambda by, task, arguments: (
        in_other_hands(by, posts_of(by, on=local(arguments["at"]).date()), task) if isinstance(by, Account) else ""
    ),
)
TASK_GIVER = HEADS.policy
TASK_GIVER_OR_HOLDER = policy_of(
    f"{HEADS.name}, or who has the task in hand",
    lambda by, posts, task: (
        HEADS.holds(by, posts, task)
        or (_has_in_hand(by, posts, task) and (task.assignee_id == by.pk or DOES.fits(posts, task)))
    ),
    duties=HEADS.duties,
)
RECEIVER = RECEIVES.policy
SIGNATORY = SIGNS.policy
CLERK = ISSUES.policy
ASKED_AGENCY = policy_of(
    f"{ASKED.name}, or {ASKED_UNIT.name} ({Duty.PROCESS})",
    lambda by, posts, question: ASKED.holds(by, posts, question) or ASKED_UNIT.holds(by, posts, question),
    duties=ASKED.duties,
)
# Whose turn it is: the leader signs the letter, the clerk seals it, the one-stop unit carries the proposal out.
TURNS = {Proposal.State.SIGNING.value: SIGNS, Proposal.State.SEALING.value: ISSUES, Proposal.State.OPEN.value: RECEIVES}


def _has_before_them(by: Any, posts: Sequence[Post], proposal: Proposal) -> bool:
    return TURNS.get(proposal.state, RECEIVES).holds(by, posts, proposal)


PROPOSED_TO = policy_of(
    f"{SIGNS.name}, then {ISSUES.name}, while its letter waits for a signature, then {RECEIVES.name}",
    _has_before_them,
    duties=SIGNS.duties + ISSUES.duties + RECEIVES.duties,
)


def answering(dossier: Dossier) -> tuple[Right, int]:
    """With whom a dossier lies: the unit that works on it while it does, else its counter."""
    if dossier.state is Status.IN_PROCESS:
        return WORKS, dossier.handling_unit_id
    return RECEIVES, dossier.receiving_unit_id


ANSWERER = policy_of(
    f"{WORKS.name} while it does, else {RECEIVES.name}",
    lambda by, posts, enquiry: answering(enquiry.dossier)[0].holds(by, posts, enquiry),
    duties=WORKS.duties + RECEIVES.duties,
)
IS_UNANSWERED_ENQUIRY = Condition(
    "nobody has answered the filer",
    lambda enquiry: "" if enquiry.answered_at is None else _("Câu hỏi này đã được trả lời. Tải lại trang."),
    "w.answered_at IS NULL",
)


def proposal_in(*states: Proposal.State) -> Condition:
    """The proposal waits in one of these states."""
    values = ", ".join(f"'{state}'" for state in states)
    return Condition(
        f"proposal in {values}",
        lambda proposal: "" if proposal.state in states else _("Đề xuất này đã được xử lý."),
        f"w.state IN ({values})",
    )


IS_OPEN_TASK = Condition(
    "the step is open",
    lambda task: "" if task.finished_at is None else _("Bước này đã xong. Tải lại trang để xem bước hiện tại."),
    "w.finished_at IS NULL",
)
# Work on the dossier goes on and the step is open.
IS_AT_WORK = IS_OPEN_TASK & in_status(Status.IN_PROCESS)


IS_FREE = Condition(
    "nobody has the step in hand",
    lambda task: "" if task.assignee is None else _("%s đã nhận việc này.") % task.assignee.full_name,
)
IS_IN_HAND = Condition(
    "somebody has the step in hand",
    lambda task: "" if task.assignee_id is not None else _("Việc này chưa có ai nhận. Tải lại trang."),
)


def step_of(*kinds: StepKind) -> Condition:
    """The step is of one of these kinds."""
    return Condition(
        f"step {', '.join(sorted(kinds))}",
        lambda task: "" if task.kind in kinds else _("Bước «%s» không phải là bước làm việc này.") % task.name,
    )


HAS_DECISION = Condition(
    "a step that needs a decision has one",
    lambda task: (
        _("Chưa có nội dung kết quả. Soạn kết quả trước khi chuyển bước tiếp theo.")
        if task.kind in (StepKind.PREPARE, StepKind.APPROVE, StepKind.SIGN) and not task.dossier.decision
        else ""
    ),
)
IS_UNANSWERED = Condition(
    "the agency has not answered and its answer is still wanted",
    lambda consultation: (
        ""
        if consultation.answered_at is None and consultation.recalled_at is None
        else _("Yêu cầu lấy ý kiến này đã được trả lời hoặc đã được rút.")
    ),
    "w.answered_at IS NULL AND w.recalled_at IS NULL",
)


# Who writes such words on papers, opinions and steps.
WRITERS = (Duty.RECEIVE, Duty.PROCESS, Duty.APPROVE, Duty.SIGN)


def writes_for(posts: Sequence[Post], agency_id: int) -> bool:
    """Whether who holds these posts writes the stock texts of an agency."""
    return any(post.unit.agency_id == agency_id and any(post.has(duty) for duty in WRITERS) for post in posts)


@dataclass(frozen=True)
class Waiting:
    """A kind of work: on which rows, whose right, in which state; the operations that do it stand on the same lines."""

    model: type[Any]
    right: Right | OfTask
    when: Condition = ALWAYS


WORK: dict[Work, Waiting] = {
    Work.NEW: Waiting(Dossier, RECEIVES, in_status(Status.NEW)),
    Work.HAND_OVER: Waiting(Dossier, RECEIVES, in_status(Status.ACCEPTED)),
    Work.ANSWERED: Waiting(SupplementRequest, RECEIVES, IS_ANSWERED),
    Work.PROPOSAL: Waiting(Proposal, RECEIVES, proposal_in(Proposal.State.OPEN)),
    Work.LETTER: Waiting(Proposal, SIGNS, proposal_in(Proposal.State.SIGNING)),
    Work.SEAL: Waiting(Proposal, ISSUES, proposal_in(Proposal.State.SEALING)),
    Work.CONSULTATION: Waiting(Consultation, ASKED, IS_UNANSWERED),
    Work.ENQUIRY: Waiting(Enquiry, WORKS, IS_UNANSWERED_ENQUIRY & in_status(Status.IN_PROCESS)),
    Work.COUNTER_ENQUIRY: Waiting(
        Enquiry, RECEIVES, IS_UNANSWERED_ENQUIRY & in_status(*sorted(set(Status) - {Status.IN_PROCESS}))
    ),
    Work.UNIT_OPINION: Waiting(Consultation, ASKED_UNIT, IS_UNANSWERED),
    Work.RETURN: Waiting(Dossier, RETURNS, in_status(Status.DONE) & IS_NOT_RECALLED),
    **dict.fromkeys(STEPS, Waiting(Task, DOES, IS_AT_WORK)),
}

# The ways in which a dossier is within an official's right, each found by an index of its own.
SEES: tuple[tuple[type[Any], Right], ...] = (
    (Dossier, SEES_AT_COUNTER),
    (Dossier, SEES_AT_UNIT),
    (Dossier, SEES_AT_AGENCY),
    (Task, SEES_AT_TASK),
    (Consultation, ASKED),
    (Consultation, ASKED_UNIT),
    (Proposal, SEES_LETTERS),
)
