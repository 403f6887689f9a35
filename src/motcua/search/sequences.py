"""Sequences of words found in a question: the longest that begins at a word, with what it stands for. Pure text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Generic, TypeVar

from motcua.search.rules import plain

T = TypeVar("T")

# So many words at most stand where a table says «…».
GAP = 4
_GAP, _END = "…", "$"


def written_out(lines: str, long: str) -> Iterator[tuple[str, ...]]:
    """Every sequence that the lines of a table stand for; `long` is what {long} may be, between bars."""
    for line in lines.strip().splitlines():
        for one in long.split("|") if "{long}" in line else [""]:
            for chosen in product(*map(_choices, line.replace("{long}", one).split())):
                if kept := tuple(word for word in chosen if word):
                    yield kept


def _choices(word: str) -> list[str]:
    mark = "+" if word.startswith("+") else ""
    options = [mark + option for option in word.removeprefix("+").removesuffix("?").split("|")]
    return [*options, ""] if word.endswith("?") else options


def ways_to_type(word: str) -> set[str]:
    """How a word of a table may be typed: with its marks, or without any if that is allowed."""
    typed = word.removeprefix("!")
    return {typed} if word.startswith("!") else {typed, plain(typed)}


@dataclass
class _Node(Generic[T]):
    """Where sequences that begin alike go on: by the next word, whether it is taken or left, and after a gap."""

    words: dict[str, list[tuple[bool, "_Node[T]"]]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, "_Node[T]"] = field(default_factory=dict)
    gap: "_Node[T] | None" = None
    here: list[T] = field(default_factory=list)
    at_end: list[T] = field(default_factory=list)


@dataclass(frozen=True)
class Found(Generic[T]):
    """What a sequence stands for, the places of the words it takes, and how many words it has."""

    means: T
    taken: tuple[int, ...]
    length: int


class Sequences(Generic[T]):
    """Tables of sequences. Of several that begin at a word the longest is found; of equally long ones the earlier."""

    def __init__(self, tables: Iterable[tuple[T, str]], *, long: str = "") -> None:
        self.root: _Node[T] = _Node()
        self.order: list[T] = []
        for means, lines in tables:
            self.order.append(means)
            for sequence in written_out(lines, long):
                self._add(sequence, means)

    def _add(self, sequence: Sequence[str], means: T) -> None:
        node = self.root
        for word in sequence:
            if word == _END:
                node.at_end.append(means)
                return
            if word == _GAP:
                node.gap = node.gap or _Node()
                node = node.gap
            else:
                node = self._after(node, word)
        node.here.append(means)

    @staticmethod
    def _after(node: _Node[T], word: str) -> _Node[T]:
        if word not in node.made:
            node.made[word] = _Node()
            is_taken = not word.startswith("+")
            for way in ways_to_type(word.removeprefix("+")):
                node.words[way].append((is_taken, node.made[word]))
        return node.made[word]

    def longest(self, typed: Sequence[str], at: int) -> Found[T] | None:
        """The longest sequence that begins at a word of a question."""
        if self.root.gap is None and typed[at] not in self.root.words:
            return None
        found = list(self._from(self.root, typed, at, (), 0))
        return max(found, key=lambda one: (one.length, -self.order.index(one.means)), default=None)

    def _from(
        self, node: _Node[T], typed: Sequence[str], at: int, taken: tuple[int, ...], length: int
    ) -> Iterator[Found[T]]:
        if taken:
            over = node.here + (node.at_end if at == len(typed) else [])
            yield from (Found(means, taken, length) for means in over)
        if node.gap:
            for later in range(at, min(at + GAP + 1, len(typed))):
                yield from self._word(node.gap, typed, later, taken, length)
        yield from self._word(node, typed, at, taken, length)

    def _word(
        self, node: _Node[T], typed: Sequence[str], at: int, taken: tuple[int, ...], length: int
    ) -> Iterator[Found[T]]:
        for is_taken, following in node.words.get(typed[at], ()) if at < len(typed) else ():
            yield from self._from(following, typed, at + 1, (*taken, at) if is_taken else taken, length + 1)
