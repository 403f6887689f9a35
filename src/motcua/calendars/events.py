"""What calendars announce."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """A day of a calendar became off or worked; open deadlines over it must be computed again.

    `hours_before`: the spans that were worked on it until now, in minutes from midnight.
    """

    calendar_id: int
    on: date
    label: str
    at: datetime
    hours_before: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarAssigned(Event):
    """Agencies keep this calendar from a day on."""

    calendar_id: int
    on: date
    at: datetime
