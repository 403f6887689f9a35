"""What leaves the process is a row written with its cause and delivered by the worker, with retries people can see."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

from motcua.kernel.models import OutboxMessage

log = structlog.get_logger()

# Waits between attempts: 1, 4, 16 minutes … nearly four days in all.
MAX_ATTEMPTS = 8
# What is left of words that may not be kept; such a message cannot be sent again.
FORGOTTEN = {"is_secret": True}


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


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent: its topic, what it says, and the key under which it is written once."""

    topic: str
    payload: dict[str, Any]
    key: str


def enqueue(topic: str, payload: dict[str, Any], *, key: str, at: datetime) -> OutboxMessage:
    """Write a message to be sent after this transaction; a key already known is not written again."""
    return enqueue_all([Outgoing(topic, payload, key)], at=at)[0]


def enqueue_all(messages: Sequence[Outgoing], *, at: datetime) -> list[OutboxMessage]:
    """Write several messages with different keys, as `enqueue` does each."""
    if not messages:
        return []
    # A message without its job is sent by nobody, and its key keeps it from being written again: both or neither.
    with transaction.atomic(savepoint=False):
        new = _write(messages, at=at)
        if new:
            _queue(new.values())
    return [
        OutboxMessage(pk=new[one.key], key=one.key, topic=one.topic, payload=one.payload, created_at=at)
        if one.key in new
        else OutboxMessage.objects.get(key=one.key)
        for one in messages
    ]


def _write(messages: Sequence[Outgoing], *, at: datetime) -> dict[str, int]:
    """The numbers of the new rows by their keys."""
    with connection.cursor() as cursor:
        # One statement, whoever else writes the same key at this moment.
        cursor.execute(
            "INSERT INTO kernel_outboxmessage (key, topic, payload, state, attempts, last_error, created_at)"
            " SELECT m.key, m.topic, m.payload::jsonb, %s, 0, '', %s"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS m(key, topic, payload)"
            " ON CONFLICT (key) DO NOTHING RETURNING key, id",
            [
                OutboxMessage.State.QUEUED.value,
                at,
                [one.key for one in messages],
                [one.topic for one in messages],
                [json.dumps(one.payload, cls=DjangoJSONEncoder) for one in messages],
            ],
        )
        return dict(cursor.fetchall())


def deliver(message_id: int, *, at: datetime) -> OutboxMessage | None:
    """Try to send one message once; on failure, plan the next attempt or give up where people see it."""
    with transaction.atomic():
        # Who holds the row may yet fail or be dead: passing by would leave the message to nobody.
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
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
            _forget_secret(message)
        message.save()
    return message


def send_again(message: OutboxMessage, *, at: datetime) -> bool:
    """Put a message that was given up back in the queue; False when it was not, or was a secret, gone by then."""
    given_up = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.FAILED)
    given_up = given_up.exclude(payload__has_key="is_secret")
    if not given_up.update(state=OutboxMessage.State.QUEUED, attempts=0):
        return False
    _queue([message.pk])
    log.info("outbox_sent_again", topic=message.topic, key=message.key, at=at.isoformat())
    return True


def remembered(*, before: datetime) -> "QuerySet[OutboxMessage]":
    """What was sent or given up and was written before then, with its words still there."""
    ended = OutboxMessage.objects.filter(created_at__lt=before).exclude(state=OutboxMessage.State.QUEUED)
    return ended.exclude(payload=FORGOTTEN)


def forget(*, before: datetime) -> int:
    """Empty what was sent or given up and was written before then; how many. That it was, and when, stays."""
    return remembered(before=before).update(payload=FORGOTTEN, last_error="")


def _forget_secret(message: OutboxMessage) -> None:
    """A one-time code has no business here once it was sent or given up."""
    if message.payload.get("is_secret"):
        message.payload = FORGOTTEN


def _failed(message: OutboxMessage, error: Exception) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:2000]
    log.warning("outbox_attempt_failed", topic=message.topic, key=message.key, attempt=message.attempts)
    if message.attempts >= MAX_ATTEMPTS:
        message.state = OutboxMessage.State.FAILED
        _forget_secret(message)
        return
    _queue([message.pk], wait=timedelta(minutes=4 ** (message.attempts - 1)))


def _queue(messages: Iterable[int], *, wait: timedelta = timedelta()) -> None:
    """Jobs that deliver these messages, written in our own transaction.

    Inside a worker `app` writes on a connection of its own: the job would run before its message can be seen, find
    nothing, and leave the message to nobody.
    """
    deliveries: list[dict[str, JSONValue]] = [{"message_id": pk} for pk in messages]
    configure_task(
        name="motcua.deliver",
        job_manager=JobManager(DjangoConnector()),
        queue="outbox",
        # A mail server that never answers holds each letter for half a minute: other work goes before them.
        priority=-1,
        schedule_in={"seconds": int(wait.total_seconds())} if wait else None,
    ).batch_defer(*deliveries)


async def take_up_again(*, seconds: float = 30) -> int:
    """Queue again what workers held that have given no sign of life for so many seconds; how many jobs."""
    taken = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            # Its worker was only slow and finished the job between the two questions: there is nothing to take up.
            log.info("job_done_meanwhile", job=job.id, task=job.task_name)
            continue
        log.warning("job_taken_up_again", job=job.id, task=job.task_name)
        taken += 1
    return taken


def queue_orphans() -> int:
    """Give every queued message that has no job left, however it lost it, a new one; how many."""
    with connection.cursor() as cursor:
        # A message and its job are committed together, and a job ends after its message: one look sees both sides.
        cursor.execute(
            "SELECT m.id FROM kernel_outboxmessage m WHERE m.state = %s AND NOT EXISTS ("
            " SELECT FROM procrastinate_jobs j WHERE j.task_name = 'motcua.deliver' AND j.status IN ('todo', 'doing')"
            " AND (j.args ->> 'message_id')::bigint = m.id) ORDER BY m.id",
            [OutboxMessage.State.QUEUED.value],
        )
        orphans = [pk for (pk,) in cursor.fetchall()]
    if orphans:
        _queue(orphans)
        log.warning("outbox_orphans_queued", messages=len(orphans))
    return len(orphans)
