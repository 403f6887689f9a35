"""Vietnamese folding, order and formats."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.text import (
    alike,
    fold,
    format_date,
    format_datetime,
    format_dong,
    format_phone,
    format_size,
    sort_key,
)

VIETNAMESE = st.text(
    alphabet="aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ AĐÊƠƯ"
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đăng ký khai sinh", "dang ky khai sinh"), ("  Sổ   ĐỎ ", "so do"), ("Nguyễn Thị Ước", "nguyen thi uoc")],
)
def test_folding_drops_marks_case_and_spare_spaces(text, folded):
    assert fold(text) == folded


@given(VIETNAMESE)
def test_folding_twice_changes_nothing_and_spelling_forms_agree(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert all(ord(char) < 128 for char in fold(text))


def test_names_are_in_dictionary_order():
    right = [
        "An",
        "Ánh",
        "Ân",
        "Bình",
        "Cao Lộc",
        "Chi Lăng",
        "Dung",
        "Đình Lập",
        "Đồng Đăng",
        "Em",
        "Ở",
        "Uyên",
        "Ưng",
    ]
    assert sorted(set(right), key=sort_key) == right


def test_tones_decide_only_between_equal_letters():
    assert sorted(["ma sáu", "mạ", "má", "ma", "mà", "mã", "mả"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "ma sáu",
    ]  # fmt: skip


@given(VIETNAMESE, VIETNAMESE)
def test_different_words_have_different_keys(one, other):
    same = unicodedata.normalize("NFC", one).lower() == unicodedata.normalize("NFC", other).lower()
    assert (sort_key(one) == sort_key(other)) == same


def test_formats_are_vietnamese_and_on_a_clock_in_viet_nam():
    late = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert format_date(late) == "23/11/2026"
    assert format_datetime(late) == "01:05 ngày 23/11/2026"
    assert format_date(date(2026, 5, 2)) == "02/05/2026"
    assert format_dong(1_250_000) == "1.250.000 đồng"
    assert [format_size(n) for n in (812, 12_800, 3_565_158)] == ["812 byte", "12,5 KB", "3,4 MB"]
    assert [format_size(n) for n in (1024, 1_048_575, 1_048_576)] == ["1 KB", "1.024 KB", "1 MB"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+84912345678", "0912 345 678"), ("0912345678", "0912345678"), ("+861234567890", "+861234567890"), ("", "")],
)
def test_a_phone_number_is_written_as_people_here_do(number, shown):
    assert format_phone(number) == shown


@pytest.mark.issue(18)
@given(st.text("aăâđĐÐðHh'’ʼ éòO", max_size=12))
def test_two_ways_of_writing_a_name_are_one_and_marks_still_count(name):
    others = [
        name.replace("Đ", "\u00d0").replace("đ", "\u00f0"),
        name.replace("'", "’"),
        name.upper(),
        name.replace("'", ""),
    ]
    assert {alike(other) for other in others} == {alike(name)}
    assert fold(name) == fold(alike(name))


@pytest.mark.issue(18)
def test_another_tone_is_another_name():
    assert alike("Hoa") != alike("Hòa")
    assert alike("Hoà") == alike("HOÀ")
