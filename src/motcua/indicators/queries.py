"""Public figures: how government works, by month and by agency."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from motcua.calendars.models import WorkingCalendar
from motcua.indicators.models import AgencyMonth, DossierFact, KeptDay, KnownCalendar, ProcedureDemand, StepFact
from motcua.indicators.rules import OnTime
from motcua.indicators.rules.facts import DayCount
from motcua.kernel.text import format_number


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
        return format_number(self.stars / self.rated, places=1) if self.rated else ""


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


def demand() -> dict[str, int]:
    """How often each procedure was filed for of late, by its code, the most asked first. Public: it names no person."""
    rows = ProcedureDemand.objects.order_by("-filed", "procedure__code")
    return dict(rows.values_list("procedure__code", "filed"))


def unknown_calendars(*, until: date) -> list[WorkingCalendar]:
    """Calendars whose worked days were not written since their last change, or not so far."""
    known = {
        (row.calendar_id, row.version, row.base_version): row.until for row in KnownCalendar.objects.order_by("pk")
    }
    return [
        calendar
        for calendar in WorkingCalendar.objects.select_related("base").order_by("pk")
        if known.get((calendar.pk, *versions_of(calendar)), date.min) < until
    ]


def versions_of(calendar: WorkingCalendar) -> tuple[int, int]:
    """Which state of a calendar, and of the one that it rests on, this is."""
    return calendar.version, calendar.base.version if calendar.base else 0


def day_sums(
    *names: DayCount, since: date, until: date, agency_id: int | None = None
) -> dict[tuple[int, int, str], dict[str, int]]:
    """By agency, field and channel the sums of the days from one to before another: right whether folded or not."""
    days = KeptDay.objects.filter(day__gte=since, day__lt=until, name__in=names)
    if agency_id is not None:
        days = days.filter(agency=agency_id)
    found: dict[tuple[int, int, str], dict[str, int]] = {}
    for row in days.values("agency_id", "field_id", "channel", "name").annotate(number=Sum("number")).order_by():
        key = (row["agency_id"], row["field_id"], row["channel"])
        found.setdefault(key, dict.fromkeys(map(str, names), 0))[row["name"]] = row["number"]
    return found


@dataclass(frozen=True)
class Difference:
    """Something that is kept otherwise than it is counted: of a dossier or of a day, under which name."""

    of: str
    name: str
    kept: str
    counted: str


# Both sides of one row, by name; of a row that only one side has, its key alone.
_WRONG = """
    SELECT coalesce(d.code, d.reference, '?'), coalesce(k.{key}, c.{key}), e.name, e.kept, e.counted
    FROM {kept} k FULL JOIN {counted} c ON c.{key} = k.{key}
    LEFT JOIN dossiers_dossier d ON d.id = coalesce(k.dossier_id, c.dossier_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(a.key, b.key) AS name, a.value AS kept, b.value AS counted
        FROM jsonb_each_text(coalesce(to_jsonb(k), '{{}}')) a
        FULL JOIN jsonb_each_text(coalesce(to_jsonb(c), '{{}}')) b ON b.key = a.key) e
    WHERE ({of_kept}) IS DISTINCT FROM ({of_counted}) AND e.kept IS DISTINCT FROM e.counted
    AND (k.{key} IS NOT NULL AND c.{key} IS NOT NULL OR e.name = '{key}')
    ORDER BY 2, 3
"""
_WRONG_DAYS = """
    SELECT coalesce(a.code, '?'), f.name, w.channel, w.day, w.name, w.kept, w.counted FROM indicators_wrongday w
    LEFT JOIN organization_agency a ON a.id = w.agency_id LEFT JOIN procedures_field f ON f.id = w.field_id
    ORDER BY w.agency_id, w.day, w.field_id, w.channel, w.name
"""


def all_differences() -> Iterator[Difference]:
    """Everything that is kept otherwise than the dossiers say, each question at one moment; of facts before days."""
    for model, counted in ((DossierFact, "indicators_counteddossier"), (StepFact, "indicators_countedstep")):
        key = model._meta.pk.column
        columns = [field.column for field in model._meta.concrete_fields]
        query = _WRONG.format(
            key=key,
            kept=model._meta.db_table,
            counted=counted,
            of_kept=", ".join(f"k.{name}" for name in columns),
            of_counted=", ".join(f"c.{name}" for name in columns),
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            for code, number, name, kept, told in cursor:
                of = code if model is DossierFact else f"{code}, bước {number}"
                yield Difference(of, name, kept or "", told or "")
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_DAYS)
        for agency, field, channel, day, name, kept, told in cursor:
            yield Difference(f"{agency}, {field}, {channel}, {day:%d/%m/%Y}", name, str(kept), str(told))
