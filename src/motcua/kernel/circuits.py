"""Circuits of the channels by which messages leave: one that fails in a row is open, tried by one message a minute."""

from datetime import datetime, timedelta

import structlog
from django.db.models import F

from motcua.kernel.models import Circuit

log = structlog.get_logger()

# So many failures in a row are the channel's, not the letters'.
OPENS_AFTER = 3
# Longer than a silent server holds a letter.
TRIES_EVERY = timedelta(minutes=1)


def admits(topic: str, *, at: datetime) -> bool:
    """Whether a message may leave now: the channel is closed, or it is time for a try, which the caller then has."""
    if not Circuit.objects.filter(topic=topic).exclude(opened_at=None).exists():
        return True
    due = Circuit.objects.filter(topic=topic, next_try_at__lte=at)
    return due.update(next_try_at=at + TRIES_EVERY) == 1


def failed(topic: str, why: str, *, at: datetime) -> bool:
    """Count a failure of the channel; whether it is open now."""
    Circuit.objects.get_or_create(topic=topic)
    Circuit.objects.filter(topic=topic).update(failures=F("failures") + 1, last_error=why)
    closed = Circuit.objects.filter(topic=topic, failures__gte=OPENS_AFTER, opened_at=None)
    if closed.update(opened_at=at, next_try_at=at + TRIES_EVERY):
        log.warning("channel_opened", topic=topic)
    return Circuit.objects.filter(topic=topic).exclude(opened_at=None).exists()


def answered(topic: str) -> bool:
    """Note that the other side answers; whether the channel was open until now."""
    was_open = Circuit.objects.filter(topic=topic).exclude(opened_at=None).exists()
    Circuit.objects.filter(topic=topic, failures__gt=0).update(failures=0, opened_at=None, next_try_at=None)
    if was_open:
        log.info("channel_closed", topic=topic)
    return was_open


def try_now(topic: str, *, at: datetime) -> None:
    """Let the next message be the try of an open channel."""
    Circuit.objects.filter(topic=topic).exclude(opened_at=None).update(next_try_at=at)
