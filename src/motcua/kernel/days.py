"""What the calendar alone changes is noticed on its day: a law that ends today needs no import to have ended."""

from datetime import datetime, timedelta
from typing import Any

from motcua.kernel.events import DayBegun, announce
from motcua.kernel.lanes import Lane
from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import SYSTEM, operation
from motcua.kernel.outbox import delivers, enqueue
from motcua.kernel.text import local

TOPIC = "kernel.day"
# So many of the last days must have begun here before anything is deleted for its age.
STEADY, LAST = 4, 7


def begin_day(*, at: datetime) -> None:
    """Have this day announced, if it was not yet: the message of a day is written once."""
    enqueue(TOPIC, {"at": at.isoformat()}, key=f"{TOPIC}/{local(at).date()}", at=at)


def are_steady(*, at: datetime) -> bool:
    """Whether the days before this one came one after the other: a clock that leapt ahead must not age what is kept.

    It is believed again after some days; by then whoever looks after the installation has seen it.
    """
    today = local(at).date()
    keys = [f"{TOPIC}/{today - timedelta(days=ago)}" for ago in range(1, LAST + 1)]
    return OutboxMessage.objects.filter(key__in=keys).count() >= STEADY


@delivers(TOPIC, lane=Lane.DAY)
def deliver_day(payload: dict[str, Any], *, key: str) -> None:
    """Announce the day of a message."""
    announce_day(by=None, at=datetime.fromisoformat(payload["at"]))


@operation(who=SYSTEM, journal="day.begun")
def announce_day(*, by: None, at: datetime) -> None:
    """Tell every room that a day has begun (NĐ 61/2018 Đ18)."""
    announce(DayBegun(on=local(at).date(), at=at))
