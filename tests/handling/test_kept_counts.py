"""What boards sum is what a count of the rows says, whatever happened, folded or not, and whoever writes meanwhile."""

from collections import Counter
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import SpecialKind
from motcua.cli.boards import recount_boards
from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.handling.boards import board_of, days_ahead, soon_by
from motcua.handling.models import KeptCount, Task
from motcua.handling.operations.counts import fold_counts
from motcua.handling.operations.succession import take_over
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import local
from motcua.organization.models import Agency, Succession, Unit
from tests.dossiers.conftest import PLACE, at
from tests.elsewhere import apart, elsewhere  # noqa: F401 - a fixture
from tests.handling.life import OPEN, Life, things_of
from tests.whole import up_to

WAITING = {"SUPPLEMENT", "PAYMENT"}


def counted(unit, when):
    """The board of a unit counted row by row: by status and by official, how many, how many late, how many due soon."""
    column = "receiving_unit" if unit.kind == "ONE_STOP" else "handling_unit"
    answered = set(SupplementRequest.objects.filter(state="ANSWERED").values_list("dossier_id", flat=True))
    statuses, officials = Counter(), Counter()

    def add(counts, name, due, *, waits):
        counts[name, "total"] += 1
        if due is not None and not waits:
            counts[name, "late"] += due < when
            counts[name, "soon"] += when <= due <= soon_by(unit, when)

    for dossier in Dossier.objects.filter(**{column: unit}, status__in=OPEN):
        waits = dossier.status in WAITING and dossier.pk not in answered
        due = dossier.due_at or (dossier.first_answer_due_at if dossier.status == "NEW" else None)
        add(statuses, dossier.status, due, waits=waits)
    for task in Task.objects.filter(unit=unit, finished_at=None, is_cancelled=False).select_related("dossier"):
        name = task.assignee.full_name if task.assignee else ""
        add(officials, name, task.due_at, waits=task.dossier.status in WAITING)
    return +statuses, +officials


def shown(unit, when):
    board = board_of(unit, at=when)

    def tallies(group):
        return +Counter({(one.name, kind): getattr(one, kind) for one in group for kind in ("total", "late", "soon")})

    return tallies(board.statuses), tallies(board.officials)


def due_by_day(unit, when):
    """How many of the open dossiers of a unit fall due on which of the next ten working days, counted row by row."""
    column = "receiving_unit" if unit.kind == "ONE_STOP" else "handling_unit"
    answered = set(SupplementRequest.objects.filter(state="ANSWERED").values_list("dossier_id", flat=True))
    days = Counter()
    for dossier in Dossier.objects.filter(**{column: unit}, status__in=OPEN):
        due = dossier.due_at or (dossier.first_answer_due_at if dossier.status == "NEW" else None)
        if due is not None and (dossier.status not in WAITING or dossier.pk in answered):
            days[local(due).date()] += 1
    ahead = days_ahead(schedule_for(unit.agency_id, on=local(when).date()), when, 10)
    return [(day, days[day]) for day in ahead]


def shown_by_day(unit, when):
    ahead = days_ahead(schedule_for(unit.agency_id, on=local(when).date()), when, 10)
    return list(board_of(unit, at=when, days=ahead).days)


def wrong(*moments):
    """The units whose board is not what a count of the rows says."""
    units = Unit.objects.filter(kind__in=["ONE_STOP", "PROFESSIONAL"])
    concerned = set(Dossier.objects.values_list("receiving_unit", "handling_unit")) | set(
        Task.objects.values_list("unit", "unit")
    )
    units = units.filter(pk__in={pk for pair in concerned for pk in pair}).select_related("agency")
    assert units
    return [
        (unit.agency.code, unit.code, when, shown(unit, when), counted(unit, when))
        for unit in units
        for when in moments
        if shown(unit, when) != counted(unit, when) or shown_by_day(unit, when) != due_by_day(unit, when)
    ]


@pytest.fixture
def life(people, register, work, send):
    return Life(people, register, work, send, seed=8)


@pytest.mark.django_db
def test_a_random_life_is_counted_as_its_rows_are(life):
    for part in range(24):
        if part >= up_to(3, 8) and all(life.done[step] for step in things_of(Life)):
            break
        life.go_on(40)
        moments = (life.now, life.now + timedelta(days=5))
        assert wrong(*moments) == []
        before = KeptCount.objects.count()
        fold_counts(at=life.now)
        assert KeptCount.objects.count() < before
        assert wrong(*moments) == []
    assert set(life.done) == set(things_of(Life))
    assert min(life.done.values()) > 0, life.done
    calendar, due = WorkingCalendar.objects.get(is_default=True), Counter(Dossier.objects.values_list("pk", "due_at"))
    day = life.now.date() - timedelta(days=life.now.weekday() + 3)
    declare_day(calendar, on=day, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=life.now)
    assert Counter(Dossier.objects.values_list("pk", "due_at")) != due
    assert wrong(life.now) == []
    before, after = (Agency.objects.get(code=code) for code in (f"ubnd-{PLACE}", "ubnd-05977"))
    Succession.objects.create(
        predecessor=before, successor=after, kind="MERGED", takes_effect_on=life.now.date(), legal_basis="QĐ 1"
    )
    # What is signed is issued before it moves.
    for task in Task.objects.filter(duty="ISSUE", finished_at=None, is_cancelled=False).select_related("dossier"):
        life.work(task.dossier, when=life.now)
    take_over(predecessor=before, successor=after, by=None, at=life.now)
    fold_counts(at=life.now)
    assert wrong(life.now) == []
    Task.objects.all().delete()
    assert wrong(life.now) == []
    Dossier.objects.all().update(status="WITHDRAWN")
    fold_counts(at=life.now)
    assert not KeptCount.objects.exists()


@pytest.mark.django_db
def test_what_was_counted_wrong_is_set_right_and_the_journal_knows(life, capsys):
    life.go_on(60)
    KeptCount.objects.filter(side="COUNTER").delete()
    KeptCount.objects.update(number=7)
    assert wrong(life.now)
    assert recount_boards(at=life.now) == 0
    assert capsys.readouterr().out == "Đã đếm lại.\n"
    assert wrong(life.now, life.now + timedelta(days=5)) == []
    assert JournalEntry.objects.filter(word="boards.recounted").count() == 1


@pytest.mark.django_db
def test_what_was_counted_before_first_answers_were_limits_is_set_right_by_the_migration(life):
    life.go_on(60)
    life.filed(None)
    new = import_module("motcua.handling.migrations.0007_new_dossiers_count_by_their_first_answer")
    moments = (life.now, life.now + timedelta(days=5))
    with connection.cursor() as cursor:
        cursor.execute(new.COUNTED.format(due="d.due_at", before=new.LIMIT))
        assert wrong(*moments), "as it was before"
        life.filed(None)
        cursor.execute(new.COUNTED.format(due=new.LIMIT, before="d.due_at"))
    assert wrong(*moments) == []
    life.go_on(20)
    assert wrong(life.now) == []


@pytest.mark.usefixtures("apart")
class TestAtTheSameTime:
    """Connections of their own, which see only what is committed."""

    @pytest.fixture
    def db(self, apart):  # noqa: F811
        """What several connections see must be committed."""

    def test_counts_are_folded_and_counted_anew_while_dossiers_change(self, accepted):
        dossiers = [accepted() for _number in range(4)]
        stop = []

        def change(dossier, number):
            for _turn in range(60):
                for status in ("SUPPLEMENT", "IN_PROCESS"):
                    due = at(2 + _turn % 9, minute=number)
                    Dossier.objects.filter(pk=dossier.pk).update(status=status, due_at=due)
                Task.objects.filter(dossier=dossier).update(due_at=due)

        def tidy(do):
            while not stop:
                do()

        fold = elsewhere(lambda: tidy(lambda: fold_counts(at=at(5))))
        again = elsewhere(lambda: tidy(lambda: recount_boards(at=at(5))))
        writers = [elsewhere(lambda n=n, d=d: change(d, n)) for n, d in enumerate(dossiers)]
        try:
            for writer in writers:
                writer.result(60)
        finally:
            stop.append(True)
        fold.result(30)
        again.result(30)
        assert wrong(at(2), at(5), at(9)) == []

    def test_who_files_waits_for_nobody_who_files(self, register):
        with transaction.atomic():
            register()
            # Not committed yet; another filing at the same counter writes its count beside it.
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM handling_keptcount")
                (mine,) = cursor.fetchone()
            assert mine == 2

            def beside():
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                    cursor.execute(
                        "INSERT INTO handling_keptcount (unit_id, side, status, number)"
                        " SELECT id, 'COUNTER', 'NEW', 1 FROM organization_unit LIMIT 1"
                    )
                    fold_counts(at=at(5))
                    transaction.set_rollback(True)

            elsewhere(beside).result(20)
