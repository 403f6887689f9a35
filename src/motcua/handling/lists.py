"""Lists of dossiers: one set of filters and one way to sort for all of them, paged by key.

What is open is bounded by the open work of a unit, and may be sorted by anything. All there ever was is shown latest
first: what is typed is found by indexes; other filters look through the latest `LOOKED` of each place and say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import IS_ANSWERED, LIMIT
from motcua.dossiers.rules import OPEN, Status
from motcua.handling.filters import WAITS, Filters, Sort, value_in
from motcua.handling.models import Consultation, Proposal
from motcua.handling.rights import SEES
from motcua.kernel.addresses import number_in, place_in, place_written
from motcua.kernel.parts import as_json
from motcua.organization.models import Post, Unit
from motcua.organization.rules import UnitKind
from motcua.people.models import Account
from motcua.people.rights import posts_of

# Of all there ever was at a place so many are looked through for a page, latest first; the next page looks further.
LOOKED = 2_000
# A spreadsheet holds what is shown, as many as this.
MOST = 10_000
PIECE = 500


@dataclass(frozen=True)
class At:
    """Where a dossier lies: a step, the unit that does it, who has it in hand; or whose turn it is."""

    step: str
    unit: str
    person: str = ""


@dataclass(frozen=True)
class DossierLine:
    """A dossier as a list shows it, and nothing more: the answers of a form can be long."""

    pk: int
    shown_code: str
    status: str
    holder_name: str
    # By when the office must do something; before acceptance, answer.
    due_at: datetime | None
    procedure_name: str
    # Whether the filer has answered a supplement that the office has not looked at yet.
    is_answered: bool = False
    # Whether its declaration is on paper, or only begun; and whether it is begun.
    is_undeclared: bool = False
    is_half_declared: bool = False
    recalled_at: datetime | None = None
    received_at: datetime | None = None
    channel: str = ""
    receiving_unit: str = ""
    turn: str = ""
    places: Sequence[At] = ()

    @property
    def state(self) -> Status:
        return Status(self.status)


@dataclass(frozen=True)
class Key:
    """Where a page of a list ends: in which of its parts, at which value, which dossier."""

    part: int
    value: str
    pk: int

    def written(self) -> str:
        return f"{self.part}|{place_written(self.value)}|{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The place that a «next» link names; nonsense means the beginning."""
        part, _bar, rest = text.partition("|")
        written, _bar, pk = rest.rpartition("|")
        number, value, row = number_in(part), place_in(written), number_in(pk)
        return None if number is None or value is None or row is None else cls(number, value, row)


@dataclass(frozen=True)
class Page:
    """A page of a list, where it goes on, and whether it ended because enough was looked through."""

    lines: Sequence[DossierLine]
    following: Key | None = None
    is_broken_off: bool = False


@dataclass(frozen=True)
class _Part:
    """A part of a list, one after the other: what belongs to it, what it is sorted by."""

    when: str
    by: str
    cast: str
    down: bool = False

    def beyond(self, after: Key | None) -> str:
        if after is None:
            return ""
        sign = "<" if self.down else ">"
        return f" AND ({self.by}, d.id) {sign} (%(value)s::{self.cast}, %(pk)s)"

    @property
    def order(self) -> str:
        return "{0} DESC, {1} DESC" if self.down else "{0}, {1}"


_NAME = """(SELECT p.sort_key FROM procedures_procedureversion v JOIN procedures_procedure p ON p.id = v.procedure_id
    WHERE v.id = d.version_id)"""
# By due date: what runs, in the order of an index; what has no date; last of all what waits for citizens.
PARTS: Mapping[Sort, Sequence[_Part]] = {
    Sort.DUE: (
        _Part(f" AND {LIMIT} IS NOT NULL AND NOT {WAITS}", LIMIT, "timestamptz"),
        _Part(
            f" AND ({LIMIT} IS NULL OR {WAITS})",
            f"CASE WHEN {WAITS} THEN coalesce(d.due_at, 'infinity') ELSE '-infinity'::timestamptz END",
            "timestamptz",
        ),
    ),
    Sort.NEWEST: (_Part("", "d.id", "bigint", down=True),),
    Sort.OLDEST: (_Part("", "d.id", "bigint"),),
    Sort.HOLDER: (_Part("", "d.holder_key", "text"),),
    Sort.PROCEDURE: (_Part("", _NAME, 'text COLLATE "C"'),),
}
# The condition of the indexes `dossier_limit_…`, word for word, so that it is used.
IS_OPEN = "d.status IN (" + ", ".join(f"'{one}'" for one in sorted(OPEN)) + ")"


class Reach(StrEnum):
    """How far a list looks: what is open, the latest of each place, or all there ever was for what is typed."""

    OPEN = "OPEN"
    LATEST = "LATEST"
    TYPED = "TYPED"


@dataclass(frozen=True)
class Way:
    """A way in which dossiers are within a right: a column of theirs or of what is done on them, and the places."""

    model: type[Any]
    column: str
    places: Sequence[int]

    def rows(self, reach: Reach, looked: int) -> str:
        """The dossiers `d` of one place `s.id`, those below a key where one is given."""
        if self.model is Dossier:
            found = f"dossiers_dossier d WHERE d.{self.column} = s.id{{below}}"
            latest = f"(SELECT d.* FROM {found} ORDER BY d.id DESC LIMIT {looked}) d WHERE true"  # noqa: S608 - ours
            return {Reach.OPEN: f"{found} AND {IS_OPEN}", Reach.LATEST: latest, Reach.TYPED: found}[reach]
        works, mine = f"{self.model._meta.db_table} x", f"x.{self.column} = s.id"
        if self.model is Proposal:
            works += " JOIN dossiers_dossier y ON y.id = x.dossier_id"
            mine = f"x.letter_id IS NOT NULL AND y.{self.column} = s.id"
        elif self.model is Consultation:
            mine += " AND x.recalled_at IS NULL"
        if reach is Reach.TYPED:
            exists = f"SELECT FROM {works} WHERE x.dossier_id = d.id AND {mine}"
            return f"dossiers_dossier d WHERE EXISTS ({exists}){{below}}"
        latest = f"SELECT DISTINCT x.dossier_id FROM {works} WHERE {mine}{{below_x}} ORDER BY x.dossier_id DESC"  # noqa: S608 - ours
        rows = f"({latest} LIMIT {looked}) x JOIN dossiers_dossier d ON d.id = x.dossier_id"
        if reach is Reach.OPEN:
            return f"{rows} WHERE {IS_OPEN}"
        # Looked at one by one: by a filter's index there would be all of the province.
        return f"(SELECT d.* FROM {rows} ORDER BY x.dossier_id DESC OFFSET 0) d WHERE true"  # noqa: S608 - ours

    def sql(self, number: int, reach: Reach, part: _Part, more: str, *, below: bool) -> str:
        """The first dossiers of each place, with what they are sorted by."""
        rows = self._from(reach, LOOKED, below=below)
        # Sorted by a sum, what is typed is found by its indexes and not by going through the place.
        pk = "d.id + 0" if reach is Reach.TYPED else "d.id"
        by = pk if part.by == "d.id" else part.by
        return (
            f"(SELECT f.id, f.by FROM unnest(%(way{number})s::bigint[]) AS s(id) CROSS JOIN LATERAL"  # noqa: S608 - ours
            f" (SELECT d.id, {part.by} AS by FROM {rows}{more}"
            f" ORDER BY {part.order.format(by, pk)} LIMIT %(most)s) f)"
        )

    def floor(self, number: int, *, below: bool) -> str:
        """The first dossier of each place that is left to look at."""
        rows = self._from(Reach.LATEST, LOOKED + 1, below=below)
        return (
            f"SELECT f.id FROM unnest(%(way{number})s::bigint[]) AS s(id) CROSS JOIN LATERAL"  # noqa: S608 - ours
            f" (SELECT d.id FROM {rows} ORDER BY d.id DESC OFFSET {LOOKED} LIMIT 1) f"
        )

    def _from(self, reach: Reach, looked: int, *, below: bool) -> str:
        """Below a key is looked from there on; what is sorted otherwise stays as it is."""
        bound = " AND {0} < %(pk)s" if below else ""
        return self.rows(reach, looked).format(below=bound.format("d.id"), below_x=bound.format("x.dossier_id"))


@dataclass(frozen=True)
class Asked:
    """Which page of which list: its filters, how it is sorted, after which key, as it stands at a moment."""

    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.NEWEST
    after: Key | None = None
    at: datetime | None = None
    soon: datetime | None = None
    # Only what is open, whatever the filters say.
    is_open: bool = False

    @property
    def reach(self) -> Reach:
        if self.is_open or self.sort is not Sort.NEWEST or self.filters.means_open:
            return Reach.OPEN
        return Reach.LATEST


_WAITS_FOR = "', '".join(Proposal.PENDING)
_LINES = f"""SELECT d.id, coalesce(d.code, d.reference), d.status, d.holder_name, {LIMIT}, p.name, {IS_ANSWERED},
    d.is_undeclared, d.is_undeclared AND d.answers <> '{{{{}}}}'::jsonb, d.recalled_at,
    coalesce(d.accepted_at, d.submitted_at), d.channel, r.name,
    coalesce((SELECT x.state FROM handling_proposal x WHERE x.dossier_id = d.id AND x.state IN ('{_WAITS_FOR}')), ''),
    (SELECT jsonb_agg(jsonb_build_array(t.name, u.name, coalesce(a.full_name, '')) ORDER BY t.id)
        FROM handling_task t JOIN organization_unit u ON u.id = t.unit_id
        LEFT JOIN people_account a ON a.id = t.assignee_id
        WHERE t.dossier_id = d.id AND t.finished_at IS NULL AND NOT t.is_cancelled), f.by::text
    FROM (SELECT f.id, f.by FROM ({{found}}) f ORDER BY {{order}} LIMIT %(most)s) f
    JOIN dossiers_dossier d ON d.id = f.id JOIN organization_unit r ON r.id = d.receiving_unit_id
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    ORDER BY {{order}}"""  # noqa: S608 - names of our own


def page_of(ways: Sequence[Way], asked: Asked, *, limit: int = 30) -> Page:
    """A page of the dossiers that are found in some ways; of who sees none at any place, none."""
    if not any(way.places for way in ways):
        return Page([])
    found: list[tuple[Key, DossierLine]] = []
    parts, reach = PARTS[asked.sort], asked.reach
    first = min(asked.after.part, len(parts) - 1) if asked.after else 0
    for number, part in enumerate(parts[first:], start=first):
        after = asked.after if number == first else None
        rows = _rows(ways, asked, part, after, limit + 1 - len(found), reach)
        found += [(Key(number, by, line.pk), line) for by, line in rows]
        if len(found) > limit:
            break
    floor = _floor(ways, asked.after) if reach is Reach.LATEST and asked.filters != Filters() else 0
    kept = [one for one in found if one[1].pk >= floor]
    if len(kept) > limit or not floor:
        return Page([line for _key, line in kept[:limit]], kept[limit - 1][0] if len(kept) > limit else None)
    if not asked.filters.text.strip():
        return Page([line for _key, line in kept], Key(0, str(floor), floor), is_broken_off=True)
    rows = _rows(ways, asked, parts[0], asked.after, limit + 1, Reach.TYPED)
    found = [(Key(0, by, line.pk), line) for by, line in rows]
    return Page([line for _key, line in found[:limit]], found[limit - 1][0] if len(found) > limit else None)


def _rows(
    ways: Sequence[Way], asked: Asked, part: _Part, after: Key | None, most: int, reach: Reach
) -> list[tuple[str, DossierLine]]:
    more, values = asked.filters.condition(at=asked.at, soon=asked.soon)
    value = value_in(part.cast, after.value) if after is not None else None
    if after is not None and value is not None:
        values |= {"value": value, "pk": after.pk}
    else:
        # What this part is not sorted by means its beginning.
        after = None
    # Latest first, the key bounds what is looked through as well.
    below = after is not None and asked.sort is Sort.NEWEST
    more = f"{part.when}{part.beyond(after)}{more}"
    some = [(number, way) for number, way in enumerate(ways) if way.places]
    values |= {f"way{number}": list(way.places) for number, way in some} | {"most": most}
    found = " UNION ".join(way.sql(number, reach, part, more, below=below) for number, way in some)
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(found=found, order=part.order.format("f.by", "f.id")), values)
        return [_line(row) for row in cursor.fetchall()]


def lines_of(dossiers: Sequence[int]) -> list[DossierLine]:
    """These dossiers as lists show them, in this order, one as often as it is named; whose they are is known."""
    found = "SELECT d.id, d.id AS by FROM dossiers_dossier d WHERE d.id = ANY(%(dossiers)s::bigint[])"
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"dossiers": list(set(dossiers)), "most": len(dossiers)}
        cursor.execute(_LINES.format(found=found, order="f.by"), values)
        lines = {line.pk: line for _by, line in map(_line, cursor.fetchall())}
    return [lines[pk] for pk in dossiers]


def _line(row: Sequence[Any]) -> tuple[str, DossierLine]:
    *told, places, by = row
    return by, replace(DossierLine(*told), places=tuple(At(*one) for one in as_json(places) or ()))


def _floor(ways: Sequence[Way], after: Key | None) -> int:
    """Down to which dossier a page looked, where older ones are left; 0 where it looked at all."""
    some = [(number, way) for number, way in enumerate(ways) if way.places]
    values: dict[str, Any] = {f"way{number}": list(way.places) for number, way in some}
    if after is not None:
        values["pk"] = after.pk
    rows = " UNION ALL ".join(way.floor(number, below=after is not None) for number, way in some)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(f.id) + 1, 0) FROM ({rows}) f", values)  # noqa: S608 - names of our own
        (floor,) = cursor.fetchone()
    return int(floor)


def ways_of(posts: Sequence[Post]) -> list[Way]:
    """All the ways in which dossiers are within the right of who holds these posts."""
    return [Way(model, right.relation.column, right.places(posts)) for model, right in SEES]


def way_of_unit(unit: Unit) -> Way:
    """What a unit receives, where it is a one-stop unit; else what it handles."""
    is_counter = unit.kind == UnitKind.ONE_STOP
    return Way(Dossier, "receiving_unit_id" if is_counter else "handling_unit_id", [unit.pk])


def dossiers_for(
    by: Account, *, on: date, asked: Asked | None = None, posts: Sequence[Post] | None = None, limit: int = 30
) -> Page:
    """A page of the dossiers within the official's right, latest first unless asked otherwise."""
    held = posts_of(by, on=on) if posts is None else posts
    return page_of(ways_of(held), asked or Asked(), limit=limit)


def all_of(ways: Sequence[Way], asked: Asked) -> Iterator[DossierLine]:
    """The whole of a list, read piece by piece; at most as many as a spreadsheet of it holds."""
    left = MOST
    while left > 0:
        page = page_of(ways, asked, limit=min(PIECE, left))
        yield from page.lines
        left -= len(page.lines)
        if page.following is None:
            return
        asked = replace(asked, after=page.following)
