"""Supplements: asked once per stage, complete and in writing, through the one-stop unit; answered from anywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.calendars.queries import schedule_for
from motcua.dossiers.amendments import Amendment, amend, named, papers_of
from motcua.dossiers.deadlines import after_working_time, deadline_of, first_answer_due
from motcua.dossiers.events import FilerDidTheirPart, TimeGivenBack
from motcua.dossiers.models import AnswerDraft, Dossier, DossierFile, SupplementItem, SupplementRequest
from motcua.dossiers.operations.clock import pause_clock, resume_clock
from motcua.dossiers.operations.correcting import replace_receipt
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.printing import print_answer_proof, print_supplement_request
from motcua.dossiers.operations.redeclaring import answer_words, change_words, has_new_case, redeclare
from motcua.dossiers.operations.scans import keep
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.queries import sheet_of
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
from motcua.forms.rules import Checked, too_many
from motcua.kernel.events import announce
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_date, local, visible, worded
from motcua.people.models import Account

# A draft holds what a form of ours can hold, and no more.
MOST_KEPT, MOST_TYPED = 1_000, 20_000
LONGEST = 4_000


@operation(
    who=RECEIVER,
    journal="supplement.requested",
    on=DOSSIER,
    when=in_status(Status.NEW, Status.IN_PROCESS, to=Status.SUPPLEMENT),
    printed={"reason": gettext_noop("Lý do")},
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
    reason = worded(reason)
    items = complete_items(dossier, items, reason)
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
        reason=reason,
        justification=worded(justification),
        requested_at=at,
        requested_by=by,
        answer_due_on=_answer_due_on(dossier, at),
    )
    SupplementItem.objects.bulk_create(SupplementItem(request=request, **vars(item)) for item in items)
    if stage == Stage.PROCESSING and policy != SupplementPolicy.NONE:
        pause_clock(dossier, at=at, why=gettext_noop("Chờ bổ sung hồ sơ"))
    dossier.save()
    note(
        stage=stage,
        items=len(items),
        number=request.number,
        answers=[item.field or item.page for item in items if item.is_answer],
    )
    request.paper = print_supplement_request(dossier, request, by=by, at=at)
    request.save(update_fields=["paper"])
    tell_story(dossier, StoryWord.SUPPLEMENT_REQUESTED, by=by, at=at, text=reason)
    _tell_filer(dossier, request, reason, at=at)
    return request


@operation(who=FILER_OR_RECEIVER, journal="supplement.file_taken", on=SUPPLEMENT, when=IS_OPEN_REQUEST)
def take_file(
    request: SupplementRequest, *, item: SupplementItem, file: Checked, by: Account, at: datetime
) -> FileFacts:
    """Keep one file for an item until the request is answered (NĐ 118/2025 Đ17; Luật 29/2018/QH14 Đ5).

    Refused when malware was found in the file.
    """
    return keep((f"item_{item.pk}", item.what), file, at=at)


@operation(
    who=FILER_OR_RECEIVER,
    journal="supplement.answer_kept",
    on=SUPPLEMENT,
    when=in_status(Status.SUPPLEMENT) & IS_OPEN_REQUEST,
)
def keep_answer(
    request: SupplementRequest, *, typed: Mapping[str, str], files: Sequence[FileFacts], by: Account, at: datetime
) -> AnswerDraft:
    """Keep what somebody has typed and uploaded so far, to go on later (NĐ 118/2025 Đ17).

    Nothing is judged, and nobody else sees it before it is sent.
    """
    kept = {name[:200]: visible(text)[:MOST_TYPED] for name, text in list(typed.items())[:MOST_KEPT]}
    listed = [[file.stored.pk, file.name, file.component_key] for file in files]
    draft, _is_new = AnswerDraft.objects.update_or_create(
        request=request, by=by, defaults={"typed": kept, "files": listed, "saved_at": at}
    )
    note(number=request.number, files=len(listed))
    return draft


@dataclass(frozen=True)
class Declared:
    """What an answer says of the declaration: as it was typed, and on which sheet (`sheet_of`).

    `agreed`: what fee, time and case become of it, as its filer has seen it (`Amendment.agreement`).
    """

    raw: Mapping[str, str]
    seen: str
    agreed: str = ""


def _undrawn(words: Mapping[int, str]) -> dict[str, str]:
    """Which words could not be written on the proof that they came."""
    errors: dict[str, str] = {}
    for pk, text in words.items():
        errors |= wrong_signs(f"answer_{pk}", _("Lời giải trình"), text)
    return errors


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
    declared: Declared | None = None,
    by: Account,
    at: datetime,
) -> SupplementRequest:
    """Give what was asked for, item by item; a dossier not yet accepted comes back to the counter (NĐ 118/2025 Đ17).

    Of the declaration only what was asked for is written anew, with what that opens; the declaration before it is kept.
    During processing the clock runs again from now: the time in which the office reads the answer is the office's.
    Refused while an item has neither a file, a corrected answer nor a word of explanation, when the declaration breaks
    the rules of its form, when somebody else wrote on it meanwhile, with too many files or too long a word, and
    before its filer has seen that the fee, the time or the case becomes another.
    """
    dossier = request.dossier
    items = list(request.items.all())
    words = {item.pk: within(f"answer_{item.pk}", visible(answers.get(item.pk, "")).strip(), LONGEST) for item in items}
    amendment = _amendment(dossier, items, declared, at)
    given = {file.component_key for file in files}
    errors = {
        f"item_{item.pk}": _unanswered(item)
        for item in items
        if not words[item.pk] and f"item_{item.pk}" not in given and not amendment.settles(item.facts)
    } | dict(amendment.errors)
    errors |= _undrawn(words)
    if errors:
        raise Refused(_("Còn mục chưa được bổ sung."), errors=errors)
    if problem := too_many(len(files)):
        raise Refused(problem)
    if amendment.agreement and (declared is None or declared.agreed != amendment.agreement):
        raise Refused(_("Câu trả lời mới làm thay đổi những điều dưới đây. Xem rồi gửi lần nữa nếu đúng."))
    for item in items:
        item.answer = words[item.pk]
    SupplementItem.objects.bulk_update(items, ["answer"])
    _keep_files(request, items, files, at=at)
    request.drafts.all().delete()
    request.state, request.answered_at = SupplementRequest.State.ANSWERED, at
    request.save(update_fields=["state", "answered_at"])
    if amendment.changes:
        redeclare(request, amendment, by=by, at=at)
    announce(FilerDidTheirPart(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))
    if request.stage == Stage.INTAKE:
        move(dossier, Status.NEW)
        dossier.first_answer_due_at = first_answer_due(
            dossier, schedule=schedule_for(dossier.receiving_unit.agency_id, on=local(at).date()), at=at
        )
        dossier.save(update_fields=["status", "first_answer_due_at"])
    else:
        _run_again(dossier, request, at=at)
    note(files=len(files), number=request.number, changed=[change.name for change in amendment.changes])
    tell_story(dossier, StoryWord.SUPPLEMENT_ANSWERED, by=by, at=at, text=answer_words(dossier, len(files), amendment))
    tell_filer(dossier, "supplement_received", at=at)
    print_answer_proof(
        dossier,
        request,
        changes=change_words(amendment.changes),
        scans=Counter(file.component_key for file in files),
        taken_by=by if by.is_official and by.pk != dossier.filer_account_id else None,
        at=at,
    )
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
    if has_new_case(request):
        # Its fee and time are of another case now, and the paper that promises them says so.
        replace_receipt(dossier, by=by, at=at)
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
    printed={"justification": gettext_noop("Nội dung chưa đúng yêu cầu")},
)
def reopen_supplement(
    request: SupplementRequest, *, justification: str, by: Account, at: datetime
) -> SupplementRequest:
    """Send an answer back that does not give what was asked, in writing, with the reason (NĐ 61/2018 Đ11).

    The filer has the whole term again: how long the office read the first answer is not the filer's doing.
    """
    dossier, justification = request.dossier, worded(justification)
    if not justification:
        raise Refused(
            _("Ghi rõ nội dung nào chưa đúng yêu cầu."), errors={"justification": _("Ghi rõ còn thiếu gì, vì sao.")}
        )
    request.state, request.answered_at = SupplementRequest.State.OPEN, None
    if request.policy != SupplementPolicy.NONE:
        pause_clock(dossier, at=at, why=gettext_noop("Chờ bổ sung hồ sơ"))
        dossier.save(update_fields=["due_at"])
    request.justification = "\n".join(filter(None, [request.justification, justification]))
    request.answer_due_on = _answer_due_on(dossier, at)
    request.paper = print_supplement_request(dossier, request, remark=justification, by=by, at=at)
    request.save(update_fields=["state", "answered_at", "justification", "answer_due_on", "paper"])
    note(justification=justification)
    tell_story(dossier, StoryWord.SUPPLEMENT_REOPENED, by=by, at=at, text=justification)
    _tell_filer(dossier, request, justification, at=at)
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


def complete_items(dossier: Dossier, items: Sequence[ItemFacts], reason: str) -> list[ItemFacts]:
    """The items with what each is called on paper; refused unless each says what and why, and there is a reason."""
    complete = named(dossier, items)
    errors: dict[str, str] = {}
    if not complete:
        errors["items"] = _("Nêu ít nhất một nội dung cần bổ sung.")
    for number, item in enumerate(complete, start=1):
        name = worded(item.what) or _("Mục %d") % number
        if not worded(item.what):
            pointed = item.is_answer or bool(item.component_key)
            lacks = _("Hồ sơ không còn mục này. Chọn lại.") if pointed else _("Ghi rõ cần bổ sung gì.")
            errors[f"what_{number}"] = f"{name}: {lacks}"
        if not worded(item.why):
            errors[f"why_{number}"] = f"{name}: " + _("Ghi lý do phải bổ sung.")
        errors |= wrong_signs(f"what_{number}", _("Nội dung"), item.what)
        errors |= wrong_signs(f"why_{number}", _("Lý do"), item.why)
    if not reason:
        errors["reason"] = _("Ghi lý do chung của yêu cầu bổ sung.")
    if errors:
        raise Refused(_("Yêu cầu bổ sung phải đầy đủ, bằng văn bản, có lý do từng mục."), errors=errors)
    return complete


def _amendment(dossier: Dossier, items: Sequence[SupplementItem], declared: Declared | None, at: datetime) -> Amendment:
    """What the answer makes of the declaration; refused when it was typed on another one than there is now."""
    asked = [item.facts for item in items]
    if not any(item.is_answer for item in asked) or declared is None:
        return Amendment(dossier.answers, dossier.case_answers, {}, ())
    if declared.seen != sheet_of(dossier):
        raise Refused(_("Tờ khai đã được người khác ghi từ khi bạn mở trang. Xem lại rồi gửi lần nữa nếu vẫn đúng."))
    return amend(dossier, asked, declared.raw, at=at)


def _unanswered(item: SupplementItem) -> str:
    if item.facts.is_answer:
        return _("Sửa câu trả lời, hoặc giải thích vì sao không sửa.")
    return _("Đính kèm giấy tờ hoặc ghi câu trả lời cho mục này.")


@inside_operation
def _keep_files(
    request: SupplementRequest, items: Sequence[SupplementItem], files: Sequence[FileFacts], *, at: datetime
) -> None:
    papers = papers_of(request.dossier)
    # A paper goes by its own name, not by what was wrong with the one before.
    names = {f"item_{item.pk}": (item.component_key, papers.get(item.component_key, item.what)) for item in items}
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=request.dossier,
            component_key=names.get(file.component_key, ("", ""))[0],
            component_name=names.get(file.component_key, ("", file.component_name))[1],
            name=file.name,
            stored=file.stored,
            supplement=request,
            added_at=at,
        )
        for file in files
    )


def _refuse_unjustified(dossier: Dossier, stage: Stage, justification: str, at: datetime) -> None:
    if worded(justification):
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
