"""Whose address the sign-in limits count, directly and behind proxies."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from motcua.people.rules import client_address
from motcua.settings import env

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]


@pytest.mark.issue(2)
@pytest.mark.parametrize(
    ("peer", "claims", "expected"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("2001:db8::1", "2001:4860::8", "2001:4860::8"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense, 10.0.0.2", "10.0.0.2"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(peer, claims, expected):
    assert client_address(peer, claims, PROXIES) == expected


@pytest.mark.issue(2)
@given(st.text(max_size=80))
def test_nobody_changes_their_address_by_a_header_when_no_proxy_is_trusted(claims):
    assert client_address("203.0.113.9", claims, []) == "203.0.113.9"


@given(st.text(alphabet="0123456789., ", max_size=60))
def test_a_client_behind_a_proxy_cannot_write_itself_another_address(forged):
    assert client_address("10.0.0.1", f"{forged}, 203.0.113.9", PROXIES) == "203.0.113.9"


def test_a_network_that_is_none_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, everything")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")


def fail(client, address, claims, name="ai@x.vn"):
    data = {"login": name, "password": "sai"}
    return client.post("/dang-nhap/", data, REMOTE_ADDR=address, headers={"X-Forwarded-For": claims})


def tries_until_stopped(client, address, claims):
    for number in range(40):
        answer = fail(client, address, claims(number), name=f"ai{number}@x.vn")
        if answer.status_code == 429 or "quá nhiều lần" in answer.content.decode():
            return number
    return 40


@pytest.mark.django_db
@pytest.mark.issue(2)
def test_people_behind_a_trusted_proxy_are_counted_each_for_themselves(client, settings):
    settings.TRUSTED_PROXIES = PROXIES
    assert tries_until_stopped(client, "10.1.0.1", lambda number: f"203.0.113.{number}") == 40


@pytest.mark.django_db
@pytest.mark.issue(2)
def test_a_forged_header_does_not_escape_the_limit(client):
    assert tries_until_stopped(client, "10.2.0.1", lambda number: f"203.0.113.{number}") == 30
