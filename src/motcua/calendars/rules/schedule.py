"""A working calendar over a span of days: which days and minutes are worked, indexed for quick answers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice
from threading import Lock
from zoneinfo import ZoneInfo

from motcua.calendars.rules.lunar import lunar_day
from motcua.kernel.speech import say as _

Minutes = tuple[int, int]
DAY = timedelta(days=1)
# How far a promise may lie beyond the calendar before it is no promise any more.
MOST_YEARS = 20


class SpecialKind(StrEnum):
    OFF = "OFF"
    MAKE_UP = "MAKE_UP"


class OutOfRange(Exception):
    """The calendar has no days for this time: it begins later, or nobody works in it any more."""


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


@dataclass(frozen=True)
class Yearly:
    """A day off that the law gives every year, with so many days before and after it, in the solar or the lunar year.

    Where it meets a day that is off every week, the next working day is off instead of that one (BLLĐ 2019 Đ111.3).
    """

    month: int
    day: int
    label: str
    legal_basis: str = ""
    is_lunar: bool = False
    before: int = 0
    after: int = 0
    is_decided: bool = True
    is_made_up_for: bool = True

    def off_on(self, day: date, *, is_substitute: bool = False) -> Special:
        """What one of its days is called, and the ground."""
        label = f"{self.label} (nghỉ bù)" if is_substitute else self.label
        return Special(day, SpecialKind.OFF, label, self.legal_basis, is_decided=self.is_decided)

    def days_in(self, year: int) -> list[date]:
        """The days off that it gives in a year."""
        middle = lunar_day(year, self.month, self.day) if self.is_lunar else date(year, self.month, self.day)
        return [middle + n * DAY for n in range(-self.before, self.after + 1)]


class Schedule:
    """A working calendar over a span of days, indexed so that every question is a bisection.

    Behind its last day it goes on by itself: with the hours of the week and what the law gives `yearly`. What is
    promised there may still move when the days off of those years are decided.
    """

    def __init__(
        self,
        first: date,
        last: date,
        hours: Iterable[Hours],
        special: Iterable[Special],
        yearly: Iterable[Yearly] = (),
        zone: tzinfo | None = None,
    ) -> None:
        self.first, self.last = first, last
        self.zone = zone or ZoneInfo("Asia/Ho_Chi_Minh")
        self.special = {day.on: day for day in special}
        self.hours, self._yearly = tuple(hours), tuple(yearly)
        self._minutes: list[tuple[Minutes, ...]] = []
        self._worked = [0]
        self._days = [0]
        self._growing = Lock()
        self._add(first, last)

    def _add(self, first: date, last: date) -> None:
        """Add days at the end: their sums first, so that who reads meanwhile never finds a day without them."""
        worked, days, minutes = self._worked[-1], self._days[-1], []
        for n in range((last - first).days + 1):
            spans = self._spans(first + n * DAY)
            minutes.append(spans)
            total = sum(closes - opens for opens, closes in spans)
            worked, days = worked + total, days + (1 if total else 0)
            self._worked.append(worked)
            self._days.append(days)
        self._minutes.extend(minutes)

    def _grow(self, known: int) -> None:
        """Go on to the end of another year, where no more than so many days are known."""
        with self._growing:
            if len(self._minutes) > known:
                return
            begins = self.first + len(self._minutes) * DAY
            if begins.year - self.last.year > MOST_YEARS:
                raise OutOfRange(f"nobody promises a day in {begins.year}")
            given = self._given_in(begins.year)
            self.special |= {day: given[day] for day in given if day >= begins}
            self._add(begins, date(begins.year, 12, 31))

    def _given_in(self, year: int) -> dict[date, Special]:
        """The days off that the law gives in a year, with those in place of days that are off every week."""
        given = {day: holiday.off_on(day) for holiday in self._yearly for day in holiday.days_in(year)}
        for holiday in self._yearly:
            for met in holiday.days_in(year) if holiday.is_made_up_for else ():
                if self._works_weekly(met):
                    continue
                coming = (met + n * DAY for n in range(1, 15))
                for day in islice((day for day in coming if self._works_weekly(day) and day not in given), 1):
                    given[day] = holiday.off_on(day, is_substitute=True)
        return given

    def _works_weekly(self, day: date) -> bool:
        """Whether this day is worked when nothing special is on it."""
        return bool(self._hours_of(day, day.weekday()))

    def _spans(self, day: date) -> tuple[Minutes, ...]:
        special = self.special.get(day)
        if special is None:
            return self._hours_of(day, day.weekday())
        return () if special.kind == SpecialKind.OFF else self._hours_of(day, special.works_like)

    def _hours_of(self, day: date, weekday: int) -> tuple[Minutes, ...]:
        """What is worked on a day that is worked like this weekday."""
        found = [(h.opens, h.closes) for h in self.hours if not h.is_receiving_only and h.holds_on(day, weekday)]
        return tuple(sorted(found))

    def _index(self, day: date) -> int:
        n = (day - self.first).days
        if n < 0:
            raise OutOfRange(f"{day} lies before the calendar, which begins on {self.first}")
        while n >= (known := len(self._minutes)):
            self._grow(known)
        return n

    def hours_of(self, day: date) -> tuple[Minutes, ...]:
        """The spans worked on a day, as minutes from midnight."""
        return self._minutes[self._index(day)]

    def is_working_day(self, day: date) -> bool:
        return bool(self._minutes[self._index(day)])

    def is_receiving_day(self, day: date) -> bool:
        """Whether the counter receives on this day, even where no time limit runs."""
        return bool(self.receiving_of(day))

    def receiving_of(self, day: date, own: Sequence[Hours] = ()) -> tuple[Minutes, ...]:
        """The spans in which the counter receives on a day, by hours of its own where it has any."""
        self._index(day)
        special = self.special.get(day)
        if special is not None and special.kind == SpecialKind.OFF:
            return ()
        weekday = special.works_like if special else day.weekday()
        return tuple(sorted((one.opens, one.closes) for one in own or self.hours if one.holds_on(day, weekday)))

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
            return self.first + self._reached(self._days, self._days[n + 1] + count) * DAY
        if self._days[n] + count < 0:
            raise OutOfRange(f"{-count} working days before {day} the calendar has not begun: {self.first}")
        return self.first + (bisect_right(self._days, self._days[n] + count) - 1) * DAY

    def _reached(self, sums: Sequence[int], wanted: int) -> int:
        """On which day a sum of days or minutes is reached; as many years are added as it takes."""
        while (n := bisect_left(sums, wanted) - 1) >= (known := len(self._minutes)):
            self._grow(known)
        return n

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
        n = self._reached(self._worked, wanted)
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
