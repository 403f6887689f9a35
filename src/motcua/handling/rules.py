"""Pure rules of the work on a dossier: the kinds of work, what a unit proposes and which of it is a letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from motcua.dossiers.rules import ItemFacts
from motcua.kernel.speech import gettext_noop
from motcua.papers.rules import PaperValue


class ProposalKind(StrEnum):
    """What the handling unit proposes and the one-stop unit carries out."""

    SUPPLEMENT = "SUPPLEMENT"
    REFUSAL = "REFUSAL"
    APOLOGY = "APOLOGY"
    STOP = "STOP"


# What these tell the filer the agency says, not the counter: its leader signs the letter before it is sent.
WITH_LETTER = frozenset({ProposalKind.REFUSAL, ProposalKind.APOLOGY, ProposalKind.STOP})


class StockKind(StrEnum):
    """What a stock text says: why something is refused or asked for, or what one thinks of it."""

    REASON = "REASON"
    OPINION = "OPINION"


class Work(StrEnum):
    """The kinds of work in the order in which people think of them: at the counter, at the desk, for others."""

    NEW = "NEW"
    HAND_OVER = "HAND_OVER"
    ANSWERED = "ANSWERED"
    PROPOSAL = "PROPOSAL"
    CHECK = "CHECK"
    PREPARE = "PREPARE"
    APPROVE = "APPROVE"
    SIGN = "SIGN"
    LETTER = "LETTER"
    ISSUE = "ISSUE"
    SEAL = "SEAL"
    CONSULTATION = "CONSULTATION"
    ENQUIRY = "ENQUIRY"
    COUNTER_ENQUIRY = "COUNTER_ENQUIRY"
    UNIT_OPINION = "UNIT_OPINION"
    RETURN = "RETURN"


# The kinds that are steps of the internal process, each named as its step is.
STEPS = frozenset({Work.CHECK, Work.PREPARE, Work.APPROVE, Work.SIGN, Work.ISSUE})
# Those whose date is a limit; of the others it is the moment since when they wait.
LIMITED = STEPS | {Work.NEW, Work.CONSULTATION, Work.UNIT_OPINION}


class WorkWord(StrEnum):
    """The kinds of lines that the work on a dossier adds to its story."""

    TASK_GIVEN = "task_given"
    STEP_FINISHED = "step_finished"
    STEP_RETURNED = "step_returned"
    RESULT_DRAFTED = "result_drafted"
    PROPOSED = "proposed"
    PROPOSAL_REJECTED = "proposal_rejected"
    LETTER_SIGNED = "letter_signed"
    LETTER_SEALED = "letter_sealed"
    AGENCY_ASKED = "agency_asked"
    AGENCY_ANSWERED = "agency_answered"
    AGENCY_RECALLED = "agency_recalled"
    AGENCY_LATE = "agency_late"
    SITE_CHECKED = "site_checked"


@dataclass(frozen=True)
class ProposalTerms:
    """What a proposal asks for besides its reason, by its kind."""

    # SUPPLEMENT: what is missing.
    items: tuple[ItemFacts, ...] = ()
    # APOLOGY: the new appointment.
    new_due_at: datetime | None = None
    # APOLOGY: why, as a group of the rulebook.
    late_group: str = ""
    # STOP: because the filer was asked and did not answer.
    is_unanswered: bool = False
    # REFUSAL, STOP: what the letter cites; nothing: all that rules the procedure.
    grounds: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "ProposalTerms":
        """The terms as they are kept with a proposal."""
        due = kept.get("new_due_at")
        return cls(
            items=tuple(ItemFacts(**item) for item in kept.get("items", ())),
            new_due_at=datetime.fromisoformat(due) if due else None,
            late_group=kept.get("late_group", ""),
            is_unanswered=kept.get("is_unanswered", False),
            grounds=tuple(kept.get("grounds", ())),
        )

    def kept(self) -> dict[str, Any]:
        """The terms as they are kept: only what is said."""
        kept: dict[str, Any] = {}
        if self.items:
            kept["items"] = [vars(item) for item in self.items]
        if self.new_due_at is not None:
            kept["new_due_at"] = self.new_due_at.isoformat()
        if self.late_group:
            kept["late_group"] = self.late_group
        if self.is_unanswered:
            kept["is_unanswered"] = True
        if self.grounds:
            kept["grounds"] = list(self.grounds)
        return kept


@dataclass(frozen=True)
class SlipRow:
    """A dossier that changes hands: what of it is on paper, when its result is due."""

    code: str
    procedure_name: str
    holder_name: str
    papers: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOverSlip(PaperValue):
    """Dossiers, or results, that one unit gives to another; both sign by hand, and no statutory form says how."""

    kind: ClassVar[str] = "HAND_OVER_SLIP"
    title: ClassVar[str] = gettext_noop("Phiếu bàn giao hồ sơ")
    is_numbered: ClassVar[bool] = False

    from_unit: str
    to_unit: str
    first_on: date
    last_on: date
    rows: tuple[SlipRow, ...]
