"""One-time codes: the latest sent, once, and no other (TT 01/2018 Đ16)."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client

from motcua.dossiers.models import TrackingCode
from motcua.dossiers.operations import tracking
from motcua.kernel.models import OutboxMessage
from tests.dossiers.conftest import at


@pytest.mark.issue(14)
def test_the_code_before_the_latest_stays_worthless_once_the_latest_is_used(register):
    dossier = register()

    def sent(when):
        tracking.send_tracking_code(dossier, by=None, at=when)
        return re.search(r"\b\d{6}\b", OutboxMessage.objects.filter(topic="mail").latest("pk").payload["text"])[0]

    first, second = sent(at(3, 9, 0)), sent(at(3, 9, 2))
    when = at(3, 9, 3)
    assert not tracking.redeem_tracking_code(dossier, secret=first, by=None, at=when) or first == second
    assert tracking.redeem_tracking_code(dossier, secret=second, by=None, at=when)
    assert not tracking.redeem_tracking_code(dossier, secret=first, by=None, at=when)
    assert not tracking.redeem_tracking_code(dossier, secret=second, by=None, at=when)


@pytest.mark.issue(17)
def test_a_code_leaves_only_while_it_helps(register):
    tracking.send_tracking_code(register(), by=None, at=at(3, 9, 0))
    assert OutboxMessage.objects.filter(topic="mail").latest("pk").expires_at == at(3, 9, 10)


SEND, OPENED = "/tra-cuu/ma-xac-nhan/", "/tra-cuu/chi-tiet/"


def asked_for(client, dossier):
    """A browser asks for a code: what came, if any; the minute between two is over."""
    TrackingCode.objects.update(sent_at=F("sent_at") - timedelta(minutes=2))
    before = OutboxMessage.objects.filter(topic="mail").count()
    client.post(SEND, {"ma": dossier.reference})
    if OutboxMessage.objects.filter(topic="mail").count() == before:
        return ""
    return re.search(r"\b\d{6}\b", OutboxMessage.objects.filter(topic="mail").latest("pk").payload["text"])[0]


@pytest.fixture
def somewhere():
    """Browsers, each at a place of its own."""

    def make(number):
        return Client(REMOTE_ADDR=f"203.0.113.{number}")

    cache.clear()
    yield make
    cache.clear()


@pytest.mark.issue(16)
def test_no_stranger_makes_the_code_in_a_persons_hand_worthless(register, somewhere):
    dossier, person, stranger = register(), somewhere(1), somewhere(2)
    right = asked_for(person, dossier)
    wrong = "000000" if right != "000000" else "111111"
    for _time in range(7):
        assert stranger.post(SEND, {"ma": dossier.reference, "secret": wrong}).status_code == 422
    # Nor by asking for codes and spoiling those.
    assert asked_for(stranger, dossier)
    for _time in range(7):
        stranger.post(SEND, {"ma": dossier.reference, "secret": wrong})
    assert person.post(SEND, {"ma": dossier.reference, "secret": right}).url == OPENED


@pytest.mark.issue(16)
def test_a_code_opens_only_where_it_was_asked_for(register, somewhere):
    dossier, person, stranger = register(), somewhere(1), somewhere(2)
    right = asked_for(person, dossier)
    assert stranger.post(SEND, {"ma": dossier.reference, "secret": right}).status_code == 422
    assert person.post(SEND, {"ma": dossier.reference, "secret": right}).url == OPENED
    assert person.post(SEND, {"ma": dossier.reference, "secret": right}).status_code == 422, "once"


@pytest.mark.issue(16)
def test_no_stranger_uses_up_a_days_codes(register, somewhere):
    dossier, stranger, person = register(), somewhere(2), somewhere(1)
    sent = [asked_for(stranger, dossier) for _time in range(12)]
    assert 0 < len(list(filter(None, sent))) <= tracking.MAX_PER_DAY // 2
    said = stranger.get("/tra-cuu/", {"ma": dossier.reference}).content.decode()
    assert "Đã gửi quá nhiều mã trong ngày" in said
    right = asked_for(person, dossier)
    assert person.post(SEND, {"ma": dossier.reference, "secret": right}).url == OPENED


@pytest.mark.issue(16)
def test_five_wrong_tries_where_it_was_asked_for_end_a_code(register, somewhere):
    dossier, person = register(), somewhere(1)
    right = asked_for(person, dossier)
    wrong = "000000" if right != "000000" else "111111"
    for _time in range(tracking.MAX_ATTEMPTS):
        person.post(SEND, {"ma": dossier.reference, "secret": wrong})
    assert person.post(SEND, {"ma": dossier.reference, "secret": right}).status_code == 422
