"""What ends a procedure, and what the province sets for itself, is written by one keeper and confirmed by another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.packs import load_rooms
from motcua.kernel.text import format_date, local
from motcua.notices.models import Notice
from motcua.procedures.models import Override, Procedure, ProcedureVersion, WaitingDecision
from motcua.procedures.operations.deciding import (
    confirm,
    drop,
    write_end,
    write_keeping,
    write_own_value,
    write_repeal,
)
from motcua.procedures.operations.keeping import Decision, OwnValue, publish_draft, review, start_draft
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import Aspect
from tests.procedures.test_keeping import AT, CODE, DECISION, ON, keepers, stranger  # noqa: F401
from tests.procedures.test_receiving import client_of

pytestmark = pytest.mark.django_db
HOME = f"/lam-viec/danh-muc/{CODE}/"


@pytest.fixture
def procedure():
    return Procedure.objects.get(code=CODE)


def fee(dong, *, since=ON, number="1/NQ-HĐND"):
    return OwnValue(Aspect.FEE, Decision(number, min(since, ON), since), fee_dong=dong)


def test_no_press_of_one_keeper_ends_a_procedure_or_sets_a_fee(keepers, procedure):  # noqa: F811
    """On the page, as it is pressed: nothing holds before a second keeper has pressed too."""
    one, other = map(client_of, keepers)
    today = local(timezone.now()).date()
    sent = {"number": "7/QĐ-UBND", "decided_on": today.isoformat(), "valid_from": today.isoformat()}
    one.post(f"{HOME}lam/gia-tri-tinh/", {"aspect": "FEE", "fee_dong": "150.000", **sent})
    one.post(f"{HOME}lam/bai-bo/", sent)
    assert not procedure.overrides.exists()
    assert version_in_force(CODE, on=today) is not None
    page = one.get(HOME).content.decode()
    assert "Chờ người thứ hai xác nhận" in page
    assert 'lam/xac-nhan/"' not in page, "who wrote it is not offered to confirm it"
    value, end = WaitingDecision.objects.order_by("pk")
    assert one.post(f"{HOME}lam/xac-nhan/", {"decision": value.pk}).status_code == 422
    assert not procedure.overrides.exists()
    shown = other.get(HOME).content.decode()
    assert "150.000" in shown
    assert shown.count('lam/xac-nhan/"') == 2
    assert CODE in other.get("/lam-viec/danh-muc/").content.decode().split('id="cho-xac-nhan"')[1]
    for waiting in (value, end):
        assert other.post(f"{HOME}lam/xac-nhan/", {"decision": waiting.pk}).status_code == 302
    assert procedure.overrides.get().fee_dong == 150_000
    assert version_in_force(CODE, on=today) is None


def test_a_repeal_waits_for_a_second_keeper_and_ends_without_a_successor(keepers, procedure):  # noqa: F811
    waiting = write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT)
    assert version_in_force(CODE, on=DECISION.valid_from) is not None
    with pytest.raises(Refused, match="đang chờ"):
        write_repeal(procedure, decision=DECISION, by=keepers[1], at=AT)
    with pytest.raises(Refused, match="không tự xác nhận"):
        confirm(waiting, by=keepers[0], at=AT)
    confirm(waiting, by=keepers[1], at=AT)
    assert version_in_force(CODE, on=ON) is not None
    assert version_in_force(CODE, on=DECISION.valid_from) is None
    assert ProcedureVersion.objects.get(repeal_number=DECISION.number).valid_until == DECISION.valid_from
    assert JournalEntry.objects.filter(word="procedure.decision_confirmed").count() == 1
    with pytest.raises(Refused, match="đã được xử lý"):
        confirm(waiting, by=keepers[1], at=AT)
    with pytest.raises(Refused, match="không có bản nào còn hiệu lực"):
        write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT)


def test_what_comes_later_keeps_a_procedure_from_ending_before(keepers, procedure):  # noqa: F811
    draft = start_draft(version_in_force(CODE, on=ON), by=keepers[0], at=AT)
    review(draft, by=keepers[1], at=AT)
    publish_draft(draft, decision=DECISION, by=keepers[0], at=AT)
    with pytest.raises(Refused, match=f"từ {format_date(DECISION.valid_from)}"):
        write_repeal(procedure, decision=Decision("2/QĐ", ON, ON + timedelta(days=2)), by=keepers[0], at=AT)


@pytest.mark.parametrize("back", [1, 30, 400])
def test_nothing_is_decided_over_days_that_have_passed(keepers, procedure, back):  # noqa: F811
    """Neither when it is written nor when it is confirmed too late."""
    past = Decision("1/QĐ", ON - timedelta(days=back), ON - timedelta(days=back))
    with pytest.raises(Refused, match="đã qua") as refusal:
        write_repeal(procedure, decision=past, by=keepers[0], at=AT)
    assert refusal.value.errors
    with pytest.raises(Refused, match="đã qua"):
        write_own_value(procedure, value=OwnValue(Aspect.FEE, past, fee_dong=5000), by=keepers[0], at=AT)
    for waiting in (
        write_repeal(procedure, decision=Decision("1/QĐ", ON, ON), by=keepers[0], at=AT),
        write_own_value(procedure, value=fee(5000), by=keepers[0], at=AT),
    ):
        with pytest.raises(Refused, match="đã qua"):
            confirm(waiting, by=keepers[1], at=AT + timedelta(days=back))
        drop(waiting, by=keepers[0], at=AT)
    assert not Override.objects.exists()


def test_values_of_the_province_follow_each_other_and_end(keepers, procedure, client):  # noqa: F811
    writer, second = keepers

    def decided(value):
        confirm(write_own_value(procedure, value=value, by=writer, at=AT), by=second, at=AT)
        return Override.objects.latest("pk")

    first = decided(fee(12_000))
    page = client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert "12.000" in page
    assert "1/NQ-HĐND" in page
    last = decided(fee(0, since=date(2027, 1, 1), number="2/NQ-HĐND"))
    first.refresh_from_db()
    assert first.valid_until == date(2027, 1, 1)
    with pytest.raises(Refused, match="giá trị khác"):
        write_own_value(procedure, value=fee(5000, since=date(2027, 1, 1)), by=writer, at=AT)
    # One that has not begun never does.
    confirm(write_end(last, by=writer, at=AT), by=second, at=AT)
    last.refresh_from_db()
    assert last.valid_until == last.valid_from
    with pytest.raises(Refused, match="đã kết thúc"):
        write_end(last, by=writer, at=AT)
    # And leaves its day to another.
    assert decided(fee(5000, since=date(2027, 1, 1))).fee_dong == 5000


def test_a_wrong_value_ends_on_the_day_it_began_and_is_written_anew(keepers, procedure):  # noqa: F811
    writer, second = keepers
    confirm(write_own_value(procedure, value=fee(9_000_000), by=writer, at=AT), by=second, at=AT)
    ending = write_end(procedure.overrides.get(), by=second, at=AT)
    with pytest.raises(Refused, match="không tự xác nhận"):
        confirm(ending, by=second, at=AT)
    assert procedure.overrides.on(ON).exists()
    confirm(ending, by=writer, at=AT)
    assert not procedure.overrides.on(ON).exists()
    confirm(write_own_value(procedure, value=fee(9_000), by=writer, at=AT), by=second, at=AT)
    assert procedure.overrides.on(ON).get().fee_dong == 9_000


def test_what_was_dropped_or_written_by_others_stays_undone(keepers, procedure, stranger):  # noqa: F811
    waiting = write_own_value(procedure, value=fee(9000), by=keepers[0], at=AT)
    for act in (confirm, drop):
        with pytest.raises(NotPermitted):
            act(waiting, by=stranger, at=AT)
    drop(waiting, reason="Ghi nhầm mức phí", by=keepers[1], at=AT)
    with pytest.raises(Refused, match="đã được xử lý"):
        confirm(waiting, by=keepers[1], at=AT)
    assert not Override.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingDecision.objects.filter(pk=waiting.pk).update(state="CONFIRMED", decided_by=keepers[0])


@pytest.mark.parametrize(
    "value",
    [
        OwnValue(Aspect.FEE, DECISION),
        OwnValue(Aspect.FEE, DECISION, fee_dong=700),
        OwnValue(Aspect.TIME, DECISION, amount=3),
        OwnValue(Aspect.ADDRESS, DECISION, text="  "),
        OwnValue(Aspect.CASE, DECISION, text="Quá hạn", fee_dong=8000),
        OwnValue(Aspect.AGENCY, DECISION, text="UBND xã", amount=3, unit="DAY"),
        OwnValue(Aspect.FEE, DECISION, fee_dong=8000, amount=3),
        OwnValue(Aspect.TIME, DECISION, amount=3, unit="DAY", fee_dong=8000),
        OwnValue(Aspect.FEE, Decision(" ", ON, ON), fee_dong=5000),
    ],
)
def test_a_value_of_the_province_says_something(keepers, procedure, value):  # noqa: F811
    with pytest.raises(Refused) as refusal:
        write_own_value(procedure, value=value, by=keepers[0], at=AT)
    assert refusal.value.errors
    assert not WaitingDecision.objects.exists()


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed", ["12/2026/NQ-HÐND", "12/2026/NQ\u2011HĐND", "12\u22152026\u2215NQ-HĐND", " 12/2026/NQ - HĐND\u200b"]
)
def test_the_number_of_a_decision_is_one_however_it_was_typed(typed):
    assert Decision(typed, ON, ON).number == "12/2026/NQ-HĐND"
    assert Decision("Thông báo 5", ON, ON).number == "Thông báo 5"


@pytest.mark.issue(18)
def test_who_wrote_what_another_keeper_drops_is_told(keepers, procedure):  # noqa: F811
    for by, told in ((keepers[0], 0), (keepers[1], 1)):
        waiting = write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT)
        drop(waiting, reason="Quyết định ghi nhầm số", by=by, at=AT)
        notices = Notice.objects.filter(kind="decision_refused")
        assert [one.account for one in notices] == [keepers[0]] * told
    assert CODE in notices.get().body
    assert keepers[1].full_name in notices.get().body
    # Why stands on the page alone.
    assert "ghi nhầm số" not in notices.get().body
    assert "Quyết định ghi nhầm số" in client_of(keepers[0]).get(HOME).content.decode()


@pytest.mark.issue(17)
def test_who_does_not_confirm_says_why_and_who_takes_back_need_not(keepers, procedure):  # noqa: F811
    one, other = map(client_of, keepers)
    waiting = write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT)
    address, sent = f"{HOME}lam/bo-de-nghi/", {"decision": waiting.pk}
    answer = other.post(address, sent)
    assert answer.status_code == 422
    assert "Ghi lý do không xác nhận." in answer.content.decode()
    answer = other.post(address, sent | {"reason": "x" * 501})
    assert "nhiều nhất 500 ký tự" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "WAITING"
    assert other.post(address, sent | {"reason": "Chưa có căn cứ"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.remark) == ("DROPPED", "Chưa có căn cứ")
    own = write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT)
    assert "Lý do không xác nhận" not in one.get(HOME).content.decode()
    assert one.post(address, {"decision": own.pk}).status_code == 302
    assert Notice.objects.filter(kind="decision_refused").count() == 1


@pytest.mark.issue(17)
def test_no_decision_is_signed_before_there_was_a_state_to_sign(keepers, procedure):  # noqa: F811
    old = Decision("1/QĐ", date(1900, 1, 1), ON)
    for write in (
        lambda: write_repeal(procedure, decision=old, by=keepers[0], at=AT),
        lambda: write_own_value(procedure, value=OwnValue(Aspect.FEE, old, fee_dong=5000), by=keepers[0], at=AT),
    ):
        with pytest.raises(Refused, match="Ngày ký") as refusal:
            write()
        assert refusal.value.errors == {"decided_on": "Chọn ngày từ 02/9/1945 trở đi."}
    write_repeal(procedure, decision=Decision("1/QĐ", date(1945, 9, 2), ON), by=keepers[0], at=AT)


@pytest.mark.issue(17)
def test_the_number_of_a_decision_is_asked_with_all_the_rest(keepers, procedure):  # noqa: F811
    answer = client_of(keepers[0]).post(f"{HOME}lam/bai-bo/", {}).content.decode()
    for said in ("Ghi số quyết định, ví dụ", "Nhập ngày ký.", "Nhập ngày có hiệu lực."):
        assert said in answer


@pytest.mark.issue(17)
def test_a_repeal_to_come_is_taken_back_by_two(keepers, procedure, client):  # noqa: F811
    one, other = map(client_of, keepers)
    now = timezone.now()
    today = local(now).date()
    soon = today + timedelta(days=20)
    with pytest.raises(Refused, match="không có bãi bỏ nào sắp đến"):
        write_keeping(procedure, reason="Nhầm", by=keepers[0], at=now)
    confirm(
        write_repeal(procedure, decision=Decision("88/QĐ-UBND", today, soon), by=keepers[0], at=now),
        by=keepers[1], at=now,
    )  # fmt: skip
    assert "Thôi bãi bỏ thủ tục này" in one.get(HOME).content.decode()
    refused = one.post(f"{HOME}lam/thoi-bai-bo/", {})
    assert refused.status_code == 422
    assert "Ghi vì sao" in refused.content.decode()
    assert one.post(f"{HOME}lam/thoi-bai-bo/", {"reason": "Thu hồi 88 theo 90/QĐ-UBND"}).status_code == 302
    waiting = WaitingDecision.objects.get(kind="KEEP")
    assert version_in_force(CODE, on=soon) is None
    assert one.post(f"{HOME}lam/xac-nhan/", {"decision": waiting.pk}).status_code == 422
    shown = other.get(HOME).content.decode()
    assert "Thu hồi 88 theo 90/QĐ-UBND" in shown
    assert other.post(f"{HOME}lam/xac-nhan/", {"decision": waiting.pk}).status_code == 302
    kept = version_in_force(CODE, on=soon)
    assert (kept.valid_until, kept.repeal_number) == (None, "")
    assert "88/QĐ-UBND" not in client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert "Bãi bỏ thủ tục này" in one.get(HOME).content.decode()


@pytest.mark.issue(17)
def test_a_repeal_that_came_or_is_another_by_now_stays(keepers, procedure):  # noqa: F811
    def repeal(number, day):
        written = write_repeal(procedure, decision=Decision(number, ON, day), by=keepers[0], at=AT)
        return confirm(written, by=keepers[1], at=AT)

    soon = ON + timedelta(days=20)
    repeal("88/QĐ-UBND", soon)
    asked = write_keeping(procedure, reason="Nhầm", by=keepers[0], at=AT)
    with pytest.raises(Refused, match="không có bãi bỏ nào sắp đến"):
        confirm(asked, by=keepers[1], at=AT + timedelta(days=20))
    ProcedureVersion.objects.filter(repeal_number="88/QĐ-UBND").update(repeal_number="89/QĐ-UBND")
    with pytest.raises(Refused, match="bãi bỏ theo quyết định khác"):
        confirm(asked, by=keepers[1], at=AT)
    drop(asked, by=keepers[0], at=AT)
    # What was published for a day after it ends the one before then.
    version = ProcedureVersion.objects.get(repeal_number="89/QĐ-UBND")
    draft = start_draft(version, by=keepers[0], at=AT)
    review(draft, by=keepers[1], at=AT)
    later = soon + timedelta(days=10)
    publish_draft(draft, decision=Decision("90/QĐ-UBND", ON, later), by=keepers[0], at=AT)
    asked = write_keeping(procedure, reason="Nhầm", by=keepers[0], at=AT)
    confirm(asked, by=keepers[1], at=AT)
    version.refresh_from_db()
    assert (version.valid_until, version.repeal_number) == (later, "")


@pytest.mark.issue(17)
def test_the_page_says_before_its_day_that_a_procedure_ends(keepers, procedure, client):  # noqa: F811
    """And keepers are not asked to repeal it again; a version from a day before is what ends it then."""
    now = timezone.now()
    today = local(now).date()
    soon = today + timedelta(days=20)
    waiting = write_repeal(procedure, decision=Decision("88/QĐ-UBND", today, soon), by=keepers[0], at=now)
    confirm(waiting, by=keepers[1], at=now)
    answer = client.get(f"/thu-tuc/{CODE}/")
    assert answer.status_code == 200
    assert f"bãi bỏ từ ngày {format_date(soon)} theo 88/QĐ-UBND" in answer.content.decode()
    page = client_of(keepers[0]).get(f"/lam-viec/danh-muc/{CODE}/").content.decode()
    assert f"bãi bỏ từ {format_date(soon)} theo 88/QĐ-UBND" in page
    assert "Bãi bỏ thủ tục này" not in page
    load_rooms(settings.PACKS, at=now, rooms=["procedures"])
    assert ProcedureVersion.objects.get(repeal_number="88/QĐ-UBND").valid_until == soon
    draft = start_draft(version_in_force(CODE, on=today), by=keepers[0], at=now)
    review(draft, by=keepers[1], at=now)
    publish_draft(draft, decision=Decision("89/QĐ-UBND", today, soon - timedelta(days=5)), by=keepers[0], at=now)
    assert not ProcedureVersion.objects.filter(repeal_number="88/QĐ-UBND").exists()
    assert "88/QĐ-UBND" not in client.get(f"/thu-tuc/{CODE}/").content.decode()


@pytest.mark.issue(17)
def test_the_province_sets_no_value_of_what_is_repealed(keepers, procedure):  # noqa: F811
    value = OwnValue(Aspect.FEE, DECISION, fee_dong=150_000)
    written = write_own_value(procedure, value=value, by=keepers[0], at=AT)
    confirm(write_repeal(procedure, decision=DECISION, by=keepers[0], at=AT), by=keepers[1], at=AT)
    for refused in (
        lambda: write_own_value(procedure, value=replace(value, channel="ONLINE"), by=keepers[0], at=AT),
        lambda: confirm(written, by=keepers[1], at=AT),
    ):
        with pytest.raises(Refused, match="không có bản nào còn hiệu lực"):
            refused()
    assert not procedure.overrides.exists()


def test_the_page_of_a_repealed_procedure_says_by_which_decision(keepers, procedure, client, stranger):  # noqa: F811
    """Not that its address was mistyped; the addresses under it lead there too."""
    today = local(timezone.now()).date()
    waiting = write_repeal(procedure, decision=Decision("88/QĐ-UBND", today, today), by=keepers[0], at=timezone.now())
    confirm(waiting, by=keepers[1], at=timezone.now())
    answer = client.get(f"/thu-tuc/{CODE}/")
    assert answer.status_code == 410
    page = answer.content.decode()
    assert procedure.name in page
    assert "88/QĐ-UBND" in page
    assert format_date(today) in page
    assert client.get(f"/thu-tuc/{CODE}/can-mang/").status_code == 410
    assert client_of(stranger).get(f"/nop-ho-so/{CODE}/").status_code == 410
    assert client.get("/thu-tuc/9.999999/").status_code == 404
