"""A clock that is not the database's writes and sends nothing; one that leaps ahead deletes nothing for its age."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from motcua.kernel import clock, days, health, tasks
from motcua.kernel.illness import Unavailable
from motcua.kernel.manifests import Job, offered
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.people.models import Account, Session
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind, Ends

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
NIGHT = datetime(2026, 11, 29, 19, 10, tzinfo=UTC)
LEAPT = NIGHT + timedelta(days=500)


@pytest.fixture
def ended():
    """A session that was over long before the clock's new time, and not before the true one."""
    account = Account.objects.create(full_name="Nông Thị Hoa", joined_at=NIGHT)
    return Session.objects.create(
        session_key="a" * 32, session_data="", handle=uuid4(), account=account, begun_at=NIGHT, seen_at=NIGHT,
        expire_date=NIGHT + timedelta(days=14),
    )  # fmt: skip


def begin_days(last, count=7):
    for ago in range(count):
        days.begin_day(at=last - timedelta(days=ago))


def work(monkeypatch, key, at):
    """What the worker does when the time of a job has come."""
    monkeypatch.setattr(timezone, "now", lambda: at)
    app.tasks[f"motcua.{key}"](timestamp=int(at.timestamp()))


def is_there(session):
    return Session.objects.filter(pk=session.pk).exists()


def test_what_a_leap_makes_old_is_kept_until_the_new_time_has_lasted(ended, monkeypatch):
    begin_days(NIGHT)
    days.begin_day(at=LEAPT)
    work(monkeypatch, "remove_what_is_over", LEAPT)
    assert is_there(ended)
    begin_days(LEAPT)
    work(monkeypatch, "remove_what_is_over", LEAPT)
    assert not is_there(ended)


def test_a_worker_that_was_away_for_a_night_or_two_goes_on_as_ever(ended, monkeypatch):
    begin_days(LEAPT - timedelta(days=3), count=4)
    work(monkeypatch, "remove_what_is_over", LEAPT)
    assert not is_there(ended)


def test_every_job_that_deletes_by_age_says_so():
    assert {key for key, job in offered(Job).items() if job.deletes} == {"sweep_files", "remove_what_is_over"}


def test_a_clock_behind_the_journal_is_wrong(monkeypatch):
    days.announce_day(by=None, at=NIGHT)
    written = JournalEntry.objects.latest("number").recorded_at
    assert health.clock(at=written).state == "WELL"
    assert health.clock(at=written - timedelta(hours=1)).state == "ILL"


def test_messages_come_after_the_repeated_work_of_their_lane():
    days.begin_day(at=NIGHT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT priority FROM procrastinate_jobs WHERE task_name = 'motcua.deliver'")
        assert cursor.fetchall() == [(-1,)]
    others = [task for name, task in app.tasks.items() if name.startswith("motcua.") and name != "motcua.deliver"]
    assert {task.priority for task in others} == {0}


ENDS = Ends(timedelta(minutes=60), timedelta(hours=24))
ROUNDING = timedelta(minutes=5)


@pytest.mark.parametrize(("minutes", "is_over"), [(0, False), (4, False), (60, True)])
def test_a_session_seen_later_than_now_is_over(minutes, is_over):
    seen = NIGHT + timedelta(minutes=minutes)
    assert ENDS.have_come(begun_at=seen, seen_at=seen, at=NIGHT, rounding=ROUNDING) is is_over


class Leaping:
    """The node's time, which leaps; what only goes on does not."""

    def __init__(self):
        self.ahead = 0.0

    def time(self):
        return time.time() + self.ahead

    def monotonic(self):
        return time.monotonic()


@pytest.fixture
def node(monkeypatch):
    leaping = Leaping()
    monkeypatch.setattr(clock, "time", leaping)
    return leaping


def days_begun():
    return JournalEntry.objects.filter(word="day.begun").count()


@pytest.mark.issue(17)
@pytest.mark.parametrize("ahead", [3600.0, -3600.0, 2.5, -2.5])
def test_a_node_whose_clock_leaves_the_databases_writes_nothing_until_it_is_back(node, ahead):
    before = days_begun()
    days.announce_day(by=None, at=NIGHT)
    node.ahead = ahead
    for _attempt in range(2):
        with pytest.raises(Unavailable, match="clock"):
            days.announce_day(by=None, at=NIGHT)
    health_of_clock = health.clock(at=timezone.now())
    assert health_of_clock.state == "ILL"
    assert "ngừng ghi, ngừng gửi" in health_of_clock.said
    assert days_begun() == before + 1
    node.ahead = 1.0
    days.announce_day(by=None, at=NIGHT)
    assert health.clock(at=timezone.now()).state == "WELL"
    assert days_begun() == before + 2


@pytest.mark.issue(17)
def test_the_database_is_asked_for_its_time_now_and_then_and_at_once_after_a_leap(node, django_assert_num_queries):
    with django_assert_num_queries(0):
        clock.refuse_apart()
    node.ahead = 1.0
    with django_assert_num_queries(1):
        clock.refuse_apart()
        clock.refuse_apart()
    clock._Looked.steady -= clock.HOLDS
    clock._Looked.wall -= clock.HOLDS
    with django_assert_num_queries(1):
        clock.refuse_apart()


@pytest.mark.issue(17)
def test_such_a_node_begins_no_day_and_sends_no_letter(node, monkeypatch):
    days.begin_day(at=NIGHT)
    waiting = OutboxMessage.objects.latest("pk")
    node.ahead = 500 * 86400.0
    work(monkeypatch, "begin_day", LEAPT)
    assert OutboxMessage.objects.latest("pk") == waiting
    with pytest.raises(Unavailable, match="clock"):
        tasks.deliver(message_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, days_begun()) == ("QUEUED", 0, 0)
    node.ahead = 0.0
    tasks.deliver(message_id=waiting.pk)
    assert days_begun() == 1


@pytest.mark.issue(17)
def test_pages_of_such_a_node_are_read_and_what_is_sent_is_kept_by_who_typed_it(node, client):
    account = create_account(
        kind=AccountKind.CITIZEN,
        password="mot-hai-ba-bon",
        full_name="Nông Thị Hoa",
        email="hoa@x.vn",
        by=None,
        at=NIGHT,
    )
    client.force_login(account)
    node.ahead = 3600.0
    assert client.get("/tai-khoan/thong-tin/").status_code == 200
    answer = client.post("/tai-khoan/thong-tin/", {"full_name": "Nông Thị Hòa", "sex": "FEMALE"})
    assert (answer.status_code, "Retry-After" in answer) == (503, True)
    assert "Nông Thị Hòa" in answer.content.decode()
    # It reads all there is: it is not said that something could not be read.
    assert "Máy chủ tạm ngừng ghi" in answer.content.decode()
    stranger = Client()
    assert stranger.post("/dang-nhap/", {"login": "hoa@x.vn", "password": "mot-hai-ba-bon"}).status_code == 503
    assert stranger.get("/tai-khoan/").status_code == 302
    assert not Session.objects.filter(account=account, device__gt="").exists()


@pytest.mark.issue(17)
@pytest.mark.parametrize("ahead", [2 * 3600.0, 48 * 3600.0, -3600.0])
def test_such_a_node_signs_nobody_out(node, client, monkeypatch, ahead):
    """A session is everybody's, on every node: it ends by the database's time."""
    account = create_account(
        kind=AccountKind.CITIZEN, password="mot-hai-ba-bon", full_name="Nông Thị Hoa", by=None, at=NIGHT
    )
    client.force_login(account)
    seen = client.session["seen"]
    really = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: really() + timedelta(seconds=node.ahead))
    node.ahead = ahead
    assert client.get("/tai-khoan/thong-tin/").status_code == 200
    node.ahead = 0.0
    assert client.get("/tai-khoan/thong-tin/").status_code == 200
    assert client.session["seen"] == seen
    Session.objects.update(seen_at=really() - timedelta(days=2))
    session = client.session
    session["seen"] = (really() - timedelta(days=2)).timestamp()
    session.save()
    node.ahead = ahead
    assert client.get("/tai-khoan/thong-tin/").status_code == 302
