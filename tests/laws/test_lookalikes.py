"""What only looks otherwise is the same law: Ð for Đ, hyphens of any width, letters in pieces, «QH 13»."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.text import DASHES, fold, vietnamese
from motcua.laws.rules import as_law_writes, citations, normal_number, slug_of
from motcua.laws.rules.encodings import decode
from motcua.laws.rules.single import HEADING
from motcua.procedures.rules.national import NUMBER, text_of

NUMBERS = ["61/2018/NĐ-CP", "60/2014/QH13", "01/2018/TT-VPCP", "45/2016/QĐ-TTg", "66.7/2025/NQ-CP", "163/QĐ-BTP"]
SAME = [
    lambda text: text,
    lambda text: text.replace("Đ", "Ð"),
    lambda text: text.replace("Đ", "\u0189"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("QH13", "QH 13"),
    lambda text: text.replace("QH13", "QH\xa013"),
    lambda text: text.replace("/", " / "),
    lambda text: text.replace("-", "\xad"),
    lambda text: text.replace("-", " - "),
    lambda text: text.replace("/", "/\u200b"),
    *[lambda text, dash=dash: text.replace("-", dash) for dash in DASHES],
]


@pytest.mark.issue(18)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("same", SAME)
def test_a_number_is_the_same_however_it_looks(number, same):
    typed = same(number)
    assert normal_number(typed) == as_law_writes(typed) == number
    assert slug_of(typed) == slug_of(number)
    assert NUMBER.fullmatch(as_law_writes(text_of(typed)))


@pytest.mark.issue(18)
@pytest.mark.parametrize("same", SAME[: -len(DASHES)] + SAME[-3:])
def test_it_is_cited_so_too(same):
    cited = same("theo khoản 2 Điều 17 Nghị định số 61/2018/NĐ-CP và Luật số 60/2014/QH13.")
    text = vietnamese(cited)
    found = citations(text)
    assert [one.number for one in found] == ["61/2018/NĐ-CP", "60/2014/QH13"]
    assert found[0].address == "dieu/17/khoan/2"
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.issue(18)
def test_what_is_more_than_a_number_is_left_as_it_is():
    assert as_law_writes("Luật Hộ tịch số 60/2014/QH13") == "Luật Hộ tịch số 60/2014/QH13"
    assert as_law_writes("không rõ") == "không rõ"


@pytest.mark.issue(18)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_that_is_imported_says_what_was_meant(form):
    written = unicodedata.normalize(form, "Ðiều 5. Hiệu lực\u200b thi hành\r\nNghị định 61/2018/NÐ­CP")
    text, _encoding = decode(written.encode())
    assert HEADING.search(text)[1] == "5"
    assert "hiệu lực thi hành" in text.lower()
    assert citations(text)[0].number == "61/2018/NĐ-CP"


@given(st.text(max_size=30))
def test_a_text_is_mended_once(text):
    assert vietnamese(vietnamese(text)) == vietnamese(text)
    assert fold(vietnamese(text)) == fold(vietnamese(unicodedata.normalize("NFD", text)))
