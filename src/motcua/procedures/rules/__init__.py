"""Pure rules of the catalogue: which components my case needs, and how plain words become search terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Protocol, TypeVar


class ChannelKind(StrEnum):
    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    POST = "POST"


class Scope(StrEnum):
    """Which procedures a keeper looks at."""

    RECEIVED = "RECEIVED"
    OF_PROVINCE = "OF_PROVINCE"
    ALL = "ALL"


class VersionStatus(StrEnum):
    """What a keeper did with a version. That it was amended is seen from the version after it."""

    DRAFT = "DRAFT"
    REVIEWED = "REVIEWED"
    PUBLISHED = "PUBLISHED"
    REPEALED = "REPEALED"


# A version with one of these is or was law for people; the others are work in hand.
PUBLIC_STATUSES = (VersionStatus.PUBLISHED.value, VersionStatus.REPEALED.value)


class Origin(StrEnum):
    """Where the words of a version come from."""

    PACK = "PACK"
    NATIONAL = "NATIONAL"
    EDITED = "EDITED"


class Aspect(StrEnum):
    """What the province may set for itself beside the national value."""

    FEE = "FEE"
    TIME = "TIME"
    AGENCY = "AGENCY"
    ADDRESS = "ADDRESS"
    CASE = "CASE"


class DecisionKind(StrEnum):
    """What one keeper writes down and a second one confirms."""

    REPEAL = "REPEAL"
    OWN_VALUE = "OWN_VALUE"
    END = "END"
    KEEP = "KEEP"


class DecisionState(StrEnum):
    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    DROPPED = "DROPPED"


class Audience(StrEnum):
    CITIZEN = "CITIZEN"
    BUSINESS = "BUSINESS"


@dataclass(frozen=True)
class NamedPart:
    """Something of another room that a version names in its field `key`.

    `choices` names a function «module:function» that takes `on` and gives what is in force that day: keys with names.
    `unfit` another that takes a key, agencies and `on`, and says why it cannot be done there; empty when it can.
    `lacks` another that takes a procedure's code, the keys that its version names and `on`, and says what one of them
    needs of another and does not find there; empty when nothing is missing.
    """

    key: str
    label: str
    choices: str
    unfit: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class Reception:
    """A level or agency that receives a procedure (NĐ 118/2025 Đ8), with what differs there.

    At the commune the agency is found by its kind in the place chosen; at the province by its code, or every agency of
    the kind where no code is given (a copy from the original register is issued by whoever keeps the register).
    `channels` holds by kind of channel only the values that are not those of the version.
    """

    level: str
    agency_kind: str = ""
    agency_code: str = ""
    unit_code: str = ""
    process_key: str = ""
    note: str = ""
    channels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def is_by(self, *, level: str, kind: str, code: str) -> bool:
        """Whether an agency of this level, kind and code receives by it."""
        if self.level != level:
            return False
        return self.agency_code == code if self.agency_code else self.agency_kind == kind


Condition = Mapping[str, Sequence[str]]


class Conditional(Protocol):
    """Something that belongs to some cases only."""

    @property
    def when(self) -> Condition: ...


C = TypeVar("C", bound=Conditional)


def matches(when: Condition, answers: Mapping[str, str]) -> bool:
    """Whether the answers fulfil every question of the condition; a question not answered yet is not fulfilled."""
    return all(answers.get(question) in values for question, values in when.items())


def may_match(when: Condition, answers: Mapping[str, str]) -> bool:
    """Whether the answers so far still allow the condition: a question not answered yet leaves it open."""
    return all(question not in answers or answers[question] in values for question, values in when.items())


class Asked(Protocol):
    """A question about one's case, with the answers to choose from."""

    @property
    def key(self) -> str: ...

    @property
    def options(self) -> Sequence[Mapping[str, str]]: ...


Q = TypeVar("Q", bound=Asked)


def unanswered(questions: Iterable[Q], answers: Mapping[str, str]) -> list[Q]:
    """The questions without an answer that may be chosen; one that is offered no more is none."""
    return [one for one in questions if answers.get(one.key) not in {option["value"] for option in one.options}]


def of_my_case(things: Iterable[C], answers: Mapping[str, str]) -> list[C]:
    """The things that my case needs for certain."""
    return [thing for thing in things if matches(thing.when, answers)]


def perhaps_of_my_case(things: Iterable[C], answers: Mapping[str, str]) -> list[C]:
    """The things that my case may need, depending on what is not answered yet."""
    return [thing for thing in things if may_match(thing.when, answers) and not matches(thing.when, answers)]


class Change(StrEnum):
    """What became of a line between two versions."""

    SAME = "SAME"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


def difference(before: Sequence[str], after: Sequence[str]) -> list[tuple[Change, str]]:
    """The lines of two versions one under the other: kept, taken out, put in."""
    found: list[tuple[Change, str]] = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            found += [(Change.SAME, line) for line in before[a:b]]
        else:
            found += [(Change.REMOVED, line) for line in before[a:b]]
            found += [(Change.ADDED, line) for line in after[c:d]]
    return found
