"""What goes late soon is told from what steps usually take, opens into its dossiers, and is judged when it is over."""

from datetime import timedelta

import pytest

from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import ClockMark, Dossier
from motcua.handling.models import Task
from motcua.handling.queries import process_of
from motcua.indicators.forecasts.operations import keep_forecast
from motcua.indicators.forecasts.queries import AHEAD, judged_of
from motcua.indicators.leading.piles import By, Pile, dossiers_of, told_of
from motcua.indicators.models import DossierFact, ForecastDay, StepFact, UsualStep
from motcua.indicators.operations import keep_figures
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.processes.rules import descendants
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.indicators.life import WholeLife
from tests.whole import DAY, up_to

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]


@pytest.fixture
def agency(db):
    keep_figures(at=at(1))
    return Agency.objects.get(code="ubnd-06187")


def usual(dossier, minutes):
    """Every step of its procedure takes so long."""
    for key in process_of(dossier).by_key:
        UsualStep.objects.update_or_create(
            procedure_id=dossier.version.procedure_id, step_key=key, defaults={"minutes": minutes, "cases": 10}
        )


def reckoned(agency, now):
    """Which are expected late, reckoned one by one in Python; nothing of it is the platform's SQL."""
    found = set()
    for fact in DossierFact.objects.filter(
        agency=agency, finished_at=None, accepted_at__isnull=False, still_since=None
    ):
        if fact.judged_due_at is None or not now <= fact.judged_due_at < now + AHEAD:
            continue
        dossier = Dossier.objects.get(pk=fact.pk)
        schedule, process = schedule_for(agency.pk, on=local(now).date()), process_of(dossier)
        open_ones = {task.step_key: task for task in Task.objects.of(dossier).open() if not task.is_cancelled}
        ahead = set(open_ones) or {process.first.key}
        for key in list(ahead):
            ahead |= descendants(process, key)
        whole = max(60, schedule.working_minutes_between(fact.counted_from, fact.judged_due_at))
        wants = 0
        for key in ahead:
            known = UsualStep.objects.filter(procedure=fact.procedure_id, step_key=key).first()
            takes = known.minutes if known else whole * process.by_key[key].share // 100
            used = schedule.working_minutes_between(open_ones[key].opened_at, now) if key in open_ones else 0
            wants += max(0, takes - used)
        if wants > schedule.working_minutes_between(now, fact.judged_due_at):
            found.add(dossier.pk)
    return found


def which(pile, agency, now, **only):
    lines = dossiers_of(pile, agency, only={By[name]: key for name, key in only.items()}, after=None, at=now, limit=500)
    return {line.pk for line in lines.lines}


def test_it_is_late_when_its_way_is_longer_than_its_time(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    found = set()
    # Hours into its first step: what that took already is taken off.
    for now in (at(2, 16), at(3, 15)):
        for minutes in range(30, 1800, 30):
            usual(dossier, minutes)
            told = which(Pile.WEEK, agency, now)
            assert told == reckoned(agency, now), (now, minutes)
            found.add(bool(told))
    assert found == {True, False}
    usual(dossier, 1)
    assert told_of(Pile.WEEK, agency, at=now).total == 0


def test_a_random_life_is_forecast_as_it_is_reckoned(people, register, work, send, agency):  # noqa: F811
    life = WholeLife(people, register, work, send, seed=up_to(20, DAY))
    life.go_on(80)
    now = life.now
    for minutes in (30, 300, 3000):
        for dossier in Dossier.objects.filter(accepted_at__isnull=False):
            usual(dossier, minutes)
        # Waiting inside an open step is taken off by the platform, not here.
        waited = set(ClockMark.objects.filter(kind="PAUSED").values_list("dossier", flat=True))
        found = which(Pile.WEEK, agency, now)
        assert found - waited == reckoned(agency, now) - waited
        told = told_of(Pile.WEEK, agency, at=now)
        assert told.total == len(found)
        for by in By:
            assert sum(share.total for share in told.by.get(by, ())) == told.total
            for share in told.by.get(by, ()):
                assert len(which(Pile.WEEK, agency, now, **{by.name: share.key})) == share.total
    late = told_of(Pile.LATE, agency, at=now + timedelta(days=40))
    assert len(which(Pile.LATE, agency, now + timedelta(days=40))) == late.total


def test_half_of_the_cases_tell_what_is_usual_and_few_tell_nothing(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    task = Task.objects.of(dossier).get()
    procedure = dossier.version.procedure_id
    cases = {"tham-dinh": range(11), "ky": range(20, 29)}
    rows = [
        StepFact(
            task_id=10_000 + number, dossier_id=dossier.pk, agency=agency, unit_id=task.unit_id, procedure_id=procedure,
            step_key=key, kind="PREPARE", round=1, begun_at=at(2), ended_at=at(3), is_cancelled=False,
            used_minutes=number,
        )
        for key, numbers in cases.items()
        for number in numbers
    ]  # fmt: skip
    StepFact.objects.bulk_create(rows)
    keep_forecast(by=None, at=at(4))
    assert list(UsualStep.objects.values_list("step_key", "minutes", "cases")) == [("tham-dinh", 5, 11)]
    keep_forecast(by=None, at=at(1, month=12))
    assert not UsualStep.objects.exists(), "longer ago than half a year"


def test_a_forecast_is_kept_once_a_day_and_judged_when_it_is_over(people, accepted, agency):  # noqa: F811
    dossier, other = accepted(), accepted()
    usual(dossier, 4800)
    now = at(3, 6)
    # What is usual is learnt anew each time, from too few cases here: the allotted time tells.
    keep_forecast(by=None, at=now)
    day = ForecastDay.objects.get(agency=agency)
    assert (day.due, day.late, day.expected) == (2, 0, [])
    ForecastDay.objects.update(late=1, expected=[dossier.pk])
    assert keep_forecast(by=None, at=now) == 0
    assert JournalEntry.objects.filter(word="forecast.kept").count() == 2
    # Nobody does anything: both become late, and one of them was expected.
    keep_forecast(by=None, at=now + AHEAD + timedelta(hours=1))
    day = ForecastDay.objects.get(pk=day.pk)
    assert (day.late, day.came, day.missed, day.expected) == (1, 1, 1, [])
    (month,) = judged_of([agency.pk], at=now + AHEAD + timedelta(days=1))
    assert (month.due, month.late, month.came, month.missed, month.wrong) == (2, 1, 1, 1, 0)
    assert other.pk not in day.expected


def test_work_that_is_done_in_time_was_expected_wrongly(people, accepted, work, agency):  # noqa: F811
    dossier = accepted()
    keep_forecast(by=None, at=at(3, 6))
    ForecastDay.objects.update(late=1, expected=[dossier.pk])
    assert work(dossier, when=at(3), steps=len(process_of(dossier).steps)).done_at is not None
    keep_forecast(by=None, at=at(20))
    day = ForecastDay.objects.get(agency=agency, day=at(3).date())
    assert (day.came, day.missed) == (0, 0)
