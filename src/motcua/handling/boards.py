"""One unit's open work at a glance: how much, how late, with whom. For the officials whose right covers the unit.

How much is the sum of what is kept (`KeptCount`), however many dossiers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from motcua.calendars.queries import schedule_for
from motcua.dossiers.queries import IS_ANSWERED
from motcua.dossiers.rules import OPEN
from motcua.handling.models import KeptCount
from motcua.handling.queries import DossierLine
from motcua.kernel.parts import as_json
from motcua.kernel.text import local
from motcua.organization.models import Post, Unit
from motcua.organization.rules import Duty, UnitKind


@dataclass(frozen=True)
class Tally:
    """How many of one kind, how many of them late, how many due by the end of the next working day."""

    name: str
    total: int
    late: int
    soon: int = 0


@dataclass(frozen=True)
class Board:
    """The open work of a unit: by status, by official, and dossier by dossier with what is due first on top."""

    unit: Unit
    statuses: Sequence[Tally]
    officials: Sequence[Tally]
    dossiers: Sequence[DossierLine]
    has_more: bool

    @property
    def total(self) -> int:
        return sum(one.total for one in self.statuses)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.statuses)

    @property
    def soon(self) -> int:
        return sum(one.soon for one in self.statuses)


def units_for(posts: Sequence[Post]) -> list[Unit]:
    """The units whose board an official may see: their own, and all of an agency they lead or supervise."""
    own = {post.unit_id for post in posts}
    led = {post.unit.agency_id for post in posts if post.has(Duty.SIGN) or post.has(Duty.SUPERVISE)}
    kinds = (UnitKind.PROFESSIONAL, UnitKind.ONE_STOP)
    found = Unit.objects.filter(Q(pk__in=own) | Q(agency__in=led), kind__in=kinds, valid_until=None)
    return list(found.select_related("agency").order_by("agency", "pk"))


def board_of(unit: Unit, *, at: datetime, after: tuple[datetime, int] | None = None, limit: int = 30) -> Board:
    """The board of a unit the official may see, its list continued after a due date and key."""
    values: dict[str, Any] = {"unit": unit.pk, "at": at, "soon": soon_by(unit, at), "most": limit + 1}
    is_counter = unit.kind == UnitKind.ONE_STOP
    values["side"] = "COUNTER" if is_counter else "UNIT"
    column = "receiving_unit_id" if is_counter else "handling_unit_id"
    beyond = ""
    if after is not None:
        beyond = " AND (d.due_at, d.id) > (%(due)s, %(pk)s)"
        values |= {"due": after[0], "pk": after[1]}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        statuses, officials = ([Tally(*one) for one in as_json(rows)] for rows in cursor.fetchone())
        cursor.execute(_LINES.format(column=column, beyond=beyond), values)
        rows = [DossierLine(*row) for row in cursor.fetchall()]
    return Board(unit, statuses, officials, rows[:limit], len(rows) > limit)


# The condition of the index `dossier_open_…`, word for word, so that it is used.
_OPEN = "d.{column} = %(unit)s AND d.status IN (" + ", ".join(f"'{one}'" for one in sorted(OPEN)) + ")"
_SUMS = """sum(k.number) AS total, coalesce(sum(k.number) FILTER (WHERE k.due_at < %(at)s), 0) AS late,
        coalesce(sum(k.number) FILTER (WHERE k.due_at BETWEEN %(at)s AND %(soon)s), 0) AS soon"""
_COUNTS = f"""SELECT
    (SELECT coalesce(jsonb_agg(jsonb_build_array(x.status, x.total, x.late, x.soon) ORDER BY x.status), '[]') FROM (
        SELECT k.status, {_SUMS} FROM handling_keptcount k
        WHERE k.unit_id = %(unit)s AND k.side = %(side)s GROUP BY k.status HAVING sum(k.number) <> 0) x),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(coalesce(a.full_name, ''), x.total, x.late, x.soon)
            ORDER BY a.full_name, x.assignee_id), '[]') FROM (
        SELECT k.assignee_id, {_SUMS} FROM handling_keptcount k
        WHERE k.unit_id = %(unit)s AND k.side = 'TASKS' GROUP BY k.assignee_id HAVING sum(k.number) <> 0) x
        LEFT JOIN people_account a ON a.id = x.assignee_id)"""  # noqa: S608 - names of our own
_LINES = f"""SELECT d.id, coalesce(d.code, d.reference), d.status, d.holder_name, d.due_at, p.name, {IS_ANSWERED},
    d.is_undeclared, d.is_undeclared AND d.answers <> '{{{{}}}}'::jsonb
    FROM (SELECT d.* FROM dossiers_dossier d WHERE {_OPEN} AND d.due_at IS NOT NULL{{beyond}}
        ORDER BY d.due_at, d.id LIMIT %(most)s) d
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    ORDER BY d.due_at, d.id"""  # noqa: S608 - names of our own


def soon_by(unit: Unit, at: datetime) -> datetime:
    """The close of the next working day."""
    schedule = schedule_for(unit.agency_id, on=local(at).date())
    return schedule.closing(schedule.next_working_day(schedule.day_of(at)))


def open_in_all(*, at: datetime) -> dict[tuple[str, ...], float]:
    """How many dossiers of the province are open, for a monitor: it names none."""
    return {(): _in_all(Q())}


def late_in_all(*, at: datetime) -> dict[tuple[str, ...], float]:
    """How many of these are past their date."""
    return {(): _in_all(Q(due_at__lt=at))}


def _in_all(which: Q) -> float:
    found = KeptCount.objects.filter(which, side="COUNTER").aggregate(total=Sum("number"))
    return float(found["total"] or 0)
