"""At the unit that resolves the dossier: take a task, finish it, return it, consult another agency, check on site."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Consultation, Dossier, Proposal, SiteCheck, Task
from motcua.dossiers.operations.clock import after_working_time
from motcua.dossiers.operations.results import finish_dossier, sign_result
from motcua.dossiers.operations.story import expect, locked, tell_official, tell_story
from motcua.dossiers.operations.tasks import open_task, process_of
from motcua.dossiers.policies import ASKED_AGENCY, TASK_GIVER, TASK_HOLDER
from motcua.dossiers.rules import OPEN, Outcome, Status
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local
from motcua.notices.rules import NoticeKind
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.queries import holders_of, holds
from motcua.processes.rules import StepKind, ancestors, descendants, opened_by


def _open_task(task: Task) -> tuple[Dossier, Task]:
    """The task and its dossier, locked in the one order, or a refusal when it was finished meanwhile."""
    dossier = locked(task.dossier)
    task = Task.objects.select_for_update(of=("self",)).select_related("unit").get(pk=task.pk)
    if task.finished_at is not None:
        raise Refused(_("Bước này đã xong. Tải lại trang để xem bước hiện tại."))
    task.dossier = dossier
    return dossier, task


@operation(who=TASK_HOLDER, journal="task.taken")
def take_task(task: Task, *, by: Account, at: datetime) -> Task:
    """Take a task of one's unit into one's own hands (NĐ 61/2018 Đ19)."""
    _dossier, task = _open_task(task)
    if task.assignee_id not in (None, by.pk):
        raise Refused(_("%s đã nhận việc này.") % (task.assignee.full_name if task.assignee else ""))
    task.assignee = by
    task.save(update_fields=["assignee"])
    return task


@operation(who=TASK_GIVER, journal="task.given")
def give_task(task: Task, *, to: Account | None, by: Account, at: datetime) -> Task:
    """Give a task of one's unit to an official of it, or put it back for all of them (NĐ 61/2018 Đ19).

    The head of the unit gives and takes back; who has taken a task may put it back, before leave for example.
    """
    dossier, task = _open_task(task)
    if to is not None and not holds(to, Duty(task.duty), on=local(at).date(), units=[task.unit_id]):
        raise Refused(
            _("Người được giao không giữ vị trí làm bước này."), errors={"official": _("Chọn người trong danh sách.")}
        )
    if task.assignee_id == (to.pk if to else None):
        return task
    task.assignee = to
    task.save(update_fields=["assignee"])
    note(step=task.step_key, to=to.pk if to else None)
    said = Sentence(gettext_noop("Trả việc «%(step)s» về bộ phận."), {"step": task.name})
    if to is not None:
        said = Sentence(gettext_noop("Giao việc «%(step)s» cho %(name)s."), {"step": task.name, "name": to.full_name})
    tell_story(dossier, "task_given", by=by, at=at, is_public=False, text=said)
    return task


@operation(who=TASK_HOLDER, journal="task.decision_drafted")
def draft_decision(
    task: Task,
    *,
    outcome: Outcome,
    title: str,
    paragraphs: Sequence[str],
    facts: Mapping[str, str],
    by: Account,
    at: datetime,
) -> Task:
    """Write the result that will be approved and signed (NĐ 61/2018 Đ19)."""
    dossier, task = _open_task(task)
    expect(dossier, Status.IN_PROCESS)
    if task.kind not in (StepKind.PREPARE, StepKind.APPROVE):
        raise Refused(_("Bước «%s» không phải là bước soạn kết quả.") % task.name)
    errors = {}
    if not title.strip():
        errors["title"] = _("Ghi tên kết quả.")
    if not any(paragraph.strip() for paragraph in paragraphs):
        errors["body"] = _("Ghi nội dung kết quả.")
    if errors:
        raise Refused(_("Kết quả chưa đủ nội dung."), errors=errors)
    dossier.outcome = outcome
    dossier.decision = {
        "title": title.strip(),
        "paragraphs": [paragraph.strip() for paragraph in paragraphs if paragraph.strip()],
        "facts": {name.strip(): value.strip() for name, value in facts.items() if name.strip()},
    }
    dossier.save(update_fields=["outcome", "decision"])
    note(outcome=outcome)
    return task


@operation(who=TASK_HOLDER, journal="task.finished")
def finish_task(task: Task, *, remark: str = "", by: Account, at: datetime) -> Dossier:
    """Finish a step: the next ones open, each for its own unit; the last one makes the dossier done (NĐ 61/2018 Đ19).

    Refused while the dossier waits for somebody else, or when the step has not brought about what it is for.
    """
    dossier, task = _open_task(task)
    expect(dossier, Status.IN_PROCESS)
    _refuse_unready(dossier, task)
    task.finished_at, task.finished_by, task.assignee, task.note = at, by, task.assignee or by, remark.strip()
    task.save(update_fields=["finished_at", "finished_by", "assignee", "note"])
    note(step=task.step_key)
    if task.kind == StepKind.SIGN:
        sign_result(dossier, signer=by, at=at)
    said = Sentence(gettext_noop("Xong bước «%(step)s»."), {"step": task.name})
    tell_story(dossier, "step_finished", by=by, at=at, text=said)
    process = process_of(dossier)
    done = dossier.tasks.filter(round=dossier.round, is_cancelled=False).exclude(finished_at=None)
    for step in opened_by(process, task.step_key, done.values_list("step_key", flat=True)):
        open_task(dossier, step, at=at)
    if not process.by_key[task.step_key].next:
        finish_dossier(dossier, by=by, at=at)
    return dossier


def _refuse_unready(dossier: Dossier, task: Task) -> None:
    pending = dossier.proposals.filter(state__in=Proposal.PENDING).first()
    if pending is not None and pending.state == Proposal.State.SIGNING:
        raise Refused(_("Lãnh đạo chưa ký văn bản của đề xuất này. Chờ phản hồi rồi làm tiếp."))
    if pending is not None and pending.state == Proposal.State.SEALING:
        raise Refused(_("Văn thư chưa ký số cơ quan vào văn bản của đề xuất này. Chờ phản hồi rồi làm tiếp."))
    if pending is not None:
        raise Refused(_("Bộ phận Một cửa chưa xử lý đề xuất của hồ sơ này. Chờ phản hồi rồi làm tiếp."))
    if task.kind in (StepKind.PREPARE, StepKind.APPROVE, StepKind.SIGN) and not dossier.decision:
        raise Refused(_("Chưa có nội dung kết quả. Soạn kết quả trước khi chuyển bước tiếp theo."))
    if task.kind == StepKind.PREPARE and dossier.consultations.filter(answered_at=None).exists():
        raise Refused(_("Còn cơ quan chưa trả lời lấy ý kiến. Chờ ý kiến, hoặc rút yêu cầu lấy ý kiến."))


@operation(who=TASK_HOLDER, journal="task.returned")
def return_to_step(task: Task, *, step_key: str, reason: str, by: Account, at: datetime) -> Task:
    """Return the work to an earlier step with a reason; what came after it must be done again (NĐ 61/2018 Đ19)."""
    dossier, task = _open_task(task)
    expect(dossier, Status.IN_PROCESS)
    if not reason.strip():
        raise Refused(
            _("Ghi lý do trả lại."), errors={"reason": _("Ghi lý do trả lại để người làm bước trước biết phải sửa gì.")}
        )
    process = process_of(dossier)
    earlier = {step.key: step for step in ancestors(process, task.step_key)}
    if step_key not in earlier:
        raise Refused(_("Chỉ trả lại được về một bước trước bước này."), errors={"step": _("Chọn một bước trước.")})
    again = descendants(process, step_key) | {step_key}
    for other in dossier.tasks.filter(finished_at=None, step_key__in=again):
        other.finished_at, other.finished_by, other.is_cancelled = at, by, True
        other.save(update_fields=["finished_at", "finished_by", "is_cancelled"])
    dossier.tasks.filter(round=dossier.round, step_key__in=again).update(is_cancelled=True)
    note(step=task.step_key, to=step_key, reason=reason)
    tell_story(
        dossier,
        "step_returned",
        by=by,
        at=at,
        is_public=False,
        text=Sentence(
            gettext_noop("Trả lại bước «%(step)s»: %(reason)s"), {"step": earlier[step_key].name, "reason": reason}
        ),
    )
    return open_task(dossier, earlier[step_key], at=at, reason=reason.strip())


@operation(who=TASK_HOLDER, journal="consultation.asked")
def ask_agency(
    task: Task, *, agency: Agency, question: str, working_days: int, by: Account, at: datetime
) -> Consultation:
    """Ask another agency for its opinion with a due date, in parallel with one's own work (NĐ 61/2018 Đ19.5)."""
    dossier, task = _open_task(task)
    expect(dossier, Status.IN_PROCESS)
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
    tell_story(dossier, "agency_asked", by=by, at=at, text=said)
    return Consultation.objects.create(
        dossier=dossier,
        asked_agency=agency,
        question=question.strip(),
        asked_at=at,
        asked_by=by,
        due_at=after_working_time(agency.pk, working_days, "WORKING_DAY", at=at),
    )


@operation(who=ASKED_AGENCY, journal="consultation.answered")
def answer_consultation(
    consultation: Consultation, *, agrees: bool, answer: str, by: Account, at: datetime
) -> Consultation:
    """Answer what another agency asked (NĐ 61/2018 Đ19.5)."""
    dossier = locked(consultation.dossier)
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if consultation.answered_at is not None:
        raise Refused(_("Yêu cầu lấy ý kiến này đã được trả lời."))
    if not answer.strip():
        raise Refused(_("Chưa gửi được ý kiến."), errors={"answer": _("Ghi nội dung ý kiến.")})
    consultation.answered_at, consultation.answered_by = at, by
    consultation.answer, consultation.agrees = answer.strip(), agrees
    consultation.save()
    note(agrees=agrees)
    said = Sentence(gettext_noop("%(agency)s đã trả lời."), {"agency": consultation.asked_agency.name})
    tell_story(dossier, "agency_answered", by=by, at=at, text=said)
    return consultation


@operation(who=TASK_HOLDER, journal="consultation.recalled")
def recall_consultation(task: Task, *, consultation: Consultation, by: Account, at: datetime) -> Task:
    """Take back a question that is no longer needed (NĐ 61/2018 Đ19.5)."""
    dossier, task = _open_task(task)
    removed: tuple[int, dict[str, int]] = Consultation.objects.filter(
        pk=consultation.pk, dossier=dossier, answered_at=None
    ).delete()
    if not removed[0]:
        raise Refused(_("Yêu cầu lấy ý kiến này đã được trả lời."))
    note(agency=consultation.asked_agency.code)
    tell_story(
        dossier,
        "agency_recalled",
        by=by,
        at=at,
        is_public=False,
        text=Sentence(gettext_noop("Rút yêu cầu lấy ý kiến %(agency)s."), {"agency": consultation.asked_agency.name}),
    )
    return task


@operation(who=SYSTEM, journal="consultation.reported_late")
def report_late_consultation(consultation: Consultation, *, by: None, at: datetime) -> Consultation:
    """Tell the head of the dossier's one-stop unit that an asked agency is late with its answer (NĐ 61/2018 Đ19.5).

    Once for each question. The head holds the duty SUPERVISE in the unit itself, as the packs charge the director of a
    public-service centre; where nobody does that day, those who receive there are told, for a report that waits until
    somebody is appointed helps nobody. Refused once the answer is there: the report is made to bring it about, and the
    dossier's page goes on saying that it came late.
    """
    dossier = locked(consultation.dossier)
    waiting = Consultation.objects.select_for_update(of=("self",)).select_related("asked_agency")
    found = waiting.filter(pk=consultation.pk, answered_at=None, late_reported_at=None, due_at__lt=at).first()
    if found is None or dossier.state not in OPEN:
        raise Refused(_("Không còn phải báo chậm trả lời việc lấy ý kiến này."))
    unit, day = dossier.receiving_unit, local(at).date()
    found_heads = holders_of(Duty.SUPERVISE, unit_id=unit.pk, on=day)
    # Who holds two posts of the unit is one person.
    told = list(dict.fromkeys(found_heads or holders_of(Duty.RECEIVE, unit_id=unit.pk, on=day)))
    if not told:
        raise Refused(_("Chưa có ai giữ vị trí tại %(unit)s để nhận báo cáo.") % {"unit": unit.name})
    found.late_reported_at = at
    found.save(update_fields=["late_reported_at"])
    agency = found.asked_agency
    for head in told:
        tell_official(dossier, head, NoticeKind.CONSULTATION_LATE, at=at, agency=agency.name, until=found.due_at)
    note(agency=agency.code, told=[head.pk for head in told])
    said = Sentence(
        gettext_noop("%(agency)s chưa trả lời lấy ý kiến dù đã quá hạn; đã báo Bộ phận Một cửa: %(names)s."),
        {"agency": agency.name, "names": ", ".join(head.full_name for head in told)},
    )
    tell_story(dossier, "agency_late", by=None, at=at, is_public=False, text=said)
    return found


@operation(who=TASK_HOLDER, journal="site_check.recorded")
def record_site_check(
    task: Task,
    *,
    took_place_at: datetime,
    place: str,
    participants: Sequence[str],
    findings: str,
    by: Account,
    at: datetime,
) -> SiteCheck:
    """Record a check on site: when it took place, where, who took part, what was found (NĐ 61/2018 Đ19.3).

    It may be written down late, never in advance. A record is not changed afterwards: who was wrong writes another.
    """
    dossier, task = _open_task(task)
    expect(dossier, Status.IN_PROCESS)
    names = [name.strip() for name in participants if name.strip()]
    errors = {}
    if took_place_at > at:
        errors["day"] = _("Thời điểm kiểm tra không thể sau bây giờ.")
    if took_place_at < dossier.submitted_at:
        errors["day"] = _("Thời điểm kiểm tra không thể trước khi hồ sơ được nộp.")
    if not place.strip():
        errors["place"] = _("Ghi địa điểm kiểm tra.")
    if not names:
        errors["participants"] = _("Ghi ít nhất một người tham gia, mỗi dòng một người.")
    if not findings.strip():
        errors["findings"] = _("Ghi nội dung, kết quả kiểm tra.")
    if errors:
        raise Refused(_("Chưa ghi được lần kiểm tra."), errors=errors)
    what = {
        "took_place_at": took_place_at,
        "place": place.strip(),
        "participants": names,
        "findings": findings.strip(),
    }
    # Pressed twice.
    if dossier.site_checks.filter(**what).exists():
        raise Refused(_("Lần kiểm tra này đã được ghi. Quay lại trang hồ sơ để xem."))
    note(step=task.step_key, took_place_at=took_place_at.isoformat())
    said = Sentence(
        gettext_noop("Kiểm tra thực địa lúc %(when)s tại %(place)s."), {"when": took_place_at, "place": place.strip()}
    )
    tell_story(dossier, "site_checked", by=by, at=at, is_public=False, text=said)
    return SiteCheck.objects.create(dossier=dossier, recorded_at=at, recorded_by=by, **what)
