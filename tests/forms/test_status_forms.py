"""Recognition, guardianship, changes of civil status, marriage with a foreigner: what cannot hold together is said."""

from datetime import date

import pytest

from motcua.forms.rules import cautions_of, clean_page, problems_of
from tests.forms.province import forms

TODAY = date(2026, 11, 30)


def said(form, answers):
    """All that is told of these answers: mistakes and what may be one."""
    definition = forms()[form]
    wrong = [
        check.message
        for page in definition.pages
        for check in definition.checks
        if problems_of(definition, answers, today=TODAY).get(page.key) == check.message
    ]
    return [*cautions_of(definition, answers, today=TODAY), *wrong]


def tells(form, answers, words):
    return any(words in one for one in said(form, answers))


@pytest.mark.parametrize(
    ("viec", "number", "is_told"),
    [
        ("cha-nhan-con", "020185000999", True),
        ("con-nhan-cha", "020185000999", True),
        ("me-nhan-con", "020185000999", False),
        ("con-nhan-me", "020085000999", True),
        ("cha-nhan-con", "020085000999", False),
        ("cha-nhan-con", "", False),
    ],
)
def test_the_number_of_who_is_father_or_mother_is_of_that_sex(viec, number, is_told):
    answers = {"viec": viec, "cha_me_so_dinh_danh": number or None}
    told = {name: value for name, value in answers.items() if value}
    assert tells("nhan-cha-me-con", told, "Số định danh của người") is is_told


PARTIES = {
    "viec": "cha-nhan-con", "cha_me_ho_ten": "Mã Văn Kim", "cha_me_so_dinh_danh": "020085000999",
    "con_ho_ten": "Hà Thị Ngọc", "con_so_dinh_danh": "020319000111", "ho_ten": "Mã Văn Kim",
    "so_dinh_danh": "020085000999", "quan_he": "cha-me",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "is_told"),
    [
        ({}, False),
        ({"ho_ten": "Mã Văn Kiêm"}, True),
        ({"so_dinh_danh": "020085000998"}, True),
        ({"quan_he": "con"}, True),
        ({"quan_he": "con", "ho_ten": "Hà Thị Ngọc", "so_dinh_danh": "020319000111"}, False),
        ({"quan_he": "khac", "ho_ten": "Ai Khác", "so_dinh_danh": "020085000111"}, False),
    ],
)
def test_who_says_to_be_a_party_of_a_recognition_is_that_party(changed, is_told):
    assert tells("nhan-cha-me-con", {**PARTIES, **changed}, "Người đi khai là") is is_told


@pytest.mark.parametrize(("nation", "is_told"), [("Việt Nam", False), ("Trung Quốc", True)])
def test_a_recognition_with_a_foreigner_is_another_procedure(nation, is_told):
    told = {"case.chung-cu": "co", "cha_me_quoc_tich": nation, "con_quoc_tich": "Việt Nam"}
    assert tells("nhan-cha-me-con", told, "yếu tố nước ngoài") is is_told
    # The border's own procedure has the same form, and no such question.
    assert not tells("nhan-cha-me-con", {"cha_me_quoc_tich": nation}, "yếu tố nước ngoài")


@pytest.mark.parametrize(("born", "is_told"), [("2015-06-01", False), ("2008-11-30", True), ("2008-12-01", False)])
def test_a_grown_ward_is_told(born, is_told):
    assert tells("giam-ho", {"duoc_giam_ho_ngay_sinh": born}, "từ đủ 18 tuổi") is is_told


@pytest.mark.parametrize(
    ("case", "answer", "is_wrong"),
    [("thay-doi", "thay-doi", False), ("thay-doi", "cai-chinh", True), ("dan-toc", "bo-sung", True)],
)
def test_a_change_is_of_the_kind_the_case_says(case, answer, is_wrong):
    told = {"case.viec": case, "viec": answer, "giay_to_sua": "Giấy khai sinh", "noi_dang_ky": "Xã Mai Pha"}
    assert ("viec" in problems_of(forms()["thay-doi-ho-tich"], told, today=TODAY)) is is_wrong


def test_the_case_answers_what_is_to_be_changed():
    field = next(spec for spec in forms()["thay-doi-ho-tich"].by_key["viec"].fields if spec.name == "viec")
    assert field.prefill == "case.viec"


@pytest.mark.parametrize(
    ("viec", "born", "agrees", "is_told"),
    [
        ("thay-doi", "2010-01-01", False, True),
        ("thay-doi", "2010-01-01", True, False),
        ("thay-doi", "2020-01-01", False, False),
        ("cai-chinh", "2010-01-01", False, False),
    ],
)
def test_who_is_nine_agrees_to_another_name(viec, born, agrees, is_told):
    told = {"viec": viec, "duoc_sua_ngay_sinh": born, "dong_y": agrees}
    assert tells("thay-doi-ho-tich", told, "đủ 9 tuổi") is is_told


OTHERS = {"xin_cho": "nguoi-khac"}


@pytest.mark.parametrize(("who", "is_told"), [("uy-quyen", True), ("ban-than", False)])
def test_who_acts_for_another_has_the_paper_of_it(who, is_told):
    told = {"case.nguoi-nop": "chinh-minh", "la_ai": who}
    assert tells("thay-doi-ho-tich", told, "ủy quyền") is is_told
    for form, opened in (
        ("khai-tu", {}),
        ("khai-tu-lai", {}),
        ("xac-nhan-hon-nhan", OTHERS),
        ("ban-sao-ho-tich", OTHERS),
    ):
        assert tells(form, {"case.nguoi-nop": "chinh-minh", "quan_he": who, **opened}, "ủy quyền") is is_told


@pytest.mark.parametrize(
    ("his", "hers", "is_told"),
    [("Việt Nam", "Việt Nam", True), ("Khác", "Việt Nam", False), ("Trung Quốc", "Lào", False)],
)
def test_two_vietnamese_do_not_marry_with_a_foreign_element(his, hers, is_told):
    told = {"nam_quoc_tich": his, "nu_quoc_tich": hers}
    assert tells("ket-hon-nuoc-ngoai", told, "không có yếu tố nước ngoài") is is_told


@pytest.mark.parametrize(
    ("form", "page", "who", "opened"),
    [
        ("ket-hon-nuoc-ngoai", "ben-nam", "nam", {}),
        ("ket-hon-nuoc-ngoai", "ben-nu", "nu", {}),
        ("khai-sinh-nuoc-ngoai", "me", "me", {"co_me": "co"}),
        ("khai-sinh-nuoc-ngoai", "cha", "cha", {"co_cha": "co"}),
    ],
)
@pytest.mark.parametrize(
    ("nation", "group", "is_wrong"), [("Việt Nam", "", True), ("Việt Nam", "Tày", False), ("Lào", "", False)]
)
def test_a_vietnamese_says_their_ethnic_group(form, page, who, opened, nation, group, is_wrong):
    definition = forms()[form]
    raw = {**opened, f"{who}_quoc_tich": nation, f"{who}_dan_toc": group}
    cleaned = clean_page(definition, definition.by_key[page], raw, today=TODAY)
    assert ("chọn dân tộc" in cleaned.errors.get(f"{who}_dan_toc", "")) is is_wrong
