"""The words of petitions: kinds, ways in, states, other roads (NĐ 20/2008/NĐ-CP)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

# What a petition may hold.
TITLE, TEXT, WHERE, ANSWER = 150, 5_000, 200, 8_000
PHOTOS = 3
PHOTO_BYTES = 50 * 1024 * 1024
# A phone's screen, twice: more shows no more of a hole in a road.
PHOTO_LONGEST = 1_600
CODE_BEGINS = "PA"


class PetitionKind(StrEnum):
    """What it is about; the first is handled like any complaint about work, the next four are judged by criteria."""

    CONDUCT = "CONDUCT"
    UNFIT = "UNFIT"
    INCONSISTENT = "INCONSISTENT"
    UNLAWFUL = "UNLAWFUL"
    TREATY = "TREATY"
    OTHER = "OTHER"
    SOLUTION = "SOLUTION"
    INITIATIVE = "INITIATIVE"


class Way(StrEnum):
    """How it came in."""

    WEB = "WEB"
    COUNTER = "COUNTER"
    PHONE = "PHONE"


class State(StrEnum):
    RECEIVED = "RECEIVED"
    FORWARDED = "FORWARDED"
    ASSIGNED = "ASSIGNED"
    DRAFTED = "DRAFTED"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"
    TURNED_AWAY = "TURNED_AWAY"


# Somebody still owes something by a day.
OWED = (State.RECEIVED, State.FORWARDED, State.ASSIGNED, State.DRAFTED)
WITH_AGENCY = (State.FORWARDED, State.ASSIGNED, State.DRAFTED)


class Road(StrEnum):
    """Where something goes that is no petition."""

    COMPLAINT = "COMPLAINT"
    DENUNCIATION = "DENUNCIATION"
    RECEPTION = "RECEPTION"
    EMERGENCY = "EMERGENCY"
    NO_PETITION = "NO_PETITION"


class Step(StrEnum):
    """What happened to a petition, as its story tells it."""

    SENT = "SENT"
    FORWARDED = "FORWARDED"
    TURNED_AWAY = "TURNED_AWAY"
    HANDED_BACK = "HANDED_BACK"
    ASSIGNED = "ASSIGNED"
    DRAFTED = "DRAFTED"
    SENT_BACK = "SENT_BACK"
    ANSWERED = "ANSWERED"
    OWED_BY_LEADER = "OWED_BY_LEADER"
    REOPENED = "REOPENED"
    CLOSED = "CLOSED"


# What only officials read of the story.
INTERNAL = frozenset({Step.DRAFTED, Step.SENT_BACK, Step.HANDED_BACK})


class RuleItem(BaseModel):
    """One number or word that law or the province may change, with what it rests on; dated."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    KEY: ClassVar = ("code", "valid_from")

    code: str = Field(pattern=r"^[a-z][a-z_]{0,39}$")
    number: int | None = Field(default=None, ge=1, le=10_000)
    text: str = Field(default="", max_length=200)
    basis: str = Field(min_length=1, max_length=300)
    valid_from: date
    valid_until: date | None = None
