"""What leaves the process is a row written with its cause and delivered by the worker, with retries people can see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from motcua.kernel.models import OutboxMessage

log = structlog.get_logger()

# Waits between attempts: 1, 4, 16 minutes … about a day and a half in all.
MAX_ATTEMPTS = 8


class Deliverer(Protocol):
    """Sends one message. Raises to be tried again; must tolerate seeing the same key twice."""

    def __call__(self, payload: dict[str, Any], *, key: str) -> None: ...


_DELIVERERS: dict[str, Deliverer] = {}


def delivers(topic: str) -> Callable[[Deliverer], Deliverer]:
    """Register the function that sends messages of this topic."""

    def decorate(function: Deliverer) -> Deliverer:
        _DELIVERERS[topic] = function
        return function

    return decorate


def enqueue(topic: str, payload: dict[str, Any], *, key: str, at: datetime) -> OutboxMessage:
    """Write a message to be sent after this transaction; a key already known is not written again."""
    message, is_new = OutboxMessage.objects.get_or_create(
        key=key, defaults={"topic": topic, "payload": payload, "created_at": at}
    )
    if is_new:
        app.configure_task("motcua.deliver", queue="outbox").defer(message_id=message.pk)
    return message


def deliver(message_id: int, *, at: datetime) -> OutboxMessage | None:
    """Try to send one message once; on failure, plan the next attempt or give up where people see it."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
        if message is None or message.state != OutboxMessage.State.QUEUED:
            return None
        message.attempts += 1
        try:
            with transaction.atomic():
                _DELIVERERS[message.topic](message.payload, key=message.key)
        except Exception as error:  # noqa: BLE001 - whatever a gateway raises is a failed attempt
            _failed(message, error)
        else:
            message.state, message.sent_at, message.last_error = OutboxMessage.State.SENT, at, ""
        message.save()
    return message


def _failed(message: OutboxMessage, error: Exception) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:2000]
    log.warning("outbox_attempt_failed", topic=message.topic, key=message.key, attempt=message.attempts)
    if message.attempts >= MAX_ATTEMPTS:
        message.state = OutboxMessage.State.FAILED
        return
    wait = timedelta(minutes=4 ** (message.attempts - 1))
    try:
        app.configure_task("motcua.deliver", queue="outbox", schedule_in={"seconds": int(wait.total_seconds())}).defer(
            message_id=message.pk
        )
    except exceptions.AlreadyEnqueued:
        log.info("outbox_already_planned", key=message.key)
