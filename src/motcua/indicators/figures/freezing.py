"""Freezing the points of agencies by QĐ 766/QĐ-TTg when a month has ended, to be cited."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.indicators.figures.counting import first_day
from motcua.indicators.figures.published import Published, Reader, points_of_set, said_of
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, FrozenAgency
from motcua.indicators.rules.definitions import Group, Subject
from motcua.indicators.rules.spans import Span, month_before, month_of
from motcua.indicators.sets.queries import sets_on
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Agency

SET = "qd766"


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
    made = (_frozen(agency, month, reader, at) for agency in _at_work(month, at))
    frozen = FrozenAgency.objects.bulk_create(one for one in made if one is not None)
    note(month=month.code, agencies=len(frozen))
    return frozen


def _at_work(month: Span, at: datetime) -> list[Agency]:
    """The agencies that stood in the month and had received anything by its end."""
    had = DossierFact.objects.filter(filed_at__lt=Days(month.since, month.until, at).ends).values("agency").distinct()
    stood = Q(valid_until=None) | Q(valid_until__gt=month.since)
    return list(Agency.objects.filter(stood, pk__in=had).order_by("sort_key", "pk"))


def _frozen(agency: Agency, month: Span, reader: Reader, at: datetime) -> FrozenAgency | None:
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
    for month in _to_freeze(at):
        freeze_points(month, by=None, at=at)


def _to_freeze(at: datetime) -> Iterator[Span]:
    last, first = month_before(local(at).date()), first_day()
    frozen = FrozenAgency.objects.filter(of_set=SET).order_by("-month").values_list("month", flat=True).first()
    month = last if frozen is None else month_of(month_of(frozen).until)
    while month.since <= last.since:
        is_in_force = SET in sets_on(month.until - timedelta(days=1))
        if is_in_force and first is not None and first < month.until and _at_work(month, at):
            yield month
        month = month_of(month.until)
