"""What was measured of dossiers: by month, by quarter, one by one. It is guarded before anything of it is told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import DateField, Min, Sum
from django.db.models.functions import TruncMonth

from motcua.indicators.figures.counting import facts_of
from motcua.indicators.figures.queries import figures_of
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, KeptDay
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.facts import DayCount
from motcua.indicators.rules.scoring import Scored
from motcua.kernel.text import VIETNAM
from motcua.opendata.makers.base import Asked, maker
from motcua.opendata.rules.definitions import About
from motcua.organization.models import Agency
from motcua.procedures.models import Field

# So many days after a month or a year it is told: until then what happened in it may still be written down.
SETTLED = timedelta(days=5)
# An ordinary working day in minutes, as the bands of time have it.
WORKING_DAY = 8 * 60
BANDS = ((1, "≤1"), (5, "2–5"), (10, "6–10"), (20, "11–20"))
SET = "qd766"
MONTHLY = (DayCount.FILED, DayCount.ACCEPTED, DayCount.DONE, DayCount.DONE_LATE, DayCount.RETURNED)
RATED = (DayCount.RATED, DayCount.SATISFIED, DayCount.STARS)


def _begins(asked: Asked) -> date | None:
    """The day of the first filing that was kept."""
    first = KeptDay.objects.filter(name=DayCount.FILED).aggregate(first=Min("day"))["first"]
    return first if isinstance(first, date) else None


def _spans(asked: Asked, months: int) -> Iterator[tuple[date, date]]:
    """The spans of so many calendar months since the first filing that are over and settled: first day, day after."""
    first = _begins(asked)
    if first is None:
        return
    number = (first.year * 12 + first.month - 1) // months * months
    while True:
        since, until = _first_of(number), _first_of(number + months)
        if until + SETTLED > asked.on:
            return
        yield since, until
        number += months


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _months(asked: Asked) -> list[str]:
    return [f"{since:%Y-%m}" for since, _until in _spans(asked, 1)]


def _quarters(asked: Asked) -> list[str]:
    return [f"{since:%Y}-Q{(since.month + 2) // 3}" for since, _until in _spans(asked, 3)]


def _years(asked: Asked) -> list[str]:
    return [f"{since:%Y}" for since, _until in _spans(asked, 12)]


def _days_of(block: str) -> tuple[date, date]:
    """The days of 2026-03, 2026-Q1 or 2026: the first, and that after the last."""
    year, _dash, rest = block.partition("-")
    start = int(year) * 12
    if not rest:
        return _first_of(start), _first_of(start + 12)
    if rest.startswith("Q"):
        start += (int(rest[1:]) - 1) * 3
        return _first_of(start), _first_of(start + 3)
    start += int(rest) - 1
    return _first_of(start), _first_of(start + 1)


def _sums(block: str, names: tuple[DayCount, ...], by: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, int]]:
    since, until = _days_of(block)
    rows = (
        KeptDay.objects.filter(day__gte=since, day__lt=until, name__in=names)
        .annotate(month=TruncMonth("day"))
        .values(*by, "name")
        .annotate(total=Sum("number"))
        .order_by(*by, "name")
    )
    found: defaultdict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[tuple(row[name] for name in by)][row["name"]] = row["total"]
    return found


@maker(
    "monthly_figures",
    "month level agency_code agency field_code field channel filed accepted done done_late returned",
    about=About.COUNTS,
    blocks=_months,
)
def monthly_figures(asked: Asked) -> Iterator[dict[str, Any]]:
    """What each agency received and resolved in a month, by field and channel."""
    agencies, fields = Agency.objects.in_bulk(), Field.objects.in_bulk()
    for (agency, field, channel), sums in _sums(asked.block, MONTHLY, ("agency", "field", "channel")).items():
        if any(sums.values()) and agency in agencies and field in fields:
            yield {
                "month": asked.block,
                "level": agencies[agency].level,
                "agency_code": agencies[agency].code,
                "agency": agencies[agency].name,
                "field_code": fields[field].code,
                "field": fields[field].name,
                "channel": channel,
                **{name.value: sums.get(name, 0) for name in MONTHLY},
            }


@maker("satisfaction", "month level agency_code agency rated satisfied stars", about=About.COUNTS, blocks=_months)
def satisfaction(asked: Asked) -> Iterator[dict[str, Any]]:
    """How filers rated each agency in a month: how many did, how many were satisfied, the sum of their stars."""
    agencies = Agency.objects.in_bulk()
    for (agency,), sums in _sums(asked.block, RATED, ("agency",)).items():
        if sums.get(DayCount.RATED) and agency in agencies:
            yield {
                "month": asked.block,
                "level": agencies[agency].level,
                "agency_code": agencies[agency].code,
                "agency": agencies[agency].name,
                **{name.value: sums.get(name, 0) for name in RATED},
            }


@maker(
    "dossiers",
    "year month level agency_code agency field procedure_code procedure channel result timeliness time",
    about=About.PERSONS,
    blocks=_years,
)
def dossiers(asked: Asked) -> Iterator[dict[str, Any]]:
    """Every dossier that ended in a year, as little of each as can be told."""
    since, until = _days_of(asked.block)
    days = Days(since, until, asked.at)
    rows = DossierFact.objects.filter(finished_at__gte=days.begins, finished_at__lt=days.ends, is_anew=False)
    in_month = TruncMonth("finished_at", output_field=DateField(), tzinfo=VIETNAM)
    wanted = rows.annotate(ended=in_month).order_by("pk").values(
        "ended", "level", "channel", "result", "is_late", "used_minutes", "judged_due_at",
        "agency__code", "agency__name", "procedure__code", "procedure__name", "procedure__field__name",
    )  # fmt: skip
    for row in wanted.iterator():
        yield {
            "year": asked.block,
            "month": f"{row['ended']:%Y-%m}",
            "level": row["level"],
            "agency_code": row["agency__code"],
            "agency": row["agency__name"],
            "field": row["procedure__field__name"],
            "procedure_code": row["procedure__code"],
            "procedure": row["procedure__name"],
            "channel": row["channel"],
            "result": row["result"],
            "timeliness": _timeliness(row),
            "time": _band(row["used_minutes"]),
        }


def _timeliness(row: Mapping[str, Any]) -> str:
    if row["judged_due_at"] is None:
        return "WITHOUT_DUE_DATE"
    return "LATE" if row["is_late"] else "ON_TIME"


def _band(minutes: int | None) -> str:
    """How many working days it took, in bands."""
    if minutes is None:
        return ""
    days = -(-minutes // WORKING_DAY)
    return next((name for most, name in BANDS if days <= most), ">20")


@maker(
    "indicators",
    "period set indicator name name_en unit subject agency_code agency value points most_points state base",
    about=About.RATES,
    blocks=_quarters,
)
def indicators(asked: Asked) -> Iterator[dict[str, Any]]:
    """The indicators of QĐ 766 of the province and of each agency in a quarter."""
    since, until = _days_of(asked.block)
    days = Days(since, until, asked.at)
    worked = KeptDay.objects.filter(day__gte=since, day__lt=until).values_list("agency", flat=True).distinct()
    yield from _measured(asked.block, Whom(Subject.PROVINCE), days, None)
    for agency in Agency.objects.filter(pk__in=list(worked)).order_by("code"):
        yield from _measured(asked.block, Whom(Subject.AGENCY, agency.pk), days, agency)


def _measured(period: str, whom: Whom, days: Days, agency: Agency | None) -> Iterator[dict[str, Any]]:
    figures = figures_of(whom, days, code=SET)
    if figures is None:
        return
    resolved = facts_of(whom, days, ["resolved"]).get("resolved")
    people = resolved if isinstance(resolved, int) else 0
    for part in figures.score.parts:
        one = part.indicator
        yield {
            "period": period,
            "set": SET,
            "indicator": one.code,
            "name": one.name,
            "name_en": one.name_en,
            "unit": str(one.unit),
            "subject": "AGENCY" if agency else "PROVINCE",
            "agency_code": agency.code if agency else "",
            "agency": agency.name if agency else "",
            "value": _number(part.value),
            "points": _number(part.points),
            "most_points": float(one.weight),
            "state": str(part.state),
            "base": _base(part, people),
        }


def _number(value: object) -> float | None:
    """Rounded: so many digits as the number of people behind it are not told by it."""
    return round(float(value), 4) if isinstance(value, Fraction) else None


def _base(part: Scored, people: int) -> int:
    """Of how many cases it says something: its own where its definition counts them, else those resolved."""
    return int(part.cases) if isinstance(part.cases, Fraction) else people
