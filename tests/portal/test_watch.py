"""What is refused and who signs in and out is a line for who watches; who tried an account is told to its person."""

import json
from datetime import datetime
from io import StringIO
from ipaddress import ip_network
from logging import getLogger  # noqa: TID251 - a library's own, and where all of them end
from urllib.parse import quote

import pytest
import structlog
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client

from motcua.kernel.caching import SharedCache
from motcua.kernel.illness import Unavailable
from motcua.kernel.operations import NotPermitted
from motcua.kernel.turns import Busy
from motcua.people.models import Account
from motcua.people.operations import create_account
from motcua.people.operations.factors import add_app
from motcua.people.operations.sign_ins import end_sessions
from motcua.people.rules import AccountKind
from motcua.settings import base
from tests.portal.conftest import AT, PASSWORD, WINDOWS

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
PAPER = "/xac-thuc/0b6f7a52-7d0f-4b5e-9f43-0d3f3c7f3f11/"


@pytest.fixture
def written(monkeypatch):
    """What standard error holds, as the handlers of the platform write it."""
    stream = StringIO()
    for handler in getLogger().handlers:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.fixture
def lines(written):
    """The lines of the security log so far, each as what it says."""

    def read():
        events = map(json.loads, written.getvalue().splitlines())
        return [event for event in events if event["logger"] == "motcua.security"]

    return read


def sign_in(client, password=PASSWORD, login="hoa@x.vn"):
    return client.post("/dang-nhap/?ve=bi-mat", {"login": login, "password": password})


def kinds(events):
    return [event["kind"] for event in events]


def test_signing_in_failing_to_and_signing_out_are_lines_with_the_account_and_no_name(client, hoa, lines, written):
    sign_in(client, password="sai-mat-khau")
    sign_in(client)
    client.post("/dang-xuat/")
    assert kinds(lines()) == ["sign_in_failed", "signed_in", "signed_out"]
    for event in lines():
        assert (event["account"], event["client"], event["method"]) == (hoa.pk, "127.0.0.1", "POST")
        assert datetime.fromisoformat(event["timestamp"]).utcoffset().total_seconds() == 0
    assert [event["path"] for event in lines()] == ["/dang-nhap/", "/dang-nhap/", "/dang-xuat/"]
    for told in ("hoa@x.vn", "912345678", "Hoa", "sai-mat-khau", PASSWORD, "bi-mat"):
        assert told not in written.getvalue()


def test_a_name_without_an_account_is_a_mark_that_is_the_same_for_the_same_name(client, hoa, lines, written):
    for login in ("khong-ai@x.vn", "KHONG-AI@x.vn", "khac@x.vn"):
        sign_in(client, login=login)
    marks = [event["name"] for event in lines()]
    assert marks[0] == marks[1] != marks[2]
    assert not any("account" in event for event in lines())
    assert "khong-ai" not in written.getvalue().lower()


def test_too_many_tries_are_told_apart_from_wrong_ones(client, hoa, lines):
    for _try in range(6):
        sign_in(client, password="sai")
    assert kinds(lines()) == ["sign_in_failed"] * 5 + ["too_often"]
    assert {event["account"] for event in lines()} == {hoa.pk}


def test_pages_that_are_not_theirs_are_refused_in_a_line(client, hoa, lines):
    client.force_login(hoa)
    assert client.get("/lam-viec/").status_code == 403
    assert client.get("/ho-so/KHONG-CO/").url == "/tra-cuu/?ma=KHONG-CO"
    assert [(event["kind"], event["account"], event["path"]) for event in lines()] == [
        ("access_refused", hoa.pk, "/lam-viec/"),
        ("not_found", hoa.pk, "/ho-so/KHONG-CO/"),
    ]


def test_the_door_itself_says_what_it_refused_to_whom(hoa, lines):
    other = create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Kẻ Khác", email="khac@x.vn", by=None, at=AT
    )
    with pytest.raises(NotPermitted):
        end_sessions(hoa, handles=[], by=other, at=AT)
    [event] = lines()
    assert (event["kind"], event["operation"]) == ("access_refused", "session.ended")
    assert (event["account"], event["subject"]) == (other.pk, f"people.account:{hoa.pk}")


def test_who_knocks_without_an_account_at_what_there_is_not_writes_no_line(client, lines):
    assert client.get("/ho-so-khong-co/").status_code == 404
    assert client.get("/thu-tuc/9.999999/").status_code == 404
    assert lines() == []


@pytest.mark.parametrize(
    ("attack", "kind", "more"),
    [
        (lambda: Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "a"}), "forged_form", {}),
        (lambda: Client().generic("POST", PAPER, b"x", content_type="text/plain", CONTENT_LENGTH="600000000"),
         "too_large", {"says": 600_000_000}),
        (lambda: Client().get("/?" + "&".join(f"a{n}=1" for n in range(2500))), "unreadable", {}),
        (lambda: Client(headers={"host": "ke-gian.example"}).get("/"), "unreadable", {"why": "DisallowedHost"}),
        (lambda: Client().get("/quen-mat-khau/dat-lai/1-d0abcd-0123456789abcdef0123456789abcdef/"), "wrong_key",
         {"of": "password"}),
    ],
)  # fmt: skip
def test_attempts_to_get_round_are_lines(attack, kind, more, lines):
    attack()
    [event] = lines()
    assert event["kind"] == kind
    assert {name: event[name] for name in more} == more
    assert event["client"] == "127.0.0.1"


def test_a_key_in_an_address_that_opens_something_is_not_written(written):
    Client(enforce_csrf_checks=True).post("/quen-mat-khau/dat-lai/1-d0abcd-0123456789abcdef0123456789abcdef/")
    assert "0123456789" not in written.getvalue()
    assert "/quen-mat-khau/dat-lai/1-d0abcd…/" in json.loads(written.getvalue().splitlines()[0])["path"]


@pytest.mark.parametrize(
    "failure", [OperationalError("gone"), ValueError("0912 345 678"), Busy(), Unavailable("keys", "away")]
)
def test_a_page_that_fails_writes_no_key_of_its_address(written, monkeypatch, failure):
    def fails(*_anything, **_more):
        raise failure

    monkeypatch.setattr("motcua.portal.password_pages.ResetPage.setup", fails)
    client = Client(raise_request_exception=False)
    assert client.get("/quen-mat-khau/dat-lai/1-d0abcd-0123456789abcdef0123456789abcdef/").status_code >= 500
    said = written.getvalue()
    assert r"/quen-mat-khau/dat-lai/1-d0abcd\u2026/" in said
    assert "0123456789" not in said
    assert "0912" not in said


def test_a_row_that_the_database_refuses_is_not_written(written, hoa):
    def fails(*_anything, **_more):
        Account.objects.create(kind=AccountKind.CITIZEN, full_name="Nông Thị Hoa", email=hoa.email, joined_at=AT)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        fails()
    assert hoa.email in str(refused.value)
    try:
        raise RuntimeError("while it was saved") from refused.value
    except RuntimeError:
        structlog.get_logger("motcua.test").exception("page_failed")
    said = written.getvalue()
    assert "while it was saved" in said
    assert "unique constraint" in said
    assert hoa.email not in said
    assert "Nông" not in said


def test_too_many_questions_are_a_line(client, lines, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "tracking": "1/h/ip"}
    for _time in range(2):
        client.get("/tra-cuu/?ma=KHONG-CO")
    assert kinds(lines()) == ["too_often"]


FORGED = 'a\r\n{"event": "security", "kind": "signed_in", "account": 1}\n\u2028\u0085\x00b'


def test_nothing_that_is_sent_makes_a_second_line(client, written, hoa):
    forger = Client(enforce_csrf_checks=True, headers={"user-agent": FORGED, "referer": FORGED}, REMOTE_ADDR=FORGED)
    forger.post("/dang-nhap/", {"login": FORGED})
    sign_in(Client(headers={"x-forwarded-for": FORGED}), login=FORGED)
    client.force_login(hoa)
    client.get(f"/ho-so/{quote(FORGED.rstrip(chr(0) + 'b'))}/")
    getLogger("another.library").warning("said %s", FORGED)
    found = written.getvalue()
    assert found.isascii()
    assert found.count("\n") == len(found.splitlines()) == 4
    assert [json.loads(line)["level"] for line in found.splitlines()] == ["warning"] * 4
    assert "signed_in" not in {json.loads(line).get("kind") for line in found.splitlines()}


def test_the_client_is_whom_a_trusted_proxy_names(hoa, lines, settings):
    sign_in(Client(headers={"x-forwarded-for": "203.0.113.9"}), password="sai")
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
    sign_in(Client(headers={"x-forwarded-for": "203.0.113.9"}), password="sai")
    assert [event["client"] for event in lines()] == ["127.0.0.1", "203.0.113.9"]


def test_a_person_reads_when_their_account_was_tried_and_not_of_anothers(client, hoa):
    other = create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Kẻ Khác", email="khac@x.vn", by=None, at=AT
    )
    sign_in(Client(headers={"user-agent": WINDOWS}), password="sai", login="0912345678")
    client.force_login(hoa)
    page = client.get("/tai-khoan/thiet-bi/").content.decode()
    assert "Đăng nhập không thành công" in page
    assert page.count("Chrome, Windows") == 1
    client.force_login(other)
    assert "Đăng nhập không thành công" not in client.get("/tai-khoan/thiet-bi/").content.decode()


def test_a_wrong_second_factor_is_a_line_and_told_to_the_person(client, hoa, lines):
    secret = generate_totp_secret()
    code = format_hotp_value(hotp_value(secret, int(AT.timestamp()) // 30))
    add_app(hoa, secret=secret, code=code, by=hoa, at=AT)
    sign_in(client)
    client.post("/dang-nhap/buoc-hai/", {"code": "000000"})
    assert kinds(lines()) == ["wrong_code"]
    assert lines()[0]["account"] == hoa.pk


def test_counts_of_wrong_passwords_are_not_pushed_out_by_those_of_others():
    """The framework keeps three hundred entries unless it is told otherwise, and forgets a third past that."""
    kept = SharedCache(base.CACHES["default"]["LOCATION"], base.CACHES["default"])
    call_command("createcachetable", base.CACHES["default"]["LOCATION"], database="default", verbosity=0)
    kept.set("a-wrong-password", 1, 900)
    for number in range(400):
        kept.set(f"somebody-else-{number}", 1, 900)
    assert kept.get("a-wrong-password") == 1
