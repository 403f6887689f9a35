"""What a document details or guides, read from its title: «Quy định chi tiết một số điều của Luật Căn cước». Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.kernel.text import fold
from motcua.laws.rules import RelationKind, citations

DETAILS = re.compile(r"quy định chi tiết", re.IGNORECASE)
GUIDES = re.compile(r"hướng dẫn", re.IGNORECASE)
# A document that only amends others details what they detail, not their subject.
AMENDS = re.compile(r"^\s*(sửa đổi|bổ sung|bãi bỏ|thay thế|đính chính)", re.IGNORECASE)
LAW = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh)\s+", re.IGNORECASE)
NAME = 120


@dataclass(frozen=True)
class Named:
    """A law as it can be named without its number."""

    number: str
    title: str
    signed_on: date | None


class Names:
    """Laws by their names without marks."""

    def __init__(self, laws: Sequence[Named]) -> None:
        self._by_name: dict[str, list[Named]] = {}
        for one in laws:
            if one.title:
                self._by_name.setdefault(_plain(one.title), []).append(one)

    def find(self, text: str, *, signed_on: date | None) -> str:
        """The law whose name the text begins with: the longest name, and of several the last before the day."""
        words = _plain(text[:NAME]).split()
        for count in range(min(len(words), 16), 0, -1):
            found = self._by_name.get(" ".join(words[:count]))
            if found:
                before = [one for one in found if not (signed_on and one.signed_on and one.signed_on > signed_on)]
                # A law of that name that came later is another law: better nothing than a guess.
                latest = sorted(before, key=lambda one: one.signed_on or date.min)
                return latest[-1].number if latest else ""
        return ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


@dataclass(frozen=True)
class Parent:
    """The document that another details or guides; an empty number is a name that no known law has."""

    number: str
    kind: RelationKind
    words: str


def parents(title: str, *, signed_on: date | None, names: Names) -> list[Parent]:
    """What a document is for, by its title. At most one of each number; nothing for a document that amends."""
    if AMENDS.match(title):
        return []
    start = DETAILS.search(title) or GUIDES.search(title)
    if start is None:
        return []
    kind = RelationKind.DETAILS if DETAILS.search(title) else RelationKind.GUIDES
    text = title[start.end() :]
    found = {one.number: Parent(one.number, kind, text[one.start : one.end]) for one in citations(text)[:1]}
    if not found:
        for law in LAW.finditer(text):
            number = names.find(text[law.end() :], signed_on=signed_on)
            if number:
                found.setdefault(number, Parent(number, kind, text[law.start() :][:NAME]))
    return list(found.values())
