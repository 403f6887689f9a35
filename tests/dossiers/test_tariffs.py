"""Certified copies: the counter counts pages and copies, the sum is reckoned from them, and its rate stays with it."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake, payments
from motcua.kernel.operations import Refused
from motcua.results.queries import drafts_of
from tests.dossiers.conftest import at, usual_case
from tests.dossiers.test_decrees import printed

CODE = "2.000815"
PAGE = f"/lam-viec/tiep-nhan/{CODE}/"
RATE = "2.000 đồng/trang, từ trang thứ 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản"


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def counted(register, people):
    """Five pages of which three copies are wanted."""

    def make(**numbers):
        dossier = register(CODE)
        Dossier.objects.filter(pk=dossier.pk).update(fee_numbers=numbers)
        dossier.refresh_from_db()
        return intake.accept(dossier, by=people.counter, at=at(2))

    return make


def test_the_counter_counts_pages_and_copies_and_is_told_the_sum_and_how(client, people):
    client.force_login(people.counter)
    opened = client.get(PAGE)
    assert RATE in text_of(opened)
    typed = {
        "submission_key": opened.context["key"], **usual_case(CODE), "filer_name": "Nông Thị Hoa",
        "phone": "0912345678", "number_0": "5", "number_1": "3",
    }  # fmt: skip
    assert "5 trang × 3 bản = 21.000 đồng" in text_of(client.post(PAGE, {**typed, "then": "papers"}))
    wrong = client.post(PAGE, {**typed, "number_0": "năm", "then": "accept"})
    assert (wrong.status_code, [name for name, _text in wrong.context["errors"]]) == (422, ["number_0"])
    assert 'value="năm"' in wrong.content.decode()
    assert client.post(PAGE, {**typed, "then": "accept"}).status_code == 302
    dossier = Dossier.objects.get(version__procedure__code=CODE)
    assert dossier.fee_numbers == {"trang": 5, "bản": 3}
    receipt = printed(dossier, "RECEIPT")
    assert f"5 trang × 3 bản; {RATE}" in receipt
    assert "Tổng cộng: 21.000 đồng" in receipt


def test_a_fee_of_one_sum_and_one_that_the_form_counts_ask_the_counter_nothing(client, people):
    client.force_login(people.counter)
    for code in ("1.001612", "2.000635"):
        assert 'name="number_0"' not in client.get(f"/lam-viec/tiep-nhan/{code}/").content.decode()


def test_the_sum_is_asked_as_reckoned_and_the_rate_stays_beside_it(counted, client, people):
    dossier = counted(trang=5, bản=3)
    payments.request_payment(dossier, reason="Phí chứng thực", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert dossier.asked_dong == 21_000
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    told = f"21.000 đồng (5 trang × 3 bản; {RATE})"
    for who, page in (
        (people.counter, f"/lam-viec/ho-so/{dossier.code}/"),
        (people.citizen, f"/ho-so/{dossier.code}/"),
    ):
        client.force_login(who)
        assert told in text_of(client.get(page))


@pytest.mark.parametrize("amount", [1, 20_000, 21_001])
def test_another_sum_than_reckoned_needs_its_reason_which_the_filer_is_told(amount, counted, people):
    dossier = counted(trang=5, bản=3)
    with pytest.raises(Refused) as refused:
        payments.request_payment(dossier, amount_dong=amount, reason="Phí", by=people.counter, at=at(3))
    assert set(refused.value.errors) == {"difference"}
    assert "21.000 đồng" in refused.value.errors["difference"]
    dossier.refresh_from_db()
    payments.request_payment(
        dossier, amount_dong=amount, reason="Phí", difference="Hộ nghèo", by=people.counter, at=at(3)
    )
    dossier.refresh_from_db()
    said = "khác số tính theo mức thu, 21.000 đồng: Hộ nghèo"
    asked = dossier.history.get(word="payment_requested")
    assert said in asked.said
    assert asked.is_public
    assert dossier.asked_dong == amount


def test_what_the_counter_did_not_count_is_counted_with_the_sum(counted, client, people):
    dossier = counted()
    with pytest.raises(Refused) as refused:
        payments.request_payment(dossier, amount_dong=1, reason="Phí", by=people.counter, at=at(3))
    assert refused.value.errors["difference"] == "Ghi số trang, bản để tính, hoặc ghi vì sao thu số khác."
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/yeu-cau-nop-tien/"
    assert RATE in text_of(client.get(page))
    sent = client.post(page, {"number_0": "5", "number_1": "3", "amount": "", "reason": "Phí chứng thực"})
    assert sent.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.asked_dong, dossier.fee_numbers) == (21_000, {"trang": 5, "bản": 3})


def test_who_drafts_finds_what_was_counted(counted):
    dossier = counted(trang=5, bản=3)
    [draft] = drafts_of(dossier, on=at(3).date())
    assert (draft.values["so_trang"], draft.values["so_ban"]) == ("5", "3")
