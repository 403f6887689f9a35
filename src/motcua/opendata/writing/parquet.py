"""A table as Apache Parquet (docs/decisions/parquet.md), some rows at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from motcua.opendata.rules.definitions import Column, ColumnType
from motcua.opendata.rules.rows import Row

BATCH = 10_000
GROUP = 100_000
_EPOCH = date(1970, 1, 1).toordinal()


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """With the types of the dictionary, packed by zstd."""
    # Loaded where it is used: only the worker writes such files.
    arrow, io = import_module("arro3.core"), import_module("arro3.io")
    schema = arrow.Schema([arrow.Field(one.name, _type(arrow, one.type), nullable=True) for one in columns])
    reader = arrow.RecordBatchReader.from_batches(schema, _batches(arrow, schema, columns, rows))
    io.write_parquet(reader, str(path), compression="zstd(3)", max_row_group_size=GROUP)


def _type(arrow: Any, of: ColumnType) -> Any:
    kind = arrow.DataType
    return {
        ColumnType.STRING: kind.utf8,
        ColumnType.INTEGER: kind.int64,
        ColumnType.NUMBER: kind.float64,
        ColumnType.BOOLEAN: kind.bool,
        ColumnType.DATE: kind.date32,
    }[of]()


def _batches(arrow: Any, schema: Any, columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Any]:
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        arrays = [_array(arrow, column, [row[column.name] for row in some]) for column in columns]
        yield arrow.RecordBatch.from_arrays(arrays, schema=schema)


def _array(arrow: Any, column: Column, values: Sequence[Any]) -> Any:
    if column.type is ColumnType.DATE:
        days = [None if value is None else value.toordinal() - _EPOCH for value in values]
        return arrow.Array(days, type=arrow.DataType.int32()).cast(arrow.DataType.date32())
    return arrow.Array(list(values), type=_type(arrow, column.type))
