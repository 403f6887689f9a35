"""Spans of calendar months for public figures: a month, a quarter, a year; never the 15th–14th of reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from motcua.kernel.speech import say as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
_CODE = re.compile(r"(\d{4})(?:-(q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True)
class Span:
    """So many months from the first day of one: a month, a quarter or a year of the calendar."""

    year: int
    month: int = 1
    months: int = 12

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def until(self) -> date:
        """The first day after it."""
        return _first_of(self.year * 12 + self.month - 1 + self.months)

    @property
    def code(self) -> str:
        """As it stands in addresses: 2026-11, 2026-q4, 2026."""
        ends = {1: f"-{self.month:02}", 3: f"-q{(self.month + 2) // 3}"}
        return f"{self.year}{ends.get(self.months, '')}"

    @property
    def name(self) -> str:
        """As people say it, in the language of who reads."""
        if self.months == 1:
            return _("Tháng %(number)d/%(year)d") % {"number": self.month, "year": self.year}
        if self.months == 3:
            return _("Quý %(number)d/%(year)d") % {"number": (self.month + 2) // 3, "year": self.year}
        return _("Năm %(year)d") % {"year": self.year}

    @property
    def year_before(self) -> "Span":
        """The same of the year before."""
        return Span(self.year - 1, self.month, self.months)

    @property
    def of_year(self) -> list["Span"]:
        """The twelve months of its year."""
        return [Span(self.year, month, 1) for month in range(1, 13)]


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def month_of(day: date) -> Span:
    """The month of a day."""
    return Span(day.year, day.month, 1)


def month_before(day: date) -> Span:
    """The month that ended last before a day's."""
    first = _first_of(day.year * 12 + day.month - 2)
    return month_of(first)


def usual(on: date) -> Span:
    """What is shown to who asks for nothing: the year, as long as a month of it has ended."""
    return Span(month_before(on).year)


def span_in(code: str) -> Span | None:
    """The span an address names; None for what is none, or lies beyond any year that is kept."""
    found = _CODE.fullmatch(code)
    if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR:
        return None
    year, part = int(found[1]), found[2] or ""
    if part.startswith("q"):
        return Span(year, int(part[1:]) * 3 - 2, 3)
    return Span(year, int(part), 1) if part else Span(year)


def spans_to_choose(first: date, on: date) -> Iterator[Span]:
    """Years, quarters and months from a first day to today, each kind the latest first; of months two years."""
    yield from (Span(year) for year in range(on.year, first.year - 1, -1))
    quarters = [Span(year, month, 3) for year in range(on.year, on.year - 2, -1) for month in (10, 7, 4, 1)]
    months = [Span(year, month, 1) for year in range(on.year, on.year - 2, -1) for month in range(12, 0, -1)]
    yield from (span for span in (*quarters, *months) if first < span.until and span.since <= on)
