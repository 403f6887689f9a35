"""Freezing figures of ended months, and the points of agencies; counting how long procedures really take."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from motcua.calendars.queries import usual_schedule
from motcua.indicators.figures.counting import Quantile, first_day
from motcua.indicators.figures.hours import usual_minutes
from motcua.indicators.figures.published import LEAST, PROVINCE, Published, Reader, days_of, points_of_set, said_of
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.models import DossierFact, FrozenAgency, FrozenFigure, ProcedureLasting
from motcua.indicators.rules.definitions import Group, Subject
from motcua.indicators.rules.spans import Span, month_before, month_of
from motcua.indicators.sets.queries import sets_on
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import VIETNAM, local
from motcua.organization.models import Agency

# Whose points agencies are frozen with.
SET = "qd766"
# Over so many days it is told how long procedures take.
YEAR = timedelta(days=365)


@operation(who=SYSTEM, journal="figures.frozen")
def freeze_month(month: Span, *, by: None, at: datetime) -> list[FrozenFigure]:
    """Keep what each figure of the province was for a month, to be cited (QĐ 766/QĐ-TTg: published in real time).

    Refused before the month is over, and for one that is frozen: what was cited stays.
    """
    if month.until > local(at).date():
        raise Refused(_("Tháng chưa hết thì chưa chốt số liệu."))
    if FrozenFigure.objects.filter(month=month.since).exists():
        raise Refused(_("Tháng này đã chốt số liệu."))
    reader = Reader(month.until - timedelta(days=1), at)
    found = reader.of(list(reader.defined), PROVINCE, month)
    frozen = FrozenFigure.objects.bulk_create(_frozen(one, month, reader, at) for one in found.values())
    note(month=month.code, figures=len(frozen))
    return frozen


def _frozen(one: Published, month: Span, reader: Reader, at: datetime) -> FrozenFigure:
    indicator = one.scored.indicator
    return FrozenFigure(
        month=month.since,
        code=indicator.code,
        name=indicator.name,
        name_en=indicator.name_en,
        unit=indicator.unit,
        shown=one.shown,
        value="" if one.value is None else str(one.value),
        cases=one.cases,
        line=said_of(one, reader.indicators, language="vi"),
        line_en=said_of(one, reader.indicators, language="en"),
        frozen_at=at,
    )


def freeze_figures(*, at: datetime) -> None:
    """Freeze what ended since the last month that is frozen; the first time the month that ended last."""
    for month in _to_freeze(local(at).date()):
        freeze_month(month, by=None, at=at)


def _to_freeze(on: date) -> Iterator[Span]:
    last, first = month_before(on), first_day()
    frozen = FrozenFigure.objects.order_by("-month").values_list("month", flat=True).first()
    month = last if frozen is None else month_of(month_of(frozen).until)
    while month.since <= last.since:
        if first is not None and first < month.until:
            yield month
        month = month_of(month.until)


def count_lasting(*, at: datetime) -> None:
    """Count anew how long procedures took over the last year, so that their pages can say it."""
    until = local(at).date()
    since = until - YEAR
    minutes = usual_minutes(usual_schedule(), since, until)
    if minutes is None:
        return
    begins, ends = (datetime(day.year, day.month, day.day, tzinfo=VIETNAM) for day in (since, until))
    done = DossierFact.objects.filter(
        finished_at__gte=begins, finished_at__lt=ends, done_at__isnull=False, used_minutes__isnull=False
    )
    told = (
        done.order_by()
        .values("procedure_id")
        .annotate(
            size=Count("pk"), median=Quantile("used_minutes", share=0.5), nine=Quantile("used_minutes", share=0.9)
        )
    )
    rows = [
        ProcedureLasting(
            procedure_id=row["procedure_id"],
            cases=row["size"],
            median_minutes=row["median"],
            nine_minutes=row["nine"],
            day_minutes=minutes,
            since=since,
            until=until,
        )
        for row in told.filter(size__gte=LEAST)
    ]
    with transaction.atomic():
        kept = ProcedureLasting.objects.select_for_update().order_by("pk")
        # What is shared is written only where it changed: each time everybody reads it anew.
        if {_values(row) for row in kept} != {_values(row) for row in rows}:
            kept.delete()
            ProcedureLasting.objects.bulk_create(rows)


def _values(row: ProcedureLasting) -> tuple[object, ...]:
    return (row.procedure_id, row.cases, row.median_minutes, row.nine_minutes, row.day_minutes, row.since, row.until)


@operation(who=SYSTEM, journal="agencies.frozen")
def freeze_points(month: Span, *, by: None, at: datetime) -> list[FrozenAgency]:
    """Keep what points each agency had for a month, to be cited (QĐ 766/QĐ-TTg: published in real time).

    Refused before the month is over, and for one that is frozen: what was cited stays. Of agencies that had nothing
    to do in the month there is nothing to keep.
    """
    if month.until > local(at).date():
        raise Refused(_("Tháng chưa hết thì chưa chốt số liệu."))
    if FrozenAgency.objects.filter(month=month.since, of_set=SET).exists():
        raise Refused(_("Tháng này đã chốt số liệu."))
    reader = Reader(month.until - timedelta(days=1), at)
    made = (_frozen_agency(agency, month, reader, at) for agency in _at_work(month, at))
    frozen = FrozenAgency.objects.bulk_create(one for one in made if one is not None)
    note(month=month.code, agencies=len(frozen))
    return frozen


def _at_work(month: Span, at: datetime) -> list[Agency]:
    """The agencies that stood in the month and had received anything by its end."""
    had = DossierFact.objects.filter(filed_at__lt=days_of(month, at).ends).values("agency").distinct()
    stood = Q(valid_until=None) | Q(valid_until__gt=month.since)
    return list(Agency.objects.filter(stood, pk__in=had).order_by("sort_key", "pk"))


def _frozen_agency(agency: Agency, month: Span, reader: Reader, at: datetime) -> FrozenAgency | None:
    found = points_of_set(SET, Whom(Subject.AGENCY, agency.pk), month, reader)
    if found is None:
        return None
    whole = found.sum
    return FrozenAgency(
        agency=agency,
        month=month.since,
        of_set=SET,
        points=str(whole.points),
        measured=str(whole.measured),
        total=str(whole.total),
        parts=[_part(group, one, reader) for group, several in found.groups for one in several],
        frozen_at=at,
    )


def _part(group: Group, one: Published, reader: Reader) -> dict[str, Any]:
    indicator = one.scored.indicator
    return {
        "group": group.name,
        "group_en": group.name_en,
        "code": indicator.code,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "unit": indicator.unit,
        "weight": str(indicator.weight),
        "shown": str(one.shown),
        "value": "" if one.value is None else str(one.value),
        "points": "" if one.points is None else str(one.points),
        "line": said_of(one, reader.indicators, language="vi"),
        "line_en": said_of(one, reader.indicators, language="en"),
    }


def freeze_agencies(*, at: datetime) -> None:
    """Freeze what ended since the last month that is frozen; the first time the month that ended last."""
    for month in _months_to_freeze(at):
        freeze_points(month, by=None, at=at)


def _months_to_freeze(at: datetime) -> Iterator[Span]:
    last, first = month_before(local(at).date()), first_day()
    frozen = FrozenAgency.objects.filter(of_set=SET).order_by("-month").values_list("month", flat=True).first()
    month = last if frozen is None else month_of(month_of(frozen).until)
    while month.since <= last.since:
        is_in_force = SET in sets_on(month.until - timedelta(days=1))
        if is_in_force and first is not None and first < month.until and _at_work(month, at):
            yield month
        month = month_of(month.until)
