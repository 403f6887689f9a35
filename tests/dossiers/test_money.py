"""What a dossier costs is told whether or not the sum is known; what was asked wrongly can be taken back."""

from dataclasses import replace

import pytest
from django.utils.html import strip_tags

from motcua.dossiers.corrections import as_it_is, fee_of, plan_correction, terms_in
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import correcting, declaring, intake, payments, results
from motcua.dossiers.queries import sheet_of
from motcua.dossiers.rules import Role
from motcua.forms.rules.sheets import typed_sheet
from motcua.handling.models import Task
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.notices.models import Notice
from tests.dossiers.conftest import at
from tests.dossiers.test_decrees import printed

OF_PROVINCE = "Do Hội đồng nhân dân tỉnh quy định"


def receipt_of(dossier):
    return printed(dossier, "RECEIPT")


def pages_of(dossier, client, people):
    """The dossier as its filer and as the counter see it."""
    for who, page in (
        (people.citizen, f"/ho-so/{dossier.reference}/"),
        (people.counter, f"/lam-viec/ho-so/{dossier.code}/"),
    ):
        client.force_login(who)
        yield " ".join(client.get(page).content.decode().split())


def test_a_fee_that_the_province_fixes_is_told_though_its_sum_is_not_known(accepted, client, people):
    dossier = accepted("1.001022")
    assert dossier.fee_dong is None
    assert f"Phí, lệ phí: {OF_PROVINCE}" in receipt_of(dossier)
    assert all(OF_PROVINCE in page for page in pages_of(dossier, client, people))
    # What was asked for is the fee from then on.
    payments.request_payment(dossier, amount_dong=50_000, reason="Lệ phí", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert not any(OF_PROVINCE in page for page in pages_of(dossier, client, people))


def with_copies(dossier, copies, field="so_ban_sao"):
    dossier.answers = {**dossier.answers, field: copies}
    dossier.save(update_fields=["answers"])
    return dossier


@pytest.fixture
def three_extracts(register, people):
    """An accepted request for three extracts, 8,000 each."""
    return intake.accept(with_copies(register("2.000635"), 3, field="so_ban"), by=people.counter, at=at(2))


def test_copies_asked_for_with_a_registration_tell_what_they_cost(register, client, people):
    dossier = intake.accept(with_copies(register("1.001193"), 3), by=people.counter, at=at(2))
    said = "3 bản sao, mỗi bản sao 8.000 đồng: 24.000 đồng"
    assert "Phí, lệ phí: 0 đồng" in receipt_of(dossier)
    assert said in receipt_of(dossier)
    assert all(said in page for page in pages_of(dossier, client, people))
    none = intake.accept(with_copies(register("1.001193"), 0), by=people.counter, at=at(2))
    assert "bản sao, mỗi" not in receipt_of(none)


def test_a_fee_for_each_of_several_copies_tells_its_sum(three_extracts, client, people):
    dossier = three_extracts
    assert "Tổng cộng: 24.000 đồng" in receipt_of(dossier)
    assert all("Tổng cộng 24.000 đồng" in page for page in pages_of(dossier, client, people))
    payments.request_payment(dossier, amount_dong=24_000, reason="Phí", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert not any("Tổng cộng" in page for page in pages_of(dossier, client, people))


def test_a_fee_told_as_it_is_has_no_sum_beside_it(register, accepted, people):
    assert "Tổng cộng" not in receipt_of(accepted("1.001022"))
    none = intake.accept(with_copies(register("1.001193"), 0), by=people.counter, at=at(2))
    assert "Tổng cộng" not in receipt_of(none)


def test_who_issues_is_told_what_was_not_paid_and_which_copies_go_with_it(register, work, hand, client, people):
    dossier = intake.accept(with_copies(register("1.001193"), 2), by=people.counter, at=at(2))
    work(dossier, when=at(2, 10), steps=1)
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    client.force_login(hand(task))
    page = f"/lam-viec/ho-so/{dossier.code}/lam/ky/"
    html = " ".join(client.get(page).content.decode().split())
    assert "Chưa ghi nhận đã nộp 16.000 đồng" in html
    assert "Giao cùng kết quả: 2 bản sao người nộp đã xin." in html
    payments.request_payment(dossier, amount_dong=16_000, reason="Bản sao", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(2, 12))
    html = " ".join(client.get(page).content.decode().split())
    assert "Chưa ghi nhận" not in html
    assert "Giao cùng kết quả: 2 bản sao" in html


def test_the_rate_stands_beside_the_number_that_is_asked(register, client, people):
    dossier = register("1.001193", is_declared=False)
    client.force_login(people.counter)
    assert "Mỗi bản sao 8.000 đồng." in client.get(f"/lam-viec/ho-so/{dossier.reference}/to-khai/").content.decode()


@pytest.mark.parametrize(
    ("code", "field", "count", "dong"),
    [("1.001193", "so_ban_sao", 3, "24.000"), ("2.000635", "so_ban", 3, "24.000"), ("1.001022", "so_ban_sao", 2, "")],
)
def test_the_sum_is_proposed_where_rate_and_number_are_known(code, field, count, dong, accepted, client, people):
    dossier = accepted(code)
    Dossier.objects.filter(pk=dossier.pk).update(answers={**dossier.answers, field: count})
    client.force_login(people.counter)
    form = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/yeu-cau-nop-tien/").context["form"]
    assert str(form["amount"].value() or "") == dong


def test_a_payment_asked_wrongly_is_taken_back_with_its_reason(three_extracts, client, people):
    dossier = three_extracts
    before = (dossier.fee_dong, dossier.fee_per, dossier.due_at)
    payments.request_payment(dossier, amount_dong=24, reason="Lệ phí", difference="Gõ", by=people.counter, at=at(3))
    with pytest.raises(Refused) as refused:
        payments.recall_payment(dossier, reason=" ", by=people.counter, at=at(3, 10))
    assert set(refused.value.errors) == {"reason"}
    for other in (people.clerk, people.citizen):
        with pytest.raises(Refused):
            payments.recall_payment(dossier, reason="Gõ nhầm", by=other, at=at(3, 10))
    payments.recall_payment(dossier, reason="Gõ nhầm số tiền", by=people.counter, at=at(3, 10))
    dossier.refresh_from_db()
    assert dossier.status == "IN_PROCESS"
    assert (dossier.fee_dong, dossier.fee_per, dossier.due_at) == before
    line = dossier.history.get(word="payment_recalled")
    assert "24 đồng" in line.said
    assert "Gõ nhầm số tiền" in line.said
    assert JournalEntry.objects.filter(word="payment.recalled").count() == 1
    notice = Notice.objects.filter(kind="payment_recalled").first()
    assert notice is not None
    with pytest.raises(Refused):
        payments.recall_payment(dossier, reason="Lần nữa", by=people.counter, at=at(3, 11))
    payments.request_payment(dossier, amount_dong=24_000, reason="Lệ phí", by=people.counter, at=at(3, 11))
    client.force_login(people.counter)
    assert "Rút yêu cầu nộp tiền" in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


def test_what_was_paid_is_not_taken_back(accepted, people):
    dossier = accepted("2.000635")
    payments.request_payment(
        dossier, amount_dong=8_000, reason="Lệ phí", difference="Một bản", by=people.counter, at=at(3)
    )
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    with pytest.raises(Refused):
        payments.recall_payment(dossier, reason="Nhầm", by=people.counter, at=at(3, 11))


@pytest.fixture
def paid(three_extracts, people):
    """A fee of 24,000 that was asked for and paid."""
    dossier = three_extracts
    payments.request_payment(dossier, amount_dong=24_000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    return dossier


def sums(dossier):
    dossier.refresh_from_db()
    return dossier.fee_dong, dossier.besides_dong, dossier.fee_paid_dong, dossier.asked_dong, dossier.fee_difference


def ask_more(dossier, people):
    payments.request_payment(dossier, amount_dong=50_000, reason="Trích đo", by=people.counter, at=at(4))


def test_a_second_sum_forgets_nothing_of_the_first_that_was_paid(paid, client, people):
    ask_more(paid, people)
    assert sums(paid) == (24_000, 50_000, 24_000, 50_000, 0)
    for page in map(strip_tags, pages_of(paid, client, people)):
        assert "8.000 đồng/bản sao). Khoản khác: 50.000 đồng. Đã nộp 24.000 đồng. Đang chờ nộp 50.000 đồng" in page
    payments.confirm_payment(paid, receipt_number="2", by=people.counter, at=at(4, 10))
    assert sums(paid) == (24_000, 50_000, 74_000, None, 0)
    assert all("Đã nộp 74.000 đồng" in page for page in pages_of(paid, client, people))
    lines = [line.said for line in paid.history.filter(word="payment_confirmed").order_by("pk")]
    assert [line.split(".")[0] for line in lines] == ["Đã nộp 24", "Đã nộp 50"]
    confirmed = JournalEntry.objects.filter(word="payment.confirmed").order_by("pk")
    assert [entry.details["amount_dong"] for entry in confirmed] == [24_000, 50_000]


def test_a_second_sum_that_is_recalled_leaves_what_was_paid(paid, people):
    ask_more(paid, people)
    payments.recall_payment(paid, reason="Đã nộp ở nơi khác", by=people.counter, at=at(4, 10))
    assert sums(paid) == (24_000, 0, 24_000, None, 0)


def test_the_receipt_issued_again_tells_every_sum(paid, people):
    ask_more(paid, people)
    payments.confirm_payment(paid, receipt_number="2", by=people.counter, at=at(4, 10))
    replace_receipt_by_correcting(paid, people)
    text = receipt_of(paid)
    assert "Phí, lệ phí: 24.000 đồng" in text
    assert "Khoản khác phải nộp: 50.000 đồng" in text
    assert "Đã nộp: 74.000 đồng" in text


def replace_receipt_by_correcting(dossier, people):
    wanted = as_it_is(dossier)
    parties = {**wanted.parties, Role.HOLDER: {**wanted.parties[Role.HOLDER], "name": "Nông Thị Hoài"}}
    correcting.correct(dossier, wanted=replace(wanted, parties=parties), reason="Gõ sai", by=people.counter, at=at(5))


def test_a_fee_that_changes_is_settled_apart_from_other_sums(paid, people):
    """Only the fee differs: what was asked for besides is neither returned nor asked for again."""
    ask_more(paid, people)
    Dossier.objects.filter(pk=paid.pk).update(fee_dong=30_000)
    assert sums(paid)[-1] == 6_000
    payments.settle_fee(paid, receipt_number="2", by=people.counter, at=at(4, 9))
    assert sums(paid) == (30_000, 50_000, 30_000, 50_000, 0)
    payments.confirm_payment(paid, receipt_number="3", by=people.counter, at=at(4, 10))
    assert sums(paid) == (30_000, 50_000, 80_000, None, 0)


def test_what_was_asked_for_is_what_is_paid_though_the_case_became_another_meanwhile(three_extracts, people):
    dossier = three_extracts
    payments.request_payment(dossier, amount_dong=24_000, reason="Lệ phí", by=people.counter, at=at(3))
    Dossier.objects.filter(pk=dossier.pk).update(fee_dong=30_000)
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    assert sums(dossier) == (30_000, 0, 24_000, None, 6_000)


def with_paid_copies(register, people, amount):
    """A birth in time, free of charge, with three copies at 8,000; this was asked for and paid."""
    dossier = intake.accept(with_copies(register("1.001193"), 3), by=people.counter, at=at(2))
    payments.request_payment(
        dossier, amount_dong=amount, reason="Lệ phí", difference="Chỉ lệ phí", by=people.counter, at=at(3)
    )
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    dossier.refresh_from_db()
    return dossier


def at_home(dossier):
    """The same birth in the case that costs 50,000 in this test."""
    dossier.version.channels.create(
        kind="COUNTER", variant=7, when={"giay-chung-sinh": ["khong"]}, amount=1, unit="WORKING_DAY", fee_dong=50_000
    )
    wanted = as_it_is(dossier)
    return replace(wanted, case_answers={**wanted.case_answers, "giay-chung-sinh": "khong"})


def test_copies_that_were_paid_for_stay_paid_when_the_fee_of_the_case_becomes_another(register, people):
    dossier = with_paid_copies(register, people, 24_000)
    wanted = at_home(dossier)
    assert "Đã nộp 24.000 đồng, còn phải nộp 50.000 đồng" in plan_correction(dossier, wanted).sentences()
    correcting.correct(dossier, wanted=wanted, reason="Sinh tại nhà", by=people.counter, at=at(4))
    assert sums(dossier) == (74_000, 0, 24_000, None, 50_000)
    payments.settle_fee(dossier, receipt_number="2", by=people.counter, at=at(4, 9))
    back = replace(as_it_is(dossier), case_answers={**dossier.case_answers, "giay-chung-sinh": "co"})
    correcting.correct(dossier, wanted=back, reason="Chọn nhầm", by=people.counter, at=at(4, 10))
    assert sums(dossier) == (24_000, 0, 74_000, None, -50_000)
    assert "trả lại 50.000 đồng" in dossier.history.filter(word="corrected").last().said


def test_copies_that_were_asked_for_besides_are_not_in_the_fee(register, people):
    dossier = with_paid_copies(register, people, 5_000)
    payments.request_payment(dossier, amount_dong=24_000, reason="Bản sao", by=people.counter, at=at(3, 11))
    payments.confirm_payment(dossier, receipt_number="2", by=people.counter, at=at(3, 14))
    dossier.refresh_from_db()
    correcting.correct(dossier, wanted=at_home(dossier), reason="Sinh tại nhà", by=people.counter, at=at(4))
    assert sums(dossier) == (50_000, 24_000, 29_000, None, 45_000)


def test_a_fee_for_each_copy_is_for_all_of_them_once_it_was_asked_for(three_extracts, people):
    dossier = three_extracts
    payments.request_payment(dossier, amount_dong=24_000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    dossier.refresh_from_db()
    assert fee_of(dossier, terms_in(dossier, dossier.case_answers)) == (24_000, "")


def test_more_copies_asked_for_after_the_sum_was_paid_are_still_to_be_paid(register, people):
    dossier = with_paid_copies(register, people, 24_000)
    for copies, dong in ((5, 40_000), (1, 8_000)):
        raw = {**typed_sheet(dossier.form.parsed, dossier.answers), "so_ban_sao": str(copies)}
        assert declaring.declare(dossier, raw=raw, seen=sheet_of(dossier), by=people.counter, at=at(4)) == {}
        assert sums(dossier) == (dong, 0, 24_000, None, dong - 24_000)
    entry = JournalEntry.objects.filter(word="dossier.declared").latest("number")
    assert (entry.details["fee_before"], entry.details["fee_after"]) == (40_000, 8_000)


def test_a_sum_that_is_asked_for_and_no_longer_right_is_to_be_recalled(register, people):
    dossier = intake.accept(with_copies(register("1.001193"), 3), by=people.counter, at=at(2))
    payments.request_payment(dossier, amount_dong=24_000, reason="Lệ phí", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    said = plan_correction(dossier, at_home(dossier)).sentences()
    assert "Đang yêu cầu nộp 24.000 đồng: rút yêu cầu ấy rồi yêu cầu lại cho đúng" in said
    assert not any("yêu cầu nộp" in one for one in plan_correction(dossier, as_it_is(dossier)).sentences())


@pytest.fixture
def returned_owing(register, work, people):
    """A dossier that was returned, and nobody had asked for what its copies cost."""
    dossier = intake.accept(with_copies(register("1.001193"), 2), by=people.counter, at=at(2))
    results.return_result(
        worked_off(dossier, work), receiver=results.Receiver("Nông Thị Hoa"), by=people.counter, at=at(3)
    )
    dossier.refresh_from_db()
    return dossier


def worked_off(dossier, work):
    """The dossier with all of its steps done."""
    while Task.objects.of(dossier).open().exists():
        work(dossier, when=at(2, 10))
    return dossier


def test_what_a_returned_dossier_owes_is_told_asked_for_and_receipted(returned_owing, client, people):
    dossier = returned_owing
    assert dossier.status == "RETURNED"
    assert all("Chưa ghi nhận đã nộp 16.000 đồng" in page for page in pages_of(dossier, client, people))
    payments.remind_fee(dossier, by=people.counter, at=at(3, 10))
    assert "16.000 đồng" in dossier.history.get(word="payment_requested").said
    assert Notice.objects.filter(kind="payment_requested").exists()
    with pytest.raises(Refused):
        payments.remind_fee(dossier, by=people.counter, at=at(3, 11))
    with pytest.raises(Refused) as refused:
        payments.settle_fee(dossier, receipt_number=" ", by=people.counter, at=at(4))
    assert set(refused.value.errors) == {"receipt_number"}
    for other in (people.clerk, people.citizen):
        with pytest.raises(Refused):
            payments.settle_fee(dossier, receipt_number="7", by=other, at=at(4))
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/"
    assert client.post(f"{page}bao-nop-phi/", {}).status_code == 302
    assert "16.000 đồng" in client.get(f"{page}quyet-toan-phi/").content.decode()
    assert client.post(f"{page}quyet-toan-phi/", {"receipt_number": "7"}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.status, dossier.fee_paid_dong, dossier.unpaid_dong) == ("RETURNED", 16_000, 0)
    line = dossier.history.get(word="payment_confirmed").said
    assert "Đã nộp 16.000 đồng" in line
    assert not any("Chưa ghi nhận" in page for page in pages_of(dossier, client, people))
    for wrong in (
        lambda: payments.settle_fee(dossier, receipt_number="8", by=people.counter, at=at(5)),
        lambda: payments.remind_fee(dossier, by=people.counter, at=at(5)),
    ):
        with pytest.raises(Refused):
            wrong()


def test_of_work_that_goes_on_the_sum_is_asked_for_and_not_settled(register, people):
    dossier = intake.accept(with_copies(register("1.001193"), 2), by=people.counter, at=at(2))
    for wrong in (
        lambda: payments.settle_fee(dossier, receipt_number="1", by=people.counter, at=at(3)),
        lambda: payments.remind_fee(dossier, by=people.counter, at=at(3)),
    ):
        with pytest.raises(Refused):
            wrong()


@pytest.mark.parametrize(("dong", "said"), [(0, "Không thu phí (0 đồng)"), (None, "Chưa rõ"), (8000, "8.000 đồng")])
def test_the_counter_reads_that_nothing_is_taken_or_that_nobody_knows(accepted, client, people, dong, said):
    dossier = accepted("1.001193")
    Dossier.objects.filter(pk=dossier.pk).update(fee_dong=dong, fee_per="", is_fee_of_province=False)
    assert all(said in page for page in pages_of(dossier, client, people))
