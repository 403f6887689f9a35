"""Many passwords at once: few wait, the rest is told, pages go on, and nobody is counted for having been many."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from motcua.cli.running import web
from motcua.kernel import confined
from motcua.kernel.models import OutboxMessage
from motcua.kernel.turns import THREADS, Busy
from motcua.people.backends import LINE
from motcua.people.models import Account
from motcua.settings import base
from tests.portal.conftest import PASSWORD
from tests.portal.test_sign_up import code_sent

pytestmark = pytest.mark.issue(16)
SAID = "Nhiều người đang làm việc này cùng lúc"


@contextmanager
def a_crowd():
    """As many as may stand in line do so, until this is over."""
    over, standing = threading.Event(), []

    def stand():
        try:
            with LINE.turn():
                standing.append("served")
                over.wait(30)
        except Busy:
            standing.append("left")

    crowd = [threading.Thread(target=stand) for _place in range(4)]
    for thread in crowd:
        thread.start()
    until = time.monotonic() + 5
    while not (standing and LINE._line._value == 0) and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield
    finally:
        over.set()
        for thread in crowd:
            thread.join()


def told(answer):
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) < 60
    page = answer.content.decode()
    assert SAID in page
    return page


def test_some_thread_of_every_process_is_always_left_for_pages():
    lines = [confined.LINE, LINE]
    assert sum(line._line._initial_value for line in lines) < THREADS
    command = web(8000)
    assert command[command.index("--blocking-threads") + 1] == str(THREADS)


def test_twenty_passwords_at_once_are_compared_one_after_the_other_and_most_are_told_at_once(settings, monkeypatch):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    kept = make_password(PASSWORD)
    at_work, most, ends = [], [], []

    def slow(self, *_arguments, **_facts):
        at_work.append(1)
        most.append(len(at_work))
        time.sleep(0.2)
        at_work.pop()
        return kept

    monkeypatch.setattr("django.contrib.auth.hashers.ScryptPasswordHasher.encode", slow)

    def come():
        begun = time.monotonic()
        try:
            ends.append((check_password(PASSWORD, kept), time.monotonic() - begun))
        except Busy:
            ends.append((None, time.monotonic() - begun))

    crowd = [threading.Thread(target=come) for _one in range(20)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert max(most) == 1
    assert sorted(right is not None for right, _took in ends) == [False] * 16 + [True] * 4
    assert all(took < 0.2 for right, took in ends if right is None)
    assert check_password(PASSWORD, kept)


def test_who_signs_in_among_many_is_told_and_types_only_the_password_again(client, hoa):
    sent = {"login": "hoa@x.vn", "password": PASSWORD, "next": "/ho-so/"}
    with a_crowd():
        for _try in range(8):
            page = told(client.post("/dang-nhap/", sent))
    assert 'value="hoa@x.vn"' in page
    assert 'value="/ho-so/"' in page
    assert PASSWORD not in page
    # Eight tries that nobody compared are no wrong passwords.
    assert client.post("/dang-nhap/", sent)["Location"] == "/ho-so/"


def test_so_is_who_signs_up(client, db):
    sent = {"full_name": "Lý Văn Tư", "login": "tu@x.vn", "password1": PASSWORD}
    with a_crowd():
        for _try in range(8):
            page = told(client.post("/dang-ky/", sent))
        assert not OutboxMessage.objects.exists()
    assert 'value="tu@x.vn"' in page
    assert 'value="Lý Văn Tư"' in page
    assert client.post("/dang-ky/", sent)["Location"] == "/dang-ky/xac-nhan/"
    code = code_sent()
    with a_crowd():
        for _try in range(6):
            told(client.post("/dang-ky/xac-nhan/", {"code": code}))
    assert client.post("/dang-ky/xac-nhan/", {"code": code}).status_code == 302
    assert Account.objects.filter(email="tu@x.vn").exists()


def test_so_is_who_changes_the_password_or_gives_it_once_more(client, hoa):
    client.force_login(hoa)
    new = {"oldpassword": PASSWORD, "password1": "hoa hồi tháng chín", "password2": "hoa hồi tháng chín"}
    with a_crowd():
        told(client.post("/tai-khoan/doi-mat-khau/", new))
        told(client.post("/tai-khoan/xac-nhan-lai/", {"password": PASSWORD}))
        page = told(client.post("/tai-khoan/lien-he/", {"phone": "0912345678", "email": "", "password": PASSWORD}))
        assert "0912345678" in page
        assert Client().get("/").status_code == 200
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)
    assert client.post("/tai-khoan/doi-mat-khau/", new).status_code == 302
