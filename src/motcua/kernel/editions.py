"""What all people share and few change (procedures, units, calendars, rulebooks), kept ready while nobody changed it.

The tables that hold such things have a trigger that puts the transaction's number in `kernel_edition`. Nothing of a
person is ever kept here.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL

T = TypeVar("T")

NAME = (
    "SELECT changed_by::text || ' ' || begun_at::text FROM kernel_edition"
    " WHERE changed_by IS DISTINCT FROM pg_current_xact_id_if_assigned() OR begun_at <> transaction_timestamp()"
)

MOST = 2_000
_KEPT: dict[Hashable, tuple[Hashable, Any]] = {}


def keep(key: Hashable, version: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave under this key for this version, which never comes again for something else."""
    known = _KEPT.get(key)
    if known is not None and known[0] == version:
        kept: T = known[1]
        return kept
    made = make()
    if len(_KEPT) >= MOST:
        _KEPT.clear()
    # With its own version: another thread may have seen a later one while this was made.
    _KEPT[key] = (version, made)
    return made


@dataclass(frozen=True)
class Edition:
    """The state of all shared things at a moment; empty inside a transaction that is changing them."""

    name: str

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave under this key in this edition; made now where it was not yet.

        A transaction that is itself changing shared things neither uses nor fills the store.
        """
        return keep(key, self.name, make) if self.name else make()


def current() -> Edition:
    """The edition that is committed now, or the empty one."""
    with connection.cursor() as cursor:
        cursor.execute(NAME)
        row = cursor.fetchone()
    return Edition(str(row[0]) if row else "")


def beside() -> RawSQL:
    """The name of the current edition, or null, as a column of a query that is asked anyway."""
    return RawSQL(NAME, [], output_field=CharField())  # noqa: S611 - a constant
