"""The dossier's clock: marks are facts with their times; the due date is computed from them by the calendars room."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from motcua.calendars import rules as calendars
from motcua.calendars.queries import schedule_for
from motcua.calendars.rules.many import Tables, due_moments
from motcua.dossiers.models import ClockMark, Dossier
from motcua.dossiers.rules import Channel, Span, Stage, SupplementPolicy
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import local
from motcua.procedures.queries import reception_of, terms_of


def _schedule(dossier: Dossier, at: datetime) -> calendars.Schedule:
    return schedule_for(dossier.handling_agency_id, on=local(at).date())


def is_same_day(dossier: Dossier) -> bool:
    """Whether it is answered on the day: its procedure is, and neither place nor province fixed more than a day."""
    amount, unit = dossier.duration_amount or 0, dossier.duration_unit
    longest = 0 if unit == calendars.TimeUnit.MONTH else 1
    return dossier.version.is_same_day and (unit == calendars.TimeUnit.WORKING_HOUR or amount <= longest)


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
    return calendars.due(_schedule(dossier, dossier.accepted_at), duration, events, rule=rule_of(dossier))


def _mark(dossier: Dossier, kind: str, *, at: datetime, until: datetime | None = None, why: str = "") -> None:
    ClockMark.objects.create(dossier=dossier, kind=kind, at=at, until=until, why=why[:300])


def recompute(dossier: Dossier) -> None:
    """Set the due date from the marks; the caller saves."""
    deadline = deadline_of(dossier)
    dossier.due_at = deadline.due_at if deadline else None


def recompute_all(dossiers: Sequence[Dossier]) -> None:
    """Set the due dates of many from their marks, read in one question; the caller saves."""
    marks: dict[int, list[ClockMark]] = defaultdict(list)
    for mark in ClockMark.objects.filter(dossier__in=dossiers).order_by("pk"):
        marks[mark.dossier_id].append(mark)
    plain: dict[calendars.Schedule, list[tuple[Dossier, datetime, calendars.Duration]]] = defaultdict(list)
    for dossier in dossiers:
        mine, at = marks[dossier.pk], dossier.accepted_at
        if at is None or dossier.duration_amount is None or not _only_started(dossier, mine):
            deadline = deadline_of(dossier, marks=mine)
            dossier.due_at = deadline.due_at if deadline else None
            continue
        duration = calendars.Duration(dossier.duration_amount, calendars.TimeUnit(dossier.duration_unit))
        plain[_schedule(dossier, at)].append((dossier, mine[0].at, duration))
    for schedule, found in plain.items():
        moments = due_moments(Tables.of(schedule), [(at, duration) for _dossier, at, duration in found])
        for (dossier, _at, _duration), due_at in zip(found, moments, strict=True):
            dossier.due_at = due_at


def _only_started(dossier: Dossier, marks: Sequence[ClockMark]) -> bool:
    """Whether the clock did nothing but start, under the ordinary rule: then the limit alone says when it ends."""
    return [mark.kind for mark in marks] == ["STARTED"] and rule_of(dossier).first_day == calendars.FirstDay.NEXT_DAY


def full_since(dossier: Dossier) -> datetime | None:
    """Since when an accepted dossier counts as handed in.

    By post: since the record of hand-over was signed, or since its filer completed it (QĐ 45/2016/QĐ-TTg Đ7.4). What is
    answered on the day, and whatever came another way, counts from its acceptance.
    """
    if dossier.channel != Channel.POST or is_same_day(dossier):
        return dossier.accepted_at
    answered = dossier.supplements.filter(stage=Stage.INTAKE).exclude(answered_at=None).order_by("number").last()
    return answered.answered_at if answered else dossier.submitted_at


def start_clock(dossier: Dossier, *, at: datetime) -> None:
    """Start the clock of an accepted dossier by the time in force for it on this day; the caller saves.

    Its fee is the one of this day too: both are of the version it takes when it is accepted.
    """
    version, day = dossier.version, local(at).date()
    reception = reception_of(version, dossier.handling_agency)
    terms = terms_of(version, dossier.channel, reception, on=day, answers=dossier.case_answers)
    dossier.duration_amount = terms.time.amount if terms else None
    dossier.duration_unit = terms.time.unit if terms and terms.time.amount is not None else ""
    dossier.fee_dong = terms.fee.dong if terms else dossier.fee_dong
    _mark(dossier, "STARTED", at=full_since(dossier) or at)
    recompute(dossier)
    dossier.first_due_at = dossier.due_at


def pause_clock(dossier: Dossier, *, at: datetime, why: str) -> None:
    """Stop the clock while the dossier waits for somebody outside; the caller saves."""
    _mark(dossier, "PAUSED", at=at, why=why)
    recompute(dossier)


def resume_clock(dossier: Dossier, *, policy: SupplementPolicy, at: datetime) -> None:
    """Let the clock run again, from scratch or from where it stood; the caller saves."""
    if policy == SupplementPolicy.RESTART:
        _mark(dossier, "RESTARTED", at=at, why=gettext_noop("Đã bổ sung đủ hồ sơ, tính lại từ đầu"))
    elif policy == SupplementPolicy.PAUSE:
        _mark(dossier, "RESUMED", at=at)
    recompute(dossier)


def extend_clock(dossier: Dossier, *, until: datetime, at: datetime, why: str) -> None:
    """Promise a new date after an apology; the caller saves."""
    _mark(dossier, "EXTENDED", at=at, until=until, why=why)
    recompute(dossier)


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
    schedule = _schedule(dossier, dossier.accepted_at)
    start = deadline_of(dossier)
    began = start.started_at if start else dossier.accepted_at
    total = max(60, schedule.working_minutes_between(began, dossier.due_at))
    due_at = schedule.add_working_minutes(at, max(30, total * share // 100))
    return min(due_at, dossier.due_at) if dossier.due_at > at + timedelta(minutes=30) else due_at
