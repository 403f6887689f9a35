"""What the work on dossiers does when a dossier or a room below announces something."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from motcua.calendars.events import CalendarChanged
from motcua.calendars.queries import agencies_keeping, schedule_for
from motcua.calendars.rules import DAY
from motcua.dossiers.events import (
    DossierEnded,
    DossierEvent,
    DossierHandedOver,
    DueCorrected,
    FilerDidTheirPart,
    TimeGivenBack,
)
from motcua.dossiers.models import Dossier, DossierFile
from motcua.dossiers.operations.story import tell_official, tell_story
from motcua.dossiers.rights import DOSSIER
from motcua.dossiers.rules import OPEN, StoryWord
from motcua.handling.models import Consultation, Task
from motcua.handling.operations.consultations import report_late_consultation
from motcua.handling.operations.days import tell_of_today
from motcua.handling.operations.opening import (
    end_work,
    give_time_anew,
    give_time_by_clock,
    give_time_more,
    lapse_stop,
    open_step,
)
from motcua.handling.operations.tasks import free
from motcua.handling.queries import process_of
from motcua.handling.rights import CONSULTATION, IS_UNANSWERED, TASK
from motcua.kernel.events import DayBegun, FileCondemned, listen
from motcua.kernel.lanes import Lane
from motcua.kernel.operations import Refused, locked
from motcua.kernel.outbox import Outgoing, delivers, enqueue_all
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import VIETNAM, local
from motcua.organization.rules import Duty, duty_of
from motcua.people.events import PostEnded
from motcua.people.models import Account, Holding
from motcua.people.rights import holders_of, holds_itself, with_substitutes

LATE_CONSULTATION = "dossiers.late_consultation"
WORK_TODAY = "handling.work_today"


def _dossier(event: DossierEvent) -> Dossier:
    """The dossier of an event, held by the operation that announced it."""
    return locked(DOSSIER, Dossier(pk=event.dossier_id))


def _account(pk: int) -> Account:
    return Account.objects.get(pk=pk)


@listen(DossierHandedOver)
def begin_work(event: DossierHandedOver) -> None:
    """The first step of the dossier's process opens (NĐ 118/2025 Đ18)."""
    dossier = _dossier(event)
    task = open_step(dossier, process_of(dossier).first, at=event.at)
    said = Sentence(
        gettext_noop("Chuyển hồ sơ đến %(unit)s, %(agency)s."),
        {"unit": task.unit.name, "agency": dossier.handling_agency.name},
    )
    tell_story(dossier, StoryWord.HANDED_OVER, by=_account(event.by_id), at=event.at, text=said)


@listen(FilerDidTheirPart)
def forget_to_stop(event: FilerDidTheirPart) -> None:
    """Nobody stops the dossier for want of what has come, and who has a step of it in hand learns that it came."""
    dossier = _dossier(event)
    lapse_stop(dossier, by=_account(event.by_id), at=event.at)
    at_work = Task.objects.open().filter(dossier=dossier).exclude(assignee=None).select_related("assignee")
    held = dict.fromkeys(task.assignee for task in at_work.order_by("pk") if task.assignee is not None)
    for official in with_substitutes(held, on=local(event.at).date()):
        if official.pk != event.by_id:
            tell_official(dossier, official, "filer_answered", at=event.at)


@listen(TimeGivenBack)
def give_steps_their_time(event: TimeGivenBack) -> None:
    """Open steps do not pay for a time in which nobody could work on them (NĐ 61/2018 Đ19.4)."""
    dossier = _dossier(event)
    if event.is_anew:
        give_time_anew(dossier, at=event.until)
    else:
        give_time_more(dossier, since=event.since, until=event.until, late_before=event.late_before)


@listen(DueCorrected)
def move_steps_along(event: DueCorrected) -> None:
    """A day that was promised wrongly and is put right moves the open steps too (NĐ 61/2018 Đ19)."""
    give_time_by_clock(_dossier(event), by=_account(event.by_id), at=event.at)


@listen(DossierEnded)
def nothing_waits(event: DossierEnded) -> None:
    """What is withdrawn or stopped leaves no work behind."""
    end_work(_dossier(event), by=_account(event.by_id), at=event.at)


@listen(CalendarChanged)
def put_off_steps_and_questions(event: CalendarChanged) -> None:
    """Open steps and questions to other agencies get the hours back in which a day off declared late stopped work.

    A working day declared late takes no time from anybody.
    """
    begins = datetime.combine(event.on, time(), tzinfo=VIETNAM)
    is_default, agencies = agencies_keeping(event.calendar_id)
    open_steps = Task.objects.open().filter(due_at__gte=begins, opened_at__lt=begins + DAY)
    asked = Consultation.objects.unanswered().filter(due_at__gte=begins, asked_at__lt=begins + DAY)
    if not is_default:
        open_steps = open_steps.filter(unit__agency__in=agencies)
        asked = asked.filter(Q(asked_agency__in=agencies) | Q(asked_unit__agency__in=agencies))
    # In the order of their dossiers, which every operation locks first.
    for row in sorted([*open_steps, *asked], key=lambda row: (row.dossier_id, row.pk)):
        if isinstance(row, Task):
            _put_off_step(event, locked(TASK, row))
        else:
            _put_off_question(event, locked(CONSULTATION, row))


def _put_off_step(event: CalendarChanged, task: Task) -> None:
    if task.finished_at is None and task.due_at is not None:
        task.due_at = _put_off(event, task.unit.agency_id, task.opened_at, task.due_at)
        task.save(update_fields=["due_at"])


def _put_off_question(event: CalendarChanged, question: Consultation) -> None:
    if IS_UNANSWERED.holds(question):
        # Whole days: the one on which it was asked is not counted.
        counted_since = datetime.combine(local(question.asked_at).date() + DAY, time(), tzinfo=VIETNAM)
        question.due_at = _put_off(event, question.calendar_of, counted_since, question.due_at)
        question.save(update_fields=["due_at"])


def _put_off(event: CalendarChanged, agency_id: int, since: datetime, due_at: datetime) -> datetime:
    """A due moment with what was lost on the day between its start and itself put behind it."""
    schedule = schedule_for(agency_id, on=event.on)
    first, last = (schedule.minute_of(moment, event.on) for moment in (since, due_at))
    lost = _within(event.hours_before, first, last) - _within(schedule.hours_of(event.on), first, last)
    return schedule.add_working_minutes(due_at, lost) if lost > 0 else due_at


def _within(spans: Sequence[tuple[int, int]], first: int, last: int) -> int:
    return sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in spans)


@listen(DayBegun)
def look_for_late_answers(event: DayBegun) -> None:
    """What was not answered in time is reported by the worker, each question by itself (NĐ 61/2018 Đ19.5).

    One that fails must neither undo the others nor keep the day from beginning; it is looked for again on the next.
    """
    waiting = Consultation.objects.unanswered().filter(
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


@delivers(LATE_CONSULTATION, lane=Lane.DAY)
def report_late_answer(payload: dict[str, Any], *, key: str) -> None:
    """Report one of them. What was answered, taken back or reported meanwhile is no failure, and is not tried again."""
    late = Consultation.objects.select_related("dossier").filter(pk=payload["consultation"]).first()
    if late is not None:
        with suppress(Refused):
            report_late_consultation(late, by=None, at=datetime.fromisoformat(payload["at"]))


@listen(DayBegun)
def look_for_what_falls_due(event: DayBegun) -> None:
    """Each official is told by the worker, for none may keep the day from beginning."""
    holders = Holding.objects.on(event.on).filter(official__is_active=True).values_list("official", flat=True)
    enqueue_all(
        [
            Outgoing(WORK_TODAY, {"official": pk, "at": event.at.isoformat()}, f"{WORK_TODAY}/{pk}/{event.on}")
            for pk in sorted(set(holders))
        ],
        at=event.at,
    )


@delivers(WORK_TODAY, lane=Lane.DAY)
def tell_what_falls_due(payload: dict[str, Any], *, key: str) -> None:
    """Tell one of them what is late and what falls due."""
    tell_of_today(_account(payload["official"]), by=None, at=datetime.fromisoformat(payload["at"]))


@listen(FileCondemned)
def tell_who_handles_it(event: FileCondemned) -> None:
    """Malware that is found later in a file of an open dossier is told to those whose work it is (NĐ 85/2016)."""
    open_ones = DossierFile.objects.filter(
        stored=event.digest, dossier__status__in=[status.value for status in OPEN]
    ).select_related("dossier__version__procedure", "dossier__receiving_unit")
    # The same content may be in a dossier more than once.
    for found in {file.dossier_id: file for file in open_ones.order_by("pk")}.values():
        for official in _who_handle(found.dossier, on=local(event.at).date()):
            tell_official(found.dossier, official, "file_infected", at=event.at)


def _who_handle(dossier: Dossier, *, on: date) -> list[Account]:
    """Who has a step of the dossier in hand, or may take it; where none is open, who receives at its one-stop unit."""
    tasks = list(Task.objects.open().filter(dossier=dossier).select_related("assignee", "unit").order_by("pk"))
    people = [
        official
        for task in tasks
        for official in (
            [task.assignee] if task.assignee else holders_of(duty_of(task.duty), unit_id=task.unit_id, on=on)
        )
    ]
    told = people or holders_of(Duty.RECEIVE, unit_id=dossier.receiving_unit_id, on=on)
    return with_substitutes(dict.fromkeys(told), on=on)


@listen(PostEnded)
def put_work_back(event: PostEnded) -> None:
    """What an official had in hand in a unit goes back to all of it, unless another post there carries the duty."""
    in_hand = Task.objects.open().filter(assignee=event.official_id, unit__in=event.unit_ids)
    for found in in_hand.order_by("dossier_id", "pk"):
        task = locked(TASK, found)
        if task.assignee is None or task.assignee_id != event.official_id or task.finished_at is not None:
            continue
        if not holds_itself(task.assignee, duty_of(task.duty), on=event.on, units=[task.unit_id]):
            free(task, by=None, at=event.at)
