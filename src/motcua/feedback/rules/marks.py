"""Marks of personal data in a text: suggested here, decided by a person before anything is published."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What kind of personal data a mark suggests."""

    EMAIL = "EMAIL"
    NUMBER = "NUMBER"
    PHONE = "PHONE"
    PLATE = "PLATE"
    NAME = "NAME"


# What stands in the published text, which is Vietnamese, in place of each.
IN_PLACE_OF = {
    Personal.EMAIL: "[email]",
    Personal.NUMBER: "[số giấy tờ]",
    Personal.PHONE: "[số điện thoại]",
    Personal.PLATE: "[biển số xe]",
    Personal.NAME: "[tên người]",
}
_GAP = r"[ .\-]?"
_WORD = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]+"
# The earlier takes what several would take: a number of twelve signs is no telephone.
_PATTERNS: tuple[tuple[Personal, "re.Pattern[str]"], ...] = (
    (Personal.EMAIL, re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    (Personal.NUMBER, re.compile(r"(?<![\d/])\d(?:[ .]?\d){11}(?![\d/])")),
    (Personal.PHONE, re.compile(rf"(?<![\d/])(?:\+?84|0){_GAP}\d(?:{_GAP}\d){{8}}(?![\d/])")),
    (Personal.NUMBER, re.compile(r"(?<![\d/.])\d{9}(?![\d/])")),
    (Personal.PLATE, re.compile(r"\b\d{2}[ \-]?[A-ZĐ]\d?[ \-]?\d{3}\.?\d{2}\b|\b\d{2}[A-ZĐ]\d?[ \-]?\d{4}\b")),
    (
        Personal.NAME,
        re.compile(
            rf"(?<=\b(?:[Ôô]ng|[Cc]hị|[Aa]nh|[Cc]hú|[Bb]ác) ){_WORD}(?: {_WORD}){{0,4}}"
            rf"|(?<=\b(?:[Bb]à|[Cc]ô|[Ee]m) ){_WORD}(?: {_WORD}){{0,4}}"
        ),
    ),
)


@dataclass(frozen=True)
class Mark:
    """A stretch of a text that looks like personal data."""

    start: int
    end: int
    kind: Personal


def marks(text: str, names: Iterable[str] = ()) -> list[Mark]:
    """What in the text looks like personal data, from left to right, never two over one sign.

    `names`: of whom it is known that they may stand in it, as its author.
    """
    found: list[Mark] = []
    known = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in names if len(name) > 1]
    for kind, pattern in [*((Personal.NAME, one) for one in known), *_PATTERNS]:
        for match in pattern.finditer(text):
            mark = Mark(match.start(), match.end(), kind)
            if not any(mark.start < one.end and one.start < mark.end for one in found):
                found.append(mark)
    return sorted(found, key=lambda one: one.start)


def masked(text: str, suggested: Sequence[Mark]) -> str:
    """The text with a word in place of each mark; what stands between them is as it was."""
    parts, at = [], 0
    for mark in suggested:
        parts += [text[at : mark.start], IN_PLACE_OF[mark.kind]]
        at = mark.end
    return "".join([*parts, text[at:]])
