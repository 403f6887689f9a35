"""A fee that depends on numbers: so much for one of something, then another amount, never above a cap."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scale:
    """How a fee for one of something goes on: `tiers` are «from which one, how much»; `at_most` for each `each`.

    Pages of a copy: from the third another amount, at most so much a copy, as many times as there are copies.
    """

    tiers: tuple[tuple[int, int], ...] = ()
    at_most: int | None = None
    each: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Scale":
        return cls(
            tuple((first, dong) for first, dong in raw.get("tiers", ())), raw.get("at_most"), raw.get("each", "")
        )

    def stored(self) -> dict[str, Any]:
        """As it is kept; nothing where the amount is always the same."""
        return (
            {"tiers": [list(tier) for tier in self.tiers], "at_most": self.at_most, "each": self.each} if self else {}
        )

    def __bool__(self) -> bool:
        return bool(self.tiers or self.at_most is not None or self.each)


ALWAYS_THE_SAME = Scale()


@dataclass(frozen=True)
class Tariff:
    """What is paid: `dong` for the whole, or for one `per`, further as its scale says."""

    dong: int | None
    per: str = ""
    scale: Scale = ALWAYS_THE_SAME

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Tariff":
        return cls(raw["dong"], raw["per"], Scale.read(raw["scale"]))

    def stored(self) -> dict[str, Any]:
        """As a dossier keeps it; nothing where the fee is one sum."""
        return {"dong": self.dong, "per": self.per, "scale": self.scale.stored()} if self.per else {}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The numbers that must be known to reckon it: of what it is for one, and how many times."""
        return tuple(filter(None, (self.per, self.scale.each)))

    def sum_of(self, numbers: Mapping[str, int]) -> int | None:
        """What it comes to; none where the amount or a number is not known."""
        if self.dong is None or any(name not in numbers for name in self.wanted):
            return None
        if not self.per:
            return self.dong
        return self._of_one(self.dong, numbers[self.per]) * (numbers[self.scale.each] if self.scale.each else 1)

    def _of_one(self, dong: int, number: int) -> int:
        steps = [(1, dong), *self.scale.tiers]
        ends = [*(first for first, _dong in steps[1:]), number + 1]
        whole = sum(max(min(end, number + 1) - first, 0) * each for (first, each), end in zip(steps, ends, strict=True))
        return whole if self.scale.at_most is None else min(whole, self.scale.at_most)
