"""Officials without a place at which dossiers are received or handled: every list answers them, with nothing in it."""

import pytest

from motcua.handling.filters import Sort
from motcua.organization.models import Post
from motcua.people.models import Account, Holding
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.issue(16), pytest.mark.django_db]

# Who receives, handles, signs or leads nothing.
OTHERS = ("ADMIN", "CATALOGUE")
LISTS = (
    "/lam-viec/",
    "/lam-viec/ho-so/",
    "/lam-viec/lenh/",
    "/lam-viec/bang-tinh/viec.xlsx",
    "/lam-viec/bang-tinh/ho-so.xlsx",
)
ASKED = (
    {"q": "Nông"},
    {"q": "0001"},
    {"q": "12"},
    {"kenh": "ONLINE"},
    {"tu": "2026-01-01", "den": "2026-12-31"},
    {"q": "a", "truoc": "0|9|9"},
    {"q": "a", "sau": "1|infinity|9"},
    *({"q": "a", "xep": one.value} for one in Sort),
)


def official(duty):
    """An official with this duty and none of those by which dossiers are seen."""
    post = next(one for one in Post.objects.order_by("pk") if duty in one.duties)
    account = Account.objects.create(
        kind=AccountKind.OFFICIAL, full_name="Ma", email="ma@x.vn", joined_at=at(1, month=1), password="x"
    )
    Holding.objects.create(official=account, post=post, valid_from=at(1, month=1).date())
    return account


@pytest.mark.parametrize("duty", OTHERS)
def test_what_somebody_without_a_place_looks_for_is_not_there(client, accepted, duty):
    code = accepted().code
    client.force_login(official(duty))
    for address in LISTS:
        for asked in ({}, *ASKED):
            answer = client.get(address, asked)
            assert answer.status_code == 200, (address, asked)
            assert code.encode() not in answer.content, (address, asked)


def test_the_command_field_still_finds_pages(client, db):
    client.force_login(official("ADMIN"))
    answer = client.get("/lam-viec/lenh/", {"q": "co quan", "phan": "1"})
    assert b'href="/lam-viec/co-quan/"' in answer.content
