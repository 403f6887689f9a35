"""What nobody sees is no text: at every page and in every operation, in any shape of plain values."""

import unicodedata
from dataclasses import dataclass

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.seen import seen, seen_arguments
from motcua.kernel.text import visible, worded
from motcua.ui.security import AsSeen

HIDDEN = [
    "\u200b", "\ufeff", "\u202e", "\u2060", "\u00ad", "\u200d", "\u200e", "\u061c", "\u2066", "\u180e", "\u3164",
    "\u2800", "\u034f", "\ufe0f", "\U000e0101", "\U000e0041", "\x00", "\x1b", "\x85", "\u2028", "\r", "\u17b4",
    "\ue000", "\u115f", "\uffa0", "\u0301", "\u20dd",
]  # fmt: skip


@dataclass(frozen=True)
class Facts:
    reason: str
    items: tuple[str, ...] = ()
    more: tuple["Facts", ...] = ()


@pytest.mark.issue(18)
@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"U+{ord(one):04X}" for one in HIDDEN])
def test_what_nobody_sees_is_nothing(hidden):
    assert visible(hidden * 3).strip() == ""
    assert visible(f" \xa0{hidden}\u3000{hidden} ").strip() == ""


@pytest.mark.issue(18)
def test_what_hid_between_a_letter_and_its_mark_leaves_them_one_letter():
    assert visible("Tha\u200b\u0301i") == "Thái"
    assert visible("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"
    assert visible("Rơ\u0306\u010dăm") == "Rơ\u0306čăm"
    assert visible("M\u0303 b\u0301") == "M\u0303 b\u0301"


@pytest.mark.issue(18)
@pytest.mark.parametrize("text", ["", " ", ".", "...", "-–—", "?!", "_", "\u200b.\u202e", "«»", "…", "✓"])
def test_signs_alone_say_nothing(text):
    assert worded(text) == ""


@pytest.mark.issue(18)
@pytest.mark.parametrize("text", ["x", "5", "Đ", "ກ", "Thiếu.", "- thiếu bản chính\n- thiếu ảnh"])
def test_one_letter_or_figure_says_something_and_stays_as_it_is(text):
    assert worded(f" {text}\u200b ") == text


@given(st.text(max_size=40))
def test_what_is_visible_stays_so_and_is_composed(text):
    once = visible(text)
    assert visible(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert all(char in "\n\t" or unicodedata.category(char)[0] != "C" for char in once)


@given(st.text("aăâđ\u0302\u0323\u200b\u202e\u1eadẬ –\n\r\xa0", max_size=20))
def test_every_spelling_of_a_text_is_the_same_text(text):
    assert visible(unicodedata.normalize("NFD", text)) == visible(text)


@pytest.mark.issue(18)
def test_an_operation_is_given_what_can_be_read():
    facts = Facts("\u200b", ("a\u202e", "b"), (Facts("Nga\u0300y"),))
    assert seen(facts) == Facts("", ("a", "b"), (Facts("Ngày"),))
    given = {"password": "a\u200b", "answers": {"k\u200b": ["\ufeff", 1, None]}, "count": 3, "content": b"\x00"}
    assert seen_arguments(given) == {
        "password": "a\u200b",
        "answers": {"k": ["", 1, None]},
        "count": 3,
        "content": b"\x00",
    }
    same = Facts("Lý do", ("x",))
    assert seen(same) is same


@pytest.mark.issue(18)
def test_a_page_is_sent_what_can_be_read_but_a_password_stays_as_it_is(rf):
    request = rf.post("/", {"reason": "\u200b", "password1": "a\u200bb\x00", "name": "Nguye\u0302\u0303n"})
    request.GET = QueryDict("q=%E2%80%8Bđất&ma=%00")
    AsSeen(lambda request: request).process_view(request)
    assert request.POST.dict() == {"reason": "", "password1": "a\u200bb", "name": "Nguyễn"}
    assert request.GET.dict() == {"q": "đất", "ma": ""}
