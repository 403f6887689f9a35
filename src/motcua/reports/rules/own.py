"""What an agency's own report counts, by what, over which days: as chosen, as kept, as it stands in an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from motcua.indicators.rules.spans import Span, month_of
from motcua.indicators.rules.vocabulary import FACTS
from motcua.kernel.speech import say as _
from motcua.reports.rules.periods import PeriodKind, ReportPeriod, last_ended

MOST_COUNTS, MOST_GROUPS = 6, 2
# Days that somebody chooses are no more than these; weeks of more than a year are no picture any more.
MOST_DAYS, MOST_WEEK_DAYS, MOST_MONTH_DAYS = 3700, 400, 1830


class By(StrEnum):
    """By what it is grouped."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    UNIT = "UNIT"
    FIELD = "FIELD"
    PROCEDURE = "PROCEDURE"
    CHANNEL = "CHANNEL"
    OFFICIAL = "OFFICIAL"
    AGENCY = "AGENCY"
    LEVEL = "LEVEL"
    LATE_GROUP = "LATE_GROUP"


class Reach(StrEnum):
    """Whose dossiers: the agency's, or (who gathers for the province) everybody's."""

    AGENCY = "AGENCY"
    PROVINCE = "PROVINCE"


class Over(StrEnum):
    """Over which days, said so that it goes on by itself; CUT is a month of reports, 15th to 14th."""

    THIS_MONTH = "THIS_MONTH"
    LAST_MONTH = "LAST_MONTH"
    THIS_QUARTER = "THIS_QUARTER"
    LAST_QUARTER = "LAST_QUARTER"
    THIS_YEAR = "THIS_YEAR"
    LAST_YEAR = "LAST_YEAR"
    THIS_WEEK = "THIS_WEEK"
    LAST_WEEK = "LAST_WEEK"
    THIS_CUT = "THIS_CUT"
    LAST_CUT = "LAST_CUT"
    DAYS = "DAYS"


class Rhythm(StrEnum):
    """How often it goes out by mail: once a week, a month, a quarter that is over."""

    NEVER = "NEVER"
    WEEK = "WEEK"
    MONTH = "MONTH"
    CUT = "CUT"
    QUARTER = "QUARTER"


class How(StrEnum):
    """What is told of a fact that is one value of each dossier."""

    HALF = "nua"
    NINE = "chin"
    MEAN = "tb"


SHARES: Mapping[How, Fraction] = {How.HALF: Fraction(1, 2), How.NINE: Fraction(9, 10)}


@dataclass(frozen=True)
class Counts:
    """One column: a fact, how it is told where it has one value of each dossier; or an indicator, which has a dot."""

    name: str
    how: How | None = None

    @property
    def code(self) -> str:
        """As it is kept, and stands in addresses."""
        return f"{self.name}:{self.how}" if self.how else self.name

    @property
    def is_indicator(self) -> bool:
        return "." in self.name

    @classmethod
    def read(cls, code: str) -> "Counts | None":
        """None for what is written otherwise; whether it is counted (still) is another question."""
        name, _colon, how = code.partition(":")
        if not name or not name.replace("_", "").replace(".", "").isalnum() or len(code) > 100:
            return None
        found = next((one for one in How if one == how), None)
        return None if how and found is None else cls(name, found)


@dataclass(frozen=True)
class Chosen:
    """All that was chosen. Filters hold codes, of units, agencies and officials keys; empty is every one."""

    counts: tuple[Counts, ...] = ()
    by: tuple[By, ...] = ()
    over: Over = Over.THIS_MONTH
    since: date | None = None
    until: date | None = None
    reach: Reach = Reach.AGENCY
    unit: str = ""
    field: str = ""
    procedure: str = ""
    channel: str = ""
    official: str = ""
    agency: str = ""
    level: str = ""

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "counts": [one.code for one in self.counts],
            "by": [str(one) for one in self.by],
            "over": str(self.over),
            "reach": str(self.reach),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            **{name: getattr(self, name) for name in FILTERS if getattr(self, name)},
        }

    @property
    def tells_officials(self) -> bool:
        """Whether it says something of single officials."""
        return By.OFFICIAL in self.by or bool(self.official)


FILTERS = ("unit", "field", "procedure", "channel", "official", "agency", "level")


def chosen_of(data: Mapping[str, Any]) -> Chosen:
    """What was kept; what is not understood (any more) is left out, and `problems` tells of what is then missing."""

    def one_of(enum: type[StrEnum], value: Any, other: StrEnum) -> Any:
        return next((one for one in enum if one == value), other)

    counts = [Counts.read(code) for code in _codes(data.get("counts"))][:MOST_COUNTS]
    by = [next((one for one in By if one == code), None) for code in _codes(data.get("by"))][:MOST_GROUPS]
    return Chosen(
        counts=tuple(dict.fromkeys(one for one in counts if one)),
        by=tuple(dict.fromkeys(one for one in by if one)),
        over=one_of(Over, data.get("over"), Over.THIS_MONTH),
        since=day_in(data.get("since", "")),
        until=day_in(data.get("until", "")),
        reach=one_of(Reach, data.get("reach"), Reach.AGENCY),
        **{name: str(data.get(name) or "")[:80].replace("\x00", "") for name in FILTERS},
    )


def _codes(value: Any) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []


def day_in(text: Any) -> date | None:
    """A day as it is kept and stands in addresses."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def problems(chosen: Chosen) -> dict[str, str]:
    """What has to be chosen otherwise, by field; nothing of what is not known (any more)."""
    found: dict[str, str] = {}
    if not chosen.counts:
        found["counts"] = _("Hãy chọn ít nhất một số liệu.")
    if By.WEEK in chosen.by and By.MONTH in chosen.by:
        found["by"] = _("Chỉ chọn một trong hai: theo tuần hoặc theo tháng.")
    if chosen.reach is Reach.AGENCY and {By.AGENCY, By.LEVEL} & set(chosen.by):
        found["by"] = _("Nhóm theo cơ quan, theo cấp chỉ dùng được khi đếm toàn tỉnh.")
    if chosen.reach is Reach.PROVINCE and chosen.tells_officials:
        found["by"] = _("Số liệu toàn tỉnh không nêu từng người.")
    if chosen.over is Over.DAYS:
        found |= _wrong_days(chosen)
    return found


def _wrong_days(chosen: Chosen) -> dict[str, str]:
    if chosen.since is None or chosen.until is None:
        return {"since": _("Hãy ghi đủ ngày đầu và ngày cuối.")}
    if chosen.until < chosen.since:
        return {"until": _("Ngày cuối phải từ ngày đầu trở đi.")}
    length = (chosen.until - chosen.since).days + 1
    most = MOST_WEEK_DAYS if By.WEEK in chosen.by else MOST_MONTH_DAYS if By.MONTH in chosen.by else MOST_DAYS
    if length > most:
        return {"until": _("Khoảng ngày dài quá: nhiều nhất %d ngày khi đếm như vậy.") % most}
    return {}


def days_over(chosen: Chosen, on: date) -> tuple[date, date] | None:
    """From which day to before which, as it is asked for on a day; None where days were not chosen well."""
    if chosen.over is Over.DAYS:
        if _wrong_days(chosen) or chosen.since is None or chosen.until is None or chosen.until == date.max:
            return None
        return chosen.since, chosen.until + timedelta(days=1)
    return _spans(chosen.over, on)


def _spans(over: Over, on: date) -> tuple[date, date]:
    first = on - timedelta(days=on.weekday())
    this_cut = last_ended(PeriodKind.MONTH, on).after
    quarter = Span(on.year, (on.month - 1) // 3 * 3 + 1, 3)
    match over:
        case Over.THIS_WEEK:
            return first, first + timedelta(days=7)
        case Over.LAST_WEEK:
            return first - timedelta(days=7), first
        case Over.THIS_CUT:
            return _of_cut(this_cut)
        case Over.LAST_CUT:
            return _of_cut(this_cut.before)
    span = {
        Over.THIS_MONTH: month_of(on),
        Over.LAST_MONTH: month_of(on.replace(day=1) - timedelta(days=1)),
        Over.THIS_QUARTER: quarter,
        Over.LAST_QUARTER: _quarter_of(quarter.since - timedelta(days=1)),
        Over.THIS_YEAR: Span(on.year),
        Over.LAST_YEAR: Span(on.year - 1),
    }[over]
    return span.since, span.until


def _quarter_of(day: date) -> Span:
    return Span(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def _of_cut(period: ReportPeriod) -> tuple[date, date]:
    return period.first, period.last + timedelta(days=1)


def times_of(by: Sequence[By], since: date, until: date) -> list[tuple[date, date]]:
    """The weeks or months of days, the first and the last as far as the days go; none where not grouped so."""
    if By.WEEK not in by and By.MONTH not in by:
        return []
    found, day = [], since
    while day < until:
        following = day + timedelta(days=7 - day.weekday()) if By.WEEK in by else month_of(day).until
        found.append((day, min(following, until)))
        day = following
    return found


def last_over(rhythm: Rhythm, on: date) -> tuple[date, date] | None:
    """The week, month or quarter that ended last before a day; none where it never goes out."""
    if rhythm is Rhythm.NEVER:
        return None
    return _spans(
        {
            Rhythm.WEEK: Over.LAST_WEEK,
            Rhythm.MONTH: Over.LAST_MONTH,
            Rhythm.CUT: Over.LAST_CUT,
            Rhythm.QUARTER: Over.LAST_QUARTER,
        }[rhythm],
        on,
    )


def goes_out_on(rhythm: Rhythm, after: int, on: date) -> tuple[date, date] | None:
    """The days of which a report goes out on a day, so many days after they ended or, missed, within a week of it."""
    days = last_over(rhythm, on)
    if days is None:
        return None
    due = days[1] + timedelta(days=after - 1)
    return days if due <= on < due + timedelta(days=LATE_BY) else None


# Where nothing ran on its day a letter still goes out within so many days; afterwards the next one does.
LATE_BY = 7
# The latest day after a period on which it may go out, by rhythm: before the next one ends.
MOST_AFTER = 7


def facts_wanted(counts: Sequence[Counts]) -> list[str]:
    """The facts of columns that are no indicators, those that are known."""
    return [one.name for one in counts if not one.is_indicator and one.name in FACTS]
