"""Agencies, communes and what they were, where people are received, working calendars."""

from collections.abc import Iterable, Iterator
from typing import Any

from motcua.calendars.models import SpecialDay, WorkingHours
from motcua.calendars.queries import counter_hours
from motcua.calendars.rules import Minutes, WeekLine
from motcua.opendata.makers.base import Asked, listed, maker
from motcua.organization.models import Agency, FormerPlace, Place
from motcua.organization.queries import centres, premises_of

SUNDAY = 6


@maker(
    "agencies",
    "code name short_name level kind place_code place parent identification former_names successors valid_from"
    " valid_until is_demonstration",
)
def agencies(asked: Asked) -> Iterator[dict[str, Any]]:
    """Every agency there is or was, with what it was called and who took over from it."""
    rows = Agency.objects.filter(valid_from__lte=asked.on).select_related("place", "parent").order_by("code")
    for one in rows.prefetch_related("codes", "former_names", "successions__successor"):
        codes = [code for code in one.codes.all() if code.is_valid_on(asked.on)]
        yield {
            "code": one.code,
            "name": one.name,
            "short_name": one.short_name,
            "level": one.level,
            "kind": one.kind,
            "place_code": one.place.code,
            "place": one.place.full_name,
            "parent": one.parent.code if one.parent else "",
            "identification": listed(code.value for code in codes if not code.is_demonstration),
            "former_names": listed(former.name for former in one.former_names.all() if former.renamed_on),
            "successors": listed(sorted(row.successor.code for row in one.successions.all())),
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
            "is_demonstration": one.is_demonstration,
        }


@maker("communes", "code name full_name kind parent_code parent valid_from valid_until")
def communes(asked: Asked) -> Iterator[dict[str, Any]]:
    """Provinces, former districts, communes and wards with the codes of the General Statistics Office."""
    rows = Place.objects.filter(valid_from__lte=asked.on).select_related("parent").order_by("code", "valid_from")
    for one in rows:
        yield {
            "code": one.code,
            "name": one.name,
            "full_name": one.full_name,
            "kind": one.kind,
            "parent_code": one.parent.code if one.parent else "",
            "parent": one.parent.full_name if one.parent else "",
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
        }


@maker("former_communes", "name kind district ended_on became_codes became legal_basis note")
def former_communes(asked: Asked) -> Iterator[dict[str, Any]]:
    """Communes that are no more, and what they became; empty where no source tells it."""
    rows = FormerPlace.objects.filter(ended_on__lte=asked.on).select_related("district").prefetch_related("became")
    for one in rows.order_by("district__code", "name", "kind"):
        became = sorted(one.became.all(), key=lambda place: place.code)
        yield {
            "name": one.full_name,
            "kind": one.kind,
            "district": one.district.full_name,
            "ended_on": one.ended_on,
            "became_codes": listed(place.code for place in became),
            "became": listed(place.full_name for place in became),
            "legal_basis": one.legal_basis,
            "note": one.note,
        }


@maker("reception_places", "code name level place_code place address phone hours is_hours_told source is_demonstration")
def reception_places(asked: Asked) -> Iterator[dict[str, Any]]:
    """Where dossiers are handed in, with the hours as they are on the day; empty where it is not known."""
    for one in sorted(centres(on=asked.on), key=lambda one: one.code):
        premises = premises_of(one)
        hours = counter_hours(one, premises, at=asked.at)
        week = listed(f"{_days(line)} {_spans(line.spans)}" for line in hours.week)
        yield {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "place_code": one.place.code,
            "place": one.place.full_name,
            "address": premises.address if premises else "",
            "phone": premises.phone if premises else "",
            "hours": week,
            "is_hours_told": hours.is_told,
            "source": premises.source if premises else "",
            "is_demonstration": bool(premises and premises.is_demonstration),
        }


def _days(line: WeekLine) -> str:
    """T2–T6: Monday is the second day, Sunday has a name of its own."""
    first, last = (f"T{day + 2}" if day < SUNDAY else "CN" for day in (line.first, line.last))
    return first if first == last else f"{first}–{last}"


def _spans(spans: Iterable[Minutes]) -> str:
    return ",".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@maker("calendar_days", "calendar calendar_name day kind label works_like is_decided legal_basis")
def calendar_days(asked: Asked) -> Iterator[dict[str, Any]]:
    """Days off and make-up days of every working calendar."""
    for one in SpecialDay.objects.select_related("calendar").order_by("calendar__code", "on"):
        yield {
            "calendar": one.calendar.code,
            "calendar_name": one.calendar.name,
            "day": one.on,
            "kind": one.kind,
            "label": one.label,
            "works_like": one.works_like + 1 if one.kind == "MAKE_UP" else None,
            "is_decided": one.is_decided,
            "legal_basis": one.legal_basis,
        }


@maker(
    "calendar_hours", "calendar calendar_name weekday opens closes is_receiving_only valid_from valid_until legal_basis"
)
def calendar_hours(asked: Asked) -> Iterator[dict[str, Any]]:
    """The hours of every working calendar, weekday by weekday (1 is Monday)."""
    rows = WorkingHours.objects.select_related("calendar").order_by("calendar__code", "valid_from", "weekday", "opens")
    for one in rows:
        yield {
            "calendar": one.calendar.code,
            "calendar_name": one.calendar.name,
            "weekday": one.weekday + 1,
            "opens": _clock(one.opens),
            "closes": _clock(one.closes),
            "is_receiving_only": one.is_receiving_only,
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
            "legal_basis": one.legal_basis,
        }
