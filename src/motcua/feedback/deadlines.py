"""When what is owed on a petition is due, and why that day."""

from datetime import date, datetime

from motcua.calendars import rules as calendars
from motcua.calendars.queries import schedule_for
from motcua.feedback.models import Petition, PetitionRule
from motcua.feedback.rules import State
from motcua.kernel.text import local


class NoRule(LookupError):
    """No pack in force says it."""


def rule_on(code: str, *, on: date) -> PetitionRule:
    """The number or word by which petitions go, as it is in force on a day."""
    found = PetitionRule.objects.on(on).filter(code=code).first()
    if found is None:
        raise NoRule(code)
    return found


def owing_agency(petition: Petition) -> int:
    """The agency whose working days count: that which sorts it until it is forwarded."""
    if petition.state == State.RECEIVED or petition.agency_id is None:
        return petition.receiver_id
    return petition.agency_id


def deadline_of(petition: Petition) -> calendars.Deadline:
    """When what is owed is due, day by day from when it began to be owed."""
    schedule = schedule_for(owing_agency(petition), on=local(petition.due_since).date())
    duration = calendars.Duration(petition.due_days, calendars.TimeUnit.WORKING_DAY)
    return calendars.due(schedule, duration, [calendars.Started(petition.due_since)])


def begin(petition: Petition, code: str, *, at: datetime) -> None:
    """Let the time of a rule run from now on; nothing is saved."""
    number = rule_on(code, on=local(at).date()).number
    petition.due_since, petition.due_days = at, number or 1
    petition.due_at = deadline_of(petition).due_at
