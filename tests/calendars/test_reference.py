"""Every year's days off as they were decided, written out once more by hand, and due dates counted on the fingers.

Nothing here is taken from the code or from the pack: the table is that of the decisions, the counting goes day by day
and minute by minute. What the rules say of thousands of dossiers is compared with it.
"""

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from motcua.calendars.loading import CalendarItem
from motcua.calendars.rules import (
    ClockRule,
    Duration,
    Extended,
    FirstDay,
    Hours,
    Paused,
    Restarted,
    Resumed,
    Schedule,
    Special,
    SpecialKind,
    Started,
    TimeUnit,
    due,
)
from motcua.kernel.packs import Pack

pytestmark = pytest.mark.issue(2)

VN = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Days off that are no Saturday or Sunday, day/month; 2027 is computed, not decided.
OFF = {
    2019: "1/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 2/9",
    2020: "1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9",
    2021: "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9",
    2022: "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9",
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
    2027: "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11",
}
MADE_UP = {
    date(2019, 1, 5),
    date(2019, 5, 4),
    date(2024, 5, 4),
    date(2025, 4, 26),
    date(2026, 1, 10),
    date(2026, 8, 22),
}
DAYS_OFF = {
    date(year, int(one.split("/")[1]), int(one.split("/")[0])) for year, row in OFF.items() for one in row.split()
}


def works(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in DAYS_OFF)


def is_worked(moment):
    return works(moment.date()) and (
        time(7, 30) <= moment.time() < time(11, 30) or time(13, 30) <= moment.time() < time(17, 30)
    )


@pytest.fixture(scope="module")
def schedule():
    """The administrative calendar as the pack writes it."""
    items, findings = Pack(Path(__file__).parents[2] / "packs" / "vietnam").items("calendars", CalendarItem)
    assert findings == []
    item = next(one.value for one in items if one.value.is_default)

    def minutes(text):
        return int(text[:2]) * 60 + int(text[3:])

    hours = [
        Hours(weekday, minutes(row.opens), minutes(row.closes), row.valid_from)
        for row in item.hours
        for weekday in row.weekdays
    ]
    special = [
        Special(one.on + n * DAY, SpecialKind(one.kind), one.label, works_like=one.works_like)
        for one in item.days
        for n in range(((one.until or one.on) - one.on).days + 1)
    ]
    return Schedule(item.first_day, item.last_day, hours, special)


def test_every_day_of_nine_years_is_off_or_worked_as_decided(schedule):
    day, wrong = date(2019, 1, 1), []
    while day <= date(2027, 12, 31):
        if schedule.is_working_day(day) != works(day):
            wrong.append(day)
        day += DAY
    assert wrong == []


def next_working(day):
    while not works(day):
        day += DAY
    return day


def first_day_of(start, same_day):
    """Day 1: the day after; or, where the day itself counts, that day until three o'clock and the next working one."""
    day = start.date()
    if not same_day:
        return day + DAY
    return day if works(day) and start.time() <= time(15) else next_working(day + DAY)


def same_day_later(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    while True:
        try:
            return date(year, month, day.day)
        except ValueError:
            day -= DAY


def last_day_by_hand(start, amount, unit, pauses, same_day):
    def is_left_out(day):
        return any(began.date() < day <= ended.date() for began, ended in pauses)

    day = first_day_of(start, same_day)
    if unit == TimeUnit.MONTH:
        end = same_day_later(day if same_day else day - DAY, amount)
        if same_day and end.day == day.day:
            end -= DAY
        while day <= end:
            end += DAY if is_left_out(day) else timedelta()
            day += DAY
        return next_working(end)
    day -= DAY
    while amount:
        day += DAY
        if not is_left_out(day) and (unit == TimeUnit.DAY or works(day)):
            amount -= 1
    return next_working(day)


def end_by_hand(start, hours, pauses):
    moment, left = start, hours * 60
    while left:
        if is_worked(moment) and not any(began <= moment < ended for began, ended in pauses):
            left -= 1
        moment += MINUTE
    return moment


def closing(day):
    return datetime.combine(day, time(17, 30), tzinfo=VN)


def some_moment(draw, first=date(2019, 1, 2), last=date(2027, 3, 1)):
    """Any time of day, but often where mistakes are made: around midnight, opening, three o'clock and closing."""
    day = first + draw.randrange((last - first).days) * DAY
    if draw.random() < 0.5:
        near = draw.choice(sorted(DAYS_OFF | MADE_UP))
        day = min(max(near + draw.randrange(-4, 5) * DAY, first), last)
    minute = draw.choice(
        [0, 1, 449, 450, 689, 690, 809, 810, 899, 900, 901, 1049, 1050, 1051, 1439, draw.randrange(1440)]
    )
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=VN)


def some_pauses(draw, start):
    pauses, moment = [], start
    for _n in range(draw.randrange(3)):
        began = moment + timedelta(minutes=draw.randrange(1, 8 * 1440))
        moment = began + timedelta(minutes=draw.randrange(1, 12 * 1440))
        pauses.append((began, moment))
    return pauses


def marks(start, pauses):
    return [Started(start)] + [event for began, ended in pauses for event in (Paused(began), Resumed(ended))]


@pytest.mark.parametrize("unit", [TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH])
@pytest.mark.parametrize("same_day", [False, True])
def test_limits_in_days_and_months_end_where_fingers_say(schedule, unit, same_day):
    draw = random.Random(f"{unit} {same_day}")
    rule = ClockRule(FirstDay.SAME_DAY, time(15)) if same_day else ClockRule(FirstDay.NEXT_DAY, time(15))
    for _n in range(800):
        start = some_moment(draw)
        amount = draw.randrange(1, 7) if unit == TimeUnit.MONTH else draw.randrange(1, 46)
        pauses = some_pauses(draw, start)
        found = due(schedule, Duration(amount, unit), marks(start, pauses), rule=rule)
        assert found.due_at == closing(last_day_by_hand(start, amount, unit, pauses, same_day)), (start, amount, pauses)
        if unit != TimeUnit.MONTH:
            counted = [day.on for day in found.days if day.is_counted]
            assert len(counted) == amount, (start, amount, pauses)
        assert found.days[-1].on == schedule.day_of(found.due_at)


def test_limits_in_hours_end_where_fingers_say(schedule):
    draw = random.Random("hours")
    for _n in range(150):
        start = some_moment(draw)
        hours, pauses = draw.randrange(1, 17), some_pauses(draw, start)
        # A pause that begins after the end moves nothing; the code stops at the end as the fingers do.
        found = due(schedule, Duration(hours, TimeUnit.WORKING_HOUR), marks(start, pauses))
        assert found.due_at == end_by_hand(start, hours, pauses), (start, hours, pauses)


def test_what_was_completed_counts_from_scratch_and_what_was_promised_is_kept(schedule):
    draw = random.Random("restart")
    for _n in range(800):
        start, amount = some_moment(draw), draw.randrange(1, 31)
        asked = start + timedelta(minutes=draw.randrange(1, 5 * 1440))
        again = asked + timedelta(minutes=draw.randrange(1, 20 * 1440))
        limit = Duration(amount, draw.choice([TimeUnit.WORKING_DAY, TimeUnit.DAY]))
        events = [Started(start), Paused(asked), Restarted(again)]
        expected = last_day_by_hand(again, amount, limit.unit, [], same_day=False)
        assert due(schedule, limit, events).due_at == closing(expected), (start, asked, again, limit)
        promised = datetime.combine(expected + draw.randrange(1, 20) * DAY, time(17), tzinfo=VN)
        until = [*events, Extended(again + DAY, promised)]
        assert due(schedule, limit, until).due_at == closing(next_working(promised.date())), (again, promised)
