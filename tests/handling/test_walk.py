"""Every operation on a dossier × state × role: what is offered, what is allowed and what is listed agree."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from motcua.dossiers.corrections import reductions_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake, payments, results, supplements
from motcua.dossiers.operations.recalling import recall_result
from motcua.dossiers.rules import ItemFacts, Outcome, Status
from motcua.handling.filling import content_of
from motcua.handling.inboxes import inbox_of
from motcua.handling.lists import dossiers_for
from motcua.handling.models import Consultation, Task
from motcua.handling.operations import consultations, drafting, enquiries, proposals, tasks
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind, Work
from motcua.kernel.locks import Lock
from motcua.kernel.operations import Refused, info_of
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.desk import Desk
from motcua.people.operations.leaves import declare_leave
from motcua.people.rights import holders_of, posts_of
from motcua.workspace.actions import ACTIONS, Bench, bench_of, offered
from tests.dossiers.conftest import at
from tests.whole import today

ITEMS = [ItemFacts("Bản chính", "Để đối chiếu")]
ROLES = ("counter", "clerk", "head", "builder", "leader", "office", "elsewhere", "department", "citizen")


def paid_otherwise(dossier, people):
    """A dossier of which another fee was paid than it has, as a correction of its case leaves it."""
    payments.request_payment(dossier, amount_dong=8000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3))
    Dossier.objects.filter(pk=dossier.pk).update(fee_dong=50_000)
    dossier.refresh_from_db()
    return dossier


def worked_off(dossier, work):
    """A dossier all of whose steps are done."""
    while Task.objects.of(dossier).open().exists():
        work(dossier, when=at(4))
    return dossier


@pytest.fixture
def states(people, register, accepted, work, send):
    """One dossier in each state in which it may stand, by the operations that lead there."""

    def task(dossier):
        return Task.objects.of(dossier).open().first()

    def proposed(kind, **more):
        dossier = accepted()
        proposal = proposals.propose(task(dossier), kind=kind, reason="Lý do", by=people.clerk, at=at(3), **more)
        return dossier, proposal

    new, elsewhere = register(), accepted("1.013225")
    only_accepted = intake.accept(register(), hands_over=False, by=people.counter, at=at(2))
    asked_at_counter, refused, withdrawn = register(), register(), accepted()
    supplements.request_supplement(asked_at_counter, items=ITEMS, reason="Thiếu", by=people.counter, at=at(2))
    intake.refuse_intake(refused, reason="Sai nơi", by=people.counter, at=at(2))
    results.withdraw(withdrawn, reason="Đổi ý", by=people.counter, at=at(3))
    waiting, proposal = proposed(ProposalKind.SUPPLEMENT, items=ITEMS)
    send(proposal, when=at(3))
    answered, proposal = proposed(ProposalKind.SUPPLEMENT, items=ITEMS)
    send(proposal, when=at(3))
    request = answered.supplements.get()
    supplements.answer_supplement(
        request, answers={request.items.get().pk: "Đây"}, files=[], by=people.citizen, at=at(4)
    )
    owing, in_hand, consulted, asked_within, drafted = (accepted() for _each in range(5))
    payments.request_payment(owing, amount_dong=8000, reason="Lệ phí", by=people.counter, at=at(3))
    tasks.take_task(task(in_hand), by=people.clerk, at=at(3))
    consultations.ask_agency(
        task(consulted), agency=Agency.objects.get(code="so-tu-phap"), question="?", working_days=3,
        by=people.clerk, at=at(3),
    )  # fmt: skip
    consultations.ask_agency(
        task(asked_within), agency=people.builder.holdings.get().post.unit, question="?", working_days=3,
        by=people.clerk, at=at(3),
    )  # fmt: skip
    drafting.draft_decision(
        task(drafted), outcome=Outcome.GRANTED, content=content_of(drafted, on=at(3).date()), by=people.clerk, at=at(3)
    )
    asked, asked_before = accepted(), register()
    for one in (asked, asked_before):
        enquiries.enquire(one, text="Khi nào xong?", by=people.citizen, at=at(3))
    unsettled = paid_otherwise(accepted(), people)
    signing, _letter = proposed(ProposalKind.REFUSAL)
    sealing, letter = proposed(ProposalKind.REFUSAL)
    proposals.sign_letter(letter, by=people.leader, at=at(3))
    sealed, letter = proposed(ProposalKind.REFUSAL)
    proposals.sign_letter(letter, by=people.leader, at=at(3))
    proposals.seal_letter(letter, by=people.office, at=at(3))
    stopped, letter = proposed(ProposalKind.STOP)
    send(letter, when=at(3))
    steps = {f"after {n} steps": work(accepted(), when=at(4), steps=n) for n in (1, 2, 3)}
    done, returned, owed_after = (worked_off(accepted(), work) for _each in range(3))
    results.return_result(returned, receiver=results.Receiver("Nông Thị Hoa"), by=people.counter, at=at(5))
    recalled = worked_off(accepted(), work)
    recall_result(recalled, reason="Ghi sai", by=people.leader, at=at(5))
    Dossier.objects.filter(pk=owed_after.pk).update(fee_dong=50_000, fee_per="")
    return {
        "asked by its filer": asked, "asked before it was accepted": asked_before,
        "owed after": owed_after, "new": new, "other unit": elsewhere, "accepted": only_accepted,
        "asked at the counter": asked_at_counter,
        "refused": refused, "withdrawn": withdrawn, "waiting": waiting, "answered": answered, "owing": owing,
        "unsettled": unsettled, "in hand": in_hand, "consulted": consulted, "asked within": asked_within,
        "drafted": drafted, "signing": signing,
        "sealing": sealing, "sealed": sealed, "stopped": stopped, "done": done, "returned": returned,
        "recalled": recalled, **steps,
    }  # fmt: skip


def desk_of(account):
    visitor = SimpleNamespace(by=account, at=at(6), on=at(6).date())
    return Desk(visitor, tuple(posts_of(account, on=visitor.on)))


@cache
def asked_agency():
    return Agency.objects.get(code="so-xay-dung")


@dataclass(frozen=True)
class Filled:
    """What an operation is given besides its subject, as a form would."""

    bench: Bench

    def holder(self):
        """Somebody who may be given the step that is to be given."""
        task = self.bench.given
        if task is None:
            return self.bench.desk.by
        return holders_of(Duty(task.duty), unit_id=task.unit_id, on=self.bench.desk.on)[0]

    def values(self, key: str) -> dict[str, Any]:
        earlier = self.bench.details.tasks[0].step_key if self.bench.details.tasks else ""
        facts = {
            "yeu-cau-bo-sung": {"items": ITEMS, "reason": "Thiếu"},
            "tra-lai-bo-sung": {"justification": "Chưa đúng"},
            "thuc-hien-de-xuat": {"justification": "Có lý do"},
            "khong-dong-y-de-xuat": {"answer": "Không"},
            "soan-ket-qua": {"outcome": Outcome.GRANTED, "content": {"ho_ten": "Nông Thị Hoa"}},
            "tra-lai-buoc": {"step_key": earlier, "reason": "Sai"},
            "lay-y-kien": {"asked": [asked_agency()], "question": consultations.Question("?", 2, is_beyond=True)},
            "rut-lay-y-kien": {"consultation": next(iter(self.bench.unanswered), None)},
            "ghi-kiem-tra": {
                "took_place_at": at(5), "place": "Nhà", "participants": ["Hoa"], "findings": "Đúng",
            },
            "giao-viec": {"to": self.holder() if key == "giao-viec" else None},
            "tra-loi-cau-hoi": {"answer": "Thứ sáu"},
            "tra-loi-y-kien": {"agrees": True, "answer": "Đồng ý"},
            "de-xuat-bo-sung": {"items": ITEMS, "reason": "Thiếu"},
            "de-xuat-gia-han": {"reason": "Nhiều việc", "late_group": "thieu-nguoi", "new_due_on": date(2026, 3, 30)},
            "mien-giam": {
                "whom": next((one.whom for one in reductions_for(self.bench.dossier)), ""), "proof": "Giấy số 1",
            },
            "yeu-cau-nop-tien": {"amount_dong": 8000, "reason": "Lệ phí"},
            "da-nop-tien": {"receipt_number": "01"},
            "quyet-toan-phi": {"receipt_number": "02"},
            "tra-ket-qua": {"receiver": results.Receiver("Nông Thị Hoa")},
        }  # fmt: skip
        return facts.get(key, {"reason": "Lý do"} if key in NEEDS_REASON else {})


NEEDS_REASON = {"tu-choi", "de-xuat-tu-choi", "de-xuat-dung", "dung-cho", "rut", "rut-nop-tien", "thu-hoi-ket-qua"}


def subjects(bench: Bench, model: type) -> list[Any]:
    """Every row of a dossier that an operation could be tried on, its own or not."""
    details = bench.details
    rows = {"Dossier": [bench.dossier], "Task": details.tasks, "Proposal": details.proposals}
    rows |= {"SupplementRequest": details.supplements, "Consultation": details.consultations}
    rows |= {"Enquiry": details.enquiries}
    return rows[model.__name__]


def is_allowed(bench: Bench, action: Any, subject: Any) -> bool:
    """Whether the operation, really called, is done; whatever it did is undone again."""
    values = Filled(bench).values(action.key)
    if values.get("consultation", ...) is None:
        return False
    try:
        with transaction.atomic():
            action.operation(subject, **action.more, **values, by=bench.desk.by, at=bench.desk.at)
            raise _Undone
    except Refused:
        return False
    except _Undone:
        return True


class _Undone(Exception):
    pass


def read_once(monkeypatch):
    """Whatever is tried is undone again, so what is read under lock once is what every later try would read."""
    read = cache(Lock.read)
    monkeypatch.setattr(Lock, "read", lambda lock, key: deepcopy(read(lock, key)))


# Refused for a reason that other rows or the form give, though right and state hold; and said so before one presses.
OTHERWISE_REFUSED = {
    # Nobody to give back to a step before the first; nothing was asked; another proposal waits; not yet the term.
    "tra-lai-buoc", "rut-lay-y-kien", "de-xuat-bo-sung", "de-xuat-tu-choi", "de-xuat-gia-han", "de-xuat-dung",
    "dung-cho",
    # While a proposal or an opinion is awaited the step cannot be finished; the page offers it and says why.
    "hoan-thanh", "ky", "phat-hanh",
    # Only who holds such a post can be given the step.
    "giao-viec",
}  # fmt: skip


def test_what_is_offered_is_allowed_listed_and_open_and_nothing_else_is(people, states, monkeypatch):
    """One test, since the states it walks take longer to make than to walk."""
    what_waits_in_the_inbox_is_what_is_offered_on_the_page(people, states)
    who_is_offered_something_sees_the_dossier_in_every_list(people, states)
    read_once(monkeypatch)
    offers = what_is_offered_is_allowed_and_nothing_else_is(people, states)
    assert offers == {action.key for action in ACTIONS}
    monkeypatch.undo()
    all_of_it_holds_for_who_stands_in_for_another(people, states)


def all_of_it_holds_for_who_stands_in_for_another(people, states):
    """The builder works for the clerk of another unit, what the clerk has claimed too; the head's approval stays."""
    on = at(6).date()
    for absent, substitute in ((people.clerk, people.builder), (people.head, people.builder)):
        declare_leave(absent, substitute=substitute, first=on, last=on, by=absent, at=at(6))
    desk = desk_of(people.builder)
    assert {post.in_place_of.name for post in desk.posts if post.in_place_of} == {"Clerk", "Head"}
    roles = ("builder",)
    what_waits_in_the_inbox_is_what_is_offered_on_the_page(people, states, roles)
    who_is_offered_something_sees_the_dossier_in_every_list(people, states, roles)
    offers = what_is_offered_is_allowed_and_nothing_else_is(people, states, roles)
    assert offers >= {"hoan-thanh", "soan-ket-qua", "lay-y-kien", "nhan-viec"}
    bench = bench_of(desk, Dossier.objects.get(pk=states["in hand"].pk))
    assert bench.task is not None
    assert bench.task.assignee == people.clerk


def to_try(role, turn, keys):
    """What is offered is done every day; what is not is tried by each role in each state every week."""
    is_their_turn = role in today(ROLES, turn=turn, every=3)
    return [action for action in ACTIONS if is_their_turn or action.key in keys]


def what_is_offered_is_allowed_and_nothing_else_is(people, states, roles=ROLES):
    seen_offers, seen_done, errors = set(), set(), []
    for turn, (state, dossier) in enumerate(states.items()):
        for role in roles:
            bench = bench_of(desk_of(getattr(people, role)), Dossier.objects.get(pk=dossier.pk))
            keys = {action.key for action in offered(bench)}
            for action in to_try(role, turn, keys):
                model = info_of(action.operation).on.model
                for subject in subjects(bench, model):
                    allowed = is_allowed(bench, action, subject)
                    seen_done |= {action.key} if allowed else set()
                    target = action.target(bench)
                    is_target = target is not None and target.pk == subject.pk
                    if action.key in keys and is_target:
                        seen_offers.add(action.key)
                        if not allowed and action.key not in OTHERWISE_REFUSED:
                            errors.append(f"{role}, {state}: «{action.label}» is offered and refused")
                    elif (
                        allowed
                        and not any(other.key in keys and other.operation == action.operation for other in ACTIONS)
                        and action.key not in NOT_OFFERED
                    ):
                        errors.append(f"{role}, {state}: «{action.label}» is allowed and not offered")
    assert errors == []
    assert roles != ROLES or seen_done == seen_offers
    return seen_offers


# Allowed, and left to another way: who works on it proposes what is missing; the filer withdraws on their own page.
NOT_OFFERED = {"yeu-cau-bo-sung", "rut"}
# The main action of each kind of work in the inbox.
DOES = {
    Work.NEW: "tiep-nhan", Work.HAND_OVER: "chuyen", Work.ANSWERED: "xac-nhan-bo-sung",
    Work.PROPOSAL: "thuc-hien-de-xuat", Work.LETTER: "ky-van-ban", Work.SEAL: "ky-so-co-quan",
    Work.ENQUIRY: "tra-loi-cau-hoi", Work.COUNTER_ENQUIRY: "tra-loi-cau-hoi",
    Work.CONSULTATION: "tra-loi-y-kien", Work.UNIT_OPINION: "tra-loi-y-kien",
    Work.RETURN: "tra-ket-qua", Work.CHECK: "hoan-thanh",
    Work.PREPARE: "soan-ket-qua", Work.APPROVE: "hoan-thanh", Work.SIGN: "ky", Work.ISSUE: "phat-hanh",
}  # fmt: skip


def what_waits_in_the_inbox_is_what_is_offered_on_the_page(people, states, roles=ROLES[:-1]):
    errors, listed_works = [], set()
    for role in roles:
        desk = desk_of(getattr(people, role))
        listed = {(item.dossier_id, item.work) for item in inbox_of(desk.by, on=desk.on, posts=desk.posts, limit=500)}
        listed_works |= {work for _pk, work in listed}
        for state, dossier in states.items():
            bench = bench_of(desk, Dossier.objects.get(pk=dossier.pk))
            keys = {action.key for action in offered(bench)}
            for work, key in DOES.items():
                is_step = work in (Work.CHECK, Work.PREPARE, Work.APPROVE, Work.SIGN, Work.ISSUE)
                on_page = key in keys and (not is_step or bench.task.kind == work)
                if key == "tra-loi-cau-hoi":
                    on_page = on_page and (bench.status == Status.IN_PROCESS) == (work == Work.ENQUIRY)
                if key == "tra-loi-y-kien" and on_page:
                    on_page = (work == Work.UNIT_OPINION) == (bench.consultation.asked_unit_id is not None)
                if on_page != ((dossier.pk, work) in listed):
                    where = "on the page only" if on_page else "in the inbox only"
                    errors.append(f"{role}, {state}: {work} is {where}")
    assert errors == []
    assert roles != ROLES[:-1] or listed_works == set(DOES)


def who_is_offered_something_sees_the_dossier_in_every_list(people, states, roles=ROLES[:-1]):
    errors = []
    for role in roles:
        desk = desk_of(getattr(people, role))
        listed = {line.pk for line in dossiers_for(desk.by, on=desk.on, limit=500).lines}
        for state, dossier in states.items():
            page = dossier_for(desk.by, dossier.shown_code, on=desk.on)
            bench = bench_of(desk, Dossier.objects.get(pk=dossier.pk))
            if (page is not None) != (dossier.pk in listed):
                errors.append(f"{role}, {state}: the page and the list differ")
            if offered(bench) and page is None:
                errors.append(f"{role}, {state}: offered what cannot be opened")
    assert errors == []
    assert Consultation.objects.exists()
