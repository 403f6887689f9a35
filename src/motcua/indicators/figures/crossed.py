"""Facts of dossiers for each group of one or two groupings, with quantiles, in one statement over their rows.

What sums of days cannot tell: units, procedures, officials, weeks, medians. Where sums do, `grouped` is cheaper.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value

from motcua.indicators.figures.conditions import COUNTED, SAMPLED, Counted, Sampled
from motcua.indicators.figures.counting import Found, first_day
from motcua.indicators.figures.grouped import GROUPED, Summed
from motcua.indicators.figures.queries import facts_behind_indicator
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact
from motcua.indicators.rules.definitions import Indicator
from motcua.indicators.rules.formula import Call, Function, walk
from motcua.kernel.parts import as_json
from motcua.kernel.text import local

HALF, NINE = Fraction(1, 2), Fraction(9, 10)
# A statement holds its rows once for each of them.
MOST_TIMES = 60
_FETCHED = 500


class Group(StrEnum):
    """By what rows are grouped. TIME: the days that are given, one after another."""

    TIME = "TIME"
    AGENCY = "AGENCY"
    UNIT = "UNIT"
    FIELD = "FIELD"
    PROCEDURE = "PROCEDURE"
    OFFICIAL = "OFFICIAL"
    CHANNEL = "CHANNEL"
    LEVEL = "LEVEL"
    LATE_GROUP = "LATE_GROUP"


@dataclass(frozen=True)
class _Named:
    """How the rows of a grouping are called: a table with a name, and by what they are sorted."""

    column: str
    table: str = ""
    name: str = ""
    sort: str = ""


_GROUPS: Mapping[Group, _Named] = {
    Group.TIME: _Named("span"),
    Group.AGENCY: _Named("agency_id", "organization_agency", "short_name", "sort_key"),
    Group.UNIT: _Named("unit_id", "organization_unit", "name", "name"),
    Group.FIELD: _Named("field_id", "procedures_field", "name", "sort_key"),
    Group.PROCEDURE: _Named("procedure_id", "procedures_procedure", "name", "sort_key"),
    Group.OFFICIAL: _Named("official_id", "people_account", "full_name", "full_name"),
    Group.CHANNEL: _Named("channel"),
    Group.LEVEL: _Named("level"),
    Group.LATE_GROUP: _Named("late_group"),
}


@dataclass(frozen=True)
class Crossing:
    """What is asked: whose facts over which days, which of them, by what grouped.

    `times`: the parts of the days that TIME goes by; what is open is judged at the end of each.
    """

    whom: Whom
    days: Days
    names: Collection[str]
    groups: Sequence[Group]
    times: Sequence[Days] = ()
    quantiles: Sequence[Fraction] = (HALF, NINE)

    @property
    def is_timed(self) -> bool:
        return Group.TIME in self.groups


@dataclass(frozen=True)
class Key:
    """One value of a grouping: a first day, a primary key or a code, as text; and its name, where it has one."""

    value: str
    name: str = ""


@dataclass(frozen=True)
class Crossed:
    """A group with its facts; `place`: where it stands, for the page after."""

    keys: tuple[Key, ...]
    facts: Found
    place: str


@dataclass(frozen=True)
class Page:
    """So many groups of how many in all, and the facts of all together."""

    rows: Sequence[Crossed]
    total: Found
    groups: int
    following: str = ""


def crossed(what: Crossing, *, after: str = "", limit: int) -> Page | None:
    """A page of groups, sorted by time and names, with what all of them are together.

    None where nothing was kept yet in those days. Public: it holds counts alone; officials by name are not for
    everyone, and the caller says for whom.
    """
    if not _is_known(what):
        return None
    page, of_page = _statement(what)
    total, of_total = _total(what)
    values = [*of_page, after, limit + 1, *of_total]
    # Names of ours alone go into the text; what was asked for goes beside it.
    sql = (
        f"SELECT (SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.place), '[]') FROM ("  # noqa: S608
        f"SELECT * FROM ({page}) n WHERE n.place > %s ORDER BY n.place LIMIT %s) p),"
        f" (SELECT to_jsonb(t) FROM ({total}) t)"
    )
    with connections[router.db_for_read(DossierFact)].cursor() as cursor:
        cursor.execute(sql, values)
        rows, whole = map(as_json, cursor.fetchone())
    made = [_made(what, row) for row in rows[:limit]]
    return Page(
        made,
        _found(what, whole),
        rows[0]["groups"] if rows else 0,
        made[-1].place if len(rows) > limit else "",
    )


def all_crossed(what: Crossing) -> Iterator[Crossed]:
    """Every group, one after another, never all of them held at once."""
    if not _is_known(what):
        return
    sql, values = _statement(what)
    with connections[router.db_for_read(DossierFact)].chunked_cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(n) FROM ({sql}) n ORDER BY n.place", values)  # noqa: S608
        while rows := cursor.fetchmany(_FETCHED):
            yield from (_made(what, as_json(row[0])) for row in rows)


def _is_known(what: Crossing) -> bool:
    """As for single figures: the days have begun, and were not all over before the first dossier."""
    days = what.days
    if not _facts(what) or days.until <= days.since or not _has_begun(days):
        return False
    if what.is_timed and not _begun(what):
        return False
    first = first_day()
    return first is not None and first < days.until


def _begun(what: Crossing) -> list[Days]:
    return [days for days in what.times if _has_begun(days)][:MOST_TIMES]


def _has_begun(days: Days) -> bool:
    return days.since <= local(days.at).date()


def _facts(what: Crossing) -> dict[str, Counted | Sampled]:
    found = {name: COUNTED.get(name) or SAMPLED.get(name) for name in sorted(what.names)}
    return {name: fact for name, fact in found.items() if fact is not None}


def _rows(what: Crossing, days: Days) -> QuerySet[Any, Any]:
    """The dossiers that any of the facts counts over these days, with whether each does, and its values."""
    facts = _facts(what)
    which = Q(pk__in=[])
    for fact in facts.values():
        which |= fact.which(days)
    columns = [named.column for group, named in _GROUPS.items() if group not in (Group.TIME, Group.OFFICIAL)]
    asked: dict[str, Any] = {
        f"is_{name}": ExpressionWrapper(fact.which(days), BooleanField()) for name, fact in facts.items()
    }
    asked |= {f"of_{name}": F(fact.value) for name, fact in facts.items() if fact.value}
    rows = DossierFact.objects.filter(what.whom.dossiers(), which).order_by()
    found: QuerySet[Any, Any] = rows.values("dossier_id", *columns, span=Value(days.since.isoformat()), **asked)
    return found


def _together(what: Crossing, several: Sequence[Days]) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for days in several:
        try:
            sql, of_sql = _rows(what, days).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(sql)
        values += of_sql
    return " UNION ALL ".join(f"({part})" for part in parts), values


def _statement(what: Crossing) -> tuple[str, list[Any]]:
    """Every group with its keys, their names, its place, how many groups there are, and what is counted of it."""
    rows, values = _together(what, _begun(what) if what.is_timed else [what.days])
    joined, names, places = "", [], []
    if Group.OFFICIAL in what.groups:
        steps, of_steps = what.whom.steps_done().order_by().values("dossier_id", "official_id").query.sql_with_params()
        joined = f"JOIN (SELECT DISTINCT dossier_id, official_id FROM ({steps}) d) s USING (dossier_id)"  # noqa: S608
        values += of_steps
    keys = ", ".join(f"{_GROUPS[group].column}::text AS key_{n}" for n, group in enumerate(what.groups))
    grouped = (
        f"SELECT {', '.join(filter(None, [keys, *_sums(what)]))}, count(*) OVER () AS groups"  # noqa: S608
        f" FROM ({rows}) f {joined} GROUP BY {', '.join(str(n + 1) for n in range(len(what.groups))) or '()'}"
    )
    tables = ""
    for n, group in enumerate(what.groups):
        named = _GROUPS[group]
        if named.table:
            tables += f" LEFT JOIN {named.table} t{n} ON t{n}.id = g.key_{n}::bigint"
            names.append(f"coalesce(t{n}.{named.name}, '') AS name_{n}")
            places.append(f"coalesce(t{n}.{named.sort}, '') || chr(1)")
        places.append(f"lpad(g.key_{n}, 20, '0') || chr(1)")
    place = f'(({" || ".join(places) or chr(39) + "-" + chr(39)}) COLLATE "C") AS place'
    return f"SELECT g.*, {', '.join([*names, place])} FROM ({grouped}) g{tables}", values  # noqa: S608


def _total(what: Crossing) -> tuple[str, list[Any]]:
    """The same of all together, over the whole of the days."""
    rows, values = _together(what, [what.days])
    return f"SELECT {', '.join(_sums(what))} FROM ({rows}) f", values  # noqa: S608


def _sums(what: Crossing) -> list[str]:
    found: list[str] = []
    for name, fact in _facts(what).items():
        if isinstance(fact, Counted):
            counts = f"coalesce(sum(of_{name}) FILTER (WHERE is_{name}), 0)" if fact.value else "count(*)"
            found.append(f"{counts}{'' if fact.value else f' FILTER (WHERE is_{name})'} AS n_{name}")
            continue
        found.append(f"count(*) FILTER (WHERE is_{name}) AS n_{name}")
        found.append(f"coalesce(sum(of_{name}) FILTER (WHERE is_{name}), 0) AS total_{name}")
        found += [
            f"percentile_cont({float(share)}) WITHIN GROUP (ORDER BY of_{name}) FILTER (WHERE is_{name}) AS q{n}_{name}"
            for n, share in enumerate(what.quantiles)
        ]
    return found


def _made(what: Crossing, row: Mapping[str, Any]) -> Crossed:
    keys = (Key(row[f"key_{n}"] or "", row.get(f"name_{n}") or "") for n in range(len(what.groups)))
    return Crossed(tuple(keys), _found(what, row), row["place"])


def _found(what: Crossing, row: Mapping[str, Any]) -> Found:
    found: Found = {}
    for name, fact in _facts(what).items():
        if isinstance(fact, Counted):
            found[name] = int(row[f"n_{name}"])
            continue
        quantiles = {
            share: Fraction(round(value * share.denominator), share.denominator)
            for n, share in enumerate(what.quantiles)
            if (value := row[f"q{n}_{name}"]) is not None
        }
        found[name] = Summed(int(row[f"n_{name}"]), Fraction(row[f"total_{name}"]), quantiles)
    return found


def can_be_crossed(one: Indicator, indicators: Mapping[str, Indicator]) -> bool:
    """Whether an indicator can be told for each group: without steps, and of quantiles only medians."""
    trees = [tree for tree in (one.tree, one.cases_tree) if tree is not None]
    asks = {node.function for tree in trees for node in walk(tree) if isinstance(node, Call)}
    return bool(trees) and Function.QUANTILE not in asks and set(facts_behind_indicator(one, indicators)) <= GROUPED
