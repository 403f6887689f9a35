"""Codes that follow each other are not read one by one; looking changes nothing; no name breaks a line elsewhere."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from motcua.dossiers.rules import PartyFacts, Role
from motcua.kernel import outbox
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.outbox import enqueue
from motcua.kernel.text import one_line
from motcua.notices.models import Notice
from motcua.notices.operations import tell
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
EVIL = "Nông Thị Hoa\r\nBcc: ai@x.vn\x1b[2J\u2028\u202ex"


@pytest.fixture
def hoa():
    return create_account(
        kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="hoa@x.vn", phone="+84912345678", by=None, at=AT
    )


def code(number):
    return f"/tra-cuu/?ma=H37.10-261123-{number:04d}"


def test_a_browser_that_asks_for_code_after_code_is_told_when_to_try_again(client):
    for number in range(30):
        assert client.get(code(number)).status_code == 404
    answer = client.get(code(31))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert "Thử lại sau 10 phút" in answer.content.decode()
    asked = client.post("/tra-cuu/ma-xac-nhan/", {"ma": "H37.10-261123-0001"})
    assert asked.status_code == 429
    assert client.get("/tra-cuu/").status_code == 200
    assert client.get("/thu-tuc/").status_code == 200


def test_an_address_that_changes_its_browser_comes_to_an_end_too():
    for number in range(120):
        assert Client(headers={"user-agent": f"a{number}"}).get(code(number)).status_code == 404
    assert Client(headers={"user-agent": "another"}).get(code(1)).status_code == 429
    assert Client(headers={"user-agent": "another"}, REMOTE_ADDR="10.0.0.7").get(code(1)).status_code == 404


def news(account, link="/"):
    return tell(
        kind="password_changed", account=account, email="", phone="", context={"link": link}, dossier_reference="",
        by=None, at=AT,
    )  # fmt: skip


def test_looking_at_notices_changes_nothing_and_a_press_does(client, hoa):
    first = news(hoa)
    client.force_login(hoa)
    before = JournalEntry.objects.count()
    page = client.get("/tai-khoan/thong-bao/").content.decode()
    assert "chưa đọc" in page
    assert JournalEntry.objects.count() == before
    later = news(hoa)
    assert client.post("/tai-khoan/thong-bao/", {"notice": [first.pk, "x"]}).status_code == 302
    assert [notice.read_at is None for notice in Notice.objects.order_by("pk")] == [False, True]
    client.post("/tai-khoan/thong-bao/", {"notice": [later.pk]})
    assert "chưa đọc" not in client.get("/tai-khoan/thong-bao/").content.decode()


def test_nobody_marks_anothers_notices(client, hoa):
    notice = news(hoa)
    other = create_account(kind=AccountKind.CITIZEN, password="x", full_name="L", email="l@x.vn", by=None, at=AT)
    client.force_login(other)
    client.post("/tai-khoan/thong-bao/", {"notice": [notice.pk]})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_name_is_one_line_wherever_it_comes_in(client, hoa):
    assert one_line(EVIL) == "Nông Thị Hoa Bcc: ai@x.vn[2J x"
    client.force_login(hoa)
    sent = {"full_name": EVIL, "address": "a\r\nb", "language": "vi", "sex": "UNKNOWN"}
    # A header is no name at all; a name with a line break in it is one line.
    assert client.post("/tai-khoan/thong-tin/", sent).status_code == 422
    sent["full_name"] = "Nông Thị\r\nHoa\u2028\u202e"
    assert client.post("/tai-khoan/thong-tin/", sent).status_code == 302
    hoa.refresh_from_db()
    assert (hoa.full_name, hoa.address) == ("Nông Thị Hoa", "a b")
    party = PartyFacts(Role.HOLDER, EVIL, address="a\nb", email="a@x.vn\r\nBcc: b@x.vn")
    assert (party.name, party.address, party.email) == (one_line(EVIL), "a b", "a@x.vn Bcc: b@x.vn")


def test_a_line_break_in_a_subject_is_no_header_and_holds_no_letter_back():
    letter = {"to": "hoa@x.vn", "subject": "Về hồ sơ\r\nBcc: ai@x.vn", "text": "a"}
    message = enqueue("mail", letter, key="k", at=AT)
    outbox.deliver(message.pk, at=AT)
    assert OutboxMessage.objects.get().state == "SENT"
    assert mail.outbox[0].subject == "Về hồ sơ Bcc: ai@x.vn"
    assert mail.outbox[0].recipients() == ["hoa@x.vn"]
