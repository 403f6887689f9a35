"""What was typed stands in the form again, whatever it was, and nothing else of the page changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from motcua.ui.refilling import refilled

pytestmark = pytest.mark.issue(18)

PAGE = """<!DOCTYPE html><html><body><main class="m">
<form method="get" action="/a/"><input name="q" value="x"></form>
<form method="post"><input type="hidden" name="which" value="1"><input name="name" value=""></form>
<form method="post" action="">
  <input type="hidden" name="which" value="2"><input type="hidden" name="key" value="kept">
  <input name="name" value="old &amp; &quot;so&quot;"><input type="password" name="pass"><input type="file" name="f">
  <input name="many"><input name="many" value="b">
  <textarea name="long" rows="3">before</textarea>
  <details><summary>More</summary><details><textarea name="deep"></textarea></details></details>
  <details><input name="untouched"></details>
  <input type="checkbox" name="tick" value="1" checked><input type="checkbox" name="tock">
  <input type="radio" name="one" value="a" checked><input type="radio" name="one" value="b">
  <div data-mc-when='{"one": ["b"]}' hidden>opens</div><div data-mc-when='{"one": ["a"]}'>closes</div>
  <select name="pick"><option value="">–</option><option value="x" selected>X</option><option value="y">Y</option>
  </select>
  <button name="then" value="save">Lưu</button>
</form></main></body></html>"""
SENT = {"which": ["2"], "key": ["other"]}


def filled(typed, page=PAGE):
    made = refilled(page, path="/p/", action="/p/", typed=SENT | typed)
    return made, html.fromstring(made.page).forms[2]


# What a form can send: an HTML page holds no zero character and knows one kind of line break.
text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(text, text, text, st.lists(text, min_size=2, max_size=2))
def test_every_text_stands_in_its_place_again(name, long, deep, many):
    made, form = filled({"name": [name], "long": [long], "deep": [deep], "many": many, "one": ["b"], "pick": ["y"]})
    got = {one.get("name"): one for one in form.xpath(".//*[@name]") if one.get("type") != "radio"}
    assert got["name"].get("value") == name
    assert (got["long"].text or "").removeprefix("\n") == long
    assert (got["deep"].text or "").removeprefix("\n") == deep
    assert [one.get("value") or "" for one in form.xpath('.//*[@name="many"]')] == many
    assert made.left == []


def test_ticks_choices_and_what_they_open_follow():
    made, form = filled({"tock": ["on"], "one": ["b"], "pick": ["y"], "deep": ["x"]})
    assert made.is_filled
    assert [one.get("name") for one in form.xpath('.//input[@type="checkbox"][@checked]')] == ["tock"]
    assert form.xpath('.//input[@type="radio"][@checked]/@value') == ["b"]
    assert form.xpath(".//option[@selected]/@value") == ["y"]
    assert [("hidden" in one.attrib) for one in form.xpath(".//*[@data-mc-when]")] == [False, True]
    assert len(form.xpath(".//details[@open]")) == 2


def test_what_nobody_types_is_left_alone():
    _made, form = filled({"pass": ["x"], "f": ["x"], "then": ["other"]})
    assert form.xpath('.//*[@name="pass"]/@value') == []
    assert form.xpath('.//*[@name="key"]/@value') == ["kept"]
    assert form.xpath(".//button/@value") == ["save"]
    assert "onerror" not in filled({"name": ['"><img src=x onerror=y>']})[1].xpath(".//img")


def test_the_form_that_was_sent_is_found_among_its_like():
    first = refilled(PAGE, path="/p/", action="/p/", typed={"which": ["1"], "name": ["Hoa"]})
    assert html.fromstring(first.page).forms[1].fields["name"] == "Hoa"
    assert html.fromstring(first.page).forms[2].fields["name"] == 'old & "so"'


def test_what_has_no_place_any_more_is_told():
    made, _form = filled({"gone": ["Số 5", ""], "pick": ["z"]})
    assert made.left == ["Số 5", "z"]
    elsewhere = refilled(PAGE, path="/p/", action="/other/", typed={"name": ["Hoa"]})
    assert (elsewhere.page, elsewhere.is_filled, elsewhere.left) == (PAGE, False, ["Hoa"])
