"""What everyone may see: no share of few, months frozen once and cited, how long procedures really take."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from motcua.indicators.figures.operations import count_lasting, freeze_figures, freeze_month
from motcua.indicators.figures.published import (
    LEAST,
    PROVINCE,
    Reader,
    Shown,
    frozen_months,
    frozen_of,
    lasting,
    points_of_set,
    said_of,
)
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.models import FrozenFigure, ProcedureLasting
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.spans import Span
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from tests.indicators.made_up import make_facts

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]

KY_LUA, OCTOBER, YEAR = "ubnd-06187", Span(2026, 10, 1), Span(2026)
IN_OCTOBER = datetime(2026, 10, 6, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ON_TIME, SATISFIED, RATED_766 = "qd766.dung_han", "chung_minh.hai_long", "qd766.hai_long_thu_tuc"


def of(code, span=OCTOBER, whom=PROVINCE, at=NOW):
    return Reader(span.since, at).of([code], whom, span)[code]


def test_no_share_is_said_under_thirty_and_what_is_late_and_open_counts():
    make_facts(KY_LUA, LEAST - 1, when=IN_OCTOBER, late=5)
    few = of(ON_TIME)
    assert (few.shown, few.value, few.points, few.cases) == (Shown.FEW, None, None, LEAST - 1)
    words = said_of(few, Reader(date(2026, 10, 1), NOW).indicators, language="vi")
    assert words
    assert not any(letter.isdigit() for letter in words)
    make_facts(KY_LUA, 1, when=IN_OCTOBER, still=1, overdue=1)
    enough = of(ON_TIME)
    assert (enough.shown, enough.value) == (Shown.NUMBER, Fraction(24, 30))
    assert enough.points is not None


def test_a_share_of_few_is_not_said_though_its_cases_are_many():
    """QĐ 766's satisfaction counts all dossiers as cases, and divides by those that were rated."""
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    make_facts(KY_LUA, 3, when=IN_OCTOBER, stars=5, rated_at=IN_OCTOBER)
    assert of(RATED_766).cases == 43
    assert of(RATED_766).shown is Shown.FEW
    assert of(RATED_766).points is None


def test_nothing_is_not_measured_and_never_0():
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    assert of(SATISFIED).shown is Shown.NO_CASES
    assert of(ON_TIME, Span(2025)).shown is Shown.NOT_MEASURED
    elsewhere = Whom(Subject.AGENCY, Agency.objects.get(code="ubnd-05986").pk)
    assert of(ON_TIME, whom=elsewhere).shown is Shown.NO_CASES
    assert of(ON_TIME, whom=elsewhere).value is None


def test_points_of_a_set_say_how_many_are_measured_and_hide_those_of_few():
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    whom, reader = Whom(Subject.AGENCY, Agency.objects.get(code=KY_LUA).pk), Reader(date(2026, 10, 31), NOW)
    found = points_of_set("qd766", whom, OCTOBER, reader)
    parts = {one.scored.indicator.code: one for _group, several in found.groups for one in several}
    assert parts[ON_TIME].points == 15
    assert found.sum.points <= found.sum.measured < found.sum.total == 100
    assert found.sum.measured == sum(one.scored.indicator.weight for one in parts.values() if one.points is not None)
    few = points_of_set("qd766", Whom(Subject.AGENCY, Agency.objects.get(code="ubnd-05986").pk), OCTOBER, reader)
    assert few.sum.points == sum(
        (one.points for _group, several in few.groups for one in several if one.points is not None), Fraction()
    )
    assert points_of_set("qd766", Whom(Subject.OFFICIAL, 1), OCTOBER, reader) is None
    assert points_of_set("khong", whom, OCTOBER, reader) is None


def test_a_month_is_frozen_once_with_a_journal_entry_and_keeps_its_number():
    made = make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    with pytest.raises(Refused):
        freeze_month(OCTOBER, by=None, at=datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
    assert not FrozenFigure.objects.exists()
    freeze_month(OCTOBER, by=None, at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    kept = frozen_of(ON_TIME, OCTOBER.since)
    assert (Fraction(kept.value), kept.cases, kept.shown) == (Fraction(3, 4), 40, Shown.NUMBER)
    assert "30 ÷ 40" in kept.line
    assert "30 ÷ 40" in kept.line_en
    entry = JournalEntry.objects.filter(word="figures.frozen").get()
    assert entry.details["month"] == "2026-10"
    assert entry.details["figures"] == FrozenFigure.objects.count() > 20
    with pytest.raises(Refused):
        freeze_month(OCTOBER, by=None, at=NOW)
    made[-1].is_late, made[-1].judged_due_at = True, IN_OCTOBER
    made[-1].save()
    assert of(ON_TIME).value == Fraction(29, 40)
    assert Fraction(frozen_of(ON_TIME, OCTOBER.since).value) == Fraction(3, 4)


def test_the_job_freezes_what_ended_last_then_each_month_once_and_nothing_without_facts():
    freeze_figures(at=NOW)
    assert not FrozenFigure.objects.exists()
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    freeze_figures(at=NOW)
    freeze_figures(at=NOW)
    assert frozen_months(ON_TIME) == [date(2026, 10, 1)]
    freeze_figures(at=datetime(2027, 1, 2, 3, tzinfo=UTC))
    assert frozen_months(ON_TIME) == [date(2026, 12, 1), date(2026, 11, 1), date(2026, 10, 1)]
    assert frozen_of(ON_TIME, date(2026, 12, 1)).value == ""
    assert JournalEntry.objects.filter(word="figures.frozen").count() == 3


def test_how_long_it_really_takes_is_said_of_thirty_in_working_days_and_told_only_when_it_changed():
    make_facts(KY_LUA, LEAST - 1, when=IN_OCTOBER)
    count_lasting(at=NOW)
    assert lasting() == {}
    make_facts(KY_LUA, 20, when=IN_OCTOBER, used_minutes=4 * 480)
    count_lasting(at=NOW)
    [(_procedure, found)] = lasting().items()
    assert (found.cases, found.median, found.nine) == (LEAST + 19, 1.0, 4.0)
    before = list(ProcedureLasting.objects.values_list("pk", flat=True))
    count_lasting(at=NOW)
    assert list(ProcedureLasting.objects.values_list("pk", flat=True)) == before
    count_lasting(at=datetime(2028, 1, 1, tzinfo=UTC))
    assert lasting() == {}
