"""A list is built from table, pager and filter: what stands in its address is kept, and nothing of it can break out."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from hypothesis import given
from hypothesis import strategies as st

TEMPLATES = Path(__file__).parents[2] / "src" / "motcua"
HOSTILE = '"><script>alert(1)</script>&sau=9#x'
# Half of a pair of code units is no character and comes in no address.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def shown(source, address="/ds/", **more):
    compiled = CottonCompiler().process(source)
    request = RequestFactory().get(address) if isinstance(address, str) else RequestFactory().get("/ds/", address)
    return engines["django"].from_string(compiled).render({"request": request, **more})


def asked(markup, number=0):
    """What a link of the markup asks for."""
    href = html.unescape(re.findall(r'href="([^"]*)"', markup)[number])
    return parse_qsl(urlsplit(href).query, keep_blank_values=True)


PAGER = '<c-pager key="sau" :value="following"></c-pager>'


def test_the_next_page_keeps_all_that_was_chosen():
    assert sorted(asked(shown(PAGER, "/ds/?q=ho+khau&cap=XA&q=dat", following=20))) == [
        ("cap", "XA"), ("q", "dat"), ("q", "ho khau"), ("sau", "20")
    ]  # fmt: skip


def test_the_place_in_the_list_stands_once_in_an_address():
    assert asked(shown(PAGER, "/ds/?sau=10&q=a&sau=15", following=20)) == [("q", "a"), ("sau", "20")]


@pytest.mark.parametrize("address", [{"q": HOSTILE}, {HOSTILE: "a"}])
def test_no_address_breaks_out_of_the_link(address):
    markup = shown(PAGER, address, following=HOSTILE)
    assert "<script" not in markup
    assert "&sau=9" not in html.unescape(markup)
    assert dict(asked(markup)) == {**address, "sau": HOSTILE}


@given(address=st.dictionaries(WORDS.filter(lambda name: name not in ("", "sau")), WORDS), following=WORDS.filter(bool))
def test_any_address_comes_back_as_it_was(address, following):
    assert dict(asked(shown(PAGER, address, following=following))) == {**address, "sau": following}


def test_what_holds_for_one_page_only_is_left_behind():
    markup = shown('<c-pager key="sau" :value="9" without="chon"></c-pager>', "/ds/?viec=ky&chon=tat-ca")
    assert asked(markup) == [("viec", "ky"), ("sau", "9")]


def test_the_last_page_has_no_next_one():
    assert shown(PAGER, following="").strip() == ""
    assert shown(PAGER, following=None).strip() == ""


def test_only_a_later_page_leads_back_to_the_first():
    pager = '<c-pager key="sau" :value="following" first="Về đầu"></c-pager>'
    assert "Về đầu" not in shown(pager, "/ds/?viec=ky", following=9)
    assert asked(shown(pager, "/ds/?viec=ky&sau=9", following="")) == [("viec", "ky")]


FILTER = '<c-filter fields="q cap" keep="loai" submit="Tìm"><input name="q"></c-filter>'


def test_a_filter_keeps_what_it_does_not_ask_and_starts_from_the_first_page():
    markup = shown(FILTER, {"loai": HOSTILE, "sau": "9"})
    assert [html.unescape(value) for value in re.findall(r'type="hidden" name="loai" value="([^"]*)"', markup)] == [
        HOSTILE
    ]
    assert 'name="sau"' not in markup
    assert "<script" not in markup


def test_a_filter_is_cleared_only_where_something_is_chosen():
    assert "<a" not in shown(FILTER, "/ds/?q=&cap=&loai=A&sau=9")
    markup = shown(FILTER, "/ds/?q=dat&loai=A&sau=9")
    assert 'href="/ds/?loai=A"' in markup


TABLE = (
    '<c-table :rows="rows" caption="Hồ sơ"><c-slot name="heads"><c-column number="1">Số</c-column></c-slot>'
    '<tr><td>1</td></tr><c-slot name="empty"><p>Không có.</p></c-slot></c-table>'
)


def test_a_table_has_a_caption_and_heads():
    markup = shown(TABLE, rows=[1])
    assert re.search(r"<caption[^>]*>Hồ sơ</caption>", markup)
    assert '<th scope="col" class="mc-number">Số</th>' in markup
    assert "Không có." not in markup


def test_a_table_without_rows_says_so_instead():
    markup = shown(TABLE, rows=[])
    assert "Không có." in markup
    assert "<table" not in markup


def test_every_list_of_the_pages_is_built_from_the_components():
    own = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "cotton" not in path.parts
        and re.search(r"<table|mc-pager|class=\"mc-tick", path.read_text(encoding="utf-8"))
    ]
    assert own == []


def test_a_question_is_no_filter_and_stays_when_filters_go():
    source = '<c-filter fields="cap" asked="q" keep="xep"><c-search label="Tìm"></c-search></c-filter>'
    assert "Bỏ lọc" not in shown(source, "/ds/?q=dat&xep=ten")
    assert asked(shown(source, "/ds/?q=dat&cap=XA&xep=ten&sau=4"), -1) == [("xep", "ten"), ("q", "dat")]
