"""Small duties of the operations on a dossier: each was once left out by hand, and no test had noticed."""

from datetime import datetime

import pytest

from motcua.dossiers.models import Rating, Rulebook
from motcua.dossiers.operations import intake, payments, results, supplements
from motcua.dossiers.rules import ItemFacts
from motcua.handling.models import Consultation, Task
from motcua.handling.operations import consultations, tasks
from motcua.handling.operations.succession import take_over
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Agency, Post, Succession
from motcua.organization.rules import Duty
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import at

ITEM = [ItemFacts("Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn")]


def open_step(dossier):
    return Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)


@pytest.fixture
def asked(people, accepted):
    """The department of justice is asked for its opinion."""
    return consultations.ask_agency(
        open_step(accepted()), agency=Agency.objects.get(code="so-tu-phap"), question="Ý kiến?", working_days=3,
        by=people.clerk, at=at(3),
    )  # fmt: skip


def test_only_who_processes_at_the_agency_asked_answers_for_it(asked):
    seat = Post.objects.filter(unit__agency=asked.asked_agency).exclude(duties__contains=[Duty.PROCESS.value]).first()
    other = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Other", email="o@x.vn", by=None, at=at(1, month=1)
    )
    give_post(other, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    with pytest.raises(NotPermitted):
        consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=other, at=at(4))


def test_a_consultation_is_answered_once(asked, people):
    consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=people.department, at=at(4))
    with pytest.raises(Refused, match="đã được trả lời"):
        consultations.answer_consultation(asked, agrees=False, answer="Không", by=people.department, at=at(5))
    asked.refresh_from_db()
    assert (asked.answer, asked.agrees, asked.answered_at) == ("Đồng ý", True, at(4))


def test_a_dossier_keeps_the_rulebook_of_the_day_it_is_accepted(people, register):
    dossier = register(when=at(2))
    before = Rulebook.objects.on(at(2).date()).get()
    Rulebook.objects.filter(pk=before.pk).update(valid_until=at(3).date())
    after = Rulebook.objects.create(
        key="moi", name="Bộ quy tắc mới", data=before.data, valid_from=at(3).date(), valid_until=before.valid_until
    )
    assert dossier.rulebook == before
    assert intake.accept(dossier, by=people.counter, at=at(3)).rulebook == after


def test_the_journal_says_which_code_was_given_and_what_was_promised(accepted):
    dossier = accepted()
    said = JournalEntry.objects.get(word="dossier.accepted").details
    assert (said["code"], datetime.fromisoformat(said["due_at"])) == (dossier.code, dossier.due_at)


def test_a_result_is_sealed_when_it_is_issued(accepted, work):
    dossier = work(accepted(), when=at(3), steps=4)
    assert dossier.papers.get(kind="RESULT_DOCUMENT").paper.sealed_at == at(3)


def test_where_steps_join_both_are_done_again_after_work_returned_before_them(accepted, work, hand):
    dossier = accepted("1.013978")
    first = open_step(dossier).step_key
    work(dossier, when=at(3))
    beside = {task.step_key for task in Task.objects.of(dossier).filter(finished_at=None)}
    assert len(beside) == 2
    work(dossier, when=at(3, 10), steps=2)
    joined = open_step(dossier)
    tasks.return_to_step(joined, step_key=first, reason="Sai họ tên", by=hand(joined), at=at(3, 11))
    work(dossier, when=at(3, 14), steps=2)
    assert open_step(dossier).step_key in beside


def test_no_step_is_due_after_its_dossier(accepted, work):
    dossier = work(accepted(), when=at(5, 15))
    assert dossier.due_at == at(5, 17, 30)
    assert open_step(dossier).due_at == dossier.due_at


def asked_for_more(dossier, people):
    supplements.request_supplement(dossier, items=ITEM, reason="Thiếu", by=people.counter, at=at(3))
    return dossier.supplements.get()


def test_steps_do_not_pay_for_the_time_in_which_an_answer_is_looked_at(people, accepted):
    dossier = accepted()
    request = asked_for_more(dossier, people)
    supplements.answer_supplement(
        request, answers={request.items.get().pk: "đây"}, files=[], by=people.citizen, at=at(9)
    )
    before = open_step(dossier).due_at
    supplements.confirm_supplement(request, by=people.counter, at=at(10))
    assert open_step(dossier).due_at > before


def test_a_payment_is_confirmed_only_while_one_is_waited_for(people, accepted):
    dossier = accepted()
    asked_for_more(dossier, people)
    with pytest.raises(Refused):
        payments.confirm_payment(dossier, receipt_number="BL 12", by=people.counter, at=at(4))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.fee_paid_at) == ("SUPPLEMENT", None)


def test_nothing_is_rated_before_it_has_ended(people, accepted):
    dossier = accepted()
    with pytest.raises(Refused):
        results.rate(dossier, stars=5, comment="", by=people.citizen, at=at(3))
    assert not Rating.objects.exists()


def test_what_an_agency_was_asked_its_successor_answers(asked):
    successor = Agency.objects.get(code="so-noi-vu")
    Succession.objects.create(
        predecessor=asked.asked_agency, successor=successor, kind="MERGED", takes_effect_on=at(4).date(),
        legal_basis="QĐ 1",
    )  # fmt: skip
    take_over(predecessor=asked.asked_agency, successor=successor, by=None, at=at(4))
    assert Consultation.objects.get().asked_agency == successor
