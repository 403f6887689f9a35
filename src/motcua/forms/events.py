"""What forms announce to the rooms above."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DraftEnding(Event):
    """A draft that nobody has changed for long will be deleted after a day."""

    account_id: int
    procedure_code: str
    procedure_name: str
    token: str
    until: date
    at: datetime
