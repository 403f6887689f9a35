"""What the calendar alone changes is noticed on its day: a law that ends today needs no import to have ended."""

from datetime import datetime
from typing import Any

from motcua.kernel.events import DayBegun, announce
from motcua.kernel.operations import SYSTEM, operation
from motcua.kernel.outbox import delivers, enqueue
from motcua.kernel.text import local

TOPIC = "kernel.day"


def begin_day(*, at: datetime) -> None:
    """Have this day announced, if it was not yet: the message of a day is written once."""
    enqueue(TOPIC, {"at": at.isoformat()}, key=f"{TOPIC}/{local(at).date()}", at=at)


@delivers(TOPIC)
def deliver_day(payload: dict[str, Any], *, key: str) -> None:
    """Announce the day of a message."""
    announce_day(by=None, at=datetime.fromisoformat(payload["at"]))


@operation(who=SYSTEM, journal="day.begun")
def announce_day(*, by: None, at: datetime) -> None:
    """Tell every room that a day has begun (NĐ 61/2018 Đ18)."""
    announce(DayBegun(on=local(at).date(), at=at))
