"""Public figures: how government works, by month and by agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from motcua.indicators.models import AgencyMonth, ProcedureDemand
from motcua.indicators.rules import OnTime
from motcua.organization.rules import AgencyKind, Level


@dataclass(frozen=True)
class Figures:
    """What was received and resolved in a span of months, by one agency or the whole province."""

    name: str
    submitted: int
    submitted_online: int
    accepted: int
    done: int
    returned: int
    on_time: OnTime
    rated: int
    stars: int

    @property
    def mean_stars(self) -> str:
        """4,6; empty when nobody rated."""
        return f"{self.stars / self.rated:.1f}".replace(".", ",") if self.rated else ""


_SUMS = (
    "submitted", "submitted_online", "accepted", "done_on_time", "done_late", "done_without_due_date", "returned",
    "rated", "stars",
)  # fmt: skip


def _figures(name: str, row: Mapping[str, Any]) -> Figures:
    value = {key: row.get(key) or 0 for key in _SUMS}
    on_time = OnTime(value["done_on_time"], value["done_late"], value["done_without_due_date"])
    return Figures(
        name=name,
        submitted=value["submitted"],
        submitted_online=value["submitted_online"],
        accepted=value["accepted"],
        done=on_time.judged + on_time.without_due_date,
        returned=value["returned"],
        on_time=on_time,
        rated=value["rated"],
        stars=value["stars"],
    )


def province_figures(*, since: date, until: date) -> Figures:
    """The whole province over the months from `since` to before `until`. Public: it names no person."""
    row = AgencyMonth.objects.filter(month__gte=since, month__lt=until).aggregate(**{key: Sum(key) for key in _SUMS})
    return _figures("", row)


@dataclass(frozen=True)
class Group:
    """Agencies of one sort with the figures of all of them: those of the province, or one kind of a commune's."""

    level: Level
    kind: AgencyKind | None
    total: Figures
    agencies: Sequence[Figures]


def agency_groups(*, since: date, until: date) -> list[Group]:
    """Each agency that did something over these months, among its sort, in Vietnamese order.

    The province's agencies come first. A province has some ten of them, but each kind of its communes' agencies by the
    dozens: those are groups of their own. Public: it names no person.
    """
    rows = (
        AgencyMonth.objects.filter(month__gte=since, month__lt=until)
        .values("agency__name", "agency__sort_key", "agency__level", "agency__kind")
        .annotate(**{key: Sum(key) for key in _SUMS})
        .order_by("agency__sort_key", "agency__name")
    )
    found: dict[tuple[Level, AgencyKind | None], list[Mapping[str, Any]]] = {}
    for row in rows:
        level = Level(row["agency__level"])
        kind = AgencyKind(row["agency__kind"]) if level == Level.COMMUNE else None
        found.setdefault((level, kind), []).append(row)
    levels, kinds = list(Level), [None, *AgencyKind]
    return [
        Group(
            level,
            kind,
            _figures("", _sum(found[level, kind])),
            [_figures(row["agency__name"], row) for row in found[level, kind]],
        )
        for level, kind in sorted(found, key=lambda one: (levels.index(one[0]), kinds.index(one[1])))
    ]


def _sum(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {key: sum(row[key] for row in rows) for key in _SUMS}


def demand() -> dict[str, int]:
    """How often each procedure was filed for of late, by its code, the most asked first. Public: it names no person."""
    rows = ProcedureDemand.objects.order_by("-filed", "procedure__code")
    return dict(rows.values_list("procedure__code", "filed"))
