"""What an official can do with a dossier, as a table: when it is offered, what it asks, which operation it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.corrections import reduction_given, reductions_for
from motcua.dossiers.late_groups import name_of
from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations import intake, payments, recalling, reducing, results, supplements
from motcua.dossiers.paperwork import reduction_words
from motcua.dossiers.queries import draft_mark
from motcua.dossiers.rights import IS_OPEN_REQUEST, RECEIVER
from motcua.dossiers.rules import WORK_DONE, Status
from motcua.handling.models import Consultation, Enquiry, Proposal, Task
from motcua.handling.operations import consultations, drafting, enquiries, proposals, site_checks, tasks
from motcua.handling.queries import Details, details_of
from motcua.handling.rights import IS_UNANSWERED, TASK_HOLDER
from motcua.handling.rules import ProposalKind
from motcua.kernel.addresses import number_in
from motcua.kernel.operations import Policy, info_of, offers
from motcua.organization.rules import duty_of
from motcua.people.desk import Desk
from motcua.people.models import Account
from motcua.people.rights import holders_of
from motcua.procedures.words import tariff_words
from motcua.processes.rules import StepKind, ancestors
from motcua.results.queries import doubtful_grounds, drafts_of, grounds_of
from motcua.results.registers import conflicts_of
from motcua.workspace import asking, forms, letters, opinions, reviewing


@dataclass(frozen=True)
class Bench:
    """A dossier on the desk: what is open on it and what of that is this official's.

    What is offered asks the door's own question of each operation (`kernel.operations.offers`), of rows read for the
    page; nothing here knows a duty.
    """

    desk: Desk
    dossier: Dossier
    details: Details

    def offers(self, operation: Callable[..., Any], subject: Model | None) -> bool:
        """Whether this official could do it to this row of the dossier now."""
        return subject is not None and offers(operation, subject, by=self.desk.by, posts=self.desk.posts)

    @property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.details.tasks if task.finished_at is None]

    @property
    def task(self) -> Task | None:
        """The open step that is this official's."""
        return next((task for task in self.open_tasks if self.holds(TASK_HOLDER, task)), None)

    def holds(self, policy: Policy, subject: Model) -> bool:
        """Whether this official has a right to a row of the dossier."""
        return policy.holds is not None and policy.holds(self.desk.by, self.desk.posts, subject)

    @property
    def receives(self) -> bool:
        return self.holds(RECEIVER, self.dossier)

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that waits for somebody."""
        return next((proposal for proposal in self.details.proposals if proposal.state in Proposal.PENDING), None)

    @property
    def supplement(self) -> SupplementRequest | None:
        """The request for supplements that is not settled."""
        closed = SupplementRequest.State.CLOSED
        return next((request for request in self.details.supplements if request.state != closed), None)

    @property
    def consultation(self) -> Consultation | None:
        """The question that this official's agency has not answered."""
        asked = self.details.consultations
        return next((question for question in asked if self.offers(consultations.answer_consultation, question)), None)

    @property
    def enquiry(self) -> Enquiry | None:
        """What the filer asked first that this official answers."""
        asked = self.details.enquiries
        return next((one for one in asked if self.offers(enquiries.answer_enquiry, one)), None)

    @property
    def unanswered(self) -> list[Consultation]:
        """The questions whose answer is still wanted."""
        return [question for question in self.details.consultations if IS_UNANSWERED.holds(question)]

    @property
    def given(self) -> Task | None:
        """The open step of a unit that this official heads, to be given to somebody."""
        return next((task for task in self.open_tasks if self.offers(tasks.give_task, task)), None)

    @property
    def status(self) -> Status:
        return self.dossier.state

    def works_on(self, *kinds: StepKind) -> bool:
        """Whether this official's open step is of one of these kinds."""
        return self.task is not None and self.task.kind in kinds


def bench_of(desk: Desk, dossier: Dossier) -> Bench:
    """Everything the table of actions asks about."""
    return Bench(desk, dossier, details_of(dossier, is_inside=True))


def _always(bench: Bench) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """One thing that can be done. `target` is what the operation takes first.

    It is offered when the operation's own right and state hold, and `also`: what the door does not judge because other
    rows of the dossier decide it, or because another action says it better.
    """

    key: str
    label: str | Promise
    form: type[forms.ActionForm]
    operation: Callable[..., Any]
    target: Callable[[Bench], Model | None]
    also: Callable[[Bench], bool] = _always
    is_main: bool | Callable[[Bench], bool] = False
    shortcut: str = ""
    # Of what cannot be taken back: said before it is done.
    warning: str | Promise = ""
    prepare: Callable[[Bench, Any], None] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    # What the operation must still find when it has locked the dossier.
    sees: Callable[[Bench], Mapping[str, Any]] | None = None
    # Where several rows may wait at once: what was typed for one is never shown under another.
    is_bound: bool = False

    def is_offered(self, bench: Bench) -> bool:
        """Whether this official can do it now."""
        return bench.offers(self.operation, self.target(bench)) and self.also(bench)

    def is_for_others(self, bench: Bench) -> bool:
        """Whether it is done to the dossier itself, and not by this official whatever its state is."""
        return self.target is _dossier and not bench.holds(info_of(self.operation).who, bench.dossier)

    def make_ready(self, bench: Bench, form: Any) -> None:
        """Put into the form what this dossier has for it."""
        if self.prepare:
            self.prepare(bench, form)

    def run(self, bench: Bench, values: Mapping[str, Any], seen: str) -> Any:
        """Do it with what the form says. What was `seen` of a draft is judged again under the lock."""
        marked = {"seen": seen.rpartition("-")[2]} if self.writes_result else {}
        if self.sees is not None:
            marked |= self.sees(bench)
        return self.operation(self.target(bench), **self.more, **marked, **values, by=bench.desk.by, at=bench.desk.at)

    def seen(self, bench: Bench) -> str:
        """What the official sees when the form is opened; another value when it is sent means that it changed."""
        target = self.target(bench)
        drafted = draft_mark(bench.dossier) if self.writes_result else ""
        # What was proposed and asked for meanwhile, and came to its end, leaves no other trace on the step.
        rounds = f"{len(bench.details.proposals)}-{len(bench.details.supplements)}"
        return f"{target.pk if target else 0}-{bench.dossier.status}-{rounds}-{drafted}"

    def was_for(self, bench: Bench, seen: str) -> Model | None:
        """The row that the form was opened for, where it is bound to one and that is not what is answered now."""
        pk, target = number_in(seen.partition("-")[0]), self.target(bench)
        if not self.is_bound or pk is None or (target is not None and target.pk == pk):
            return None
        rows: list[Model] = [*bench.details.enquiries] if self.operation is enquiries.answer_enquiry else []
        rows += bench.details.consultations if self.operation is consultations.answer_consultation else []
        return next((row for row in rows if row.pk == pk), None)

    @property
    def writes_result(self) -> bool:
        return self.operation is drafting.draft_decision

    def leads(self, bench: Bench) -> bool:
        """Whether it is what usually comes next."""
        return self.is_main(bench) if callable(self.is_main) else self.is_main


def _dossier(bench: Bench) -> Dossier:
    return bench.dossier


def _task(bench: Bench) -> Task | None:
    return bench.task


def _proposal(bench: Bench) -> Proposal | None:
    return bench.proposal


def _supplement(bench: Bench) -> SupplementRequest | None:
    return bench.supplement


def _earlier_steps(bench: Bench, form: Any) -> None:
    process = bench.dossier.process.process if bench.dossier.process else None
    if process and bench.task:
        steps = [(step.key, step.name) for step in ancestors(process, bench.task.step_key)]
        form.fields["step"].choices = steps
        if len(steps) == 1:
            form.initial = {"step": steps[0][0]} | form.initial


def _other_agencies(bench: Bench, form: Any) -> None:
    opinions.offer_to_ask(bench.dossier, bench.task, form, at=bench.desk.at)


def _asked_agencies(bench: Bench, form: Any) -> None:
    opinions.offer_to_recall(bench.dossier, form)


def _of_supplement(bench: Bench, form: Any) -> None:
    """Only a request for supplements may want a justification."""
    if bench.proposal is None or bench.proposal.kind != ProposalKind.SUPPLEMENT:
        del form.fields["justification"]


def _receiver(bench: Bench, form: Any) -> None:
    named = next((party for party in bench.details.parties if party.role == "RECIPIENT"), None)
    if named is not None:
        form.initial = {
            "receiver_name": named.name, "receiver_id_number": named.id_number, "authorisation": named.authorisation,
        } | form.initial  # fmt: skip


def _sum_due(bench: Bench, form: Any) -> None:
    """The sum stands in its place where rate and number are known; who asks for it may write another, and says why."""
    dossier = bench.dossier
    if dossier.fee_paid_dong is not None:
        del form.fields["difference"]
    elif names := dossier.numbers_to_count:
        form.ask_numbers(names, dossier.numbers, tariff_words(dossier.tariff))
    elif due := dossier.due_dong:
        form.initial = {"amount": f"{due:,}".replace(",", ".")} | form.initial


def _may_be_less(dossier: Dossier) -> bool:
    """Whether the law takes something off its fee for somebody, and nothing was asked for yet."""
    if dossier.is_fee_asked or not reductions_for(dossier):
        return False
    return dossier.fee_dong != 0 or reduction_given(dossier) is not None


def _reductions(bench: Bench, form: Any) -> None:
    given = reduction_given(bench.dossier)
    ways = [(one.whom, reduction_words(one)) for one in reductions_for(bench.dossier)]
    form.choose(ways, given.whom if given else "")


def _colleagues(bench: Bench, form: Any) -> None:
    if bench.given is None:
        return
    holders = holders_of(duty_of(bench.given.duty), unit_id=bench.given.unit_id, on=bench.desk.on)
    form.fields["official"].queryset = Account.objects.filter(pk__in=[one.pk for one in holders]).order_by("pk")
    form.initial = {"official": bench.given.assignee_id} | form.initial


def _drafted(bench: Bench, form: Any) -> None:
    dossier, on = bench.dossier, bench.desk.on
    decided = dossier.decided
    initial = {
        "outcome": dossier.outcome or "GRANTED",
        "body": "\n".join(decided.paragraphs if decided is not None else ()),
        "grounds": "\n".join(
            decided.grounds if decided is not None and decided.grounds else grounds_of(dossier, on=on)
        ),
    }
    if doubtful := doubtful_grounds(dossier, on=on):
        said = _("Chưa rõ còn hiệu lực, kiểm tra trước khi dẫn: %s.") % ", ".join(doubtful)
        form.fields["grounds"].help_text = f"{form.fields['grounds'].help_text} {said}"
    drafts = drafts_of(dossier, on=on)
    if drafts:
        form.ask_for(drafts)
        answered = decided.answered if decided is not None else {}
        form.ask_why(conflicts_of(dossier, form.filled), answered, bench.desk.posts)
    else:
        facts = decided.facts if decided is not None else known_facts(dossier)
        initial["title"] = decided.title if decided is not None else dossier.version.result_name
        initial["facts_text"] = "\n".join(f"{name}: {value}" for name, value in facts.items())
    form.initial = initial | form.initial


def known_facts(dossier: Dossier) -> dict[str, str]:
    """The facts every result begins with, so that nothing is typed twice."""
    holder = dossier.parties.filter(role="HOLDER").first()
    if holder is None:
        return {}
    known = {"Họ và tên": holder.name, "Số định danh": holder.id_number, "Nơi cư trú": holder.address}
    return {name: value for name, value in known.items() if value}


def _of_enquiry(bench: Bench, form: Any) -> None:
    if bench.enquiry is not None:
        form.fields["answer"].help_text = bench.enquiry.text


def _has_no_proposal(bench: Bench) -> bool:
    return bench.proposal is None


def _asked_about(bench: Bench, form: Any) -> None:
    if form.is_asking:
        form.ask_about(bench.dossier)


def _with_grounds(bench: Bench, form: Any) -> None:
    """Such a letter cites what rules the procedure; who proposes it leaves out what the reason does not rest on."""
    form.initial = {"grounds": "\n".join(grounds_of(bench.dossier, on=bench.desk.on))} | form.initial
    if doubtful := doubtful_grounds(bench.dossier, on=bench.desk.on):
        said = _("Chưa rõ còn hiệu lực, kiểm tra trước khi dẫn: %s.") % ", ".join(doubtful)
        form.fields["grounds"].help_text = f"{form.fields['grounds'].help_text} {said}"


def _with_late_groups(bench: Bench, form: Any) -> None:
    if groups := bench.dossier.rulebook.rules.late_groups:
        form.offer([(group.key, name_of(group)) for group in groups])


PREPARED = {
    ProposalKind.REFUSAL: _with_grounds, ProposalKind.STOP: _with_grounds, ProposalKind.APOLOGY: _with_late_groups,
}  # fmt: skip


def _propose(key: str, label: Promise, form: type[forms.ActionForm], kind: ProposalKind) -> Action:
    prepare = PREPARED.get(kind, _asked_about)
    return Action(key, label, form, proposals.propose, _task, _has_no_proposal, prepare=prepare, more={"kind": kind})


ACTIONS: tuple[Action, ...] = (
    Action("tiep-nhan", _("Tiếp nhận và chuyển xử lý"), reviewing.AcceptForm, intake.accept, _dossier,
           is_main=True, shortcut="t"),
    Action("chuyen", _("Chuyển xử lý"), forms.NothingToFill, intake.hand_over, _dossier, is_main=True, shortcut="t"),
    # While work goes on the unit that does it proposes what is missing.
    Action("yeu-cau-bo-sung", _("Yêu cầu bổ sung"), asking.SupplementForm, supplements.request_supplement, _dossier,
           lambda b: b.status == Status.NEW, shortcut="b", prepare=_asked_about),
    Action("tu-choi", _("Từ chối tiếp nhận"), forms.ReasonForm, intake.refuse_intake, _dossier,
           sees=lambda b: {"seen": b.status.value}),
    Action("xac-nhan-bo-sung", _("Xác nhận đã bổ sung đủ"), forms.NothingToFill, supplements.confirm_supplement,
           _supplement, is_main=True, shortcut="t"),
    Action("tra-lai-bo-sung", _("Bổ sung chưa đúng, yêu cầu lại"), forms.JustificationForm,
           supplements.reopen_supplement, _supplement),
    Action("thuc-hien-de-xuat", _("Thực hiện đề xuất"), forms.CarryOutForm, proposals.carry_out, _proposal,
           is_main=True, prepare=_of_supplement),
    Action("ky-van-ban", _("Ký văn bản gửi người nộp"), forms.NothingToFill, proposals.sign_letter, _proposal,
           is_main=True, shortcut="k"),
    Action("ky-so-co-quan", _("Ký số cơ quan vào văn bản"), forms.NothingToFill, proposals.seal_letter, _proposal,
           is_main=True, shortcut="k"),
    Action("khong-dong-y-de-xuat", _("Không đồng ý đề xuất"), forms.AnswerForm, proposals.reject_proposal, _proposal),
    Action("nhan-viec", _("Nhận việc"), forms.NothingToFill, tasks.take_task, _task, shortcut="n"),
    Action("soan-ket-qua", _("Soạn kết quả"), forms.DecisionForm, drafting.draft_decision, _task,
           is_main=lambda b: not b.dossier.decision, shortcut="s", prepare=_drafted),
    Action("hoan-thanh", _("Hoàn thành bước, chuyển tiếp"), forms.RemarkForm, tasks.finish_task, _task,
           lambda b: b.works_on(StepKind.CHECK, StepKind.PREPARE, StepKind.APPROVE), is_main=True, shortcut="h"),
    Action("ky", _("Ký số kết quả"), forms.RemarkForm, tasks.finish_task, _task,
           lambda b: b.works_on(StepKind.SIGN), is_main=True, shortcut="k"),
    Action("phat-hanh", _("Phát hành kết quả"), forms.RemarkForm, tasks.finish_task, _task,
           lambda b: b.works_on(StepKind.ISSUE), is_main=True, shortcut="h"),
    Action("tra-lai-buoc", _("Trả lại bước trước"), forms.ReturnStepForm, tasks.return_to_step, _task,
           lambda b: b.task is not None and b.dossier.process is not None
           and bool(ancestors(b.dossier.process.process, b.task.step_key)), prepare=_earlier_steps),
    Action("lay-y-kien", _("Lấy ý kiến"), opinions.ConsultationForm, consultations.ask_opinions, _task,
           prepare=_other_agencies),
    Action("rut-lay-y-kien", _("Rút yêu cầu lấy ý kiến"), opinions.RecallForm, consultations.recall_consultation, _task,
           lambda b: bool(b.unanswered), prepare=_asked_agencies),
    Action("ghi-kiem-tra", _("Ghi kiểm tra thực địa"), forms.SiteCheckForm, site_checks.record_site_check, _task),
    Action("giao-viec", _("Giao việc"), forms.GiveTaskForm, tasks.give_task, lambda b: b.given, prepare=_colleagues),
    Action("tra-viec", _("Trả việc về bộ phận"), forms.NothingToFill, tasks.put_back,
           lambda b: b.given or b.task),
    Action("tra-loi-y-kien", _("Trả lời lấy ý kiến"), opinions.OpinionForm, consultations.answer_consultation,
           lambda b: b.consultation, is_main=True, is_bound=True),
    Action("tra-loi-cau-hoi", _("Trả lời người nộp"), forms.AnswerForm, enquiries.answer_enquiry,
           lambda b: b.enquiry, is_main=True, prepare=_of_enquiry, is_bound=True),
    _propose("de-xuat-bo-sung", _("Đề xuất yêu cầu bổ sung"), asking.ProposedSupplementForm, ProposalKind.SUPPLEMENT),
    _propose("de-xuat-tu-choi", _("Đề xuất từ chối giải quyết"), letters.RefusalForm, ProposalKind.REFUSAL),
    _propose("de-xuat-gia-han", _("Đề xuất xin lỗi, gia hạn"), forms.ApologyForm, ProposalKind.APOLOGY),
    _propose("de-xuat-dung", _("Đề xuất dừng giải quyết"), letters.StopForm, ProposalKind.STOP),
    Action("mien-giam", _("Áp dụng miễn, giảm phí, lệ phí"), forms.ReductionForm, reducing.reduce_fee, _dossier,
           lambda b: _may_be_less(b.dossier), prepare=_reductions),
    Action("yeu-cau-nop-tien", _("Yêu cầu nghĩa vụ tài chính"), forms.PaymentForm, payments.request_payment, _dossier,
           is_main=lambda b: bool(b.dossier.due_dong), prepare=_sum_due),
    Action("da-nop-tien", _("Xác nhận đã nộp tiền"), forms.PaymentReceiptForm, payments.confirm_payment, _dossier,
           is_main=True),
    Action("rut-nop-tien", _("Rút yêu cầu nộp tiền"), forms.ReasonForm, payments.recall_payment, _dossier),
    Action("quyet-toan-phi", _("Xác nhận đã thu, trả lại phí"), forms.PaymentReceiptForm, payments.settle_fee, _dossier,
           is_main=lambda b: b.status in WORK_DONE),
    Action("bao-nop-phi", _("Báo người nộp số tiền còn phải nộp"), forms.NothingToFill, payments.remind_fee, _dossier),
    Action("dung-cho", _("Đề xuất dừng vì người nộp không trả lời"), forms.ReasonForm, proposals.propose_to_stop, _dossier,
           lambda b: b.proposal is None and (b.supplement is None or IS_OPEN_REQUEST.holds(b.supplement))),
    Action("rut", _("Rút hồ sơ theo đề nghị của người nộp"), forms.ReasonForm, results.withdraw, _dossier,
           lambda b: b.receives),
    Action("tra-ket-qua", _("Trả kết quả"), forms.ReturnResultForm, results.return_result, _dossier,
           is_main=True, shortcut="t", prepare=_receiver),
    Action("thu-hoi-ket-qua", _("Thu hồi kết quả đã cấp"), forms.ReasonForm, recalling.recall_result, _dossier,
           warning=_("Thu hồi rồi không lấy lại được: giấy đúng được cấp bằng hồ sơ mới. Người nộp đọc nguyên văn lý do.")),
)  # fmt: skip

# The kinds of step at which it is done: before the first of them it is too early, not too late.
DONE_AT = {
    "soan-ket-qua": StepKind.PREPARE, "ky": StepKind.SIGN, "phat-hanh": StepKind.ISSUE,
}  # fmt: skip


def is_still_to_come(bench: Bench, action: Action) -> bool:
    """Whether the step at which it is done has not been reached yet."""
    kind = DONE_AT.get(action.key)
    return kind is not None and bool(bench.open_tasks) and all(task.kind != kind for task in bench.details.tasks)


BY_KEY = {action.key: action for action in ACTIONS}


def offered(bench: Bench) -> list[Action]:
    """What this official can do with this dossier now."""
    return [action for action in ACTIONS if action.is_offered(bench)]
