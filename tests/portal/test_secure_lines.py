"""In production no neighbour plants a cookie, no program is led to HTTPS, and what others could read is said."""

from importlib import import_module
from ipaddress import ip_network

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from motcua.kernel import checks as database_checks
from motcua.notices import checks as mail_checks
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.portal.conftest import AT, PASSWORD

pytestmark = pytest.mark.issue(16)
NAMES = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "DEVICE_COOKIE_NAME", "MESSAGE_COOKIE_NAME"]


@pytest.fixture
def production(settings):
    ours = import_module("motcua.settings.production")
    for name in (
        *NAMES,
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_REDIRECT_EXEMPT",
        "SECURE_PROXY_SSL_HEADER",
    ):
        setattr(settings, name, getattr(ours, name))
    return settings


def is_bound_to_this_host(cookie):
    return cookie.key.startswith("__Host-") and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


@pytest.mark.django_db
def test_every_cookie_of_a_sign_in_is_this_hosts_alone(production):
    create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Nông Thị Hoa", email="hoa@x.vn", by=None, at=AT
    )
    client = Client(enforce_csrf_checks=True)
    page = client.get("/dang-nhap/?tieng=en", secure=True)
    token = page.context["csrf_token"]
    sent = {"login": "hoa@x.vn", "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    answer = client.post("/dang-nhap/", sent, secure=True, headers={"referer": "https://testserver/dang-nhap/"})
    assert answer.status_code == 302
    assert client.get("/tai-khoan/", secure=True).status_code == 200
    assert set(client.cookies) == {getattr(production, name) for name in NAMES}
    assert all(map(is_bound_to_this_host, client.cookies.values()))


def test_what_is_said_on_the_next_page_travels_in_such_a_cookie_and_leaves_with_it(production):
    first = RequestFactory().get("/", secure=True)
    first.session = {}
    first._messages = default_storage(first)
    messages.info(first, "Đã lưu.")
    answer = HttpResponse()
    first._messages.update(answer)
    [cookie] = answer.cookies.values()
    assert is_bound_to_this_host(cookie)
    second = RequestFactory().get("/", secure=True)
    second.COOKIES[cookie.key] = cookie.value
    second.session = {}
    second._messages = default_storage(second)
    assert [str(message) for message in second._messages] == ["Đã lưu."]
    gone = HttpResponse()
    second._messages.update(gone)
    assert gone.cookies[cookie.key]["max-age"] == 0
    assert is_bound_to_this_host(gone.cookies[cookie.key])


@pytest.mark.django_db
def test_a_person_is_led_to_https_and_a_program_is_refused(production):
    client = Client()
    assert client.get("/thu-tuc/").status_code == 301
    for address in ("/api/v1/search?q=a", "/api/v1/suggest?q=a"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()) == (403, {"error": "Chỉ trả lời qua HTTPS."})
        assert client.get(address, secure=True).status_code == 200


CLAIMS = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "gia-mao.vn",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-For": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=gia-mao.vn;proto=https",
}


@pytest.mark.django_db
def test_only_a_trusted_proxy_says_that_a_line_is_secure(production):
    asked = {"headers": CLAIMS, "REMOTE_ADDR": "10.0.0.1"}
    assert Client().get("/thu-tuc/", **asked)["Location"] == "https://testserver/thu-tuc/"
    assert Client().get("/api/v1/search?q=a", **asked).status_code == 403
    production.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert Client().get("/thu-tuc/", **asked).status_code == 200
    assert Client().get("/thu-tuc/", **asked | {"REMOTE_ADDR": "10.0.1.1"}).status_code == 301
    assert Client().get("/thu-tuc/", **asked | {"REMOTE_ADDR": ""}).status_code == 301


@pytest.mark.django_db
def test_nobody_says_under_which_name_or_port_pages_are_asked_for(production):
    """Not even a proxy: names come by Host, and are judged; links come from PUBLIC_ADDRESS."""
    production.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    page = Client().get("/", headers=CLAIMS, REMOTE_ADDR="10.0.0.1")
    address = page.wsgi_request.build_absolute_uri()
    assert address.startswith("https://testserver")
    assert "8443" not in address
    assert "gia-mao" not in page.content.decode()


@pytest.mark.parametrize(
    ("address", "is_said"),
    [
        ("postgresql://a:b@localhost/motcua", False),
        ("postgresql://a:b@127.0.0.1/motcua", False),
        ("postgresql://a@/motcua?host=/var/run/postgresql", False),
        ("postgresql://a:b@10.0.0.5/motcua", True),
        ("postgresql://a:b@csdl.tinh.example/motcua?sslmode=require", True),
        ("postgresql://a:b@csdl.tinh.example/motcua?sslmode=verify-ca", True),
        ("postgresql://a:b@csdl.tinh.example/motcua?sslmode=verify-full&sslrootcert=/etc/motcua/ca.pem", False),
    ],
)
def test_a_database_that_others_could_listen_to_is_said(monkeypatch, address, is_said):
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    said = database_checks.says_what_others_could_read(None)
    assert [warning.id for warning in said] == ["kernel.W001"] * is_said
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@localhost/motcua")
    for name in ("DATABASE_OWNER_URL", "REPLICA_DATABASE_URL"):
        monkeypatch.setenv(name, address)
        assert len(database_checks.says_what_others_could_read(None)) == is_said
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ({}, True),
        ({"EMAIL_USE_TLS": True}, False),
        ({"EMAIL_USE_SSL": True}, False),
        ({"EMAIL_HOST": "localhost"}, False),
    ],
)
def test_letters_that_others_could_read_are_said(settings, more, is_said):
    for name, value in (
        {"EMAIL_HOST": "thu.tinh.example", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False} | more
    ).items():
        setattr(settings, name, value)
    assert [warning.id for warning in mail_checks.says_what_others_could_read(None)] == ["notices.W002"] * is_said
