"""What the box needs from a ranked index, whichever engine it runs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from motcua.search.judging import Meant


@dataclass(frozen=True)
class Found:
    """A key with its score and why it was found; `asked` is what was looked for after mending the spelling."""

    key: str
    score: float
    reason: str = ""


class RankedIndex(Protocol):
    """A built index of one kind of thing. Knows nothing of who may see what: PostgreSQL decides that afterwards."""

    def search(self, text: str, *, limit: int) -> Sequence[Found]:
        """The best keys for plain words; empty for nothing recognisable."""


class ForgivingIndex(RankedIndex, Protocol):
    """An index that also mends spelling and suggests questions."""

    def meant(self, text: str) -> Meant:
        """Which procedure plain words mean, or which two or three, or who else does it; nothing where unsure."""

    def mend(self, typed: Sequence[str]) -> Sequence[str]:
        """Words with the spelling of those mended that the collection does not know."""

    def corrected(self, text: str) -> str:
        """The text with its spelling mended, or an empty string when nothing was."""

    def suggest(self, text: str, *, limit: int) -> Sequence[str]:
        """Questions that begin like this one."""
