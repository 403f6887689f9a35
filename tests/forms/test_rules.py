"""E-forms: nothing typed makes them fail, nothing hidden is submitted, mistakes are said in words that mend them."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.forms.rules import (
    BadDefinition,
    clean_page,
    complete_answers,
    parse,
    prefill,
    problems_of,
    summary,
    told,
    visible_pages,
)

TODAY = date(2026, 11, 23)
TEXT = {"type": "string", "maxLength": 20}


def field(name, **more):
    return {"name": name, "label": name.capitalize(), "schema": TEXT, **more}


FORM = {
    "key": "thu",
    "title": "Thử",
    "pages": [
        {"key": "mot", "title": "Một", "fields": [
            field("ten", prefill="account.full_name"),
            field("sinh", schema={"type": "string", "format": "date"}, prefill="account.born_on"),
            field("co", schema={"type": "string", "enum": ["co", "khong"]}),
            field("them", when={"co": ["co"]}),
        ]},
        {"key": "hai", "title": "Hai", "when": {"co": ["co"]}, "fields": [
            field("tien", schema={"type": "integer", "minimum": 1000}),
            field("loai", schema={"type": "string", "enum": ["a", "b"]}),
            field("mat", schema={"type": "string", "format": "date"}, required=False),
        ]},
        {"key": "ba", "title": "Ba", "when": {"loai": ["a"]}, "fields": [field("cuoi")]},
        {"key": "nguoi", "title": "Người", "repeat": "nguoi", "item_name": "Người", "min_items": 1, "max_items": 3,
         "fields": [field("ho_ten"), field("so", schema={"type": "string", "format": "phone"}, required=False)]},
    ],
    "checks": [
        {"kind": "not_future", "fields": ["sinh"], "message": "Ngày sinh không ở tương lai."},
        {"kind": "not_after", "fields": ["sinh", "mat"], "message": "Ngày mất phải sau ngày sinh."},
    ],
}  # fmt: skip
PARSED = parse(FORM)
GOOD = {
    "ten": "Hoa",
    "sinh": "1990-05-02",
    "co": "co",
    "them": "x",
    "tien": 5000,
    "loai": "a",
    "cuoi": "y",
    "nguoi": [{"ho_ten": "B"}],
}


def page(key):
    return PARSED.by_key[key]


def birth(day, month, year):
    return {"sinh_day": day, "sinh_month": month, "sinh_year": year}


def test_what_was_told_is_the_way_back_of_what_is_prefilled():
    known = {"account.full_name": "Hoa", "account.born_on": "1990-05-02"}
    assert told(PARSED, prefill(PARSED, known)) == known
    assert told(PARSED, {"ten": "", "tien": 5000}) == {}


@pytest.mark.parametrize(("kind", "same_day"), [("not_after", True), ("before", False)])
def test_days_that_must_follow_one_another(kind, same_day):
    days = [field(name, schema={"type": "string", "format": "date"}) for name in ("tu", "den")]
    check = {"kind": kind, "fields": ["tu", "den"], "message": "Sau."}
    form = parse({**FORM, "pages": [{"key": "mot", "title": "Một", "fields": days}], "checks": [check]})

    def fits(first, last):
        return not problems_of(form, {"tu": first, "den": last}, today=TODAY)

    assert fits("2026-03-02", "2026-03-03")
    assert fits("2026-03-02", "2026-03-02") is same_day
    assert not fits("2026-03-03", "2026-03-02")


def test_a_complete_set_of_answers_has_no_problem():
    assert problems_of(PARSED, GOOD, today=TODAY) == {}
    assert complete_answers(PARSED, GOOD, today=TODAY) == GOOD


RAW = st.dictionaries(
    st.sampled_from(
        ["ten", "sinh_day", "sinh_month", "sinh_year", "co", "them", "tien", "loai", "mat_day", "cuoi", "so", "ho_ten"]
    ),
    st.text(max_size=40) | st.text(alphabet=string.digits + ".-, ", max_size=12),
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "ten": st.text(max_size=25), "sinh": st.text(max_size=12), "co": st.sampled_from(["co", "khong", "?"]),
        "them": st.just("x"),
        "tien": st.integers(-5, 10**9), "loai": st.sampled_from(["a", "b", ""]), "cuoi": st.just("y"),
        "nguoi": st.lists(st.fixed_dictionaries({}, optional={"ho_ten": st.text(max_size=5)}), max_size=4),
    },
)  # fmt: skip


@given(st.sampled_from(PARSED.pages), RAW, ANSWERS)
def test_no_input_makes_a_page_fail_and_all_of_it_comes_back(one, raw, answers):
    cleaned = clean_page(PARSED, one, raw, today=TODAY, answers=answers)
    assert not cleaned.values.keys() & cleaned.errors.keys()
    assert all("\x00" not in text for text in cleaned.typed.values())


@given(ANSWERS)
def test_what_is_submitted_is_the_same_when_asked_twice(answers):
    once = complete_answers(PARSED, answers, today=TODAY)
    assert complete_answers(PARSED, once, today=TODAY) == once


@given(ANSWERS)
def test_answers_of_hidden_pages_are_never_submitted(answers):
    kept = complete_answers(PARSED, answers, today=TODAY)
    if kept.get("co") != "co":
        assert not kept.keys() & {"tien", "loai", "cuoi", "them"}


def test_an_answer_that_is_no_longer_asked_for_opens_nothing():
    stale = GOOD | {"co": "khong"}
    assert [one.key for one in visible_pages(PARSED, stale)] == ["mot", "nguoi"]


@given(ANSWERS)
@settings(max_examples=50)
def test_the_summary_shows_every_answer_that_counts(answers):
    kept = complete_answers(PARSED, answers, today=TODAY)
    lines = sum(len(section.lines) for section in summary(PARSED, kept))
    items = sum(len(item) for item in kept.get("nguoi", []))
    assert lines == len([name for name in kept if name != "nguoi"]) + items


@pytest.mark.parametrize(("typed", "value"), [("1250000", 1250000), ("1.250.000", 1250000), ("1 250 000", 1250000)])
def test_money_may_be_typed_with_dots(typed, value):
    assert clean_page(PARSED, page("hai"), {"tien": typed, "loai": "a"}, today=TODAY).values["tien"] == value


@pytest.mark.issue(2)
@pytest.mark.parametrize("typed", ["12.5", "1.25", "1,5", "1.2.3", "12a", "٣٤"])
def test_a_number_that_is_not_whole_is_refused_and_never_changed(typed):
    cleaned = clean_page(PARSED, page("hai"), {"tien": typed, "loai": "a"}, today=TODAY)
    assert cleaned.errors["tien"] == "Tien phải là số nguyên, ví dụ 1250000."


def test_the_example_of_a_whole_number_is_one_that_may_be_typed():
    small = parse(
        {
            "key": "k",
            "title": "t",
            "pages": [
                {
                    "key": "p",
                    "title": "t",
                    "fields": [
                        {"name": "lan", "label": "Lần", "schema": {"type": "integer", "minimum": 1, "maximum": 9}}
                    ],
                }
            ],
        }
    )
    assert (
        clean_page(small, small.pages[0], {"lan": "một"}, today=TODAY).errors["lan"]
        == "Lần phải là số nguyên, ví dụ 1."
    )


@pytest.mark.parametrize(
    ("typed", "kept"), [("020 090 000 001", "020090000001"), ("020.090.000001", "020090000001"), ("02009000001", None)]
)
def test_a_pasted_number_may_have_blanks(typed, kept):
    schema = {"type": "string", "pattern": "^[0-9]{12}$", "x-pattern-message": "Gồm 12 chữ số."}
    pages = [{"key": "p", "title": "t", "fields": [{"name": "so", "label": "Số", "schema": schema}]}]
    form = parse({"key": "k", "title": "t", "pages": pages})
    assert clean_page(form, form.pages[0], {"so": typed}, today=TODAY).values.get("so") == kept


@pytest.mark.parametrize("parts", [("31", "2", "1990"), ("1", "13", "1990"), ("a", "b", "c"), ("1", "", "")])
def test_a_day_that_does_not_exist_is_said_so(parts):
    cleaned = clean_page(PARSED, page("mot"), {"ten": "a", "co": "khong", **birth(*parts)}, today=TODAY)
    assert cleaned.errors == {"sinh": "Sinh phải là ngày có thật, ví dụ 23/11/1990."}
    assert cleaned.typed["sinh_day"] == parts[0]


def test_a_missing_answer_is_asked_for_in_words():
    errors = clean_page(PARSED, page("mot"), {}, today=TODAY).errors
    assert errors == {"ten": "Nhập ten.", "sinh": "Nhập sinh.", "co": "Chọn co."}


@pytest.mark.issue(2)
def test_a_check_over_two_pages_is_made():
    answers = GOOD | {"mat": "1980-01-01"}
    assert problems_of(PARSED, answers, today=TODAY) == {
        "mot": "Ngày mất phải sau ngày sinh.",
        "hai": "Ngày mất phải sau ngày sinh.",
    }


def test_a_birthday_in_the_future_is_refused():
    cleaned = clean_page(PARSED, page("mot"), {"ten": "a", "co": "khong", **birth("24", "11", "2026")}, today=TODAY)
    assert cleaned.errors == {"sinh": "Ngày sinh không ở tương lai."}


def test_what_is_known_is_filled_in_only_when_it_would_pass():
    known = {"account.full_name": "Nông Văn Đức", "account.born_on": "không rõ"}
    assert prefill(PARSED, known) == {"ten": "Nông Văn Đức"}


@pytest.mark.parametrize(
    "change",
    [
        {"pages": []},
        {"colour": "x"},
        {"pages": [{"key": "a", "title": "A", "fields": [{"label": "x"}]}]},
        {"pages": [{"key": "a", "title": "A", "fields": [field("x", widget="COLOUR")]}]},
        {"pages": [{"key": "a", "title": "A", "fields": [field("x", schema={"type": "string", "pattern": "("})]}]},
        {"pages": [{"key": "a", "title": "A", "fields": [field("x", when={"y": ["1"]})]}]},
        {"pages": [{"key": "a", "title": "A", "fields": [field("x"), field("y", when={"x": [True]})]}]},
        {
            "pages": [{"key": "a", "title": "A", "fields": [field("x")]}],
            "checks": [{"kind": "not_future", "fields": ["x"], "message": "m"}],
        },
        {"pages": [{"key": "a", "title": "A", "fields": [field("x"), field("x")]}]},
    ],
)
def test_a_definition_with_a_mistake_is_refused(change):
    with pytest.raises(BadDefinition):
        parse({**FORM, "checks": [], **change})
