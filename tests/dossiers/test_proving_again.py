"""Who signs gave a password a short while ago; who did not gives it, and what was pressed is done then."""

from urllib.parse import unquote

import pytest

from motcua.handling.models import Task
from motcua.people.sessions import BEGUN
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]


@pytest.fixture
def leader(client, people):
    """Signed in half an hour ago and a little."""
    client.force_login(people.leader)
    session = client.session
    session[BEGUN] -= 31 * 60
    session.save()
    return client


def unsigned(dossier):
    return Task.objects.get(dossier=dossier, finished_at=None)


def test_a_signature_waits_for_the_password_and_is_made_then(leader, people, accepted, work):
    dossier = work(accepted(), when=at(3), steps=2)
    address = f"/lam-viec/ho-so/{dossier.code}/lam/ky/"
    before = dossier.papers.count()
    assert leader.get(address).status_code == 200
    asked = leader.post(address, {"remark": "Đã xem kỹ"})
    assert unquote(asked["Location"]) == f"/tai-khoan/xac-nhan-lai/?next={address}"
    assert "nhập lại mật khẩu" in leader.get(asked["Location"]).content.decode()
    assert leader.post(asked["Location"], {"password": "sai"}).status_code == 200
    task = unsigned(dossier)
    assert dossier.papers.count() == before
    assert leader.post(asked["Location"], {"password": "x"}).status_code == 302
    task.refresh_from_db()
    assert (task.finished_by, task.note) == (people.leader, "Đã xem kỹ")
    # Proved now, nothing is asked for the next one.
    other = work(accepted(), when=at(3), steps=2)
    assert leader.post(f"/lam-viec/ho-so/{other.code}/lam/ky/", {})["Location"] == f"/lam-viec/ho-so/{other.code}/"


def test_so_do_many_at_once(leader, people, accepted, work):
    rows = [unsigned(work(accepted(), when=at(3), steps=2)).pk for _one in range(2)]
    asked = leader.post("/lam-viec/cung-luc/ky/", {"ho-so": rows})
    assert asked["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    assert not Task.objects.filter(pk__in=rows, finished_by=people.leader).exists()
    done = leader.post(asked["Location"], {"password": "x"})
    assert "Đã xong 2 hồ sơ." in done.content.decode()


def test_what_is_no_signature_asks_for_nothing(client, people, accepted):
    dossier = accepted()
    client.force_login(people.clerk)
    session = client.session
    session[BEGUN] -= 31 * 60
    session.save()
    assert client.post(f"/lam-viec/ho-so/{dossier.code}/lam/nhan-viec/", {})["Location"].startswith("/lam-viec/ho-so/")
