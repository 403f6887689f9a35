"""What is grouped in one statement is, for every group, what single figures of that group say, and opens into it."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.indicators.figures.counting import by_facts, first_day
from motcua.indicators.figures.crossed import HALF, NINE, Crossing, Group, all_crossed, can_be_crossed, crossed
from motcua.indicators.figures.queries import rows_behind
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, StepFact
from motcua.indicators.operations import keep_figures
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.sets.queries import indicators_on
from motcua.kernel.text import local
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.indicators.test_counting import FIRST, NAMES, PROVINCE, Mixed
from tests.whole import DAY, up_to

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
PARTS = {
    Group.UNIT: lambda whom, key: replace(whom, unit=int(key)),
    Group.FIELD: lambda whom, key: replace(whom, field=int(key)),
    Group.PROCEDURE: lambda whom, key: replace(whom, procedure=int(key)),
    Group.CHANNEL: lambda whom, key: replace(whom, channel=key),
    Group.LEVEL: lambda whom, key: replace(whom, level=key),
    Group.OFFICIAL: lambda whom, key: replace(whom, official=int(key)),
    Group.AGENCY: lambda whom, key: replace(whom, subject=Subject.AGENCY, pk=int(key)),
}


def said(facts):
    """Samples by how many, how much, and what half and nine of ten do not exceed."""
    return {
        name: (one.size, one.total, one.quantile(HALF), one.quantile(NINE)) if hasattr(one, "quantile") else one
        for name, one in facts.items()
    }


@pytest.fixture
def life(db, people, register, work, send):  # noqa: F811
    keep_figures(at=at(1))
    life = Mixed(people, register, work, send, seed=up_to(31, DAY))
    life.now = FIRST
    for _part in range(up_to(2, 12)):
        life.go_on(35)
    return life


def test_groups_of_a_random_life_are_what_single_figures_of_each_say(life):
    today = local(life.now).date()
    days = Days(FIRST.date(), today + timedelta(days=1), life.now)
    weeks = [Days(day, min(day + timedelta(days=7), days.until), life.now) for day in _weeks(days)]
    # A step is of an agency, a dossier may have been with several: an official's are counted within the agency.
    agency = Whom(Subject.AGENCY, DossierFact.objects.order_by("pk").first().agency_id)
    singles = [[one] for one in PARTS]
    for groups in (*singles, [Group.TIME], [Group.UNIT, Group.FIELD], [Group.TIME, Group.CHANNEL], []):
        whom = PROVINCE if {Group.LEVEL, Group.AGENCY} & set(groups) else agency
        what = Crossing(whom, days, NAMES, groups, weeks)
        with CaptureQueriesContext(connection) as asked:
            page = crossed(what, limit=10_000)
        assert len(asked) == 2, "since when anything is kept, and one statement"
        assert said(page.total) == said(by_facts(whom, days, NAMES))
        assert page.groups == len(page.rows) > 0
        for row in page.rows[: up_to(6, 1000)]:
            narrow, span = whom, days
            for group, key in zip(groups, row.keys, strict=True):
                if group is Group.TIME:
                    span = next(week for week in weeks if week.since.isoformat() == key.value)
                else:
                    narrow = PARTS[group](narrow, key.value)
            assert said(row.facts) == said(by_facts(narrow, span, NAMES)), (groups, row.keys)
            assert rows_behind("received", narrow, span).count() == row.facts["received"]
        assert [one.place for one in page.rows] == sorted(one.place for one in page.rows)
    assert StepFact.objects.filter(official__isnull=False).exists()


def _weeks(days):
    day = days.since
    while day < days.until:
        yield day
        day += timedelta(days=7)


def test_a_dossier_counts_once_for_an_official_who_did_several_steps_of_it(life):
    step = StepFact.objects.filter(official__isnull=False, ended_at__isnull=False, is_cancelled=False).first()
    days = Days(FIRST.date(), local(life.now).date() + timedelta(days=1), life.now)
    what = Crossing(Whom(Subject.AGENCY, step.agency_id), days, ["filed", "received"], [Group.OFFICIAL])
    before = [(one.keys, one.facts) for one in crossed(what, limit=100).rows]
    assert str(step.official_id) in [keys[0].value for keys, _facts in before]
    step.task_id = StepFact.objects.latest("pk").pk + 1
    step.save(force_insert=True)
    assert [(one.keys, one.facts) for one in crossed(what, limit=100).rows] == before


def test_pages_go_on_where_the_one_before_ended_and_all_come_once(life):
    days = Days(FIRST.date(), local(life.now).date() + timedelta(days=1), life.now)
    what = Crossing(PROVINCE, days, ["received", "working_minutes"], [Group.PROCEDURE, Group.CHANNEL])
    whole, found, after = [one.keys for one in all_crossed(what)], [], ""
    assert len(whole) > 2
    while True:
        page = crossed(what, after=after, limit=2)
        found += [one.keys for one in page.rows]
        assert page.groups == len(whole)
        if not page.following:
            break
        after = page.following
    assert found == whole
    assert len(set(found)) == len(found)


def test_nothing_is_told_of_days_before_everything_or_to_come_or_of_no_fact(life):
    today = local(life.now).date()
    year = timedelta(days=366)
    for days in (
        Days(FIRST.date() - 2 * year, first_day(), life.now),
        Days(today + timedelta(days=1), today + year, life.now),
        Days(today, today, life.now),
    ):
        what = Crossing(PROVINCE, days, ["received"], [Group.FIELD])
        assert crossed(what, limit=5) is None
        assert list(all_crossed(what)) == []
    days = Days(FIRST.date(), today, life.now)
    for names, times in ((["no_such_fact"], [days]), (["received"], [])):
        assert crossed(Crossing(PROVINCE, days, names, [Group.TIME], times), limit=5) is None
    # What nobody has is no group, and the sum of nothing is nothing.
    empty = crossed(Crossing(Whom(Subject.AGENCY, 0), days, ["received", "stars"], [Group.UNIT]), limit=5)
    assert (empty.groups, list(empty.rows), empty.total["received"]) == (0, [], 0)
    assert empty.total["stars"].quantile(Fraction(1, 2)) is None


def test_indicators_that_need_steps_or_other_quantiles_are_not_grouped():
    indicators = indicators_on(local(at(1)).date())
    told = {code for code, one in indicators.items() if can_be_crossed(one, indicators)}
    assert "qd766.dung_han" in told
    assert told < set(indicators)
