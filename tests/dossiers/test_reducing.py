"""Who is free of a fee by law is free at the counter, with the paper that was seen and the law on the receipt."""

from dataclasses import replace

import pytest
from django.test import Client

from motcua.dossiers.corrections import as_it_is, reductions_for
from motcua.dossiers.models import FeeReduction
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.operations.payments import request_payment
from motcua.dossiers.operations.reducing import reduce_fee
from motcua.dossiers.rules import Role
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.papers.operations import pdf_of
from tests.dossiers.conftest import at
from tests.dossiers.test_ended_papers import words

pytestmark = pytest.mark.django_db

POOR = "người thuộc gia đình có công với cách mạng, người thuộc hộ nghèo, người khuyết tật"
PROOF = "Giấy chứng nhận hộ nghèo số 15/GCN, ngày 02/01/2026"


def receipt(dossier):
    return words(pdf_of(dossier.papers.filter(kind="RECEIPT").order_by("-pk").first().paper, at=at(3)))


def test_a_fee_of_the_province_is_none_for_who_is_free_by_law(people, accepted):
    dossier = accepted("1.004873")
    assert (dossier.fee_dong, dossier.is_fee_of_province) == (None, True)
    reduce_fee(dossier, whom=POOR, proof=PROOF, by=people.counter, at=at(2, 10))
    dossier.refresh_from_db()
    assert (dossier.fee_dong, dossier.is_fee_of_province, dossier.due_dong) == (0, False, 0)
    text = receipt(dossier)
    assert "0 đồng" in text
    assert "Hội đồng nhân dân" not in text
    assert f"Miễn, giảm: Miễn đối với {POOR} (điểm a khoản 1 Điều 11 Luật số 60/2014/QH13)" in text
    old, new = dossier.papers.filter(kind="RECEIPT").order_by("pk")
    assert old.paper.is_revoked
    assert not new.paper.is_revoked
    entry = JournalEntry.objects.get(word="fee.reduced")
    assert (entry.details["whom"], entry.details["fee_after"]) == (POOR, 0)
    assert "60/2014/QH13" in entry.details["basis"]


def test_the_paper_that_was_seen_is_for_the_office_alone(people, accepted):
    dossier = accepted("1.004873")
    reduce_fee(dossier, whom=POOR, proof=PROOF, by=people.counter, at=at(2, 10))
    told = dossier.history.get(word="corrected")
    assert PROOF in told.values["proof"]
    assert not told.is_public


def test_a_correction_of_the_dossier_keeps_it(people, accepted):
    dossier = accepted("1.004873")
    reduce_fee(dossier, whom=POOR, proof=PROOF, by=people.counter, at=at(2, 10))
    wanted = as_it_is(dossier)
    parties = {**wanted.parties, Role.HOLDER: {**wanted.parties[Role.HOLDER], "name": "Nông Thị Hoan"}}
    correct(dossier, wanted=replace(wanted, parties=parties), reason="Ghi nhầm tên", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    assert dossier.fee_dong == 0
    assert "Miễn, giảm" in receipt(dossier)


def test_it_can_be_taken_back_with_a_reason(people, accepted):
    dossier = accepted("1.004873")
    reduce_fee(dossier, whom=POOR, proof=PROOF, by=people.counter, at=at(2, 10))
    with pytest.raises(Refused, match="vì sao"):
        reduce_fee(dossier, whom="", proof=" ", by=people.counter, at=at(2, 11))
    reduce_fee(dossier, whom="", proof="Giấy của người khác", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    assert (dossier.fee_dong, dossier.is_fee_of_province) == (None, True)
    assert "Miễn, giảm" not in receipt(dossier)
    assert not FeeReduction.objects.exists()


@pytest.mark.parametrize(("whom", "proof"), [("người quen", PROOF), (POOR, "\u200b "), ("", PROOF)])
def test_what_the_law_does_not_give_or_nobody_saw_is_refused(people, accepted, whom, proof):
    dossier = accepted("1.004873")
    with pytest.raises(Refused):
        reduce_fee(dossier, whom=whom, proof=proof, by=people.counter, at=at(2, 10))
    assert not FeeReduction.objects.exists()


def test_a_group_holds_from_its_day_only(accepted):
    # The resolution that frees who integrated their papers holds from 15 August 2026.
    assert [one.whom for one in reductions_for(accepted("1.004873"))] == [POOR]


def test_once_a_sum_was_asked_for_it_is_too_late(people, accepted):
    dossier = accepted("1.004873")
    request_payment(dossier, amount_dong=15_000, reason="Lệ phí", by=people.counter, at=at(2, 10))
    with pytest.raises(Refused, match="rút yêu cầu"):
        reduce_fee(dossier, whom=POOR, proof=PROOF, by=people.counter, at=at(2, 11))


def test_only_the_counter_that_has_it_applies_it(people, accepted):
    dossier = accepted("1.004873")
    for other in (people.clerk, people.citizen, people.elsewhere):
        with pytest.raises(NotPermitted):
            reduce_fee(dossier, whom=POOR, proof=PROOF, by=other, at=at(2, 10))


def test_the_page_offers_what_the_procedure_names(people, accepted):
    dossier = accepted("1.004873")
    client = Client()
    client.force_login(people.counter)
    page = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/mien-giam/").content.decode()
    assert POOR in page
    assert "60/2014/QH13" in page
    client.post(f"/lam-viec/ho-so/{dossier.code}/lam/mien-giam/", {"whom": POOR, "proof": PROOF, "seen": "x"})
    free = accepted("1.000894")
    assert "/lam/mien-giam/" not in client.get(f"/lam-viec/ho-so/{free.code}/").content.decode()
