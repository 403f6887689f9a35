"""What is measured of dossiers is what a count of the raw rows says, whatever happened to them."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import assign_calendar, declare_day
from motcua.calendars.queries import schedule_of
from motcua.calendars.rules import SpecialKind
from motcua.dossiers.deadlines import judged_due
from motcua.dossiers.models import Dossier
from motcua.handling.models import Task
from motcua.handling.operations.succession import take_over
from motcua.indicators.commands import recount_figures
from motcua.indicators.models import AgencyMonth, DossierFact, JudgedDue, KeptDay, StepFact
from motcua.indicators.operations import keep_figures, recount
from motcua.indicators.queries import all_differences
from motcua.indicators.rules.facts import DayCount, Fact, Result, StepName
from motcua.kernel.models import JournalEntry
from motcua.organization.models import Agency, Succession
from motcua.organization.rules import AgencyKind, Level
from motcua.papers.rules import result_kinds
from tests.dossiers.conftest import PLACE, VN, accepted, at, hand, people, register, send, work  # noqa: F401
from tests.elsewhere import apart, elsewhere  # noqa: F401 - a fixture
from tests.handling.life import things_of
from tests.indicators.life import WholeLife
from tests.indicators.reckoning import RAW, raw, sums, wrong_minutes
from tests.whole import DAY, IS_WHOLE, up_to


@pytest.fixture
def known(db):
    """The working days of every calendar are known to the database."""
    keep_figures(at=at(1))


@pytest.fixture
def life(known, people, register, work, send):  # noqa: F811
    return WholeLife(people, register, work, send, seed=up_to(20, DAY))


def test_a_random_life_is_measured_as_its_rows_are(life, capsys):
    for part in range(60):
        if part >= up_to(3, 36) and (all(life.done[thing] for thing in things_of(WholeLife)) or not IS_WHOLE):
            break
        life.go_on(40)
        assert list(all_differences()) == []
        keep_figures(at=life.now)
        assert list(all_differences()) == []
    assert {name: sums(DayCount(name))[name] for name in RAW} == {name: raw(name) for name in RAW}
    assert wrong_minutes() == []
    judged = {row.dossier_id: row.due_at for row in JudgedDue.objects.all()}
    put_off = Dossier.objects.filter(reappointments__gt=0).exclude(done_at=None)
    assert judged == {dossier.pk: judged_due(dossier) for dossier in put_off}
    if IS_WHOLE:
        _everything_happened(life)
    _as_the_months_count(life)
    _a_storm_declared_late(life)
    _an_agency_taken_over(life)
    assert recount_figures(at=life.now, check=True) == 0
    assert capsys.readouterr().out.endswith("Số liệu khớp với hồ sơ.\n")


def _everything_happened(life):
    """In a whole life there is something to measure of each kind."""
    assert sorted(set(things_of(WholeLife)) - set(+life.done)) == []
    assert [name for name in RAW if not raw(name)] == []
    assert Dossier.objects.count() > 200
    assert JudgedDue.objects.exists()
    for kind in ({"supplements__gt": 1}, {"is_late": True, "late_minutes__gt": 0}, {"papers_digital__gt": 0}):
        assert DossierFact.objects.filter(**kind).exists(), kind


def _as_the_months_count(life):
    """The older table, written by other code, counts the same of what both count."""
    for name in ("submitted", "accepted", "returned", "withdrawn", "stopped", "rated", "stars"):
        kept = sum(AgencyMonth.objects.values_list(name, flat=True))
        now = DayCount.FILED if name == "submitted" else DayCount(name)
        assert (name, kept) == (name, sums(now)[now])
    late = sums(DayCount.DONE_LATE)[DayCount.DONE_LATE]
    assert sum(AgencyMonth.objects.values_list("done_late", flat=True)) == late


def _a_storm_declared_late(life):
    """A day on which some worked turns out to have been off."""
    measured = dict(DossierFact.objects.exclude(used_minutes=None).values_list("pk", "used_minutes"))
    calendar = WorkingCalendar.objects.get(is_default=True)
    for back in (3, 10):
        day = schedule_of(calendar).add_working_days(life.now.date(), -back)
        declare_day(calendar, on=day, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=life.now)
        calendar.refresh_from_db()
    if IS_WHOLE:
        assert dict(DossierFact.objects.exclude(used_minutes=None).values_list("pk", "used_minutes")) != measured
    assert wrong_minutes() == []
    assert list(all_differences()) == []


def _an_agency_taken_over(life):
    before, after = (Agency.objects.get(code=code) for code in (f"ubnd-{PLACE}", "ubnd-05977"))
    Succession.objects.create(
        predecessor=before, successor=after, kind="MERGED", takes_effect_on=life.now.date(), legal_basis="QĐ 1"
    )
    for task in Task.objects.filter(duty="ISSUE", finished_at=None, is_cancelled=False).select_related("dossier"):
        life.work(task.dossier, when=life.now)
    going_on = DossierFact.objects.filter(agency=before, finished_at=None).count()
    take_over(predecessor=before, successor=after, by=None, at=life.now)
    assert DossierFact.objects.filter(agency=before, finished_at=None).count() == 0 < going_on
    assert DossierFact.objects.filter(agency=after, finished_at=None).count() == going_on
    assert list(all_differences()) == []


def test_the_last_minute_of_a_year_is_of_that_year_here(known, accepted, work):  # noqa: F811
    last = datetime(2026, 12, 31, 23, 59, tzinfo=VN)
    dossier = accepted(when=last)
    fact = DossierFact.objects.get(pk=dossier.pk)
    assert (fact.accepted_at, fact.filed_at) == (last, last)
    counted = {(row.day, row.name): row.number for row in KeptDay.objects.all()}
    assert counted[date(2026, 12, 31), "accepted"] == 1
    by_limits = {"answers_due", "answers_in_time"}
    assert {day for day, name in counted if name not in by_limits} == {date(2026, 12, 31)}
    assert {name for day, name in counted if day == date(2027, 1, 4)} == by_limits, "on the day of their limit"
    work(dossier, when=datetime(2027, 1, 4, 9, 0, tzinfo=VN), steps=4)
    assert wrong_minutes() == []
    assert list(all_differences()) == []


def test_a_day_declared_off_late_was_worked_by_nobody(known, accepted, work):  # noqa: F811
    """Of what is finished, too: its dossier and each of its steps."""
    dossier = accepted()
    work(dossier, when=at(6), steps=4)
    before, step = DossierFact.objects.get(pk=dossier.pk), StepFact.objects.earliest("pk")
    calendar = WorkingCalendar.objects.get(is_default=True)
    whole_day = sum(closes - opens for opens, closes in schedule_of(calendar).hours_of(date(2026, 3, 4)))
    declare_day(calendar, on=date(2026, 3, 4), kind=SpecialKind.OFF, facts={"label": "Bão"}, by=None, at=at(9))
    assert DossierFact.objects.get(pk=dossier.pk).used_minutes == before.used_minutes - whole_day
    assert StepFact.objects.get(pk=step.pk).used_minutes == step.used_minutes - whole_day
    assert sums(DayCount.USED_MINUTES)["used_minutes"] == before.used_minutes - whole_day
    assert wrong_minutes() == []
    assert list(all_differences()) == []


def test_an_agency_that_is_given_another_calendar_is_measured_by_it(known, accepted, work):  # noqa: F811
    """Since the day from which it keeps it."""
    dossier = accepted()
    work(dossier, when=at(9), steps=4)
    before = DossierFact.objects.get(pk=dossier.pk)
    other = WorkingCalendar.objects.filter(base__is_default=True).first()
    off = date(2026, 3, 5)
    whole_day = sum(closes - opens for opens, closes in schedule_of(other).hours_of(off))
    declare_day(other, on=off, kind=SpecialKind.OFF, facts={"label": "Nghỉ"}, by=None, at=at(9))
    assert DossierFact.objects.get(pk=dossier.pk).used_minutes == before.used_minutes
    keeper = (AgencyKind.PEOPLES_COMMITTEE, Level.COMMUNE)
    assign_calendar(other, keeper=keeper, valid_from=date(2026, 3, 1), by=None, at=at(10))
    assert DossierFact.objects.get(pk=dossier.pk).used_minutes == before.used_minutes - whole_day
    assert wrong_minutes() == []
    assert list(all_differences()) == []


def test_the_database_counts_minutes_as_the_calendar_does(known):
    calendar = WorkingCalendar.objects.get(is_default=True)
    schedule, moment = schedule_of(calendar), at(2, 6, 59)
    for hours in (0, 1, 5, 17, 26, 100, 700, 5000):
        until = moment + timedelta(hours=hours, minutes=hours % 60)
        with connection.cursor() as cursor:
            cursor.execute("SELECT motcua_worked_between(%s, %s, %s)", [calendar.pk, moment, until])
            assert cursor.fetchone() == (schedule.working_minutes_between(moment, until),), until


def test_what_no_calendar_knows_is_not_measured_until_one_does(accepted, work):  # noqa: F811
    dossier = accepted()
    work(dossier, when=at(4), steps=4)
    fact = DossierFact.objects.get(pk=dossier.pk)
    assert (fact.used_minutes, fact.waited_minutes, fact.answer_minutes) == (None, None, 0)
    assert set(StepFact.objects.values_list("used_minutes", flat=True)) <= {None, 0}
    assert list(all_differences()) == []
    keep_figures(at=at(5))
    assert wrong_minutes() == []
    assert DossierFact.objects.get(pk=dossier.pk).used_minutes
    assert not StepFact.objects.filter(used_minutes=None).exists()
    assert sums(DayCount.USED_MINUTES)["used_minutes"] == DossierFact.objects.get(pk=dossier.pk).used_minutes


def test_what_was_changed_behind_everybodys_back_is_named_and_set_right(life, capsys):
    life.go_on(60)
    one, other = DossierFact.objects.filter(stars=None).order_by("pk")[:2]
    code = Dossier.objects.get(pk=one.pk).shown_code
    step = StepFact.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_dossierfact SET stars = 5 WHERE dossier_id = %s", [one.pk])
        cursor.execute("DELETE FROM indicators_dossierfact WHERE dossier_id = %s", [other.pk])
        cursor.execute("UPDATE indicators_stepfact SET round = 7 WHERE task_id = %s", [step.pk])
    found = list(all_differences())
    assert {"stars", "dossier_id", "round"} <= {one.name for one in found}
    capsys.readouterr()
    assert recount_figures(at=life.now, check=True) == 1
    text = capsys.readouterr().out
    assert f"{code}: stars: đang giữ «5», đếm được «»" in text
    assert f"dossier_id: đang giữ «», đếm được «{other.pk}»" in text
    assert f"bước {step.pk}: round: đang giữ «7», đếm được «{step.round}»" in text
    assert text.endswith("chỗ lệch.\n")
    assert list(all_differences()) == found, "to check changes nothing"
    assert recount_figures(at=life.now, check=False) == 0
    assert list(all_differences()) == []
    assert JournalEntry.objects.filter(word="figures.recounted").count() == 1
    assert DossierFact.objects.filter(pk=other.pk).exists()


def test_a_days_sum_that_was_changed_is_named_and_set_right(life, capsys):
    life.go_on(60)
    keep_figures(at=life.now)
    row = KeptDay.objects.filter(name="filed").earliest("pk")
    number = row.number
    KeptDay.objects.filter(pk=row.pk).update(number=number + 3)
    assert recount_figures(at=life.now, check=True) == 1
    text = capsys.readouterr().out
    assert f"filed: đang giữ «{number + 3}», đếm được «{number}»" in text
    assert f"{row.day:%d/%m/%Y}" in text
    assert recount_figures(at=life.now, check=False) == 0
    assert capsys.readouterr().out == "Đã đếm lại. Đã sửa 1 chỗ lệch.\n"
    assert list(all_differences()) == []
    assert sums(DayCount.FILED)["filed"] == raw("filed")


def test_folding_makes_fewer_rows_of_the_same_sums(life):
    life.go_on(80)
    before, many = sums(*DayCount), KeptDay.objects.count()
    keep_figures(at=life.now)
    assert sums(*DayCount) == before
    assert KeptDay.objects.count() < many
    assert not KeptDay.objects.filter(is_folded=False).exists()
    life.go_on(20)
    keep_figures(at=life.now)
    keys = list(KeptDay.objects.values_list("agency", "field", "channel", "day", "name"))
    assert len(keys) == len(set(keys)) == KeptDay.objects.count()


def test_a_dossier_that_is_deleted_is_measured_no_more(known, accepted):  # noqa: F811
    dossier = accepted()
    assert sums(DayCount.FILED)["filed"] == 1
    Task.objects.filter(dossier=dossier).delete()
    assert not StepFact.objects.exists()
    dossier.papers.all().delete()
    dossier.delete()
    assert not DossierFact.objects.exists()
    keep_figures(at=at(3))
    assert not KeptDay.objects.exists()


def test_names_are_those_of_the_tables():
    columns = {field.name for field in DossierFact._meta.concrete_fields} - {"dossier"}
    assert columns == set(map(str, Fact))
    assert {field.name for field in StepFact._meta.concrete_fields} - {"task"} == set(map(str, StepName))


def test_the_database_knows_the_names_of_days_and_the_kinds_of_results(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'motcua_days_of'")
        (days,) = cursor.fetchone()
        cursor.execute("SELECT pg_get_viewdef('indicators_counteddossier')")
        (view,) = cursor.fetchone()
    assert re.findall(r"_at, '(\w+)'", days) == list(map(str, DayCount))
    for kind in result_kinds():
        assert f"'{kind}'" in view
    for result in Result:
        assert f"'{result}'" in view or result == Result.GRANTED, "granted is what the outcome says"


def test_filing_sends_no_statement_more_and_waits_for_nobody_who_files(known, register):  # noqa: F811
    with CaptureQueriesContext(connection) as asked:
        dossier = register()
    sent = [one["sql"] for one in asked if "indicators_" in one["sql"]]
    assert all("indicators_agencymonth" in statement for statement in sent), "what was counted before there were facts"
    assert DossierFact.objects.filter(pk=dossier.pk).exists()
    assert list(KeptDay.objects.values_list("name", "number")) == [("filed", 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            " WHERE l.pid = pg_backend_pid() AND c.relname LIKE 'indicators_%' AND l.mode NOT IN"
            " ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')"
        )
        assert cursor.fetchall() == []


@pytest.mark.usefixtures("apart")
class TestAtTheSameTime:
    """Connections of their own, which see only what is committed."""

    @pytest.fixture
    def db(self, apart):  # noqa: F811
        """What several connections see must be committed."""

    def test_facts_are_kept_folded_and_counted_anew_while_dossiers_change(self, known, accepted):  # noqa: F811
        dossiers = [accepted() for _number in range(3)]
        stop = []

        def change(dossier, number):
            for turn in range(40):
                with transaction.atomic():
                    Dossier.objects.select_for_update().get(pk=dossier.pk)
                    for status in ("SUPPLEMENT", "IN_PROCESS"):
                        due = at(2 + turn % 9, minute=number)
                        Dossier.objects.filter(pk=dossier.pk).update(status=status, due_at=due, fee_paid_dong=turn)
                Task.objects.filter(dossier=dossier).update(due_at=due)

        def tidy(do):
            while not stop:
                do()

        fold = elsewhere(lambda: tidy(lambda: keep_figures(at=at(5))))
        again = elsewhere(lambda: tidy(lambda: recount(at=at(5))))
        writers = [elsewhere(lambda n=n, d=d: change(d, n)) for n, d in enumerate(dossiers)]
        try:
            for writer in writers:
                writer.result(60)
        finally:
            stop.append(True)
        fold.result(30)
        again.result(30)
        assert list(all_differences()) == []
        assert DossierFact.objects.filter(paid_dong=39).count() == 3


def test_what_keeps_facts_is_planned_once_a_connection(db):
    """Whoever writes the functions anew must say it again: planning them for each dossier was a fifth of filing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE proname IN ('motcua_keep_facts', 'motcua_keep_steps')"
        )
        assert sorted(cursor.fetchall()) == [
            (name, ["plan_cache_mode=force_generic_plan"]) for name in ("motcua_keep_facts", "motcua_keep_steps")
        ]
