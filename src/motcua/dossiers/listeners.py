"""What dossiers do when rooms below announce something."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop

from motcua.calendars.events import CalendarChanged
from motcua.calendars.queries import agencies_keeping, schedule_for
from motcua.calendars.rules import DAY
from motcua.dossiers.models import Consultation, Dossier, Task
from motcua.dossiers.operations.clock import first_answer_due, recompute_all
from motcua.dossiers.operations.processing import report_late_consultation
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.queries import templates_in_use
from motcua.dossiers.rules import OPEN, Stage, Status
from motcua.kernel.events import DayBegun, listen
from motcua.kernel.operations import Refused
from motcua.kernel.outbox import Outgoing, delivers, enqueue_all
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import VIETNAM, local
from motcua.laws.events import LawsChanged
from motcua.organization.rules import Duty
from motcua.people.events import PostEnded
from motcua.people.queries import holds
from motcua.procedures.operations.freshness import check_templates

CHUNK = 500
LATE_CONSULTATION = "dossiers.late_consultation"


@listen(CalendarChanged)
def compute_due_dates_again(event: CalendarChanged) -> None:
    """A holiday announced late moves the due dates of open dossiers, and their filers are told (NĐ 61/2018 Đ20).

    Also of those that are late already: nobody could work on that day. But not in silence: the story says that it was
    late by the calendar as it was known, and what it is now. A date that has passed is never moved forward in time.
    """
    is_default, agencies = agencies_keeping(event.calendar_id)
    open_now = Dossier.objects.select_for_update(of=("self",)).filter(
        status__in=[status.value for status in OPEN], due_at__gte=datetime.combine(event.on, time(), tzinfo=VIETNAM)
    )
    if not is_default:
        open_now = open_now.filter(handling_agency__in=agencies)
    rows = open_now.select_related("version__procedure", "rulebook").order_by("pk")
    for dossier, before in _recomputed(rows.iterator(chunk_size=CHUNK)):
        if dossier.due_at == before or dossier.due_at is None or before is None:
            continue
        if dossier.due_at < before and dossier.due_at < event.at:
            continue
        dossier.save(update_fields=["due_at"])
        reason = _why(event, before, dossier.due_at)
        tell_story(dossier, "due_changed", by=None, at=event.at, text=reason)
        tell_filer(dossier, "due_changed", at=event.at, due=local(dossier.due_at).date(), reason=reason)


@listen(CalendarChanged)
def compute_first_answers_again(event: CalendarChanged) -> None:
    """What waits for a first answer has its time counted again, from its filing or its filer's last answer."""
    waiting = Dossier.objects.select_for_update(of=("self",)).filter(
        status=Status.NEW, first_answer_due_at__gte=datetime.combine(event.on, time(), tzinfo=VIETNAM)
    )
    is_default, agencies = agencies_keeping(event.calendar_id)
    if not is_default:
        waiting = waiting.filter(receiving_unit__agency__in=agencies)
    for dossier in waiting.select_related("rulebook", "receiving_unit").order_by("pk").iterator(chunk_size=CHUNK):
        answer = dossier.supplements.filter(stage=Stage.INTAKE).exclude(answered_at=None).order_by("number").last()
        since = dossier.submitted_at if answer is None or answer.answered_at is None else answer.answered_at
        schedule = schedule_for(dossier.receiving_unit.agency_id, on=local(since).date())
        due_at = first_answer_due(dossier, schedule=schedule, at=since)
        if due_at > dossier.first_answer_due_at or due_at >= event.at:
            dossier.first_answer_due_at = due_at
            dossier.save(update_fields=["first_answer_due_at"])


@listen(CalendarChanged)
def put_off_steps_and_questions(event: CalendarChanged) -> None:
    """Open steps and questions to other agencies get the hours back in which a day off declared late stopped work.

    A working day declared late takes no time from anybody.
    """
    begins = datetime.combine(event.on, time(), tzinfo=VIETNAM)
    is_default, agencies = agencies_keeping(event.calendar_id)
    open_steps = Task.objects.filter(finished_at=None, due_at__gte=begins, opened_at__lt=begins + DAY)
    asked = Consultation.objects.filter(answered_at=None, due_at__gte=begins, asked_at__lt=begins + DAY)
    if not is_default:
        open_steps = open_steps.filter(unit__agency__in=agencies)
        asked = asked.filter(asked_agency__in=agencies)
    for task in open_steps.select_related("unit").order_by("pk"):
        if task.due_at is not None:
            task.due_at = _put_off(event, task.unit.agency_id, task.opened_at, task.due_at)
            task.save(update_fields=["due_at"])
    for question in asked.order_by("pk"):
        # Whole days: the one on which it was asked is not counted.
        counted_since = datetime.combine(local(question.asked_at).date() + DAY, time(), tzinfo=VIETNAM)
        question.due_at = _put_off(event, question.asked_agency_id, counted_since, question.due_at)
        question.save(update_fields=["due_at"])


def _put_off(event: CalendarChanged, agency_id: int, since: datetime, due_at: datetime) -> datetime:
    """A due moment with what was lost on the day between its start and itself put behind it."""
    schedule = schedule_for(agency_id, on=event.on)
    first, last = (schedule.minute_of(moment, event.on) for moment in (since, due_at))
    lost = _within(event.hours_before, first, last) - _within(schedule.hours_of(event.on), first, last)
    return schedule.add_working_minutes(due_at, lost) if lost > 0 else due_at


def _within(spans: Sequence[tuple[int, int]], first: int, last: int) -> int:
    return sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in spans)


def _recomputed(dossiers: Iterable[Dossier]) -> Iterator[tuple[Dossier, datetime | None]]:
    """Each dossier with its new due date set, and the one before."""
    rest = iter(dossiers)
    while chunk := list(islice(rest, CHUNK)):
        before = [dossier.due_at for dossier in chunk]
        recompute_all(chunk)
        yield from zip(chunk, before, strict=True)


def _why(event: CalendarChanged, before: datetime, now: datetime) -> Sentence:
    """Which day was declared, and what becomes of a dossier that was late before."""
    facts = {"label": event.label, "on": event.on, "before": before, "now": now}
    if before >= event.at:
        return Sentence(gettext_noop("Lịch làm việc thay đổi: %(label)s ngày %(on)s."), facts)
    if now < event.at:
        return Sentence(
            gettext_noop(
                "Lịch làm việc thay đổi: %(label)s ngày %(on)s. Hồ sơ vẫn quá hạn: hạn tính lại là %(now)s,"
                " hạn trước đây là %(before)s."
            ),
            facts,
        )
    return Sentence(
        gettext_noop(
            "Lịch làm việc thay đổi: %(label)s ngày %(on)s. Theo lịch trước đây hồ sơ đã quá hạn từ %(before)s;"
            " tính lại, hạn là %(now)s nên chưa quá hạn."
        ),
        facts,
    )


@listen(DayBegun)
def day_begun(event: DayBegun) -> None:
    """A circular that ends today leaves its forms without a basis."""
    check_templates(templates=templates_in_use(on=event.on), by=None, at=event.at)


@listen(DayBegun)
def look_for_late_answers(event: DayBegun) -> None:
    """What was not answered in time is reported by the worker, each question by itself (NĐ 61/2018 Đ19.5).

    One that fails must neither undo the others nor keep the day from beginning; it is looked for again on the next.
    """
    waiting = Consultation.objects.filter(
        answered_at=None,
        late_reported_at=None,
        due_at__lt=event.at,
        dossier__status__in=[status.value for status in OPEN],
    )
    late = waiting.order_by("pk").values_list("pk", flat=True)
    enqueue_all(
        [
            Outgoing(
                LATE_CONSULTATION,
                {"consultation": pk, "at": event.at.isoformat()},
                f"{LATE_CONSULTATION}/{pk}/{event.on}",
            )
            for pk in late
        ],
        at=event.at,
    )


@delivers(LATE_CONSULTATION)
def report_late_answer(payload: dict[str, Any], *, key: str) -> None:
    """Report one of them. What was answered, taken back or reported meanwhile is no failure, and is not tried again."""
    late = Consultation.objects.select_related("dossier").filter(pk=payload["consultation"]).first()
    if late is not None:
        with suppress(Refused):
            report_late_consultation(late, by=None, at=datetime.fromisoformat(payload["at"]))


@listen(LawsChanged)
def laws_changed(event: LawsChanged) -> None:
    """A changed circular or decree has the forms that rest on it looked at."""
    on = local(event.at).date()
    templates = [one for one in templates_in_use(on=on) if one.number in set(event.numbers)]
    check_templates(templates=templates, by=None, at=event.at)


@listen(PostEnded)
def put_work_back(event: PostEnded) -> None:
    """What an official had in hand in a unit goes back to all of it, unless another post there carries the duty."""
    open_now = Task.objects.select_for_update(of=("self",)).filter(
        assignee=event.official_id, finished_at=None, unit__in=event.unit_ids
    )
    for task in open_now.select_related("assignee", "dossier").order_by("dossier_id", "pk"):
        if holds(task.assignee, Duty(task.duty), on=event.on, units=[task.unit_id]):
            continue
        task.assignee = None
        task.save(update_fields=["assignee"])
        said = Sentence(gettext_noop("Trả việc «%(step)s» về bộ phận."), {"step": task.name})
        tell_story(task.dossier, "task_given", by=None, at=event.at, is_public=False, text=said)
