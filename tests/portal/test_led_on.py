"""HEAD is answered like GET, without a body; a second tab of the sign-in leads on."""

import pytest
from django.test import Client
from django.utils import timezone

from motcua.people.operations import create_account
from motcua.people.rules import AccountKind


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/thu-tuc/", "/thu-tuc/1.001193/", "/phap-luat/", "/minh-bach/", "/thu-tuc/1.001193/qr.svg", "/tra-cuu/",
     "/health/live", "/api/v1/search?q=khai+sinh", "/khong-co/", "/tai-khoan/", "/thu-tuc"],
)  # fmt: skip
def test_head_has_the_status_of_get_and_no_body(client, address):
    page, head = client.get(address), client.head(address)
    assert head.status_code == page.status_code
    assert head.content == b""
    assert head.headers.get("Content-Type") == page.headers.get("Content-Type")


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "leads_to"), [("", "/tai-khoan/"), ("/ho-so/", "/ho-so/"), ("https://x.vn/", "/tai-khoan/")]
)
def test_a_sign_in_page_left_open_in_a_second_tab_leads_on(wanted, leads_to):
    account = create_account(
        kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="hoa@x.vn", by=None, at=timezone.now()
    )
    browser = Client(enforce_csrf_checks=True)
    browser.get("/dang-nhap/")
    browser.force_login(account)
    answer = browser.post("/dang-nhap/", {"login": "hoa@x.vn", "password": "x", "next": wanted})
    assert (answer.status_code, answer.url) == (302, leads_to)
    assert Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "hoa@x.vn"}).status_code == 403
