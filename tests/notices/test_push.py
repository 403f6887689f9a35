"""Notices on devices: sealed as the RFC says, sent by the worker, to known services alone, forgotten when gone."""

import json
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import circuits, outbox
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.outbox import NotTakenError, deliver
from motcua.notices.checks import says_a_key_that_cannot_be_read
from motcua.notices.models import Delivery, PushDevice, SimulatedMessage
from motcua.notices.operations import DEVICES_MOST, allow_device, stop_device, tell
from motcua.notices.personal import devices_part
from motcua.notices.push import carrying, vapid
from motcua.notices.push.places import is_known, is_public, packed, unpacked
from motcua.notices.push.sealing import CURVE, MOST, opened, point, seal
from motcua.notices.push.sending import ServiceAwayError
from motcua.notices.push.simulator import HOST, SimulatedCarrier, new_browser
from motcua.notices.queries import offers_push, push_devices_of
from motcua.notices.rules import Channel, Message, NoticeKind, channels_for, pushed
from motcua.people.models import Account
from motcua.people.operations.own_data import erase_account

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SERVICES = ["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"]
GOOD = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA"


def private(text):
    return ec.derive_private_key(int.from_bytes(unpacked(text), "big"), CURVE)


# RFC 8291, section 5 and appendix A.
RFC = {
    "text": b"When I grow up, I want to be a watermelon",
    "own": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "receiver": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "secret": "BTBZMqHH6r4Tts7J_aSIgg",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "body": "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3v"
    "CYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
}


def test_a_message_is_sealed_as_the_example_of_the_rfc():
    secret, salt = unpacked(RFC["secret"]), unpacked(RFC["salt"])
    receiver = unpacked(RFC["public"])
    assert point(private(RFC["receiver"]).public_key()) == receiver
    body = seal(RFC["text"], receiver=receiver, secret=secret, own=private(RFC["own"]), salt=salt)
    assert packed(body) == RFC["body"]
    assert opened(unpacked(RFC["body"]), own=private(RFC["receiver"]), secret=secret) == RFC["text"]


@given(st.binary(max_size=MOST))
def test_only_the_browser_it_is_for_reads_a_message(text):
    own, other = ec.generate_private_key(CURVE), ec.generate_private_key(CURVE)
    secret = b"s" * 16
    body = seal(text, receiver=point(own.public_key()), secret=secret)
    assert len(body) <= 4096
    assert opened(body, own=own, secret=secret) == text
    for wrong in ({"own": other, "secret": secret}, {"own": own, "secret": b"t" * 16}):
        with pytest.raises(InvalidTag):
            opened(body, **wrong)


def test_no_two_messages_are_alike():
    own = ec.generate_private_key(CURVE)
    sealed = [seal(b"x", receiver=point(own.public_key()), secret=b"s" * 16) for _ in range(2)]
    assert sealed[0] != sealed[1]
    with pytest.raises(ValueError, match="do not fit"):
        seal(b"x" * (MOST + 1), receiver=point(own.public_key()), secret=b"s" * 16)


def test_who_writes_is_proved_to_the_service():
    own = ec.generate_private_key(CURVE)
    header = vapid.authorization(GOOD, own=own, contact="mailto:a@b.vn", now=1000.5)
    assert vapid.claims_of(header) == {
        "aud": "https://updates.push.services.mozilla.com",
        "exp": 1000 + vapid.HOLDS,
        "sub": "mailto:a@b.vn",
    }
    assert vapid.HOLDS <= 24 * 3600
    other = packed(point(ec.generate_private_key(CURVE).public_key()))
    with pytest.raises(ValueError, match="not signed"):
        vapid.claims_of(f"{header.partition(', k=')[0]}, k={other}")


@pytest.mark.parametrize(
    ("endpoint", "is_good"),
    [
        (GOOD, True),
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://web.push.apple.com/QL", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=x", True),
        ("https://fcm.googleapis.com:443/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com", False),
        ("https://fcm.googleapis.com/", False),
        ("https://evilfcm.googleapis.com.attacker.vn/x", False),
        ("https://xfcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com@10.0.0.1/x", False),
        ("https://x:y@fcm.googleapis.com/x", False),
        ("https://10.0.0.1/fcm.googleapis.com", False),
        ("https://fcm.googleapis.com/x#y", False),
        ("https://fcm.googleapis.com/\r\nX: y", False),
        ("https://fcm.googleapis.com/ x", False),
        ("https://fcm.googleapis.com:x/x", False),
        ("https://[/x", False),
        ("https://fcm.googleapis.com/ấ", False),
        ("https://fcm.googleapis.com/" + "x" * 600, False),
        ("", False),
    ],
)
def test_only_addresses_of_known_services_are_taken(endpoint, is_good):
    assert is_known(endpoint, SERVICES) is is_good


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("142.250.4.95", True),
        ("2404:6800:4003::5f", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("224.0.1.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:142.250.4.95", True),
    ],
)
def test_nothing_within_our_networks_is_asked(address, is_open):
    assert is_public(address) is is_open


def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch):
    places = [(2, 1, 6, "", ("142.250.4.95", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: places)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("connected"))
    with pytest.raises(NotTakenError):
        carrying.HttpsCarrier().post(GOOD, b"", {})


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("Hồ sơ H1 đã được tiếp nhận. Xem: https://a.vn/ho-so/L/", "Hồ sơ H1 đã được tiếp nhận."),
        ("Hồ sơ H1 có tin: https://a.vn/ho-so/L/", "Chủ đề"),
        ("Không có địa chỉ.", "Không có địa chỉ."),
    ],
)
def test_a_device_shows_the_words_of_a_short_message_without_its_address(short, words):
    assert pushed(Message("Chủ đề", short, ""), "https://a.vn/ho-so/L/") == words


# With rows.


@pytest.fixture
def citizen():
    return Account.objects.create(kind="CITIZEN", full_name="Nguyễn Thị Phương Thảo", joined_at=AT)


@pytest.fixture
def with_key(settings, tmp_path):
    """An installation that can tell browsers things, by way of the simulator."""
    settings.PUSH_KEY = str(tmp_path / "push.pem")
    settings.PUSH_CARRIER = "motcua.notices.push.simulator.SimulatedCarrier"
    settings.PUSH_SERVICES = [HOST]
    assert vapid.make_key()
    return Path(settings.PUSH_KEY)


def allowed(by, **changes):
    return allow_device(**new_browser() | changes, device="Firefox, Windows", by=by, at=AT)


def told(account, **changes):
    facts = {
        "account": account, "email": "", "phone": "", "kind": "accepted", "by": None, "at": AT,
        "context": {"code": "H37.12-261123-0007", "procedure": "Đăng ký khai sinh", "due": AT, "reason": "bí mật"},
        "dossier_reference": "LS-7K3M-9QXT",
    }  # fmt: skip
    return tell(**facts | changes)


def sent_through():
    """Deliver what waits for browsers, and what came of it."""
    for topic in ("push", "push.device"):
        for pk in OutboxMessage.objects.filter(topic=topic, state="QUEUED").values_list("pk", flat=True):
            deliver(pk, at=AT)
    return list(OutboxMessage.objects.filter(topic="push.device").order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_every_device_of_a_person_is_told_once(citizen, with_key):
    for _ in range(2):
        allowed(citizen)
    notice = told(citizen)
    assert set(Delivery.objects.filter(notice=notice).values_list("channel", flat=True)) == {"IN_APP", "PUSH"}
    assert sent_through() == ["SENT", "SENT"]
    received = SimulatedMessage.objects.filter(channel=Channel.PUSH)
    assert {one.subject for one in received} == {"Một Cửa Lạng Sơn"}
    (body,) = {one.body for one in received}
    words, link = body.split("\n")
    assert "H37.12-261123-0007" in words
    assert "http" not in words
    assert "bí mật" not in words
    assert "Phương Thảo" not in words
    assert link.endswith("/ho-so/LS-7K3M-9QXT/")
    # Whatever happens twice is shown once.
    for pk in OutboxMessage.objects.filter(topic="push.device").values_list("pk", flat=True):
        OutboxMessage.objects.filter(pk=pk).update(state="QUEUED")
        deliver(pk, at=AT)
    assert received.count() == 2


@pytest.mark.django_db
def test_nobody_is_asked_for_devices_where_there_is_no_key(citizen, settings, tmp_path, django_assert_num_queries):
    settings.PUSH_KEY = str(tmp_path / "none.pem")
    assert not offers_push()
    PushDevice.objects.create(account=citizen, **new_browser(), allowed_at=AT)
    assert Delivery.objects.filter(notice=told(citizen), channel=Channel.PUSH).count() == 0
    with pytest.raises(ImproperlyConfigured):
        outbox._WAYS["push.device"].deliverer(
            {"device": PushDevice.objects.get().pk, "title": "", "text": "", "link": ""}, key="a/1"
        )


@pytest.mark.parametrize("holds_secret", [True, False])
def test_a_secret_never_lights_up_a_screen(holds_secret):
    kind = NoticeKind("x", "x", "x", "x", holds_secret=holds_secret)
    channels = channels_for(kind, has_account=True, has_email=True, has_phone=True, has_device=True)
    assert (Channel.PUSH in channels) is not holds_secret
    assert set(Channel) - set(channels) <= {Channel.PUSH}


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(citizen, with_key, monkeypatch, status):
    allowed(citizen)
    told(citizen)
    monkeypatch.setattr(SimulatedCarrier, "post", lambda *_a: status)
    assert sent_through() == ["SENT"]
    assert not PushDevice.objects.exists()
    assert JournalEntry.objects.filter(word="push.gone").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "is_channels"), [(500, True), (429, True), (400, False), (403, False), (302, False)]
)
def test_what_fails_is_tried_again_and_a_service_that_is_away_is_left_alone(
    citizen, with_key, monkeypatch, status, is_channels
):
    allowed(citizen)
    for _ in range(circuits.OPENS_AFTER):
        told(citizen)
    monkeypatch.setattr(SimulatedCarrier, "post", lambda *_a: status)
    assert set(sent_through()) == {"QUEUED"}
    assert circuits.admits("push.device", at=AT) is not is_channels
    assert PushDevice.objects.count() == 1
    said = OutboxMessage.objects.filter(topic="push.device").first().last_error
    assert said == f"{(ServiceAwayError if is_channels else NotTakenError).__name__}: HTTP {status}"


@pytest.mark.django_db
def test_what_was_stopped_meanwhile_is_not_told(citizen, with_key):
    device = allowed(citizen)
    told(citizen)
    deliver(OutboxMessage.objects.get(topic="push").pk, at=AT)
    stop_device(device, by=citizen, at=AT)
    assert sent_through() == ["SENT"]
    assert not SimulatedMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": f"http://{HOST}/x"},
        {"p256dh": ""},
        {"p256dh": packed(b"\x04" + b"\x01" * 64)},
        {"p256dh": "!!!"},
        {"auth": packed(b"short")},
    ],
)
def test_what_no_browser_gives_is_refused_and_nothing_kept(citizen, with_key, changes):
    with pytest.raises(Refused):
        allowed(citizen, **changes)
    assert not PushDevice.objects.exists()
    assert not JournalEntry.objects.filter(word="push.allowed").exists()


@pytest.mark.django_db
def test_a_browser_belongs_to_who_allowed_it_last(citizen, with_key):
    other = Account.objects.create(kind="CITIZEN", full_name="Lý Văn Nam", joined_at=AT)
    browser = new_browser()
    allowed(citizen, **browser)
    allowed(other, **browser)
    assert (push_devices_of(citizen), len(push_devices_of(other))) == ([], 1)
    with pytest.raises(NotPermitted):
        stop_device(push_devices_of(other)[0], by=citizen, at=AT)


@pytest.mark.django_db
def test_officials_and_too_many_are_refused(citizen, with_key):
    official = Account.objects.create(kind="OFFICIAL", full_name="Vi Thị Hạnh", joined_at=AT)
    with pytest.raises(NotPermitted):
        allowed(official)
    browser = new_browser()
    allowed(citizen, **browser)
    for _ in range(DEVICES_MOST - 1):
        allowed(citizen)
    with pytest.raises(Refused, match="Tắt một thiết bị"):
        allowed(citizen)
    assert allowed(citizen, **browser).account == citizen


@pytest.mark.django_db
def test_where_a_browser_is_reached_stands_in_no_journal_and_goes_with_the_account(citizen, with_key):
    device = allowed(citizen)
    assert device.endpoint not in json.dumps(list(JournalEntry.objects.values_list("details", flat=True)))
    part = devices_part(citizen, at=AT)
    assert (part.count, [*part.records]) == (1, [{"Thiết bị": "Firefox, Windows", "Bật lúc": "14:30 ngày 23/11/2026"}])
    erase_account(citizen, by=citizen, at=AT)
    assert not PushDevice.objects.exists()


def test_the_simulator_answers_as_a_service_does(with_key, db):
    browser = new_browser()
    own = vapid.key()
    body = seal(b"{}", receiver=unpacked(browser["p256dh"]), secret=unpacked(browser["auth"]))
    now = time.time()
    good = {
        "Authorization": vapid.authorization(browser["endpoint"], own=own, contact="mailto:a@b.vn", now=now),
        "Content-Encoding": "aes128gcm",
        "TTL": "60",
        "Topic": "x",
    }
    elsewhere = vapid.authorization(GOOD, own=own, contact="mailto:a@b.vn", now=now)
    old = vapid.authorization(browser["endpoint"], own=own, contact="mailto:a@b.vn", now=now - 2 * vapid.HOLDS)
    answers = [
        SimulatedCarrier().post(browser["endpoint"] + "x", body, good),
        SimulatedCarrier().post(browser["endpoint"], body, good | {"Authorization": "vapid t=a.b.c, k=x"}),
        SimulatedCarrier().post(browser["endpoint"], body, good | {"Authorization": elsewhere}),
        SimulatedCarrier().post(browser["endpoint"], body, good | {"Authorization": old}),
        SimulatedCarrier().post(browser["endpoint"], body, good | {"TTL": ""}),
        SimulatedCarrier().post(browser["endpoint"], body[:-1], good),
    ]
    assert answers == [410, 401, 403, 403, 400, 400]


def test_a_key_is_made_once_for_its_owner_alone(settings, tmp_path):
    settings.PUSH_KEY = str(tmp_path / "keys" / "push.pem")
    assert says_a_key_that_cannot_be_read(None) == []
    assert vapid.make_key()
    public = vapid.public_part()
    assert not vapid.make_key()
    assert (vapid.public_part(), len(unpacked(public))) == (public, 65)
    path = Path(settings.PUSH_KEY)
    assert path.stat().st_mode & 0o777 == 0o600
    assert says_a_key_that_cannot_be_read(None) == []
    path.write_text("no key")
    assert vapid.public_part() == ""
    assert [one.id for one in says_a_key_that_cannot_be_read(None)] == ["notices.W004"]
