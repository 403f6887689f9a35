"""The working calendar of an agency, ready to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from motcua.calendars.models import AgencyCalendar, SpecialDay, WorkingCalendar, WorkingHours
from motcua.calendars.rules import (
    Hours,
    Minutes,
    Opening,
    Schedule,
    Special,
    SpecialKind,
    WeekLine,
    Yearly,
    opening_at,
    week_of,
)
from motcua.kernel.editions import keep
from motcua.kernel.text import local
from motcua.organization.models import Agency, Premises
from motcua.organization.rules import AgencyKind, Level


def calendar_of(agency_id: int, *, on: date) -> WorkingCalendar:
    """The calendar an agency keeps on a day: its own, or the default one."""
    own = AgencyCalendar.objects.on(on).filter(agency_id=agency_id).values("calendar")
    found = WorkingCalendar.objects.filter(Q(is_default=True) | Q(pk__in=own)).select_related("base")
    return found.order_by("is_default")[:1].get()


_VERSION = """SELECT c.id, c.version, coalesce(b.version, 0) FROM calendars_workingcalendar c
    LEFT JOIN calendars_workingcalendar b ON b.id = c.base_id
    WHERE c.is_default OR c.id IN (SELECT o.calendar_id FROM calendars_agencycalendar o WHERE o.agency_id = %(agency)s
        AND o.valid_from <= %(on)s AND (o.valid_until IS NULL OR o.valid_until > %(on)s))
    ORDER BY c.is_default LIMIT 1"""


def schedule_for(agency_id: int, *, on: date) -> Schedule:
    """The working time of an agency, with every change that any process has committed."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, {"agency": agency_id, "on": on})
        row = cursor.fetchone()
    if row is None:
        return schedule_of(calendar_of(agency_id, on=on))
    # Each change gives a calendar a version of its own, so it is kept even inside the transaction that changes it.
    return keep((WorkingCalendar, row[0]), row[1:], lambda: _whole(calendar_of(agency_id, on=on)))


def schedules_for(agencies: Iterable[int], *, on: date) -> dict[int, Schedule]:
    """The working time of each of many agencies, in two questions."""
    wanted = list(agencies)
    own = dict(AgencyCalendar.objects.on(on).filter(agency__in=wanted).values_list("agency", "calendar"))
    calendars = WorkingCalendar.objects.filter(Q(is_default=True) | Q(pk__in=set(own.values()))).select_related("base")
    found = {calendar.pk: calendar for calendar in calendars}
    [usual] = (calendar.pk for calendar in found.values() if calendar.is_default)
    return {agency: schedule_of(found[own.get(agency, usual)]) for agency in wanted}


def schedule_of(calendar: WorkingCalendar) -> Schedule:
    """The working time of a calendar; built once for each of its versions."""
    version = (calendar.version, calendar.base.version if calendar.base else 0)
    return keep((WorkingCalendar, calendar.pk), version, lambda: _whole(calendar))


def usual_schedule() -> Schedule:
    """The working time of who has no calendar of its own."""
    return schedule_of(WorkingCalendar.objects.select_related("base").get(is_default=True))


def _whole(calendar: WorkingCalendar) -> Schedule:
    return _built(calendar, calendar.first_day, calendar.last_day)


def working_day_from(day: date) -> date:
    """This day if offices work on it, else the next on which they do, by the default calendar.

    A day before the calendar begins is given back as it is: nobody knows any more which days were off.
    """
    schedule = usual_schedule()
    return day if day < schedule.first else schedule.working_day_from(day)


def hours_on(calendar: WorkingCalendar, day: date) -> tuple[Minutes, ...]:
    """The spans worked on one day as the calendar stands in the database now."""
    return _built(calendar, day, day).hours_of(day)


def _built(calendar: WorkingCalendar, first: date, last: date) -> Schedule:
    own_and_base = [calendar.pk] + ([calendar.base_id] if calendar.base_id else [])
    special: dict[date, Special] = {}
    days = SpecialDay.objects.filter(calendar__in=own_and_base, on__range=(first, last))
    for day in days.order_by("calendar_id"):
        if day.on not in special or day.calendar_id == calendar.pk:
            special[day.on] = Special(
                day.on, SpecialKind(day.kind), day.label, day.legal_basis, day.works_like, day.is_decided
            )
    hours = [
        Hours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_until, row.is_receiving_only)
        for row in WorkingHours.objects.filter(calendar=calendar).order_by("pk")
    ]
    yearly = [Yearly(**facts) for facts in (calendar.base or calendar).yearly]
    return Schedule(first, last, hours, special.values(), yearly)


def agencies_without(kind: AgencyKind, level: Level) -> QuerySet[Agency]:
    """Agencies of a kind and level that keep no calendar of their own yet."""
    keeping = AgencyCalendar.objects.filter(valid_until=None).values("agency")
    return Agency.objects.filter(kind=kind, level=level).exclude(pk__in=keeping)


def agencies_keeping(calendar_id: int) -> tuple[bool, list[int]]:
    """Whether the calendar is the default one, and the agencies that keep it, or keep one that rests on it."""
    calendar = WorkingCalendar.objects.get(pk=calendar_id)
    kept = AgencyCalendar.objects.filter(calendar__in=[calendar_id, *calendar.variants.values_list("pk", flat=True)])
    return calendar.is_default, list(kept.values_list("agency_id", flat=True))


@dataclass(frozen=True)
class CounterHours:
    """When an agency receives people: now, its week, and whether somebody told these hours of it."""

    now: Opening
    week: list[WeekLine]
    is_told: bool


def counter_hours(agency: Agency, premises: Premises | None, *, at: datetime) -> CounterHours:
    """When an agency receives: by the hours told of its premises, else by those of its calendar; days off in both."""
    day = local(at).date()
    schedule = schedule_for(agency.pk, on=day)
    told = [Hours(weekday, opens, closes, date.min) for weekday, opens, closes in (premises.hours if premises else [])]
    of_calendar = [hours for hours in schedule.hours if hours.holds_on(day, hours.weekday)]
    return CounterHours(opening_at(schedule, at, told), week_of(told or of_calendar), is_told=bool(told))
