"""One unit's open work at a glance: how much, how late, with whom. For the officials whose right covers the unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import IS_OPEN, Dossier, Task
from motcua.dossiers.queries import DossierLine
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
    soon_by = _soon_by(unit, at)
    dossiers = _open(unit)
    is_late, is_soon = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lte=soon_by)
    counts = {"total": Count("pk"), "late": Count("pk", filter=is_late), "soon": Count("pk", filter=is_soon)}
    statuses = dossiers.order_by("status").values_list("status")
    statuses = statuses.annotate(**counts)
    tasks = Task.objects.filter(unit=unit, finished_at=None, is_cancelled=False).order_by("assignee__full_name")
    officials = tasks.values_list("assignee__full_name")
    officials = officials.annotate(**counts)
    listed = dossiers.exclude(due_at=None)
    if after is not None:
        listed = listed.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    lines = listed.annotate(shown=Coalesce("code", "reference")).order_by("due_at", "pk")
    columns = ("pk", "shown", "status", "holder_name", "due_at", "version__procedure__name")
    rows = [DossierLine(*row) for row in lines.values_list(*columns)[: limit + 1]]
    return Board(
        unit,
        _tallies(statuses),
        _tallies(officials),
        rows[:limit],
        len(rows) > limit,
    )


def _tallies(rows: Iterable[Any]) -> list[Tally]:
    return [Tally(name or "", total, late, soon) for name, total, late, soon in rows]


def _open(unit: Unit) -> "QuerySet[Dossier]":
    mine = Q(receiving_unit=unit) if unit.kind == UnitKind.ONE_STOP else Q(handling_unit=unit)
    return Dossier.objects.filter(mine & IS_OPEN)


def _soon_by(unit: Unit, at: datetime) -> datetime:
    """The close of the next working day."""
    schedule = schedule_for(unit.agency_id, on=local(at).date())
    return schedule.closing(schedule.next_working_day(schedule.day_of(at)))
