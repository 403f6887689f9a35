"""Notices on devices, on the page of notices: offered where there is a key, each one's own, and never an official's."""

import pytest

from motcua.notices.models import PushDevice
from motcua.notices.push import vapid
from motcua.notices.push.simulator import HOST, new_browser
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.portal.conftest import AT, WINDOWS

PAGE, PRESS = "/tai-khoan/thong-bao/", "/tai-khoan/thong-bao/thiet-bi/"


@pytest.fixture
def with_key(settings, tmp_path):
    settings.PUSH_KEY = str(tmp_path / "push.pem")
    settings.PUSH_SERVICES = [HOST]
    assert vapid.make_key()


@pytest.fixture
def signed_in(client, hoa, settings):
    settings.PUSH_KEY = "/nowhere/push.pem"
    client.force_login(hoa)
    return client


def shown(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_key_nothing_is_offered_and_nothing_taken(signed_in):
    assert "thiet-bi" not in shown(signed_in)
    assert signed_in.post(PRESS, new_browser()).status_code == 404
    assert not PushDevice.objects.exists()


def test_a_device_is_allowed_and_stopped(signed_in, with_key):
    assert f'data-mc-push="{vapid.public_part()}"' in shown(signed_in)
    answer = signed_in.post(PRESS, new_browser(), HTTP_USER_AGENT=WINDOWS, follow=True)
    assert "Đã bật thông báo trên thiết bị này." in answer.content.decode()
    device = PushDevice.objects.get()
    assert (device.device, device.account.full_name) == ("Chrome, Windows", "Nông Thị Hoa")
    page = shown(signed_in)
    assert "Chrome, Windows" in page
    assert device.endpoint not in page
    answer = signed_in.post(PRESS, {"device": device.handle}, follow=True)
    assert "Đã tắt thông báo trên thiết bị đó." in answer.content.decode()
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("wanted", ["x", "00000000-0000-4000-8000-000000000000", None])
def test_nobody_elses_device_is_stopped(signed_in, with_key, wanted):
    other = create_account(
        kind=AccountKind.CITIZEN, password="x", full_name="Lý Văn Nam", email="nam@x.vn", phone="", by=None, at=AT
    )
    device = PushDevice.objects.create(account=other, **new_browser(), allowed_at=AT)
    answer = signed_in.post(PRESS, {"device": wanted or device.handle}, follow=True)
    assert "Thiết bị này đã tắt thông báo. Tải lại trang." in answer.content.decode()
    assert PushDevice.objects.get() == device


def test_what_no_browser_gives_is_told_and_not_taken(signed_in, with_key):
    answer = signed_in.post(PRESS, {"endpoint": "https://127.0.0.1/x", "p256dh": "x", "auth": "y"}, follow=True)
    assert "Thử trình duyệt khác." in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_an_official_is_not_offered_it(client, with_key):
    official = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Vi Thị Hạnh", email="hanh@x.vn", phone="", by=None, at=AT
    )
    client.force_login(official)
    assert "thiet-bi" not in shown(client)
    assert client.post(PRESS, new_browser()).status_code == 404


def test_a_demonstration_has_a_device_of_its_own_and_says_so(signed_in, with_key, settings):
    settings.IS_DEMONSTRATION = True
    page = shown(signed_in)
    assert "là mô phỏng" in page
    assert "data-mc-push" not in page
    signed_in.post(PRESS)
    assert PushDevice.objects.get().endpoint.startswith(f"https://{HOST}/")
