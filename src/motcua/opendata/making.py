"""A dataset, made from live data into files of a passing folder: row by row, guarded, with a quality report."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.kernel.passing import passing_folder
from motcua.kernel.text import local
from motcua.opendata.makers import MAKERS, Asked, Maker
from motcua.opendata.models import Dataset
from motcua.opendata.rules.definitions import About, Column, DatasetDefinition
from motcua.opendata.rules.guard import Guarded, Unsafe, guard_counts, guard_persons, guard_rates
from motcua.opendata.rules.rows import Mark, Quality, Row, key_of, plain, tidy, typed
from motcua.opendata.writing.package import data_package
from motcua.opendata.writing.parquet import write_parquet
from motcua.opendata.writing.tables import write_csv, write_json

GUARDS = {About.COUNTS: guard_counts, About.RATES: guard_rates, About.PERSONS: guard_persons}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "package": "application/json",
}


@dataclass(frozen=True)
class WrittenFile:
    """One format of a release, as it lies in the passing folder."""

    format: str
    name: str
    path: Path
    size: int
    digest: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]


@dataclass(frozen=True)
class Made:
    """Everything of a release that is still to be published; only while its folder is there."""

    columns: Sequence[Column]
    rows: int
    quality: dict[str, Any]
    proof: dict[str, Any] | None
    mark: str
    period: str
    files: Sequence[WrittenFile]
    told: Path

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Of each row its block, its key, and itself as JSON."""
        with self.told.open(encoding="utf-8") as stream:
            for line in stream:
                block, key, row = json.loads(line)
                yield block, key, json.dumps(row, ensure_ascii=False)


@dataclass
class UnsafeBlock(Exception):
    """A part of a dataset would point to people."""

    block: str
    why: Unsafe


@dataclass
class _Telling:
    """The rows of a dataset in their order, each with its block; what was told before first, word for word.

    So two releases differ by whole blocks alone, each of which is guarded by itself: nobody learns from their
    difference what neither of them says.
    """

    dataset: Dataset
    definition: DatasetDefinition
    maker: Maker
    asked: Asked
    proofs: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, Row]]:
        if self.definition.about is About.THINGS:
            for row in self.maker.rows(self.asked):
                yield "", tidy(row, self.definition.columns)
            return
        yield from self._told_before()
        for block in self.new_blocks():
            for row in self._guarded(block).rows:
                yield block, tidy(row, self.definition.columns)

    def new_blocks(self) -> list[str]:
        known = set(self.dataset.rows.exclude(block="").values_list("block", flat=True).distinct())
        return [block for block in self.maker.blocks(self.asked) if block not in known]

    def _told_before(self) -> Iterator[tuple[str, Row]]:
        rows = self.dataset.rows.exclude(block="").order_by("number").values_list("block", "data")
        for block, data in rows.iterator():
            yield block, typed(data, self.definition.columns)

    def _guarded(self, block: str) -> Guarded:
        guard = self.definition.guard
        if guard is None:
            raise ValueError(f"{self.definition.code} tells of people without a guard")
        names = [one.name for one in self.definition.columns]
        given = ({name: row.get(name) for name in names} for row in self.maker.rows(self.asked.of(block)))
        try:
            guarded = GUARDS[self.definition.about](given, guard)
        except Unsafe as unsafe:
            raise UnsafeBlock(block, unsafe) from unsafe
        self.proofs[block] = guarded.proof.as_data()
        return guarded


def is_anything_new(dataset: Dataset, *, at: datetime) -> bool:
    """Whether there may be something to tell; of things only making it tells that."""
    definition = dataset.definition
    if definition.about is About.THINGS:
        return True
    telling = _Telling(dataset, definition, MAKERS[definition.maker], Asked(at))
    last = dataset.releases.order_by("-number").values_list("columns", flat=True).first()
    return bool(telling.new_blocks()) or (last is not None and last != _dumped(definition))


def _dumped(definition: DatasetDefinition) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in definition.columns]


@contextmanager
def making(dataset: Dataset, *, at: datetime) -> Iterator[Made]:
    """Make a dataset's content now; it lies in a folder that is gone at the end. Raises `UnsafeBlock`."""
    definition = dataset.definition
    telling = _Telling(dataset, definition, MAKERS[definition.maker], Asked(at))
    with passing_folder() as folder:
        yield _made(telling, definition, folder, at)


def _made(telling: _Telling, definition: DatasetDefinition, folder: Path, at: datetime) -> Made:
    columns, told = definition.columns, folder / "told"
    mark, quality = Mark(columns), Quality(columns)
    blocks, repeated = _tell(telling, definition, told, mark, quality)
    tables = [
        _written(folder, definition, "csv", "csv", lambda path: write_csv(path, columns, _read(told, columns))),
        _written(folder, definition, "json", "json", lambda path: write_json(path, _read(told, columns))),
        _written(folder, definition, "parquet", "parquet",
                 lambda path: write_parquet(path, columns, _read(told, columns))),
    ]  # fmt: skip
    csv = tables[0]
    described = data_package(
        definition,
        number=(telling.dataset.releases.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
        made_at=at,
        address=f"{settings.PUBLIC_ADDRESS.rstrip('/')}/du-lieu/{definition.code}/",
        publisher=telling.dataset.publisher.name,
        csv={"name": csv.name, "size": csv.size, "digest": csv.digest},
    )
    package = folder / "datapackage.json"
    package.write_bytes(described)
    return Made(
        columns=columns,
        rows=quality.rows,
        quality={**quality.as_data(), "repeated_keys": repeated, "made_on": local(at).date().isoformat()},
        proof=telling.proofs or None,
        mark=str(mark),
        period=" – ".join(dict.fromkeys([blocks[0], blocks[-1]])) if blocks else "",
        files=[*tables, _measured(package, "package")],
        told=told,
    )


def _tell(
    telling: _Telling, definition: DatasetDefinition, told: Path, mark: Mark, quality: Quality
) -> tuple[list[str], int]:
    """Write the rows down once; the blocks they are of, and how many had a key that another one has."""
    keys: set[str] = set()
    blocks: dict[str, None] = {}
    repeated = 0
    with told.open("w", encoding="utf-8") as stream:
        for block, row in telling.rows():
            key = key_of(row, definition.row_key)
            if key in keys:
                key, repeated = "", repeated + 1
            elif key:
                keys.add(key)
            mark.add(row)
            quality.add(row)
            if block:
                blocks[block] = None
            stream.write(json.dumps([block, key, plain(row)], ensure_ascii=False) + "\n")
    return sorted(blocks), repeated


def _read(told: Path, columns: Sequence[Column]) -> Iterator[Row]:
    with told.open(encoding="utf-8") as stream:
        for line in stream:
            yield typed(json.loads(line)[2], columns)


def _written(folder: Path, definition: DatasetDefinition, name: str, ending: str, write: Any) -> WrittenFile:
    path = folder / f"{definition.code}.{ending}"
    write(path)
    return _measured(path, name)


def _measured(path: Path, name: str) -> WrittenFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return WrittenFile(name, path.name, path, path.stat().st_size, digest)
