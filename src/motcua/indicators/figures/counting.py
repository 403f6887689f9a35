"""The facts of somebody over some days, as formulas want them: numbers, or samples that answer in SQL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Aggregate, Count, FloatField, Min, Q, QuerySet, Sum, Value

from motcua.indicators.figures.conditions import (
    COUNTABLE,
    COUNTED,
    LIMITS,
    SAMPLED,
    STEP_SAMPLES,
    STEPS,
    Counted,
    not_finished_at,
)
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, KeptDay, StepFact
from motcua.indicators.rules.evaluation import Sample
from motcua.indicators.rules.facts import DayCount
from motcua.kernel.parts import as_json
from motcua.kernel.text import local

Found = dict[str, "int | Fraction | Sample | None"]


class Quantile(Aggregate):
    """PostgreSQL's `percentile_cont`."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class RowsSample:
    """One whole number of each of many rows; a quantile is asked of the database when a formula wants it."""

    size: int
    total: Fraction
    rows: QuerySet[Any]
    column: str

    def quantile(self, share: Fraction) -> Fraction | None:
        """Between two values, in proportion: of whole numbers exactly so many parts of the share's denominator."""
        if not self.size:
            return None
        found = self.rows.aggregate(found=Quantile(self.column, share=float(share)))["found"]
        return None if found is None else Fraction(round(found * share.denominator), share.denominator)


def facts_of(whom: Whom, days: Days, names: Collection[str] = COUNTABLE) -> Found:
    """What can be counted of these facts; what cannot is not in it. Nothing where nothing was kept yet in those days.

    Public: it holds counts alone. At most three questions, whatever is asked: since when there is something; the sums
    of days with what is open; steps.
    """
    names = COUNTABLE.intersection(names)
    if not names or not _is_known(days):
        return {}
    count = by_days if whom.is_summed_by_day else by_facts
    of_steps = STEPS.keys() | STEP_SAMPLES.keys()
    found = count(whom, days, names - of_steps) if names - of_steps else {}
    return found | (_of_steps(whom, days, names & of_steps) if names & of_steps else {})


def _is_known(days: Days) -> bool:
    """Whether these days have begun, and were not all over before the first dossier."""
    if days.until <= days.since or days.since > local(days.at).date():
        return False
    first = first_day()
    return first is not None and first < days.until


def first_day() -> date | None:
    """Since when anything is kept."""
    first: date | None = KeptDay.objects.aggregate(first=Min("day"))["first"]
    return first


def by_days(whom: Whom, days: Days, names: Collection[str]) -> Found:
    """By the sums of days, and of what is not finished by its facts, which are few."""
    counted = {name: COUNTED[name] for name in names if name in COUNTED}
    sampled = {name: SAMPLED[name] for name in names if name in SAMPLED}
    wanted = {one for fact in counted.values() for one in fact.sums}
    wanted |= {one for many in sampled.values() for one in (many.size, many.total)}
    left = {name: fact.left(days) for name, fact in counted.items() if fact.left is not None}
    sums, open_ones = _at_once(_sums(whom, days, wanted), _left(whom, days, left))
    found: Found = {name: open_ones.get(name, 0) + added(fact, sums) for name, fact in counted.items()}
    for name, many in sampled.items():
        size, total = (sum(sums.get(one, {}).values()) for one in (many.size, many.total))
        found[name] = RowsSample(size, Fraction(total), _dossiers(whom).filter(many.which(days)), many.value)
    return found


Sums = dict[str, dict[str, int]]


def added(fact: Counted, sums: Sums) -> int:
    return sum(
        sign * number
        for name, sign in fact.sums.items()
        for channel, number in sums.get(name, {}).items()
        if not fact.channels or channel in fact.channels
    )


def _sums(whom: Whom, days: Days, names: Collection[DayCount]) -> QuerySet[Any, Any]:
    """By name and channel; of limits only those that are over."""
    which = Q(day__lt=days.over) | ~Q(name__in=LIMITS)
    rows = KeptDay.objects.filter(whom.days(), which, day__gte=days.since, day__lt=days.until, name__in=names)
    return rows.order_by().values("name", "channel").annotate(total=Sum("number"))


def _left(whom: Whom, days: Days, wanted: Mapping[str, Q]) -> QuerySet[Any, Any]:
    """Of those that are not finished when the days end, or now."""
    rows = _dossiers(whom).filter(not_finished_at(days.ends))
    return rows.order_by().values(one=Value(1)).annotate(**{name: Count("pk", filter=q) for name, q in wanted.items()})


def _at_once(sums: QuerySet[Any, Any], left: QuerySet[Any, Any]) -> tuple[Sums, dict[str, int]]:
    """Both at one moment: what is finished while it is asked is in one of them, and not in both or in neither."""
    told, open_ones = told_at_once(sums, left)
    found: Sums = {}
    for row in told:
        found.setdefault(row["name"], {})[row["channel"]] = row["total"]
    return found, open_ones[0] if open_ones else {}


def told_at_once(*questions: QuerySet[Any, Any]) -> list[list[dict[str, Any]]]:
    """The rows of several questions, asked in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in questions:
        try:
            sql, of_sql = rows.query.sql_with_params()
        except EmptyResultSet:
            sql, of_sql = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM ({sql}) x)")  # noqa: S608 - the ORM's own
        values += of_sql
    with connections[router.db_for_read(KeptDay)].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [as_json(part) for part in cursor.fetchone()]


def by_facts(whom: Whom, days: Days, names: Collection[str]) -> Found:
    """By the facts of each dossier."""
    asked: dict[str, Aggregate] = {}
    for name in names:
        if name in COUNTED:
            which, value = COUNTED[name].which(days), COUNTED[name].value
            asked[name] = Sum(value, filter=which, default=0) if value else Count("pk", filter=which)
        else:
            which, value = SAMPLED[name].which(days), SAMPLED[name].value
            asked |= {f"{name}__size": Count("pk", filter=which), f"{name}__total": Sum(value, filter=which, default=0)}
    rows = _dossiers(whom)
    told = rows.aggregate(**asked)
    found: Found = {name: told[name] for name in names if name in COUNTED}
    for name in SAMPLED.keys() & set(names):
        of, column = rows.filter(SAMPLED[name].which(days)), SAMPLED[name].value
        found[name] = RowsSample(told[f"{name}__size"], Fraction(told[f"{name}__total"]), of, column)
    return found


def _of_steps(whom: Whom, days: Days, names: Collection[str]) -> Found:
    rows = steps_of(whom, days)
    asked: dict[str, Aggregate] = {name: Count("pk", filter=STEPS[name]) for name in names if name in STEPS}
    for name in STEP_SAMPLES.keys() & set(names):
        which, value = STEP_SAMPLES[name]
        asked |= {f"{name}__size": Count("pk", filter=which), f"{name}__total": Sum(value, filter=which, default=0)}
    told = rows.aggregate(**asked)
    found: Found = {name: told[name] for name in names if name in STEPS}
    for name in STEP_SAMPLES.keys() & set(names):
        which, value = STEP_SAMPLES[name]
        found[name] = RowsSample(told[f"{name}__size"], Fraction(told[f"{name}__total"]), rows.filter(which), value)
    return found


def _dossiers(whom: Whom) -> QuerySet[DossierFact]:
    return DossierFact.objects.filter(whom.dossiers())


def steps_of(whom: Whom, days: Days) -> QuerySet[StepFact]:
    """The steps that ended on these days."""
    return StepFact.objects.filter(whom.steps(), ended_at__gte=days.begins, ended_at__lt=days.ends)
