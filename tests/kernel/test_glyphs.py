"""What our papers show: letters that look like Latin ones and are none make another name."""

import pytest

from motcua.kernel.glyphs import printable, undrawn


@pytest.mark.issue(15)
@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Nguyễn Văn \u0410", "\u0410"),
        ("\u0421аo Thị Hoa", "\u0421\u0430"),
        ("\u039d\u03bfng Văn A", "\u039d\u03bf"),
        ("Иванов", "Ивано"),
        ("Nguyễn Văn A", ""),
        ("H’Yưm Rơ̆čăm Ê̆ban", ""),
        ("ống φ 60, góc α, 25 µm, Ω", ""),
    ],
)
def test_a_letter_that_looks_like_a_latin_one_is_asked_for_in_latin(text, lost):
    assert undrawn(text) == lost


def test_what_is_kept_already_is_shown_as_it_was():
    assert printable("Nguyễn Văn \u0410") == "Nguyễn Văn \u0410"
