"""What a database holds at one moment: so many rows in each table, and the journal's last entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import dumps, loads
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.kernel.models import JournalEntry
from motcua.kernel.terminal import Trouble

FACTS = "so-lieu.json"


@contextmanager
def snapshot() -> Iterator[str]:
    """A moment that pg_dump and we both see: its name, as long as the block lasts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name


def facts() -> dict[str, Any]:
    """What the database holds now, as this transaction sees it."""
    last = JournalEntry.objects.order_by("-number").first()
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own tables
            (counts[table],) = cursor.fetchone()
    journal = f"{last.number}:{last.hash}" if last else ""
    return {"server": _major(), "journal": journal, "tables": counts}


def write(folder: Path) -> None:
    (folder / FACTS).write_text(dumps(facts(), indent=0), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """What stood in the database when a backup was made."""
    try:
        told: dict[str, Any] = loads((folder / FACTS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Trouble(f"Bản sao lưu không có {FACTS}: lập bởi phiên bản trước. Sao lưu lại rồi tập.") from error
    return told


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Where what was brought back is not what was there."""
    tables = sorted({*before["tables"], *now["tables"]})
    found = [
        f"{table}: {before['tables'].get(table)} → {now['tables'].get(table)}"
        for table in tables
        if before["tables"].get(table) != now["tables"].get(table)
    ]
    if before["journal"] != now["journal"]:
        found.append(f"mục cuối nhật ký: {before['journal']} → {now['journal']}")
    return found


def _major() -> int:
    return int(getattr(connection, "pg_version", 0)) // 10_000
