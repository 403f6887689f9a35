"""A random life of dossiers, by the operations that people use: whatever is kept must agree with it."""

from collections import Counter
from datetime import timedelta
from random import Random

from django.db import transaction

from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations import intake, payments, results, supplements
from motcua.dossiers.rules import ItemFacts, Status
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import proposals, tasks
from motcua.handling.rules import ProposalKind
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at

ITEM = [ItemFacts("Bản sao hộ chiếu", "Thiếu")]
OPEN = {"NEW", "ACCEPTED", "IN_PROCESS", "SUPPLEMENT", "PAYMENT"}


class Life:
    """One thing after another happens to dossiers, as people do it; what is refused does not happen."""

    # What happens, one as often as it stands here.
    steps = ()

    def __init__(self, people, register, work, send, seed):
        self.people, self.register, self.work, self.send = people, register, work, send
        self.draw = Random(seed)
        self.done = Counter()
        self.now = at(2)

    def go_on(self, steps):
        for _step in range(steps):
            self.now += timedelta(minutes=self.draw.randrange(20, 300))
            name = self.draw.choice(self.steps)
            open_ones = list(Dossier.objects.filter(status__in=OPEN).order_by("pk"))
            if not open_ones:
                self.filed(None)
                continue
            dossier = self.draw.choice(open_ones)
            try:
                with transaction.atomic():
                    self.done[name] += getattr(self, name)(dossier) is not False
            except (Refused, Task.DoesNotExist, SupplementRequest.DoesNotExist, Proposal.DoesNotExist):
                continue

    def filed(self, _dossier):
        self.register(self.draw.choice(["1.004873", "2.000635"]), when=self.now)

    def accepted(self, dossier):
        intake.accept(dossier, by=self.people.counter, at=self.now)

    def asked(self, dossier):
        supplements.request_supplement(dossier, items=ITEM, reason="Thiếu", by=self.people.counter, at=self.now)

    def proposed(self, dossier):
        task = Task.objects.of(dossier).get(finished_at=None)
        proposal = proposals.propose(
            task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=self.people.clerk, at=self.now
        )
        proposals.carry_out(proposal, by=self.people.counter, at=self.now)

    def answered(self, _dossier):
        request = SupplementRequest.objects.filter(state="OPEN").earliest("pk")
        answers = {item.pk: "Đây" for item in request.items.all()}
        supplements.answer_supplement(request, answers=answers, files=[], by=self.people.citizen, at=self.now)

    def confirmed(self, _dossier):
        request = SupplementRequest.objects.filter(state="ANSWERED").earliest("pk")
        supplements.confirm_supplement(request, by=self.people.counter, at=self.now)

    def reopened(self, _dossier):
        request = SupplementRequest.objects.filter(state="ANSWERED").earliest("pk")
        supplements.reopen_supplement(request, justification="Sai tờ", by=self.people.counter, at=self.now)

    def billed(self, dossier):
        payments.request_payment(
            dossier, amount_dong=5000, reason="Phí", difference="Theo thông báo", by=self.people.counter, at=self.now
        )

    def paid(self, _dossier):
        dossier = Dossier.objects.filter(status=Status.PAYMENT.value).first()
        if dossier is None:
            return False
        payments.confirm_payment(dossier, receipt_number="1", by=self.people.counter, at=self.now)
        return True

    def taken(self, dossier):
        tasks.take_task(Task.objects.of(dossier).get(finished_at=None), by=self.people.clerk, at=self.now)

    def given(self, dossier):
        task = Task.objects.of(dossier).get(finished_at=None)
        tasks.give_task(task, to=self.people.clerk, by=self.people.head, at=self.now)

    def put_back(self, _dossier):
        task = Task.objects.filter(finished_at=None, dossier__status="IN_PROCESS", assignee=self.people.clerk).first()
        if task is None:
            return False
        tasks.put_back(task, by=self.people.head, at=self.now)
        return True

    def worked(self, dossier):
        if not Task.objects.of(dossier).filter(finished_at=None).exists():
            return False
        self.work(dossier, when=self.now)
        return True

    def returned_to_step(self, _dossier):
        hands = {"APPROVE": self.people.head, "SIGN": self.people.leader}
        task = Task.objects.filter(finished_at=None, dossier__status="IN_PROCESS", duty__in=hands).first()
        if task is None:
            return False
        first = Task.objects.of(task.dossier).earliest("pk")
        tasks.return_to_step(task, step_key=first.step_key, reason="Xem lại", by=hands[task.duty], at=self.now)
        return True

    def withdrawn(self, dossier):
        if self.draw.random() < 0.7:
            return False
        results.withdraw(dossier, reason="Thôi", by=self.people.citizen, at=self.now)
        return True

    def stopped(self, _dossier):
        dossier = Dossier.objects.filter(status=Status.SUPPLEMENT.value, code__isnull=False).first()
        if dossier is None:
            return False
        proposal = proposals.propose_to_stop(dossier, reason="Không trả lời", by=self.people.counter, at=self.now)
        self.send(proposal, when=self.now)
        return True


def things_of(life):
    """All that can happen in a life."""
    return [name for name in dir(life) if not name.startswith("_") and name not in ("go_on", "steps")]


Life.steps = (*things_of(Life), "filed", "filed", "accepted", "accepted", "accepted", "worked", "worked")
