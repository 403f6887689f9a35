"""One unit's open work at a glance: how much, how late, with whom. For the officials whose right covers the unit.

How much is the sum of what is kept (`KeptCount`), however many dossiers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import Schedule
from motcua.handling.filters import Sort
from motcua.handling.lists import Asked, Page, page_of, way_of_unit
from motcua.handling.models import KeptCount
from motcua.kernel.parts import as_json
from motcua.kernel.text import VIETNAM, local
from motcua.organization.models import Post, Unit
from motcua.organization.rules import Duty, UnitKind


@dataclass(frozen=True)
class Tally:
    """How many of one kind, how many of them late, how many due by the end of the next working day."""

    name: str
    total: int
    late: int
    soon: int = 0
    # Whose, where it is somebody's; 0: nobody's.
    pk: int = 0


@dataclass(frozen=True)
class Board:
    """The open work of a unit: how much by status, by official and by day, and a page of it dossier by dossier."""

    unit: Unit
    statuses: Sequence[Tally]
    officials: Sequence[Tally]
    page: Page
    # How many dossiers fall due on each of the days that were asked for.
    days: Sequence[tuple[date, int]] = ()

    @property
    def total(self) -> int:
        return sum(one.total for one in self.statuses)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.statuses)

    @property
    def soon(self) -> int:
        return sum(one.soon for one in self.statuses)


def units_for(posts: Sequence[Post], *, on: date) -> list[Unit]:
    """The units whose board an official may see on a day: their own, and all of an agency they lead or supervise."""
    own = {post.unit_id for post in posts}
    led = {post.unit.agency_id for post in posts if post.has(Duty.SIGN) or post.has(Duty.SUPERVISE)}
    kinds = (UnitKind.PROFESSIONAL, UnitKind.ONE_STOP)
    found = Unit.objects.on(on).filter(Q(pk__in=own) | Q(agency__in=led), kind__in=kinds)
    return list(found.select_related("agency").order_by("agency", "pk"))


def board_of(
    unit: Unit, *, at: datetime, asked: Asked | None = None, limit: int = 30, days: Sequence[date] = ()
) -> Board:
    """The board of a unit the official may see; what is due first on top, what waits for citizens last.

    `days`: in order, from today on: of days before, what is kept knows only that they are over.
    """
    asked = asked or Asked(sort=Sort.DUE)
    asked = replace(asked, at=at, soon=asked.soon or soon_by(unit, at), is_open=True)
    side = "COUNTER" if unit.kind == UnitKind.ONE_STOP else "UNIT"
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"unit": unit.pk, "at": at, "soon": asked.soon, "side": side, "zone": str(VIETNAM)}
        cursor.execute(_COUNTS, values | _span(days))
        statuses, officials, due = map(as_json, cursor.fetchone())
    known = dict(due)
    return Board(
        unit,
        [Tally(*one) for one in statuses],
        [Tally(*one) for one in officials],
        page_of([way_of_unit(unit)], asked, limit=limit),
        [(day, known.get(day.isoformat(), 0)) for day in days],
    )


def _span(days: Sequence[date]) -> dict[str, datetime | None]:
    """From the beginning of the first to the end of the last."""
    if not days:
        return {"first": None, "beyond": None}
    first, beyond = (datetime.combine(day, time(), tzinfo=VIETNAM) for day in (days[0], days[-1] + timedelta(days=1)))
    return {"first": first, "beyond": beyond}


def days_ahead(schedule: Schedule, at: datetime, count: int) -> list[date]:
    """So many working days, today among them where it is one."""
    first = schedule.working_day_from(schedule.day_of(at))
    days = [first]
    while len(days) < count:
        days.append(schedule.next_working_day(days[-1]))
    return days


_SUMS = """sum(k.number) AS total, coalesce(sum(k.number) FILTER (WHERE k.due_at < %(at)s), 0) AS late,
        coalesce(sum(k.number) FILTER (WHERE k.due_at BETWEEN %(at)s AND %(soon)s), 0) AS soon"""
_COUNTS = f"""SELECT
    (SELECT coalesce(jsonb_agg(jsonb_build_array(x.status, x.total, x.late, x.soon) ORDER BY x.status), '[]') FROM (
        SELECT k.status, {_SUMS} FROM handling_keptcount k
        WHERE k.unit_id = %(unit)s AND k.side = %(side)s GROUP BY k.status HAVING sum(k.number) <> 0) x),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(coalesce(a.full_name, ''), x.total, x.late, x.soon, coalesce(a.id, 0))
            ORDER BY a.full_name, x.assignee_id), '[]') FROM (
        SELECT k.assignee_id, {_SUMS} FROM handling_keptcount k
        WHERE k.unit_id = %(unit)s AND k.side = 'TASKS' GROUP BY k.assignee_id HAVING sum(k.number) <> 0) x
        LEFT JOIN people_account a ON a.id = x.assignee_id),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(x.day, x.total)), '[]') FROM (
        SELECT (k.due_at AT TIME ZONE %(zone)s)::date AS day, sum(k.number) AS total FROM handling_keptcount k
        WHERE k.unit_id = %(unit)s AND k.side = %(side)s
            AND k.due_at >= %(first)s::timestamptz AND k.due_at < %(beyond)s::timestamptz GROUP BY 1) x)"""  # noqa: S608


def people_with_work(units: Sequence[Unit]) -> list[tuple[int, str]]:
    """Who has open steps of these units in hand, by what is kept; nobody is 0."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [[unit.pk for unit in units]])
        return list(cursor.fetchall())


_PEOPLE = """SELECT coalesce(k.assignee_id, 0), coalesce(a.full_name, '') FROM handling_keptcount k
    LEFT JOIN people_account a ON a.id = k.assignee_id WHERE k.unit_id = ANY(%s) AND k.side = 'TASKS'
    GROUP BY 1, 2 HAVING sum(k.number) <> 0 ORDER BY 2, 1"""


def soon_by(unit: Unit, at: datetime) -> datetime:
    """The close of the next working day."""
    return soon_in(schedule_for(unit.agency_id, on=local(at).date()), at)


def soon_in(schedule: Schedule, at: datetime) -> datetime:
    """The close of the next working day of a calendar."""
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
