"""What an official can do with a dossier, as a table: when it is offered, what it asks, which operation it calls."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Consultation, Dossier, Proposal, SupplementRequest, Task
from motcua.dossiers.operations import intake, processing, proposals, results, supplements
from motcua.dossiers.queries import Details, details_of
from motcua.dossiers.rules import WAITING, ProposalKind, Stage, Status
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.queries import holders_of
from motcua.processes.rules import StepKind, ancestors
from motcua.workspace import forms
from motcua.workspace.access import Desk


@dataclass(frozen=True)
class Bench:
    """A dossier on the desk: what is open on it and what of that is this official's."""

    desk: Desk
    dossier: Dossier
    details: Details
    tasks: tuple[Task, ...]
    proposal: Proposal | None
    supplement: SupplementRequest | None
    consultation: Consultation | None

    @property
    def task(self) -> Task | None:
        return self.tasks[0] if self.tasks else None

    @property
    def receives(self) -> bool:
        return self.dossier.receiving_unit_id in {unit.pk for unit in self.desk.units_with(Duty.RECEIVE)}

    @property
    def returns(self) -> bool:
        units = self.desk.units_with(Duty.RETURN_RESULT) + self.desk.units_with(Duty.RECEIVE)
        return self.dossier.receiving_unit_id in {unit.pk for unit in units}

    def acts_for_agency(self, duty: Duty) -> bool:
        """Whether this official has a duty at the agency that handles the dossier."""
        return any(
            post.has(duty) and post.unit.agency_id == self.dossier.handling_agency_id for post in self.desk.posts
        )

    @property
    def letter(self) -> Proposal | None:
        """The proposal whose letter waits for this official's signature."""
        waits = self._proposal_is(Proposal.State.SIGNING)
        return self.proposal if waits and self.acts_for_agency(Duty.SIGN) else None

    @property
    def unsealed(self) -> Proposal | None:
        """The proposal whose letter waits for the agency's own signature, which this official keeps."""
        waits = self._proposal_is(Proposal.State.SEALING)
        return self.proposal if waits and self.acts_for_agency(Duty.ISSUE) else None

    @property
    def carried(self) -> Proposal | None:
        """The proposal that waits for this official to carry it out."""
        return self.proposal if self.receives and self._proposal_is(Proposal.State.OPEN) else None

    def _proposal_is(self, state: Proposal.State) -> bool:
        return self.proposal is not None and self.proposal.state == state

    @property
    def given(self) -> Task | None:
        """The open step of a unit that this official heads, to be given to somebody."""
        headed = {unit.pk for unit in self.desk.units_with(Duty.APPROVE)}
        return next((one for one in self.details.tasks if one.finished_at is None and one.unit_id in headed), None)

    @property
    def status(self) -> Status:
        return self.dossier.state

    def works_on(self, *kinds: StepKind) -> bool:
        """Whether an open step of one of these kinds is this official's and nothing else holds the dossier up."""
        return self.status == Status.IN_PROCESS and self.task is not None and self.task.kind in kinds


def bench_of(desk: Desk, dossier: Dossier) -> Bench:
    """Everything the table of actions asks about."""
    details = details_of(dossier)
    mine = [
        task
        for task in details.tasks
        if task.finished_at is None
        and task.assignee_id in (None, desk.by.pk)
        and any(post.unit_id == task.unit_id and task.duty in post.duties for post in desk.posts)
    ]
    asked = {post.unit.agency_id for post in desk.posts if post.has(Duty.PROCESS)}
    return Bench(
        desk=desk,
        dossier=dossier,
        details=details,
        tasks=tuple(mine),
        proposal=next((one for one in details.proposals if one.state in Proposal.PENDING), None),
        supplement=next((one for one in details.supplements if one.state != "CLOSED"), None),
        consultation=next(
            (one for one in details.consultations if one.answered_at is None and one.asked_agency_id in asked), None
        ),
    )


@dataclass(frozen=True)
class Action:
    """One thing that can be done. `target` is what the operation takes first."""

    key: str
    label: str | Promise
    form: type[forms.ActionForm]
    is_offered: Callable[[Bench], bool]
    target: Callable[[Bench], Model | None]
    run: Callable[..., Any]
    is_main: bool | Callable[[Bench], bool] = False
    shortcut: str = ""
    prepare: Callable[[Bench, Any], None] | None = None

    def seen(self, bench: Bench) -> str:
        """What the official sees when the form is opened; another value when it is sent means that it changed."""
        target = self.target(bench)
        text = bench.dossier.decision if self.form is forms.DecisionForm else {}
        written = crc32(json.dumps(text, sort_keys=True).encode())
        return f"{target.pk if target else 0}-{bench.dossier.status}-{written}"

    def leads(self, bench: Bench) -> bool:
        """Whether it is what usually comes next."""
        return self.is_main(bench) if callable(self.is_main) else self.is_main


def _dossier(bench: Bench) -> Dossier:
    return bench.dossier


def _task(bench: Bench) -> Task | None:
    return bench.task


def _earlier_steps(bench: Bench, form: Any) -> None:
    process = bench.dossier.process.process if bench.dossier.process else None
    if process and bench.task:
        form.fields["step"].choices = [(step.key, step.name) for step in ancestors(process, bench.task.step_key)]


def _other_agencies(bench: Bench, form: Any) -> None:
    form.fields["agency"].queryset = Agency.objects.on(bench.desk.on).exclude(pk=bench.dossier.handling_agency_id)


def _of_supplement(bench: Bench, form: Any) -> None:
    """Only a request for supplements may want a justification."""
    if bench.carried is None or bench.carried.kind != ProposalKind.SUPPLEMENT:
        del form.fields["justification"]


def _receiver(bench: Bench, form: Any) -> None:
    names = [party.name for party in bench.details.parties if party.role == "RECIPIENT"]
    form.initial = {"receiver_name": names[0] if names else ""} | form.initial


def _asked_agencies(bench: Bench, form: Any) -> None:
    form.fields["consultation"].queryset = bench.dossier.consultations.filter(answered_at=None).order_by("pk")
    form.fields["consultation"].label_from_instance = lambda one: f"{one.asked_agency.name}: {one.question[:80]}"


def _colleagues(bench: Bench, form: Any) -> None:
    if bench.given is None:
        return
    holders = holders_of(Duty(bench.given.duty), unit_id=bench.given.unit_id, on=bench.desk.on)
    form.fields["official"].queryset = Account.objects.filter(pk__in=[one.pk for one in holders]).order_by("pk")
    form.initial = {"official": bench.given.assignee_id} | form.initial


def _drafted(bench: Bench, form: Any) -> None:
    decision = bench.dossier.decision
    form.initial = {
        "outcome": bench.dossier.outcome or "GRANTED",
        "title": decision.get("title", bench.dossier.version.result_name),
        "body": "\n".join(decision.get("paragraphs", [])),
        "facts": "\n".join(
            f"{name}: {value}" for name, value in decision.get("facts", known_facts(bench.dossier)).items()
        ),
    } | form.initial


def known_facts(dossier: Dossier) -> dict[str, str]:
    """The facts every result begins with, so that nothing is typed twice."""
    holder = dossier.parties.filter(role="HOLDER").first()
    if holder is None:
        return {}
    known = {"Họ và tên": holder.name, "Số định danh": holder.id_number, "Nơi cư trú": holder.address}
    return {name: value for name, value in known.items() if value}


def _propose(kind: ProposalKind) -> Callable[..., Any]:
    def run(task: Task, **values: Any) -> Any:
        values.pop("justification", None)
        return proposals.propose(task, kind=kind, **values)

    return run


def _may_propose(bench: Bench) -> bool:
    return bench.works_on(StepKind.CHECK, StepKind.PREPARE) and bench.proposal is None


ACTIONS: tuple[Action, ...] = (
    Action("tiep-nhan", _("Tiếp nhận và chuyển xử lý"), forms.NothingToFill,
           lambda b: b.receives and b.status == Status.NEW, _dossier, intake.accept, is_main=True, shortcut="t"),
    Action("chuyen", _("Chuyển xử lý"), forms.NothingToFill,
           lambda b: b.receives and b.status == Status.ACCEPTED, _dossier, intake.hand_over, is_main=True, shortcut="t"),
    Action("yeu-cau-bo-sung", _("Yêu cầu bổ sung"), forms.SupplementForm,
           lambda b: b.receives and b.status == Status.NEW, _dossier, supplements.request_supplement, shortcut="b"),
    Action("tu-choi", _("Từ chối tiếp nhận"), forms.ReasonForm,
           lambda b: b.receives and (b.status == Status.NEW or (b.status == Status.SUPPLEMENT and b.dossier.code is None)),
           _dossier, intake.refuse_intake),
    Action("xac-nhan-bo-sung", _("Xác nhận đã bổ sung đủ"), forms.NothingToFill,
           lambda b: b.receives and b.supplement is not None and b.supplement.state == "ANSWERED"
           and b.supplement.stage == Stage.PROCESSING,
           lambda b: b.supplement, supplements.confirm_supplement, is_main=True, shortcut="t"),
    Action("tra-lai-bo-sung", _("Bổ sung chưa đúng, yêu cầu lại"), forms.JustificationForm,
           lambda b: b.receives and b.supplement is not None and b.supplement.state == "ANSWERED"
           and b.supplement.stage == Stage.PROCESSING,
           lambda b: b.supplement, supplements.reopen_supplement),
    Action("thuc-hien-de-xuat", _("Thực hiện đề xuất"), forms.CarryOutForm,
           lambda b: b.carried is not None, lambda b: b.carried, proposals.carry_out, is_main=True,
           prepare=_of_supplement),
    Action("ky-van-ban", _("Ký văn bản gửi người nộp"), forms.NothingToFill,
           lambda b: b.letter is not None, lambda b: b.letter, proposals.sign_letter, is_main=True, shortcut="k"),
    Action("ky-so-co-quan", _("Ký số cơ quan vào văn bản"), forms.NothingToFill,
           lambda b: b.unsealed is not None, lambda b: b.unsealed, proposals.seal_letter, is_main=True, shortcut="k"),
    Action("khong-dong-y-de-xuat", _("Không đồng ý đề xuất"), forms.AnswerForm,
           lambda b: (b.letter or b.unsealed or b.carried) is not None, lambda b: b.letter or b.unsealed or b.carried,
           proposals.reject_proposal),
    Action("nhan-viec", _("Nhận việc"), forms.NothingToFill,
           lambda b: b.task is not None and b.task.assignee_id is None and b.status == Status.IN_PROCESS,
           _task, processing.take_task, shortcut="n"),
    Action("soan-ket-qua", _("Soạn kết quả"), forms.DecisionForm,
           lambda b: b.works_on(StepKind.PREPARE, StepKind.APPROVE), _task, processing.draft_decision,
           is_main=lambda b: not b.dossier.decision, shortcut="s", prepare=_drafted),
    Action("hoan-thanh", _("Hoàn thành bước, chuyển tiếp"), forms.RemarkForm,
           lambda b: b.works_on(StepKind.CHECK, StepKind.APPROVE)
           or (b.works_on(StepKind.PREPARE) and bool(b.dossier.decision)),
           _task, processing.finish_task, is_main=True, shortcut="h"),
    Action("ky", _("Ký số kết quả"), forms.RemarkForm,
           lambda b: b.works_on(StepKind.SIGN), _task, processing.finish_task, is_main=True, shortcut="k"),
    Action("phat-hanh", _("Phát hành kết quả"), forms.RemarkForm,
           lambda b: b.works_on(StepKind.ISSUE), _task, processing.finish_task, is_main=True, shortcut="h"),
    Action("tra-lai-buoc", _("Trả lại bước trước"), forms.ReturnStepForm,
           lambda b: b.works_on(*StepKind) and b.task is not None and b.dossier.process is not None
           and bool(ancestors(b.dossier.process.process, b.task.step_key)),
           _task, processing.return_to_step, prepare=_earlier_steps),
    Action("lay-y-kien", _("Lấy ý kiến cơ quan khác"), forms.ConsultationForm,
           lambda b: b.works_on(StepKind.CHECK, StepKind.PREPARE), _task, processing.ask_agency, prepare=_other_agencies),
    Action("rut-lay-y-kien", _("Rút yêu cầu lấy ý kiến"), forms.RecallForm,
           lambda b: b.works_on(StepKind.CHECK, StepKind.PREPARE)
           and any(one.answered_at is None for one in b.details.consultations),
           _task, processing.recall_consultation, prepare=_asked_agencies),
    Action("ghi-kiem-tra", _("Ghi kiểm tra thực địa"), forms.SiteCheckForm,
           lambda b: b.works_on(StepKind.CHECK, StepKind.PREPARE), _task, processing.record_site_check),
    Action("giao-viec", _("Giao việc"), forms.GiveTaskForm,
           lambda b: b.status == Status.IN_PROCESS and b.given is not None, lambda b: b.given, processing.give_task,
           prepare=_colleagues),
    Action("tra-viec", _("Trả việc về bộ phận"), forms.NothingToFill,
           lambda b: b.status == Status.IN_PROCESS and b.given is None and b.task is not None
           and b.task.assignee_id == b.desk.by.pk,
           _task, lambda task, **values: processing.give_task(task, to=None, **values)),
    Action("tra-loi-y-kien", _("Trả lời lấy ý kiến"), forms.OpinionForm,
           lambda b: b.consultation is not None, lambda b: b.consultation, processing.answer_consultation, is_main=True),
    Action("de-xuat-bo-sung", _("Đề xuất yêu cầu bổ sung"), forms.SupplementForm, _may_propose, _task,
           _propose(ProposalKind.SUPPLEMENT)),
    Action("de-xuat-tu-choi", _("Đề xuất từ chối giải quyết"), forms.ReasonForm, _may_propose, _task,
           _propose(ProposalKind.REFUSAL)),
    Action("de-xuat-gia-han", _("Đề xuất xin lỗi, gia hạn"), forms.ApologyForm, _may_propose, _task,
           _propose(ProposalKind.APOLOGY)),
    Action("de-xuat-dung", _("Đề xuất dừng giải quyết"), forms.ReasonForm, _may_propose, _task,
           _propose(ProposalKind.STOP)),
    Action("yeu-cau-nop-tien", _("Yêu cầu nghĩa vụ tài chính"), forms.PaymentForm,
           lambda b: b.receives and b.status == Status.IN_PROCESS, _dossier, results.request_payment),
    Action("da-nop-tien", _("Xác nhận đã nộp tiền"), forms.PaymentReceiptForm,
           lambda b: b.receives and b.status == Status.PAYMENT, _dossier, results.confirm_payment, is_main=True),
    Action("dung-cho", _("Đề xuất dừng vì người nộp không trả lời"), forms.ReasonForm,
           lambda b: b.receives and b.status in WAITING and b.dossier.code is not None and b.proposal is None
           and (b.supplement is None or b.supplement.state == "OPEN"),
           _dossier, proposals.propose_to_stop),
    Action("rut", _("Rút hồ sơ theo đề nghị của người nộp"), forms.ReasonForm,
           lambda b: b.receives and b.status in (Status.NEW, Status.ACCEPTED, Status.IN_PROCESS, Status.SUPPLEMENT, Status.PAYMENT),
           _dossier, results.withdraw),
    Action("tra-ket-qua", _("Trả kết quả"), forms.ReturnResultForm,
           lambda b: b.returns and b.status == Status.DONE, _dossier, results.return_result, is_main=True, shortcut="t",
           prepare=_receiver),
)  # fmt: skip

BY_KEY = {action.key: action for action in ACTIONS}


def offered(bench: Bench) -> list[Action]:
    """What this official can do with this dossier now."""
    return [action for action in ACTIONS if action.is_offered(bench)]
