"""Stored files are what they were; the outbox is written with its cause and delivered once."""

import errno
import hashlib
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from motcua.kernel import outbox
from motcua.kernel.files import store
from motcua.kernel.lanes import Lane
from motcua.kernel.models import OutboxMessage, StoredFile
from motcua.kernel.operations import Refused
from tests.elsewhere import elsewhere

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SENT: list[str] = []


@outbox.delivers("test-ok", lane=Lane.DAY)
def send(payload, *, key):
    SENT.append(key)


@outbox.delivers("test-broken", lane=Lane.DAY)
def fail(payload, *, key):
    raise ConnectionError("đường truyền hỏng")


@pytest.mark.django_db
def test_the_same_content_is_kept_once():
    first = store(b"mot cua", media_type="text/plain", at=AT)
    assert store(b"mot cua", media_type="text/plain", at=AT + timedelta(days=1)) == first
    assert StoredFile.objects.get().read() == b"mot cua"


@pytest.mark.django_db
def test_a_damaged_file_is_never_given_out():
    stored = store(b"nguyen ven", media_type="text/plain", at=AT)
    storages["files"].save(stored.path, ContentFile(b"da bi sua"))
    with pytest.raises(OSError, match="damaged"):
        stored.read()


@pytest.mark.django_db
@pytest.mark.issue(16)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_refuses_the_file_in_words_and_keeps_nothing_of_it(monkeypatch, number):
    def half(path, *_more, **_also):
        Path(path).write_bytes(b"mot")
        raise OSError(number, os.strerror(number))

    content = f"mot cua {number}".encode()
    with monkeypatch.context() as full:
        full.setattr("django.core.files.storage.filesystem.os.open", half)
        with pytest.raises(Refused, match="hết chỗ giữ tệp"), transaction.atomic():
            store(content, media_type="text/plain", at=AT)
    digest = hashlib.sha256(content).hexdigest()
    assert not StoredFile.objects.filter(pk=digest).exists()
    assert not storages["files"].exists(StoredFile(digest=digest).path)
    assert store(content, media_type="text/plain", at=AT).read() == content


@pytest.mark.django_db
def test_a_disk_that_fails_otherwise_is_a_failure(monkeypatch):
    def broken(*_what, **_more):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("django.core.files.storage.filesystem.os.open", broken)
    with pytest.raises(OSError, match="input/output"):
        store(b"dia hong", media_type="text/plain", at=AT)


@pytest.mark.django_db
def test_a_message_with_a_known_key_is_not_written_again():
    first = outbox.enqueue("test-ok", {"a": 1}, key="k", at=AT)
    assert outbox.enqueue("test-ok", {"a": 2}, key="k", at=AT) == first
    assert OutboxMessage.objects.get().payload == {"a": 1}


@pytest.mark.django_db
def test_a_delivered_message_is_not_sent_again():
    message = outbox.enqueue("test-ok", {}, key="once", at=AT)
    outbox.deliver(message.pk, at=AT)
    assert outbox.deliver(message.pk, at=AT) is None
    assert SENT.count("once") == 1
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("SENT", AT)


@pytest.mark.django_db
def test_a_failing_message_is_tried_again_and_given_up_where_people_see_it():
    message = outbox.enqueue("test-broken", {}, key="k", at=AT)
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        tried = outbox.deliver(message.pk, at=AT)
        assert tried.attempts == attempt
        assert "đường truyền hỏng" in tried.last_error
    assert tried.state == "FAILED"
    assert outbox.deliver(message.pk, at=AT) is None


def jobs(message_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE (args ->> 'message_id')::bigint = %s", [message_id]
        )
        return [status for (status,) in cursor.fetchall()]


@pytest.fixture
def committed():
    """A message everybody can see, and its job; both are gone afterwards."""
    message = elsewhere(lambda: outbox.enqueue("test-ok", {}, key="committed", at=AT)).result(30)
    yield message

    def forget():
        OutboxMessage.objects.filter(pk=message.pk).delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE (args ->> 'message_id')::bigint = %s", [message.pk])

    elsewhere(forget).result(30)


@pytest.mark.django_db
def test_a_worker_writes_a_message_and_its_job_in_one_transaction():
    """A job that is seen before its message would find nothing to send, and end."""
    with app.replace_connector(app.connector.get_worker_connector()), app.open():
        message = outbox.enqueue("test-ok", {}, key="k", at=AT)
    assert jobs(message.pk) == ["todo"]
    assert elsewhere(lambda: jobs(message.pk)).result(30) == []


@pytest.mark.django_db
def test_a_message_without_its_job_is_not_written(monkeypatch):
    """Its key would keep it from ever being written again."""

    def broken(*_arguments, **_more):
        raise exceptions.ConnectorException

    monkeypatch.setattr(DjangoConnector, "execute_query_all", broken)

    def enqueue():
        with pytest.raises(exceptions.ConnectorException):
            outbox.enqueue("test-ok", {}, key="half", at=AT)

    elsewhere(enqueue).result(30)
    found = OutboxMessage.objects.filter(key="half")
    is_there = found.exists()
    elsewhere(OutboxMessage.objects.filter(key="half").delete).result(30)
    assert not is_there


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["of Django", "of a worker"])
def test_what_a_dead_worker_held_is_taken_up_again_over_either_line(committed, line):
    """The one gives the arguments of a job as text, the other as what they mean."""

    async def taken_up():
        if line == "of Django":
            return await outbox.take_up_again(at=AT)
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                return await outbox.take_up_again(at=AT)

    def die():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES ('2026-01-01') RETURNING id")
            (dead,) = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
                " WHERE (args ->> 'message_id')::bigint = %s",
                [dead, committed.pk],
            )
            taken = async_to_sync(taken_up)()
            cursor.execute("DELETE FROM procrastinate_workers WHERE id = %s", [dead])
        return taken

    assert elsewhere(die).result(30) == 1
    committed.refresh_from_db()
    assert (committed.state, committed.attempts) == ("QUEUED", 1)
    assert jobs(committed.pk) == ["todo"]


@pytest.mark.django_db
def test_a_message_that_another_worker_holds_is_waited_for(committed):
    """The other one may fail, or be dead already."""
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            OutboxMessage.objects.select_for_update().get(pk=committed.pk)
            held.set()
            let_go.wait(30)
            transaction.set_rollback(True)

    def is_waiting():
        with connection.cursor() as cursor:
            # Within a transaction the view would go on saying what it said first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return cursor.fetchone()[0] > 0

    holder = elsewhere(hold)
    assert held.wait(30)
    sender = elsewhere(lambda: outbox.deliver(committed.pk, at=AT))
    until = time.monotonic() + 25
    while not (waits := is_waiting()) and not sender.done() and time.monotonic() < until:
        time.sleep(0.01)
    let_go.set()
    assert waits
    holder.result(30)
    assert sender.result(30).state == "SENT"


@pytest.mark.django_db
def test_a_message_that_lost_its_job_is_given_a_new_one():
    kept = outbox.enqueue("test-ok", {}, key="kept", at=AT)
    lost = outbox.enqueue("test-ok", {}, key="lost", at=AT)
    sent = outbox.enqueue("test-ok", {}, key="sent", at=AT)
    outbox.deliver(sent.pk, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE (args ->> 'message_id')::bigint = ANY(%s)",
            [[lost.pk, sent.pk]],
        )
    assert outbox.queue_orphans(at=AT) == 1
    assert (jobs(kept.pk), sorted(jobs(lost.pk)), jobs(sent.pk)) == (["todo"], ["failed", "todo"], ["failed"])
    assert outbox.queue_orphans(at=AT) == 0
