"""Whom an entry of a register is about, what speaks against a paper, and of which entry a paper is a copy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A personal number, that of an old card, or that of a passport: in whatever words it stands («CCCD số … cấp ngày …»).
_NUMBER = re.compile(r"(?<![0-9A-Z])(?:[0-9]{12}|[0-9]{9}|[A-Z]{1,2}[0-9]{6,8})(?![0-9A-Z])")
_SPACED = re.compile(r"[0-9 .\-]+")


@dataclass(frozen=True)
class PersonFacts:
    """Which facts of a paper say who somebody is whom its entry is about."""

    name: str
    born: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Against:
    """Entries of a book about the same person speak against a paper, as long as its facts are the `given` ones.

    `says`: what such an entry tells of the person; `unless`: books whose entry about one of its people ended it;
    `refuses`: there cannot be both, so that who has the same number is refused; else somebody says why it is right.
    `of`: the names of the people it is asked of, where not of all of the paper.
    `after`: days of the paper, one of which such an entry is later than; `named`: the fact with the number of the entry
    that the paper itself speaks of; `mend`: what is rather to be written, told where it is asked why it is right.
    """

    book: str
    says: str
    law: str
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    refuses: bool = False
    after: tuple[str, ...] = ()
    named: str = ""
    mend: str = ""
    of: tuple[str, ...] = ()

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether it is asked of a paper with these facts."""
        return all(values.get(name) in allowed for name, allowed in self.given.items())

    def counts(self, values: Mapping[str, Any], number: str, entered_on: str) -> bool:
        """Whether an entry with this number, of a day year first, speaks against a paper with these facts."""
        days = [day for name in self.after if (day := _year_first(str(values.get(name) or "")))]
        if self.after and not any(entered_on[: len(day)] > day for day in days):
            return False
        named, own = (number_and_year(text) for text in (str(values.get(self.named) or ""), number))
        if named is None or own is None or named[0] != own[0]:
            return True
        return bool(named[1]) and named[1] != (own[1] or int(entered_on[:4]))


def _year_first(text: str) -> str:
    """A day as it is printed, «05/02/1990», with its year first, as far as it is known."""
    return "-".join(reversed(text.split("/")))


@dataclass(frozen=True)
class Copied:
    """The book of which the paper copies an entry, how the book is called, and the sources that tell which entry."""

    book: str
    called: str
    name: str
    number: str = ""
    day: str = ""
    born: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody as a register knows them: name without marks and capitals, day of birth year first, numbers."""

    name: str
    born: str = ""
    numbers: frozenset[str] = frozenset()

    def shares_number(self, other: "Person") -> bool:
        return bool(self.numbers & other.numbers)

    def is_same(self, other: "Person") -> bool:
        """By a number; by name and birth where not both have a number of one kind."""
        if self.shares_number(other):
            return True
        kinds, others = ({(len(number), number[0].isalpha()) for number in one.numbers} for one in (self, other))
        named = bool(self.name and self.born) and (self.name, self.born) == (other.name, other.born)
        return named and not kinds & others


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of identity papers in a text."""
    plain = text.upper()
    return frozenset(_NUMBER.findall(re.sub(r"[ .\-]", "", plain) if _SPACED.fullmatch(plain) else plain))


def number_and_year(text: str) -> tuple[int, int] | None:
    """«05/2026» as (5, 2026), «05/TLKT» and «5» with no year as (5, 0); none where there is no number."""
    match = re.match(r"\s*0*([0-9]{1,9})(?:\s*/\s*((?:19|20)[0-9]{2})\b)?", text)
    return (int(match[1]), int(match[2] or 0)) if match else None
