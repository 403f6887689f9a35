"""What a hostile client tries, and what the platform keeps to itself."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import outbox
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.people.models import Account, Session
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 2, tzinfo=UTC)
PASSWORD = "LangSon@2026"
PRIVATE = ["/ho-so/", "/tai-khoan/", "/tai-khoan/thong-tin/", "/tai-khoan/thong-bao/", "/", "/thu-tuc/"]


@pytest.fixture
def account():
    return create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Nông Thị Hoa", email="hoa@x.vn", phone="+84912345678",
        by=None, at=AT,
    )  # fmt: skip


def sign_in(client, password=PASSWORD, login="hoa@x.vn", **more):
    return client.post("/dang-nhap/", {"login": login, "password": password, **more})


@pytest.mark.parametrize("address", ["/", "/ho-so/", "/khong-co/", "/health/live", "/api/v1/suggest?q=a"])
def test_every_answer_keeps_the_page_to_itself(client, address):
    answer = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", PRIVATE)
def test_what_was_shown_to_who_is_signed_in_is_in_no_cache(client, account, address):
    client.force_login(account)
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_public_pages_may_be_kept(client):
    assert not client.get("/").has_header("Cache-Control")


def test_cookies_tell_scripts_nothing_and_go_nowhere_else(client, account):
    sign_in(client)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_more_parameters_than_any_page_wants_are_refused_in_the_readers_language(client):
    client.cookies["tieng"] = "en"
    for address in ("/", "/thu-tuc/", "/ho-so/"):
        answer = client.get(address + "?" + "&".join(f"a{n}=1" for n in range(2500)))
        assert answer.status_code == 400
        assert "<h1>The request is not valid</h1>" in answer.content.decode()


def test_more_fields_than_any_form_has_are_refused(client, account):
    client.force_login(account)
    answer = client.post("/tai-khoan/thong-tin/", {f"a{n}": "1" for n in range(10_000)})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", "multipart/form-data; boundary=x"),
        (b"\x00\xff" * 50, "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=\xc3\xa9".encode().decode("latin-1")),
        (b'{"full_name": ["a"]}', "application/json"),
        (b"<x/>", "application/xml"),
        (b"full_name=%ED%A0%80&a=%FF%FE&=&%00=%00&full_name=b&full_name[]=c", "application/x-www-form-urlencoded"),
        (b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"full_name=a", "application/x-www-form-urlencoded; charset=utf-99"),
    ],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_no_failure(client, account, body, kind):
    client.force_login(account)
    answer = client.generic("POST", "/tai-khoan/thong-tin/", body, content_type=kind)
    assert answer.status_code in (400, 413, 422)
    account.refresh_from_db()
    assert account.full_name == "Nông Thị Hoa"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
@pytest.mark.parametrize("address", ["/", "/ho-so/", "/dang-nhap/", "/api/v1/search?q=a", "/tai-khoan/thong-tin/"])
def test_other_methods_change_nothing_and_fail_nowhere(client, account, method, address):
    client.force_login(account)
    before = JournalEntry.objects.count()
    assert getattr(client, method)(address).status_code < 500
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid=" + "a" * 4000, 'sessionid="\\000"', "sessionid=é", "csrftoken=x", "messages=W10:bad",
        "tieng=xx", "=;==",
    ],
)  # fmt: skip
def test_a_broken_cookie_is_no_cookie(cookie):
    for address in ("/", "/ho-so/", "/tra-cuu/chi-tiet/", "/dang-nhap/"):
        assert Client(headers={"cookie": cookie}).get(address).status_code in (200, 302)


@pytest.mark.parametrize(
    "away",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_nobody_is_sent_elsewhere_after_the_sign_in(client, account, away):
    assert sign_in(client, next=away)["Location"] == "/"


def test_a_session_begun_before_the_sign_in_is_another_one_after_it(client, account):
    client.session["nothing"] = 1
    session = client.session
    session["begun"] = True
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_new_password_ends_every_other_session(account):
    here, elsewhere = Client(), Client()
    for one in (here, elsewhere):
        sign_in(one)
        assert one.get("/ho-so/").status_code == 200
    new = {"oldpassword": PASSWORD, "password1": "Hoa-hoi-2026", "password2": "Hoa-hoi-2026"}
    assert here.post("/tai-khoan/doi-mat-khau/", new).status_code == 302
    assert here.get("/ho-so/").status_code == 200
    assert elsewhere.get("/ho-so/").status_code == 302


def test_five_wrong_passwords_lock_the_account_from_anywhere_and_for_the_right_one_too(account):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="sai", login=("hoa@x.vn", "0912345678")[number % 2])
    for login in ("HOA@x.vn", "0912345678"):
        answer = sign_in(Client(REMOTE_ADDR="10.0.0.9"), login=login)
        assert answer.status_code == 200
        assert "Nhập sai quá nhiều lần" in answer.content.decode()


@pytest.mark.issue(16)
def test_nobody_locks_the_owner_out_of_a_browser_that_knows_the_account(account):
    owner = Client()
    assert sign_in(owner).status_code == 302
    owner.post("/dang-xuat/")
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="sai")
    assert sign_in(owner).status_code == 302
    # That browser too has its five tries, and its fault is not others' either.
    owner.post("/dang-xuat/")
    for _try in range(5):
        sign_in(owner, password="sai")
    assert "Nhập sai quá nhiều lần" in sign_in(owner).content.decode()


@pytest.mark.issue(16)
def test_a_cookie_of_another_account_or_of_nobody_gives_no_more_tries(account):
    other = create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Kẻ Khác", email="khac@x.vn", by=None, at=AT
    )
    thief = Client()
    sign_in(thief, login=other.email)
    thief.post("/dang-xuat/")
    for _try in range(5):
        sign_in(thief, password="sai")
    assert "Nhập sai quá nhiều lần" in sign_in(Client()).content.decode()


@pytest.mark.issue(16)
def test_one_address_does_not_try_many_accounts(account):
    for number in range(30):
        sign_in(Client(), password="sai", login=f"ai-do-{number}@x.vn")
    assert "Nhập sai quá nhiều lần" in sign_in(Client()).content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302


def plain(answer):
    """A page without what differs in every answer."""
    return re.sub(r'(csrfmiddlewaretoken" value="[^"]*"|value="[^"]*@x.vn")', "", answer.content.decode())


def test_nothing_tells_whether_an_account_exists(client, account):
    known = sign_in(client, password="sai")
    unknown = sign_in(client, password="sai", login="khong@x.vn")
    assert plain(known) == plain(unknown)
    for number in ("0912345678", "0987654321"):
        asked = Client().post("/quen-mat-khau/", {"email": number})
        assert (asked.status_code, asked["Location"]) == (302, "/quen-mat-khau/da-gui/")
    for email in ("hoa@x.vn", "khong@x.vn"):
        asked = Client().post("/quen-mat-khau/", {"email": email})
        assert (asked.status_code, asked["Location"]) == (302, "/quen-mat-khau/da-gui/")


def test_who_signs_up_with_a_known_address_learns_nothing_and_changes_nothing(account):
    facts = {"full_name": "Kẻ Khác", "password1": "Hoa-hoi-2026"}
    for _round in range(2):
        one, two = Client(), Client()
        known = one.post("/dang-ky/", {**facts, "login": "HOA@x.vn"})
        unknown = two.post("/dang-ky/", {**facts, "login": "khong@x.vn"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        pages = [browser.get(known["Location"]).content.decode() for browser in (one, two)]
        strip = re.compile(r'(csrfmiddlewaretoken" value="[^"]*"|hoa@x.vn|khong@x.vn)')
        assert strip.sub("", pages[0]) == strip.sub("", pages[1])
    assert Account.objects.count() == 1
    account.refresh_from_db()
    assert account.full_name == "Nông Thị Hoa"
    assert account.check_password(PASSWORD)


def test_a_letter_of_the_sign_in_leaves_by_the_outbox(client, account, monkeypatch):
    def broken(_self):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", broken)
    assert client.post("/quen-mat-khau/", {"email": "hoa@x.vn"}).status_code == 302
    message = OutboxMessage.objects.get(topic="mail")
    assert message.payload["to"] == "hoa@x.vn"
    tried = outbox.deliver(message.pk, at=AT)
    assert (tried.state, tried.attempts) == ("QUEUED", 1)
    monkeypatch.undo()
    assert outbox.deliver(message.pk, at=AT).state == "SENT"
    message.refresh_from_db()
    assert "dat-lai" not in str(message.payload)
    assert "hoa@x.vn" not in str(list(JournalEntry.objects.values()))


def test_the_link_of_a_forgotten_password_opens_the_account_once(client, account):
    client.post("/quen-mat-khau/", {"email": "hoa@x.vn"})
    outbox.deliver(OutboxMessage.objects.get(topic="mail").pk, at=AT)
    link = re.search(r"/quen-mat-khau/dat-lai/\S+", mail.outbox[0].body)[0]
    page = client.get(link)["Location"]
    empty = client.post(page, {}).content.decode()
    assert "Nhập lại mật khẩu mới." in empty
    assert "Nhập nhập" not in empty
    new = {"password1": "Hoa-hoi-2026", "password2": "Hoa-hoi-2026"}
    assert client.post(page, new)["Location"] == "/quen-mat-khau/xong/"
    assert sign_in(Client(), password="Hoa-hoi-2026").status_code == 302
    assert "Location" not in Client().get(link)


def of_length(client, address, length, kind):
    """A request that says it is this long; next to nothing of it is sent."""
    return client.generic("POST", address, b"x", content_type=kind, CONTENT_LENGTH=str(length))


@pytest.mark.parametrize(
    "address", ["/xac-thuc/0b6f7a52-7d0f-4b5e-9f43-0d3f3c7f3f11/", "/dang-nhap/", "/tra-cuu/ma-xac-nhan/"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.issue(16)
def test_what_is_too_large_for_any_page_is_refused_before_it_is_read(client, address, kind):
    answer = of_length(client, address, 600 * 2**20, kind)
    assert answer.status_code == 413
    assert "quá lớn" in answer.content.decode()


@pytest.mark.issue(16)
def test_who_is_signed_in_may_send_more_and_not_anything(client, account, settings):
    settings.REQUEST_MAX_BYTES, settings.FILE_MAX_BYTES = 4 * 2**20, 2**20

    def sends(address, megabytes):
        return client.post(address, {"file": SimpleUploadedFile("a.pdf", b"x" * megabytes * 2**20)}).status_code

    assert sends("/dang-nhap/", 1) == 200
    assert sends("/dang-nhap/", 3) == 413
    client.force_login(account)
    assert sends("/tai-khoan/thong-tin/", 3) != 413
    assert sends("/tai-khoan/thong-tin/", 5) == 413


@pytest.mark.issue(16)
def test_long_text_in_a_form_with_files_is_refused_in_words(client, account):
    client.force_login(account)
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * (3 * 2**20) + b"\r\n--x--\r\n"
    answer = client.generic("POST", "/tai-khoan/thong-tin/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
