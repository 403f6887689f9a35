"""What leaves the process is a row written with its cause and delivered by the worker, with retries people can see."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from asgiref.sync import sync_to_async
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

from motcua.kernel import circuits, traces
from motcua.kernel.lanes import Lane
from motcua.kernel.models import Circuit, OutboxMessage

log = structlog.get_logger()
State = OutboxMessage.State

# Waits between attempts: 1, 4, 16 minutes … nearly four days in all.
MAX_ATTEMPTS = 8
# A channel is waited for as long, but never slept over: who comes back must not be met hours later.
LONGEST_FOR_CHANNEL = timedelta(minutes=15)
PERSEVERES = timedelta(days=4)
# A repeated job that outlived its worker so often is left to its next time.
LIVES = 3
# What is left of words that may not be kept; such a message cannot be sent again.
FORGOTTEN = {"is_secret": True}


class Deliverer(Protocol):
    """Sends one message. Raises to be tried again; must tolerate seeing the same key twice."""

    def __call__(self, payload: dict[str, Any], *, key: str) -> None: ...


class NotTakenError(Exception):
    """The other side answered and would not have this one message: nothing is wrong with the channel."""


@dataclass(frozen=True)
class Way:
    """How messages of a topic go: who sends them, in which lane, and whether to another side that may be away."""

    deliverer: Deliverer
    lane: Lane
    is_channel: bool


_WAYS: dict[str, Way] = {}


def delivers(topic: str, *, lane: Lane, is_channel: bool = False) -> Callable[[Deliverer], Deliverer]:
    """Register the function that sends messages of this topic. A channel that fails in a row is left alone a while."""

    def decorate(function: Deliverer) -> Deliverer:
        _WAYS[topic] = Way(function, lane, is_channel)
        return function

    return decorate


def _unknown(payload: dict[str, Any], *, key: str) -> None:
    raise LookupError(f"nothing of this version delivers {key}")


def _way(topic: str) -> Way:
    """How a topic goes; one that another version queued fails where people see it."""
    return _WAYS.get(topic) or Way(_unknown, Lane.DAY, is_channel=False)


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent: its topic, what it says, the key under which it is written once, how long it helps."""

    topic: str
    payload: dict[str, Any]
    key: str
    expires_at: datetime | None = None


def enqueue(
    topic: str, payload: dict[str, Any], *, key: str, at: datetime, expires_at: datetime | None = None
) -> OutboxMessage:
    """Write a message to be sent after this transaction; a key already known is not written again."""
    return enqueue_all([Outgoing(topic, payload, key, expires_at)], at=at)[0]


def enqueue_all(messages: Sequence[Outgoing], *, at: datetime) -> list[OutboxMessage]:
    """Write several messages with different keys, as `enqueue` does each."""
    if not messages:
        return []
    # A message without its job is sent by nobody, and its key keeps it from being written again: both or neither.
    with transaction.atomic(savepoint=False):
        new = _write(messages, at=at)
        if new:
            _queue((new[message.key], message.topic) for message in messages if message.key in new)
    return [
        OutboxMessage(
            pk=new[message.key], key=message.key, topic=message.topic, payload=message.payload, created_at=at,
            expires_at=message.expires_at,
        )
        if message.key in new
        else OutboxMessage.objects.get(key=message.key)
        for message in messages
    ]  # fmt: skip


def _write(messages: Sequence[Outgoing], *, at: datetime) -> dict[str, int]:
    """The numbers of the new rows by their keys."""
    with connection.cursor() as cursor:
        # One statement, whoever else writes the same key at this moment.
        cursor.execute(
            "INSERT INTO kernel_outboxmessage"
            " (key, topic, payload, expires_at, state, attempts, last_error, created_at)"
            " SELECT m.key, m.topic, m.payload::jsonb, m.expires_at, %s, 0, '', %s"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS m(key, topic, payload, expires_at)"
            " ON CONFLICT (key) DO NOTHING RETURNING key, id",
            [
                State.QUEUED.value,
                at,
                [one.key for one in messages],
                [one.topic for one in messages],
                [json.dumps(one.payload, cls=DjangoJSONEncoder) for one in messages],
                [one.expires_at for one in messages],
            ],
        )
        return dict(cursor.fetchall())


def deliver(message_id: int, *, at: datetime) -> OutboxMessage | None:
    """Try to send one message once; on failure, plan the next attempt or give up where people see it.

    Where its channel is left alone, the message waits for the channel.
    """
    if expire(at=at, only=message_id):
        return None
    topic = OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED).values_list("topic", flat=True).first()
    if topic is None or (_way(topic).is_channel and not circuits.admits(topic, at=at)):
        return None
    with transaction.atomic():
        # Who holds the row may yet fail or be dead: passing by would leave the message to nobody.
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
        if message is None or message.state != State.QUEUED:
            return None
        message.attempts += 1
        try:
            with traces.step(f"deliver {topic}"), transaction.atomic():
                _way(topic).deliverer(message.payload, key=message.key)
        except Exception as error:  # noqa: BLE001 - whatever a gateway raises is a failed attempt
            _failed(message, error, at=at)
        else:
            message.state, message.sent_at, message.last_error = State.SENT, at, ""
            _forget_secret(message)
            message.save()
            _answered(topic)
    return message


def expire(*, at: datetime, only: int | None = None) -> int:
    """Mark what would arrive too late to help, and forget its words; how many."""
    late = OutboxMessage.objects.filter(state=State.QUEUED, expires_at__lte=at)
    if only is not None:
        late = late.filter(pk=only)
    secret = late.filter(payload__has_key="is_secret").update(state=State.EXPIRED, payload=FORGOTTEN)
    if expired := secret + late.update(state=State.EXPIRED):
        log.info("outbox_expired", messages=expired)
    return expired


def wait_after(attempts: int, *, is_channel: bool) -> timedelta:
    """How long a message waits for its next attempt after so many."""
    wait = timedelta(minutes=4 ** min(attempts - 1, MAX_ATTEMPTS))
    return min(wait, LONGEST_FOR_CHANNEL) if is_channel else wait


def send_again(message: OutboxMessage, *, at: datetime) -> bool:
    """Have a message tried now that waits or was given up; False when it left, expired, or was a secret, gone by then.

    The channel that it waits for is tried with it.
    """
    known = OutboxMessage.objects.filter(pk=message.pk)
    given_up = known.filter(state=State.FAILED).exclude(payload__has_key="is_secret")
    if not given_up.update(state=State.QUEUED, attempts=0) and not known.filter(state=State.QUEUED).exists():
        return False
    circuits.try_now(message.topic, at=at)
    _hasten(known)
    log.info("outbox_sent_again", topic=message.topic, key=message.key, at=at.isoformat())
    return True


def lost(message_id: int, *, at: datetime) -> None:
    """Count an attempt over which the worker ended, whatever ended it, and plan the next or give up."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id, state=State.QUEUED).first()
        if message is not None:
            message.attempts += 1
            _plan(message, "the worker ended over it", is_channel=False, at=at)


def remembered(*, before: datetime) -> "QuerySet[OutboxMessage]":
    """What was sent or given up and was written before then, with its words still there."""
    ended = OutboxMessage.objects.filter(created_at__lt=before).exclude(state=State.QUEUED)
    return ended.exclude(payload=FORGOTTEN)


def forget(*, before: datetime) -> int:
    """Empty what was sent or given up and was written before then; how many. That it was, and when, stays."""
    return remembered(before=before).update(payload=FORGOTTEN, last_error="")


def _forget_secret(message: OutboxMessage) -> None:
    """A one-time code has no business here once it was sent or given up."""
    if message.payload.get("is_secret"):
        message.payload = FORGOTTEN


def _failed(message: OutboxMessage, error: Exception, *, at: datetime) -> None:
    """A failure is the channel's unless the other side answered."""
    said = f"{type(error).__name__}: {error}"[:2000]
    log.warning("outbox_attempt_failed", topic=message.topic, key=message.key, attempt=message.attempts)
    is_channel = _way(message.topic).is_channel and not isinstance(error, NotTakenError)
    _plan(message, said, is_channel=is_channel, at=at)
    if is_channel:
        circuits.failed(message.topic, said, at=at)
    else:
        _answered(message.topic)


def _plan(message: OutboxMessage, said: str, *, is_channel: bool, at: datetime) -> None:
    """Queue the next attempt, or give up: after so many, and a channel only after days as well."""
    message.last_error = said
    if message.attempts >= MAX_ATTEMPTS and not (is_channel and at - message.created_at < PERSEVERES):
        message.state = State.FAILED
        _forget_secret(message)
    else:
        _queue([(message.pk, message.topic)], wait=wait_after(message.attempts, is_channel=is_channel))
    message.save()


def _answered(topic: str) -> None:
    """The other side answers: what waited for it leaves at once."""
    if _way(topic).is_channel and circuits.answered(topic):
        _hasten(OutboxMessage.objects.filter(topic=topic, state=State.QUEUED))


def _hasten(messages: "QuerySet[OutboxMessage]") -> None:
    """Have these messages tried now: their jobs wait no longer, and those without a job get one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'motcua.deliver' AND status = 'todo'"
            " AND scheduled_at IS NOT NULL AND (args ->> 'message_id')::bigint = ANY(%s)",
            [list(messages.values_list("pk", flat=True))],
        )
    _queue(_without_job(messages))


def _queue(messages: Iterable[tuple[int, str]], *, wait: timedelta = timedelta()) -> None:
    """Jobs that deliver these messages of these topics, each in its lane, written in our own transaction.

    Inside a worker `app` writes on a connection of its own: the job would run before its message can be seen, find
    nothing, and leave the message to nobody.
    """
    by_lane: dict[Lane, list[dict[str, JSONValue]]] = {}
    for pk, topic in messages:
        by_lane.setdefault(_way(topic).lane, []).append({"message_id": pk})
    for lane, deliveries in by_lane.items():
        configure_task(
            name="motcua.deliver",
            job_manager=JobManager(DjangoConnector()),
            queue=lane.value,
            # A lane's repeated work, short, goes before its many messages.
            priority=-1,
            schedule_in={"seconds": int(wait.total_seconds())} if wait else None,
        ).batch_defer(*deliveries)


async def take_up_again(*, at: datetime, seconds: float = 30) -> int:
    """Queue again what workers held that have given no sign of life for so many seconds; how many jobs.

    What ends its worker each time does not do so for ever: a message's attempts are counted, a job's lives too.
    """
    taken = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        try:
            if (is_delivery := job.task_name == "motcua.deliver") or job.attempts >= LIVES:
                await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=is_delivery)
            else:
                await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            # Its worker was only slow and finished the job between the two questions: there is nothing to take up.
            log.info("job_done_meanwhile", job=job.id, task=job.task_name)
            continue
        if is_delivery:
            await sync_to_async(lost)(_message_of(job), at=at)
        log.warning("job_taken_up_again", job=job.id, task=job.task_name)
        taken += 1
    return taken


def _message_of(job: Job) -> int:
    """The message that a job delivers. Django hands JSON out as text, a worker's own line as what it means."""
    arguments: Any = job.task_kwargs
    return int((json.loads(arguments) if isinstance(arguments, str) else arguments)["message_id"])


def queue_orphans(*, at: datetime) -> int:
    """Give every queued message that has no job left, however it lost it, a new one; how many.

    What waits for an open channel has none on purpose: when it is time for a try, the message tried least has it.
    """
    expire(at=at)
    waiting = OutboxMessage.objects.filter(state=State.QUEUED)
    orphans = _without_job(waiting.exclude(topic__in=Circuit.objects.exclude(opened_at=None).values("topic")))
    for topic in Circuit.objects.exclude(opened_at=None).filter(next_try_at__lte=at).values_list("topic", flat=True):
        orphans += waiting.filter(topic=topic).order_by("attempts", "pk").values_list("pk", "topic")[:1]
    if orphans:
        _queue(orphans)
        log.warning("outbox_orphans_queued", messages=len(orphans))
    return len(orphans)


def _without_job(messages: "QuerySet[OutboxMessage]") -> list[tuple[int, str]]:
    # A message and its job are committed together, and a job ends after its message: one look sees both sides.
    lacks = RawSQL(
        "NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.task_name = 'motcua.deliver'"
        " AND j.status IN ('todo', 'doing') AND (j.args ->> 'message_id')::bigint = kernel_outboxmessage.id)",
        [],
        output_field=BooleanField(),
    )
    return list(messages.filter(lacks).order_by("pk").values_list("pk", "topic"))
