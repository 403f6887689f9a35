"""A table as CSV and as JSON, row by row, so that its length costs no memory."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from motcua.opendata.rules.definitions import Column, ColumnType
from motcua.opendata.rules.rows import Row, plain

# What a spreadsheet would calculate instead of showing; and what was kept from it already.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
APOSTROPHE = "'"


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """RFC 4180 in UTF-8 with a mark of it at the beginning, by which Excel knows it."""
    texts = {column.name for column in columns if column.type is ColumnType.STRING}
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for row in rows:
            cells = plain(row)
            writer.writerow([as_text(cells[name]) if name in texts else _cell(cells[name]) for name in names])


def as_text(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it, where it would be taken for one."""
    return f"{APOSTROPHE}{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def from_text(value: str) -> str:
    """The text that `as_text` was given."""
    return value[1:] if value.startswith(APOSTROPHE) and _FORMULA.match(value) else value


def _cell(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else value


def write_json(path: Path, rows: Iterable[Row]) -> None:
    """An array of objects, one a line."""
    with path.open("w", encoding="utf-8") as stream:
        before = "["
        for row in rows:
            stream.write(f"{before}\n{_one(row)}")
            before = ","
        stream.write("\n]\n" if before == "," else "[]\n")


def _one(row: Row) -> str:
    return json.dumps(plain(row), ensure_ascii=False)
