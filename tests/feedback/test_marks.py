"""What looks like personal data is suggested, whatever stands around it; the rest of a text is not touched."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.feedback.rules.marks import IN_PLACE_OF, Personal, marks, masked

pytestmark = pytest.mark.issue(21)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gọi 0912 345 678 nhé", [("PHONE", "0912 345 678")]),
        ("Gọi +84912345678.", [("PHONE", "+84912345678")]),
        ("Số 020 190 000 001", [("NUMBER", "020 190 000 001")]),
        ("CCCD 020190000001, CMND 081234567", [("NUMBER", "020190000001"), ("NUMBER", "081234567")]),
        ("Thư hoa.nong@x.vn", [("EMAIL", "hoa.nong@x.vn")]),
        ("Xe 12A-123.45 và 12-B1 12345", [("PLATE", "12A-123.45"), ("PLATE", "12-B1 12345")]),
        ("gặp bà Nông Thị Hoa ở quầy", [("NAME", "Nông Thị Hoa")]),
        ("Ông Lê Văn Tám và chị Én", [("NAME", "Lê Văn Tám"), ("NAME", "Én")]),
        # Days, laws, sums, times of no person.
        ("Ngày 04/3/2026, NĐ 20/2008/NĐ-CP, 1.250.000 đồng, 15 ngày", []),
        ("Hẹn ba lần không trả", []),
    ],
)
def test_what_is_suggested(text, found):
    assert [(one.kind.value, text[one.start : one.end]) for one in marks(text)] == found


def test_a_name_that_is_known_is_found_however_it_is_written():
    text = "TÔI LÀ NÔNG THỊ HOA, không phải Nông Thị Hoan"
    [one] = marks(text, ["Nông Thị Hoa"])
    assert text[one.start : one.end] == "NÔNG THỊ HOA"
    assert masked(text, [one]) == "TÔI LÀ [tên người], không phải Nông Thị Hoan"


@given(st.text(), st.text(min_size=2, max_size=8))
def test_marks_stand_in_order_and_over_no_sign_twice(text, name):
    found = marks(text + name, [name])
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.start < one.end for one in found)
    kept = masked(text + name, found)
    assert sum(kept.count(word) for word in IN_PLACE_OF.values()) >= len(found)


@given(st.text(alphabet="abcxyz ,.", max_size=40), st.text(alphabet="abcxyz ,.", max_size=40))
def test_a_telephone_is_covered_between_any_words(before, after):
    text = f"{before} 0912345678 {after}"
    assert "0912345678" not in masked(text, marks(text))
    assert masked(text, marks(text)) == f"{before} {IN_PLACE_OF[Personal.PHONE]} {after}"
