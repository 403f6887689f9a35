"""What a declaration says that can hardly be is told; what makes it another procedure is refused."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from motcua.forms.models import FormDefinition
from motcua.forms.queries import told_with_places
from motcua.forms.rules import cautions_of, clean_page, parse
from motcua.forms.rules.checks import ELSEWHERE
from motcua.forms.rules.definition import BadDefinition
from motcua.organization.models import Place
from motcua.ui.declared import doubts_of
from tests.forms.province import forms

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)
TEXT, AREA = {"type": "string"}, {"type": "number", "x-places": 2}
RAW = {
    "key": "thu", "title": "Thử",
    "pages": [
        {"key": "me", "title": "Mẹ", "fields": [
            {"name": "nuoc", "label": "Quốc tịch", "schema": TEXT},
            {"name": "noi_me", "label": "Nơi cư trú", "schema": TEXT, "required": False},
        ]},
        {"key": "cha", "title": "Cha", "fields": [
            {"name": "noi_cha", "label": "Nơi cư trú", "schema": TEXT, "required": False},
            {"name": "dat", "label": "Đất", "schema": AREA, "required": False},
            {"name": "nen", "label": "Nền", "schema": AREA, "required": False},
            {"name": "ma", "label": "Mã", "schema": TEXT, "required": False},
            {"name": "so", "label": "Số", "schema": TEXT, "required": False},
        ]},
    ],
    "checks": [
        {"kind": "only", "fields": ["nuoc"], "values": ["Việt Nam"], "message": "Thủ tục khác."},
        {"kind": "elsewhere", "fields": ["noi_me", "noi_cha"], "message": "Nơi khác.", "caution": True},
        {"kind": "not_more", "fields": ["nen", "dat"], "message": "Rộng hơn đất.", "caution": True},
        {"kind": "same", "fields": ["ma", "so"], "message": "Khác số.", "caution": True},
    ],
}  # fmt: skip
FORM = parse(RAW)
PACKS = Path(__file__).parents[2] / "packs"


@pytest.mark.parametrize(("nation", "is_wrong"), [("Việt Nam", False), ("Lào", True), ("Không quốc tịch", True)])
def test_an_answer_that_makes_it_another_procedure_is_refused(nation, is_wrong):
    cleaned = clean_page(FORM, FORM.by_key["me"], {"nuoc": nation}, today=TODAY)
    assert cleaned.errors == ({"nuoc": "Thủ tục khác."} if is_wrong else {})


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"nen": "100.5", "dat": "85.5"}, ["Cha: Rộng hơn đất."]),
        ({"nen": "85.5", "dat": "100"}, []),
        ({"nen": "9.5", "dat": "10"}, []),
        ({"ma": "020190000101", "so": "020190000102"}, ["Cha: Khác số."]),
        ({"ma": "020190000101", "so": "020190000101"}, []),
        ({"ma": "\u00d0inh H'Hen", "so": "\u0110INH H\u2019HEN"}, []),
        ({"ma": "Hoa", "so": "Hòa"}, ["Cha: Khác số."]),
        ({"noi_me": "A", "noi_cha": "B", ELSEWHERE: ["noi_me", "noi_cha"]}, ["Cha: Nơi khác."]),
        ({"noi_me": "A", "noi_cha": "B", ELSEWHERE: ["noi_me"]}, []),
        ({"noi_cha": "B", ELSEWHERE: ["noi_cha"]}, ["Cha: Nơi khác."]),
        ({ELSEWHERE: []}, []),
    ],
)
def test_what_can_hardly_be_is_told(answers, said):
    assert cautions_of(FORM, {"nuoc": "Việt Nam", **answers}, today=TODAY) == said


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "only", "fields": ["nuoc"], "message": "x"},
        {"kind": "same", "fields": ["ma", "so"], "values": ["a"], "message": "x"},
        {"kind": "elsewhere", "fields": ["noi_me"], "message": "x"},
        {"kind": "not_more", "fields": ["ma", "so"], "message": "x"},
    ],
)
def test_a_check_that_could_not_be_made_is_no_form(check):
    with pytest.raises(BadDefinition):
        parse({**RAW, "checks": [check]})


@pytest.mark.parametrize(
    ("texts", "elsewhere"),
    [
        ({"noi_me": "Số 5, phường Đông Kinh, tỉnh Lạng Sơn"}, {"noi_me"}),
        ({"noi_me": "Số 5, phường Kỳ Lừa, tỉnh Lạng Sơn"}, set()),
        ({"noi_me": "Khối 2, Phường Kỳ Lừa; trước đây phường Đông Kinh"}, set()),
        ({"noi_me": "Số 5 đường Trần Đăng Ninh"}, set()),
        ({"noi_cha": "Xã Sơn Động, tỉnh Bắc Ninh"}, {"noi_cha"}),
    ],
)
def test_an_answer_that_names_another_commune_than_the_agency_s_is_known(texts, elsewhere):
    place = Place.objects.on(TODAY).get(name="Kỳ Lừa")
    assert set(told_with_places(FORM, texts, place, on=TODAY)[ELSEWHERE]) == elsewhere
    assert ELSEWHERE not in told_with_places(FORM, texts, None, on=TODAY)


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("khai-sinh", {"me_noi_cu_tru": "Phường Đông Kinh", "cha_noi_cu_tru": "Phường Đông Kinh"}),
        ("ket-hon", {"nam_noi_cu_tru": "Phường Đông Kinh", "nu_noi_cu_tru": "Phường Tam Thanh"}),
        ("ho-kinh-doanh", {"dia_chi": "Số 1, phường Đông Kinh"}),
    ],
)
def test_places_that_contradict_are_told(key, answers):
    form = FormDefinition.objects.on(TODAY).get(key=key).parsed
    place = Place.objects.on(TODAY).get(name="Kỳ Lừa")
    opened = {"co_me": "co", "co_cha": "co"}
    told = told_with_places(form, opened | answers, place, on=TODAY)
    assert any("khác với cơ quan đã chọn" in said for said in cautions_of(form, told, today=TODAY))
    here = dict.fromkeys(list(answers)[:1], "Phường Kỳ Lừa")
    told = told_with_places(form, opened | answers | here, place, on=TODAY)
    assert not any("khác với cơ quan đã chọn" in said for said in cautions_of(form, told, today=TODAY))


@pytest.mark.issue(18)
@pytest.mark.parametrize(("day", "is_told"), [("2099-12-01", True), ("2027-01-15", False), ("2024-01-15", True)])
def test_a_business_that_begins_long_ago_or_far_ahead_is_told(day, is_told):
    form = FormDefinition.objects.on(TODAY).get(key="ho-kinh-doanh").parsed
    told = cautions_of(form, {"ngay_bat_dau": day}, today=TODAY)
    assert any("Ngày bắt đầu hoạt động" in said for said in told) == is_told


@pytest.mark.parametrize("path", sorted(PACKS.glob("*/forms/*.yaml")), ids=lambda path: path.stem)
def test_what_a_form_says_fits_the_counter_too(path):
    """Officials read the same sentences, and «my case» is not theirs."""
    for form in yaml.safe_load(path.read_text(encoding="utf-8")):
        assert not [check["message"] for check in form.get("checks", []) if "của tôi" in check["message"]]


@pytest.mark.parametrize(
    ("applicant", "people", "is_told"),
    [
        ("Nông Thị Hoa", ["Nông Thị Hoa"], False),
        ("nông thị hoa", ["Nông Thị Hoa"], False),
        ("Lý Văn An", ["Nông Thị Hoa", "Lý Văn An"], False),
        ("Lý Văn An", ["Nông Thị Hoa"], True),
        ("", ["Nông Thị Hoa"], False),
    ],
)
def test_an_applicant_who_is_neither_filer_nor_holder_is_told(applicant, people, is_told):
    form = FormDefinition.objects.on(TODAY).get(key="xac-nhan-hon-nhan").parsed
    doubts = doubts_of(form, {"ho_ten": applicant}, place=None, people=people, on=TODAY)
    assert any(f"người yêu cầu là {applicant}" in doubt for doubt in doubts) is is_told


BIRTH = {
    "tre_ngay_sinh": "2026-11-12", "quan_he": "me", "ho_ten": "Nông Thị Hoa", "so_dinh_danh": "020300395106",
    "co_me": "co", "me_ho_ten": "Nông Thị Hoa", "me_nam_sinh": 2000, "co_cha": "co", "cha_ho_ten": "Lý Văn Bình",
    "cha_nam_sinh": 1998, "me_so_dinh_danh": "020300395106", "cha_so_dinh_danh": "020098000222",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, []),
        ({"me_nam_sinh": 2011, "me_so_dinh_danh": None}, ["khác năm sinh của mẹ", "chưa đủ 18 tuổi"]),
        ({"cha_nam_sinh": 1960, "cha_so_dinh_danh": None}, ["Cha hơn con quá 65 tuổi"]),
        ({"ho_ten": "Nông Thị Huệ"}, ["họ tên khác họ tên mẹ"]),
        ({"ho_ten": "NÔNG THỊ HOA"}, []),
        ({"quan_he": "cha"}, ["họ tên khác họ tên cha", "số của cha", "năm sinh của cha", "số của nữ"]),
        ({"quan_he": "khac"}, []),
        ({"so_dinh_danh": "020300395107"}, ["khác số của mẹ đã khai"]),
        ({"cha_so_dinh_danh": "020198000222"}, ["Số định danh của cha là số của nữ"]),
    ],
)
def test_who_says_to_be_a_parent_is_that_parent_and_parents_have_an_age(answers, said):
    told = {name: value for name, value in {**BIRTH, **answers}.items() if value is not None}
    found = [one for one in cautions_of(forms()["khai-sinh"], told, today=TODAY) if "dân tộc" not in one]
    assert len(found) == len(said), found
    for words in said:
        assert any(words in one for one in found), (words, found)


@pytest.mark.parametrize(
    ("form", "answers", "is_told"),
    [
        ("ket-hon", {"nam_so_dinh_danh": "020098000222", "nu_so_dinh_danh": "020198000333"}, False),
        ("ket-hon", {"nam_so_dinh_danh": "020198000222", "nu_so_dinh_danh": "020198000333"}, True),
        ("ket-hon", {"nam_so_dinh_danh": "020098000222", "nu_so_dinh_danh": "020098000333"}, True),
        ("ket-hon-lai", {"chong_so_dinh_danh": "123456789"}, False),
        ("ket-hon-nuoc-ngoai", {"nam_giay_to": "hộ chiếu E12345678"}, False),
        ("ket-hon-nuoc-ngoai", {"nam_giay_to": "020198000222"}, True),
        (
            "xac-nhan-hon-nhan",
            {"gioi_tinh": "MALE", "muc_dich": "ket-hon", "ket_hon_voi_giay_to": "020098000333"},
            True,
        ),
        (
            "xac-nhan-hon-nhan",
            {"gioi_tinh": "MALE", "muc_dich": "ket-hon", "ket_hon_voi_giay_to": "020198000333"},
            False,
        ),
    ],
)
def test_a_number_of_the_other_sex_is_told(form, answers, is_told):
    assert (
        any("số của n" in one or "cùng giới" in one for one in cautions_of(forms()[form], answers, today=TODAY))
        is is_told
    )


@pytest.mark.parametrize(
    ("purpose", "is_good"),
    [
        ("vay vốn ngân hàng", True),
        ("mua bán nhà đất", True),
        ("làm thủ tục ghi chú kết hôn", True),
        ("đăng ký kết hôn với chị Lý Thị Mai", False),
        ("Để KẾT HÔN", False),
        ("dang ky ket hon", False),
        ("lấy chồng Đài Loan", False),
        ("chuẩn bị cưới vợ", False),
    ],
)
def test_who_wants_to_marry_says_whom(purpose, is_good):
    form = forms()["xac-nhan-hon-nhan"]
    cleaned = clean_page(
        form, form.by_key["muc-dich"], {"muc_dich": "khac", "muc_dich_khac": purpose, "so_ban": "1"}, today=TODAY
    )
    assert ("muc_dich_khac" not in cleaned.errors) is is_good
