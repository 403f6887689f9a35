"""Certified copies: the counter counts pages and copies, the sum is reckoned from them, and its rate stays with it."""

import re
from dataclasses import replace

import pytest

from motcua.dossiers.corrections import as_it_is, plan_correction
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake, payments
from motcua.dossiers.operations.correcting import correct
from motcua.kernel.operations import Refused
from motcua.results.queries import drafts_of
from tests.dossiers.conftest import at, usual_case
from tests.dossiers.test_decrees import printed

CODE = "2.000815"
PAGE = f"/lam-viec/tiep-nhan/{CODE}/"
RATE = "2.000 đồng/trang, từ trang thứ 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


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
    # What comes over the counter alone is not asked when the post handed it over.
    assert "handed_over_at" not in opened.content.decode()
    typed = {
        "submission_key": opened.context["key"], **usual_case(CODE), "filer_name": "Nông Thị Hoa",
        "phone": "0912345678", "number_0": "5", "number_1": "3",
    }  # fmt: skip
    assert "5 trang × 3 bản = 21.000 đồng" in text_of(client.post(PAGE, {**typed, "then": "papers"}))
    # The copies are counted already: nobody has to press twice for them.
    shown = {"papers_shown": "", "then": "review"}
    assert "Sẽ ghi vào hồ sơ" in text_of(client.post(PAGE, {**typed, **shown}))
    wrong = client.post(PAGE, {**typed, "number_0": "năm", "then": "accept"})
    assert (wrong.status_code, [name for name, _text in wrong.context["errors"]]) == (422, ["number_0"])
    assert 'value="năm"' in wrong.content.decode()
    assert client.post(PAGE, {**typed, "then": "accept"}).status_code == 302
    dossier = Dossier.objects.get(version__procedure__code=CODE)
    assert dossier.fee_numbers == {"trang": 5, "bản": 3}
    receipt = printed(dossier, "RECEIPT")
    # How many copies there are was asked once.
    assert 'name="copies_ban-sao-can-chung-thuc"' not in opened.content.decode()
    assert dossier.components.get(key="ban-sao-can-chung-thuc").copies == 3
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


def correction(**numbers):
    return lambda dossier: replace(as_it_is(dossier), numbers=numbers)


def test_what_the_fee_was_counted_from_is_put_right_with_the_copies_and_the_receipt(counted, people):
    dossier = counted(trang=7, bản=3)
    dossier.components.create(key="ban-sao-can-chung-thuc", name="Bản sao cần chứng thực", copies=3)
    right = correction(trang=7, bản=5)(dossier)
    plan = plan_correction(dossier, right)
    assert {"Số bản: «3» thành «5»", "Tổng phí, lệ phí: 27.000 đồng thành 45.000 đồng"} <= set(plan.sentences())
    correct(dossier, wanted=right, reason="Đếm nhầm", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert (dossier.fee_numbers, dossier.due_dong, dossier.fee_per) == ({"trang": 7, "bản": 5}, 45_000, "trang")
    assert dossier.components.get(key="ban-sao-can-chung-thuc").copies == 5
    receipt = printed(dossier, "RECEIPT")
    assert "7 trang × 5 bản" in receipt
    assert "Tổng cộng: 45.000 đồng" in receipt


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_number_put_right_after_the_sum_was_asked_for_leaves_the_difference(is_paid, counted, people):
    dossier = counted(trang=7, bản=3)
    payments.request_payment(dossier, reason="Phí chứng thực", by=people.counter, at=at(3))
    if is_paid:
        payments.confirm_payment(dossier, receipt_number="12", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    right = correction(trang=7, bản=5)(dossier)
    said = plan_correction(dossier, right).sentences()
    assert "Phí, lệ phí: 27.000 đồng thành 45.000 đồng" in said
    assert ("Đã nộp 27.000 đồng, còn phải nộp 18.000 đồng" in said) is is_paid
    correct(dossier, wanted=right, reason="Đếm nhầm", by=people.counter, at=at(4))
    dossier.refresh_from_db()
    assert dossier.fee_dong == 45_000
    assert dossier.fee_difference == (18_000 if is_paid else 0)


def test_the_page_of_a_correction_asks_the_numbers_and_not_the_copies(counted, people, client):
    dossier = counted(trang=7, bản=3)
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.reference}/dinh-chinh/"
    opened = client.get(page).content.decode()
    assert "copies_ban-sao-can-chung-thuc" not in opened.replace("&quot;copies_ban-sao-can-chung-thuc&quot;", "")
    shown = client.post(page, {"number_0": "7", "number_1": "5", "reason": "Đếm nhầm"})
    assert "Số bản: «3» thành «5»" in text_of(shown)
    wrong = client.post(page, {"number_0": "bảy", "number_1": "5", "reason": "Đếm nhầm"})
    assert [name for name, _text in wrong.context["errors"]] == ["number_0"]
