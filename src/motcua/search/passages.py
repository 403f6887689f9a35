"""The place in a text that answers a question, with the words asked for marked. Pure text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import Match

from motcua.search.rules import EMPTY, LONGEST_QUERY, WORD, is_marked, plain, words

Span = tuple[int, int]

# About three lines on a phone.
LENGTH = 220
# Of many or long texts so many letters are read: what a thing is about stands at its beginning.
READ = 8000
# Syllables so common that marking them tells nothing.
COMMON = EMPTY | {"bi", "de", "tai", "ve", "voi", "theo"}
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage; marked when it is what was asked for."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Asked:
    """The telling syllables of a question. Typed with marks they are compared with marks: «sổ đỏ» is no «sơ đồ»."""

    words: frozenset[str]
    is_marked: bool

    @classmethod
    def of(cls, text: str) -> "Asked":
        typed = words(text[:LONGEST_QUERY])
        telling = [word for word in typed if plain(word) not in COMMON] or typed
        has_marks = is_marked(text[:LONGEST_QUERY])
        return cls(frozenset(telling if has_marks else map(plain, telling)), has_marks)

    def hits(self, text: str) -> list[Match[str]]:
        """Where a text in composed letters holds any of the words."""
        read = str.lower if self.is_marked else plain
        return [one for one in WORD.finditer(text) if read(one[0]) in self.words]


def marked(text: str, asked: Asked) -> list[Piece]:
    """A whole short text with the asked words marked; neighbours are marked as one."""
    text = unicodedata.normalize("NFC", text)
    return _pieces(text, [one.span() for one in asked.hits(text)])


def passage(texts: Iterable[str], asked: Asked, *, length: int = LENGTH) -> list[Piece]:
    """The stretch of any of the texts that holds most of what was asked; empty when none holds anything."""
    best: tuple[float, int, str, list[Span]] = (0.0, 0, "", [])
    left = READ
    for text in texts:
        flat = SPACES.sub(" ", unicodedata.normalize("NFC", text[:left]).strip())
        left -= len(flat)
        hits = asked.hits(flat)
        value, at = _densest(hits, length)
        # Of equal passages the earlier text is nearer to what the thing is about.
        if value > best[0]:
            best = (value, at, flat, [one.span() for one in hits])
        if left <= 0:
            break
    value, at, flat, spans = best
    return _cut(flat, spans, at, length) if value else []


def _densest(hits: Sequence[Match[str]], length: int) -> tuple[float, int]:
    """How much of the question the best window holds (each word once, neighbours for more), and where it begins."""
    best, at, last = 0.0, 0, 0
    for first, word in enumerate(hits):
        last = max(last, first)
        while last + 1 < len(hits) and hits[last + 1].end() - word.start() <= length:
            last += 1
        window = hits[first : last + 1]
        different = len({one[0].lower() for one in window})
        # Neighbours add at most half as much again, so most windows need not be looked at closer.
        if 1.5 * different <= best:
            continue
        value = different + 0.5 * min(different, sum(b.start() - a.end() == 1 for a, b in pairwise(window)))
        if value > best:
            best, at = value, word.start()
    return best, at


def _cut(text: str, hits: Sequence[Span], at: int, length: int) -> list[Piece]:
    """The window with a little before it, cut between words."""
    start = max(0, at - length // 5)
    start = text.find(" ", start) + 1 if start else 0
    end = min(len(text), start + length)
    end = max(text.rfind(" ", start, end), at) if end < len(text) else end
    inside = [(first - start, last - start) for first, last in hits if start <= first and last <= end]
    before, after = [Piece("… ", False)] if start else [], [Piece(" …", False)] if end < len(text) else []
    return [*before, *_pieces(text[start:end], inside), *after]


def _pieces(text: str, hits: Sequence[Span]) -> list[Piece]:
    """The text in stretches; marked words with one sign between them become one stretch."""
    joined: list[Span] = []
    for first, last in hits:
        if joined and first - joined[-1][1] == 1 and text[first - 1] == " ":
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    pieces: list[Piece] = []
    done = 0
    for first, last in joined:
        pieces += [Piece(text[done:first], False), Piece(text[first:last], True)]
        done = last
    pieces.append(Piece(text[done:], False))
    return [piece for piece in pieces if piece.text]
