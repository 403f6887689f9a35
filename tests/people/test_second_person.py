"""Who an official is, and who signs or administers, is never one person's word: one proposes, another confirms."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.organization.models import Post
from motcua.people.models import Account, Holding, WaitingChange
from motcua.people.operations import (
    admit_administrator,
    change_account,
    end_post,
    give_post,
    lock_official,
    move_holding,
)
from motcua.people.operations.second_person import confirm, propose_identity, propose_post, reject
from motcua.people.rights import posts_of
from tests.dossiers.conftest import PLACE, at, people  # noqa: F401 - fixtures

DAY = date(2026, 3, 2)
EDIT = "/tai-khoan/thong-tin/"
WAITING = "/lam-viec/cho-xac-nhan/"
CHAIRMAN = "Chủ tịch Nguyễn Thị Hạnh"


def administrator(name):
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    return admit_administrator(
        email=f"{name}@langson.example", full_name=name, password="mot-hai-ba-bon", post=seat, by=None, at=at(1)
    )


@pytest.fixture
def admin(people):  # noqa: F811
    return administrator("mot")


@pytest.fixture
def second(admin):
    return administrator("hai")


@pytest.fixture
def signing():
    return Post.objects.get(unit__agency__code=f"ubnd-{PLACE}", unit__code="lanh-dao", code="thu-truong")


@pytest.fixture
def official(people):  # noqa: F811
    people.clerk.full_name = "Lương Văn Nam"
    people.clerk.save()
    return people.clerk


def page(official, part=""):
    return f"/lam-viec/can-bo/{official.handle}/{part}"


def facts(official, **other):
    return {
        "full_name": official.full_name, "id_number": official.id_number, "sex": official.sex, "email": official.email,
        "reason": "Theo thẻ căn cước", **other,
    }  # fmt: skip


def born(day, month, year):
    return {"born_on_day": day, "born_on_month": month, "born_on_year": year}


def today():
    return local(timezone.now()).date()


def grant(post, **other):
    return {
        "then": "give", "co-quan": post.unit.agency.code, "post": post.pk, "from": today().isoformat(),
        "grant_reason": "Quyết định 12/QĐ-UBND", **other,
    }  # fmt: skip


# The attacks


@pytest.mark.issue(16)
def test_no_official_chooses_the_name_in_their_signature(client, official):
    client.force_login(official)
    sent = {"full_name": CHAIRMAN, "sex": "MALE", "id_number": "020090000999", "born_on_day": "1", "language": "vi"}
    client.post(EDIT, {**sent, "born_on_month": "2", "born_on_year": "1990", "address": "Khối 3"})
    official.refresh_from_db()
    assert (official.full_name, official.id_number, official.born_on) == ("Lương Văn Nam", "", None)
    assert (official.sex, official.address) == ("UNKNOWN", "Khối 3")


@pytest.mark.issue(16)
def test_no_administrator_makes_himself_a_signer(client, admin, second, signing):
    client.force_login(admin)
    assert client.post(page(admin), grant(signing)).status_code == 422
    assert not Holding.objects.filter(official=admin, post=signing).exists()
    for other in (second, admin):
        with pytest.raises(Refused):
            give_post(other, post=signing, valid_from=DAY, by=admin, at=at(2))


@pytest.mark.issue(16)
def test_no_holding_is_made_longer_by_ending_it_late(admin, official):
    seat = official.holdings.get().post
    held = Holding.objects.create(official=admin, post=seat, valid_from=DAY, valid_until=DAY + timedelta(days=5))
    with pytest.raises(Refused, match="chỉ giữ vị trí đến trước ngày"):
        end_post(held, on=DAY + timedelta(days=900), by=admin, at=at(2))


# The account's own page


def test_the_account_page_says_whose_the_facts_are_and_how_to_have_them_mended(client, official):
    client.force_login(official)
    shown = client.get(EDIT).content.decode()
    assert 'name="full_name"' not in shown
    assert 'name="sex"' not in shown
    assert 'name="address"' in shown
    assert "do quản trị hệ thống ghi" in shown


def test_the_operation_refuses_it_too_and_lets_pass_what_is_as_it_is(official, people):  # noqa: F811
    for name, value in (("full_name", CHAIRMAN), ("id_number", "020090000999"), ("born_on", DAY), ("sex", "MALE")):
        with pytest.raises(Refused, match="quản trị hệ thống ghi"):
            change_account(official, **{name: value}, by=official, at=at(2))
    change_account(official, full_name="Lương Văn Nam", address="Khối 3", by=official, at=at(2))
    change_account(people.citizen, full_name="Nông Thị Hoa", by=people.citizen, at=at(2))


# Who an official is


def test_one_proposes_another_confirms_and_the_official_is_told(client, admin, second, official):
    client.force_login(admin)
    sent = client.post(page(official, "thong-tin/"), facts(official, full_name="Lương Văn Năm", **born(30, 4, 1985)))
    assert sent["Location"] == page(official)
    official.refresh_from_db()
    assert official.full_name == "Lương Văn Nam"
    assert "Chờ quản trị thứ hai" in client.get(page(official)).content.decode()
    [told] = Notice.objects.filter(kind="change_waiting")
    assert told.account == second
    link = told.link[told.link.index("/lam-viec/") :]
    assert client.post(link, {"then": "confirm"}).status_code in (403, 422)
    client.force_login(second)
    shown = client.get(link).content.decode()
    assert "Lương Văn Nam" in shown
    assert "<strong>Lương Văn Năm</strong>" in shown
    assert "<strong>30/04/1985</strong>" in shown
    assert client.post(link, {"then": "confirm"}).status_code == 302
    official.refresh_from_db()
    assert (official.full_name, official.born_on) == ("Lương Văn Năm", date(1985, 4, 30))
    assert Notice.objects.get(account=official).kind == "identity_changed"
    proposed, confirmed = JournalEntry.objects.filter(word__in=["identity.proposed", "change.confirmed"]).order_by("pk")
    assert (proposed.details["fields"], confirmed.details["proposed_by"]) == (["born_on", "full_name"], admin.pk)
    assert "Năm" not in str([proposed.details, confirmed.details])
    assert client.post(link, {"then": "confirm"}).status_code == 422
    assert "Đã xác nhận" in client.get(WAITING).content.decode()


def test_neither_who_proposed_nor_whom_it_concerns_confirms(client, admin, second):
    client.force_login(admin)
    client.post(page(second, "thong-tin/"), facts(second, full_name=CHAIRMAN))
    link = f"{WAITING}{_only_one()}/"
    for one in (admin, second):
        client.force_login(one)
        assert "Cần một quản trị khác" in client.get(link).content.decode()
        assert client.post(link, {"then": "confirm"}).status_code in (403, 422)
    second.refresh_from_db()
    assert second.full_name == "hai"
    third = administrator("ba")
    client.force_login(third)
    assert client.post(link, {"then": "confirm"}).status_code == 302
    second.refresh_from_db()
    assert second.full_name == CHAIRMAN


def test_a_page_that_is_old_confirms_nothing_and_what_is_refused_keeps_what_was_typed(client, admin, second, official):
    client.force_login(admin)
    client.post(page(official, "thong-tin/"), facts(official, full_name=CHAIRMAN))
    again = client.post(page(official, "thong-tin/"), facts(official, full_name="Lương Văn Năm"))
    assert again.status_code == 422
    assert "Lương Văn Năm" in again.content.decode()
    change = WaitingChange.objects.get()
    # The one whom it concerns was written down otherwise meanwhile, by whichever way.
    Account.objects.filter(pk=official.pk).update(full_name="Lương Thế Nam")
    with pytest.raises(Refused, match="đã khác so với lúc đề nghị"):
        confirm(change, by=second, at=at(3))
    with pytest.raises(Refused, match="Ghi lý do"):
        reject(change, remark=" ", by=second, at=at(3))
    reject(change, remark="Không có thẻ", by=second, at=at(3))
    with pytest.raises(Refused, match="đã được xử lý"):
        confirm(change, by=second, at=at(3))
    official.refresh_from_db()
    assert official.full_name == "Lương Thế Nam"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"full_name": " "}, "full_name"), ({"full_name": "123"}, "full_name"),
        ({"full_name": "Lương 9"}, "full_name"), ({"full_name": "Lương <b>"}, "full_name"),
        ({"full_name": "\u200b"}, "full_name"),
        (born(1, 1, 1850), "born_on"), (born(1, 1, 2150), "born_on"), (born(1, 1, 90), "born_on"),
        (born(31, 2, 1990), "born_on"), ({"id_number": "12"}, "id_number"),
        ({"email": "x"}, "email"), ({"email": "LEADER@x.vn"}, "email"), ({"full_name": "Khác", "reason": ""}, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(client, admin, official, typed, field):
    client.force_login(admin)
    answer = client.post(page(official, "thong-tin/"), facts(official, **typed))
    assert answer.status_code == 422
    assert answer.context["error"][field]
    assert not WaitingChange.objects.exists()


def test_a_work_email_moves_the_sign_in_with_it_and_the_former_one_is_told(client, admin, second, official):
    change = propose_identity(official, facts={"email": "nam@langson.example"}, reason="Đổi miền", by=admin, at=at(2))
    confirm(change, by=second, at=at(3))
    official.refresh_from_db()
    assert official.email == "nam@langson.example"
    assert Notice.objects.get(kind="contact_changed").contact_email == "clerk@x.vn"
    assert EmailAddress.objects.get(user=official).email == "nam@langson.example"


def test_nothing_is_proposed_of_who_is_no_official_and_not_by_others(client, admin, people, official):  # noqa: F811
    with pytest.raises(Refused, match="không phải"):
        propose_identity(people.citizen, facts={"full_name": "X"}, reason="x", by=admin, at=at(2))
    with pytest.raises(Refused, match="Chưa có nội dung nào khác"):
        propose_identity(official, facts={}, reason="x", by=admin, at=at(2))
    with pytest.raises(NotPermitted):
        propose_identity(official, facts={"full_name": "X"}, reason="x", by=people.leader, at=at(2))
    client.force_login(people.leader)
    for address in (WAITING, f"{WAITING}1/", page(official, "thong-tin/")):
        assert client.get(address).status_code == 403
    client.force_login(admin)
    assert client.get(f"{WAITING}1/").status_code == 404


# Guarded posts


def test_a_guarded_post_is_held_from_when_another_confirmed_it(client, admin, second, official, signing):
    client.force_login(admin)
    offered = client.get(page(official), {"co-quan": signing.unit.agency.code}).context["vacancies"]
    assert f"{signing.title}, {signing.unit.name} (cần quản trị thứ hai)" in dict(offered).values()
    without = client.post(page(official), grant(signing, grant_reason=""))
    assert "quản trị thứ hai đọc lý do này" in without.content.decode()
    assert client.post(page(official), grant(signing)).status_code == 302
    assert client.post(page(official), grant(signing)).status_code == 422
    change = WaitingChange.objects.get()
    assert signing.pk not in {post.pk for post in posts_of(official, on=today())}
    with pytest.raises(NotPermitted, match="Cần một quản trị khác"):
        confirm(change, by=admin, at=timezone.now())
    client.force_login(second)
    assert "Ký" in client.get(f"{WAITING}{change.pk}/").content.decode()
    assert client.post(f"{WAITING}{change.pk}/", {"then": "confirm"}).status_code == 302
    assert signing.pk in {post.pk for post in posts_of(official, on=today())}
    assert Notice.objects.get(account=official).kind == "guarded_post_given"


def test_a_day_that_passed_while_it_waited_is_not_held(admin, second, official, signing):
    facts = {"post": signing, "valid_from": DAY, "valid_until": DAY + timedelta(days=9), "reason": "Thay"}
    change = propose_post(official, **facts, by=admin, at=at(2))
    confirm(change, by=second, at=at(5))
    held = official.holdings.get(post=signing)
    assert (held.valid_from, held.valid_until) == (DAY + timedelta(days=3), DAY + timedelta(days=9))
    late = propose_post(official, **{**facts, "valid_from": DAY + timedelta(days=10), "valid_until": None},
                        by=admin, at=at(2))  # fmt: skip
    Post.objects.filter(pk=signing.pk).update(valid_until=DAY)
    with pytest.raises(Refused, match="không còn nữa"):
        confirm(late, by=second, at=at(5))


def test_an_open_post_is_given_by_one(admin, official):
    counter = Post.objects.get(unit__agency__code=f"ttpvhcc-{PLACE}", unit__code="mot-cua", code="tiep-nhan")
    with pytest.raises(Refused, match="giao ngay được"):
        propose_post(official, post=counter, valid_from=DAY, reason="x", by=admin, at=at(2))
    give_post(official, post=counter, valid_from=DAY, by=admin, at=at(2))


def test_nobody_gains_a_guarded_duty_by_a_successor(admin, official, signing):
    with pytest.raises(Refused, match="qua hai quản trị"):
        move_holding(official.holdings.get(), post=signing, on=DAY, by=admin, at=at(2))
    move_holding(official.holdings.get(), post=signing, on=DAY, by=None, at=at(2))


def test_the_database_itself_knows_no_confirmation_by_one(admin, second, official):
    change = propose_identity(official, facts={"full_name": CHAIRMAN}, reason="x", by=admin, at=at(2))
    for one in (admin, official):
        with pytest.raises(IntegrityError), transaction.atomic():
            WaitingChange.objects.filter(pk=change.pk).update(state="CONFIRMED", decided_by=one, decided_at=at(3))


def test_who_administers_alone_is_told_how_a_second_one_comes(client, admin, people):  # noqa: F811
    client.force_login(admin)
    assert "administrators admit" in client.get(WAITING).content.decode()
    administrator("hai")
    assert "administrators admit" not in client.get(WAITING).content.decode()


# A new account and its first guarded post


@pytest.fixture
def opened(client, admin):
    """The account of a new official, as one administrator alone opened it."""
    client.force_login(admin)
    sent = {"full_name": CHAIRMAN, "email": "hanh@langson.example", "phone": "0912345678"}
    assert client.post("/lam-viec/can-bo/moi/", sent).status_code == 302
    return Account.objects.get(email="hanh@langson.example")


def test_the_second_administrator_confirms_who_a_new_signer_is_with_the_post(client, admin, second, opened, signing):
    assert "chỉ có hiệu lực khi một quản trị khác xác nhận" in client.get("/lam-viec/can-bo/moi/").content.decode()
    client.post(page(opened), grant(signing))
    client.force_login(second)
    shown = client.get(f"{WAITING}{_only_one()}/").content.decode()
    for fact in (CHAIRMAN, "hanh@langson.example", "0912 345 678", "Chưa quản trị thứ hai nào xác nhận"):
        assert fact in shown
    assert not opened.holdings.exists()
    assert client.post(f"{WAITING}{_only_one()}/", {"then": "confirm"}).status_code == 302
    assert opened.holdings.get().post == signing
    # Who it is was seen by two from then on.
    propose_post(opened, post=Post.objects.exclude(pk=signing.pk).filter(duties__contains=["SIGN"]).first(),
                 valid_from=today(), reason="x", by=admin, at=timezone.now())  # fmt: skip
    assert "Chưa quản trị thứ hai nào" not in client.get(f"{WAITING}{_only_one()}/").content.decode()


@pytest.mark.parametrize("changed", [{"phone": "+84987654321"}, {"full_name": "Ai khác"}, {"email": "la@x.vn"}])
def test_nobody_gets_a_guarded_post_as_somebody_else_than_was_shown(admin, second, opened, signing, changed):
    change = propose_post(opened, post=signing, valid_from=today(), reason="x", by=admin, at=timezone.now())
    Account.objects.filter(pk=opened.pk).update(**changed)
    with pytest.raises(Refused, match="đã khác so với lúc đề nghị"):
        confirm(change, by=second, at=timezone.now())
    assert not opened.holdings.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Chủ tịch Hội đồng"},
        {"duties": ["SIGN", "RECEIVE"]},
        {"unit__name": "Ban khác"},
        {"unit__agency__name": "Tỉnh"},
    ],
)
def test_nobody_gets_another_guarded_post_than_was_shown(admin, second, opened, signing, changed):
    """One administrator may call a post, its unit or agency otherwise meanwhile; who confirms read the former name."""
    change = propose_post(opened, post=signing, valid_from=today(), reason="x", by=admin, at=timezone.now())
    for path, value in changed.items():
        *way, name = path.split("__")
        subject = signing
        for step in way:
            subject = getattr(subject, step)
        setattr(subject, name, value)
        subject.save()
    with pytest.raises(Refused, match="Vị trí này đã khác so với lúc đề nghị"):
        confirm(change, by=second, at=timezone.now())
    assert not opened.holdings.exists()


def test_no_post_is_given_to_who_is_locked(admin, second, opened, signing):
    change = propose_post(opened, post=signing, valid_from=today(), reason="x", by=admin, at=timezone.now())
    lock_official(opened, reason="Nghỉ việc", by=second, at=timezone.now())
    with pytest.raises(Refused, match="đang khóa"):
        confirm(change, by=second, at=timezone.now())
    with pytest.raises(Refused, match="đang khóa"):
        propose_post(opened, post=signing, valid_from=today(), reason="x", by=admin, at=timezone.now())
    assert not opened.holdings.exists()


@pytest.mark.parametrize("name", ["123", "\u200b", "<!>", " "])
def test_an_account_is_of_somebody_with_a_name(client, admin, name):
    client.force_login(admin)
    answer = client.post("/lam-viec/can-bo/moi/", {"full_name": name, "email": "ai@langson.example"})
    assert answer.status_code == 422
    assert not Account.objects.filter(email="ai@langson.example").exists()


def test_what_nobody_sees_stands_in_no_officials_name(admin, second, official):
    change = propose_identity(
        official, facts={"full_name": "Lương\u200b Văn \u202eNăm"}, reason="x", by=admin, at=at(2)
    )
    confirm(change, by=second, at=at(3))
    official.refresh_from_db()
    assert official.full_name == "Lương Văn Năm"


def _only_one():
    return WaitingChange.objects.get(state="WAITING").pk


@pytest.mark.parametrize("gone", ["locked", "post ended"])
def test_what_somebody_proposed_falls_when_they_administer_no_more(admin, second, official, signing, gone):
    change = propose_post(official, post=signing, valid_from=DAY, reason="Bổ nhiệm", by=admin, at=at(2))
    named = propose_identity(official, facts={"full_name": CHAIRMAN}, reason="Theo thẻ", by=admin, at=at(2))
    if gone == "locked":
        lock_official(admin, reason="Lộ mật khẩu", by=second, at=at(3))
    else:
        admin.holdings.update(valid_until=at(3).date())
    for waiting in (change, named):
        with pytest.raises(Refused, match="không còn là quản trị"):
            confirm(waiting, by=second, at=at(4))
        waiting.refresh_from_db()
        assert waiting.state == "WAITING"
        reject(waiting, remark="Lập lại", by=second, at=at(4))
    assert not Holding.objects.filter(official=official, post=signing).exists()


def test_a_session_that_was_found_open_decides_nothing(client, admin, second, official, signing):
    change = propose_post(
        official, post=signing, valid_from=timezone.localdate(), reason="Bổ nhiệm", by=admin, at=at(2)
    )
    client.force_login(second)
    session = client.session
    session["begun"] -= 31 * 60
    session.save()
    address = f"{WAITING}{change.pk}/"
    assert client.get(address).status_code == 200
    asked = client.post(address, {"then": "confirm"})
    assert asked["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    change.refresh_from_db()
    assert change.state == "WAITING"
    client.post(asked["Location"], {"password": "sai"})
    change.refresh_from_db()
    assert change.state == "WAITING"
    done = client.post(asked["Location"], {"password": "mot-hai-ba-bon"})
    change.refresh_from_db()
    assert (done.status_code, change.state) == (302, "CONFIRMED")
