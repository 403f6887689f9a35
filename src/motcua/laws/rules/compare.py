"""Two texts of law side by side: which words went, which came. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from motcua.kernel.text import fold

# Paragraphs of more words together than this are shown as exchanged whole: nobody reads so long a mosaic.
MOST_WORDS = 1500


class Side(StrEnum):
    SAME = "SAME"
    GONE = "GONE"
    NEW = "NEW"


@dataclass(frozen=True)
class Stretch:
    """Words that are the same in both, only in the first, or only in the second."""

    side: Side
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph of the first text beside its counterpart in the second; either may be empty."""

    before: Sequence[Stretch]
    after: Sequence[Stretch]

    @property
    def is_changed(self) -> bool:
        return any(one.side != Side.SAME for one in (*self.before, *self.after))


def compare(before: str, after: str) -> list[Row]:
    """The paragraphs of two texts in pairs, changed words marked."""
    old, new = [line for line in before.splitlines() if line.strip()], [x for x in after.splitlines() if x.strip()]
    rows: list[Row] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            rows += [Row((Stretch(Side.SAME, line),), (Stretch(Side.SAME, line),)) for line in old[a:b]]
        elif step == "replace":
            rows += _pairs(old[a:b], new[c:d])
        else:
            rows += [Row((Stretch(Side.GONE, line),), ()) for line in old[a:b]]
            rows += [Row((), (Stretch(Side.NEW, line),)) for line in new[c:d]]
    return rows


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Paragraphs that took each other's place, in their order; those left over stand alone."""
    rows = [_words(a, b) for a, b in zip(old, new, strict=False)]
    rows += [Row((Stretch(Side.GONE, line),), ()) for line in old[len(new) :]]
    rows += [Row((), (Stretch(Side.NEW, line),)) for line in new[len(old) :]]
    return rows


def _words(before: str, after: str) -> Row:
    a, b = before.split(), after.split()
    if len(a) + len(b) > MOST_WORDS:
        return Row((Stretch(Side.GONE, before),), (Stretch(Side.NEW, after),))
    left: list[Stretch] = []
    right: list[Stretch] = []
    for step, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if step == "equal":
            left.append(Stretch(Side.SAME, " ".join(a[i:j])))
            right.append(Stretch(Side.SAME, " ".join(b[k:m])))
            continue
        if i < j:
            left.append(Stretch(Side.GONE, " ".join(a[i:j])))
        if k < m:
            right.append(Stretch(Side.NEW, " ".join(b[k:m])))
    return Row(tuple(left), tuple(right))


@dataclass(frozen=True)
class Heading:
    """An article as it is matched: its address, heading, and a mark of its text."""

    address: str
    number: str
    heading: str
    mark: str


@dataclass(frozen=True)
class Match:
    """An article of one document and the one that answers it in the other; either may be missing."""

    before: Heading | None
    after: Heading | None

    @property
    def is_same(self) -> bool:
        return self.before is not None and self.after is not None and self.before.mark == self.after.mark


def match(before: Sequence[Heading], after: Sequence[Heading]) -> list[Match]:
    """Pair the articles of two documents by their headings, else by number and likeness; the second's order leads."""
    left = {one.address: one for one in before}
    by_heading: dict[str, list[Heading]] = {}
    for one in before:
        by_heading.setdefault(_plain(one.heading), []).append(one)
    found: dict[str, Heading] = {}
    for one in after:
        same = [other for other in by_heading.get(_plain(one.heading), []) if other.address in left]
        if one.heading and same:
            found[one.address] = left.pop(same[0].address)
    for one in after:
        other = left.get(one.address)
        if one.address not in found and other is not None and _alike(one.heading, other.heading):
            found[one.address] = left.pop(one.address)
    pairs = [Match(found.get(one.address), one) for one in after]
    return pairs + [Match(one, None) for one in before if one.address in left]


def _plain(heading: str) -> str:
    return " ".join(fold(heading).split())


def _alike(a: str, b: str) -> bool:
    first, second = set(_plain(a).split()), set(_plain(b).split())
    return bool(first and second) and len(first & second) >= len(first | second) / 2
