"""Another agency is asked for its opinion while work goes on (NĐ 61/2018 Đ19.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.deadlines import after_working_time
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.scans import keep
from motcua.dossiers.operations.story import tell_official, tell_story
from motcua.dossiers.rights import in_status
from motcua.dossiers.rules import OPEN
from motcua.forms.rules import Checked
from motcua.handling.models import Consultation, ConsultationFile, Task
from motcua.handling.operations.opening import take_back
from motcua.handling.rights import (
    ASKED_AGENCY,
    CONSULTATION,
    IS_AT_WORK,
    IS_UNANSWERED,
    TASK,
    TASK_HOLDER,
    step_of,
)
from motcua.handling.rules import WorkWord
from motcua.kernel.operations import SYSTEM, Refused, locked, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_datetime, local, worded
from motcua.organization.models import Agency, Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import holders_of, posts_of, with_substitutes
from motcua.processes.rules import StepKind


@dataclass(frozen=True)
class Question:
    """What several are asked, how long they have, and whether it is known that this is longer than the dossier has."""

    text: str
    working_days: int
    is_beyond: bool = False


# The most working days for which one may wait for an answer.
LONGEST = 60


@operation(
    who=TASK_HOLDER, journal="consultation.asked", on=TASK, when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE)
)
def ask_agency(
    task: Task,
    *,
    agency: Agency | Unit,
    question: str,
    working_days: int,
    files: Sequence[FileFacts] = (),
    by: Account,
    at: datetime,
) -> Consultation:
    """Ask another agency, or another unit of one's own, for its opinion with a due date (NĐ 61/2018 Đ19.5).

    One's own work goes on meanwhile. Files that are given go along with the question. Refused while the same place has
    not answered the same question: every answer is waited for, and a button is pressed twice.
    """
    dossier = task.dossier
    errors = {}
    unit = agency if isinstance(agency, Unit) else None
    if not question.strip():
        errors["question"] = _("Ghi nội dung cần lấy ý kiến.")
    if unit is None and agency.pk == dossier.handling_agency_id:
        errors["agency"] = _("Chọn một cơ quan khác.")
    if unit is not None and (unit.agency_id != dossier.handling_agency_id or unit.pk == task.unit_id):
        errors["agency"] = _("Chọn một bộ phận khác của cơ quan đang giải quyết.")
    if _is_asked_already(dossier, agency, question):
        errors["question"] = _("%s đang được hỏi đúng nội dung này và chưa trả lời.") % agency.name
    if not 1 <= working_days <= LONGEST:
        errors["working_days"] = _("Thời hạn trả lời từ 1 đến 60 ngày làm việc.")
    if errors:
        raise Refused(_("Chưa gửi được yêu cầu lấy ý kiến."), errors=errors)
    note(agency=agency.code, working_days=working_days)
    said = Sentence(gettext_noop("Lấy ý kiến %(agency)s."), {"agency": agency.name})
    tell_story(dossier, WorkWord.AGENCY_ASKED, by=by, at=at, text=said)
    made = Consultation.objects.create(
        dossier=dossier,
        asked_agency=None if isinstance(agency, Unit) else agency,
        asked_unit=unit,
        question=question.strip(),
        asked_at=at,
        asked_by=by,
        due_at=answer_due(agency, working_days, at=at),
    )
    _keep_files(made, files, is_answer=False)
    return made


@operation(
    who=TASK_HOLDER,
    journal="consultation.several_asked",
    on=TASK,
    when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE),
    is_whole=True,
)
def ask_opinions(
    task: Task,
    *,
    asked: Sequence[Agency | Unit],
    question: Question,
    files: Sequence[FileFacts] = (),
    by: Account,
    at: datetime,
) -> Task:
    """Ask several at once the same (NĐ 61/2018 Đ19.5).

    Refused without anybody to ask, and where an answer would be due after the dossier itself, unless whoever asks says
    that it is known (`Question.is_beyond`): the consultation does not move the dossier's own date.
    """
    chosen = list({(type(one), one.pk): one for one in asked}.values())
    if not chosen:
        raise Refused(_("Chưa gửi được yêu cầu lấy ý kiến."), errors={"asked_1": _("Chọn cơ quan.")})
    days = question.working_days
    if 1 <= days <= LONGEST and not question.is_beyond:
        _refuse_beyond(task.dossier, chosen, days, at)
    for one in chosen:
        ask_agency(task, agency=one, question=question.text, working_days=days, files=files, by=by, at=at)
    return task


def _is_asked_already(dossier: Dossier, place: Agency | Unit, question: str) -> bool:
    is_unit = isinstance(place, Unit)
    same = Consultation.objects.of(dossier).unanswered().filter(question=question.strip())
    return same.filter(asked_unit=place.pk).exists() if is_unit else same.filter(asked_agency=place.pk).exists()


def answer_due(asked: Agency | Unit, working_days: int, *, at: datetime) -> datetime:
    """When an answer is due by the calendar of who is asked."""
    agency = asked.agency_id if isinstance(asked, Unit) else asked.pk
    return after_working_time(agency, working_days, "WORKING_DAY", at=at)


def _refuse_beyond(dossier: Dossier, asked: Sequence[Agency | Unit], working_days: int, at: datetime) -> None:
    due = dossier.due_at
    last = max(answer_due(one, working_days, at=at) for one in asked)
    if due is None or last <= due:
        return
    facts = {"answer": format_datetime(last), "due": format_datetime(due)}
    said = (
        _("Hạn trả lời (%(answer)s) sau hạn của hồ sơ (%(due)s). Chọn ít ngày hơn, hoặc đánh dấu ô «Vẫn gửi».") % facts
    )
    raise Refused(_("Chưa gửi được yêu cầu lấy ý kiến."), errors={"working_days": said})


def _keep_files(consultation: Consultation, files: Sequence[FileFacts], *, is_answer: bool) -> None:
    ConsultationFile.objects.bulk_create(
        ConsultationFile(consultation=consultation, is_answer=is_answer, name=file.name, stored=file.stored)
        for file in files
    )


@operation(who=TASK_HOLDER, journal="consultation.file_taken", on=TASK, when=IS_AT_WORK)
def take_question_file(
    task: Task, *, component: tuple[str, str], file: Checked, by: Account, at: datetime
) -> FileFacts:
    """Keep a file until it is sent with a question (NĐ 61/2018 Đ19.5; Luật 29/2018/QH14 Đ5). Refused with malware."""
    return keep(component, file, at=at)


@operation(who=ASKED_AGENCY, journal="consultation.answer_file_taken", on=CONSULTATION, when=IS_UNANSWERED)
def take_answer_file(
    consultation: Consultation, *, component: tuple[str, str], file: Checked, by: Account, at: datetime
) -> FileFacts:
    """Keep a file until it is sent with an answer (NĐ 61/2018 Đ19.5; Luật 29/2018/QH14 Đ5). Refused with malware."""
    return keep(component, file, at=at)


@operation(who=ASKED_AGENCY, journal="consultation.answered", on=CONSULTATION, when=IS_UNANSWERED)
def answer_consultation(
    consultation: Consultation,
    *,
    agrees: bool,
    answer: str,
    files: Sequence[FileFacts] = (),
    by: Account,
    at: datetime,
) -> Consultation:
    """Answer what was asked, with files where there are any (NĐ 61/2018 Đ19.5)."""
    if not worded(answer):
        raise Refused(_("Chưa gửi được ý kiến."), errors={"answer": _("Ghi nội dung ý kiến.")})
    consultation.answered_at, consultation.answered_by = at, by
    consultation.answer, consultation.agrees = answer.strip(), agrees
    consultation.save()
    _keep_files(consultation, files, is_answer=True)
    note(agrees=agrees)
    said = Sentence(gettext_noop("%(agency)s đã trả lời."), {"agency": consultation.asked_name})
    tell_story(consultation.dossier, WorkWord.AGENCY_ANSWERED, by=by, at=at, text=said)
    _tell_who_asked(consultation, at=at)
    return consultation


def _tell_who_asked(consultation: Consultation, *, at: datetime) -> None:
    """Who asked and who has the work in hand by now, as far as they still work."""
    holders = Task.objects.of(consultation.dossier).open().exclude(assignee=None).values("assignee")
    people = Account.objects.filter(Q(pk=consultation.asked_by_id) | Q(pk__in=holders), is_active=True).order_by("pk")
    on = local(at).date()
    for official in with_substitutes([one for one in people if posts_of(one, on=on)], on=on):
        tell_official(consultation.dossier, official, "opinion_answered", at=at, agency=consultation.asked_name)


@operation(
    who=TASK_HOLDER,
    journal="consultation.recalled",
    on=TASK,
    when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE),
)
def recall_consultation(
    task: Task, *, consultation: Consultation, reason: str = "", by: Account, at: datetime
) -> Consultation:
    """Take back a question that is no longer needed; what was asked stays written (NĐ 61/2018 Đ19.5)."""
    consultation = locked(CONSULTATION, consultation)
    if consultation.dossier_id != task.dossier_id or not IS_UNANSWERED.holds(consultation):
        raise Refused(_("Yêu cầu lấy ý kiến này đã được trả lời hoặc đã được rút."))
    note(agency=consultation.asked.code, consultation=consultation.pk, reason=reason.strip())
    take_back(consultation, by=by, at=at, reason=reason.strip())
    return consultation


@operation(
    who=SYSTEM,
    journal="consultation.reported_late",
    on=CONSULTATION,
    when=IS_UNANSWERED & in_status(*sorted(OPEN)),
)
def report_late_consultation(consultation: Consultation, *, by: None, at: datetime) -> Consultation:
    """Tell the head of the dossier's one-stop unit that an asked agency is late with its answer (NĐ 61/2018 Đ19.5).

    Once for each question. The head holds the duty SUPERVISE in the unit itself, as the packs charge the director of a
    public-service centre; where nobody does that day, those who receive there are told, for a report that waits until
    somebody is appointed helps nobody. Refused once the answer is there: the report is made to bring it about, and the
    dossier's page goes on saying that it came late.
    """
    dossier = consultation.dossier
    if consultation.late_reported_at is not None or consultation.due_at >= at:
        raise Refused(_("Không còn phải báo chậm trả lời việc lấy ý kiến này."))
    unit, day = dossier.receiving_unit, local(at).date()
    heads = holders_of(Duty.SUPERVISE, unit_id=unit.pk, on=day)
    # Who holds two posts of the unit is one person.
    told = with_substitutes(heads or holders_of(Duty.RECEIVE, unit_id=unit.pk, on=day), on=day)
    if not told:
        raise Refused(_("Chưa có ai giữ vị trí tại %(unit)s để nhận báo cáo.") % {"unit": unit.name})
    consultation.late_reported_at = at
    consultation.save(update_fields=["late_reported_at"])
    agency = consultation.asked
    for head in told:
        tell_official(dossier, head, "consultation_late", at=at, agency=agency.name, until=consultation.due_at)
    note(agency=agency.code, told=[head.pk for head in told])
    said = Sentence(
        gettext_noop("%(agency)s chưa trả lời lấy ý kiến dù đã quá hạn; đã báo Bộ phận Một cửa: %(names)s."),
        {"agency": agency.name, "names": ", ".join(head.full_name for head in told)},
    )
    tell_story(dossier, WorkWord.AGENCY_LATE, by=None, at=at, is_public=False, text=said)
    return consultation
