"""What is measured of dossiers is what a count of the raw rows says, whatever happened to them."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.queries import schedule_for, schedule_of
from motcua.calendars.rules import SpecialKind
from motcua.cli.figures import recount_figures
from motcua.dossiers.anew import Anew
from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.deadlines import judged_due
from motcua.dossiers.models import ClockMark, Dossier
from motcua.dossiers.operations import intake, results, supplements
from motcua.dossiers.operations.anew import receive_anew
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.operations.recalling import recall_result
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.forms.reading import take_in
from motcua.handling.models import Task
from motcua.handling.operations import proposals
from motcua.handling.operations.succession import take_over
from motcua.handling.rules import ProposalKind
from motcua.indicators.models import AgencyMonth, DossierFact, JudgedDue, KeptDay, StepFact
from motcua.indicators.operations import keep_figures, recount
from motcua.indicators.queries import all_differences, day_sums
from motcua.indicators.rules.facts import DayCount, Fact, Result, StepName
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import local
from motcua.organization.models import Agency, Succession
from motcua.papers.rules import result_kinds
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import PLACE, VN, accepted, at, hand, people, register, send, usual_case, work  # noqa: F401
from tests.dossiers.test_counter import PDF
from tests.elsewhere import apart, elsewhere  # noqa: F401 - a fixture
from tests.handling.life import ITEM, Life, things_of
from tests.whole import up_to

CODES = ["1.004873", "2.000635"]
# Ten sums of a province's dossiers from the raw tables, by the name that days have for them.
RAW = {
    "filed": "SELECT count(*) FROM dossiers_dossier WHERE in_place_of_id IS NULL",
    "accepted": "SELECT count(*) FROM dossiers_dossier WHERE in_place_of_id IS NULL AND accepted_at IS NOT NULL",
    "done": "SELECT count(*) FROM dossiers_dossier WHERE status IN ('DONE', 'RETURNED')",
    "granted": "SELECT count(*) FROM dossiers_dossier WHERE done_at IS NOT NULL AND outcome = 'GRANTED'",
    "withdrawn": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.withdrawn'",
    "stopped": "SELECT count(*) FROM dossiers_dossier WHERE status = 'STOPPED'",
    "returned": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.returned'",
    "asked_again": """SELECT count(*) FROM dossiers_dossier d WHERE d.done_at IS NOT NULL AND 1 < (
        SELECT count(*) FROM dossiers_supplementrequest r WHERE r.dossier_id = d.id)""",
    "paid_dong": "SELECT coalesce(sum(fee_paid_dong), 0) FROM dossiers_dossier",
    "stars": "SELECT coalesce(sum(stars), 0) FROM dossiers_rating",
    "received_anew": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.received_anew'",
}


@pytest.fixture
def known(db):
    """The working days of every calendar are known to the database."""
    keep_figures(at=at(1))


class WholeLife(Life):
    """A life with all that is measured in it: ends of every kind, apologies in time and too late, results recalled."""

    def _one(self, **which):
        found = list(Dossier.objects.filter(**which).order_by("pk"))
        return self.draw.choice(found) if found else None

    def filed(self, _dossier):
        returning = self.draw.choice([ReturnMethod.COUNTER, ReturnMethod.ONLINE])
        self.register(self.draw.choice(CODES), when=self.now, returning=returning)

    def turned_away(self, _dossier):
        dossier = self._one(status="NEW")
        if dossier is None or self.draw.random() < 0.7:
            return False
        intake.refuse_intake(dossier, reason="Không thuộc thẩm quyền", by=self.people.counter, at=self.now)
        return True

    def received_anew(self, _dossier):
        dossier = self._one(status__in=["ACCEPTED", "IN_PROCESS"])
        if dossier is None or self.draw.random() < 0.5:
            return False
        [code] = {*CODES} - {dossier.procedure.code}
        day = self.now.date()
        wanted = Anew(version_in_force(code, on=day), usual_case(code, day))
        receive_anew(dossier, wanted=wanted, reason="Chọn nhầm", by=self.people.counter, at=self.now)
        return True

    def corrected(self, dossier):
        wanted = as_it_is(dossier)
        name = f"Nông Thị {self.draw.choice(['Mây', 'Hoa', 'Lan'])}"
        holder = {**wanted.parties[Role.HOLDER], "name": name}
        wanted = replace(wanted, parties={**wanted.parties, Role.HOLDER: holder})
        correct(dossier, wanted=wanted, reason="Ghi sai", by=self.people.counter, at=self.now)

    def put_off(self, _dossier):
        task = Task.objects.filter(finished_at=None, kind="PREPARE", dossier__status="IN_PROCESS").first()
        if task is None:
            return False
        until = schedule_for(task.dossier.handling_agency_id, on=self.now.date()).next_working_day(
            max(local(task.dossier.due_at).date(), self.now.date()) + timedelta(days=2)
        )
        proposal = proposals.propose(
            task,
            kind=ProposalKind.APOLOGY,
            reason=self.draw.choice(["Cần xác minh", "Thiếu người"]),
            new_due_on=until,
            by=self.people.clerk,
            at=self.now,
        )
        self.send(proposal, when=self.now)
        return True

    def asked_twice(self, _dossier):
        task = Task.objects.filter(finished_at=None, kind="PREPARE", dossier__status="IN_PROCESS").last()
        if task is None:
            return False
        for _time in range(2):
            proposal = proposals.propose(
                task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=self.people.clerk, at=self.now
            )
            proposals.carry_out(proposal, justification="Việc mới phát sinh", by=self.people.counter, at=self.now)
            request = task.dossier.supplements.get(state="OPEN")
            answers = {item.pk: "Đây" for item in request.items.all()}
            self.now += timedelta(hours=20)
            supplements.answer_supplement(request, answers=answers, files=[], by=self.people.citizen, at=self.now)
            request.refresh_from_db()
            supplements.confirm_supplement(request, by=self.people.counter, at=self.now)
            task = Task.objects.get(dossier=task.dossier, finished_at=None)
        self._finish(task.dossier)
        return True

    def finished(self, _dossier):
        dossier = self._one(status="IN_PROCESS")
        if dossier is None:
            return False
        self._finish(dossier)
        return True

    def _finish(self, dossier):
        dossier.refresh_from_db()
        while dossier.status == "IN_PROCESS":
            self.work(dossier, when=self.now)

    def handed_out(self, _dossier):
        dossier = self._one(status="DONE", recalled_at=None)
        if dossier is None:
            return False
        results.return_result(dossier, receiver=results.Receiver("Nông Thị Hoa"), by=self.people.counter, at=self.now)
        return True

    def rated(self, _dossier):
        dossier = self._one(status__in=["DONE", "RETURNED", "STOPPED"], rating=None)
        if dossier is None:
            return False
        results.rate(dossier, stars=self.draw.randrange(1, 6), comment="", by=self.people.citizen, at=self.now)
        return True

    def recalled(self, _dossier):
        dossier = self._one(status__in=["DONE", "RETURNED"], recalled_at=None)
        if dossier is None or self.draw.random() < 0.7:
            return False
        recall_result(dossier, reason="Sai ngày sinh", by=self.people.leader, at=self.now)
        return True

    def scanned(self, dossier):
        scan = take_scan(
            unit=dossier.receiving_unit,
            component=("to-khai", "Tờ khai"),
            file=take_in("a.pdf", PDF, by=self.people.counter),
            by=self.people.counter,
            at=self.now,
        )
        attach_scans(dossier, files=[scan], by=self.people.counter, at=self.now)


OFTEN = ("filed", "filed", "accepted", "accepted", "accepted", "worked", "worked", "finished", "finished", "handed_out")
WholeLife.steps = (*things_of(WholeLife), *OFTEN)


@pytest.fixture
def life(known, people, register, work, send):  # noqa: F811
    return WholeLife(people, register, work, send, seed=20)


def sums(*names):
    """The sums of all days of the province, by name."""
    found = Counter()
    for counted in day_sums(*names, since=date(2020, 1, 1), until=date(2030, 1, 1)).values():
        found.update(counted)
    return found


def raw(name):
    with connection.cursor() as cursor:
        cursor.execute(RAW[name])
        return cursor.fetchone()[0]


def still_spans(dossier, until):
    """When a dossier's clock stood still, mark by mark."""
    since = None
    for mark in ClockMark.objects.filter(dossier=dossier).order_by("pk"):
        if mark.kind == "PAUSED":
            since = since or mark.at
        elif mark.kind != "EXTENDED" and since is not None:
            yield since, min(mark.at, until)
            since = None
    if since is not None:
        yield since, until


def minutes_of(dossier):
    """What its calendar says of a finished dossier: minutes waited for its filer, and used by the office."""
    ended = dossier.done_at or dossier.ended_at
    if dossier.accepted_at is None or ended is None:
        return None, None
    schedule = schedule_for(dossier.handling_agency_id, on=local(dossier.accepted_at).date())
    began = ClockMark.objects.filter(dossier=dossier, kind="STARTED").earliest("pk").at
    waited = sum(
        max(0, schedule.working_minutes_between(max(since, began), until))
        for since, until in still_spans(dossier, ended)
    )
    return waited, max(0, schedule.working_minutes_between(began, ended)) - waited


def wrong_minutes():
    """The dossiers whose minutes are not what the calendar says."""
    found = []
    for dossier in Dossier.objects.order_by("pk"):
        fact = DossierFact.objects.get(pk=dossier.pk)
        if (fact.waited_minutes, fact.used_minutes) != minutes_of(dossier):
            found.append((dossier.pk, fact.waited_minutes, fact.used_minutes, minutes_of(dossier)))
        ended, due = fact.finished_at, fact.judged_due_at
        if ended is not None and due is not None and dossier.accepted_at is not None:
            schedule = schedule_for(dossier.handling_agency_id, on=local(dossier.accepted_at).date())
            late = max(0, schedule.working_minutes_between(due, ended))
            if (fact.late_minutes, fact.is_late) != (late, ended > due):
                found.append((dossier.pk, fact.late_minutes, fact.is_late, late))
    return found


def test_a_random_life_is_measured_as_its_rows_are(life, capsys):
    for part in range(30):
        if part >= up_to(4, 20) and all(life.done[thing] for thing in things_of(WholeLife)):
            break
        life.go_on(40)
        assert list(all_differences()) == []
        keep_figures(at=life.now)
        assert list(all_differences()) == []
    assert sorted(set(things_of(WholeLife)) - set(+life.done)) == []
    assert {name: sums(DayCount(name))[name] for name in RAW} == {name: raw(name) for name in RAW}
    assert all(raw(name) for name in RAW), "each sum counts something"
    assert wrong_minutes() == []
    assert DossierFact.objects.filter(supplements__gt=1).exists()
    assert DossierFact.objects.filter(is_late=True, late_minutes__gt=0).exists()
    assert DossierFact.objects.filter(papers_digital__gt=0).exists()
    judged = {row.dossier_id: row.due_at for row in JudgedDue.objects.all()}
    put_off = Dossier.objects.filter(reappointments__gt=0).exclude(done_at=None)
    assert judged == {dossier.pk: judged_due(dossier) for dossier in put_off}
    assert judged
    _as_the_months_count(life)
    _a_storm_declared_late(life)
    _an_agency_taken_over(life)
    assert recount_figures(at=life.now, check=True) == 0
    assert capsys.readouterr().out.endswith("Số liệu khớp với hồ sơ.\n")


def _as_the_months_count(life):
    """The older table, written by other code, counts the same of what both count."""
    for name in ("submitted", "accepted", "returned", "withdrawn", "stopped", "rated", "stars"):
        kept = sum(AgencyMonth.objects.values_list(name, flat=True))
        now = DayCount.FILED if name == "submitted" else DayCount(name)
        assert (name, kept) == (name, sums(now)[now])
    late = sums(DayCount.DONE_LATE)[DayCount.DONE_LATE]
    assert sum(AgencyMonth.objects.values_list("done_late", flat=True)) == late


def _a_storm_declared_late(life):
    """A day on which somebody worked turns out to have been off."""
    worked = DossierFact.objects.filter(used_minutes__gt=480, waited_minutes=0).earliest("pk")
    schedule = schedule_for(worked.agency_id, on=local(worked.accepted_at).date())
    day = schedule.next_working_day(local(worked.counted_from).date())
    before = worked.used_minutes
    calendar = WorkingCalendar.objects.get(is_default=True)
    declare_day(calendar, on=day, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=life.now)
    worked.refresh_from_db()
    assert worked.used_minutes < before
    assert wrong_minutes() == []
    assert list(all_differences()) == []


def _an_agency_taken_over(life):
    before, after = (Agency.objects.get(code=code) for code in (f"ubnd-{PLACE}", "ubnd-05977"))
    Succession.objects.create(
        predecessor=before, successor=after, kind="MERGED", takes_effect_on=life.now.date(), legal_basis="QĐ 1"
    )
    for task in Task.objects.filter(duty="ISSUE", finished_at=None, is_cancelled=False).select_related("dossier"):
        life.work(task.dossier, when=life.now)
    take_over(predecessor=before, successor=after, by=None, at=life.now)
    assert DossierFact.objects.filter(agency=after, finished_at=None).exists()
    assert not DossierFact.objects.filter(agency=before, finished_at=None).exists()
    assert list(all_differences()) == []


def test_the_last_minute_of_a_year_is_of_that_year_here(known, accepted, work):  # noqa: F811
    last = datetime(2026, 12, 31, 23, 59, tzinfo=VN)
    dossier = accepted(when=last)
    fact = DossierFact.objects.get(pk=dossier.pk)
    assert (fact.accepted_at, fact.filed_at) == (last, last)
    counted = {(row.day, row.name): row.number for row in KeptDay.objects.all()}
    assert counted[date(2026, 12, 31), "accepted"] == 1
    assert {day for day, _name in counted} == {date(2026, 12, 31)}
    work(dossier, when=datetime(2027, 1, 4, 9, 0, tzinfo=VN), steps=4)
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
    one, other = DossierFact.objects.order_by("pk")[:2]
    code = Dossier.objects.get(pk=one.pk).shown_code
    step = StepFact.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_dossierfact SET stars = 5, rated_at = filed_at WHERE dossier_id = %s", [one.pk]
        )
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
        cursor.execute(
            "SELECT pg_get_functiondef('motcua_days_of'::regproc), pg_get_viewdef('indicators_counteddossier')"
        )
        days, view = cursor.fetchone()
    for name in DayCount:
        assert f"'{name}'" in days
    assert days.count("(f.") == len(DayCount) + 0 or days.count("f.") > len(DayCount)
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
