"""What is counted of the province for everyone: once a minute for all who ask, at the replica where there is one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache

from motcua.calendars.rules import Schedule
from motcua.indicators.figures.counting import Found
from motcua.indicators.figures.crossed import Crossing, Group, all_crossed
from motcua.indicators.figures.grouped import By
from motcua.indicators.figures.hours import CounterHours, counter_hours
from motcua.indicators.figures.published import PROVINCE, Reader, days_of
from motcua.indicators.figures.subjects import Days
from motcua.indicators.rules.spans import Span
from motcua.kernel.replica import read

# What is kept is counted anew after so long; while one counts, the others are shown what was counted before.
FRESH = timedelta(minutes=1)
HELD = timedelta(hours=1)
# Of another shape, what an earlier version kept is not read.
SHAPE = 2


@dataclass(frozen=True)
class Gathered:
    """Facts of the province over a span: by agency, by field, by the months of its year and of the year before.

    `as_of`: up to when they tell; None is now.
    """

    by_agency: dict[int, Found]
    by_field: dict[int, Found]
    months: list[Found]
    hours: CounterHours | None
    # How many that were finished late, by the group of reasons that an apology named.
    why_late: dict[str, int]
    as_of: datetime | None


def gather(
    reader: Reader,
    span: Span,
    codes: Sequence[str],
    *,
    counts: Collection[str] = (),
    monthly: str,
    by_field: str = "",
    schedule: Schedule | None = None,
) -> Gathered:
    """The facts for these indicators and counts; for one of them by month, for one by field; the hours of counters."""
    names = reader.names(codes) | set(counts)

    def asked(as_of: datetime | None) -> Gathered:
        by_agency = reader.facts_by(By.AGENCY, PROVINCE, span, names)
        days = days_of(span, reader.at)
        return Gathered(
            by_agency=by_agency,
            by_field=reader.facts_by(By.FIELD, PROVINCE, span, reader.names([by_field])) if by_field else {},
            months=reader.facts_by_month([monthly], PROVINCE, months_of(span)),
            hours=counter_hours(sorted(by_agency), days, schedule) if schedule is not None else None,
            why_late=_why_late(days),
            as_of=as_of,
        )

    key = (span.code, reader.on, sorted(names), monthly, by_field, schedule is not None)
    return _kept(f"figures:{_digest(key)}", at=reader.at, make=lambda: read(asked, at=reader.at))


def _why_late(days: Days) -> dict[str, int]:
    asked = Crossing(PROVINCE, days, ["resolved_late"], [Group.LATE_GROUP])
    found = ((one.keys[0].value, one.facts["resolved_late"]) for one in all_crossed(asked))
    return {key: number for key, number in found if isinstance(number, int) and number}


def months_of(span: Span) -> list[Span]:
    """The months of its year, then those of the year before."""
    return [*span.of_year, *span.year_before.of_year]


def _digest(key: tuple[object, ...]) -> str:
    return sha256(repr((SHAPE, key)).encode()).hexdigest()


def _kept(key: str, *, at: datetime, make: Callable[[], Gathered]) -> Gathered:
    """What was counted under this key less than a minute ago, else what is counted now."""
    found: tuple[datetime, Gathered] | None = cache.get(key)
    if found is not None:
        made_at, value = found
        is_fresh = timedelta() <= at - made_at < FRESH
        if is_fresh or not cache.add(f"{key}:making", 1, timeout=FRESH.total_seconds()):
            return value if made_at == at or value.as_of else _told_at(value, made_at)
    made = make()
    cache.set(key, (at, made), timeout=HELD.total_seconds())
    return made


def _told_at(value: Gathered, made_at: datetime) -> Gathered:
    return Gathered(value.by_agency, value.by_field, value.months, value.hours, value.why_late, made_at)
