"""A picture of a few numbers, each leading to what it counts: columns under one title, with the same in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

# Letters of a label that have room under a column on a telephone: «T3 1/12».
SHORT = 9


@dataclass(frozen=True)
class Column:
    """One number: what it is called, also at length, where it leads; `tone`: how it is marked."""

    label: str
    value: int
    address: str
    said: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Plot:
    """Columns side by side; the highest is as high as there is room."""

    title: str
    columns: Sequence[Column]

    @property
    def are_words(self) -> bool:
        """Whether its columns are called by words, which on a narrow screen have room over bars only."""
        return any(len(one.label) > SHORT for one in self.columns)

    @property
    def drawn(self) -> list[tuple[Column, int, int]]:
        """Each column with its top and its height, in hundredths of the room; what is not nothing is seen."""
        most = max((one.value for one in self.columns), default=0) or 1
        heights = [max(one.value * 100 // most, 3 if one.value else 1) for one in self.columns]
        return [(one, 100 - height, height) for one, height in zip(self.columns, heights, strict=True)]
