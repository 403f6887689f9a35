"""When a dossier and what is asked about it fall due, computed from the marks on its clock; nothing is changed here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from motcua.calendars import rules as calendars
from motcua.calendars.queries import schedule_for
from motcua.calendars.words import duration_words
from motcua.dossiers.models import ClockMark, Dossier
from motcua.dossiers.rules import Channel, Stage
from motcua.dossiers.rules.rulebooks import Span
from motcua.kernel.text import local
from motcua.procedures.rules.terms import is_at_once


def schedule_of(dossier: Dossier, at: datetime) -> calendars.Schedule:
    """The working time of the dossier's handling agency as it was known at a moment."""
    return schedule_for(dossier.handling_agency_id, on=local(at).date())


def is_same_day(dossier: Dossier) -> bool:
    """Whether it is answered on the day: its time is none, or its procedure is and nobody fixed more than a day."""
    return is_at_once(dossier.duration_amount, dossier.duration_unit, is_same_day=dossier.version.is_same_day)


def length_words(dossier: Dossier) -> str:
    """How long it takes, in words; empty where nothing fixes it."""
    amount = dossier.duration_amount
    return duration_words(amount and (0 if is_same_day(dossier) else amount), dossier.duration_unit)


def rule_of(dossier: Dossier) -> calendars.ClockRule:
    """How the dossier's rulebook and procedure count: what is answered on the day knows the cut-off hour."""
    rules = dossier.rulebook.rules
    if is_same_day(dossier):
        return calendars.ClockRule(calendars.FirstDay.SAME_DAY, rules.cut_off)
    return calendars.ClockRule(calendars.FirstDay(rules.first_day), rules.cut_off)


def as_event(mark: ClockMark) -> calendars.ClockEvent:
    """The rules' view of a stored mark."""
    if mark.kind == "EXTENDED":
        return calendars.Extended(mark.at, mark.until or mark.at, mark.why)
    if mark.kind == "PAUSED":
        return calendars.Paused(mark.at, mark.why)
    if mark.kind == "RESTARTED":
        return calendars.Restarted(mark.at, mark.why)
    return calendars.Resumed(mark.at) if mark.kind == "RESUMED" else calendars.Started(mark.at)


def deadline_of(dossier: Dossier, *, marks: Sequence[ClockMark] | None = None) -> calendars.Deadline | None:
    """When the dossier is due and why, day by day; None while it has no clock or its procedure fixes no time.

    `marks`: all marks of its clock in order, where they were read already.
    """
    if dossier.accepted_at is None or dossier.duration_amount is None:
        return None
    events = [as_event(mark) for mark in (dossier.clock_marks.order_by("pk") if marks is None else marks)]
    duration = calendars.Duration(dossier.duration_amount, calendars.TimeUnit(dossier.duration_unit))
    return calendars.due(schedule_of(dossier, dossier.accepted_at), duration, events, rule=rule_of(dossier))


def end_of_day(dossier: Dossier, day: date) -> datetime | None:
    """When a day ends by the clock of a dossier: what a new date promises. None on a day off.

    The clock of one that was put off to this day says the same (`calendars.due`): there is one promise, on the page, in
    the letter and in what the dossier is judged by.
    """
    schedule = schedule_of(dossier, dossier.accepted_at or dossier.submitted_at)
    return schedule.closing(day) if schedule.is_working_day(day) else None


def working_day_from(dossier: Dossier, day: date) -> date:
    """This day if the agency works, else the first one after it."""
    return schedule_of(dossier, dossier.accepted_at or dossier.submitted_at).working_day_from(day)


def last_day_to_apologise(dossier: Dossier, due_at: datetime) -> date:
    """«Chậm nhất 01 ngày trước ngày hết hạn»: days, not working days (NĐ 61/2018 Đ19.9)."""
    return local(due_at).date() - timedelta(days=dossier.rulebook.rules.apology_days_before)


def judged_due(dossier: Dossier) -> datetime | None:
    """By when it has to be done to be on time: a new date that was promised too late saves no late dossier."""
    if not dossier.reappointments:
        return dossier.due_at
    kept: list[ClockMark] = []
    for mark in dossier.clock_marks.order_by("pk"):
        before = deadline_of(dossier, marks=kept) if mark.kind == "EXTENDED" else None
        if before is None or local(mark.at).date() <= last_day_to_apologise(dossier, before.due_at):
            kept.append(mark)
    deadline = deadline_of(dossier, marks=kept)
    return deadline.due_at if deadline else None


def reaches_agency(dossier: Dossier, at: datetime) -> datetime:
    """When what is accepted at a moment reaches the agency that handles it.

    At once in its working time; after the cut-off, or on a day off, when its next working day begins (NĐ 61/2018 Đ18).
    """
    schedule = schedule_of(dossier, at)
    day = schedule.day_of(at)
    if schedule.is_working_day(day) and local(at).time() < dossier.rulebook.rules.cut_off:
        return max(at, schedule.opening(day))
    return schedule.opening(schedule.next_working_day(day))


def full_since(dossier: Dossier) -> datetime | None:
    """Since when an accepted dossier counts as handed in.

    By post: since the record of hand-over was signed, or since its filer completed it (QĐ 45/2016/QĐ-TTg Đ7.4). What is
    answered on the day, and whatever came another way, counts from its acceptance.
    """
    if dossier.channel != Channel.POST or is_same_day(dossier):
        return dossier.accepted_at
    answered = dossier.supplements.filter(stage=Stage.INTAKE).exclude(answered_at=None).order_by("number").last()
    return answered.answered_at if answered else dossier.submitted_at


def beginning(dossier: Dossier, at: datetime) -> list[ClockMark]:
    """The marks with which the clock of a dossier begins that is accepted at a moment; not stored yet.

    One that another place received counts since its agency has it, where the rulebook says so (NĐ 309/2026 Đ8.3). One
    that is received anew in place of another was filed when that one was: it counts since that one counted, without the
    time in which that stood still. Unless no time would be left: then it counts from now.
    """
    if dossier.in_place_of is None:
        is_away = dossier.is_forwarded and dossier.rulebook.rules.counts_from_agency
        since = reaches_agency(dossier, at) if is_away else full_since(dossier) or at
        return [ClockMark(dossier=dossier, kind="STARTED", at=since)]
    kept = _marks_of(dossier.in_place_of, dossier)
    deadline = deadline_of(dossier, marks=kept) if kept else None
    has_time = deadline is None or deadline.due_at > at
    return kept if kept and has_time else [ClockMark(dossier=dossier, kind="STARTED", at=at)]


def _marks_of(old: Dossier, dossier: Dossier) -> list[ClockMark]:
    """The old one's last beginning as this one's, and when it stood still since."""
    marks = list(old.clock_marks.order_by("pk"))
    begun = [number for number, mark in enumerate(marks) if mark.kind in ("STARTED", "RESTARTED")]
    if not begun:
        return []
    first, *rest = marks[begun[-1] :]
    still = (mark for mark in rest if mark.kind in ("PAUSED", "RESUMED"))
    return [
        ClockMark(dossier=dossier, kind="STARTED", at=first.at),
        *(ClockMark(dossier=dossier, kind=mark.kind, at=mark.at, why=mark.why) for mark in still),
    ]


def counted_since(dossier: Dossier) -> datetime | None:
    """Since when its time counts: what its receipt calls the time of receipt."""
    started = dossier.clock_marks.filter(kind="STARTED").order_by("pk").first()
    return started.at if started else None


def after_working_time(agency_id: int, amount: int, unit: str, *, at: datetime) -> datetime:
    """The end of a limit that starts now for an agency."""
    return _later(schedule_for(agency_id, on=local(at).date()), amount, unit, at=at)


def _later(schedule: calendars.Schedule, amount: int, unit: str, *, at: datetime) -> datetime:
    return calendars.due(schedule, calendars.Duration(amount, calendars.TimeUnit(unit)), [calendars.Started(at)]).due_at


def first_answer_due(dossier: Dossier, *, schedule: calendars.Schedule, at: datetime) -> datetime:
    """By when the filer must have a first answer of the one-stop unit with this schedule, as the rulebook says."""
    rules = dossier.rulebook.rules
    span = rules.first_answer.get(dossier.channel, Span(1, calendars.TimeUnit.WORKING_DAY))
    return _later(schedule, span.amount, span.unit, at=at)


def share_of_time(dossier: Dossier, share: int, *, at: datetime) -> datetime | None:
    """When a step that has so many hundredths of the statutory time should be done, if it starts now.

    Never later than the dossier itself is due, as long as that is still ahead.
    """
    if dossier.due_at is None or dossier.accepted_at is None:
        return None
    schedule = schedule_of(dossier, dossier.accepted_at)
    start = deadline_of(dossier)
    began = start.started_at if start else dossier.accepted_at
    total = max(60, schedule.working_minutes_between(began, dossier.due_at))
    due_at = schedule.add_working_minutes(at, max(30, total * share // 100))
    return min(due_at, dossier.due_at) if dossier.due_at > at + timedelta(minutes=30) else due_at
