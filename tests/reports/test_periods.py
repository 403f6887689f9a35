"""Periods run from the 15th to the 14th and leave no day out."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.text import VIETNAM
from motcua.reports.rules.periods import IN_YEAR, PeriodKind, ReportPeriod, last_ended, period_in

KINDS = list(PeriodKind)
periods = st.builds(
    lambda kind, year, number: ReportPeriod(kind, year, 1 + number % IN_YEAR[kind]),
    st.sampled_from(KINDS),
    st.integers(2001, 2099),
    st.integers(0, 11),
)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-03", date(2026, 2, 15), date(2026, 3, 14)),
        ("2026-q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-6t", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-9t", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_the_days_of_a_period(code, first, last):
    period = period_in(code)
    assert (period.first, period.last) == (first, last)


@given(periods)
def test_an_address_names_one_period(period):
    assert period_in(period.code) == period


@given(periods)
def test_one_period_begins_when_the_one_before_ends(period):
    if period.kind in (PeriodKind.HALF, PeriodKind.NINE_MONTHS):
        assert period.before.year == period.year - 1
        return
    assert period.first == period.before.last + timedelta(days=1)
    assert period.begins == period.before.ends
    assert period.after.before == period


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026-q5", "2026-7t", "1999", "9999", "2026-3", "٢٠٢٦", "x"]
)
def test_what_is_no_period(code):
    assert period_in(code) is None


@given(st.sampled_from(KINDS), st.dates(date(2002, 1, 1), date(2098, 1, 1)))
def test_the_last_that_is_over(kind, day):
    period = last_ended(kind, day)
    assert period.last < day <= period.after.last


def test_a_minute_before_midnight_of_the_last_day_belongs_to_it():
    period = period_in("2026-12")
    late = datetime(2026, 12, 14, 23, 59, tzinfo=VIETNAM)
    assert period.begins <= late < period.ends
    new_year = datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)
    assert period_in("2027-01").begins <= new_year < period_in("2027-01").ends
