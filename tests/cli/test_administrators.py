"""The first administrator of an installation, from the command line."""

import io

import pytest

from motcua.cli.administrators import admit
from motcua.kernel.terminal import Trouble
from motcua.organization.models import Post
from motcua.people.models import Account

pytestmark = pytest.mark.django_db
WHO = {"email": "dau.tien@langson.example", "name": "Lộc Văn Đầu"}


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_whoever_is_admitted_signs_in_and_administers(client, typed, capsys):
    typed("mot-hai-ba-bon\n")
    assert admit(**WHO, post="") == 0
    assert "Lộc Văn Đầu (dau.tien@langson.example): Quản trị hệ thống" in capsys.readouterr().out
    client.post("/dang-nhap/", {"login": "dau.tien@langson.example", "password": "mot-hai-ba-bon"})
    assert client.get("/lam-viec/can-bo/").status_code == 200


@pytest.mark.parametrize("password", ["", "1234567", "password", "mot-hai-ba"])
def test_a_password_that_anybody_guesses_is_refused(typed, password):
    typed(f"{password}\n")
    with pytest.raises(Trouble):
        admit(**WHO, post="")
    assert not Account.objects.exists()


def test_a_post_is_chosen_where_there_are_several_or_none(typed):
    typed("mot-hai-ba-bon\n")
    with pytest.raises(Trouble, match="ubnd-tinh/van-phong/quan-tri"):
        admit(**WHO, post="ubnd-tinh/van-phong/kiem-soat-tthc")
    Post.objects.create(unit=Post.objects.get(code="quan-tri").unit, code="quan-tri-2", title="Phó", duties=["ADMIN"])
    with pytest.raises(Trouble, match="quan-tri-2"):
        admit(**WHO, post="")
    assert admit(**WHO, post="ubnd-tinh/van-phong/quan-tri-2") == 0
    Post.objects.filter(code__startswith="quan-tri").update(duties=[])
    with pytest.raises(Trouble, match="packs load"):
        admit(**WHO, post="")


def test_what_refuses_the_account_is_said_whole(typed):
    typed("mot-hai-ba-bon\n")
    with pytest.raises(Trouble, match=r"Chưa mở được tài khoản.*họ và tên"):
        admit(email=WHO["email"], name="", post="")
