"""Pages about passwords speak the reader's language, look like the rest, and let people without e-mail back in."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.portal.test_second_factor import with_app

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def hoa(db):
    return create_account(
        kind=AccountKind.CITIZEN, password="cu-lam-roi", full_name="Hoa", email="", phone="+84912345678", by=None, at=AT
    )


@pytest.mark.parametrize("address", ["/tai-khoan/doi-mat-khau/", "/tai-khoan/xac-nhan-lai/", "/quen-mat-khau/"])
def test_every_field_has_our_label_and_looks(client, hoa, address):
    client.force_login(hoa)
    page = client.get(address).content.decode()
    form = page[page.index("<form method") : page.index("</form>")]
    assert not re.search(r"\b(Current|New|Password|Forgot)\b", form)
    boxes = re.findall(r"<input (?!type=\"hidden\")[^>]*>", form)
    assert boxes
    assert all("mc-input" in box and "placeholder" not in box for box in boxes)


def reset_by(client, link, user):
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "moi-lam-day", "password2": "moi-lam-day"})
    user.refresh_from_db()
    assert user.check_password("moi-lam-day")
    assert "Liên kết đã hết hạn" in client.get(link, follow=True).content.decode()


def letter():
    """The words of the one letter that waits to be sent."""
    return OutboxMessage.objects.get(topic="mail").payload["text"]


def test_a_phone_gets_a_link_that_sets_a_new_password(client, hoa):
    answer = client.post("/quen-mat-khau/", {"email": "0912 345 678"})
    assert answer.status_code == 302
    message = OutboxMessage.objects.get(topic="sms")
    assert message.payload["to"] == "+84912345678"
    reset_by(client, re.search(r"http://\S+?(/quen-mat-khau/dat-lai/\S+?/)", message.payload["text"])[1], hoa)


@pytest.mark.issue(16)
def test_a_new_password_does_not_pass_the_second_factor_by(client, hoa):
    with_app(hoa, at=AT)
    client.post("/quen-mat-khau/", {"email": "0912 345 678"})
    text = OutboxMessage.objects.filter(topic="sms").latest("pk").payload["text"]
    reset_by(client, re.search(r"http://\S+?(/quen-mat-khau/dat-lai/\S+?/)", text)[1], hoa)
    assert "_auth_user_id" not in client.session
    answer = client.post("/dang-nhap/", {"login": "0912345678", "password": "moi-lam-day"})
    assert answer["Location"].startswith("/dang-nhap/buoc-hai/")
    assert client.get("/tai-khoan/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_an_email_gets_a_link_that_sets_a_new_password(client):
    lan = create_account(
        kind=AccountKind.CITIZEN, password="cu-lam-roi", full_name="Lan", email="lan@x.vn", phone="", by=None, at=AT
    )
    assert client.post("/quen-mat-khau/", {"email": "lan@x.vn"}).status_code == 302
    reset_by(client, re.search(r"http://\S+?(/quen-mat-khau/dat-lai/\S+?/)", letter())[1], lan)


def test_where_no_short_messages_leave_a_number_is_told_so(client, hoa, settings):
    settings.SMS_GATEWAY = ""
    for typed in ("0912345678", "0987654321"):
        page = client.post("/quen-mat-khau/", {"email": typed}).content.decode()
        assert "chưa gửi được tin nhắn" in page
        assert f'value="{typed}"' in page
    assert not OutboxMessage.objects.exists()


def test_a_number_without_an_account_gets_the_same_answer_and_learns_so_itself(client, hoa):
    known, unknown = (client.post("/quen-mat-khau/", {"email": typed}) for typed in ("0912345678", "0987654321"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    sent = {message.payload["to"]: message.payload["text"] for message in OutboxMessage.objects.filter(topic="sms")}
    assert "dat-lai" in sent["+84912345678"]
    assert "chưa có tài khoản" in sent["+84987654321"]


def test_a_changed_password_stands_in_the_journal_and_not_what_it_is(client, hoa):
    client.force_login(hoa)
    facts = {"oldpassword": "cu-lam-roi", "password1": "khac-han-truoc", "password2": "khac-han-truoc"}
    assert client.post("/tai-khoan/doi-mat-khau/", facts).status_code == 302
    entry = JournalEntry.objects.get(word="account.password_changed")
    assert entry.actor == f"people.account:{hoa.pk}"
    assert "khac-han" not in str(entry.details)
    hoa.refresh_from_db()
    assert hoa.check_password("khac-han-truoc")


def test_the_link_that_confirms_an_email_confirms_it(client, hoa):
    # Such links were sent before a new e-mail was confirmed by a code.
    client.force_login(hoa)
    address = EmailAddress.objects.create(user=hoa, email="hoa@vidu.vn", primary=True, verified=False)
    link = f"/tai-khoan/xac-nhan-email/{EmailConfirmationHMAC.create(address).key}/"
    page = client.get(link).content.decode()
    assert "hoa@vidu.vn" in page
    assert "không còn hiệu lực" not in page
    client.post(link)
    assert EmailAddress.objects.get(email="hoa@vidu.vn").verified
    assert "không còn hiệu lực" in client.get(link).content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "12", "a@", "x" * 500])
def test_what_is_neither_is_refused_with_a_word_about_it(client, typed):
    page = client.post("/quen-mat-khau/", {"email": typed}).content.decode()
    assert "mc-error" in page
    assert OutboxMessage.objects.count() == 0


@pytest.mark.issue(16)
def test_links_in_letters_lead_to_the_public_address_whatever_name_was_called(hoa, settings):
    settings.ALLOWED_HOSTS, settings.PUBLIC_ADDRESS = ["*"], "https://dichvucong.langson.example"
    client = Client(headers={"host": "evil.example"})
    for typed in ("0912345678", "khong-ai@x.vn"):
        client.post("/quen-mat-khau/", {"email": typed})
    texts = [message.payload["text"] for message in OutboxMessage.objects.filter(topic__in=["mail", "sms"])]
    assert len(texts) == 2
    links = [link for text in texts for link in re.findall(r"https?://\S+", text)]
    assert links
    assert all(link.startswith("https://dichvucong.langson.example/") for link in links), links


@pytest.mark.issue(18)
@pytest.mark.parametrize("typed", ["congdan", "0912", "020190000101", "(+84) 90039510"])
def test_who_names_no_account_is_told_so_in_the_language_of_the_page(client, hoa, typed):
    answer = client.post("/dang-nhap/", {"login": typed, "password": "cu-lam-roi"})
    text = answer.content.decode()
    assert "Nhập số điện thoại hoặc email của tài khoản;" in text
    assert "username" not in text
