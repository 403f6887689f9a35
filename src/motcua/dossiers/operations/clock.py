"""Marks on the dossier's clock: facts with their times, from which `dossiers.deadlines` computes the due date."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from motcua.calendars import rules as calendars
from motcua.calendars.rules.many import Tables, due_moments
from motcua.dossiers.corrections import set_terms
from motcua.dossiers.deadlines import beginning, deadline_of, last_day_to_apologise, rule_of, schedule_of
from motcua.dossiers.models import ClockMark, Dossier
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.rules import StoryWord, SupplementPolicy
from motcua.kernel.operations import inside_operation, note
from motcua.kernel.sentences import Sentence
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import local
from motcua.people.models import Account
from motcua.procedures.queries import reception_of, terms_of

APOLOGY = gettext_noop("Xin lỗi và hẹn lại ngày trả kết quả từ %(old)s sang %(new)s: %(reason)s")
LATE_APOLOGY = gettext_noop(
    "Xin lỗi muộn và hẹn lại ngày trả kết quả từ %(old)s sang %(new)s: %(reason)s. Văn bản xin lỗi phải gửi chậm nhất"
    " ngày %(last)s; hồ sơ vẫn được tính theo ngày hẹn cũ."
)


def _mark(
    dossier: Dossier, kind: str, *, at: datetime, until: datetime | None = None, why: str = "", late_group: str = ""
) -> None:
    ClockMark.objects.create(dossier=dossier, kind=kind, at=at, until=until, why=why, late_group=late_group)


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
        plain[schedule_of(dossier, at)].append((dossier, mine[0].at, duration))
    for schedule, found in plain.items():
        moments = due_moments(Tables.of(schedule), [(at, duration) for _dossier, at, duration in found])
        for (dossier, _at, _duration), due_at in zip(found, moments, strict=True):
            dossier.due_at = due_at


def _only_started(dossier: Dossier, marks: Sequence[ClockMark]) -> bool:
    """Whether the clock did nothing but start, under the ordinary rule: then the limit alone says when it ends."""
    return [mark.kind for mark in marks] == ["STARTED"] and rule_of(dossier).first_day == calendars.FirstDay.NEXT_DAY


@inside_operation
def start_clock(dossier: Dossier, *, at: datetime) -> None:
    """Start the clock of an accepted dossier by the time in force for it on this day; the caller saves.

    Its fee is the one of this day too: both are of the version it takes when it is accepted.
    """
    version, day = dossier.version, local(at).date()
    reception = reception_of(version, dossier.handling_agency)
    terms = terms_of(version, dossier.channel, reception, on=day, answers=dossier.case_answers)
    if terms is not None:
        set_terms(dossier, terms)
    else:
        dossier.duration_amount, dossier.duration_unit = None, ""
    for mark in beginning(dossier, at):
        mark.save()
    recompute(dossier)
    dossier.first_due_at = dossier.due_at


@inside_operation
def pause_clock(dossier: Dossier, *, at: datetime, why: str) -> None:
    """Stop the clock while the dossier waits for somebody outside; the caller saves."""
    _mark(dossier, "PAUSED", at=at, why=why)
    recompute(dossier)


@inside_operation
def resume_clock(dossier: Dossier, *, policy: SupplementPolicy, at: datetime) -> None:
    """Let the clock run again, from scratch or from where it stood; the caller saves."""
    if policy == SupplementPolicy.RESTART:
        _mark(dossier, "RESTARTED", at=at, why=gettext_noop("Đã bổ sung đủ hồ sơ, tính lại từ đầu"))
    elif policy == SupplementPolicy.PAUSE:
        _mark(dossier, "RESUMED", at=at)
    recompute(dossier)


@inside_operation
def reappoint(
    dossier: Dossier, *, until: datetime, reason: str, late_group: str = "", by: Account, at: datetime
) -> None:
    """Promise a new date after an apology: the filer is told the old one and the new one (NĐ 61/2018 Đ12.5, Đ19.9).

    One that comes after its last day says so, and the dossier is judged by the old date.
    """
    old = dossier.due_at or at
    last = last_day_to_apologise(dossier, old)
    is_late = local(at).date() > last
    note(is_apology_late=is_late, late_group=late_group)
    _mark(dossier, "EXTENDED", at=at, until=until, why=reason, late_group=late_group)
    recompute(dossier)
    dossier.reappointments += 1
    dossier.save(update_fields=["due_at", "reappointments"])
    before, after = local(old).date(), local(dossier.due_at or old).date()
    facts = {"old": before, "new": after, "reason": reason, "last": last}
    said = Sentence(LATE_APOLOGY if is_late else APOLOGY, facts)
    tell_story(dossier, StoryWord.REAPPOINTED, by=by, at=at, text=said)
    tell_filer(dossier, "apology", at=at, old_due=before, due=after, reason=reason)
