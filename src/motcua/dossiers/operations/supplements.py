"""Supplements: asked once per stage, complete and in writing, through the one-stop unit; answered from anywhere."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.calendars.queries import schedule_for
from motcua.dossiers.deadlines import after_working_time, deadline_of, first_answer_due
from motcua.dossiers.events import FilerDidTheirPart, TimeGivenBack
from motcua.dossiers.models import Dossier, DossierFile, SupplementItem, SupplementRequest
from motcua.dossiers.operations.clock import pause_clock, resume_clock
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.printing import print_supplement_request
from motcua.dossiers.operations.scans import keep
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.rights import (
    DOSSIER,
    FILER_OR_RECEIVER,
    IS_ANSWERED,
    IS_OPEN_REQUEST,
    RECEIVER,
    SUPPLEMENT,
    in_status,
)
from motcua.dossiers.rules import ItemFacts, Stage, Status, StoryWord, SupplementPolicy
from motcua.forms.rules import too_many
from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_date, local
from motcua.people.models import Account


@operation(
    who=RECEIVER,
    journal="supplement.requested",
    on=DOSSIER,
    when=in_status(Status.NEW, Status.IN_PROCESS, to=Status.SUPPLEMENT),
)
def request_supplement(
    dossier: Dossier,
    *,
    items: Sequence[ItemFacts],
    reason: str,
    justification: str = "",
    by: Account,
    at: datetime,
) -> SupplementRequest:
    """Ask the filer for everything that is missing, once and in writing (NĐ 61/2018 Đ11, Đ17, Đ19; NĐ 118/2025 Đ17).

    Refused without items and reasons; a second request in one stage, or one after the time the rulebook gives, needs a
    justification, which is kept. During processing the clock stops until the filer has answered.
    """
    stage = Stage.INTAKE if dossier.state == Status.NEW else Stage.PROCESSING
    _refuse_incomplete(items, reason)
    _refuse_unjustified(dossier, stage, justification, at)
    move(dossier, Status.SUPPLEMENT)
    # An answer that came back to the counter is settled by asking again.
    SupplementRequest.objects.filter(dossier=dossier, state=SupplementRequest.State.ANSWERED).update(
        state=SupplementRequest.State.CLOSED, closed_at=at
    )
    policy = policy_of(dossier, stage)
    request = SupplementRequest.objects.create(
        dossier=dossier,
        number=dossier.supplements.count() + 1,
        stage=stage,
        policy=policy,
        reason=reason.strip(),
        justification=justification.strip(),
        requested_at=at,
        requested_by=by,
        answer_due_on=_answer_due_on(dossier, at),
    )
    SupplementItem.objects.bulk_create(
        SupplementItem(request=request, what=item.what.strip(), why=item.why.strip(), component_key=item.component_key)
        for item in items
    )
    if stage == Stage.PROCESSING and policy != SupplementPolicy.NONE:
        pause_clock(dossier, at=at, why=gettext_noop("Chờ bổ sung hồ sơ"))
    dossier.save()
    note(stage=stage, items=len(items), number=request.number)
    request.paper = print_supplement_request(dossier, request, by=by, at=at)
    request.save(update_fields=["paper"])
    tell_story(dossier, StoryWord.SUPPLEMENT_REQUESTED, by=by, at=at, text=reason.strip())
    _tell_filer(dossier, request, reason.strip(), at=at)
    return request


@operation(who=FILER_OR_RECEIVER, journal="supplement.file_taken", on=SUPPLEMENT, when=IS_OPEN_REQUEST)
def take_file(
    request: SupplementRequest, *, item: SupplementItem, name: str, content: bytes, by: Account, at: datetime
) -> FileFacts:
    """Keep one file for an item until the request is answered (NĐ 118/2025 Đ17; Luật 29/2018/QH14 Đ5).

    Refused like any file when empty, too large, of a kind not taken, or bearing a stamp of secrecy.
    """
    return keep((f"item_{item.pk}", item.what), name=name, content=content, at=at)


@operation(
    who=FILER_OR_RECEIVER,
    journal="supplement.answered",
    on=SUPPLEMENT,
    when=in_status(Status.SUPPLEMENT) & IS_OPEN_REQUEST,
)
def answer_supplement(
    request: SupplementRequest,
    *,
    answers: Mapping[int, str],
    files: Sequence[FileFacts],
    by: Account,
    at: datetime,
) -> SupplementRequest:
    """Give what was asked for, item by item; a dossier not yet accepted comes back to the counter (NĐ 118/2025 Đ17).

    During processing the clock runs again from now: the time in which the office reads the answer is the office's.
    Refused while an item has neither a file nor a word of explanation, and with too many files.
    """
    dossier = request.dossier
    items = list(request.items.all())
    given = {file.component_key for file in files}
    errors = {
        f"item_{item.pk}": _("Đính kèm giấy tờ hoặc ghi câu trả lời cho mục này.")
        for item in items
        if not answers.get(item.pk, "").strip() and f"item_{item.pk}" not in given
    }
    if errors:
        raise Refused(_("Còn mục chưa được bổ sung."), errors=errors)
    if problem := too_many(len(files)):
        raise Refused(problem)
    for item in items:
        item.answer = answers.get(item.pk, "").strip()
    SupplementItem.objects.bulk_update(items, ["answer"])
    names = {f"item_{item.pk}": (item.component_key, item.what) for item in items}
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=dossier,
            component_key=names.get(file.component_key, ("", ""))[0],
            component_name=names.get(file.component_key, ("", file.component_name))[1],
            name=file.name,
            stored=file.stored,
            supplement=request,
            added_at=at,
        )
        for file in files
    )
    request.state, request.answered_at = SupplementRequest.State.ANSWERED, at
    request.save(update_fields=["state", "answered_at"])
    announce(FilerDidTheirPart(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))
    if request.stage == Stage.INTAKE:
        move(dossier, Status.NEW)
        dossier.first_answer_due_at = first_answer_due(
            dossier, schedule=schedule_for(dossier.receiving_unit.agency_id, on=local(at).date()), at=at
        )
        dossier.save(update_fields=["status", "first_answer_due_at"])
    else:
        _run_again(dossier, request, at=at)
    note(files=len(files), number=request.number)
    said = Sentence(gettext_noop("Đã bổ sung %(count)d tệp."), {"count": len(files)}) if files else ""
    tell_story(dossier, StoryWord.SUPPLEMENT_ANSWERED, by=by, at=at, text=said)
    tell_filer(dossier, "supplement_received", at=at)
    return request


def _run_again(dossier: Dossier, request: SupplementRequest, *, at: datetime) -> None:
    """The clock of a dossier whose filer answered, and the time of its open steps."""
    policy = SupplementPolicy(request.policy)
    if policy == SupplementPolicy.NONE:
        return
    asked_at = dossier.clock_marks.filter(kind="PAUSED").latest("pk").at
    resume_clock(dossier, policy=policy, at=at)
    dossier.save(update_fields=["due_at"])
    _give_time(dossier, policy, since=asked_at, until=at)


def _give_time(dossier: Dossier, policy: SupplementPolicy, *, since: datetime, until: datetime) -> None:
    """Open steps do not pay for a time in which nobody could work on them, as far as the due date allows."""
    if policy == SupplementPolicy.NONE:
        return
    announce(
        TimeGivenBack(
            dossier_id=dossier.pk,
            agency_id=dossier.handling_agency_id,
            at=until,
            is_anew=policy == SupplementPolicy.RESTART,
            since=since,
            until=until,
            late_before=since,
        )
    )


@operation(
    who=RECEIVER,
    journal="supplement.confirmed",
    on=SUPPLEMENT,
    when=in_status(Status.SUPPLEMENT, to=Status.IN_PROCESS) & IS_ANSWERED,
)
def confirm_supplement(request: SupplementRequest, *, by: Account, at: datetime) -> Dossier:
    """Confirm that the dossier is now full; its clock has run again since the answer (NĐ 61/2018 Đ19.4).

    Under RESTART the whole time is counted again from the moment the filer completed the dossier; under PAUSE only the
    waiting is left out.
    """
    dossier, answered_at = request.dossier, request.answered_at or at
    move(dossier, Status.IN_PROCESS)
    request.state, request.closed_at = SupplementRequest.State.CLOSED, at
    request.save(update_fields=["state", "closed_at"])
    dossier.save()
    deadline = deadline_of(dossier)
    # Answers given before the clock ran again by itself.
    if deadline is not None and deadline.is_paused:
        _run_again(dossier, request, at=answered_at)
    _give_time(dossier, SupplementPolicy(request.policy), since=answered_at, until=at)
    note(due_at=dossier.due_at)
    said = Sentence(gettext_noop("Hồ sơ đã đầy đủ, tiếp tục xử lý."))
    due = local(dossier.due_at).date() if dossier.due_at else ""
    if due:
        said = Sentence(gettext_noop("Hồ sơ đã đầy đủ, tiếp tục xử lý. Hẹn trả: %(due)s."), {"due": due})
    tell_story(dossier, StoryWord.SUPPLEMENT_CONFIRMED, by=by, at=at, text=said)
    reason = Sentence(gettext_noop("Hồ sơ đã được bổ sung đầy đủ"))
    tell_filer(dossier, "due_changed", at=at, due=due, reason=reason)
    return dossier


@operation(
    who=RECEIVER,
    journal="supplement.reopened",
    on=SUPPLEMENT,
    when=in_status(Status.SUPPLEMENT) & IS_ANSWERED,
)
def reopen_supplement(
    request: SupplementRequest, *, justification: str, by: Account, at: datetime
) -> SupplementRequest:
    """Send an answer back that does not give what was asked, in writing, with the reason (NĐ 61/2018 Đ11).

    The filer has the whole term again: how long the office read the first answer is not the filer's doing.
    """
    dossier = request.dossier
    if not justification.strip():
        raise Refused(
            _("Ghi rõ nội dung nào chưa đúng yêu cầu."), errors={"justification": _("Ghi rõ còn thiếu gì, vì sao.")}
        )
    request.state, request.answered_at = SupplementRequest.State.OPEN, None
    if request.policy != SupplementPolicy.NONE:
        pause_clock(dossier, at=at, why=gettext_noop("Chờ bổ sung hồ sơ"))
        dossier.save(update_fields=["due_at"])
    request.justification = "\n".join(filter(None, [request.justification, justification.strip()]))
    request.answer_due_on = _answer_due_on(dossier, at)
    request.paper = print_supplement_request(dossier, request, remark=justification.strip(), by=by, at=at)
    request.save(update_fields=["state", "answered_at", "justification", "answer_due_on", "paper"])
    note(justification=justification.strip())
    tell_story(dossier, StoryWord.SUPPLEMENT_REOPENED, by=by, at=at, text=justification.strip())
    _tell_filer(dossier, request, justification.strip(), at=at)
    return request


def _tell_filer(dossier: Dossier, request: SupplementRequest, reason: str, *, at: datetime) -> None:
    until = format_date(request.answer_due_on) if request.answer_due_on else ""
    tell_filer(dossier, "supplement_requested", at=at, reason=reason, until=until)


def policy_of(dossier: Dossier, stage: Stage) -> SupplementPolicy:
    """What a supplement does to the clock: the procedure's own word for this stage, else the rulebook's."""
    own = dossier.version.supplement_policies.get(stage.value.lower())
    return SupplementPolicy(own) if own else dossier.rulebook.rules.supplement_policy


def _answer_due_on(dossier: Dossier, at: datetime) -> date | None:
    """The filer's last day; one that is off moves to the next working day (Bộ luật Dân sự 2015 Đ148)."""
    days = dossier.version.close_after_days
    if not days:
        return None
    return local(after_working_time(dossier.handling_agency_id, days, "DAY", at=at)).date()


def _refuse_incomplete(items: Sequence[ItemFacts], reason: str) -> None:
    errors: dict[str, str] = {}
    if not items:
        errors["items"] = _("Nêu ít nhất một nội dung cần bổ sung.")
    for number, item in enumerate(items, start=1):
        if not item.what.strip():
            errors[f"what_{number}"] = _("Ghi rõ cần bổ sung gì.")
        if not item.why.strip():
            errors[f"why_{number}"] = _("Ghi lý do phải bổ sung.")
    if not reason.strip():
        errors["reason"] = _("Ghi lý do chung của yêu cầu bổ sung.")
    if errors:
        raise Refused(_("Yêu cầu bổ sung phải đầy đủ, bằng văn bản, có lý do từng mục."), errors=errors)


def _refuse_unjustified(dossier: Dossier, stage: Stage, justification: str, at: datetime) -> None:
    if justification.strip():
        return
    rules = dossier.rulebook.rules
    if dossier.supplements.filter(stage=stage).count() >= rules.supplement_max_requests:
        raise Refused(
            _("Hồ sơ này đã được yêu cầu bổ sung ở giai đoạn này. Chỉ được yêu cầu lại khi có lý do chính đáng."),
            errors={"justification": _("Giải trình vì sao phải yêu cầu bổ sung thêm lần nữa.")},
        )
    if stage == Stage.PROCESSING and dossier.accepted_at is not None:
        span = rules.supplement_notice_within
        last = after_working_time(dossier.handling_agency_id, span.amount, span.unit, at=dossier.accepted_at)
        if at > last:
            raise Refused(
                _("Đã quá thời gian được yêu cầu bổ sung (%d ngày làm việc kể từ ngày tiếp nhận).") % span.amount,
                errors={"justification": _("Giải trình vì sao yêu cầu bổ sung muộn.")},
            )
