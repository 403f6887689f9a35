"""Freezing the figures of ended months, and counting how long procedures really take."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from motcua.calendars.queries import usual_schedule
from motcua.indicators.figures.counting import Quantile, first_day
from motcua.indicators.figures.hours import usual_minutes
from motcua.indicators.figures.published import LEAST, PROVINCE, Published, Reader, said_of
from motcua.indicators.models import DossierFact, FrozenFigure, ProcedureLasting
from motcua.indicators.rules.spans import Span, month_before, month_of
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import VIETNAM, local

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
