"""What stands on the result can be printed on it: the form refuses what drafting would, in words for any field."""

from datetime import date

import pytest

from motcua.forms.rules import clean_page
from motcua.forms.rules.answers import cautions_of
from tests.forms.province import forms

TODAY = date(2026, 11, 28)


def cleaned(name):
    form = forms()["ho-kinh-doanh"]
    page = next(page for page in form.pages if "ten" in {spec.name for spec in page.fields})
    return clean_page(form, page, {"ten": name}, today=TODAY)


@pytest.mark.parametrize(("name", "lost"), [("Phở 🍜", "🍜"), ("Quán 王", "王")])
def test_a_shop_with_a_sign_that_no_paper_shows_is_told_so_at_once(name, lost):
    said = cleaned(name).errors["ten"]
    assert lost in said
    assert "hộ chiếu" not in said


@pytest.mark.parametrize("name", ["Phở Hoa & Hồi", "Quán 24h", "Tạp hóa «Bà Tư» – số 2"])
def test_letters_figures_and_marks_pass(name):
    assert "ten" not in cleaned(name).errors


@pytest.mark.parametrize(
    ("relation", "born", "is_told"),
    [("Con", "1980-01-01", True), ("con gái", "1980", True), ("Con", "2015-01-01", False), ("Mẹ", "1960", False)],
)
def test_a_child_older_than_the_head_of_its_family_is_told(relation, born, is_told):
    answers = {"ngay_sinh": "1990-05-05", "thanh_vien": [{"ho_ten_tv": "A", "quan_he": relation, "ngay_sinh_tv": born}]}
    told = cautions_of(forms()["ho-ngheo"], answers, today=TODAY)
    assert any("sinh trước chủ hộ" in one for one in told) is is_told
