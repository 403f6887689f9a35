"""Lanes of the worker's work: each has a process of its own, so that no kind of work waits for another."""

from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """The queue of a kind of work."""

    LETTERS = "letters"
    SEARCH = "search"
    DAY = "day"
    FILES = "files"
    PUSH = "push"


@dataclass(frozen=True)
class Pace:
    """How many jobs of a lane are done at once, and after how many seconds one is ended with its process."""

    at_once: int
    limit: float


PACES = {
    # A mail server that is silent holds each letter for half a minute.
    Lane.LETTERS: Pace(4, limit=120),
    Lane.SEARCH: Pace(2, limit=1800),
    Lane.DAY: Pace(2, limit=7200),
    Lane.FILES: Pace(2, limit=7200),
    # A push service that is silent holds each message for some seconds.
    Lane.PUSH: Pace(4, limit=120),
}
# Where the version before queued everything: during an upgrade it still does.
BEFORE = "outbox"
