"""A day is typed into three boxes wherever it is asked for, and stays there when it is none."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.ui.days import DayField, day_text
from motcua.ui.templatetags.mc import day_part
from motcua.workspace.forms import ApologyForm

pytestmark = pytest.mark.issue(16)
SOURCE = Path(__file__).parents[2] / "src" / "motcua"


def boxes(name, day, month, year):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def test_no_page_leaves_the_order_of_day_and_month_to_a_browser():
    files = [path for path in SOURCE.rglob("*") if path.suffix in (".html", ".py")]
    assert len(files) > 400
    of_a_browser = re.compile(r"""type=.date.|["']type["']: ["']date["']|DateInput|forms\.DateField""")
    assert [path.name for path in files if of_a_browser.search(path.read_text(encoding="utf-8"))] == []


@given(st.dates())
def test_what_is_typed_is_the_day_and_shows_itself_again(day):
    sent = boxes("tu", str(day.day), str(day.month), f"{day.year:04}")
    assert day_text(sent, "tu") == day.isoformat()
    shown = [day_part(day.isoformat(), part) for part in ("day", "month", "year")]
    assert shown == [str(day.day), str(day.month), f"{day.year:04}".removeprefix("0")]


@pytest.mark.parametrize("typed", [("31", "2", "2026"), ("x", "1", "2026"), ("", "3", ""), ("1", "", "2026")])
def test_what_is_no_day_is_told_from_none_and_stays_in_its_boxes(typed):
    text = day_text(boxes("tu", *typed), "tu")
    with pytest.raises(ValueError, match=r"isoformat|out of range"):
        date.fromisoformat(text)
    assert tuple(day_part(text, part) for part in ("day", "month", "year")) == typed


def test_nothing_typed_is_nothing_and_an_address_says_the_whole_day():
    assert day_text({}, "tu") == day_text(boxes("tu", "", " ", ""), "tu") == ""
    assert day_text({"tu": "2026-11-30"}, "tu") == "2026-11-30"
    assert day_text({"tu": "2026-11-30", **boxes("tu", "1", "2", "2026")}, "tu") == "2026-02-01"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (boxes("new_due", "30", "11", "2026"), ""), ({"new_due": "2026-11-30"}, ""),
        (boxes("new_due", "", "", ""), "Nhập ngày hẹn mới."), ({}, "Nhập ngày hẹn mới."),
        (boxes("new_due", "30", "2", "2026"), "Ngày hẹn phải là ngày có thật"),
        (boxes("new_due", "30", "11", "26"), "Viết năm đủ bốn chữ số"),
    ],
)  # fmt: skip
def test_a_form_of_an_official_reads_the_boxes(sent, said):
    form = ApologyForm({"reason": "Cần xác minh", **sent})
    assert form.is_valid() is not bool(said)
    assert said in str(form.errors.get("new_due", ""))
    if not said:
        assert form.cleaned_data["new_due"] == date(2026, 11, 30)


def test_a_day_that_is_known_stands_in_its_boxes():
    assert DayField().prepare_value(date(2026, 11, 30)) == {"day": 30, "month": 11, "year": 2026}
