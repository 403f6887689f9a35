"""Stored files are what they were; the outbox is written with its cause and delivered once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from motcua.kernel import outbox
from motcua.kernel.files import store
from motcua.kernel.models import OutboxMessage, StoredFile

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SENT: list[str] = []


@outbox.delivers("test-ok")
def send(payload, *, key):
    SENT.append(key)


@outbox.delivers("test-broken")
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
