"""Another agency is asked for its opinion while work goes on (NĐ 61/2018 Đ19.5)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.deadlines import after_working_time
from motcua.dossiers.operations.story import tell_official, tell_story
from motcua.dossiers.rights import in_status
from motcua.dossiers.rules import OPEN
from motcua.handling.models import Consultation, Task
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
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import holders_of, with_substitutes
from motcua.processes.rules import StepKind


@operation(
    who=TASK_HOLDER, journal="consultation.asked", on=TASK, when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE)
)
def ask_agency(
    task: Task, *, agency: Agency, question: str, working_days: int, by: Account, at: datetime
) -> Consultation:
    """Ask another agency for its opinion with a due date, in parallel with one's own work (NĐ 61/2018 Đ19.5)."""
    dossier = task.dossier
    errors = {}
    if not question.strip():
        errors["question"] = _("Ghi nội dung cần lấy ý kiến.")
    if agency.pk == dossier.handling_agency_id:
        errors["agency"] = _("Chọn một cơ quan khác.")
    if not 1 <= working_days <= 60:
        errors["working_days"] = _("Thời hạn trả lời từ 1 đến 60 ngày làm việc.")
    if errors:
        raise Refused(_("Chưa gửi được yêu cầu lấy ý kiến."), errors=errors)
    note(agency=agency.code, working_days=working_days)
    said = Sentence(gettext_noop("Lấy ý kiến %(agency)s."), {"agency": agency.name})
    tell_story(dossier, WorkWord.AGENCY_ASKED, by=by, at=at, text=said)
    return Consultation.objects.create(
        dossier=dossier,
        asked_agency=agency,
        question=question.strip(),
        asked_at=at,
        asked_by=by,
        due_at=after_working_time(agency.pk, working_days, "WORKING_DAY", at=at),
    )


@operation(who=ASKED_AGENCY, journal="consultation.answered", on=CONSULTATION, when=IS_UNANSWERED)
def answer_consultation(
    consultation: Consultation, *, agrees: bool, answer: str, by: Account, at: datetime
) -> Consultation:
    """Answer what another agency asked (NĐ 61/2018 Đ19.5)."""
    if not answer.strip():
        raise Refused(_("Chưa gửi được ý kiến."), errors={"answer": _("Ghi nội dung ý kiến.")})
    consultation.answered_at, consultation.answered_by = at, by
    consultation.answer, consultation.agrees = answer.strip(), agrees
    consultation.save()
    note(agrees=agrees)
    said = Sentence(gettext_noop("%(agency)s đã trả lời."), {"agency": consultation.asked_agency.name})
    tell_story(consultation.dossier, WorkWord.AGENCY_ANSWERED, by=by, at=at, text=said)
    return consultation


@operation(
    who=TASK_HOLDER,
    journal="consultation.recalled",
    on=TASK,
    when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE),
)
def recall_consultation(task: Task, *, consultation: Consultation, by: Account, at: datetime) -> Consultation:
    """Take back a question that is no longer needed; what was asked stays written (NĐ 61/2018 Đ19.5)."""
    consultation = locked(CONSULTATION, consultation)
    if consultation.dossier_id != task.dossier_id or not IS_UNANSWERED.holds(consultation):
        raise Refused(_("Yêu cầu lấy ý kiến này đã được trả lời hoặc đã được rút."))
    note(agency=consultation.asked_agency.code, consultation=consultation.pk)
    take_back(consultation, by=by, at=at)
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
    agency = consultation.asked_agency
    for head in told:
        tell_official(dossier, head, "consultation_late", at=at, agency=agency.name, until=consultation.due_at)
    note(agency=agency.code, told=[head.pk for head in told])
    said = Sentence(
        gettext_noop("%(agency)s chưa trả lời lấy ý kiến dù đã quá hạn; đã báo Bộ phận Một cửa: %(names)s."),
        {"agency": agency.name, "names": ", ".join(head.full_name for head in told)},
    )
    tell_story(dossier, WorkWord.AGENCY_LATE, by=None, at=at, is_public=False, text=said)
    return consultation
