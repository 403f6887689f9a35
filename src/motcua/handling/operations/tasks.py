"""The steps of the internal process: taken, given, put back, finished, returned."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.results import HAS_RESULT, conclude
from motcua.dossiers.operations.story import tell_official, tell_story
from motcua.dossiers.paperwork import authority_for
from motcua.dossiers.queries import outdating
from motcua.forms.rules.amending import Difference
from motcua.handling.models import Consultation, Proposal, Task
from motcua.handling.operations.opening import DONE_AGAIN, close_steps, open_step, void_results
from motcua.handling.operations.printing import missing_words, print_result, seal_results
from motcua.handling.paperwork import result_of
from motcua.handling.queries import process_of
from motcua.handling.rights import (
    DOES,
    HAS_DECISION,
    IS_AT_WORK,
    IS_FREE,
    IS_IN_HAND,
    TASK,
    TASK_DOER,
    TASK_GIVER,
    TASK_GIVER_OR_HOLDER,
    TASK_HOLDER,
)
from motcua.handling.rules import WorkWord
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local, worded
from motcua.organization.rules import Duty, duty_of
from motcua.people.models import Account
from motcua.people.rights import holds_itself, in_place_of, own_posts_of, posts_of
from motcua.processes.rules import StepKind, ancestors, descendants, opened_by
from motcua.results.registers import refuse_conflicts


@operation(who=TASK_DOER, journal="task.taken", on=TASK, when=IS_AT_WORK & IS_FREE)
def take_task(task: Task, *, by: Account, at: datetime) -> Task:
    """Take a task of one's unit into one's own hands (NĐ 61/2018 Đ19). Refused when somebody has it.

    Who has it in the place of somebody absent takes it for that one: when the leave ends it is where it belongs.
    """
    posts = posts_of(by, on=local(at).date())
    absent = in_place_of(by, posts, lambda held: DOES.fits(held, task))
    task.assignee_id, task.assigned_at = (by.pk if absent is None else absent.official_id), at
    task.save(update_fields=["assignee", "assigned_at"])
    return task


@operation(who=TASK_GIVER, journal="task.given", on=TASK, when=IS_AT_WORK)
def give_task(task: Task, *, to: Account, by: Account, at: datetime) -> Task:
    """The head of a unit gives one of its tasks to an official of it, who is told (NĐ 61/2018 Đ19)."""
    if not holds_itself(to, duty_of(task.duty), on=local(at).date(), units=[task.unit_id]):
        raise Refused(
            _("Người được giao không giữ vị trí làm bước này."), errors={"official": _("Chọn người trong danh sách.")}
        )
    if task.assignee_id == to.pk:
        return task
    task.assignee, task.assigned_at = to, at
    task.save(update_fields=["assignee", "assigned_at"])
    note(step=task.step_key, to=to.pk)
    said = Sentence(gettext_noop("Giao việc «%(step)s» cho %(name)s."), {"step": task.name, "name": to.full_name})
    tell_story(task.dossier, WorkWord.TASK_GIVEN, by=by, at=at, is_public=False, text=said)
    if to.pk != by.pk:
        tell_official(task.dossier, to, "task_assigned", at=at, step=task.name, due=task.due_at)
    return task


@operation(who=TASK_GIVER_OR_HOLDER, journal="task.put_back", on=TASK, when=IS_AT_WORK & IS_IN_HAND)
def put_back(task: Task, *, by: Account | None, at: datetime) -> Task:
    """Put a task back for all of its unit: who has it, before leave for example, or the head (NĐ 61/2018 Đ19)."""
    free(task, by=by, at=at)
    note(step=task.step_key)
    return task


@inside_operation
def free(task: Task, *, by: Account | None, at: datetime) -> None:
    """Nobody has the task in hand any more; its dossier's story says so."""
    task.assignee = task.assigned_at = None
    task.save(update_fields=["assignee", "assigned_at"])
    said = Sentence(gettext_noop("Trả việc «%(step)s» về bộ phận."), {"step": task.name})
    tell_story(task.dossier, WorkWord.TASK_GIVEN, by=by, at=at, is_public=False, text=said)


@operation(who=TASK_HOLDER, journal="task.finished", on=TASK, when=IS_AT_WORK & HAS_DECISION)
def finish_task(task: Task, *, remark: str = "", by: Account, at: datetime) -> Dossier:
    """Finish a step: the next ones open, each for its own unit; the last one makes the dossier done (NĐ 61/2018 Đ19).

    Refused while the dossier waits for somebody else, or when the step has not brought about what it is for.
    """
    dossier = task.dossier
    _refuse_unready(task, by, at)
    task.finished_at, task.finished_by, task.assignee, task.note = at, by, task.assignee or by, remark.strip()
    task.save(update_fields=["finished_at", "finished_by", "assignee", "note"])
    note(step=task.step_key)
    if task.kind == StepKind.SIGN:
        _refuse_unauthorised(task, by, at)
        print_result(dossier, signer=by, at=at)
    said = Sentence(gettext_noop("Xong bước «%(step)s»."), {"step": task.name})
    tell_story(dossier, WorkWord.STEP_FINISHED, by=by, at=at, text=said)
    process = process_of(dossier)
    done = Task.objects.of(dossier).filter(round=dossier.round, is_cancelled=False).exclude(finished_at=None)
    for step in opened_by(process, task.step_key, done.values_list("step_key", flat=True)):
        open_step(dossier, step, at=at)
    if not process.by_key[task.step_key].next:
        finish_work(dossier, by=by, at=at)
    return dossier


@inside_operation
def finish_work(dossier: Dossier, *, by: Account, at: datetime, text: Sentence = HAS_RESULT) -> None:
    """The dossier has its result: nobody need do more, the result is sealed and its filer told."""
    close_steps(dossier, by=by, at=at)
    seal_results(dossier, by=by, at=at)
    conclude(dossier, by=by, at=at, text=text)


_PENDING = {
    Proposal.State.SIGNING: gettext_noop("Lãnh đạo chưa ký văn bản của đề xuất này. Chờ phản hồi rồi làm tiếp."),
    Proposal.State.SEALING: gettext_noop(
        "Văn thư chưa ký số cơ quan vào văn bản của đề xuất này. Chờ phản hồi rồi làm tiếp."
    ),
    Proposal.State.OPEN: gettext_noop("Bộ phận Một cửa chưa xử lý đề xuất của hồ sơ này. Chờ phản hồi rồi làm tiếp."),
}


def outdated_words(changes: Sequence[Difference]) -> str:
    """That the dossier says something else since the result was drafted, and what."""
    lines = [f"{change.label}: «{change.old or '–'}» → «{change.new or '–'}»" for change in changes]
    said = _("Hồ sơ đã được sửa sau khi soạn kết quả (%s). Xem lại và lưu lại bản soạn trước khi chuyển tiếp.")
    return said % "; ".join(lines)


def _refuse_unready(task: Task, by: Account, at: datetime) -> None:
    pending = Proposal.objects.of(task.dossier).pending().first()
    if pending is not None:
        raise Refused(_(_PENDING[Proposal.State(pending.state)]))
    if task.kind in (StepKind.PREPARE, StepKind.APPROVE, StepKind.SIGN):
        if changed := outdating(task.dossier):
            raise Refused(outdated_words(changed))
        result = result_of(task.dossier, at=at)
        if result is not None and result.missing:
            raise Refused(missing_words(result.missing))
        # Who signs is told once nobody else can sign about the same people.
        if result is not None and task.kind != StepKind.SIGN:
            refuse_conflicts(result.conflicts, result.decision.answered, posts_of(by, on=local(at).date()))
    if task.kind == StepKind.PREPARE and Consultation.objects.of(task.dossier).unanswered().exists():
        raise Refused(_("Còn cơ quan chưa trả lời lấy ý kiến. Chờ ý kiến, hoặc rút yêu cầu lấy ý kiến."))


def _refuse_unauthorised(task: Task, by: Account, at: datetime) -> None:
    """Who signs by authority has it still, for this procedure, in the post that was authorised (NĐ 30/2020 Đ13.4)."""
    if task.duty == Duty.SIGN:
        return
    authority = authority_for(task.dossier, at=at)
    held = {post.pk for post in own_posts_of(by, on=local(at).date())}
    if authority is None or authority.post_id not in held:
        raise Refused(_("Ủy quyền ký kết quả này không còn. Trả lại bước trước để chuyển lãnh đạo cơ quan ký."))
    note(authority=authority.cited)


@operation(who=TASK_HOLDER, journal="task.returned", on=TASK, when=IS_AT_WORK)
def return_to_step(task: Task, *, step_key: str, reason: str, by: Account, at: datetime) -> Task:
    """Return the work to an earlier step with a reason; what came after it must be done again (NĐ 61/2018 Đ19)."""
    dossier = task.dossier
    if not worded(reason):
        raise Refused(
            _("Ghi lý do trả lại."), errors={"reason": _("Ghi lý do trả lại để người làm bước trước biết phải sửa gì.")}
        )
    process = process_of(dossier)
    earlier = {step.key: step for step in ancestors(process, task.step_key)}
    if step_key not in earlier:
        raise Refused(_("Chỉ trả lại được về một bước trước bước này."), errors={"step": _("Chọn một bước trước.")})
    again = descendants(process, step_key) | {step_key}
    for other in Task.objects.of(dossier).open().filter(step_key__in=again):
        other.finished_at, other.finished_by, other.is_cancelled = at, by, True
        other.save(update_fields=["finished_at", "finished_by", "is_cancelled"])
    undone = Task.objects.of(dossier).filter(round=dossier.round, step_key__in=again, is_cancelled=False)
    if undone.filter(kind=StepKind.SIGN).exists():
        void_results(dossier, reason=DONE_AGAIN, at=at)
    undone.update(is_cancelled=True)
    note(step=task.step_key, to=step_key, reason=reason)
    tell_story(
        dossier,
        WorkWord.STEP_RETURNED,
        by=by,
        at=at,
        is_public=False,
        text=Sentence(
            gettext_noop("Trả lại bước «%(step)s»: %(reason)s"), {"step": earlier[step_key].name, "reason": reason}
        ),
    )
    return open_step(dossier, earlier[step_key], at=at, reason=reason.strip())
