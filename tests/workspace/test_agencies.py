"""Agencies, units and posts are kept on screen with the decision they rest on; rights are read from them for a day."""

from datetime import date, timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from motcua.kernel.models import JournalEntry
from motcua.kernel.packs import load_rooms
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post, Unit
from motcua.people.models import Account, Holding
from tests.dossiers.conftest import people, register  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
PAGE, RIGHTS = "/lam-viec/co-quan/", "/lam-viec/quyen/"
DECISION = "QĐ 12/QĐ-UBND ngày 20/11/2026"


def today():
    return local(timezone.now()).date()


def official(path, name="Lương Văn Quản"):
    agency, unit, code = path.split("/")
    post = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=code)
    account = Account.objects.create(kind="OFFICIAL", full_name=name, joined_at=timezone.now())
    Holding.objects.create(official=account, post=post, valid_from=date(2026, 1, 1))
    return account


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def client(db):
    return client_of(official("ubnd-tinh/van-phong/quan-tri"))


NEW = {
    "name": "Sở Thử nghiệm", "short_name": "Sở Thử", "code": "so-thu", "level": "PROVINCE", "kind": "DEPARTMENT",
    "parent": "ubnd-tinh", "valid_from": "2026-11-01", "legal_basis": DECISION,
}  # fmt: skip
LINE = {
    "unit": "chuyen-mon", "unit_name": "Phòng Chuyên môn", "kind": "PROFESSIONAL", "post": "chuyen-vien",
    "title": "Chuyên viên", "duty": ["PROCESS"], "legal_basis": DECISION,
}  # fmt: skip


def ended(on, basis=DECISION):
    return {"on": on.isoformat(), "legal_basis": basis}


def test_an_agency_to_come_is_made_ready_before_its_day(client):
    day = today() + timedelta(days=30)
    page = client.post(f"{PAGE}moi/", {**NEW, "valid_from": day.isoformat()}, follow=True)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == f"{PAGE}so-thu/"
    assert f"từ {day:%d/%m/%Y}" in " ".join(client.get(PAGE, {"q": "Sở Thử"}).content.decode().split())
    assert client.post(f"{PAGE}so-thu/", LINE).status_code == 302
    assert Post.objects.get(unit__agency__code="so-thu").title == "Chuyên viên"
    assert client.get(f"{PAGE}so-thu/ten/").status_code == 200
    assert not Agency.objects.on(today()).filter(code="so-thu").exists()


@pytest.mark.parametrize("year", ["2036", "2199"])
def test_an_agency_of_a_year_far_off_is_a_slip_and_takes_no_code(client, year):
    answer = client.post(f"{PAGE}moi/", {**NEW, "valid_from": f"{year}-12-01"})
    assert answer.status_code == 422
    assert "Chọn ngày trong vòng một năm." in answer.content.decode()
    assert not Agency.objects.filter(code="so-thu").exists()


def test_two_agencies_of_one_place_have_two_names(client):
    assert client.post(f"{PAGE}moi/", NEW).status_code == 302
    answer = client.post(f"{PAGE}moi/", {**NEW, "code": "so-thu-2", "name": "SỞ thử nghiệm"})
    assert answer.status_code == 422
    assert "Cơ quan khác đang mang tên này." in answer.content.decode()
    assert not Agency.objects.filter(code="so-thu-2").exists()


def test_an_agency_is_written_down_gets_units_and_ends_again(client):
    assert client.post(f"{PAGE}moi/", NEW).url == f"{PAGE}so-thu/"
    made = Agency.objects.get(code="so-thu")
    assert (made.name, made.kind, made.place.kind, made.parent.code) == (
        "Sở Thử nghiệm", "DEPARTMENT", "PROVINCE", "ubnd-tinh"
    )  # fmt: skip
    assert client.post(f"{PAGE}so-thu/", LINE).status_code == 302
    page = client.get(f"{PAGE}so-thu/").content.decode()
    assert "Phòng Chuyên môn" in page
    assert "Xử lý hồ sơ" in page
    assert "so-thu" in client.get(PAGE, {"q": "thu nghiem"}).content.decode()
    refused = client.post(f"{PAGE}so-thu/thoi-dung/", ended(today()))
    assert "Còn đơn vị" in refused.content.decode()
    tomorrow = today() + timedelta(days=1)
    assert client.post(f"{PAGE}so-thu/chuyen-mon/thoi-dung/", ended(tomorrow)).status_code == 302
    assert client.post(f"{PAGE}so-thu/thoi-dung/", ended(tomorrow)).status_code == 302
    assert not Agency.objects.on(tomorrow).filter(code="so-thu").exists()
    told = JournalEntry.objects.filter(details__legal_basis=DECISION).values_list("word", flat=True)
    assert {"agency.written", "unit.closed", "agency.closed", "structure.listed"} <= set(told)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Sở Thử"}, "code"), ({"code": "ubnd-tinh"}, "code"), ({"name": " "}, "name"),
        ({"legal_basis": "\u200b"}, "legal_basis"), ({"level": "CENTRAL"}, "level"), ({"kind": ""}, "kind"),
        ({"level": "COMMUNE", "place": "Không có"}, "place"), ({"parent": "khong-co"}, "parent"),
        ({"valid_from": "2026-02-31"}, "valid_from"), ({"valid_from": "1800-01-01"}, "valid_from"),
        ({"code": "moi"}, "code"), ({"name": "Sở 王"}, "name"),
        ({"level": "COMMUNE", "place": "phường kỳ lừa"}, "kind"),
        ({"level": "COMMUNE", "place": "phường kỳ lừa", "kind": "PEOPLES_COMMITTEE"}, "kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_typed_stays(client, change, field):
    answer = client.post(f"{PAGE}moi/", {**NEW, **change})
    assert answer.status_code == 422
    assert field in dict(answer.context["errors"])
    if "name" not in change:
        assert 'value="Sở Thử nghiệm"' in answer.content.decode()
    assert not Agency.objects.filter(code="so-thu").exists()


def test_an_agency_of_a_commune_stands_there(client):
    sent = {**NEW, "level": "COMMUNE", "place": "phường kỳ lừa", "kind": "OTHER"}
    assert client.post(f"{PAGE}moi/", sent).status_code == 302
    assert Agency.objects.get(code="so-thu").place.code == "06187"


def test_a_line_without_a_basis_or_with_a_guarded_rise_is_refused_and_kept(client):
    answer = client.post(f"{PAGE}ubnd-06187/", {**LINE, "legal_basis": ""})
    assert "legal_basis" in dict(answer.context["errors"])
    assert 'value="Phòng Chuyên môn"' in answer.content.decode()
    assert 'value="PROCESS" checked' in answer.content.decode()
    client.post(f"{PAGE}ubnd-06187/", LINE)
    risen = client.post(f"{PAGE}ubnd-06187/", {**LINE, "duty": ["SIGN"]})
    assert "Lập vị trí mới" in risen.content.decode()
    assert Post.objects.get(unit__code="chuyen-mon", unit__agency__code="ubnd-06187").duties == ["PROCESS"]


def test_what_ends_is_nobodys_and_holds_no_work(client, register):  # noqa: F811
    post = "ubnd-06187/tu-phap-ho-tich/chuyen-vien"
    held = client.post(f"{PAGE}{post}/thoi-dung/", ended(today()))
    assert "Clerk còn giữ vị trí" in held.content.decode()
    assert held.status_code == 422
    Holding.objects.filter(post__unit__agency__code="ttpvhcc-06187").update(valid_until=today())
    register()
    waits = client.post(f"{PAGE}ttpvhcc-06187/mot-cua/thoi-dung/", ended(today()))
    assert "chưa trả kết quả" in waits.content.decode()
    assert Unit.objects.get(agency__code="ttpvhcc-06187", code="mot-cua").valid_until is None


def test_packs_leave_what_was_ended_here(client):
    post = "ubnd-06187/van-thu/van-thu"
    assert client.post(f"{PAGE}{post}/thoi-dung/", ended(today())).status_code == 302
    assert client.post(f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", ended(today())).status_code == 302
    load_rooms(configured.PACKS, at=timezone.now(), rooms=["organization"])
    assert Post.objects.get(unit__agency__code="ubnd-06187", unit__code="van-thu", code="van-thu").valid_until
    assert Unit.objects.get(agency__code="ubnd-06187", code="kinh-te").valid_until == today()
    assert Unit.objects.get(agency__code="ubnd-06187", code="tu-phap-ho-tich").valid_until is None


def test_the_only_unit_that_handles_what_is_received_stays(client):
    for where in ("so-xay-dung/chuyen-mon",):
        Holding.objects.filter(post__unit__agency__code=where.split("/")[0]).delete()
        answer = client.post(f"{PAGE}{where}/thoi-dung/", ended(today()))
        assert "nơi duy nhất xử lý" in answer.content.decode()
        assert Unit.objects.get(agency__code=where.split("/")[0], code=where.split("/")[1]).valid_until is None


def test_posts_end_no_later_than_their_unit(client):
    later, sooner = today() + timedelta(days=30), today() + timedelta(days=1)
    for day in (later, sooner):
        assert client.post(f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", ended(day)).status_code == 302
    posts = Post.objects.filter(unit__agency__code="ubnd-06187", unit__code="kinh-te")
    assert set(posts.values_list("valid_until", flat=True)) == {sooner}


def test_nothing_ends_behind_today_or_without_a_basis(client):
    for sent, field in ((ended(today() - timedelta(days=1)), "on"), (ended(today(), ""), "legal_basis")):
        answer = client.post(f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", sent)
        assert field in dict(answer.context["errors"])


def test_rights_are_read_for_a_day(client, people):  # noqa: F811
    page = client.get(RIGHTS, {"q": "kỳ lừa"}).content.decode()
    assert "Clerk" in page
    assert "Leader" in page
    assert "Department" not in page
    signers = client.get(RIGHTS, {"nhiem-vu": "SIGN"}).content.decode()
    assert "Leader" in signers
    assert "Clerk" not in signers
    Holding.objects.filter(official=people.clerk).update(valid_until=today())
    assert "Clerk" not in client.get(RIGHTS, {"q": "clerk"}).content.decode().split("<table")[-1]
    before = client.get(RIGHTS, {"q": "clerk", "ngay": (today() - timedelta(days=1)).isoformat()})
    assert "Clerk" in before.content.decode().split("<table")[-1]


def test_who_supervises_sees_the_own_agency_alone(people):  # noqa: F811
    unit = Unit.objects.get(agency__code="ubnd-06187", code="van-thu")
    Post.objects.create(unit=unit, code="theo-doi", title="Theo dõi", duties=["SUPERVISE"])
    client = client_of(official("ubnd-06187/van-thu/theo-doi"))
    page = client.get(RIGHTS).content.decode()
    assert "Leader" in page
    assert "Department" not in page
    assert "/lam-viec/can-bo/" not in page.split("<table")[-1]
    assert client.get(PAGE).status_code == 403


def test_others_see_and_do_nothing(people):  # noqa: F811
    client = client_of(people.clerk)
    for address in (PAGE, f"{PAGE}moi/", f"{PAGE}ubnd-06187/", f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", RIGHTS):
        assert client.get(address).status_code == 403
        if address != RIGHTS:
            assert client.post(address, {**NEW, **LINE, **ended(today())}).status_code in (403, 405)


@pytest.mark.parametrize("odd", ["", "\x00", "9" * 300, "<b>", "2026-13-01"])
def test_odd_values_break_nothing(client, odd):
    for address in ("moi/", "ubnd-06187/", "ubnd-06187/kinh-te/thoi-dung/"):
        assert client.post(f"{PAGE}{address}", dict.fromkeys([*NEW, *LINE, "on"], odd)).status_code == 422
    assert client.get(PAGE, {"q": odd, "sau": odd}).status_code == 200
    assert client.get(RIGHTS, {"q": odd, "sau": odd, "ngay": odd, "nhiem-vu": odd}).status_code == 200
    assert client.get(f"{PAGE}khong-co/").status_code == 404


def test_a_basis_longer_than_can_be_kept_is_refused_whole(client):
    client.post(f"{PAGE}moi/", NEW)
    refused = client.post(f"{PAGE}so-thu/", LINE | {"legal_basis": "Quyết định " * 40 + "cuối"})
    assert refused.status_code == 422
    assert "nhiều nhất 300 ký tự, đang có 444" in refused.content.decode()
    assert "cuối" in refused.content.decode()
    assert not Unit.objects.filter(agency__code="so-thu").exists()
