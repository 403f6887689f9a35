"""Rows of a dataset: plain values by the names of columns, how they are told apart and what is wrong with them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.opendata.rules.definitions import Column, ColumnType

Value = str | int | float | bool | date | None
Row = dict[str, Value]

_IS = {
    ColumnType.STRING: lambda value: isinstance(value, str),
    ColumnType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    ColumnType.NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    ColumnType.BOOLEAN: lambda value: isinstance(value, bool),
    ColumnType.DATE: lambda value: isinstance(value, date),
}


class WrongType(TypeError):
    """A maker gave a value that is not of its column's type: a fault of ours, nothing is released."""


def tidy(row: Mapping[str, Value], columns: Sequence[Column]) -> Row:
    """The values of these columns, in their order; an empty text is no value."""
    found: Row = {}
    for column in columns:
        value = row.get(column.name)
        if value == "" or value is None:
            found[column.name] = None
        elif not _IS[column.type](value):
            raise WrongType(f"{column.name}: {type(value).__name__} is no {column.type}")
        else:
            found[column.name] = float(value) if column.type is ColumnType.NUMBER else value  # type: ignore[arg-type]
    return found


def plain(row: Row) -> dict[str, Any]:
    """As JSON has it: days as 2026-03-31."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def typed(data: Mapping[str, Any], columns: Sequence[Column]) -> Row:
    """A row from JSON, for columns that it may not have had."""
    found: Row = {}
    for column in columns:
        value = data.get(column.name)
        is_day = column.type is ColumnType.DATE and isinstance(value, str)
        found[column.name] = date.fromisoformat(value) if is_day and isinstance(value, str) else value
    return found


def key_of(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """By what one row is addressed; nothing where its dataset has no such columns, or the row has no value there."""
    values = [row.get(name) for name in names]
    return "" if not names or None in values else "~".join(map(str, values))


class Mark:
    """A digest of rows in their order and of the columns they have: the same content has the same."""

    def __init__(self, columns: Sequence[Column]) -> None:
        said = json.dumps([one.model_dump(mode="json") for one in columns], sort_keys=True)
        self._digest = hashlib.sha256(said.encode())

    def add(self, row: Row) -> None:
        self._digest.update(json.dumps(list(plain(row).values()), ensure_ascii=False).encode())

    def __str__(self) -> str:
        return self._digest.hexdigest()


@dataclass
class Quality:
    """What was noticed while rows were written: per column how many are empty, and how many are doubtful."""

    columns: Sequence[Column]
    rows: int = 0
    empty: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.rows += 1
        for column in self.columns:
            value = row[column.name]
            if value is None:
                self.empty[column.name] = self.empty.get(column.name, 0) + 1
            if _is_doubtful(column, value):
                self.doubtful[column.name] = self.doubtful.get(column.name, 0) + 1

    def as_data(self) -> dict[str, Any]:
        return {"empty": self.empty, "doubtful": self.doubtful}


def _is_doubtful(column: Column, value: Value) -> bool:
    """Missing where it must not be, or not what the dictionary says it is."""
    if value is None:
        return column.is_required
    if column.least is not None and isinstance(value, int | float) and value < column.least:
        return True
    return bool(column.pattern) and isinstance(value, str) and re.fullmatch(column.pattern, value) is None


def sums_by_month(rows: Iterable[Mapping[str, Any]], *, month: str, value: str) -> dict[str, int]:
    """The sum of a column for each month, in their order."""
    found: dict[str, int] = {}
    for row in rows:
        name = row.get(month)
        if isinstance(name, str):
            found[name] = found.get(name, 0) + (row.get(value) or 0)
    return dict(sorted(found.items()))
