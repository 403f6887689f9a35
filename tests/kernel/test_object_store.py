"""Files in an S3-compatible store: kept before it is said so, «not now» while it is away, swept like others."""

import hashlib
import os
import signal
from datetime import UTC, datetime, timedelta

import obstore
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from motcua.kernel import health, storing
from motcua.kernel.checks import says_which_files_others_could_read
from motcua.kernel.files import store, sweep
from motcua.kernel.illness import Unavailable
from motcua.kernel.models import StoredFile
from motcua.kernel.storing import keeping
from motcua.settings import env
from tests.objects import SECRET, ObjectStore

pytestmark = [pytest.mark.issue(17), pytest.mark.django_db]

AT = datetime(2026, 11, 30, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    with ObjectStore() as one:
        yield one


@pytest.fixture
def objects(server, settings, monkeypatch):
    """Files lie in the store, which holds none before and after."""
    settings.STORAGES = server.storages(settings, monkeypatch)
    monkeypatch.setattr(storing, "REST", 0.0)
    yield server
    for some in obstore.list(server.client()):
        for one in some:
            obstore.delete(server.client(), one["path"])


def kept(content=b"noi dung"):
    return store(content, media_type="text/plain", at=AT)


def test_a_content_is_one_object_known_by_its_digest(objects):
    stored, again = kept(), kept()
    assert stored == again
    assert stored.read() == b"noi dung"
    assert [one["path"] for some in obstore.list(objects.client()) for one in some] == [stored.path]


def test_what_the_store_gives_otherwise_than_it_was_put_in_is_damaged(objects):
    stored = kept()
    obstore.put(objects.client(), stored.path, b"da bi sua")
    with pytest.raises(OSError, match="damaged"):
        stored.read()


def test_an_object_that_is_gone_is_a_node_that_cannot_read_and_is_put_again_when_sent_again(objects):
    stored = kept()
    kept(b"khac")
    obstore.delete(objects.client(), stored.path)
    with pytest.raises(Unavailable):
        stored.read()
    assert kept().read() == b"noi dung"


def test_a_store_without_any_of_the_known_files_takes_none(objects):
    obstore.delete(objects.client(), kept().path)
    with pytest.raises(Unavailable, match="none of the files"), transaction.atomic():
        kept(b"khac")
    assert health.stored_files(at=timezone.now()).state == health.State.ILL


def test_a_store_that_is_killed_is_away_and_comes_back_with_all_it_had(objects):
    stored = kept()
    objects.kill()
    try:
        with pytest.raises(Unavailable):
            stored.read()
        with pytest.raises(Unavailable), transaction.atomic():
            kept(b"khi kho dung")
        ill = health.stored_files(at=timezone.now())
        assert ill.state == health.State.ILL
        assert "FILES_STORE" in ill.todo
        assert health.written_files(at=timezone.now()).state == health.State.ILL
    finally:
        objects.start()
    assert not StoredFile.objects.filter(pk=hashlib.sha256(b"khi kho dung").hexdigest()).exists()
    assert stored.read() == b"noi dung"
    assert kept(b"khi kho dung").read() == b"khi kho dung"
    assert health.stored_files(at=timezone.now()).state == health.State.WELL


def test_a_store_that_is_silent_is_given_up_sooner_than_a_page_and_left_alone_for_a_moment(
    objects, settings, monkeypatch
):
    settings.PAGE_PATIENCE = 1
    # Opened anew, with that patience.
    settings.STORAGES = {**settings.STORAGES}
    stored = kept()
    objects.stop_answering()
    try:
        with pytest.raises(Unavailable):
            stored.read()
        monkeypatch.setattr(storing, "REST", 600.0)
        with pytest.raises(Unavailable):
            stored.read()
        objects.go_on()
        with pytest.raises(Unavailable, match="a moment ago"):
            stored.read()
    finally:
        os.killpg(objects.process.pid, signal.SIGCONT)


def test_no_secret_stands_in_what_is_said_of_a_refusal(objects, settings, monkeypatch):
    kept()
    monkeypatch.setenv("FILES_STORE_SECRET", "khong-dung")
    _folder, files = env.files("FILES_STORE", objects.folder)
    settings.STORAGES = {**settings.STORAGES, "files": files}
    with pytest.raises(Unavailable) as refused, transaction.atomic():
        kept(b"khac")
    assert "403" in str(refused.value)
    assert "khong-dung" not in str(refused.value)
    assert SECRET not in str(refused.value)
    found = health.written_files(at=timezone.now())
    assert found.state == health.State.ILL
    assert "khong-dung" not in found.said


def test_a_bucket_that_is_not_there_is_told_before_the_first_file(objects, settings, monkeypatch):
    assert health.stored_files(at=timezone.now()).state == health.State.WELL
    assert health.written_files(at=timezone.now()).state == health.State.WELL
    monkeypatch.setenv("FILES_STORE_KEY", "ai-do")
    _folder, files = env.files("FILES_STORE", objects.folder)
    settings.STORAGES = {**settings.STORAGES, "files": files}
    assert health.stored_files(at=timezone.now()).state == health.State.ILL


def test_what_nothing_refers_to_goes_from_the_store_with_what_no_entry_knows(objects, monkeypatch):
    stored, later = kept(), timezone.now() + timedelta(days=40)
    stray = hashlib.sha256(b"dong khong con").hexdigest()
    obstore.put(objects.client(), f"{stray[:2]}/{stray[2:4]}/{stray}", b"dong khong con")
    obstore.put(objects.client(), "cua-ai-do.txt", b"khong phai cua ta")
    sweep(at=timezone.now())
    assert sweep(at=later) == 2
    assert [one["path"] for some in obstore.list(objects.client()) for one in some] == ["cua-ai-do.txt"]
    with pytest.raises(FileNotFoundError):
        keeping().open(stored.path)


def test_a_forked_process_is_told_instead_of_waiting_for_ever(objects):
    stored = kept()
    child = os.fork()
    if not child:
        signal.alarm(20)
        try:
            keeping().open(stored.path)
        except RuntimeError as error:
            os._exit(0 if "forked" in str(error) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert stored.read() == b"noi dung"


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"FILES_STORE": "tep"}, "FILES_STORE là đường dẫn"),
        ({"FILES_STORE": "s3://kho"}, "FILES_STORE_ENDPOINT"),
        ({"FILES_STORE": "s3://kho", "FILES_STORE_ENDPOINT": "kho.noi-bo"}, "FILES_STORE_ENDPOINT"),
        ({"FILES_STORE": "s3:///tep", "FILES_STORE_ENDPOINT": "https://kho"}, "bucket"),
        ({"FILES_STORE": "s3://kho", "FILES_STORE_ENDPOINT": "https://kho"}, "FILES_STORE_KEY"),
        (
            {
                "FILES_STORE": "s3://kho",
                "FILES_STORE_ENDPOINT": "https://kho",
                "FILES_STORE_KEY": "a",
                "FILES_STORE_SECRET": "b",
                "FILES_STORE_CA": "/khong/co.pem",
            },
            "FILES_STORE_CA:",
        ),
    ],
)
def test_what_is_told_wrong_is_named(monkeypatch, tmp_path, told, named):
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=named):
        env.files("FILES_STORE", tmp_path)


def test_a_folder_may_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("FILES_STORE", "/mnt/chung/tep")
    folder, files = env.files("FILES_STORE", tmp_path)
    assert (str(folder), files["OPTIONS"]["location"]) == ("/mnt/chung/tep", "/mnt/chung/tep")
    monkeypatch.delenv("FILES_STORE")
    assert env.files("FILES_STORE", tmp_path)[0] == tmp_path


def test_the_time_of_two_tries_is_less_than_a_page_waits():
    assert 2 * storing.SHARE < 1


@pytest.mark.parametrize(
    ("endpoint", "warned"),
    [("http://kho.noi-bo:8333", 1), ("https://kho.noi-bo:8333", 0), ("http://127.0.0.1:8333", 0), ("", 0)],
)
def test_a_line_to_the_store_that_others_could_read_is_told(monkeypatch, endpoint, warned):
    monkeypatch.setenv("FILES_STORE_ENDPOINT", endpoint)
    assert len(says_which_files_others_could_read(None)) == warned
