"""What datasets are made from: named makers, which packs name in their definitions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from motcua.kernel.text import local
from motcua.opendata.rules.definitions import About
from motcua.opendata.rules.rows import Row


@dataclass(frozen=True)
class Asked:
    """What is asked of a maker: as of when, and of what is told part by part, which part."""

    at: datetime
    block: str = ""

    @property
    def on(self) -> date:
        return local(self.at).date()

    def of(self, block: str) -> "Asked":
        return replace(self, block=block)


def _none(asked: Asked) -> Sequence[str]:
    return []


@dataclass(frozen=True)
class Maker:
    """Makes rows from live data: `columns` are those it knows; a definition chooses among them.

    What tells of people is made part by part: `blocks` are the parts that are over, each told once and for ever.
    """

    key: str
    about: About
    columns: frozenset[str]
    rows: Callable[[Asked], Iterable[Row]]
    blocks: Callable[[Asked], Sequence[str]] = _none


MAKERS: dict[str, Maker] = {}
Rows = Callable[[Asked], Iterable[Any]]


def maker(
    key: str, columns: str, *, about: About = About.THINGS, blocks: Callable[[Asked], Sequence[str]] = _none
) -> Callable[[Rows], Rows]:
    """Register a function under the name by which packs ask for it, with the columns it fills."""

    def register(rows: Rows) -> Rows:
        if key in MAKERS:
            raise RuntimeError(f"two makers are called {key}")
        MAKERS[key] = Maker(key, about, frozenset(columns.split()), rows, blocks)
        return rows

    return register


def listed(values: Iterable[Any]) -> str:
    """Several values in one cell."""
    return "; ".join(str(one) for one in values if one not in ("", None))
