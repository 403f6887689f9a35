"""Refusal, apology and stop: letters that the agency's leader signs and its clerk seals before they are sent."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from motcua.dossiers.deadlines import share_of_time
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import payments, results, supplements
from motcua.dossiers.rules import ItemFacts, Outcome
from motcua.handling.filling import content_of
from motcua.handling.inboxes import counts_of, inbox_of
from motcua.handling.lists import dossiers_for
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import drafting, proposals, tasks
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind, Work
from motcua.kernel.operations import NotPermitted, Refused
from motcua.papers.models import Paper
from motcua.papers.queries import verification
from motcua.people.rights import posts_of
from tests.dossiers.conftest import at

ON = date(2026, 3, 3)
# Whose work each kind is.
HANDS = {Work.LETTER: "leader", Work.SEAL: "office", Work.PROPOSAL: "counter"}


@pytest.fixture
def proposed(accepted, hand):
    """A dossier with a proposal of some kind."""

    def make(kind=ProposalKind.REFUSAL):
        task = Task.objects.select_related("unit").get(dossier=accepted(), finished_at=None)
        more = {"new_due_on": date(2026, 3, 10), "late_group": "xac-minh"} if kind == ProposalKind.APOLOGY else {}
        return proposals.propose(task, kind=kind, reason="Đang có tranh chấp", **more, by=hand(task), at=at(3))

    return make


@pytest.fixture
def unanswered(people, accepted):
    """A proposal to stop a dossier whose filer was asked and does not answer."""
    dossier = accepted()
    item = [ItemFacts("Bản chính", "Để đối chiếu")]
    supplements.request_supplement(dossier, items=item, reason="Thiếu", by=people.counter, at=at(3))
    return proposals.propose_to_stop(dossier, reason="Không bổ sung", by=people.counter, at=at(20))


def ready(proposal, people, when):
    """The letter signed and sealed, so that the counter may send it."""
    proposal = proposals.sign_letter(proposal, by=people.leader, at=when)
    return proposals.seal_letter(proposal, by=people.office, at=when)


def works(by):
    return [item.work for item in inbox_of(by, on=ON)]


@pytest.mark.parametrize("kind", [ProposalKind.REFUSAL, ProposalKind.APOLOGY, ProposalKind.STOP])
def test_the_leader_signs_and_the_clerk_seals_what_the_counter_then_sends(people, proposed, kind):
    proposal = proposed(kind)
    dossier = proposal.dossier

    def waits_for():
        return [who for work, who in HANDS.items() if work in works(getattr(people, who))]

    assert waits_for() == ["leader"]
    for too_early, by in ((proposals.seal_letter, people.office), (proposals.carry_out, people.counter)):
        with pytest.raises(Refused, match="đã được xử lý"):
            too_early(proposal, by=by, at=at(3))
    proposal = proposals.sign_letter(proposal, by=people.leader, at=at(3, 10))
    assert waits_for() == ["office"]
    with pytest.raises(Refused, match="đã được xử lý"):
        proposals.carry_out(proposal, by=people.counter, at=at(3))
    proposal = proposals.seal_letter(proposal, by=people.office, at=at(3, 10))
    assert waits_for() == ["counter"]
    held = dossier.papers.get(paper=proposal.letter)
    assert not held.is_public, "nobody reads a letter that was not sent"
    proposals.carry_out(proposal, by=people.counter, at=at(3, 11))
    held.refresh_from_db()
    assert held.is_public
    found = verification(held.paper.public_id)
    assert found.is_valid
    assert (found.agency_name, found.signed_by_name) == (dossier.handling_agency.name, "Leader")
    assert found.signature.is_good
    assert found.seal.is_good


def test_only_who_signs_for_the_agency_signs_its_letters(people, proposed):
    proposal = proposed()
    for other in (people.clerk, people.head, people.counter, people.office, people.department, people.citizen):
        with pytest.raises(NotPermitted):
            proposals.sign_letter(proposal, by=other, at=at(3))
    with pytest.raises(NotPermitted):
        proposals.reject_proposal(proposal, answer="Không", by=people.counter, at=at(3))


def test_only_who_keeps_the_agencys_signature_seals_its_letters(people, proposed):
    proposal = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    for other in (people.clerk, people.head, people.counter, people.leader, people.department, people.citizen):
        with pytest.raises(NotPermitted):
            proposals.seal_letter(proposal, by=other, at=at(3))
        with pytest.raises(NotPermitted):
            proposals.reject_proposal(proposal, answer="Không", by=other, at=at(3))


def test_a_clerk_finds_an_error_and_sends_the_letter_back(people, proposed, hand):
    proposal = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    proposals.reject_proposal(proposal, answer="Sai thể thức", by=people.office, at=at(3))
    proposal = Proposal.objects.select_related("letter").get(pk=proposal.pk)
    assert (proposal.state, proposal.letter.is_revoked) == ("REJECTED", True)
    assert Work.SEAL not in works(people.office)


def test_a_clerk_sees_the_dossiers_whose_letters_they_seal_and_no_others(people, proposed):
    proposal = proposed()
    assert dossier_for(people.office, proposal.dossier.code, on=ON) is None
    proposals.sign_letter(proposal, by=people.leader, at=at(3))
    assert dossier_for(people.office, proposal.dossier.code, on=ON) == proposal.dossier
    assert [line.pk for line in dossiers_for(people.office, on=ON).lines] == [proposal.dossier_id]
    assert dossier_for(people.department, proposal.dossier.code, on=ON) is None


def test_a_letter_that_a_former_agency_signed_is_written_anew(people, proposed):
    proposal = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    Paper.objects.filter(pk=proposal.letter_id).update(agency=people.department.holdings.get().post.unit.agency)
    with pytest.raises(Refused, match="cơ quan trước đây ký"):
        proposals.seal_letter(proposal, by=people.office, at=at(3))


def test_letters_are_signed_and_sealed_several_at_once(people, proposed):
    refusal, stop, late, left = proposed(), proposed(ProposalKind.STOP), proposed(ProposalKind.APOLOGY), proposed()
    rows = [one.pk for one in (refusal, stop, late)]
    client = Client()
    for who, key, state in (("leader", "ky-van-ban", "SEALING"), ("office", "ky-so-co-quan", "OPEN")):
        client.force_login(getattr(people, who))
        html = client.get(f"/lam-viec/cung-luc/{key}/", {"ho-so": rows}).content.decode()
        assert html.count("Đang có tranh chấp") == len(rows)
        assert ("10/03/2026" in html) == (late.pk in rows)
        html = client.post(f"/lam-viec/cung-luc/{key}/", {"ho-so": rows}).content.decode()
        assert "Đã xong 2 hồ sơ" in html
        # Months after its dossier was due nobody can put it off any more; that stops no other letter.
        assert ("1 hồ sơ chưa làm được" in html) == (late.pk in rows)
        assert [Proposal.objects.get(pk=one.pk).state for one in (refusal, stop)] == [state] * 2
        rows = [refusal.pk, stop.pk]
    assert {Proposal.objects.get(pk=one.pk).state for one in (late, left)} == {"SIGNING"}
    letters = Proposal.objects.exclude(letter=None).select_related("letter")
    assert [len(verification(one.letter.public_id).signatures) for one in letters] == [2, 2]


def test_a_leader_who_does_not_agree_sends_the_work_back(people, proposed, hand):
    proposal = proposed()
    task = Task.objects.of(proposal.dossier).get(finished_at=None)
    with pytest.raises(Refused):
        proposals.reject_proposal(proposal, answer=" ", by=people.leader, at=at(3))
    proposals.reject_proposal(proposal, answer="Chưa đủ căn cứ", by=people.leader, at=at(3))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.decided_by) == ("REJECTED", "Chưa đủ căn cứ", people.leader)
    assert not proposal.dossier.papers.exclude(kind="RECEIPT").exists()
    again = proposals.propose(task, kind=ProposalKind.STOP, reason="Trùng", by=hand(task), at=at(3))
    assert again.state == "SIGNING"


def test_a_signed_letter_that_the_counter_does_not_send_is_void(people, proposed):
    proposal = ready(proposed(), people, at(3))
    proposals.reject_proposal(proposal, answer="Sai tên người nộp", by=people.counter, at=at(3))
    letter = Proposal.objects.get(pk=proposal.pk).letter
    assert (letter.is_revoked, letter.revoked_reason) == (True, "Sai tên người nộp")
    assert not proposal.dossier.papers.get(paper=letter).is_public
    with pytest.raises(Refused, match="đã được xử lý"):
        proposals.carry_out(proposal, by=people.counter, at=at(4))


def test_who_answers_before_the_letter_is_sent_is_not_stopped(people, unanswered):
    proposal = ready(unanswered, people, at(20))
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
    payments.request_payment(proposal.dossier, amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(proposal.dossier, receipt_number="BL1", by=people.counter, at=at(3))
    proposal.refresh_from_db()
    assert proposal.state == "SIGNING"


def test_who_pays_before_the_letter_is_sent_is_not_stopped(people, accepted):
    dossier = payments.request_payment(accepted(), amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    proposal = proposals.propose_to_stop(dossier, reason="Không nộp", by=people.counter, at=at(20))
    payments.confirm_payment(dossier, receipt_number="BL1", by=people.counter, at=at(21))
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
    assert "chờ văn thư ký số" in client.get(f"/lam-viec/ho-so/{proposal.dossier.code}/").content.decode()
    proposal = proposals.seal_letter(proposal, by=people.office, at=at(3))
    page = f"/lam-viec/ho-so/{proposal.dossier.code}/"
    html = client.get(page).content.decode()
    assert ("Chưa gửi người nộp" in html, "Đã thu hồi" in html) == (True, False)
    proposals.reject_proposal(proposal, answer="Sai tên", by=people.counter, at=at(3))
    html = client.get(page).content.decode()
    assert ("Chưa gửi người nộp" in html, "Đã thu hồi" in html) == (False, True)


def test_what_is_withdrawn_waits_for_nobody(people, proposed):
    signed = proposals.sign_letter(proposed(), by=people.leader, at=at(3))
    for proposal in (proposed(), signed, ready(proposed(), people, at(3))):
        results.withdraw(proposal.dossier, reason="Thôi", by=people.citizen, at=at(4))
        assert Proposal.objects.get(pk=proposal.pk).state == "LAPSED"
    assert not HANDS.keys() & {work for who in HANDS.values() for work in works(getattr(people, who))}


def test_no_step_is_finished_over_a_letter_that_waits(people, proposed, hand):
    proposal = proposed()
    task = Task.objects.of(proposal.dossier).get(finished_at=None)
    content = content_of(task.dossier, on=at(3).date())
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(3))
    with pytest.raises(Refused, match="Lãnh đạo chưa ký"):
        tasks.finish_task(task, by=hand(task), at=at(3))
    proposal = proposals.sign_letter(proposal, by=people.leader, at=at(3))
    with pytest.raises(Refused, match="Văn thư chưa ký số"):
        tasks.finish_task(task, by=hand(task), at=at(3))
    proposals.seal_letter(proposal, by=people.office, at=at(3))
    with pytest.raises(Refused, match="Bộ phận Một cửa chưa xử lý"):
        tasks.finish_task(task, by=hand(task), at=at(3))


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


def send_out(proposal, people):
    return proposals.carry_out(proposal, by=people.counter, at=at(3, 14))


def judged(by, when):
    """What waits for somebody: each kind with how much, how much of it late."""
    counts = counts_of(by, at=when, posts=posts_of(by, on=when.date()))
    return {one.work: (one.total, one.late) for one in counts if one.work in HANDS}


def test_a_letter_is_due_by_the_time_of_its_step_and_not_the_moment_it_comes(people, proposed):
    proposal = proposed()
    dossier = proposal.dossier
    shares = {step.kind: step.share for step in dossier.process.process.steps}
    turns = [
        (Work.LETTER, people.leader, "SIGN", lambda: proposals.sign_letter(proposal, by=people.leader, at=at(3, 10))),
        (Work.SEAL, people.office, "ISSUE", lambda: proposals.seal_letter(proposal, by=people.office, at=at(3, 11))),
        (
            Work.PROPOSAL,
            people.counter,
            "ISSUE",
            lambda: proposals.carry_out(proposal, by=people.counter, at=at(3, 14)),
        ),
    ]
    comes = [at(3), at(3, 10), at(3, 11)]
    for (work, by, step, do), when in zip(turns, comes, strict=True):
        due_at = share_of_time(dossier, shares[step], at=when)
        assert when < due_at <= dossier.due_at
        assert Proposal.objects.get(pk=proposal.pk).due_at == due_at
        assert judged(by, when + timedelta(minutes=1)) == {work: (1, 0)}, "nobody is late the moment it comes"
        assert judged(by, due_at + timedelta(minutes=1)) == {work: (1, 1)}
        (item,) = inbox_of(by, on=when.date())
        assert (item.at, item.has_limit) == (due_at, True)
        do()


def test_what_has_no_limit_is_never_late(people, proposed, accepted, unanswered):
    Proposal.objects.update(due_at=None)
    assert judged(people.leader, at(28)) == {Work.LETTER: (1, 0)}
    (item,) = (one for one in inbox_of(people.leader, on=at(28).date()) if one.work == Work.LETTER)
    assert (item.at, item.has_limit) == (unanswered.proposed_at, False)
    Dossier.objects.update(status="ACCEPTED")
    counts = counts_of(people.counter, at=at(28), posts=posts_of(people.counter, on=at(28).date()))
    assert [(one.work, one.late) for one in counts] == [(Work.HAND_OVER, 0)]


def test_while_the_filer_is_asked_to_pay_no_signature_becomes_late(people, proposed):
    proposal = proposed(ProposalKind.APOLOGY)
    payments.request_payment(proposal.dossier, amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(proposal.dossier, receipt_number="BL1", by=people.counter, at=at(5))
    assert Proposal.objects.get(pk=proposal.pk).due_at >= proposal.due_at + timedelta(days=2)
