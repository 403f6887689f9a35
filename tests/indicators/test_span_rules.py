"""Spans of public figures: a month, a quarter, a year of the calendar, named in addresses."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.indicators.rules.spans import Span, month_before, month_of, span_in, spans_to_choose, usual

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@given(DAYS)
def test_every_span_is_found_again_by_its_code_and_its_months_follow_each_other(day):
    month = month_of(day)
    quarter = Span(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    for span in (month, quarter, Span(day.year)):
        assert span_in(span.code) == span
        assert span.since <= day < span.until
        assert span.year_before.since.year == day.year - 1
    year = Span(day.year)
    assert [one.since for one in year.of_year] + [year.until] == [year.since] + [one.until for one in year.of_year]
    assert month_before(day).until == month.since
    assert usual(day).since < month.since


@given(st.text(max_size=12))
def test_what_is_no_span_is_none(text):
    found = span_in(text)
    assert found is None or found.code == text


def test_what_lies_beyond_any_year_is_none():
    for code in ("0000", "1999", "2100", "9999", "2026-13", "2026-00", "2026-q5", "2026-Q1", "２０２６", "2026 ", "-1"):
        assert span_in(code) is None, code


@given(DAYS, st.integers(0, 800))
def test_only_what_has_begun_and_was_not_over_before_the_first_day_is_offered(first, more):
    on = first + timedelta(days=more)
    offered = list(spans_to_choose(first, on))
    assert all(span.since <= on and first < span.until for span in offered)
    assert month_of(on) in offered
    assert len(set(offered)) == len(offered)
