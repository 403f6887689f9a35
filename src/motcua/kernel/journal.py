"""The append-only journal: each entry carries the hash of the one before, so that a change shows."""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from motcua.kernel.models import JournalEntry

# Any constant will do; it only has to be the same for every process that writes the journal.
CHAIN_LOCK = 7_061_063


@dataclass(frozen=True)
class Entry:
    """What happened, before it has its place in the chain."""

    at: datetime
    word: str
    actor: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Anchor:
    """One entry by its number and hash, written down outside the database: all before it hangs on it.

    Read and printed as `number:hash`. Whoever cuts entries off at the end leaves a chain that fits, but not to this.
    """

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `number:hash`; `ValueError` for anything else."""
        number, _colon, value = text.strip().partition(":")
        if not (number.isascii() and number.isdigit() and re.fullmatch("[0-9a-f]{64}", value)):
            raise ValueError(text)
        return cls(int(number), value)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class Verification:
    """The journal's proof: how many entries were read, the number of the first that does not fit, the last one."""

    ok: bool
    count: int
    first_bad: int | None = None
    last: Anchor | None = None

    @property
    def is_cut(self) -> bool:
        """Whether what is there fits, and what must come after it is missing."""
        return self.first_bad is not None and self.first_bad > self.count


def write(entries: Sequence[Entry]) -> None:
    """Append the entries in one statement. The chain is locked until the transaction ends, so call this last."""
    if not entries:
        return
    rows = []
    for entry in entries:
        details = json.loads(json.dumps(entry.details, cls=DjangoJSONEncoder))
        content = _content(entry.at, entry.word, entry.actor, entry.subject, details)
        rows.append(
            {
                "at": _moment(entry.at),
                "word": entry.word,
                "actor": entry.actor,
                "subject": entry.subject,
                "details": details,
                # The database puts the number before it and the hash of the entry before after it.
                "content": content[1:-1],
            }
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT motcua_write_journal(%s, %s)", [CHAIN_LOCK, json.dumps(rows, ensure_ascii=False)])


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the entry's content, when it was written down, and the hash before it."""
    recorded = [] if entry.form == 1 else [entry.recorded_at]
    parts = (entry.at, entry.word, entry.actor, entry.subject, entry.details)
    content = _content(entry.number, *parts, *recorded, entry.previous_hash)
    return hashlib.sha256(content.encode()).hexdigest()


def _content(*parts: Any) -> str:
    """The parts as the chain hashes them; it must never change."""
    plain = [_moment(part) if isinstance(part, datetime) else part for part in parts]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def verify(*, known: Collection[Anchor] = ()) -> Verification:
    """Read the whole journal and recompute the chain; every entry known from before must be there and the same."""
    wanted = {anchor.number: anchor.hash for anchor in known}
    previous, count = "", 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if entry.number != count or entry.previous_hash != previous or entry.hash != digest(entry):
            # A number that is missing is named itself, not the one after it.
            return Verification(ok=False, count=count, first_bad=min(count, entry.number))
        if wanted.get(entry.number, entry.hash) != entry.hash:
            return Verification(ok=False, count=count, first_bad=count)
        previous = entry.hash
    last = Anchor(count, previous) if count else None
    if max(wanted, default=0) > count:
        return Verification(ok=False, count=count, first_bad=count + 1, last=last)
    return Verification(ok=True, count=count, last=last)
