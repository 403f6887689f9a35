"""Administrators read how the system is, part by part, the worst first and with what to do; nobody else does."""

import pytest
from django.test import Client
from django.utils import timezone

from motcua.kernel.manifests import HealthPart, offered
from motcua.organization.models import Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
PAGE = "/lam-viec/suc-khoe/"


def official(agency, unit, post):
    now = timezone.now()
    kind = AccountKind.OFFICIAL
    account = create_account(kind=kind, password="x", full_name="Lộc Thắng", email=f"{post}@x.vn", by=None, at=now)
    seat = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=post)
    give_post(account, post=seat, valid_from=now.date(), by=None, at=now)
    client = Client()
    client.force_login(account)
    return client


def test_an_administrator_reads_every_part_the_worst_first(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = official("ubnd-tinh", "van-phong", "quan-tri").get(PAGE)
    assert answer.status_code == 200
    parts = answer.context["parts"]
    assert {part["label"] for part in parts} == {part.label for part in offered(HealthPart).values()}
    tones = [part["tone"] for part in parts]
    assert tones == sorted(tones, key=["late", "soon", "good"].index)
    page = answer.content.decode()
    assert "Chưa có tiến trình nền nào chạy." in page
    assert "Chạy ./motcua worker" in page


def test_nobody_else_does():
    assert official("ubnd-tinh", "van-phong", "kiem-soat-tthc").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
