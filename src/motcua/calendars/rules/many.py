"""Due dates by the thousand: the calendar spread out in tables, so that each answer is looked up."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate

from motcua.calendars.rules import DAY, Duration, Minutes, Schedule, Started, TimeUnit, due


@dataclass(frozen=True)
class Tables:
    """A schedule by the day's number since its first: what a due date needs is looked up, never worked out.

    `working` holds the numbers of the working days, `done` how many of them lie before each day, `closings` when each
    day's work ends; `worked` the minutes worked before each day, and for each day `passed` those before each minute of
    the day and `minute_of` the minute at which so many are worked.
    """

    schedule: Schedule
    midnights: Sequence[datetime]
    working: Sequence[int]
    done: Sequence[int]
    closings: Sequence[datetime]
    worked: Sequence[int]
    passed: Sequence[Sequence[int]]
    minute_of: Sequence[Sequence[timedelta]]

    @classmethod
    def of(cls, schedule: Schedule) -> "Tables":
        days = [schedule.first + n * DAY for n in range((schedule.last - schedule.first).days + 1)]
        spans = [schedule.hours_of(day) for day in days]
        midnights = [datetime.combine(day, time(), tzinfo=schedule.zone) for day in days]
        by_spans = {one: _day_tables(one) for one in set(spans)}
        return cls(
            schedule=schedule,
            midnights=midnights,
            working=[n for n, one in enumerate(spans) if one],
            done=[0, *accumulate(1 if one else 0 for one in spans)],
            closings=[m + timedelta(minutes=one[-1][1]) if one else m for m, one in zip(midnights, spans, strict=True)],
            worked=[0, *accumulate(sum(closes - opens for opens, closes in one) for one in spans)],
            passed=[by_spans[one][0] for one in spans],
            minute_of=[by_spans[one][1] for one in spans],
        )


def _day_tables(spans: Sequence[Minutes]) -> tuple[list[int], list[timedelta]]:
    """For one kind of day: minutes worked before each minute, and the moment at which so many are worked."""
    works = [any(opens <= minute < closes for opens, closes in spans) for minute in range(24 * 60)]
    opening = spans[0][0] if spans else 0
    ends = [timedelta(minutes=minute + 1) for minute, is_worked in enumerate(works) if is_worked]
    return [0, *accumulate(works)], [timedelta(minutes=opening), *ends]


def due_moments(tables: Tables, limits: Iterable[tuple[datetime, Duration]]) -> list[datetime]:
    """When limits end that only started: as `due` says under the ordinary rule, for many at once and without reasons.

    For counting again what thousands of dossiers were promised. What leads behind the calendar's end is worked out one
    by one. Raises `OutOfRange` as `due` does.
    """
    schedule = tables.schedule
    zone, base, days = schedule.zone, schedule.first.toordinal(), len(tables.midnights)
    working, done, closings = tables.working, tables.done, tables.closings
    in_days, in_hours = TimeUnit.WORKING_DAY, TimeUnit.WORKING_HOUR
    found: list[datetime] = []
    add = found.append
    for at, duration in limits:
        local = at if at.tzinfo is zone else at.astimezone(zone)
        n = local.toordinal() - base
        try:
            if not 0 <= n < days:
                raise IndexError
            if duration.unit is in_days and duration.amount > 0:
                add(closings[working[done[n + 1] + duration.amount - 1]])
            elif duration.unit is in_hours and duration.amount > 0:
                wanted = tables.worked[n] + tables.passed[n][local.hour * 60 + local.minute] + duration.amount * 60
                last = bisect_left(tables.worked, wanted) - 1
                add(tables.midnights[last] + tables.minute_of[last][wanted - tables.worked[last]])
            else:
                add(due(schedule, duration, [Started(at)]).due_at)
        except IndexError:
            add(due(schedule, duration, [Started(at)]).due_at)
    return found
