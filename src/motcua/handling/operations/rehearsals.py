"""That a rehearsal was made: all that stays of one."""

from datetime import datetime

from motcua.kernel.operations import note, operation
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import holding

REHEARSED = "dossier.rehearsed"


@operation(who=holding(Duty.ADMIN), journal=REHEARSED)
def note_rehearsed(unit: Unit, *, procedure: str, steps: int, stopped_at: str, by: Account, at: datetime) -> None:
    """Note that a dossier was played to its end at a counter and undone, or at which step it stopped (NĐ 118/2025)."""
    note(procedure=procedure, steps=steps, stopped_at=stopped_at)
