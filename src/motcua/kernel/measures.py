"""Numbers for a monitor that the database or the machine tells, so that it does not matter which process answers.

Rooms bring theirs by their manifests (`Measure`); here are those of the ground.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib import import_module

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min

from motcua.kernel import clock, health
from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import HealthPart, Measure, Topic, offered
from motcua.kernel.models import BACKUP_MADE, Circuit, JournalEntry, OutboxMessage

log = structlog.get_logger()

Values = Mapping[tuple[str, ...], float]
NEVER = float("inf")
STATES = {health.State.WELL: 0.0, health.State.WORRYING: 1.0, health.State.ILL: 2.0}


def gathered(*, at: datetime) -> Iterator[tuple[Measure, Values]]:
    """Every measure with its numbers; a database that is away is asked once."""
    answers = True
    for measure in offered(Measure).values():
        if measure.asks_database and not answers:
            continue
        module, function = measure.runs.split(":")
        look: Callable[..., Values] = getattr(import_module(module), function)
        try:
            yield measure, look(at=at)
        except (DatabaseError, OSError) as error:
            answers = answers and not isinstance(error, DatabaseError)
            log.warning("measure_not_told", measure=measure.key, why=" ".join(str(error).split()))


def parts(*, at: datetime) -> Values:
    """How each part is, as this node sees it, but for those that take long: 0 well, 1 to be looked at, 2 ill."""
    quick = [part for part in offered(HealthPart).values() if not part.is_slow]
    return {(part.key,): STATES[found.state] for part, found in health.examine(at=at, parts=quick)}


def _jobs(said: str) -> Values:
    """One number for each lane of what could be done now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT j.queue_name, {said} FROM procrastinate_jobs j"  # noqa: S608 - words of ours
            " JOIN LATERAL (SELECT max(e.at) AS at FROM procrastinate_events e WHERE e.job_id = j.id"
            " AND e.type IN ('deferred', 'deferred_for_retry', 'scheduled')) e ON true"
            " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now()) GROUP BY j.queue_name"
        )
        found = dict(cursor.fetchall())
    return {(lane.value,): float(found.get(lane.value) or 0) for lane in Lane}


def jobs(*, at: datetime) -> Values:
    """How many jobs of each lane wait for nothing but a worker."""
    return _jobs("count(*)")


def oldest_job(*, at: datetime) -> Values:
    """For how many seconds the oldest of them has waited."""
    return _jobs("extract(epoch FROM now() - min(greatest(e.at, j.scheduled_at)))")


def letters(*, at: datetime) -> Values:
    """Messages by how they are; those that left are too many to be counted each time."""
    states = [state for state in OutboxMessage.State if state is not OutboxMessage.State.SENT]
    unsent = OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT)
    found = dict(unsent.values_list("state").annotate(Count("pk")))
    return {(state.value,): float(found.get(state.value, 0)) for state in states}


def oldest_letter(*, at: datetime) -> Values:
    """For how many seconds the oldest message has waited to leave."""
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return {(): max(0.0, (at - oldest).total_seconds()) if oldest else 0.0}


def open_channels(*, at: datetime) -> Values:
    """Which channels are left alone because they failed in a row."""
    left_alone = set(Circuit.objects.exclude(opened_at=None).values_list("topic", flat=True))
    return {(topic.key,): float(topic.key in left_alone) for topic in offered(Topic).values() if topic.channel}


def worker(*, at: datetime) -> Values:
    """For how many seconds no worker gave a sign of life; without end when none ever did."""
    last = health.last_breath()
    return {(): NEVER if last is None else max(0.0, (at - last).total_seconds())}


def backup(*, at: datetime) -> Values:
    """How old the last whole backup is, in seconds; without end when there is none."""
    made = health.last(BACKUP_MADE)
    return {(): NEVER if made is None else max(0.0, (at - made.at).total_seconds())}


def journal(*, at: datetime) -> Values:
    """How many entries the journal has."""
    return {(): float(JournalEntry.objects.aggregate(last=Max("number"))["last"] or 0)}


def clock_apart(*, at: datetime) -> Values:
    """How far this node's clock is from the database's, in seconds."""
    return {(): abs(clock.apart().total_seconds())}


def disk_free(*, at: datetime) -> Values:
    """How many bytes are free where the data folder stands."""
    return {(): float(shutil.disk_usage(settings.DATA_DIR).free)}


def disk_whole(*, at: datetime) -> Values:
    """How many bytes there are in all where the data folder stands."""
    return {(): float(shutil.disk_usage(settings.DATA_DIR).total)}
