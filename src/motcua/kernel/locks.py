"""What an operation locks before it judges: the row as it is now, read once a transaction, in one order for all.

The order, by which no two operations wait for each other: smaller ranks first, within a rank smaller keys first. What
stands under a locked thing (a task under its dossier) is guarded by it and may be locked in any order. Counters and the
chain of the journal come last of all; they stay locked until the transaction ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from django.db import models

from motcua.kernel.speech import gettext_noop

M = TypeVar("M", bound=models.Model)


class Rank(IntEnum):
    """Where things stand in the order of locks."""

    SHARED = 10  # what all people share: versions of procedures, calendars, documents
    ACCOUNT = 20
    DRAFT = 30
    DOSSIER = 40
    PAPER = 50
    NOTICE = 60
    COUNTER = 90


class LocksOutOfOrder(RuntimeError):
    """Two operations that lock in different orders wait for each other for ever."""


class Gone(Exception):
    """What was to be locked is not there any more. The sentence is for the person."""


@dataclass(frozen=True)
class Lock(Generic[M]):
    """How a thing is locked: its row read anew, with what is read beside it, after what it stands under."""

    model: type[M]
    rank: Rank
    beside: Sequence[str] = ()
    under: "tuple[str, Lock[Any]] | None" = None
    # Others may go on making rows that refer to it: for what is neither deleted nor gets another key.
    keeps_key: bool = False
    gone: str = gettext_noop("Mục này không còn nữa. Tải lại trang để xem hiện có gì.")

    def read(self, key: Any) -> M:
        """The row as it is now, locked until the transaction ends; `Gone` when there is none."""
        rows = self.model._default_manager.select_for_update(of=("self",), no_key=self.keeps_key).select_related(
            *self.beside
        )
        row = rows.filter(pk=key).first()
        if row is None:
            raise Gone(self.gone)
        return row


@dataclass
class Held:
    """The rows locked in a transaction, each read once, and the last place in the order."""

    rows: dict[tuple[type[models.Model], Any], models.Model] = field(default_factory=dict)
    taken: set[tuple[type[models.Model], Any]] = field(default_factory=set)
    last: tuple[int, Any] = (0, 0)

    def take(self, lock: Lock[M], key: Any, way_to: models.Model | None = None) -> M:
        """The locked row. `way_to`: the row as the caller knows it, which says what it stands under."""
        parent = None
        if lock.under is not None and way_to is not None:
            name, above = lock.under
            parent = self.take(above, way_to.serializable_value(name))
        row: Any = self.rows.get((lock.model, key))
        if row is None:
            if lock.under is None and (lock.model, key) not in self.taken:
                self.next(lock.rank, key)
            row = lock.read(key)
            self.hold(row)
        if lock.under is not None and parent is not None:
            setattr(row, lock.under[0], parent)
        locked: M = row
        return locked

    def hold(self, row: models.Model) -> None:
        """Keep a row that this transaction has locked, or made: nobody else can have it."""
        key = (type(row), row.pk)
        self.rows[key] = row
        self.taken.add(key)

    def next(self, rank: Rank, key: Any = 0) -> None:
        """Note that something of this rank is locked now; `LocksOutOfOrder` when its turn is over."""
        if rank < self.last[0] or (rank == self.last[0] and rank != Rank.COUNTER and key < self.last[1]):
            raise LocksOutOfOrder(f"{rank.name} {key} after {Rank(self.last[0]).name} {self.last[1]}")
        self.last = (rank, key)

    def mark(self) -> tuple[set[tuple[type[models.Model], Any]], tuple[int, Any]]:
        """Where the transaction stands before an inner operation."""
        return set(self.taken), self.last

    def back_to(self, mark: tuple[set[tuple[type[models.Model], Any]], tuple[int, Any]]) -> None:
        """After an inner operation was undone: its locks are gone, and what it changed in memory is read anew."""
        self.taken, self.last = mark
        self.rows.clear()
