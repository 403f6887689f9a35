"""What an agency's own report may be: read again as written, told what is wrong, over days that go on by themselves."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reports.rules.own import (
    FILTERS,
    LATE_BY,
    MOST_AFTER,
    MOST_DAYS,
    MOST_GROUPS,
    By,
    Chosen,
    Counts,
    How,
    Over,
    Reach,
    Rhythm,
    chosen_of,
    days_over,
    goes_out_on,
    last_over,
    problems,
    times_of,
)

pytestmark = pytest.mark.issue(20)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
COUNTS = st.sampled_from([Counts("received"), Counts("working_minutes", How.NINE), Counts("qd766.dung_han")])


@st.composite
def choices(draw):
    return Chosen(
        counts=tuple(draw(st.lists(COUNTS, min_size=1, max_size=3, unique=True))),
        by=tuple(draw(st.lists(st.sampled_from(By), max_size=MOST_GROUPS, unique=True))),
        over=draw(st.sampled_from(Over)),
        since=draw(st.none() | DAYS),
        until=draw(st.none() | DAYS),
        reach=draw(st.sampled_from(Reach)),
        **{name: draw(st.sampled_from(["", "a-b", "12"])) for name in FILTERS},
    )


@given(choices())
def test_what_is_kept_is_read_again_as_it_was(chosen):
    assert chosen_of(chosen.as_data()) == chosen


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9) | st.lists(st.text(max_size=9), max_size=9)))
def test_anything_that_is_kept_can_be_read(data):
    rest = {"counts": data.get("a", []), "by": data.get("b", []), "over": "?", "since": "2026-02-30", "unit": "\x00"}
    chosen = chosen_of(data | rest)
    assert chosen.over is Over.THIS_MONTH
    assert chosen.since is None
    assert problems(chosen_of({})) == {"counts": "Hãy chọn ít nhất một số liệu."}
    problems(chosen)
    days_over(chosen, date(2026, 11, 30))


@given(st.sampled_from([one for one in Over if one is not Over.DAYS]), DAYS)
def test_days_hold_today_or_end_as_they_begin(over, on):
    since, until = days_over(Chosen(over=over), on)
    assert since < until
    is_this = over.startswith("THIS")
    assert since <= on < until if is_this else until <= on
    other = Over(over.replace("LAST", "THIS") if not is_this else over.replace("THIS", "LAST"))
    beside = days_over(Chosen(over=other), on)
    assert beside[1] == since if is_this else beside[0] == until


def test_cut_days_are_the_months_of_reports():
    assert days_over(Chosen(over=Over.THIS_CUT), date(2026, 11, 14)) == (date(2026, 10, 15), date(2026, 11, 15))
    assert days_over(Chosen(over=Over.THIS_CUT), date(2026, 11, 15)) == (date(2026, 11, 15), date(2026, 12, 15))
    assert days_over(Chosen(over=Over.LAST_CUT), date(2026, 12, 31)) == (date(2026, 11, 15), date(2026, 12, 15))


@given(DAYS, st.integers(1, MOST_DAYS), st.sampled_from([By.WEEK, By.MONTH]))
def test_weeks_and_months_are_all_of_the_days_one_after_another(since, length, by):
    until = since + timedelta(days=length)
    times = times_of([by], since, until)
    assert times[0][0] == since
    assert times[-1][1] == until
    assert all(one[1] == following[0] for one, following in pairwise(times))
    begins = [one for one, _until in times[1:]]
    assert all(one.weekday() == 0 if by is By.WEEK else one.day == 1 for one in begins)
    assert times_of([By.UNIT], since, until) == []


def test_what_cannot_be_asked_for_is_said_beside_its_field():
    good = Chosen(counts=(Counts("received"),))
    assert problems(good) == {}

    def wrong(**other):
        return set(problems(Chosen(**{**vars(good), **other})))

    assert wrong(counts=()) == {"counts"}
    assert wrong(by=(By.WEEK, By.MONTH)) == {"by"}
    assert wrong(by=(By.AGENCY,)) == wrong(by=(By.LEVEL,)) == {"by"}
    assert wrong(by=(By.OFFICIAL,), reach=Reach.PROVINCE) == {"by"}
    assert wrong(official="7", reach=Reach.PROVINCE) == {"by"}
    day = date(2026, 11, 30)
    assert wrong(over=Over.DAYS) == wrong(over=Over.DAYS, since=day) == {"since"}
    assert wrong(over=Over.DAYS, since=day, until=day - timedelta(days=1)) == {"until"}
    assert wrong(over=Over.DAYS, since=date.min, until=date.max) == {"until"}
    assert wrong(over=Over.DAYS, since=day, until=day) == set()
    assert wrong(over=Over.DAYS, since=day, until=day + timedelta(days=500), by=(By.WEEK,)) == {"until"}
    assert wrong(over=Over.DAYS, since=day, until=day + timedelta(days=500), by=(By.MONTH,)) == set()
    assert days_over(Chosen(over=Over.DAYS, since=date.max, until=date.max), day) is None


@given(st.sampled_from([one for one in Rhythm if one is not Rhythm.NEVER]), st.integers(1, MOST_AFTER), DAYS)
def test_a_report_goes_out_for_days_that_are_over_on_its_day_or_a_few_days_late(rhythm, after, on):
    days = goes_out_on(rhythm, after, on)
    if days is None:
        return
    assert days == last_over(rhythm, on)
    due = days[1] + timedelta(days=after - 1)
    assert days[1] <= due <= on < due + timedelta(days=LATE_BY)


@given(st.sampled_from([one for one in Rhythm if one is not Rhythm.NEVER]), st.integers(1, MOST_AFTER), DAYS)
def test_no_days_are_left_out_where_it_is_looked_at_daily(rhythm, after, on):
    sent = {goes_out_on(rhythm, after, on + timedelta(days=n)) for n in range(200)} - {None}
    in_order = sorted(sent)
    assert len(in_order) > 1
    assert all(one[1] == following[0] for one, following in pairwise(in_order))
    assert goes_out_on(Rhythm.NEVER, after, on) is None


@given(st.text(max_size=120))
def test_a_column_is_read_from_any_text(text):
    found = Counts.read(text)
    assert found is None or found.code == text
