"""The lunar year against the days that Tết and the feasts really fell on."""

from datetime import date

import pytest

from motcua.calendars.rules.lunar import lunar_day

# Two of them a day or a month before the Chinese year: the new moon came after midnight in Beijing, not in Hà Nội.
TET = [
    "1968-01-29", "1985-01-21", "2007-02-17", "2014-01-31", "2015-02-19", "2019-02-05", "2020-01-25", "2021-02-12",
    "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2030-02-02",
]  # fmt: skip
ANCESTORS = [
    "2019-04-14",
    "2020-04-02",
    "2021-04-21",
    "2022-04-10",
    "2023-04-29",
    "2024-04-18",
    "2025-04-07",
    "2026-04-26",
]


@pytest.mark.parametrize("day", TET)
def test_the_year_begins_when_it_did(day):
    known = date.fromisoformat(day)
    assert lunar_day(known.year, 1, 1) == known


@pytest.mark.parametrize("day", ANCESTORS)
def test_the_kings_day_falls_when_it_did(day):
    """2023 had a second month twice, which puts the third off."""
    known = date.fromisoformat(day)
    assert lunar_day(known.year, 3, 10) == known


def test_months_after_a_leap_month_and_at_the_end_of_the_year():
    assert lunar_day(2025, 8, 15) == date(2025, 10, 6), "2025 had a sixth month twice"
    assert lunar_day(2020, 8, 15) == date(2020, 10, 1), "2020 a fourth"
    assert lunar_day(2025, 12, 23) == date(2026, 2, 10)
    assert lunar_day(2033, 11, 1) == date(2033, 11, 22)
    assert lunar_day(2033, 12, 1) == date(2034, 1, 20), "between them the eleventh month comes twice"
