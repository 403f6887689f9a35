"""One-time codes: the latest sent, once, and no other (TT 01/2018 Đ16)."""

import re

import pytest

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
