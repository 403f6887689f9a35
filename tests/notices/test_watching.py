"""Administrators learn of what stays ill, once, and once that it is well again; by mail only while mail leaves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from motcua.kernel import health
from motcua.kernel.models import Circuit, OutboxMessage
from motcua.notices.models import Delivery, Illness, Notice
from motcua.notices.rules import LASTS, Word, word_of
from motcua.notices.watching import watch
from motcua.organization.models import Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
MINUTE = timedelta(minutes=1)


def official(name, agency, unit, post):
    now, kind = timezone.now(), AccountKind.OFFICIAL
    account = create_account(kind=kind, password="x", full_name="Lộc Thắng", email=f"{name}@x.vn", by=None, at=now)
    seat = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=post)
    give_post(account, post=seat, valid_from=now.date(), by=None, at=now)
    return account


@pytest.fixture
def administrator():
    official("kiemsoat", "ubnd-tinh", "van-phong", "kiem-soat-tthc")
    return official("quantri", "ubnd-tinh", "van-phong", "quan-tri")


@pytest.fixture
def disk(monkeypatch):
    """The disk as this test has it."""
    state = {"is_ill": True}

    def look(*, at):
        return health.ill("Hết chỗ.", "Thêm chỗ.") if state["is_ill"] else health.Health("Còn chỗ.")

    monkeypatch.setattr(health, "disk", look)
    return state


def about(account, part="Đĩa"):
    told = Notice.objects.filter(account=account, subject__contains=part).order_by("pk")
    return [notice.kind for notice in told]


def pass_minutes(begun, since, until):
    for minute in range(since, until):
        watch(at=begun + minute * MINUTE)


def test_what_stays_ill_is_told_once_and_once_that_it_is_well_again(administrator, disk):
    begun = timezone.now()
    pass_minutes(begun, 0, 5)
    assert about(administrator) == []
    pass_minutes(begun, 5, 30)
    assert about(administrator) == ["part_ill"]
    notice = Notice.objects.get(account=administrator, kind="part_ill", subject__contains="Đĩa")
    assert "Hết chỗ." in notice.body
    assert notice.link.endswith("/lam-viec/suc-khoe/")
    letter = Delivery.objects.get(notice=notice, channel="EMAIL").message
    assert letter.payload["to"] == "quantri@x.vn"
    disk["is_ill"] = False
    pass_minutes(begun, 30, 35)
    assert about(administrator) == ["part_ill"]
    pass_minutes(begun, 35, 60)
    assert about(administrator) == ["part_ill", "part_well"]
    assert not Illness.objects.filter(part="disk").exists()
    # Nobody else was told.
    assert set(Notice.objects.values_list("account", flat=True)) == {administrator.pk}


def test_what_comes_and_goes_wakes_nobody(administrator, disk):
    begun = timezone.now()
    for minute in range(40):
        disk["is_ill"] = minute % 4 != 0
        watch(at=begun + minute * MINUTE)
    assert about(administrator) == []


def test_after_it_was_told_a_short_relief_is_no_news(administrator, disk):
    begun = timezone.now()
    pass_minutes(begun, 0, 10)
    for minute in range(10, 40):
        disk["is_ill"] = minute % 4 != 0
        watch(at=begun + minute * MINUTE)
    assert about(administrator) == ["part_ill"]


def test_while_mail_cannot_leave_it_is_told_on_screen_alone(administrator, disk):
    begun = timezone.now()
    Circuit.objects.create(topic="mail", failures=3, opened_at=begun)
    pass_minutes(begun, 0, 10)
    assert {"part_ill"} == set(about(administrator)) == set(about(administrator, "Kênh gửi"))
    assert not Delivery.objects.filter(channel="EMAIL").exists()
    assert not OutboxMessage.objects.filter(topic="mail").exists()


def test_each_machine_has_a_disk_of_its_own_and_all_one_queue(administrator, disk, monkeypatch):
    begun = timezone.now()
    OutboxMessage.objects.create(key="x", topic="sms", payload={}, created_at=begun - timedelta(hours=1))
    for minute in range(12):
        for node in ("mot", "hai"):
            monkeypatch.setattr("motcua.notices.watching.platform.node", lambda node=node: node)
            disk["is_ill"] = node == "hai"
            watch(at=begun + minute * MINUTE)
    assert about(administrator) == ["part_ill"]
    assert "Máy: hai." in Notice.objects.get(account=administrator, subject__contains="Đĩa").body
    assert about(administrator, "Hàng đợi") == ["part_ill"]


def test_a_word_is_due_when_a_change_has_lasted():
    at = timezone.now()
    ill = {"is_ill": True, "since": at, "well_since": None}
    assert word_of(**ill, told_at=None, at=at + LASTS) is Word.ILL
    assert word_of(**ill, told_at=None, at=at + LASTS - MINUTE) is Word.NOTHING
    assert word_of(**ill, told_at=at, at=at + 9 * LASTS) is Word.NOTHING
    well = {"is_ill": False, "since": at, "well_since": at}
    assert word_of(**well, told_at=at, at=at + LASTS) is Word.WELL
    assert word_of(**well, told_at=None, at=at + LASTS) is Word.NOTHING


@pytest.mark.parametrize("page", ["/lam-viec/suc-khoe/", "/lam-viec/can-bo/"])
def test_a_dead_worker_is_told_by_the_pages_of_administrators(administrator, page):
    client = Client()
    client.force_login(administrator)
    assert "Thư và việc nền đang dừng" in client.get(page).content.decode()


def test_others_are_not_troubled_nor_is_anybody_while_it_lives(administrator):
    other = Client()
    other.force_login(official("khac", "ubnd-tinh", "van-phong", "kiem-soat-tthc"))
    assert "Thư và việc nền đang dừng" not in other.get("/lam-viec/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    client = Client()
    client.force_login(administrator)
    assert "Thư và việc nền đang dừng" not in client.get("/lam-viec/suc-khoe/").content.decode()
