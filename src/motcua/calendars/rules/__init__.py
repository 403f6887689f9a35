"""Pure rules of working time: which days work, when a time limit ends, and the explanation day by day.

A limit in days does not count the day it starts (Bộ luật Dân sự 2015 Đ147) unless the rule says so; a limit in calendar
days or months whose last day is off ends on the next working day (Đ148). A pause leaves out the days after the one on
which it began, up to and with the one on which it ended: the first was partly used, the last is a new day of receipt.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from motcua.calendars.rules.opening import Opening, WeekLine, opening_at, week_of
from motcua.calendars.rules.schedule import DAY, Hours, Minutes, OutOfRange, Schedule, Special, SpecialKind, Yearly
from motcua.kernel.speech import say as _

__all__ = [
    "DAY", "ClockEvent", "ClockRule", "DayCounted", "Deadline", "Duration", "Extended", "FirstDay", "Hours",
    "Minutes", "Opening", "OutOfRange", "Paused", "Remaining", "Restarted", "Resumed", "Schedule", "Special",
    "SpecialKind", "Started", "TimeUnit", "Timeliness", "WeekLine", "Yearly", "add_months", "as_hours", "due",
    "effective_start", "opening_at", "remaining", "week_of",
]  # fmt: skip


class TimeUnit(StrEnum):
    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    WORKING_HOUR = "WORKING_HOUR"
    MONTH = "MONTH"


class FirstDay(StrEnum):
    """Whether the day on which a limit starts is its day 1."""

    NEXT_DAY = "NEXT_DAY"
    SAME_DAY = "SAME_DAY"


class Timeliness(StrEnum):
    ON_TIME = "ON_TIME"
    DUE_SOON = "DUE_SOON"
    LATE = "LATE"
    PAUSED = "PAUSED"


@dataclass(frozen=True)
class Duration:
    """A length of time in one unit; an amount of 0 is over on the day on which work can begin («giải quyết ngay»)."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True)
class Started:
    at: datetime


@dataclass(frozen=True)
class Paused:
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Resumed:
    at: datetime


@dataclass(frozen=True)
class Restarted:
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Extended:
    at: datetime
    until: datetime
    why: str = ""


ClockEvent = Started | Paused | Resumed | Restarted | Extended


@dataclass(frozen=True)
class ClockRule:
    """How the rulebook counts: the first day, and the hour after which a same-day limit starts tomorrow."""

    first_day: FirstDay = FirstDay.NEXT_DAY
    cut_off: time | None = None


@dataclass(frozen=True)
class DayCounted:
    """One day on the way to the due date: counted as day `number`, or not and why."""

    on: date
    is_counted: bool
    number: int
    why: str


@dataclass(frozen=True)
class Deadline:
    """When it is due, since when it counts, whether it stands still now, and every day on the way.

    `known_until`: the last day for which the calendar is known, where the due date lies behind it and may still move.
    """

    due_at: datetime
    started_at: datetime
    is_paused: bool
    known_until: date | None
    explain: Callable[[], tuple[DayCounted, ...]] = field(compare=False, repr=False)
    # Appointed anew: the day was promised, not reckoned from how long it may take.
    is_put_off: bool = False

    @cached_property
    def days(self) -> tuple[DayCounted, ...]:
        """Every day on the way. Worked out when somebody asks: most due dates are only stored or compared."""
        return self.explain()


@dataclass(frozen=True)
class Remaining:
    """How much working time is left; negative when it is late."""

    working_days: int
    working_minutes: int
    state: Timeliness


def effective_start(schedule: Schedule, received_at: datetime, *, cut_off: time | None) -> datetime:
    """When work can begin: at once in working time before the cut-off, else at the next opening (NĐ 61/2018 Đ18)."""
    local = received_at.astimezone(schedule.zone)
    day = local.date()
    if not schedule.is_working_day(day):
        return schedule.opening(schedule.next_working_day(day))
    if received_at >= schedule.closing(day) or (cut_off is not None and local.time() > cut_off):
        return schedule.opening(schedule.next_working_day(day))
    return max(received_at, schedule.opening(day))


@dataclass(frozen=True)
class _Run:
    """The stretch of the clock that decides: its start, its duration, and the pauses in it."""

    start: datetime
    duration: Duration
    pauses: tuple[tuple[datetime, datetime | None, str], ...]


def _day_before(schedule: Schedule, start: datetime, rule: ClockRule) -> date:
    """The day before the first that counts."""
    if rule.first_day == FirstDay.SAME_DAY:
        return schedule.day_of(effective_start(schedule, start, cut_off=rule.cut_off)) - DAY
    return schedule.day_of(start)


def _last_run(schedule: Schedule, duration: Duration, events: Sequence[ClockEvent], rule: ClockRule) -> _Run:
    start: datetime | None = None
    pauses: list[tuple[datetime, datetime | None, str]] = []
    statutory = duration
    for event in events:
        if isinstance(event, Started | Restarted):
            # Also after a new date was promised: the statutory time anew (NĐ 61/2018 Đ19.4).
            start, duration, pauses = event.at, statutory, []
        elif isinstance(event, Extended):
            until = schedule.working_day_from(schedule.day_of(event.until))
            # A clock that stands still goes on standing still under the new date.
            pauses = [pause for pause in pauses if pause[1] is None]
            start = event.at
            duration = Duration(
                max(1, schedule.working_days_between(_day_before(schedule, event.at, rule), until)),
                TimeUnit.WORKING_DAY,
            )
        elif isinstance(event, Paused):
            if not pauses or pauses[-1][1] is not None:
                pauses.append((event.at, None, event.why))
        elif pauses and pauses[-1][1] is None:
            pauses[-1] = (pauses[-1][0], event.at, pauses[-1][2])
    if start is None:
        raise ValueError("a clock begins with Started")
    return _Run(start, duration, tuple(pauses))


def due(
    schedule: Schedule, duration: Duration, events: Sequence[ClockEvent], *, rule: ClockRule | None = None
) -> Deadline:
    """When a limit ends, from the facts of its clock. A pause that is still open has moved nothing yet.

    The answer is the close of work of its last day, or a minute for limits in working hours. Raises `OutOfRange` for
    what began before the calendar.
    """
    rule = rule or ClockRule()
    if duration.amount == 0:
        duration, rule = Duration(1, TimeUnit.WORKING_DAY), ClockRule(FirstDay.SAME_DAY, rule.cut_off)
    run = _last_run(schedule, duration, events, rule)
    if run.duration.unit == TimeUnit.WORKING_HOUR:
        due_at = _due_in_hours(schedule, run)
    else:
        due_at = schedule.closing(_last_day(schedule, run, rule))
    is_paused = bool(run.pauses) and run.pauses[-1][1] is None
    due_on = schedule.day_of(due_at)
    known_until = schedule.last if due_on > schedule.last else None
    begun = [event for event in events if isinstance(event, Started | Restarted | Extended)]
    is_put_off = isinstance(begun[-1], Extended)
    return Deadline(
        due_at, run.start, is_paused, known_until, lambda: _explain(schedule, run, rule, due_on), is_put_off
    )


def _due_in_hours(schedule: Schedule, run: _Run) -> datetime:
    due_at = schedule.add_working_minutes(run.start, run.duration.amount * 60)
    for began, ended, _why in run.pauses:
        if ended is not None and began < due_at:
            due_at = schedule.add_working_minutes(due_at, schedule.working_minutes_between(began, ended))
    return due_at


def _first_counted(schedule: Schedule, run: _Run, rule: ClockRule) -> date:
    return _day_before(schedule, run.start, rule) + DAY


def _pause_of(schedule: Schedule, run: _Run, day: date) -> str | None:
    """The reason of the pause that leaves this day out, or None. An open pause leaves nothing out yet."""
    for began, ended, why in run.pauses:
        if ended is not None and schedule.day_of(began) < day <= schedule.day_of(ended):
            return why
    return None


def _last_day(schedule: Schedule, run: _Run, rule: ClockRule) -> date:
    unit, first = run.duration.unit, _first_counted(schedule, run, rule)
    if unit == TimeUnit.MONTH:
        return schedule.working_day_from(_last_of_months(schedule, run, rule))
    if not run.pauses and unit == TimeUnit.WORKING_DAY:
        return schedule.add_working_days(first - DAY, run.duration.amount)
    day, left = first - DAY, run.duration.amount
    while left > 0:
        day += DAY
        works = unit == TimeUnit.DAY or schedule.is_working_day(day)
        left -= works and _pause_of(schedule, run, day) is None
    return schedule.working_day_from(day)


def _last_of_months(schedule: Schedule, run: _Run, rule: ClockRule) -> date:
    """The day a limit in months ends, before it moves off a day off.

    The day it starts is not counted: it ends on the same day of the last month. That day is counted: on the day before,
    unless the last month is too short to have it.
    """
    first = _first_counted(schedule, run, rule)
    if rule.first_day == FirstDay.SAME_DAY:
        same = add_months(first, run.duration.amount)
        last = same - DAY if same.day == first.day else same
    else:
        last = add_months(first - DAY, run.duration.amount)
    day, paused = first, 0
    while day <= last + paused * DAY:
        paused += _pause_of(schedule, run, day) is not None
        day += DAY
    return last + paused * DAY


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month (Bộ luật Dân sự 2015 Đ148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _explain(schedule: Schedule, run: _Run, rule: ClockRule, due_on: date) -> tuple[DayCounted, ...]:
    if run.duration.unit == TimeUnit.WORKING_HOUR:
        return _explain_hours(schedule, run, due_on)
    days: list[DayCounted] = []
    first, unit = _first_counted(schedule, run, rule), run.duration.unit
    last = _last_of_months(schedule, run, rule) if unit == TimeUnit.MONTH else None
    number, day = 0, schedule.day_of(run.start)
    while day <= due_on:
        why = _why_not_started(schedule, run, rule, day, first) if day < first else None
        why = why or _why_not_counted(schedule, run, day, first, last)
        if why is None:
            number += 1
            special = schedule.special.get(day)
            label = f" ({special.label})" if special and special.kind == SpecialKind.MAKE_UP else ""
            words = _("Ngày làm việc thứ %(number)d") if unit == TimeUnit.WORKING_DAY else _("Ngày thứ %(number)d")
            days.append(DayCounted(day, True, number, words % {"number": number} + label))
        else:
            days.append(DayCounted(day, False, 0, why))
        day += DAY
    return tuple(days)


def _explain_hours(schedule: Schedule, run: _Run, due_on: date) -> tuple[DayCounted, ...]:
    """How much working time of each day counts; on the days a pause begins and ends, only the time outside it."""
    days: list[DayCounted] = []
    left, number, day = run.duration.amount * 60, 0, schedule.day_of(run.start)
    while day <= due_on:
        opens = max(run.start, schedule.moment(day, 0))
        closes = schedule.moment(day + DAY, 0)
        minutes = schedule.working_minutes_between(opens, closes)
        stopped, words = 0, ""
        for began, ended, why in run.pauses:
            if ended is None or ended <= opens or began >= closes:
                continue
            stopped += schedule.working_minutes_between(max(began, opens), min(ended, closes))
            words = _paused(why)
        counted = min(left, minutes - stopped)
        if counted > 0:
            number, left = number + 1, left - counted
            note = _("; %(stopped)s, thời gian còn lại không tính") % {"stopped": words[:1].lower() + words[1:]}
            note = note if stopped else ""
            days.append(DayCounted(day, True, number, _("Tính %(time)s") % {"time": _hours(counted)} + note))
        elif stopped:
            days.append(DayCounted(day, False, 0, words))
        elif schedule.is_working_day(day):
            days.append(DayCounted(day, False, 0, _("Hết giờ làm việc, chưa tính")))
        else:
            days.append(DayCounted(day, False, 0, schedule.why_off(day)))
        day += DAY
    return tuple(days)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [_("%(count)d giờ") % {"count": hours}] if hours else []
    return " ".join([*parts, _("%(count)d phút") % {"count": rest}] if rest else parts)


def _why_not_started(schedule: Schedule, run: _Run, rule: ClockRule, day: date, first: date) -> str:
    """Why a day before the first that counts does not count."""
    if day != schedule.day_of(run.start):
        return _("Chưa tính")
    if rule.first_day == FirstDay.NEXT_DAY:
        return _("Ngày bắt đầu, chưa tính (Bộ luật Dân sự 2015, Điều 147)")
    if not schedule.is_working_day(day):
        return _("Tiếp nhận vào ngày nghỉ, tính từ ngày %(day)s") % {"day": f"{first:%d/%m/%Y}"}
    return _("Tiếp nhận sau giờ nhận trong ngày, tính từ ngày %(day)s") % {"day": f"{first:%d/%m/%Y}"}


def _paused(why: str) -> str:
    return _("Tạm dừng: %(why)s") % {"why": _(why)} if why else _("Tạm dừng")


def _why_not_counted(schedule: Schedule, run: _Run, day: date, first: date, last: date | None) -> str | None:
    """Why a day is not counted, or None when it is; `last` is the day a limit in months ends."""
    if (pause := _pause_of(schedule, run, day)) is not None:
        return _paused(pause)
    if run.duration.unit == TimeUnit.WORKING_DAY:
        return None if schedule.is_working_day(day) else schedule.why_off(day)
    is_over = day > last if last else _counted_days(schedule, run, first, day - DAY) >= run.duration.amount
    if not is_over:
        return None
    if schedule.is_working_day(day):
        return _("Ngày làm việc tiếp theo vì ngày cuối là ngày nghỉ (Bộ luật Dân sự 2015, Điều 148)")
    return schedule.why_off(day)


def _counted_days(schedule: Schedule, run: _Run, first: date, until: date) -> int:
    """Calendar days counted from the first up to and with another day."""
    total = (until - first).days + 1
    for began, ended, _why in run.pauses:
        if ended is not None:
            low, high = max(first, schedule.day_of(began) + DAY), min(until, schedule.day_of(ended))
            total -= max(0, (high - low).days + 1)
    return max(0, total)


def remaining(schedule: Schedule, deadline: Deadline, now: datetime, *, soon: int = 1) -> Remaining:
    """Working time left until it is due; «due soon» from `soon` working days on."""
    days = schedule.working_days_between(schedule.day_of(now), schedule.day_of(deadline.due_at))
    minutes = schedule.working_minutes_between(now, deadline.due_at)
    if deadline.is_paused:
        state = Timeliness.PAUSED
    elif now > deadline.due_at:
        state = Timeliness.LATE
    else:
        state = Timeliness.DUE_SOON if days <= soon else Timeliness.ON_TIME
    return Remaining(days, minutes, state)


def as_hours(rows: Mapping[int, Sequence[Minutes]], *, valid_from: date) -> list[Hours]:
    """Weekly hours from a plain table, for calendars written by hand."""
    return [Hours(weekday, opens, closes, valid_from) for weekday, spans in rows.items() for opens, closes in spans]
