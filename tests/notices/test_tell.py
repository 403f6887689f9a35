"""Telling people: rows, outbox and journal in one transaction; sent once; visible when it fails."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from motcua.kernel import outbox
from motcua.kernel.manifests import Topic, offered
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted
from motcua.kernel.outbox import deliver, enqueue
from motcua.notices.checks import says_what_reaches_nobody
from motcua.notices.delivery import send_mail, send_sms
from motcua.notices.models import Delivery, Notice, SimulatedMessage
from motcua.notices.operations import mark_read, tell
from motcua.notices.queries import deliveries_about, notices_of, simulated_messages, unfinished, unread_count, unsent
from motcua.organization.models import Post, Unit
from motcua.people.models import Account, Holding

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DUE = datetime(2026, 12, 21, 7, 30, tzinfo=UTC)


@pytest.fixture
def citizen():
    return Account.objects.create(kind="CITIZEN", full_name="Nguyễn Thị Phương Thảo", joined_at=AT)


def told(account=None, kind="accepted", **changes):
    facts = {
        "account": account,
        "email": "phuongthao@example.vn",
        "phone": "0912345678",
        "kind": kind,
        "context": {"code": "H37.12-261123-0007", "procedure": "Đăng ký khai sinh", "due": DUE},
        "dossier_reference": "LS-7K3M-9QXT",
        "by": None,
        "at": AT,
    }
    return tell(**facts | changes)


def test_an_acceptance_goes_on_screen_by_mail_and_by_phone(citizen):
    notice = told(citizen)
    assert notice.subject == "Hồ sơ H37.12-261123-0007 đã được tiếp nhận"
    assert "14:30 ngày 21/12/2026" in notice.body
    channels = {d.channel: (d.address, d.state) for d in Delivery.objects.filter(notice=notice)}
    assert channels == {
        "IN_APP": ("", "SENT"),
        "EMAIL": ("p…o@example.vn", "QUEUED"),
        "SMS": ("…678", "QUEUED"),
    }
    assert set(OutboxMessage.objects.values_list("key", flat=True)) == {
        f"notice/{notice.pk}/EMAIL",
        f"notice/{notice.pk}/SMS",
    }
    entry = JournalEntry.objects.get()
    assert (entry.word, entry.details["channels"]) == ("notice.told", ["IN_APP", "EMAIL", "SMS"])


def test_the_journal_holds_no_contact(citizen):
    told(citizen)
    entry = JournalEntry.objects.get()
    assert "0912345678" not in str(entry.details)
    assert "phuongthao" not in str(entry.details)


def test_a_person_without_an_account_or_mail_is_told_by_phone_only():
    notice = told(email="")
    assert [d.channel for d in Delivery.objects.filter(notice=notice)] == ["SMS"]


def test_a_one_time_code_is_sent_and_not_kept(citizen):
    notice = told(citizen, "one_time_code", context={"code": "x", "procedure": "y", "secret": "739204"})
    assert "739204" not in notice.subject + notice.body
    assert "739204" in OutboxMessage.objects.get(topic="sms").payload["text"]
    assert notices_of(citizen) == []
    assert "739204" not in str(JournalEntry.objects.get().details)


def test_an_unknown_kind_or_a_missing_value_leaves_nothing(citizen):
    with pytest.raises(KeyError, match="no_such_kind"):
        told(citizen, "no_such_kind")
    with pytest.raises(KeyError):
        told(citizen, context={})
    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_mail_is_sent_once_with_a_name_made_of_its_key(citizen):
    told(citizen)
    message = OutboxMessage.objects.get(topic="mail")
    assert deliver(message.pk, at=AT).state == "SENT"
    assert deliver(message.pk, at=AT) is None
    [sent] = mail.outbox
    assert sent.to == ["phuongthao@example.vn"]
    assert "Đăng ký khai sinh" in sent.body
    assert sent.extra_headers["Message-ID"].startswith("<")
    assert Delivery.objects.get(channel="EMAIL").state == "SENT"
    assert Delivery.objects.get(channel="EMAIL").sent_at == AT


def test_without_a_gateway_no_short_message_is_begun(citizen, settings):
    settings.SMS_GATEWAY = ""
    told(citizen)
    assert sorted(d.channel for d in Delivery.objects.all()) == ["EMAIL", "IN_APP"]
    assert [warning.id for warning in says_what_reaches_nobody(None)] == ["notices.W001"]


def test_what_waits_when_the_gateway_is_taken_away_fails_where_people_see_it(citizen, settings):
    told(citizen)
    settings.SMS_GATEWAY = ""
    deliver(OutboxMessage.objects.get(topic="sms").pk, at=AT)
    delivery = Delivery.objects.get(channel="SMS")
    assert (delivery.state, delivery.attempts) == ("QUEUED", 1)
    assert "SMS_GATEWAY" in delivery.error


def test_a_demonstration_keeps_short_messages_and_mails_to_show(citizen, settings):
    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "motcua.notices.simulator.SimulatedMailBackend"
    told(citizen)
    for message in OutboxMessage.objects.order_by("pk"):
        assert deliver(message.pk, at=AT).state == "SENT"
    assert [(m.channel, m.address) for m in simulated_messages()] == [
        ("SMS", "0912345678"),
        ("EMAIL", "phuongthao@example.vn"),
    ]


def test_a_simulated_gateway_keeps_the_same_key_once(settings):
    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "motcua.notices.simulator.SimulatedMailBackend"
    for _ in range(2):
        send_sms({"to": "0912345678", "text": "Xin chào"}, key="k")
        send_mail({"to": "a@example.vn", "subject": "Xin chào", "text": "Xin chào"}, key="k")
    assert SimulatedMessage.objects.count() == 2


def test_a_notice_is_read_by_its_person_only_and_keeps_the_first_time(citizen):
    other = Account.objects.create(kind="CITIZEN", full_name="Lý Văn Tài", joined_at=AT)
    notice = told(citizen)
    with pytest.raises(NotPermitted):
        mark_read(notice, by=other, at=AT)
    assert unread_count(citizen) == 1
    mark_read(notice, by=citizen, at=AT)
    assert mark_read(notice, by=citizen, at=AT + timedelta(days=1)).read_at == AT
    assert (unread_count(citizen), unread_count(other)) == (0, 0)


def test_my_notices_come_latest_first_in_pages(citizen):
    first, second, third = told(citizen), told(citizen, "decided"), told(citizen, "returned")
    told()
    assert notices_of(citizen, limit=2) == [third, second]
    assert notices_of(citizen, after=second.pk) == [first]


def test_who_was_told_what_is_for_officials(citizen):
    official = Account.objects.create(kind="OFFICIAL", full_name="Hoàng Thị Bích Ngọc", joined_at=AT)
    told(citizen)
    assert len(deliveries_about(official, "LS-7K3M-9QXT")) == 3
    assert deliveries_about(citizen, "LS-7K3M-9QXT") == []


def test_a_sent_code_is_no_longer_in_the_queue(citizen, settings):
    settings.IS_DEMONSTRATION = True
    told(citizen, kind="one_time_code", context={"secret": "482913", "code": "H37", "procedure": "Đăng ký khai sinh"})
    for message in OutboxMessage.objects.all():
        assert "482913" in str(message.payload)
        deliver(message.pk, at=AT)
    assert "482913" not in str(list(OutboxMessage.objects.values_list("payload", flat=True)))


def test_an_administrator_sends_again_what_was_given_up(client, citizen):
    told(citizen)
    OutboxMessage.objects.filter(topic="sms").update(state="FAILED", attempts=8, last_error="ConnectionError: hỏng")
    address = "/lam-viec/gui-di/"
    client.force_login(official("ADMIN"))
    page = client.get(address)
    assert "ConnectionError: hỏng" in page.content.decode()
    assert "0912345678" not in page.content.decode()
    failed = Delivery.objects.get(channel="SMS")
    client.post(address, {"delivery": failed.pk})
    assert OutboxMessage.objects.get(topic="sms").state == "QUEUED"
    assert JournalEntry.objects.filter(word="notice.sent_again").exists()
    OutboxMessage.objects.filter(topic="sms").update(state="EXPIRED")
    again = client.post(address, {"delivery": failed.pk}, follow=True)
    assert "đã hết hạn" in again.content.decode()
    for nonsense in ("", "x", "-1", "9" * 30, "0"):
        assert client.post(address, {"delivery": nonsense}).status_code == 302


@pytest.mark.issue(17)
def test_an_administrator_has_what_waits_tried_now(client, citizen):
    told(citizen)
    message = OutboxMessage.objects.get(topic="mail")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE status = 'todo'")
    waiting = Delivery.objects.get(channel="EMAIL")
    client.force_login(official("ADMIN"))
    assert f'name="delivery" value="{waiting.pk}"' in client.get("/lam-viec/gui-di/").content.decode()
    client.post("/lam-viec/gui-di/", {"delivery": waiting.pk})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NULL AND status = 'todo'"
            " AND (args ->> 'message_id')::bigint = %s",
            [message.pk],
        )
        assert cursor.fetchone() == (1,)
    assert JournalEntry.objects.filter(word="notice.sent_again").count() == 1


@pytest.mark.issue(17)
def test_a_code_that_no_longer_helps_is_told_of_and_cannot_be_sent_again(client, citizen):
    words = {"secret": "482913", "code": "H37", "procedure": "Đăng ký khai sinh"}
    told(citizen, kind="one_time_code", context=words, expires_at=AT + timedelta(minutes=10))
    message = OutboxMessage.objects.get(topic="mail")
    assert deliver(message.pk, at=AT + timedelta(minutes=11)) is None
    assert mail.outbox == []
    client.force_login(official("ADMIN"))
    page = client.get("/lam-viec/gui-di/").content.decode()
    assert "Hết hạn, không gửi" in page
    assert f'name="delivery" value="{Delivery.objects.get(channel="EMAIL").pk}"' not in page


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    "refusal", [smtplib.SMTPRecipientsRefused({"lan@a.vn": (550, b"no")}), smtplib.SMTPDataError(550, b"no")]
)
def test_a_mailbox_that_is_refused_is_no_fault_of_the_mail_server(monkeypatch, refusal):
    def refuse(_letter):
        raise refusal

    monkeypatch.setattr("motcua.notices.delivery.EmailMessage.send", refuse)
    with pytest.raises(outbox.NotTakenError, match=r"^550 no$"):
        send_mail({"to": "a@example.vn", "subject": "Xin chào", "text": "Xin chào"}, key="k")


def test_an_administrator_sees_what_else_the_worker_tried_in_vain(client):
    words = {"to": "hoa@example.vn", "subject": "Đặt lại mật khẩu", "text": "bí mật", "is_secret": True}
    letter = enqueue("mail", words, key="letter/1", at=AT)
    index = enqueue("search.rebuild", {"kind": "law"}, key="search.rebuild/law/1", at=AT)
    enqueue("kernel.day", {}, key="kernel.day/1", at=AT)
    given_up = {"state": "FAILED", "attempts": 8, "last_error": "OSError: hỏng"}
    OutboxMessage.objects.filter(pk=letter.pk).update(payload={"is_secret": True}, **given_up)
    OutboxMessage.objects.filter(pk=index.pk).update(**given_up)
    address = "/lam-viec/gui-di/"
    client.force_login(official("ADMIN"))
    page = client.get(address).content.decode()
    assert page.count("OSError: hỏng") == 2
    assert "Cập nhật dữ liệu tìm kiếm" in page
    assert f'name="job" value="{index.pk}"' in page
    assert f'name="job" value="{letter.pk}"' not in page
    assert "Việc của ngày" not in page, "it has not been tried yet"
    client.post(address, {"job": index.pk})
    assert OutboxMessage.objects.get(pk=index.pk).state == "QUEUED"
    assert JournalEntry.objects.filter(word="message.sent_again").count() == 1
    for pressed in (letter.pk, "", "x", "-1", "9" * 30, "0"):
        assert client.post(address, {"job": pressed}).status_code == 302
    assert OutboxMessage.objects.get(pk=letter.pk).state == "FAILED"
    assert JournalEntry.objects.filter(word="message.sent_again").count() == 1


def test_all_the_worker_delivers_has_a_name_an_administrator_understands():
    ours = {topic for topic, way in outbox._WAYS.items() if way.deliverer.__module__.startswith("motcua.")}
    assert ours == set(offered(Topic))


def test_only_an_administrator_sees_what_was_not_sent(client, citizen):
    told(citizen)
    for who, status in [(official("RECEIVE"), 403), (citizen, 403)]:
        client.force_login(who)
        assert client.get("/lam-viec/gui-di/").status_code == status
    assert unsent(citizen, at=AT) == unfinished(citizen, at=AT) == []


def official(duty):
    unit = Unit.objects.filter(agency__code="ubnd-tinh").first()
    post = Post.objects.create(unit=unit, code=f"thu-{duty.lower()}", title="Vị trí thử", duties=[duty])
    one = Account.objects.create(kind="OFFICIAL", full_name="Lộc Văn Thắng", joined_at=AT)
    Holding.objects.create(official=one, post=post, valid_from=AT.date())
    return one


@pytest.mark.django_db
def test_a_mail_says_who_sent_it_and_a_short_message_and_the_page_do_not():
    notice = tell(
        account=None, email="a@example.vn", phone="+84912345678", kind="accepted", dossier_reference="R",
        context={"code": "H37.1", "procedure": "X"}, by=None, at=AT,
    )  # fmt: skip
    mail, short = (OutboxMessage.objects.get(topic=topic).payload["text"] for topic in ("mail", "sms"))
    assert mail.endswith("Dịch vụ công tỉnh Lạng Sơn. Thư tự động, xin không trả lời thư này.")
    assert "Thư tự động" not in short + notice.body
