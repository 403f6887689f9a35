"""A session that ended in the middle of a form: what was typed comes back to who typed it, and to nobody else."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from motcua.people.models import Account, Session
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from motcua.ui import resuming
from tests.portal.conftest import AT, PASSWORD

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]
PAGE, CONTACT = "/tai-khoan/thong-tin/", "/tai-khoan/lien-he/"


@pytest.fixture
def lan(db):
    return create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Lý Thị Lan", email="lan@x.vn", by=None, at=AT
    )


def typed_on(browser, at=PAGE, form=-1, **values):
    """What a person sends who filled in the page's form."""
    page = html.fromstring(browser.get(at).content)
    return {**page.forms[form].fields, **values}


def lose_session(browser):
    Session.objects.all().delete()
    browser.cookies.pop("sessionid", None)


def sign_in(browser, email, address):
    return browser.post(address, {"login": email, "password": PASSWORD}, follow=True)


def test_what_was_typed_stands_there_after_signing_in_again(client, hoa):
    client.force_login(hoa)
    sent = typed_on(client, full_name="Nông Thị Hoa Hồi", address="Khối 9")
    lose_session(client)
    asked = client.post(PAGE, sent)
    assert asked.url == f"/dang-nhap/?next={PAGE}"
    page = client.get(asked.url).content.decode()
    assert "điều đã nhập hiện lại" in page
    assert "Mật khẩu" not in re.search(r'class="mc-notice.*?</div>', page, re.DOTALL)[0]
    back = sign_in(client, "hoa@x.vn", asked.url)
    assert back.redirect_chain[-1][0] == PAGE
    fields = html.fromstring(back.content).forms[-1].fields
    assert (fields["full_name"], fields["address"]) == ("Nông Thị Hoa Hồi", "Khối 9")
    assert "Điều đã nhập được điền lại" in back.content.decode()
    assert Account.objects.get(pk=hoa.pk).full_name == "Nông Thị Hoa"
    # Once: the next look at the page is of what is kept.
    assert "Hoa Hồi" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, fields).status_code == 302


def test_another_account_is_not_shown_it(client, hoa, lan):
    client.force_login(hoa)
    sent = typed_on(client, address="Khối bí mật")
    lose_session(client)
    asked = client.post(PAGE, sent)
    back = sign_in(client, "lan@x.vn", asked.url)
    assert "Khối bí mật" not in back.content.decode()
    assert "Khối bí mật" not in str(dict(client.session))
    client.logout()
    assert "Khối bí mật" not in sign_in(client, "hoa@x.vn", asked.url).content.decode()


def test_a_page_opened_before_the_last_sign_in_is_shown_again_with_what_was_typed(hoa, lan):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hoa)
    sent = typed_on(browser, address="Khối 9")
    browser.cookies["csrftoken"] = "x" * 32
    answer = browser.post(PAGE, sent)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert html.fromstring(browser.get(PAGE).content).forms[-1].fields["address"] == "Khối 9"
    assert Account.objects.get(pk=hoa.pk).address != "Khối 9"
    browser.force_login(lan)
    browser.cookies["csrftoken"] = "x" * 32
    refused = browser.post(PAGE, sent)
    assert refused.status_code == 403
    assert "không giữ lại" in refused.content.decode()


@pytest.mark.parametrize("mark", ["", "x", "00000000-0000-0000-0000-000000000000:x"])
def test_nothing_is_kept_of_who_was_shown_no_page(client, mark):
    asked = client.post(PAGE, {"address": "x", resuming.MARK: mark})
    assert resuming.KEPT not in client.session
    assert "không giữ lại được" in client.get(asked.url).content.decode()


def test_what_is_too_long_is_told_not_to_be_kept(client, hoa):
    client.force_login(hoa)
    sent = typed_on(client, address="x" * (resuming.MOST + 1))
    lose_session(client)
    asked = client.post(PAGE, sent)
    assert "không giữ lại được" in client.get(asked.url).content.decode()
    assert resuming.KEPT not in client.session


def test_files_and_passwords_are_not_kept_and_that_is_said(client, hoa):
    client.force_login(hoa)
    sent = typed_on(client, "/tai-khoan/lien-he/", phone="0912345679", password="bí mật lắm")
    lose_session(client)
    asked = client.post("/tai-khoan/lien-he/", {**sent, "tep": SimpleUploadedFile("a.pdf", b"%PDF")})
    (kept,) = client.session[resuming.KEPT]
    assert "bí mật" not in str(kept)
    assert "csrfmiddlewaretoken" not in kept["fields"]
    said = client.get(asked.url).content.decode()
    assert "Tệp đã chọn không giữ được" in said
    assert "Mật khẩu và mã không được giữ" in said
    back = sign_in(client, "hoa@x.vn", asked.url).content.decode()
    assert "0912345679" in back
    assert "Tệp đã chọn không giữ được" in back


def test_every_field_that_holds_a_secret_is_known_by_its_name():
    for name in ("password", "password1", "password2", "oldpassword", "secret", "code", "credential"):
        assert resuming.SECRET.search(name)
    for name in ("full_name", "procedure_code", "draft_code", "reason", "submission_key"):
        assert not resuming.SECRET.search(name)


def test_it_is_forgotten_after_an_hour(client, hoa, monkeypatch):
    client.force_login(hoa)
    sent = typed_on(client, address="Khối 9")
    lose_session(client)
    monkeypatch.setattr(resuming, "VALID_FOR", -1)
    asked = client.post(PAGE, sent)
    assert "Khối 9" not in sign_in(client, "hoa@x.vn", asked.url).content.decode()


def test_a_form_that_is_sent_elsewhere_comes_back_on_the_page_where_it_stands(client, hoa):
    sent = {resuming.MARK: resuming.mark_of(hoa), "reason": "Vì sao"}
    address = "/tra-cuu/NTABCDE23456/dua-vao-tai-khoan/"
    asked = client.post(address, sent, headers={"referer": f"http://testserver{PAGE}"})
    back = sign_in(client, "hoa@x.vn", asked.url)
    assert (back.status_code, back.redirect_chain[-1][0]) == (200, PAGE)
    assert "Vì sao" in back.content.decode()


def test_a_script_that_saves_is_told_and_keeps_by_itself(client, hoa):
    client.force_login(hoa)
    sent = typed_on(client, address="Khối 9")
    lose_session(client)
    assert client.post(PAGE, sent, headers={"X-Requested-With": "fetch"}).status_code == 302
    assert resuming.KEPT not in client.session


def test_nobody_fills_the_store_of_sessions_with_their_own_mark(client, hoa, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "typed_before": "3/h/key"}
    client.force_login(hoa)
    sent = typed_on(client, address="Khối 9")
    answers = []
    for _time in range(4):
        browser = Client()
        browser.post(PAGE, sent)
        answers.append(resuming.KEPT in browser.session)
    assert answers == [True, True, True, False]


def test_what_was_typed_on_several_pages_comes_back_on_each(client, hoa):
    client.force_login(hoa)
    sent = {PAGE: typed_on(client, address="Khối 9"), CONTACT: typed_on(client, CONTACT, phone="0912345679")}
    lose_session(client)
    for address, typed in sent.items():
        asked = client.post(address, typed)
    back = sign_in(client, "hoa@x.vn", asked.url)
    assert back.redirect_chain[-1][0] == CONTACT
    assert html.fromstring(back.content).forms[-1].fields["phone"] == "0912345679"
    assert html.fromstring(back.content).xpath(f"//main//a[@href='{PAGE}']")
    # A script that looks takes nothing away.
    client.get(PAGE, headers={"X-Requested-With": "fetch"})
    assert html.fromstring(client.get(PAGE).content).forms[-1].fields["address"] == "Khối 9"
    assert resuming.KEPT not in client.session
    assert "Khối 9" not in client.get(PAGE).content.decode()


def test_the_same_page_sent_twice_is_kept_once_and_too_many_are_told(client, hoa):
    client.force_login(hoa)
    sent = typed_on(client, address="Khối 9")
    lose_session(client)
    client.post(PAGE, sent)
    client.post(PAGE, {**sent, "address": "Khối 10"})
    (kept,) = client.session[resuming.KEPT]
    assert kept["fields"]["address"] == ["Khối 10"]
    for number in range(resuming.MOST_PAGES):
        asked = client.post(f"{PAGE}?trang={number}", sent)
    assert "không giữ lại được" in client.get(asked.url).content.decode()
    assert len(client.session[resuming.KEPT]) == resuming.MOST_PAGES


def test_who_signs_in_as_another_is_told_that_the_page_was_anothers(client, hoa, lan):
    client.force_login(hoa)
    sent = typed_on(client, address="Khối bí mật")
    lose_session(client)
    asked = client.post(PAGE, sent)
    page = sign_in(client, "lan@x.vn", asked.url).content.decode()
    assert "của một tài khoản khác" in page
    assert "Nông Thị Hoa" not in page
    gone = client.get(f"/nop-ho-so/1.001193/{UUID(int=7)}/")
    assert gone.status_code == 404
    assert "chỉ mở được khi đăng nhập bằng tài khoản ấy" in gone.content.decode()
    assert "tài khoản ấy" not in Client().get("/khong-co/").content.decode()
