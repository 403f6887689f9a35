"""A random life in which everything happens that is measured, by the operations that people use."""

from dataclasses import replace
from datetime import timedelta

from motcua.calendars.queries import schedule_for
from motcua.dossiers.anew import Anew
from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations import intake, results, supplements
from motcua.dossiers.operations.anew import receive_anew
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.operations.recalling import recall_result
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.forms.reading import take_in
from motcua.handling.models import Task
from motcua.handling.operations import proposals
from motcua.handling.rules import ProposalKind
from motcua.kernel.text import local
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import usual_case
from tests.dossiers.test_counter import PDF
from tests.handling.life import ITEM, Life, things_of

CODES = ["1.004873", "2.000635"]


class WholeLife(Life):
    """A life with all that is measured in it: ends of every kind, apologies in time and too late, results recalled."""

    def _one(self, **which):
        found = list(Dossier.objects.filter(**which).order_by("pk"))
        return self.draw.choice(found) if found else None

    def filed(self, _dossier):
        returning = self.draw.choice([ReturnMethod.COUNTER, ReturnMethod.ONLINE])
        self.register(self.draw.choice(CODES), when=self.now, returning=returning)

    def _answered(self):
        """One whose answer nobody has looked at, of an accepted dossier: what came at intake is judged by accepting."""
        found = SupplementRequest.objects.filter(state="ANSWERED", dossier__code__isnull=False)
        return self.draw.choice(list(found.order_by("pk")) or [None])

    def confirmed(self, _dossier):
        request = self._answered()
        if request is None:
            return False
        supplements.confirm_supplement(request, by=self.people.counter, at=self.now)
        return True

    def reopened(self, _dossier):
        request = self._answered()
        if request is None:
            return False
        supplements.reopen_supplement(request, justification="Sai tờ", by=self.people.counter, at=self.now)
        return True

    def turned_away(self, _dossier):
        dossier = self._one(status="NEW")
        if dossier is None or self.draw.random() < 0.7:
            return False
        intake.refuse_intake(dossier, reason="Không thuộc thẩm quyền", by=self.people.counter, at=self.now)
        return True

    def received_anew(self, _dossier):
        dossier = self._one(status__in=["ACCEPTED", "IN_PROCESS"])
        if dossier is None or self.draw.random() < 0.5:
            return False
        [code] = {*CODES} - {dossier.procedure.code}
        day = self.now.date()
        wanted = Anew(version_in_force(code, on=day), usual_case(code, day))
        receive_anew(dossier, wanted=wanted, reason="Chọn nhầm", by=self.people.counter, at=self.now)
        return True

    def corrected(self, dossier):
        wanted = as_it_is(dossier)
        name = f"Nông Thị {self.draw.choice(['Mây', 'Hoa', 'Lan'])}"
        holder = {**wanted.parties[Role.HOLDER], "name": name}
        wanted = replace(wanted, parties={**wanted.parties, Role.HOLDER: holder})
        correct(dossier, wanted=wanted, reason="Ghi sai", by=self.people.counter, at=self.now)

    def put_off(self, _dossier):
        task = Task.objects.filter(finished_at=None, kind="PREPARE", dossier__status="IN_PROCESS").first()
        if task is None:
            return False
        until = schedule_for(task.dossier.handling_agency_id, on=self.now.date()).next_working_day(
            max(local(task.dossier.due_at).date(), self.now.date()) + timedelta(days=2)
        )
        proposal = proposals.propose(
            task,
            kind=ProposalKind.APOLOGY,
            reason=self.draw.choice(["Cần xác minh", "Thiếu người"]),
            new_due_on=until,
            late_group=self.draw.choice(["xac-minh", "thieu-nguoi"]),
            by=self.people.clerk,
            at=self.now,
        )
        self.send(proposal, when=self.now)
        return True

    def asked_twice(self, _dossier):
        task = Task.objects.filter(finished_at=None, kind="PREPARE", dossier__status="IN_PROCESS").last()
        if task is None:
            return False
        for _time in range(2):
            proposal = proposals.propose(
                task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=self.people.clerk, at=self.now
            )
            proposals.carry_out(proposal, justification="Việc mới phát sinh", by=self.people.counter, at=self.now)
            request = task.dossier.supplements.get(state="OPEN")
            answers = {item.pk: "Đây" for item in request.items.all()}
            self.now += timedelta(hours=20)
            supplements.answer_supplement(request, answers=answers, files=[], by=self.people.citizen, at=self.now)
            request.refresh_from_db()
            supplements.confirm_supplement(request, by=self.people.counter, at=self.now)
            task = Task.objects.get(dossier=task.dossier, finished_at=None)
        self._finish(task.dossier)
        return True

    def finished(self, _dossier):
        dossier = self._one(status="IN_PROCESS")
        if dossier is None:
            return False
        self._finish(dossier)
        return True

    def _finish(self, dossier):
        dossier.refresh_from_db()
        while dossier.status == "IN_PROCESS":
            self.work(dossier, when=self.now)

    def handed_out(self, _dossier):
        dossier = self._one(status="DONE", recalled_at=None)
        if dossier is None:
            return False
        results.return_result(dossier, receiver=results.Receiver("Nông Thị Hoa"), by=self.people.counter, at=self.now)
        return True

    def rated(self, _dossier):
        dossier = self._one(status__in=["DONE", "RETURNED", "STOPPED"], rating=None)
        if dossier is None:
            return False
        results.rate(dossier, stars=self.draw.randrange(1, 6), comment="", by=self.people.citizen, at=self.now)
        return True

    def recalled(self, _dossier):
        dossier = self._one(status__in=["DONE", "RETURNED"], recalled_at=None)
        if dossier is None or self.draw.random() < 0.7:
            return False
        recall_result(dossier, reason="Sai ngày sinh", by=self.people.leader, at=self.now)
        return True

    def scanned(self, dossier):
        scan = take_scan(
            unit=dossier.receiving_unit,
            component=("to-khai", "Tờ khai"),
            file=take_in("a.pdf", PDF, by=self.people.counter),
            by=self.people.counter,
            at=self.now,
        )
        attach_scans(dossier, files=[scan], by=self.people.counter, at=self.now)


OFTEN = 8 * ("filed",) + 10 * ("accepted",) + 6 * ("finished",) + 2 * ("worked", "handed_out", "answered", "confirmed")
WholeLife.steps = (*things_of(WholeLife), *OFTEN)
