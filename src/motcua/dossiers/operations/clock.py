"""The dossier's clock: marks are facts, the due date is computed from them by the calendars room."""

from datetime import datetime, time

from motcua.calendars import rules as calendars
from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import ClockMark, Dossier, Rulebook
from motcua.kernel.text import local
from motcua.organization.models import Agency


def deadline_of(dossier: Dossier) -> calendars.Deadline | None:
    """When the dossier is due and why, day by day; None while it has no clock or its procedure fixes no time."""
    if dossier.accepted_at is None or dossier.duration_amount is None:
        return None
    return calendars.due(
        schedule_for(dossier.handling_agency_id, on=local(dossier.accepted_at).date()),
        calendars.Duration(dossier.duration_amount, calendars.TimeUnit(dossier.duration_unit)),
        [as_event(mark) for mark in dossier.clock_marks.all()],
        rule=rule_of(dossier),
    )
