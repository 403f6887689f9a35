"""A clock that leaps ahead deletes nothing for its age; one that is set back is told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from motcua.kernel import days, health
from motcua.kernel.manifests import Job, offered
from motcua.kernel.models import JournalEntry
from motcua.people.models import Account, Session
from motcua.people.rules import Ends

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
    assert health.clock(at=written + timedelta(seconds=10)).state == "WORRYING"
    assert health.clock(at=written - timedelta(hours=1)).state == "ILL"
    assert health.clock(at=written + timedelta(hours=1)).state == "ILL"


def test_letters_come_after_the_workers_other_work():
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
