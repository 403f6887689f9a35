"""Officials' pages on real dossiers: within one's right, and with as many queries for ten rows as for one."""

from datetime import UTC

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts
from motcua.people.models import DataView
from tests.dossiers.conftest import at


@pytest.fixture
def sign_in(client, people):
    def enter(name):
        client.force_login(getattr(people, name))
        return client

    return enter


def questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("who", "address"), [("counter", "/lam-viec/"), ("counter", "/lam-viec/ho-so/"), ("citizen", "/ho-so/")]
)
def test_a_list_asks_as_often_for_ten_rows_as_for_one(sign_in, register, who, address):
    register(when=at(2))
    client = sign_in(who)
    client.get(address)
    one = questions(client, address)
    for _number in range(9):
        register(when=at(2))
    assert questions(client, address) == one


def test_a_look_at_a_dossier_is_recorded_for_its_owner(sign_in, people, register):
    dossier = register(when=at(2))
    assert sign_in("counter").get(f"/lam-viec/ho-so/{dossier.reference}/").status_code == 200
    view = DataView.objects.get(owner=people.citizen)
    assert (view.viewer, view.reference) == (people.counter, dossier.reference)


def test_a_dossier_of_another_unit_or_person_does_not_exist(sign_in, register):
    dossier = register(when=at(2))
    for who, address in [
        ("elsewhere", f"/lam-viec/ho-so/{dossier.reference}/"),
        ("elsewhere", f"/lam-viec/ho-so/{dossier.reference}/lam/tiep-nhan/"),
        ("elsewhere", f"/lam-viec/ho-so/{dossier.reference}/phieu-kiem-soat/"),
        ("stranger", f"/ho-so/{dossier.reference}/rut/"),
        ("stranger", f"/ho-so/{dossier.reference}/danh-gia/"),
    ]:
        assert sign_in(who).get(address).status_code == 404, address
    # Where a message leads anybody may see how far it is, and nothing else.
    assert sign_in("stranger").get(f"/ho-so/{dossier.reference}/").url == f"/tra-cuu/?ma={dossier.reference}"
    assert sign_in("citizen").get("/lam-viec/").status_code == 403


def test_a_refused_action_keeps_what_was_typed(sign_in, register):
    dossier = register(when=at(2))
    client = sign_in("counter")
    address = f"/lam-viec/ho-so/{dossier.reference}/lam/yeu-cau-bo-sung/"
    answer = client.post(address, {"what_1": "Bản sao quyết định", "why_1": "", "reason": "Thiếu"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bản sao quyết định" in html
    assert "Ghi lý do phải bổ sung." in html
    dossier.refresh_from_db()
    assert dossier.status == "NEW"


def test_the_counter_page_keeps_what_was_typed_when_a_name_is_missing(sign_in, people):
    client = sign_in("counter")
    page = client.get("/lam-viec/tiep-nhan/1.001612/")
    key = page.context["key"]
    answer = client.post(
        "/lam-viec/tiep-nhan/1.001612/",
        {"submission_key": key, "filer_name": "", "phone": "0912345678", "then": "accept"},
    )
    assert answer.status_code == 422
    assert "Nhập họ và tên." in answer.content.decode()
    assert 'value="0912345678"' in answer.content.decode()


def test_an_accepted_dossier_goes_into_ones_own_calendar(sign_in, accepted):
    dossier = accepted()
    answer = sign_in("citizen").get(f"/ho-so/{dossier.shown_code}/hen-tra.ics")
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    # When it was made, not when it is due.
    made = next(line for line in lines if line.startswith("DTSTAMP:"))
    assert made.removeprefix("DTSTAMP:") <= f"{timezone.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert f"DTEND:{dossier.due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sign_in("stranger").get(f"/ho-so/{dossier.shown_code}/hen-tra.ics").status_code == 404


def test_what_usually_comes_next_is_what_can_be_done_next(sign_in, accepted, people):
    dossier = accepted()
    client = sign_in("clerk")
    address = f"/lam-viec/ho-so/{dossier.code}/"
    first = client.get(address).context
    assert [action.key for action in first["main_actions"]] == ["soan-ket-qua"]
    assert "hoan-thanh" not in [action.key for action in first["other_actions"]]
    client.post(f"{address}lam/soan-ket-qua/", {"title": "Giấy xác nhận", "body": "Xác nhận", "outcome": "GRANTED"})
    then = client.get(address).context
    assert [action.key for action in then["main_actions"]] == ["hoan-thanh"]
    assert "soan-ket-qua" in [action.key for action in then["other_actions"]]


def test_a_standing_clock_is_told_until_the_dossier_is_stopped(sign_in, accepted, people):
    dossier = accepted()
    request_supplement(
        dossier, items=[ItemFacts("Bản chính", "Để đối chiếu")], reason="Thiếu", by=people.counter, at=at(3)
    )
    client = sign_in("counter")
    address = f"/lam-viec/ho-so/{dossier.code}/"
    page = client.get(address).content.decode()
    assert "Tạm dừng tính, chờ người nộp." in page
    assert "Đề xuất dừng vì người nộp không trả lời" in page
    answer = client.post(f"{address}lam/dung-cho/", {"reason": ""})
    assert "Ghi lý do và căn cứ." in answer.content.decode()
    client.post(f"{address}lam/dung-cho/", {"reason": "Quá thời hạn bổ sung theo quy định của thủ tục"})
    page = client.get(address).content.decode()
    assert "Tạm dừng tính, chờ người nộp." in page
    assert "Văn bản gửi người nộp chờ lãnh đạo ký." in page
    sign_in("leader").post(f"{address}lam/ky-van-ban/")
    client = sign_in("counter")
    assert "Văn bản chờ văn thư ký số cơ quan." in client.get(address).content.decode()
    sign_in("office").post(f"{address}lam/ky-so-co-quan/")
    client = sign_in("counter")
    client.post(f"{address}lam/thuc-hien-de-xuat/")
    page = client.get(address).content.decode()
    assert "Tạm dừng tính" not in page
    for said in ("Dừng xử lý", "Đã đóng", "Thông báo dừng giải quyết hồ sơ", "Quá thời hạn bổ sung"):
        assert said in page
    assert "Làm lại" not in page
