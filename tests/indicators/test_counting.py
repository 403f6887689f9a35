"""What formulas are given is what a count of the rows in Python says, by days as by dossiers, and opens into lists."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.models import Dossier
from motcua.handling.models import Task
from motcua.indicators.figures.conditions import COUNTABLE, COUNTED, SAMPLED, STEP_SAMPLES, STEPS
from motcua.indicators.figures.counting import by_days, by_facts, facts_of
from motcua.indicators.figures.grouped import By, facts_by, facts_by_month, together
from motcua.indicators.figures.queries import count_behind, dossiers_behind, figures_of, rows_behind
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, StepFact
from motcua.indicators.operations import keep_figures
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.evaluation import sample
from motcua.indicators.rules.facts import Fact, StepName
from motcua.indicators.rules.judging import end_of, is_on_time
from motcua.indicators.rules.scoring import State
from motcua.indicators.rules.spans import Span
from motcua.indicators.rules.vocabulary import FACTS, KEPT, Rows
from motcua.kernel.text import local
from motcua.organization.models import Place, Post
from tests.dossiers.conftest import PLACE, VN, accepted, at, hand, people, register, send, work  # noqa: F401
from tests.indicators.life import WholeLife
from tests.whole import DAY, IS_WHOLE, up_to

PROVINCE = Whom(Subject.PROVINCE)
# All sets are in force.
FIRST = at(30, month=7)
EMPTY = (0, 0, [None] * 4)
NAMES = sorted(COUNTED.keys() | SAMPLED.keys())


class Mixed(WholeLife):
    """A life in which some file online, some are received anew, some dossiers have no date, some are late."""

    def filed(self, _dossier):
        super().filed(_dossier)
        if self.draw.random() < 0.4:
            Dossier.objects.filter(pk=Dossier.objects.latest("pk").pk).update(channel="ONLINE")

    def without_date(self, _dossier):
        dossier = self._one(status__in=["ACCEPTED", "IN_PROCESS"])
        if dossier is None or self.draw.random() < 0.7:
            return False
        Dossier.objects.filter(pk=dossier.pk).update(due_at=None, duration_amount=None)
        return True

    def late(self, _dossier):
        """Its date passes, also while it waits for its filer."""
        waiting = self._one(status__in=["SUPPLEMENT", "PAYMENT"], accepted_at__isnull=False)
        dossier = waiting if self.draw.random() < 0.5 else self._one(status__in=["ACCEPTED", "IN_PROCESS"])
        if dossier is None:
            return False
        due = self.now - timedelta(minutes=self.draw.randrange(1, 1500))
        Dossier.objects.filter(pk=dossier.pk).update(due_at=due)
        return True


Mixed.steps = (*WholeLife.steps, "without_date", *3 * ("received_anew",), *4 * ("late", "billed"))


@pytest.fixture
def life(db, people, register, work, send):  # noqa: F811
    keep_figures(at=at(1))
    life = Mixed(people, register, work, send, seed=up_to(23, DAY))
    life.now = FIRST
    return life


def spans(life):
    """Days of every kind: all, one, the beginning, what is over, what is still to come."""
    today, first = local(life.now).date(), FIRST.date()
    draw = life.draw
    some = sorted(first + timedelta(days=draw.randrange((today - first).days + 1)) for _one in range(2))
    return [
        Days(since, until, life.now)
        for since, until in (
            (first, today + timedelta(days=1)),
            (first, today + timedelta(days=40)),
            (first, first + (today - first) // 2),
            (first + (today - first) // 2, today),
            (some[0], some[1] + timedelta(days=1)),
            (today, today + timedelta(days=1)),
        )
    ]


def whoms(life):
    fact = DossierFact.objects.order_by("pk").first()
    place = Place.objects.get(code=PLACE)
    return [
        PROVINCE,
        Whom(Subject.AGENCY, fact.agency_id),
        Whom(Subject.COMMUNE, place.pk),
        Whom(Subject.AGENCY, fact.agency_id, field=fact.field_id),
        Whom(Subject.PROVINCE, field=fact.field_id),
    ]


def plain(found):
    """Samples by what they say."""
    shares = (Fraction(1, 2), Fraction(9, 10), Fraction(0), Fraction(1, 3))
    return {
        name: (value.size, value.total, [value.quantile(share) for share in shares])
        if hasattr(value, "quantile")
        else value
        for name, value in found.items()
    }


class Reckoned:
    """The facts of dossiers counted in Python, one dossier after the other."""

    def __init__(self, days, rows):
        self.days, self.rows, self.found = days, list(rows), Counter()
        self.many = {name: [] for name in SAMPLED}
        for row in self.rows:
            self.flow(row)
            self.ends(row)
            self.judged(row)
            self.limits(row)

    def within(self, moment, *, over=False):
        if moment is None:
            return False
        day = moment.astimezone(VN).date()
        until = min(self.days.until, self.days.at.astimezone(VN).date()) if over else self.days.until
        return self.days.since <= day < until

    def add(self, name, holds, number=1):
        self.found[name] += number if holds else 0

    def flow(self, row):
        filed, received = self.within(row.filed_at), self.within(row.accepted_at)
        online = row.channel == "ONLINE"
        self.add("filed", filed and not row.is_anew)
        self.add("filed_online", filed and not row.is_anew and online)
        self.add("taken_anew", received and row.is_anew)
        received = received and not row.is_anew
        for name in ("received", "dossiers_to_sync"):
            self.add(name, received)
        self.add("received_online", received and online)
        self.add("received_direct", received and not online)
        self.add("papers", received, row.papers)
        self.add("papers_digitised", received, row.papers_digital)
        self.add("with_duty", received and bool(row.fee_dong))
        self.add("online_with_digital_result", received and online and bool(row.is_result_digital))
        if self.within(row.rated_at):
            self.add("rated", True)
            self.add("rated_satisfied", row.stars > 3)
            self.many["stars"].append(row.stars)

    def ends(self, row):
        if self.within(row.finished_at):
            self.add("withdrawn", row.result == "WITHDRAWN")
            self.add("stopped", row.result == "STOPPED")
            self.add("refused_intake", row.result == "NOT_ACCEPTED")
            self.add("given_anew", row.result == "ANEW")
            self.add("ended_otherwise", row.accepted_at and not row.done_at and row.result != "ANEW")
        if not self.within(row.done_at):
            return
        done, due = row.done_at, row.judged_due_at
        for name in ("resolved", "with_result"):
            self.add(name, True)
        self.add("with_digital_result", row.is_result_digital)
        self.add("without_due_date", due is None)
        if due is not None:
            self.add("resolved_late", done > due)
            same = done.astimezone(VN).date() == due.astimezone(VN).date()
            self.add("resolved_on_day", done <= due and same)
            self.add("resolved_early", done <= due and not same)
        for name in ("contacted_never", "contacted_no_agency"):
            self.add(name, row.supplements == 0)
        self.add("contacted_once", row.supplements == 1)
        self.add("contacted_counter_only", row.supplements > 0)
        self.add("reappointed", row.apologies > 0)
        if row.used_minutes is not None:
            self.many["working_minutes"].append(row.used_minutes)
            self.many["waited_for_filer"].append(row.waited_minutes)

    def is_open(self, row, moment):
        return row.accepted_at and row.accepted_at < moment and not (row.finished_at and row.finished_at < moment)

    def judged(self, row):
        self.add("carried_over", self.is_open(row, self.days.begins))
        is_open = self.is_open(row, self.days.ends)
        until = min(self.days.ends, self.days.at) if is_open else self.days.ends
        self.add("open", is_open)
        if is_open:
            late = row.judged_due_at is not None and end_of(row, until=until) > row.judged_due_at
            self.add("open_late", late)
            self.add("open_within", not late)
        taken = row.accepted_at and self.within(row.finished_at) and row.result != "ANEW"
        if is_open or taken:
            self.add("progress_counted", row.judged_due_at is not None)
            self.add("progress_on_time", is_on_time(row, until=until))

    def limits(self, row):
        if self.within(row.answer_due_at, over=True) and not row.is_anew:
            ended = row.first_answered_at is None and row.finished_at and row.finished_at < row.answer_due_at
            self.add("first_answers_due", not ended)
            self.add("first_answers_in_time", row.first_answered_at and row.first_answered_at <= row.answer_due_at)
        end = row.finished_at or row.still_since
        overdue = (
            self.within(row.judged_due_at, over=True)
            and row.accepted_at
            and row.result != "ANEW"
            and (end is None or end > row.judged_due_at)
        )
        self.add("apologies_made", self.within(row.apologised_at))
        self.add("apologies_owed", self.within(row.apologised_at) or (overdue and not row.apologies))
        failed = (
            self.within(row.finished_at)
            and row.accepted_at
            and not row.done_at
            and row.result in ("STOPPED", "REFUSED")
            and not row.is_late
        )
        self.add("online_failed", row.channel == "ONLINE" and (overdue or failed))

    def plain(self):
        numbers = {name: self.found[name] for name in COUNTED}
        return numbers | plain({name: sample(values) for name, values in self.many.items()})


def rows_of(whom):
    return DossierFact.objects.filter(whom.dossiers())


def test_a_random_life_is_counted_alike_by_days_by_dossiers_and_in_python(life):
    """One life for all that needs one: each of its parts is looked at on its own."""
    happened, asked = set(), set()
    for _part in range(up_to(4, 24)):
        life.go_on(50)
        asked.add(_questions(life))
        for days in spans(life):
            for whom in whoms(life) if IS_WHOLE else life.draw.sample(whoms(life), 2):
                kept = plain(by_days(whom, days, NAMES))
                assert kept == plain(by_facts(whom, days, NAMES)), (whom, days)
                assert kept == Reckoned(days, rows_of(whom)).plain(), (whom, days)
                _balances(kept)
                happened |= {name for name, number in kept.items() if number and number != EMPTY}
            _of_an_official(life, days)
    assert plain(facts_of(PROVINCE, spans(life)[0])).keys() == COUNTABLE
    assert len(asked) == 1, "the same number of questions, however much there is"
    assert asked.pop() <= 3
    if IS_WHOLE:
        assert happened == set(NAMES)
    _behind_every_number(life)
    _whose_right_is_elsewhere(life)
    _a_set_has_its_values_its_points_and_how_they_were_made(life)
    _days_before_anything_was_kept_or_still_to_come(life)
    _each_of_many_is_told_as_it_is_alone(life)


def _each_of_many_is_told_as_it_is_alone(life):
    """Agencies, fields and months in one question: the same numbers as each for itself, together those of all."""
    today = local(life.now).date()
    months = [Days(one.since, one.until, life.now) for one in [*Span(2026).of_year, *Span(2025).of_year]]
    each_of = {By.AGENCY: lambda pk: Whom(Subject.AGENCY, pk), By.FIELD: lambda pk: Whom(Subject.PROVINCE, field=pk)}
    for days in spans(life):
        for by, whom in each_of.items():
            with CaptureQueriesContext(connection) as asked:
                found = facts_by(by, PROVINCE, days, NAMES, first=FIRST.date())
            assert len(asked) == 1, "the same whatever there is"
            assert found
            for pk, facts in found.items():
                assert summed(facts) == summed(by_days(whom(pk), days, NAMES)), (by, pk, days)
            assert summed(together(found.values())) == summed(by_days(PROVINCE, days, NAMES))
    with CaptureQueriesContext(connection) as asked:
        told = facts_by_month(PROVINCE, months, NAMES, first=FIRST.date())
    assert len(asked) == 1
    for days, facts in zip(months, told, strict=True):
        if days.since > today or days.until <= FIRST.date():
            assert facts == {}
        else:
            assert summed(facts) == summed(by_days(PROVINCE, days, NAMES)), days
    assert sum(map(bool, told)) > 1


def summed(facts):
    """Of samples how many and how much, as sums tell it."""
    return {name: (one.size, one.total) if hasattr(one, "size") else one for name, one in facts.items()}


def _questions(life):
    with CaptureQueriesContext(connection) as asked:
        facts_of(PROVINCE, spans(life)[0])
    return len(asked)


def _balances(one):
    came = one["received"] + one["taken_anew"] + one["carried_over"]
    assert came == one["resolved"] + one["ended_otherwise"] + one["given_anew"] + one["open"]
    assert one["received"] == one["received_online"] + one["received_direct"]
    assert one["resolved"] == sum(
        one[name] for name in ("resolved_early", "resolved_on_day", "resolved_late", "without_due_date")
    )
    assert one["open"] == one["open_within"] + one["open_late"]
    for part, whole in (
        ("progress_on_time", "progress_counted"),
        ("first_answers_in_time", "first_answers_due"),
        ("apologies_made", "apologies_owed"),
    ):
        assert one[part] <= one[whole]


def _of_an_official(life, days):
    """What he did is counted of the dossiers in which he finished a step, and of his steps."""
    clerk = life.people.clerk
    ended = Task.objects.exclude(finished_at=None).filter(is_cancelled=False)
    mine = {task.dossier_id for task in ended if clerk.pk == (task.finished_by_id or task.assignee_id)}
    found = facts_of(Whom(Subject.OFFICIAL, clerk.pk), days)
    if not found:
        return
    reckoned = Reckoned(days, DossierFact.objects.filter(pk__in=mine)).plain()
    assert plain({name: found[name] for name in NAMES}) == reckoned
    steps = [
        step
        for step in StepFact.objects.filter(official=clerk, is_cancelled=False).exclude(ended_at=None)
        if days.begins <= step.ended_at < days.ends and None not in (step.used_minutes, step.allotted_minutes)
    ]
    assert found["steps_ended"] == len(steps)
    assert found["steps_early"] == sum(step.used_minutes < step.allotted_minutes for step in steps)
    assert found["steps_exact"] == sum(step.used_minutes == step.allotted_minutes for step in steps)


def _behind_every_number(life):
    """As many dossiers as it says."""
    days = spans(life)[0]
    for whom in (PROVINCE, Whom(Subject.OFFICIAL, life.people.clerk.pk)):
        found = facts_of(whom, days)
        assert found.keys() == COUNTABLE
        for name, value in found.items():
            rows = rows_behind(name, whom, days)
            column = COUNTED[name].value if name in COUNTED else ""
            behind = sum(rows.values_list(column, flat=True)) if column else rows.count()
            assert behind == (value.size if hasattr(value, "size") else value), name
            _pages_of(name, whom, days, life.people)


def _pages_of(name, whom, days, hands):
    """The leader of the agency sees all of it, page by page, each line once; who holds nothing sees nothing."""
    every = list(rows_behind(name, whom, days).order_by("-pk").values_list("dossier_id", flat=True))
    read, after = [], None
    while True:
        page = dossiers_behind(name, whom, days, by=hands.leader, after=after, limit=17)
        read += [line.pk for line in page.lines]
        if page.following is None:
            break
        after = page.following
    assert read == every, name
    assert count_behind(name, whom, days, by=hands.leader) == len(every)
    assert dossiers_behind(name, whom, days, by=hands.citizen).lines == []
    assert count_behind(name, whom, days, by=hands.citizen) == 0


def _whose_right_is_elsewhere(life):
    """They read the number, and none of its dossiers."""
    days, leader = spans(life)[0], life.people.leader
    posts = list(Post.objects.exclude(unit__agency__place__code=PLACE).select_related("unit__agency"))
    assert {post.unit.agency.level for post in posts} == {"PROVINCE", "COMMUNE"}
    for name in ("filed", "steps_ended"):
        assert dossiers_behind(name, PROVINCE, days, by=leader, posts=posts).lines == []
        assert count_behind(name, PROVINCE, days, by=leader, posts=posts) == 0
        assert count_behind(name, PROVINCE, days, by=leader) == facts_of(PROVINCE, days, [name])[name] > 0


def _a_set_has_its_values_its_points_and_how_they_were_made(life):
    days, agency = spans(life)[0], whoms(life)[1]
    official = Whom(Subject.OFFICIAL, life.people.clerk.pk)
    for code, whom in {
        "qd766": PROVINCE, "nd224": PROVINCE, "chung_minh": agency, "tt01": agency, "tt01_can_bo": official
    }.items():  # fmt: skip
        found = figures_of(whom, days, code=code)
        assert found is not None, code
        assert any(part.state is State.MEASURED for part in found.score.parts), code
        for part in found.score.parts:
            assert found.explained(part, language="vi").points
            assert COUNTABLE.intersection(found.facts_behind(part)) <= found.facts.keys() <= COUNTABLE
    [on_time] = [
        part for part in figures_of(PROVINCE, days, code="qd766").score.parts if part.indicator.code == "qd766.dung_han"
    ]
    counted = facts_of(PROVINCE, days, ["progress_on_time", "progress_counted"])
    assert on_time.value == Fraction(counted["progress_on_time"], counted["progress_counted"])
    assert on_time.points == 20 * on_time.value
    assert figures_of(PROVINCE, days, code="tt01_can_bo") is None, "it measures officials"
    assert figures_of(PROVINCE, days, code="no_such") is None


def _days_before_anything_was_kept_or_still_to_come(life):
    """Nothing is counted of them: not measured, never 0."""
    for since, until in ((date(2015, 1, 1), date(2016, 1, 1)), (date(2030, 1, 1), date(2031, 1, 1))):
        assert facts_of(PROVINCE, Days(since, until, life.now)) == {}
    day = FIRST.date()
    assert facts_of(PROVINCE, Days(day, day, life.now)) == {}
    assert facts_of(PROVINCE, Days(date(2015, 1, 1), day + timedelta(days=1), life.now), ["filed"])["filed"] > 0


def test_every_fact_that_is_kept_is_counted_and_no_other():
    assert {name for name, fact in FACTS.items() if fact.is_kept} == COUNTABLE
    assert {name for name in COUNTABLE if FACTS[name].is_sample} == SAMPLED.keys() | STEP_SAMPLES.keys()
    assert {name for name in COUNTABLE if FACTS[name].rows is Rows.STEP} == STEPS.keys() | STEP_SAMPLES.keys()
    assert KEPT[Rows.DOSSIER] <= set(map(str, Fact))
    assert KEPT[Rows.STEP] <= set(map(str, StepName))
