"""Refusal, apology and stop: letters of the agency, which its leader signs before the one-stop unit sends them."""

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from motcua.dossiers.inboxes import Work, inbox_of
from motcua.dossiers.models import Proposal, Task
from motcua.dossiers.operations import processing, proposals, results, supplements
from motcua.dossiers.operations.supplements import ItemFacts
from motcua.dossiers.rules import ProposalKind
from motcua.kernel.operations import NotPermitted, Refused
from motcua.papers.queries import verification
from tests.dossiers.conftest import at

ON = date(2026, 3, 3)


@pytest.fixture
def proposed(accepted, hand):
    """A dossier with a proposal of some kind."""

    def make(kind=ProposalKind.REFUSAL):
        task = Task.objects.select_related("unit").get(dossier=accepted(), finished_at=None)
        more = {"new_due_at": at(10, 17)} if kind == ProposalKind.APOLOGY else {}
        return proposals.propose(task, kind=kind, reason="Đang có tranh chấp", **more, by=hand(task), at=at(3))

    return make


@pytest.fixture
def unanswered(people, accepted):
    """A proposal to stop a dossier whose filer was asked and does not answer."""
    dossier = accepted()
    item = [ItemFacts("Bản chính", "Để đối chiếu")]
    supplements.request_supplement(dossier, items=item, reason="Thiếu", by=people.counter, at=at(3))
    return proposals.propose_to_stop(dossier, reason="Không bổ sung", by=people.counter, at=at(20))


def works(by):
    return [item.work for item in inbox_of(by, on=ON)]


@pytest.mark.parametrize("kind", [ProposalKind.REFUSAL, ProposalKind.APOLOGY, ProposalKind.STOP])
def test_the_leader_signs_what_the_counter_then_sends(people, proposed, kind):
    proposal = proposed(kind)
    dossier = proposal.dossier
    assert (Work.LETTER in works(people.leader), Work.PROPOSAL in works(people.counter)) == (True, False)
    with pytest.raises(Refused, match="đã được xử lý"):
        proposals.carry_out(proposal, by=people.counter, at=at(3))
    proposal = proposals.sign_letter(proposal, by=people.leader, at=at(3, 10))
    assert (Work.LETTER in works(people.leader), Work.PROPOSAL in works(people.counter)) == (False, True)
    held = dossier.papers.get(paper=proposal.letter)
    assert not held.is_public, "nobody reads a letter that was not sent"
    proposals.carry_out(proposal, by=people.counter, at=at(3, 11))
    held.refresh_from_db()
    assert held.is_public
    found = verification(held.paper.public_id)
    assert found.is_valid
    assert (found.agency_name, found.signed_by_name) == (dossier.handling_agency.name, "Leader")
    assert found.signature.is_good


def test_only_who_signs_for_the_agency_signs_its_letters(people, proposed):
    proposal = proposed()
    for other in (people.clerk, people.head, people.counter, people.office, people.department, people.citizen):
        with pytest.raises(NotPermitted):
            proposals.sign_letter(proposal, by=other, at=at(3))
    with pytest.raises(NotPermitted):
        proposals.reject_proposal(proposal, answer="Không", by=people.counter, at=at(3))


def test_a_leader_who_does_not_agree_sends_the_work_back(people, proposed, hand):
    proposal = proposed()
    task = proposal.dossier.tasks.get(finished_at=None)
    with pytest.raises(Refused):
        proposals.reject_proposal(proposal, answer=" ", by=people.leader, at=at(3))
    proposals.reject_proposal(proposal, answer="Chưa đủ căn cứ", by=people.leader, at=at(3))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.decided_by) == ("REJECTED", "Chưa đủ căn cứ", people.leader)
    assert not proposal.dossier.papers.exclude(kind="RECEIPT").exists()
    again = proposals.propose(task, kind=ProposalKind.STOP, reason="Trùng", by=hand(task), at=at(3))
    assert again.state == "SIGNING"


def test_a_signed_letter_that_the_counter_does_not_send_is_void(people, proposed):
    proposal = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    proposals.reject_proposal(proposal, answer="Sai tên người nộp", by=people.counter, at=at(3))
    letter = Proposal.objects.get(pk=proposal.pk).letter
    assert (letter.is_revoked, letter.revoked_reason) == (True, "Sai tên người nộp")
    assert not proposal.dossier.papers.get(paper=letter).is_public
    with pytest.raises(Refused, match="đã được xử lý"):
        proposals.carry_out(proposal, by=people.counter, at=at(4))


def test_who_answers_before_the_letter_is_sent_is_not_stopped(people, unanswered):
    proposal = proposals.sign_letter(unanswered, by=people.leader, at=at(20))
    request = proposal.dossier.supplements.get()
    answers = {request.items.get().pk: "đây"}
    supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(21))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.letter.is_revoked) == ("LAPSED", True)
    with pytest.raises(Refused):
        proposals.carry_out(proposal, by=people.counter, at=at(21))
    dossier = supplements.confirm_supplement(request, by=people.counter, at=at(23))
    assert dossier.status == "IN_PROCESS"
    assert Work.PROPOSAL not in works(people.counter)


def test_what_the_filer_pays_does_not_end_another_proposal(people, proposed):
    proposal = proposed(ProposalKind.APOLOGY)
    results.request_payment(proposal.dossier, amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    results.confirm_payment(proposal.dossier, receipt_number="BL1", by=people.counter, at=at(3))
    proposal.refresh_from_db()
    assert proposal.state == "SIGNING"


def test_who_pays_before_the_letter_is_sent_is_not_stopped(people, accepted):
    dossier = results.request_payment(accepted(), amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    proposal = proposals.propose_to_stop(dossier, reason="Không nộp", by=people.counter, at=at(20))
    results.confirm_payment(dossier, receipt_number="BL1", by=people.counter, at=at(21))
    proposal.refresh_from_db()
    assert proposal.state == "LAPSED"


def test_why_a_letter_is_void_is_kept_in_vietnamese_whoever_reads_what(people, unanswered):
    proposal = proposals.sign_letter(unanswered, by=people.leader, at=at(20))
    request = proposal.dossier.supplements.get()
    answers = {request.items.get().pk: "đây"}
    with override("en"):
        supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(21))
    assert Proposal.objects.get(pk=proposal.pk).letter.revoked_reason == "Văn bản không còn cần đến nên không gửi."


def test_officials_see_which_letter_was_not_sent_and_which_is_void(people, proposed):
    proposal = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    client = Client()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{proposal.dossier.code}/"
    html = client.get(page).content.decode()
    assert ("Chưa gửi người nộp" in html, "Đã thu hồi" in html) == (True, False)
    proposals.reject_proposal(proposal, answer="Sai tên", by=people.counter, at=at(3))
    html = client.get(page).content.decode()
    assert ("Chưa gửi người nộp" in html, "Đã thu hồi" in html) == (False, True)


def test_what_is_withdrawn_waits_for_nobody(people, proposed):
    for proposal in (proposed(), proposals.sign_letter(proposed(), by=people.leader, at=at(3))):
        results.withdraw(proposal.dossier, reason="Thôi", by=people.citizen, at=at(4))
        assert Proposal.objects.get(pk=proposal.pk).state == "LAPSED"
    assert not {Work.LETTER, Work.PROPOSAL} & {*works(people.leader), *works(people.counter)}


def test_no_step_is_finished_over_a_letter_that_waits(people, proposed, hand):
    proposal = proposed()
    task = proposal.dossier.tasks.get(finished_at=None)
    with pytest.raises(Refused, match="Lãnh đạo chưa ký"):
        processing.finish_task(task, by=hand(task), at=at(3))
    proposals.sign_letter(proposal, by=people.leader, at=at(3))
    with pytest.raises(Refused, match="Bộ phận Một cửa chưa xử lý"):
        processing.finish_task(task, by=hand(task), at=at(3))


def test_the_leader_has_the_words_before_them_when_signing(people, proposed):
    refusal, apology = proposed(), proposed(ProposalKind.APOLOGY)
    client = Client()
    client.force_login(people.leader)
    html = client.get(f"/lam-viec/ho-so/{apology.dossier.code}/lam/ky-van-ban/").content.decode()
    assert "Đang có tranh chấp" in html
    assert "10/03/2026" in html
    page = f"/lam-viec/ho-so/{refusal.dossier.code}/lam/ky-van-ban/"
    assert client.post(page).status_code == 302
    assert Proposal.objects.get(pk=refusal.pk).letter.signed_by_name == "Leader"
    client.post(page)
    assert refusal.dossier.papers.filter(kind="INTAKE_REFUSAL").count() == 1
