"""A day off declared when its dossiers are late already: they are counted again, and their story says so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.rules import SpecialKind
from motcua.dossiers.models import HistoryEntry
from motcua.dossiers.operations import payments
from motcua.dossiers.operations.clock import recompute, recompute_all
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]


def storm(on, when):
    calendar = WorkingCalendar.objects.get(is_default=True)
    declare_day(calendar, on=on, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=when)


def stories(dossier):
    return [entry.said for entry in HistoryEntry.objects.filter(dossier=dossier, word="due_changed").order_by("pk")]


def test_one_that_is_late_by_less_than_the_day_is_so_no_more_and_the_story_tells_why(accepted):
    dossier = accepted()
    late = dossier.due_at
    storm(late.date(), late + (late - late.replace(hour=0)) / 10)
    dossier.refresh_from_db()
    assert dossier.due_at > late
    [text] = stories(dossier)
    assert "Theo lịch trước đây hồ sơ đã quá hạn" in text


def test_one_that_is_late_by_more_stays_late_by_the_new_date(accepted):
    dossier = accepted()
    late = dossier.due_at
    storm(late.date(), at(31))
    dossier.refresh_from_db()
    assert late < dossier.due_at < at(31)
    assert "Hồ sơ vẫn quá hạn" in stories(dossier)[0]


def test_a_day_after_it_was_due_changes_nothing(accepted):
    dossier = accepted()
    before = dossier.due_at
    storm(date(2026, 3, 30), at(31))
    dossier.refresh_from_db()
    assert dossier.due_at == before
    assert stories(dossier) == []


def test_a_working_day_declared_afterwards_never_makes_anyone_late(accepted):
    dossier = accepted()
    before = dossier.due_at
    saturday = date(2026, 3, 7)
    calendar = WorkingCalendar.objects.get(is_default=True)
    facts = {"label": "Làm bù", "works_like": 0}
    declare_day(calendar, on=saturday, kind=SpecialKind.MAKE_UP, facts=facts, by=None, at=at(31))
    dossier.refresh_from_db()
    assert dossier.due_at == before


def test_many_are_counted_as_each_alone(people, accepted):
    plain, paused = accepted(), accepted()
    payments.request_payment(paused, amount_dong=50_000, reason="Lệ phí", by=people.counter, at=at(3))
    paused = payments.confirm_payment(paused, receipt_number="BL 12", by=people.counter, at=at(9))
    expected = []
    for dossier in (plain, paused):
        recompute(dossier)
        expected.append(dossier.due_at)
        dossier.due_at = None
    with CaptureQueriesContext(connection) as asked:
        recompute_all([plain, paused])
    assert [plain.due_at, paused.due_at] == expected
    assert expected[0] < expected[1]
    assert len([one for one in asked if "clockmark" in one["sql"]]) == 1
