"""A letter says on what it rests, what to do next and who has it; a stop that the filer wanted is written too."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.results import withdraw
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import proposals
from motcua.handling.paperwork import letter_of
from motcua.handling.rules import ProposalKind
from motcua.kernel.operations import Refused
from motcua.laws.models import LegalDocument
from motcua.laws.rules import slug_of
from motcua.papers.operations import pdf_of
from motcua.results.queries import doubtful_grounds
from tests.dossiers.conftest import at
from tests.dossiers.test_ended_papers import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(accepted, hand, send):
    """The words of a letter that an agency proposed, signed, sealed and sent, and its number."""

    def make(kind, **more):
        dossier = accepted()
        task = Task.objects.of(dossier).get()
        send(
            proposals.propose(task, kind=kind, reason="Đang có tranh chấp", by=hand(task), at=at(3), **more), when=at(4)
        )
        paper = dossier.papers.exclude(paper__kind__in=("RECEIPT", "SUBMISSION_PROOF")).get().paper
        return words(pdf_of(paper, at=at(4))), paper.number

    return make


def test_a_refusal_says_the_ways_to_object_and_who_has_it(sent):
    text, number = sent(ProposalKind.REFUSAL)
    assert "khiếu nại" in text
    assert "Luật Khiếu nại số 02/2011/QH13" in text
    assert "nộp hồ sơ mới" in text
    assert "Nơi nhận" in text
    assert "Lưu: VT" in text
    assert number.endswith("/PTC")


@pytest.mark.parametrize("kind", ["de-xuat-tu-choi", "de-xuat-dung"])
def test_what_rules_the_procedure_is_its_ground_and_what_is_doubtful_is_told_before(people, accepted, hand, kind):
    number = "123/2015/NĐ-CP"
    LegalDocument.objects.create(number=number, slug=slug_of(number), sort_key=number, kind="DECREE", title="Hộ tịch")
    task = Task.objects.of(accepted()).get()
    client = Client()
    client.force_login(hand(task))
    page = client.get(f"/lam-viec/ho-so/{task.dossier.code}/lam/{kind}/").content.decode()
    assert "bỏ những văn bản không liên quan đến lý do" in page
    assert doubtful_grounds(task.dossier, on=timezone.localdate()) == [number]
    assert number in page
    proposed = {"de-xuat-tu-choi": ProposalKind.REFUSAL, "de-xuat-dung": ProposalKind.STOP}[kind]
    proposal = proposals.propose(task, kind=proposed, reason="Đang có tranh chấp", by=hand(task), at=at(3))
    letter = letter_of(proposal, people.leader, at=at(3))
    assert letter.legal_basis == "Căn cứ Nghị định số 123/2015/NĐ-CP hộ tịch;"


@pytest.mark.issue(15)
@pytest.mark.parametrize("kind", ["de-xuat-tu-choi", "de-xuat-dung"])
def test_who_proposes_a_letter_leaves_out_what_its_reason_does_not_rest_on(people, accepted, hand, kind):
    """What was in doubt, or of no concern, was cited all the same and signed."""
    for number in ("123/2015/NĐ-CP", "104/2022/NĐ-CP"):
        LegalDocument.objects.create(
            number=number, slug=slug_of(number), sort_key=number, kind="DECREE", title="Hộ tịch"
        )
    task = Task.objects.of(accepted()).get()
    client = Client()
    client.force_login(hand(task))
    page = f"/lam-viec/ho-so/{task.dossier.code}/lam/{kind}/"
    offered = client.get(page).context["form"].initial["grounds"].splitlines()
    assert len(offered) == 2
    with pytest.raises(Refused, match="không in được"):
        proposals.propose(
            task, kind=ProposalKind.REFUSAL, reason="Đang có vợ", grounds=["Luật 王"], by=hand(task), at=at(3)
        )
    sent = {"reason": "Đang có vợ", "grounds": offered[0], "seen": client.get(page).context.get("seen", "")}
    assert client.post(page, sent).status_code == 302
    proposal = Proposal.objects.of(task.dossier).get()
    assert letter_of(proposal, people.leader, at=at(3)).legal_basis == offered[0]


def test_an_apology_names_who_has_it(sent):
    text, number = sent(ProposalKind.APOLOGY, new_due_on=date(2026, 3, 10), late_group="xac-minh")
    assert "Nơi nhận" in text
    assert "Lưu: VT" in text
    assert number.endswith("/PXL")


def test_a_stop_that_the_agency_decides_does_not_say_that_anybody_wanted_it(sent):
    text, number = sent(ProposalKind.STOP)
    assert "khiếu nại" in text
    assert "Điều 21 Nghị định" not in text
    assert "theo đề nghị" not in text
    assert number.endswith("/TB-UBND")


def test_who_withdraws_gets_the_notice_that_processing_stops(people, accepted):
    dossier = accepted()
    withdraw(dossier, reason="Không cần nữa", by=people.counter, at=at(3))
    held = dossier.papers.get(kind="STOP_NOTICE")
    text = words(pdf_of(held.paper, at=at(3)))
    assert held.is_public
    assert (held.paper.form_number, held.paper.circular) == ("05", "03/2025/TT-VPCP")
    assert "theo đề nghị của ông/bà" in text
    assert "Không cần nữa" in text
    assert "Điều 21 Nghị định số 118/2025/NĐ-CP" in text
    assert "Điều 7 Thông tư số 03/2025/TT-VPCP" in text
    assert "nộp hồ sơ mới" in text
    assert "Counter" in text
    assert held.paper.number.endswith("/TB")


def test_where_the_filer_withdraws_online_the_portal_writes_it_and_nobody_signs(people, accepted):
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(filer_account=people.citizen)
    withdraw(dossier, reason="Không cần nữa", by=people.citizen, at=at(3))
    text = words(pdf_of(dossier.papers.get(kind="STOP_NOTICE").paper, at=at(3)))
    assert "người nộp tự rút" in text
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" not in text


def test_it_is_written_too_while_a_letter_of_the_agency_is_under_way(people, accepted, hand):
    task = Task.objects.of(accepted()).get()
    proposal = proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Không đủ", by=hand(task), at=at(3))
    proposal = proposals.sign_letter(proposal, by=people.leader, at=at(3))
    withdraw(task.dossier, reason="Không cần nữa", by=people.counter, at=at(4))
    proposal.letter.refresh_from_db()
    assert proposal.letter.is_revoked
    assert task.dossier.papers.filter(kind="STOP_NOTICE", paper__revoked_at=None).count() == 1


def test_what_was_never_received_is_not_stopped(people, register):
    dossier = register()
    withdraw(dossier, reason="Nộp nhầm", by=people.counter, at=at(3))
    assert not dossier.papers.filter(kind="STOP_NOTICE").exists()


def test_a_refusal_to_receive_says_its_rule_and_what_to_do(people, register):
    dossier = register()
    intake.refuse_intake(dossier, reason="Không thuộc phạm vi giải quyết", by=people.counter, at=at(2))
    paper = dossier.papers.get(kind="INTAKE_REFUSAL").paper
    text = words(pdf_of(paper, at=at(2)))
    assert "Điều 17 Nghị định số 118/2025/NĐ-CP" in text
    assert "nộp hồ sơ mới" in text
    assert "khiếu nại" in text
    assert paper.number.endswith("/PTC")
