"""A working calendar over a span of days: which days and minutes are worked, indexed for quick answers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from motcua.kernel.speech import say as _

Minutes = tuple[int, int]
DAY = timedelta(days=1)


class SpecialKind(StrEnum):
    OFF = "OFF"
    MAKE_UP = "MAKE_UP"


class OutOfRange(Exception):
    """The calendar has no days for this time: years must be added before dates can be promised."""


@dataclass(frozen=True)
class Special:
    """A day that differs from its weekday: off, or worked like the weekday `works_like` (0 is Monday).

    Not decided: expected, but the Prime Minister's decision of that year is not known yet (BLLĐ 2019 Đ112.3).
    """

    on: date
    kind: SpecialKind
    label: str
    legal_basis: str = ""
    works_like: int = 0
    is_decided: bool = True


@dataclass(frozen=True)
class Hours:
    """Working hours of a weekday while they are in force: minutes from midnight.

    In hours for receiving only the counter is open, but no time limit runs.
    """

    weekday: int
    opens: int
    closes: int
    valid_from: date
    valid_until: date | None = None
    is_receiving_only: bool = False

    def holds_on(self, day: date, weekday: int) -> bool:
        """Whether these hours are worked on a day that is worked like this weekday."""
        in_force = self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
        return self.weekday == weekday and in_force


class Schedule:
    """A working calendar over a span of days, indexed so that every question is a bisection."""

    def __init__(
        self, first: date, last: date, hours: Iterable[Hours], special: Iterable[Special], zone: tzinfo | None = None
    ) -> None:
        self.first, self.last = first, last
        self.zone = zone or ZoneInfo("Asia/Ho_Chi_Minh")
        self.special = {day.on: day for day in special}
        all_hours = self.hours = tuple(hours)
        self._minutes: list[tuple[Minutes, ...]] = []
        self._worked = [0]
        self._days = [0]
        for n in range((last - first).days + 1):
            spans = self._spans(first + n * DAY, all_hours)
            self._minutes.append(spans)
            total = sum(closes - opens for opens, closes in spans)
            self._worked.append(self._worked[-1] + total)
            self._days.append(self._days[-1] + (1 if total else 0))

    def _spans(self, day: date, hours: Sequence[Hours]) -> tuple[Minutes, ...]:
        special, weekday = self.special.get(day), day.weekday()
        if special is not None:
            if special.kind == SpecialKind.OFF:
                return ()
            weekday = special.works_like
        found = [(h.opens, h.closes) for h in hours if not h.is_receiving_only and h.holds_on(day, weekday)]
        return tuple(sorted(found))

    def _index(self, day: date) -> int:
        n = (day - self.first).days
        if not 0 <= n < len(self._minutes):
            raise OutOfRange(f"{day} is outside the calendar {self.first} – {self.last}")
        return n

    def hours_of(self, day: date) -> tuple[Minutes, ...]:
        """The spans worked on a day, as minutes from midnight."""
        return self._minutes[self._index(day)]

    def is_working_day(self, day: date) -> bool:
        return bool(self._minutes[self._index(day)])

    def is_receiving_day(self, day: date) -> bool:
        """Whether the counter receives on this day, even where no time limit runs."""
        special = self.special.get(day)
        if special is not None and special.kind == SpecialKind.OFF:
            return False
        weekday = special.works_like if special else day.weekday()
        return any(hours.holds_on(day, weekday) for hours in self.hours)

    def opening(self, day: date) -> datetime:
        """When work begins on a working day."""
        return self.moment(day, self._minutes[self._index(day)][0][0])

    def closing(self, day: date) -> datetime:
        """When work ends on a working day."""
        return self.moment(day, self._minutes[self._index(day)][-1][1])

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        return self.add_working_days(day, 1)

    def working_day_from(self, day: date) -> date:
        """This day if it works, else the first working day after it."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after this day; before it when the count is negative; zero gives the day itself."""
        if count == 0:
            return day
        n = self._index(day)
        if count > 0:
            found = bisect_left(self._days, self._days[n + 1] + count) - 1
        else:
            found = bisect_right(self._days, self._days[n] + count)
            found = found - 1 if self._days[n] + count >= 0 else -1
        if not 0 <= found < len(self._minutes):
            raise OutOfRange(f"{count} working days from {day} leave the calendar {self.first} – {self.last}")
        return self.first + found * DAY

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another; negative when the second is earlier."""
        return self._days[self._index(until) + 1] - self._days[self._index(after) + 1]

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes from one moment to another; negative when the second is earlier."""
        return self._position(end) - self._position(start)

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment when so many working minutes have passed since the start."""
        if minutes <= 0:
            return start
        wanted = self._position(start) + minutes
        n = bisect_left(self._worked, wanted) - 1
        if n >= len(self._minutes):
            raise OutOfRange(f"{minutes} working minutes from {start} leave the calendar {self.first} – {self.last}")
        rest = wanted - self._worked[n]
        for opens, closes in self._minutes[n]:
            if rest <= closes - opens:
                return self.moment(self.first + n * DAY, opens + rest)
            rest -= closes - opens
        raise OutOfRange(f"{minutes} working minutes from {start}")  # pragma: no cover - the index makes it impossible

    def _position(self, moment: datetime) -> int:
        local = moment.astimezone(self.zone)
        n = self._index(local.date())
        minute = local.hour * 60 + local.minute
        return self._worked[n] + sum(max(0, min(minute, closes) - opens) for opens, closes in self._minutes[n])

    def moment(self, day: date, minute: int) -> datetime:
        """A minute of a day, counted from midnight."""
        return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=self.zone)

    def minute_of(self, moment: datetime, day: date) -> int:
        """How far a day has gone at a moment, in minutes: none of it before, all of it after."""
        local = moment.astimezone(self.zone)
        if local.date() != day:
            return 0 if local.date() < day else 24 * 60
        return local.hour * 60 + local.minute

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def why_off(self, day: date) -> str:
        """Why nobody works on this day, in words."""
        special = self.special.get(day)
        if special is not None and special.kind == SpecialKind.OFF:
            grounds = "; ".join(filter(None, [special.legal_basis, "" if special.is_decided else _("dự kiến")]))
            return f"{special.label} ({grounds})" if grounds else special.label
        return {6: _("Chủ nhật"), 5: _("Thứ Bảy")}.get(day.weekday()) or _("Ngày nghỉ")
