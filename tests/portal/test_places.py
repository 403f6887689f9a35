"""Where to go: the places that receive dossiers, by present and former names, and when they are open."""

from datetime import UTC, date, datetime

import pytest

from motcua.dossiers.paperwork import contact_phone, return_place
from motcua.dossiers.rules import ReturnMethod
from motcua.organization.models import Agency, Premises
from motcua.organization.queries import centre
from motcua.ui.premises import facts_of
from tests.dossiers.conftest import accepted, at, people, register  # noqa: F401

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html):
    return html.count('<a class="mc-rows__title" href="/noi-tiep-nhan/')


def facts(code, *moment):
    return facts_of(Agency.objects.get(code=code), at=datetime(*moment, tzinfo=UTC))


def test_all_places_are_listed_the_provinces_first(client):
    html = read(client, "/noi-tiep-nhan/")
    assert rows(html) == 66
    assert html.index("/noi-tiep-nhan/ttpvhcc-tinh/") < html.index("/noi-tiep-nhan/ttpvhcc-05986/")


@pytest.mark.parametrize("text", ["Hoàng Đồng", "xa hoang dong", "phường Tam Thanh"])
def test_a_place_is_found_by_what_it_is_and_was_called(client, text):
    html = read(client, f"/noi-tiep-nhan/?q={text}")
    assert "/noi-tiep-nhan/ttpvhcc-05986/" in html
    assert rows(html) == 1


def test_who_finds_nothing_is_told_what_to_do(client):
    html = read(client, "/noi-tiep-nhan/?q=Atlantis")
    assert "Không có xã, phường nào của tỉnh tên như «Atlantis»" in html
    assert "Xem tất cả nơi tiếp nhận" in html


def test_a_former_commune_of_which_nobody_says_where_it_went_is_told_so(client):
    assert "Nguồn không nói nay thuộc xã nào" in read(client, "/noi-tiep-nhan/?q=Bắc Ái")


def test_only_the_places_that_receive_a_procedure_are_shown_for_it(client):
    assert rows(read(client, "/noi-tiep-nhan/?thu-tuc=1.001193")) == 65
    assert rows(read(client, "/noi-tiep-nhan/?thu-tuc=2.001583")) == 1
    assert rows(read(client, "/noi-tiep-nhan/?thu-tuc=9.999999")) == 66


def test_a_place_says_what_it_was_formed_of_and_what_can_be_filed_there(client):
    html = read(client, "/noi-tiep-nhan/ttpvhcc-05986/")
    assert "Xã Hoàng Đồng, Thành phố Lạng Sơn" in html
    assert "khoản 62" in html
    assert "/thu-tuc/1.001193/" in html
    assert "/thu-tuc/2.001583/" not in html
    assert "/thu-tuc/2.001583/" in read(client, "/noi-tiep-nhan/ttpvhcc-tinh/")


def test_what_is_not_known_is_left_out_with_how_to_find_it_and_what_is_invented_says_so(client):
    unknown = read(client, "/noi-tiep-nhan/ttpvhcc-05986/")
    assert "Chưa có nguồn cho địa chỉ và số điện thoại." in unknown
    assert "Giờ làm việc chung: chưa có nguồn cho giờ của nơi này." in unknown
    assert "<dt>Địa chỉ</dt>" not in unknown
    invented = read(client, "/noi-tiep-nhan/ttpvhcc-06187/")
    assert "Dữ liệu trình diễn" in invented
    assert "<dt>Địa chỉ</dt>" in invented


def test_no_other_agency_is_a_place_to_go(client):
    for code in ("so-tu-phap", "ubnd-05986", "khong-co"):
        assert client.get(f"/noi-tiep-nhan/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("code", "moment", "said"),
    [
        # 09:00 in Viet Nam on a Monday; the centre has told hours, the commune those of its calendar.
        ("ttpvhcc-tinh", (2026, 11, 23, 2), (True, "đến 11:00")),
        ("ttpvhcc-05986", (2026, 11, 23, 2), (True, "đến 11:30")),
        ("ttpvhcc-tinh", (2026, 11, 23, 5), (False, "mở lại lúc 14:00 hôm nay")),
        ("ttpvhcc-tinh", (2026, 11, 28, 2), (True, "đến 11:00")),
        ("ttpvhcc-05986", (2026, 11, 28, 2), (False, "mở lại lúc 07:30 ngày 30/11/2026")),
        (
            "ttpvhcc-05986",
            (2026, 11, 24, 2),
            (False, "mở lại lúc 07:30 ngày 25/11/2026 (Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16, Điều 2))"),
        ),
    ],
)
def test_whether_it_is_open_now_and_until_when(code, moment, said):
    known = facts(code, *moment)
    assert (known["is_open"], known["change"]) == said


def test_the_week_is_told_in_words():
    assert facts("ttpvhcc-tinh", 2026, 11, 23, 2)["week"] == [
        "Thứ Hai – Thứ Sáu: 07:30–11:00, 14:00–16:30",
        "Thứ Bảy: 07:30–11:00",
    ]


def test_a_place_speaks_english(client):
    html = read(client, "/noi-tiep-nhan/ttpvhcc-tinh/?tieng=en")
    assert "Opening hours" in html
    assert "Monday – Friday: 07:30–11:00, 14:00–16:30" in html


def test_a_procedure_says_where_to_file_and_how_to_find_ones_own_place(client):
    of_the_commune = read(client, "/thu-tuc/1.001193/")
    assert 'id="noi-nop"' in of_the_commune
    assert '/noi-tiep-nhan/?thu-tuc=1.001193"' in of_the_commune
    of_the_province = read(client, "/thu-tuc/2.001583/")
    assert "/noi-tiep-nhan/ttpvhcc-tinh/" in of_the_province


def test_a_procedure_says_until_when_one_must_act_with_its_article(client):
    html = read(client, "/thu-tuc/1.001193/")
    assert "<dt>Hạn của người dân</dt>" in html
    assert "Trong 60 ngày kể từ ngày sinh con." in html
    assert "<dt>Dùng được bao lâu</dt>" in read(client, "/thu-tuc/1.004873/")
    assert "<dt>Hạn của người dân</dt>" not in read(client, "/thu-tuc/2.000815/")


def test_a_question_with_a_former_commune_is_answered_without_it_and_says_where_that_is_now(client):
    html = read(client, "/thu-tuc/?q=khai sinh xã Hoàng Đồng")
    assert "Xã Hoàng Đồng, Thành phố Lạng Sơn (tên dùng đến 01/07/2025), nay thuộc" in html
    assert html.index('href="/thu-tuc/1.001193/"') < html.index('href="/thu-tuc/1.000656/"')
    assert html.count("/thu-tuc/1.001193/") == read(client, "/thu-tuc/?q=khai sinh").count("/thu-tuc/1.001193/")
    hits = client.get("/api/v1/search?kind=procedure&q=khai sinh xã Hoàng Đồng").json()["hits"]
    assert hits == client.get("/api/v1/search?kind=procedure&q=khai sinh").json()["hits"]


def test_an_address_with_a_former_commune_is_told_and_never_changed(client, people):  # noqa: F811
    client.force_login(people.citizen)
    people.citizen.address = "Thôn 1, xã Hoàng Đồng, thành phố Lạng Sơn"
    people.citizen.save()
    html = read(client, "/tai-khoan/thong-tin/")
    assert "Tên xã, phường cũ" in html
    assert "<strong>Phường Tam Thanh</strong>" in html
    assert 'value="Thôn 1, xã Hoàng Đồng, thành phố Lạng Sơn"' in html
    people.citizen.address = "Phường Tam Thanh, tỉnh Lạng Sơn"
    people.citizen.save()
    assert "Tên xã, phường cũ" not in read(client, "/tai-khoan/thong-tin/")


def test_a_receipt_says_where_the_result_is_fetched_and_when(accepted):  # noqa: F811
    dossier = accepted()
    dossier.return_method = ReturnMethod.COUNTER
    said = return_place(dossier, at(2))
    assert "Trung tâm Phục vụ hành chính công phường Kỳ Lừa, Số 1, đường Trình Diễn" in said
    assert "(trình diễn); giờ làm việc chung: Thứ Hai – Thứ Sáu: 07:30–11:30, 13:30–17:30" in said
    assert said.startswith("Tại Bộ phận Một cửa, Trung tâm Phục vụ hành chính công phường Kỳ Lừa")
    # Named as at the head of the receipt, which at the province is another name.
    dossier.receiving_unit.name = "Bộ phận Tiếp nhận và Trả kết quả"
    assert return_place(dossier, at(2)).startswith("Tại Bộ phận Tiếp nhận và Trả kết quả, ")
    assert contact_phone(dossier.receiving_unit.agency) == "0205 000 0001 (trình diễn)"
    Premises.objects.all().delete()
    assert contact_phone(dossier.receiving_unit.agency) == ""
    dossier.return_method, dossier.return_address = ReturnMethod.POST, "Số 9"
    assert return_place(dossier, at(2)) == "Qua dịch vụ bưu chính công ích: Số 9"


def test_the_filers_page_leads_to_the_place(client, accepted, people):  # noqa: F811
    dossier = accepted()
    client.force_login(people.citizen)
    assert "/noi-tiep-nhan/ttpvhcc-06187/" in read(client, f"/ho-so/{dossier.reference}/")


def test_a_centre_is_found_by_its_code_on_the_days_it_exists():
    assert centre("ttpvhcc-05986", on=TODAY) is not None
    assert centre("ttpvhcc-05986", on=date(2025, 6, 30)) is None
