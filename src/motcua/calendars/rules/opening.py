"""When a counter is open: now and until when, or when next; and its week, weekdays with the same hours together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.calendars.rules.schedule import DAY, Hours, Minutes, Schedule

# Behind so many days without an hour nobody waits for the next one: the counter is closed.
MOST_DAYS = 60


@dataclass(frozen=True)
class Opening:
    """Whether a counter receives at a moment; until when, or from when on again; why not today, where a day off is why.

    `changes_at` is None where it does not open again in sight.
    """

    is_open: bool
    changes_at: datetime | None
    why: str = ""


def opening_at(schedule: Schedule, moment: datetime, own: Sequence[Hours] = ()) -> Opening:
    """Whether a counter receives at a moment, by hours of its own or its calendar's; days off are the calendar's."""
    today = schedule.day_of(moment)
    minute = schedule.minute_of(moment, today)
    for opens, closes in schedule.receiving_of(today, own):
        if opens <= minute < closes:
            return Opening(True, schedule.moment(today, closes))
    why = schedule.why_off(today) if today in schedule.special and not schedule.receiving_of(today, own) else ""
    for n in range(MOST_DAYS):
        day = today + n * DAY
        for opens, _closes in schedule.receiving_of(day, own):
            if n or opens > minute:
                return Opening(False, schedule.moment(day, opens), why)
    return Opening(False, None, why)


@dataclass(frozen=True)
class WeekLine:
    """Weekdays that follow each other (0 is Monday) and the spans in which the counter receives on them."""

    first: int
    last: int
    spans: tuple[Minutes, ...]


def week_of(hours: Sequence[Hours]) -> list[WeekLine]:
    """The week of a counter; weekdays without an hour are left out."""
    lines: list[WeekLine] = []
    for weekday in range(7):
        spans = tuple(sorted((one.opens, one.closes) for one in hours if one.weekday == weekday))
        if not spans:
            continue
        if lines and lines[-1].last == weekday - 1 and lines[-1].spans == spans:
            lines[-1] = WeekLine(lines[-1].first, weekday, spans)
        else:
            lines.append(WeekLine(weekday, weekday, spans))
    return lines
