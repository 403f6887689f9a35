"""Due dates a second by our rules beside pandas, on the same calendar with the same answers."""

import random
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import yaml

from benchmarks.results import table, verdict, write
from motcua.calendars.rules import (
    Duration,
    Hours,
    Schedule,
    Special,
    SpecialKind,
    Started,
    TimeUnit,
    due,
)
from motcua.calendars.rules.many import Tables, due_moments

PACK = Path(__file__).parents[1] / "packs" / "vietnam" / "calendars" / "administrative.yaml"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
GOAL = 100
CASES, ROUNDS, SEED = 1500, 3, 20261123
# The limits of the catalogue, from an hour to two months of working days.
LIMITS = [(hours, TimeUnit.WORKING_HOUR) for hours in (2, 4, 8, 24)] + [
    (days, TimeUnit.WORKING_DAY) for days in (1, 2, 3, 5, 7, 10, 15, 20, 30, 45)
]
Case = tuple[datetime, int, TimeUnit]


def run() -> dict[str, Any]:
    """Ask both for the same due dates in turns; every answer must be equal."""
    schedule, theirs = _calendars()
    cases = _cases()
    # Made once for a calendar, like the offsets of pandas: making it is not what is measured.
    tables = Tables.of(schedule)
    limits = [(at, Duration(amount, unit)) for at, amount, unit in cases]
    spans = {"ours": 0.0, "explained": 0.0, "pandas": 0.0}
    for _round in range(ROUNDS):
        started = time.perf_counter()
        answers = due_moments(tables, limits)
        spans["ours"] += time.perf_counter() - started
        started = time.perf_counter()
        explained = [due(schedule, duration, [Started(at)]).due_at for at, duration in limits]
        spans["explained"] += time.perf_counter() - started
        if answers != explained:
            raise AssertionError("many at once are not what one by one says")
        started = time.perf_counter()
        expected = [_by_pandas(theirs, *case) for case in cases]
        spans["pandas"] += time.perf_counter() - started
        for case, answer, other in zip(cases, answers, expected, strict=True):
            # Where a limit ends with the morning or the day, pandas may name the next opening: the same working minute.
            if schedule.working_minutes_between(answer, other.to_pydatetime().replace(tzinfo=ZONE)):
                raise AssertionError(f"{case}: {answer} is not {other}")
    rates = {name: ROUNDS * len(cases) / span for name, span in spans.items()}
    figures = {"cases": len(cases), **rates, "ratio": rates["ours"] / rates["pandas"]}
    _write(figures)
    return figures


def _calendars() -> tuple[Schedule, tuple[list[str], list[str], list[date]]]:
    """The administrative calendar for both: hours and days off. pandas knows no make-up days, so neither has them."""
    # Plain strings, because YAML reads the key «on» as true.
    calendar = yaml.load(PACK.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[0]  # noqa: S506 - makes only strings
    off = [
        day
        for row in calendar["days"]
        if row.get("kind", "OFF") == "OFF"
        for day in _days(date.fromisoformat(row["on"]), date.fromisoformat(row.get("until", row["on"])))
    ]
    hours = [
        Hours(int(weekday), _minutes(row["opens"]), _minutes(row["closes"]), date.fromisoformat(row["valid_from"]))
        for row in calendar["hours"]
        for weekday in row["weekdays"]
    ]
    special = [Special(day, SpecialKind.OFF, "") for day in off]
    first, last = date.fromisoformat(calendar["first_day"]), date.fromisoformat(calendar["last_day"])
    schedule = Schedule(first, last, hours, special)
    return schedule, ([row["opens"] for row in calendar["hours"]], [row["closes"] for row in calendar["hours"]], off)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _cases() -> list[Case]:
    chance = random.Random(SEED)
    first = datetime(2020, 1, 2, tzinfo=ZONE)
    return [
        (
            first + timedelta(days=chance.randrange(365 * 6), minutes=chance.randrange(24 * 60)),
            *chance.choice(LIMITS),
        )
        for _n in range(CASES)
    ]


def _by_pandas(calendar: tuple[list[str], list[str], list[date]], at: datetime, amount: int, unit: TimeUnit) -> Any:
    """The same limit in the words of pandas: hours from the moment, or eight a day from the end of the first day."""
    opens, closes, off = calendar
    if unit == TimeUnit.WORKING_HOUR:
        start, hours = pd.Timestamp(at.replace(tzinfo=None)), amount
    else:
        start, hours = pd.Timestamp(at.year, at.month, at.day, 23), amount * 8
    return start + _offset(tuple(opens), tuple(closes), tuple(off), hours)


_OFFSETS: dict[int, Any] = {}


def _offset(opens: tuple[str, ...], closes: tuple[str, ...], off: tuple[date, ...], hours: int) -> Any:
    """Made once for each length: making it is not what is measured."""
    if hours not in _OFFSETS:
        _OFFSETS[hours] = pd.offsets.CustomBusinessHour(
            n=hours, start=list(opens), end=list(closes), holidays=list(off)
        )
    return _OFFSETS[hours]


def _write(figures: dict[str, Any]) -> None:
    write(
        "due_dates",
        "Due dates",
        [
            f"{figures['cases']} limits of 2 hours to 45 working days from random moments of six years, {ROUNDS} times, by one"
            " process: many at once as the platform counts again after a change of the calendar, and one by one with the"
            " explanation day by day. All answers were equal (the same working minute: at"
            " the close of work pandas may name the next opening). pandas knows no days worked in exchange"
            " (làm bù), so the calendar of this measurement has none.",
            "",
            *table(
                ["", "a second"],
                [
                    ["`due_moments`, many at once", f"{figures['ours']:,.0f}"],
                    ["`due`, one by one, explainable", f"{figures['explained']:,.0f}"],
                    ["pandas `CustomBusinessHour`", f"{figures['pandas']:,.0f}"],
                ],
            ),
            "",
            f"{figures['ratio']:.0f} times as many; goal at least {GOAL}: {verdict(figures['ratio'] >= GOAL)}.",
        ],
        "pandas",
    )
