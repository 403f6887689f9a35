"""An account is opened when its phone or e-mail has proved to be one's own."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.people.models import Account, Session
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from motcua.portal.sign_up import BEGUN
from tests.portal.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
FACTS = {"full_name": "Nông Thị Mới", "login": "0987 654 321", "password1": "moi-lam-day"}


def code_sent():
    return re.search(r"\b\d{6}\b", OutboxMessage.objects.latest("pk").payload["text"])[0]


@pytest.mark.parametrize(("login", "phone", "email"), [("0987 654 321", "+84987654321", ""),
                                                       ("Moi@vidu.vn", "", "moi@vidu.vn")])  # fmt: skip
def test_who_proves_it_is_signed_in_and_signs_in_again(client, login, phone, email):
    sent = client.post("/dang-ky/?next=/ho-so/", {**FACTS, "login": login, "next": "/ho-so/"})
    assert sent["Location"] == "/dang-ky/xac-nhan/"
    assert not Account.objects.exists()
    assert (email or "0987654321") in client.get("/dang-ky/xac-nhan/").content.decode()
    code = code_sent()
    assert client.post("/dang-ky/xac-nhan/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/ho-so/"
    made = Account.objects.get()
    assert (made.full_name, made.phone, made.email, made.is_phone_verified) == (
        "Nông Thị Mới",
        phone,
        email,
        bool(phone),
    )
    assert [one.verified for one in EmailAddress.objects.all()] == [True] * bool(email)
    assert client.session["_auth_user_id"] == str(made.pk)
    assert JournalEntry.objects.filter(word="account.registered").count() == 1
    assert code not in str(list(JournalEntry.objects.values()))
    client.post("/dang-xuat/")
    assert client.post("/dang-nhap/", {"login": login, "password": "moi-lam-day"}).status_code == 302


@pytest.mark.issue(18)
@pytest.mark.parametrize("shown", ["{} {}", "{}{}\u200b", "{}-{}", "\xa0{}\u202f{}"])
def test_a_code_is_taken_as_telephones_show_it(client, shown):
    client.post("/dang-ky/", FACTS)
    code = code_sent()
    assert client.post("/dang-ky/xac-nhan/", {"code": shown.format(code[:3], code[3:])}).status_code == 302
    assert Account.objects.count() == 1


def test_a_wrong_code_opens_nothing_and_tries_come_to_an_end(client):
    client.post("/dang-ky/", FACTS)
    code = code_sent()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(5):
        assert "Mã chưa đúng" in client.post("/dang-ky/xac-nhan/", {"code": wrong}).content.decode()
    assert "quá nhiều lần" in client.post("/dang-ky/xac-nhan/", {"code": code}).content.decode()
    assert not Account.objects.exists()


def test_tries_are_counted_though_the_session_forgets_them(client):
    """As when many are sent at once: each finds the session as it was before the others."""
    client.post("/dang-ky/", FACTS)
    code = code_sent()
    wrong, before = f"{(int(code) + 1) % 1_000_000:06d}", Session.objects.get().session_data
    for _try in range(5):
        assert "Mã chưa đúng" in client.post("/dang-ky/xac-nhan/", {"code": wrong}).content.decode()
        Session.objects.update(session_data=before)
    assert "quá nhiều lần" in client.post("/dang-ky/xac-nhan/", {"code": code}).content.decode()
    assert not Account.objects.exists()


def test_a_code_is_old_after_a_quarter_of_an_hour_and_is_nothing_elsewhere(client):
    client.post("/dang-ky/", FACTS)
    assert Client().post("/dang-ky/xac-nhan/", {"code": code_sent()})["Location"] == "/dang-ky/"
    session = client.session
    session[BEGUN] = {**session[BEGUN], "until": session[BEGUN]["until"] - timedelta(minutes=16).total_seconds()}
    session.save()
    asked = client.post("/dang-ky/xac-nhan/", {"code": code_sent()})
    assert asked["Location"] == "/dang-ky/"
    assert not Account.objects.exists()
    # Said, and what was given stands there again; once, for others come to the same screen.
    page = client.get("/dang-ky/").content.decode()
    assert "Mã đã hết hạn" in page
    assert 'value="Nông Thị Mới"' in page
    assert 'value="0987654321"' in page
    assert "Nông Thị Mới" not in client.get("/dang-ky/").content.decode()


def test_neither_password_nor_code_stands_in_the_session(client):
    client.post("/dang-ky/", FACTS)
    kept = str(client.session[BEGUN])
    assert "moi-lam-day" not in kept
    assert code_sent() not in kept


def test_who_has_an_account_is_told_where_only_they_read_it(client):
    create_account(kind=AccountKind.CITIZEN, password="x", full_name="Hoa", phone="+84987654321", by=None, at=AT)
    client.post("/dang-ky/", FACTS)
    text = OutboxMessage.objects.get().payload["text"]
    assert "đã có tài khoản" in text
    assert not re.search(r"\b\d{6}\b", text)


def test_who_was_slower_with_the_same_number_is_told(client):
    other = Client()
    client.post("/dang-ky/", FACTS)
    code = code_sent()
    other.post("/dang-ky/", FACTS)
    other.post("/dang-ky/xac-nhan/", {"code": code_sent()})
    answer = client.post("/dang-ky/xac-nhan/", {"code": code})
    assert answer.status_code == 422
    assert "đã có tài khoản" in answer.content.decode()
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"login": "12"}, "không đúng"), ({"login": "a@"}, "ten@vidu.vn"), ({"full_name": " "}, "Nhập họ và tên"),
     ({"full_name": "123"}, "Nhập họ và tên"), ({"full_name": "Nguyễn 9"}, "viết bằng chữ"),
     ({"full_name": "Nông <b>"}, "viết bằng chữ"), ({"full_name": "\u200b"}, "Nhập họ và tên"),
     ({"login": ""}, "Nhập số điện thoại"), ({"password1": "1x"}, "ít nhất 8 ký tự"),
     ({"password1": "password"}, "phổ biến"), ({"password1": "0987654321a"}, "dễ đoán"),
     ({"password1": ""}, "Nhập mật khẩu")],
)  # fmt: skip
def test_what_will_not_do_is_refused_in_our_words_and_keeps_what_was_typed(client, typed, said):
    answer = client.post("/dang-ky/", {**FACTS, **typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "password1" in page
    if "login" not in typed:
        assert 'value="0987 654 321"' in page
    assert not OutboxMessage.objects.exists()


def test_where_no_short_messages_leave_a_number_is_told_so(client, settings):
    settings.SMS_GATEWAY = ""
    assert "chưa gửi được tin nhắn" in client.post("/dang-ky/", FACTS).content.decode()


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_it(client, away):
    client.post("/dang-ky/", {**FACTS, "next": away})
    assert client.post("/dang-ky/xac-nhan/", {"code": code_sent()})["Location"] == "/"


@pytest.mark.parametrize(("most", "login"), [(20, "09876543{:02d}"), (5, "0987654321")])
def test_too_many_from_one_place_or_to_one_number_are_told_when_to_try_again(client, most, login):
    for number in range(most):
        assert client.post("/dang-ky/", {**FACTS, "login": login.format(number)}).status_code == 302
    answer = client.post("/dang-ky/", {**FACTS, "login": login.format(most)})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "sau 60 phút" in answer.content.decode()
