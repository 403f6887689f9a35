"""The only code that notes who carried a list of people away as a file."""

from datetime import datetime

from motcua.kernel.operations import note, operation
from motcua.people.models import Account
from motcua.people.operations import OFFICIAL


@operation(who=OFFICIAL, journal="list.taken")
def note_taken(*, page: str, lines: int, narrowed: str = "", by: Account, at: datetime) -> None:
    """Write down that an official took a list of people as a file: which, how many lines (Luật 91/2025/QH15).

    `narrowed`: by which filters, without what was typed in them: it may name a person.
    """
    note(page=page, lines=lines, narrowed=narrowed)
