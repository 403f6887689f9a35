"""An agency, a unit, a post is ended by a command as on screen: by a decision, and not while work rests on it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from motcua.cli import agencies
from motcua.kernel.models import JournalEntry
from motcua.kernel.terminal import Trouble
from motcua.organization.models import Agency, Post, Unit
from motcua.people.models import Holding
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
DECISION = "QĐ 12/QĐ-UBND ngày 20/11/2026"
ON = timezone.localdate() + timedelta(days=300)


def end(path, on=ON, basis=DECISION, *, with_units=False):
    return agencies.end(path=path, on=on, basis=basis, with_units=with_units, at=timezone.now())


@pytest.fixture
def agency():
    one = Agency.objects.get(code="so-tu-phap")
    made = Agency.objects.create(
        code="so-thu", name="Sở Thử", short_name="Sở Thử", level=one.level, kind=one.kind, place=one.place,
        valid_from=date(2026, 1, 1), sort_key="so thu",
    )  # fmt: skip
    unit = Unit.objects.create(agency=made, code="chuyen-mon", name="Phòng", kind="OFFICE")
    Post.objects.create(unit=unit, code="chuyen-vien", title="Chuyên viên", duties=["PROCESS"])
    return made


def test_a_post_a_unit_and_an_agency_end_by_their_paths(agency, capsys):
    with pytest.raises(Trouble, match="Còn đơn vị"):
        end("so-thu")
    for path in ("so-thu/chuyen-mon/chuyen-vien", "so-thu/chuyen-mon", "so-thu"):
        assert end(path) == 0
    assert capsys.readouterr().out.count(f"{ON:%d/%m/%Y}") == 3
    agency.refresh_from_db()
    assert agency.valid_until == ON
    assert Unit.objects.get(agency=agency).valid_until == ON
    assert Post.objects.get(unit__agency=agency).valid_until == ON
    assert JournalEntry.objects.filter(word="structure.ended").count() == 3


@pytest.mark.parametrize(
    ("path", "facts", "why"),
    [
        ("khong-co", {}, "Không có cơ quan"),
        ("so-thu/khong-co", {}, "Không có đơn vị"),
        ("so-thu/chuyen-mon/khong-co", {}, "Không có đơn vị, vị trí"),
        ("so-thu/chuyen-mon", {"basis": " "}, "căn cứ"),
        ("so-thu/chuyen-mon", {"on": date(2020, 1, 1)}, "hôm nay trở đi"),
    ],
)
def test_what_cannot_end_is_said_in_words(agency, path, facts, why):
    with pytest.raises(Trouble, match=why) as told:
        end(path, **facts)
    # There are no fields to look at.
    assert "được đánh dấu" not in str(told.value)
    assert Unit.objects.get(agency=agency).valid_until is None


def official(name, unit):
    at = timezone.now()
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name=name, email=f"{unit.code}@x.vn", by=None, at=at
    )
    give_post(account, post=unit.posts.first(), valid_from=timezone.localdate(), by=None, at=at)
    return account


def test_an_agency_ends_with_all_its_units_or_nothing_does_and_each_that_cannot_is_named(agency):
    held = Unit.objects.get(agency=agency)
    for number in range(3):
        unit = Unit.objects.create(agency=agency, code=f"phong-{number}", name=f"Phòng {number}", kind="OFFICE")
        Post.objects.create(unit=unit, code="chuyen-vien", title="Chuyên viên", duties=["PROCESS"])
    who = [official("Lộc Thắng", held), official("Vi Thị Lan", unit)]
    with pytest.raises(Trouble) as told:
        end("so-thu", with_units=True)
    assert "«Phòng»: Lộc Thắng còn giữ vị trí" in str(told.value)
    assert "«Phòng 2»: Vi Thị Lan còn giữ vị trí" in str(told.value)
    assert "Phòng 1" not in str(told.value)
    assert set(Unit.objects.filter(agency=agency).values_list("valid_until", flat=True)) == {None}
    assert not JournalEntry.objects.filter(word__in=("unit.closed", "structure.ended", "agency.closed")).exists()
    Holding.objects.filter(official__in=who).update(valid_until=ON)
    assert end("so-thu", with_units=True) == 0
    agency.refresh_from_db()
    assert agency.valid_until == ON
    assert set(Unit.objects.filter(agency=agency).values_list("valid_until", flat=True)) == {ON}
    assert set(Post.objects.filter(unit__agency=agency).values_list("valid_until", flat=True)) == {ON}
    assert JournalEntry.objects.filter(word="unit.closed").count() == 4


def test_the_page_asks_whether_its_units_end_too(agency):
    client = Client()
    at = timezone.now()
    admin = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Quản trị", email="qt@x.vn", by=None, at=at
    )
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", unit__code="van-phong", code="quan-tri")
    give_post(admin, post=seat, valid_from=timezone.localdate(), by=None, at=at)
    client.force_login(admin)
    address = "/lam-viec/co-quan/so-thu/thoi-dung/"
    shown = client.get(address).content.decode()
    assert "Còn: Phòng." in shown
    sent = {"on": ON.isoformat(), "legal_basis": DECISION}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Kết thúc các đơn vị trước, hoặc cùng lúc." in refused.content.decode()
    assert client.post(address, sent | {"units": "yes"}).status_code == 302
    assert Unit.objects.get(agency=agency).valid_until == ON
    listed = client.get("/lam-viec/co-quan/?q=so-thu").content.decode()
    assert f"thôi dùng từ {ON:%d/%m/%Y}" in listed
    assert "Còn:" not in client.get("/lam-viec/co-quan/ubnd-06187/van-phong/thoi-dung/").content.decode()
