"""The same facts for each of many at once: for every agency, every field, every month, in one statement.

Of a fact of many values it knows how many there are and their sum; no median.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from motcua.indicators.figures.conditions import COUNTED, LIMITS, SAMPLED, not_finished_at
from motcua.indicators.figures.counting import Found, Sums, added, told_at_once
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, KeptDay
from motcua.indicators.rules.checking import facts_in, others_in, quantiles_in
from motcua.indicators.rules.definitions import Indicator
from motcua.indicators.rules.facts import DayCount
from motcua.kernel.text import local

GROUPED = frozenset({*COUNTED, *SAMPLED})


class By(StrEnum):
    """What each of many is."""

    AGENCY = "agency"
    FIELD = "field"


@dataclass(frozen=True)
class Summed:
    """One whole number of each of many rows: how many, their sum, and the quantiles that were asked for with them."""

    size: int
    total: Fraction
    quantiles: Mapping[Fraction, Fraction] = field(default_factory=dict)

    def quantile(self, share: Fraction) -> Fraction | None:
        """Nothing where it was not asked for: `can_be_grouped` keeps formulas away that want it."""
        return self.quantiles.get(share)


def can_be_grouped(one: Indicator) -> bool:
    """Whether an indicator can be told for each of many: from sums alone, without steps, medians, other indicators."""
    trees = [tree for tree in (one.tree, one.cases_tree) if tree is not None]
    return bool(trees) and all(
        set(facts_in(tree)) <= GROUPED and not others_in(tree) and not quantiles_in(tree) for tree in trees
    )


def facts_by(by: By, whom: Whom, days: Days, names: Collection[str], *, first: date | None) -> dict[int, Found]:
    """The facts of each agency, or of each field, that has any. `first`: since when anything is kept.

    Public: it holds counts alone.
    """
    wanted = _Wanted(names)
    if not _is_known(days, first):
        return {}
    sums = _summed(whom, days.since, days.until, days.at, wanted.sums).values("name", "channel", key=F(by.value))
    left = _left(whom, days, wanted).values(key=F(by.value))
    told, open_ones = told_at_once(_totals(sums), left.annotate(**wanted.left(days)))
    by_key: dict[int, Sums] = {}
    for row in told:
        by_key.setdefault(row["key"], {}).setdefault(row["name"], {})[row["channel"]] = row["total"]
    still = {row["key"]: row for row in open_ones}
    return {key: wanted.found(by_key.get(key, {}), still.get(key, {})) for key in by_key.keys() | still.keys()}


def facts_by_month(whom: Whom, months: Sequence[Days], names: Collection[str], *, first: date | None) -> list[Found]:
    """The facts of each of some calendar months, which need not follow each other; nothing of what is not kept."""
    wanted = _Wanted(names)
    known = [days for days in months if _is_known(days, first)]
    if not known:
        return [{} for _days in months]
    since, until = min(days.since for days in known), max(days.until for days in known)
    sums = _summed(whom, since, until, known[0].at, wanted.sums).values("name", "channel", key=TruncMonth("day"))
    still = [_left(whom, days, wanted).values("is_anew").annotate(**wanted.left(days)) for days in known]
    told, *open_ones = told_at_once(_totals(sums), *still)
    by_month: dict[date, Sums] = {}
    for row in told:
        month = by_month.setdefault(date.fromisoformat(row["key"][:10]), {})
        month.setdefault(row["name"], {})[row["channel"]] = row["total"]
    found = {
        days.since: wanted.found(by_month.get(days.since, {}), _together(rows))
        for days, rows in zip(known, open_ones, strict=True)
    }
    return [found.get(days.since, {}) for days in months]


def together(parts: Iterable[Found]) -> Found:
    """The facts of several as those of one: a commune's agencies, a sort of agencies, the province."""
    found: Found = {}
    for part in parts:
        for name, value in part.items():
            before = found.get(name)
            if isinstance(value, Summed):
                size, total = (before.size, before.total) if isinstance(before, Summed) else (0, Fraction())
                found[name] = Summed(size + value.size, total + value.total)
            elif isinstance(value, int):
                found[name] = value + (before if isinstance(before, int) else 0)
    return found


class _Wanted:
    """What is asked for, by which sums of days and which conditions it is told."""

    def __init__(self, names: Collection[str]) -> None:
        self.counted = {name: COUNTED[name] for name in names if name in COUNTED}
        self.sampled = {name: SAMPLED[name] for name in names if name in SAMPLED}
        self.sums = {one for fact in self.counted.values() for one in fact.sums}
        self.sums |= {one for many in self.sampled.values() for one in (many.size, many.total)}

    def left(self, days: Days) -> dict[str, Count]:
        asked = {name: fact.left(days) for name, fact in self.counted.items() if fact.left is not None}
        return {f"left_{name}": Count("pk", filter=which) for name, which in asked.items()}

    def found(self, sums: Sums, left: Mapping[str, Any]) -> Found:
        found: Found = {
            name: int(left.get(f"left_{name}") or 0) + added(fact, sums) for name, fact in self.counted.items()
        }
        for name, many in self.sampled.items():
            size, total = (sum(sums.get(one, {}).values()) for one in (many.size, many.total))
            found[name] = Summed(size, Fraction(total))
        return found


def _is_known(days: Days, first: date | None) -> bool:
    if first is None or days.until <= days.since:
        return False
    return days.since <= local(days.at).date() and first < days.until


def _summed(whom: Whom, since: date, until: date, at: Any, names: Collection[DayCount]) -> QuerySet[KeptDay]:
    """Limits count once their day is over."""
    which = Q(day__lt=local(at).date()) | ~Q(name__in=LIMITS)
    return KeptDay.objects.filter(whom.days(), which, day__gte=since, day__lt=until, name__in=names).order_by()


def _totals(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    totals: QuerySet[Any, Any] = rows.annotate(total=Sum("number"))
    return totals


def _left(whom: Whom, days: Days, wanted: _Wanted) -> QuerySet[DossierFact]:
    """What is not finished when the days end, or now; nothing where nothing of it is asked."""
    rows = DossierFact.objects.filter(whom.dossiers()).order_by()
    if not wanted.left(days):
        return rows.none()
    return rows.filter(not_finished_at(days.ends))


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    names = {name for row in rows for name in row if name.startswith("left_")}
    return {name: sum(row[name] for row in rows) for name in names}
