"""The append-only journal: each entry carries the hash of the one before, so that a change shows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
class Verification:
    """The journal's proof: how many entries were read, and the number of the first that does not fit."""

    ok: bool
    count: int
    first_bad: int | None = None


def write(entries: Sequence[Entry]) -> None:
    """Append the entries. The chain is locked until the transaction ends, so call this last."""
    if not entries:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = JournalEntry.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, "")
    rows = []
    for entry in entries:
        number += 1
        details = json.loads(json.dumps(entry.details, cls=DjangoJSONEncoder))
        row = JournalEntry(
            number=number,
            at=entry.at,
            word=entry.word,
            actor=entry.actor,
            subject=entry.subject,
            details=details,
            previous_hash=previous,
        )
        row.hash = previous = digest(row)
        rows.append(row)
    JournalEntry.objects.bulk_create(rows)


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the entry's content and the hash before it."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.word,
        entry.actor,
        entry.subject,
        entry.details,
        entry.previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> Verification:
    """Read the whole journal and recompute the chain."""
    previous, count = "", 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if entry.number != count or entry.previous_hash != previous or entry.hash != digest(entry):
            return Verification(ok=False, count=count, first_bad=entry.number)
        previous = entry.hash
    return Verification(ok=True, count=count)
