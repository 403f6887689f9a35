"""Where one is reached and what one signs in with: changed by oneself, and told where one was reached before."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.people.models import Account
from motcua.people.operations import change_contact, create_account
from motcua.people.queries import contact_errors
from motcua.people.rules import AccountKind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 2, tzinfo=UTC)
PASSWORD = "mot-hai-ba-bon"


def open_account(kind=AccountKind.CITIZEN, **facts):
    return create_account(kind=kind, password=PASSWORD, full_name="Nông Thị Hoa", by=None, at=AT, **facts)


@pytest.fixture
def hoa():
    return open_account(email="hoa@x.vn", phone="+84912345678")


def send(client, **typed):
    return client.post("/tai-khoan/lien-he/", {"phone": "", "email": "", "password": PASSWORD, **typed})


def code_sent():
    message = OutboxMessage.objects.filter(topic__in=["sms", "mail"]).latest("pk")
    return message.payload["to"], re.search(r"\b\d{6}\b", message.payload["text"])[0]


def confirm(client, **typed):
    """Change the contact and give back each code that came to what is new."""
    answer = send(client, **typed)
    assert answer.url == "/tai-khoan/lien-he/ma/"
    while answer.url == "/tai-khoan/lien-he/ma/":
        answer = client.post(answer.url, {"code": code_sent()[1]})
    return answer


def test_a_new_number_and_address_open_the_account_and_the_old_ones_do_not(client, hoa):
    EmailAddress.objects.create(user=hoa, email="hoa@x.vn", primary=True, verified=True)
    client.force_login(hoa)
    assert confirm(client, phone="098 765 4321", email="Moi@x.vn").status_code == 302
    assert Account.objects.get(pk=hoa.pk).is_phone_verified
    client.logout()
    for login, opens in (("hoa@x.vn", False), ("0912345678", False), ("0987654321", True), ("moi@x.vn", True)):
        client.post("/dang-nhap/", {"login": login, "password": PASSWORD})
        assert ("_auth_user_id" in client.session) is opens, login
        client.logout()
    assert [(one.email, one.verified) for one in EmailAddress.objects.all()] == [("moi@x.vn", True)]


def test_who_was_reached_before_is_told_there_and_the_journal_keeps_no_number(hoa):
    change_contact(hoa, phone="+84987654321", email="hoa@x.vn", confirmed=["phone", "email"], by=hoa, at=AT)
    notice = Notice.objects.get(kind="contact_changed")
    assert (notice.contact_phone, notice.contact_email) == ("+84912345678", "hoa@x.vn")
    assert "vừa được đổi" in notice.body
    new = Notice.objects.get(kind="contact_new")
    assert (new.contact_phone, new.contact_email) == ("+84987654321", "")
    assert {message.topic for message in OutboxMessage.objects.all()} == {"mail", "sms"}
    entry = JournalEntry.objects.get(word="account.contact_changed")
    assert entry.details["fields"] == ["phone"]
    assert "987654321" not in str(entry.details)


def test_what_changes_nothing_tells_nobody(hoa):
    change_contact(hoa, phone="+84912345678", email="hoa@x.vn", by=hoa, at=AT)
    assert not Notice.objects.exists()


def test_a_wrong_password_changes_nothing_and_keeps_what_was_typed(client, hoa):
    client.force_login(hoa)
    answer = send(client, phone="0987654321", email="moi@x.vn", password="sai")
    assert answer.status_code == 422
    assert "Mật khẩu chưa đúng" in answer.content.decode()
    assert 'value="0987654321"' in answer.content.decode()
    for _try in range(10):
        answer = send(client, phone="0987654321", password="sai")
    assert "quá nhanh" in answer.content.decode()
    hoa.refresh_from_db()
    assert (hoa.phone, hoa.email) == ("+84912345678", "hoa@x.vn")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "ít nhất một trong hai"), ({"phone": "12"}, "không đúng"), ({"email": "x"}, "ten@vidu.vn"),
        ({"phone": "0911111111"}, "đã có tài khoản khác"), ({"email": "LAN@x.vn"}, "đã có tài khoản khác"),
        ({"phone": "0987654321", "password": ""}, "Nhập mật khẩu"), ({"phone": "\x00"}, "ít nhất một trong hai"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(client, hoa, typed, said):
    open_account(email="lan@x.vn", phone="+84911111111")
    client.force_login(hoa)
    answer = send(client, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Account.objects.filter(pk=hoa.pk, phone="+84912345678", email="hoa@x.vn").exists()


@pytest.mark.parametrize("field", ["email", "phone"])
def test_what_another_took_a_moment_ago_is_refused_at_its_field(hoa, monkeypatch, field):
    open_account(email="an@x.vn", phone="+84987654321")
    # Both were free when they were looked up.
    monkeypatch.setattr("motcua.people.operations.contact_errors", lambda *_args: {})
    wanted = {"email": "hoa@x.vn", "phone": "+84912345678", field: {"email": "AN@x.vn", "phone": "+84987654321"}[field]}
    with pytest.raises(Refused) as refusal:
        change_contact(hoa, **wanted, confirmed=["phone", "email"], by=hoa, at=AT)
    assert list(refusal.value.errors) == [field]
    hoa.refresh_from_db()
    assert (hoa.email, hoa.phone) == ("hoa@x.vn", "+84912345678")


@pytest.mark.issue(16)
def test_nobody_learns_of_many_whether_they_have_an_account(client, hoa):
    open_account(email="ban@x.vn", phone="+84987654321")
    client.force_login(hoa)
    told = [send(client, phone="0987654321", email=hoa.email).content.decode() for _time in range(6)]
    assert ["đã có tài khoản khác" in page for page in told] == [True] * 5 + [False]
    assert "Thử lại vào ngày mai" in told[-1]


def test_a_work_email_is_the_administrators_and_nobody_changes_anothers(client, hoa):
    official = open_account(AccountKind.OFFICIAL, email="lan@langson.example", phone="+84911111111")
    with pytest.raises(Refused):
        change_contact(official, phone="+84911111111", email="khac@x.vn", by=official, at=AT)
    with pytest.raises(NotPermitted):
        change_contact(official, phone="+84911111112", email=official.email, by=hoa, at=AT)
    client.force_login(official)
    assert 'type="email"' not in client.get("/tai-khoan/lien-he/").content.decode()
    assert confirm(client, phone="0911111112", email="khac@x.vn").status_code == 302
    official.refresh_from_db()
    assert (official.phone, official.email) == ("+84911111112", "lan@langson.example")


@pytest.mark.issue(18)
def test_a_number_counts_only_when_its_code_has_come_back(client, hoa):
    client.force_login(hoa)
    assert client.get("/tai-khoan/lien-he/ma/").url == "/tai-khoan/lien-he/"
    send(client, phone="0987654321", email="moi@x.vn")
    to, code = code_sent()
    assert to == "+84987654321"
    unchanged = Account.objects.filter(pk=hoa.pk, phone="+84912345678", email="hoa@x.vn")
    assert unchanged.exists()
    # Whose number it is may still sign up with it.
    client.post("/dang-nhap/", {"login": "0987654321", "password": PASSWORD})
    wrong = "000000" if code != "000000" else "111111"
    refused = client.post("/tai-khoan/lien-he/ma/", {"code": wrong})
    assert (refused.status_code, unchanged.exists()) == (422, True)
    assert "Mã chưa đúng" in refused.content.decode()
    asked = client.post("/tai-khoan/lien-he/ma/", {"code": f"{code[:3]} {code[3:]}\u200b"})
    assert (asked.url, unchanged.exists()) == ("/tai-khoan/lien-he/ma/", True)
    # Then the address: nothing counts before all of it is shown to be one's own.
    to, code = code_sent()
    assert to == "moi@x.vn"
    assert "moi@x.vn" in client.get(asked.url).content.decode()
    assert client.post(asked.url, {"code": code}).url == "/tai-khoan/"
    assert Account.objects.get(pk=hoa.pk, phone="+84987654321", email="moi@x.vn").is_phone_verified


@pytest.mark.issue(18)
def test_an_email_counts_only_when_its_code_has_come_back(client, hoa):
    client.force_login(hoa)
    assert send(client, phone="0912345678", email="tu@x.vn").url == "/tai-khoan/lien-he/ma/"
    to, _code = code_sent()
    assert to == "tu@x.vn"
    client.logout()
    # A mistyped address hands the account to nobody, and keeps nobody from signing up with it.
    client.post("/dang-nhap/", {"login": "tu@x.vn", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/quen-mat-khau/", {"email": "tu@x.vn"})
    letters = [one.payload["text"] for one in OutboxMessage.objects.filter(topic="mail")]
    assert not any("/quen-mat-khau/dat-lai/" in text for text in letters), letters
    assert contact_errors(open_account(phone="+84911111111"), "+84911111111", "tu@x.vn") == {}
    with pytest.raises(Refused) as refusal:
        change_contact(hoa, phone="+84912345678", email="tu@x.vn", confirmed=["phone"], by=hoa, at=AT)
    assert list(refusal.value.errors) == ["email"]
    assert Account.objects.filter(pk=hoa.pk, email="hoa@x.vn").exists()


@pytest.mark.issue(18)
def test_the_code_of_a_number_is_not_guessed(client, hoa):
    client.force_login(hoa)
    send(client, phone="0987654321", email="hoa@x.vn")
    _to, code = code_sent()
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(5):
        client.post("/tai-khoan/lien-he/ma/", {"code": wrong})
    assert "quá nhiều lần" in client.post("/tai-khoan/lien-he/ma/", {"code": code}).content.decode()
    assert Account.objects.filter(pk=hoa.pk, phone="+84912345678").exists()


@pytest.mark.issue(18)
def test_no_page_and_no_operation_takes_a_number_unconfirmed(client, hoa, settings):
    with pytest.raises(Refused) as refusal:
        change_contact(hoa, phone="+84987654321", email="hoa@x.vn", by=hoa, at=AT)
    assert list(refusal.value.errors) == ["phone"]
    settings.SMS_GATEWAY = ""
    client.force_login(hoa)
    answer = send(client, phone="0987654321", email="hoa@x.vn")
    assert (answer.status_code, OutboxMessage.objects.filter(topic="sms").exists()) == (422, False)
    assert "chưa gửi được tin nhắn" in answer.content.decode()
    # To do without one is nobody's to confirm.
    assert send(client, email="hoa@x.vn").status_code == 302
    assert Account.objects.filter(pk=hoa.pk, phone="", is_phone_verified=False).exists()


@pytest.mark.issue(18)
def test_a_code_that_is_too_old_is_said_and_what_was_wanted_stands_there(client, hoa):
    client.force_login(hoa)
    send(client, phone="0987654321", email="moi@x.vn")
    session = client.session
    session["new_contact"] = {**session["new_contact"], "until": 0}
    session.save()
    assert client.post("/tai-khoan/lien-he/ma/", {"code": "123456"}).url == "/tai-khoan/lien-he/"
    page = client.get("/tai-khoan/lien-he/").content.decode()
    assert "Mã đã hết hạn" in page
    assert 'value="0987654321"' in page
    assert 'value="moi@x.vn"' in page
    assert 'value="moi@x.vn"' not in client.get("/tai-khoan/lien-he/").content.decode()
