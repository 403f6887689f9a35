"""The periods of reports: from the 15th to the 14th, never a calendar month (NĐ 09/2019/NĐ-CP)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua.kernel.speech import say as _
from motcua.kernel.text import VIETNAM

CUT = 14
FIRST_YEAR, LAST_YEAR = 2000, 2100


class PeriodKind(StrEnum):
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF = "HALF"
    NINE_MONTHS = "NINE_MONTHS"
    YEAR = "YEAR"


MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
# How many of a kind a year has: of six and of nine months only the first counts (NĐ 09/2019).
IN_YEAR = {kind: 12 // months if months <= 3 else 1 for kind, months in MONTHS.items()}
_CODE = re.compile(r"(\d{4})(?:-(q[1-4]|6t|9t|0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True)
class ReportPeriod:
    """One period: the third month of 2026 runs from 15/02/2026 to 14/03/2026, the year 2026 from 15/12/2025."""

    kind: PeriodKind
    year: int
    number: int = 1

    @property
    def first(self) -> date:
        """The first day."""
        month = self._last_month - MONTHS[self.kind]
        return date(self.year, month, CUT + 1) if month else date(self.year - 1, 12, CUT + 1)

    @property
    def last(self) -> date:
        """The last day, which still belongs to it."""
        return date(self.year, self._last_month, CUT)

    @property
    def begins(self) -> datetime:
        """Its first moment, on the clock in Viet Nam."""
        return datetime.combine(self.first, time(), tzinfo=VIETNAM)

    @property
    def ends(self) -> datetime:
        """The first moment after it: 23:59 of the last day still counts."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=VIETNAM)

    @property
    def _last_month(self) -> int:
        return self.number * MONTHS[self.kind]

    @property
    def code(self) -> str:
        """As it stands in addresses: 2026-03, 2026-q1, 2026-6t, 2026-9t, 2026."""
        ends = {
            PeriodKind.MONTH: f"-{self.number:02}",
            PeriodKind.QUARTER: f"-q{self.number}",
            PeriodKind.HALF: "-6t",
            PeriodKind.NINE_MONTHS: "-9t",
            PeriodKind.YEAR: "",
        }
        return f"{self.year}{ends[self.kind]}"

    @property
    def name(self) -> str:
        """As people say it, in the language of who reads."""
        values = {"number": self.number, "year": self.year}
        return {
            PeriodKind.MONTH: _("Tháng %(number)d/%(year)d"),
            PeriodKind.QUARTER: _("Quý %(number)d/%(year)d"),
            PeriodKind.HALF: _("6 tháng đầu năm %(year)d"),
            PeriodKind.NINE_MONTHS: _("9 tháng đầu năm %(year)d"),
            PeriodKind.YEAR: _("Năm %(year)d"),
        }[self.kind] % values

    @property
    def before(self) -> "ReportPeriod":
        """The one before of its kind."""
        if self.number > 1:
            return ReportPeriod(self.kind, self.year, self.number - 1)
        return ReportPeriod(self.kind, self.year - 1, IN_YEAR[self.kind])

    @property
    def after(self) -> "ReportPeriod":
        """The one after of its kind."""
        if self.number < IN_YEAR[self.kind]:
            return ReportPeriod(self.kind, self.year, self.number + 1)
        return ReportPeriod(self.kind, self.year + 1)

    @property
    def year_before(self) -> "ReportPeriod":
        """The same of the year before."""
        return ReportPeriod(self.kind, self.year - 1, self.number)


def period_in(code: str) -> ReportPeriod | None:
    """The period an address names; None for what is none, or lies beyond any year that is kept."""
    found = _CODE.fullmatch(code)
    if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR:
        return None
    year, part = int(found[1]), found[2] or ""
    if part.startswith("q"):
        return ReportPeriod(PeriodKind.QUARTER, year, int(part[1:]))
    if part in ("6t", "9t"):
        return ReportPeriod(PeriodKind.HALF if part == "6t" else PeriodKind.NINE_MONTHS, year)
    return ReportPeriod(PeriodKind.MONTH, year, int(part)) if part else ReportPeriod(PeriodKind.YEAR, year)


def last_ended(kind: PeriodKind, on: date) -> ReportPeriod:
    """The latest of a kind that is over on a day."""
    period = ReportPeriod(kind, on.year + 1)
    while period.last >= on:
        period = period.before
    return period
