"""Counts what dossiers announce, and measures anew what a changed calendar touches."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.calendars.events import CalendarAssigned, CalendarChanged
from motcua.calendars.models import WorkingCalendar
from motcua.dossiers import events
from motcua.indicators.leading.operations import tell_of_week, to_be_told
from motcua.indicators.models import AgencyMonth, KnownCalendar
from motcua.indicators.operations import know, measure_again
from motcua.kernel.events import DayBegun, listen
from motcua.kernel.lanes import Lane
from motcua.kernel.outbox import Outgoing, delivers, enqueue_all
from motcua.kernel.text import local
from motcua.kernel.under_way import is_rehearsed
from motcua.people.models import Account

LEADERS_WEEK = "indicators.leaders_week"


def _count(agency_id: int, at: datetime, **steps: int) -> None:
    """A rehearsal counts nothing: it would hold for seconds the one row that every filing of the agency writes."""
    if is_rehearsed():
        return
    month = local(at).date().replace(day=1)
    # The month has its row already but for the first dossier of the month.
    if not _add(agency_id, month, steps):
        AgencyMonth.objects.get_or_create(agency_id=agency_id, month=month)
        _add(agency_id, month, steps)


def _add(agency_id: int, month: date, steps: Mapping[str, int]) -> bool:
    """One statement; whether the month has a row."""
    more = ", ".join(f"{name} = {name} + %s" for name in steps)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE indicators_agencymonth SET {more} WHERE agency_id = %s AND month = %s",  # noqa: S608 - our names
            [*steps.values(), agency_id, month],
        )
        return int(cursor.rowcount) == 1


@listen(events.DossierSubmitted)
def submitted(event: events.DossierSubmitted) -> None:
    _count(event.agency_id, event.at, submitted=1, submitted_online=int(event.channel == "ONLINE"))


@listen(events.DossierAccepted)
def accepted(event: events.DossierAccepted) -> None:
    """A filing that is received anew under another procedure was counted when it was accepted first."""
    if not event.is_anew:
        _count(event.agency_id, event.at, accepted=1)


@listen(events.DossierNotAccepted)
def not_accepted(event: events.DossierNotAccepted) -> None:
    _count(event.agency_id, event.at, not_accepted=1)


@listen(events.DossierDone)
def done(event: events.DossierDone) -> None:
    """A dossier without a due date is counted apart: neither on time nor late."""
    if event.due_at is None:
        _count(event.agency_id, event.at, done_without_due_date=1)
    elif event.at <= event.due_at:
        _count(event.agency_id, event.at, done_on_time=1)
    else:
        _count(event.agency_id, event.at, done_late=1)


_JUDGED = """
    INSERT INTO indicators_judgeddue (dossier_id, due_at)
    SELECT id, %s FROM dossiers_dossier WHERE id = %s AND reappointments > 0
"""


@listen(events.DossierDone)
def judged(event: events.DossierDone) -> None:
    """Of one that was put off it stays known by which date it was judged (NĐ 61/2018 Đ19.9)."""
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [event.due_at, event.dossier_id])


@listen(CalendarChanged)
def measured_again(event: CalendarChanged) -> None:
    """A day declared late was worked by nobody: what is measured over it is measured again.

    A calendar whose days nobody has written yet is written by the worker, all of it at once.
    """
    concerned = WorkingCalendar.objects.filter(Q(pk=event.calendar_id) | Q(base=event.calendar_id))
    for calendar in concerned.filter(pk__in=KnownCalendar.objects.values("pk")).select_related("base").order_by("pk"):
        know(calendar, at=event.at, since=event.on)


@listen(CalendarAssigned)
def measured_by_another(event: CalendarAssigned) -> None:
    """What agencies did since then is measured by the calendar that they keep now.

    One whose days nobody has written yet measures nothing; once the worker writes them, everything is.
    """
    measure_again(WorkingCalendar.objects.get(pk=event.calendar_id), since=event.on)


@listen(events.DossierReturned)
def returned(event: events.DossierReturned) -> None:
    _count(event.agency_id, event.at, returned=1)


@listen(events.DossierWithdrawn)
def withdrawn(event: events.DossierWithdrawn) -> None:
    _count(event.agency_id, event.at, withdrawn=1)


@listen(events.DossierStopped)
def stopped(event: events.DossierStopped) -> None:
    _count(event.agency_id, event.at, stopped=1)


@listen(events.DossierRated)
def rated(event: events.DossierRated) -> None:
    _count(event.agency_id, event.at, rated=1, stars=event.stars)


@listen(DayBegun)
def look_for_who_leads(event: DayBegun) -> None:
    """Who leads an agency is told by the worker what its week brings, once a week."""
    enqueue_all(
        [
            Outgoing(
                LEADERS_WEEK,
                {"official": official, "agency": agency, "at": event.at.isoformat()},
                f"{LEADERS_WEEK}/{official}/{agency}/{event.on}",
            )
            for official, agency in to_be_told(on=event.on)
        ],
        at=event.at,
    )


@delivers(LEADERS_WEEK, lane=Lane.DAY)
def tell_who_leads(payload: dict[str, Any], *, key: str) -> None:
    """Tell one of them of one agency."""
    official = Account.objects.get(pk=payload["official"])
    tell_of_week(official, agency=payload["agency"], by=None, at=datetime.fromisoformat(payload["at"]))
