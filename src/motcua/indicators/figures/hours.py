"""When people come to the counter: what was filed there, by hours of days of the week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from motcua.calendars.rules import Schedule
from motcua.dossiers.rules import Channel
from motcua.indicators.figures.subjects import Days
from motcua.indicators.models import DossierFact
from motcua.kernel.text import VIETNAM, local


@dataclass(frozen=True)
class CounterHours:
    """How many dossiers were handed over at each hour of each weekday (1 is Monday); None where it is closed."""

    hours: Sequence[int]
    weekdays: Sequence[int]
    numbers: dict[tuple[int, int], int]
    opened: frozenset[tuple[int, int]]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    def at(self, weekday: int, hour: int) -> int | None:
        """Nothing filed while it is open is 0."""
        number = self.numbers.get((weekday, hour))
        return number if number is not None else 0 if (weekday, hour) in self.opened else None


def counter_hours(agencies: Sequence[int], days: Days, schedule: Schedule) -> CounterHours:
    """What these agencies received at counters over some days. Public: it holds counts alone.

    By the indexes of each agency, so that one question reads no more than these days.
    """
    rows = DossierFact.objects.filter(
        agency__in=agencies,
        channel=Channel.COUNTER,
        is_anew=False,
        filed_at__gte=days.begins,
        filed_at__lt=days.ends,
    )
    weekday, hour = (part("filed_at", tzinfo=VIETNAM) for part in (ExtractIsoWeekDay, ExtractHour))
    told = rows.order_by().values(weekday=weekday, hour=hour).annotate(number=Count("pk"))
    numbers = {(row["weekday"], row["hour"]): row["number"] for row in told}
    opened = frozenset(_opened(schedule, days))
    known = opened | numbers.keys()
    hours = [hour for _weekday, hour in known]
    span = range(min(hours), max(hours) + 1) if hours else range(0)
    return CounterHours(list(span), sorted({weekday for weekday, _hour in known}), numbers, opened)


def _opened(schedule: Schedule, days: Days) -> Iterator[tuple[int, int]]:
    """The hours of weekdays in which it was open on any of these days."""
    day, last = max(days.since, schedule.first), min(days.until, local(days.at).date() + timedelta(days=1))
    while day < last:
        for opens, closes in schedule.hours_of(day):
            yield from ((day.isoweekday(), hour) for hour in range(opens // 60, (closes + 59) // 60))
        day += timedelta(days=1)


def usual_minutes(schedule: Schedule, since: date, until: date) -> int | None:
    """How many minutes are worked on a usual working day between two days; None where none is worked."""
    worked, day = [], max(since, schedule.first)
    while day < until:
        if minutes := sum(closes - opens for opens, closes in schedule.hours_of(day)):
            worked.append(minutes)
        day += timedelta(days=1)
    return sorted(worked)[len(worked) // 2] if worked else None
