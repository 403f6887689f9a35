"""Kinds of work do not wait for each other, and a channel that is silent is left alone until it answers."""

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from motcua.cli.working import OVER_ITS_TIME
from motcua.kernel import circuits, outbox
from motcua.kernel.health import State, channels
from motcua.kernel.lanes import PACES, Lane
from motcua.kernel.models import OutboxMessage
from tests.command import python

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Post:
    """The other side of a channel."""

    def __init__(self):
        self.raises, self.taken, self.calls = None, [], 0

    def __call__(self, payload, *, key):
        self.calls += 1
        if self.raises is not None:
            raise self.raises
        self.taken.append(key)


POST = Post()
outbox.delivers("test-channel", lane=Lane.LETTERS, is_channel=True)(POST)


@pytest.fixture
def post():
    POST.__init__()
    return POST


def letters(count, **more):
    return [outbox.enqueue("test-channel", {}, key=f"letter-{n}", at=AT, **more) for n in range(count)]


def tried(message, at=AT):
    outbox.deliver(message.pk, at=at)
    message.refresh_from_db()
    return message.state, message.attempts


def jobs(*messages):
    """The queue and the moment of every job that waits for one of these messages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'motcua.deliver' AND status = 'todo' AND (args ->> 'message_id')::bigint = ANY(%s)"
            " ORDER BY id",
            [[message.pk for message in messages]],
        )
        return cursor.fetchall()


def done():
    """Every job in hand ends, as a worker would have it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'motcua.deliver'")


def opened(post, at=AT):
    """A channel that is open, with what made it so."""
    post.raises = TimeoutError("timed out")
    messages = letters(circuits.OPENS_AFTER)
    done()
    for message in messages:
        tried(message, at)
    return messages


def test_every_topic_and_every_repeated_job_has_a_lane_and_every_lane_a_worker():
    lanes = {lane.value for lane in Lane}
    assert set(PACES) == set(Lane)
    for topic, lane in {"mail": "letters", "sms": "letters", "search.rebuild": "search", "kernel.day": "day"}.items():
        message = outbox.enqueue(topic, {}, key=f"lane/{topic}", at=AT)
        assert [queue for queue, _moment in jobs(message)] == [lane]
    ours = {name: task.queue for name, task in app.tasks.items() if name.startswith("motcua.")}
    assert set(ours.values()) <= lanes
    assert (ours["motcua.sweep_files"], ours["motcua.fold_counts"]) == ("files", "search")


def test_a_channel_that_fails_in_a_row_is_left_alone_and_tried_by_one(post):
    opened(post)
    *_others, waiting = letters(circuits.OPENS_AFTER + 1)
    calls = post.calls
    assert tried(waiting, AT + MINUTE / 2) == ("QUEUED", 0)
    assert post.calls == calls
    other = outbox.enqueue("test-channel", {}, key="other", at=AT)
    assert tried(waiting, AT + MINUTE) == ("QUEUED", 1)
    # The one try of this minute is made: whoever comes now waits for the next.
    assert tried(other, AT + MINUTE) == ("QUEUED", 0)
    assert post.calls == calls + 1


def test_what_waits_for_a_channel_leaves_as_soon_as_one_letter_was_taken(post):
    messages = opened(post)
    waiting = outbox.enqueue("test-channel", {}, key="waiting", at=AT)
    done()
    assert outbox.queue_orphans(at=AT + MINUTE / 2) == 0
    # One of them is queued for the try: the one that was tried least.
    assert outbox.queue_orphans(at=AT + MINUTE) == 1
    assert len(jobs(waiting)) == 1
    post.raises = None
    assert tried(waiting, AT + MINUTE) == ("SENT", 1)
    assert [moment for _queue, moment in jobs(*messages)] == [None] * len(messages)
    assert tried(messages[0], AT + MINUTE) == ("SENT", 2)


def test_a_letter_that_waits_for_its_next_try_leaves_when_the_channel_answers(post):
    first, *_more = opened(post)
    outbox.send_again(first, at=AT)
    post.raises = None
    assert tried(first) == ("SENT", 2)


def test_the_side_that_answers_no_has_answered(post):
    post.raises = outbox.NotTakenError("no such mailbox")
    for message in letters(circuits.OPENS_AFTER * 2):
        assert tried(message) == ("QUEUED", 1)
    assert channels(at=AT).state is State.WELL


def test_one_success_between_failures_keeps_the_channel_closed(post):
    for n, message in enumerate(letters(circuits.OPENS_AFTER * 2)):
        post.raises = None if n % circuits.OPENS_AFTER == 1 else TimeoutError("timed out")
        assert tried(message)[1] == 1
    assert channels(at=AT).state is State.WELL


def test_waits_of_a_channel_are_short_and_it_is_given_up_after_days(post):
    post.raises = TimeoutError("timed out")
    (message,) = letters(1)
    at = AT
    while tried(message, at)[0] == "QUEUED":
        circuits.answered("test-channel")
        assert outbox.wait_after(message.attempts, is_channel=True) <= timedelta(minutes=15)
        at += timedelta(minutes=15)
    assert timedelta(days=4) <= at - AT < timedelta(days=4, hours=1)


def test_health_tells_of_an_open_channel_and_of_its_return(post):
    assert channels(at=AT).state is State.WELL
    messages = opened(post)
    told = channels(at=AT)
    assert told.state is State.ILL
    assert "timed out" in told.said
    assert told.todo
    post.raises = None
    assert tried(messages[0], AT + MINUTE)[0] == "SENT"
    assert channels(at=AT + MINUTE).state is State.WELL


def test_a_code_that_no_longer_helps_is_not_sent_and_said_so(post):
    late, timely = (
        outbox.enqueue("test-channel", {"is_secret": True, "text": "123456"}, key=key, at=AT, expires_at=AT + wait)
        for key, wait in (("late", 10 * MINUTE), ("timely", 30 * MINUTE))
    )
    assert tried(late, AT + 10 * MINUTE) == ("EXPIRED", 0)
    assert late.payload == outbox.FORGOTTEN
    assert tried(timely, AT + 10 * MINUTE) == ("SENT", 1)
    assert not outbox.send_again(late, at=AT)


def test_what_waits_for_a_channel_expires_there(post):
    opened(post)
    code = outbox.enqueue("test-channel", {"is_secret": True}, key="code", at=AT, expires_at=AT + MINUTE)
    done()
    outbox.queue_orphans(at=AT + MINUTE)
    code.refresh_from_db()
    assert code.state == "EXPIRED"


def test_what_waits_can_be_sent_again_and_is_the_next_try(post):
    messages = opened(post)
    assert outbox.send_again(messages[-1], at=AT)
    assert [moment for _queue, moment in jobs(messages[-1])] == [None]
    post.raises = None
    assert tried(messages[-1]) == ("SENT", 2)


def test_what_nothing_delivers_fails_where_people_see_it(post):
    message = outbox.enqueue("test-of-another-version", {}, key="other-version", at=AT)
    assert tried(message) == ("QUEUED", 1)
    assert "other-version" in message.last_error


def test_what_a_worker_died_over_is_an_attempt_and_ends(post):
    """A message that ends its worker each time must not do so for ever."""
    (message,) = letters(1)
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        done()
        outbox.lost(message.pk, at=AT)
        message.refresh_from_db()
        assert message.attempts == attempt
    assert message.state == OutboxMessage.State.FAILED


def test_a_job_over_its_time_ends_its_process():
    code = (
        "import asyncio, time\n"
        "from types import SimpleNamespace as Some\n"
        "from motcua.cli.working import within\n"
        "async def work(): await asyncio.to_thread(time.sleep, 60)\n"
        "job = Some(job=Some(id=1, task_name='x'))\n"
        "asyncio.run(within(0.2)(work, job, None))\n"
    )
    ended, said = python("-c", code)
    assert ended == OVER_ITS_TIME, said
    assert "job_over_its_time" in said


def test_a_periodic_job_that_ends_its_worker_each_time_is_left_to_its_next_time():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        for attempts in (0, outbox.LIVES):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id)"
                " VALUES ('files', 'motcua.sweep_files', 'doing', %s, %s)",
                [attempts, worker],
            )
    async_to_sync(outbox.take_up_again)(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'motcua.sweep_files' ORDER BY id")
        assert [status for (status,) in cursor.fetchall()][-2:] == ["todo", "failed"]
