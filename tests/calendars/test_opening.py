"""When a counter is open: against a slow walk over minutes, and on the days that matter."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.calendars.rules import Hours, Schedule, Special, SpecialKind, WeekLine, opening_at, week_of

VN = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2026, 11, 1), date(2027, 1, 31)
OFFICE = [Hours(weekday, *span, date.min) for weekday in range(5) for span in ((450, 690), (810, 1050))]
SATURDAY = Hours(5, 450, 690, date.min, is_receiving_only=True)
SPECIAL = [
    Special(date(2026, 11, 24), SpecialKind.OFF, "Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16"),
    Special(date(2026, 11, 28), SpecialKind.MAKE_UP, "Làm bù", works_like=1),
]
SCHEDULE = Schedule(FIRST, LAST, [*OFFICE, SATURDAY], SPECIAL)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


@pytest.mark.parametrize(
    ("moment", "is_open", "changes_at"),
    [
        (at(23, 8), True, at(23, 11, 30)),
        (at(23, 7, 29), False, at(23, 7, 30)),
        (at(23, 7, 30), True, at(23, 11, 30)),
        (at(23, 11, 30), False, at(23, 13, 30)),
        # The next day is off.
        (at(23, 17, 30), False, at(25, 7, 30)),
        (at(24, 9), False, at(25, 7, 30)),
        (at(21, 8), True, at(21, 11, 30)),
        (at(21, 12), False, at(23, 7, 30)),
        # A Saturday that is worked like a Tuesday has an afternoon.
        (at(28, 14), True, at(28, 17, 30)),
    ],
)
def test_open_now_and_until_when(moment, is_open, changes_at):
    now = opening_at(SCHEDULE, moment)
    assert (now.is_open, now.changes_at) == (is_open, changes_at)


def test_a_day_off_is_told_as_the_reason_and_an_evening_has_none():
    assert opening_at(SCHEDULE, at(24, 9)).why == "Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16)"
    assert opening_at(SCHEDULE, at(23, 20)).why == ""


def test_hours_of_its_own_go_before_those_of_the_calendar_and_days_off_stand_for_both():
    own = [Hours(0, 480, 600, date.min), Hours(1, 480, 600, date.min)]
    assert opening_at(SCHEDULE, at(23, 7, 45), own).changes_at == at(23, 8)
    assert opening_at(SCHEDULE, at(23, 11), own).changes_at == at(28, 8)


def test_a_counter_without_hours_does_not_open_again():
    empty = Schedule(FIRST, LAST, [], [])
    assert (opening_at(empty, at(23, 9)).is_open, opening_at(empty, at(23, 9)).changes_at) == (False, None)


@given(st.integers(0, 20 * 24 * 60))
def test_like_a_walk_minute_by_minute(minutes):
    moment = datetime(2026, 11, 10, tzinfo=VN) + timedelta(minutes=minutes)
    now = opening_at(SCHEDULE, moment)
    assert now.is_open == opens_at(moment)
    walked = moment
    while opens_at(walked) == now.is_open:
        walked += timedelta(minutes=1)
    assert now.changes_at == walked


def opens_at(moment):
    special = {one.on: one for one in SPECIAL}.get(moment.date())
    if special and special.kind == SpecialKind.OFF:
        return False
    weekday = special.works_like if special else moment.weekday()
    minute = moment.hour * 60 + moment.minute
    return any(one.weekday == weekday and one.opens <= minute < one.closes for one in [*OFFICE, SATURDAY])


def test_weekdays_with_the_same_hours_stand_together():
    office = ((450, 690), (810, 1050))
    assert week_of([*OFFICE, SATURDAY]) == [WeekLine(0, 4, office), WeekLine(5, 5, ((450, 690),))]
    assert week_of([Hours(0, 1, 2, date.min), Hours(2, 1, 2, date.min)]) == [
        WeekLine(0, 0, ((1, 2),)), WeekLine(2, 2, ((1, 2),)),
    ]  # fmt: skip
