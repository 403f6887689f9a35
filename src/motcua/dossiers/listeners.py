"""What dossiers do when rooms below announce something."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.calendars.events import CalendarChanged
from motcua.calendars.queries import agencies_keeping, schedule_for
from motcua.dossiers.deadlines import first_answer_due
from motcua.dossiers.models import AnswerDraft, Dossier
from motcua.dossiers.operations.clock import recompute_all
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.queries import templates_in_use
from motcua.dossiers.rules import ENDED, OPEN, Stage, Status, StoryWord
from motcua.kernel.events import DayBegun, listen
from motcua.kernel.operations import Refused
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import VIETNAM, local
from motcua.laws.events import LawsChanged
from motcua.people.events import AccountErased
from motcua.procedures.operations.freshness import check_templates

CHUNK = 500


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
        tell_story(dossier, StoryWord.DUE_CHANGED, by=None, at=event.at, text=reason)
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


@listen(LawsChanged)
def laws_changed(event: LawsChanged) -> None:
    """A changed circular or decree has the forms that rest on it looked at."""
    on = local(event.at).date()
    templates = [one for one in templates_in_use(on=on) if one.number in set(event.numbers)]
    check_templates(templates=templates, by=None, at=event.at)


# So many codes are named where somebody still waits for dossiers.
MOST_NAMED = 5


@listen(AccountErased)
def keep_who_waits_for_a_dossier(event: AccountErased) -> None:
    """Who erased the account now could neither answer a request nor get the result: such an account stays.

    What was begun as an answer goes; the dossiers themselves are kept (NĐ 30/2020).
    """
    ended = [status.value for status in ENDED]
    waiting = Dossier.objects.filter(filer_account=event.account_id).exclude(status__in=ended).order_by("pk")
    if codes := [dossier.shown_code for dossier in waiting[: MOST_NAMED + 1]]:
        named = ", ".join(codes[:MOST_NAMED]) + ("…" if len(codes) > MOST_NAMED else "")
        said = _("Còn hồ sơ chưa xong: %s. Rút hồ sơ, hoặc chờ nhận kết quả, rồi xóa tài khoản.")
        raise Refused(said % named)
    AnswerDraft.objects.filter(by=event.account_id).delete()
