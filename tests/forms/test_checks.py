"""Answers that contradict one another are said so, on whatever page they stand; days may be known in part."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.rules import (
    BadDefinition,
    clean_page,
    complete_answers,
    filed,
    parse,
    problems_of,
    summary,
    visible_pages,
)

TODAY = date(2026, 11, 23)
DAY = {"type": "string", "format": "date"}
PART = {"type": "string", "format": "partial-date"}
OLD = PART | {"x-from-year": 1800}
YES_NO = {"type": "string", "enum": ["co", "khong"]}


def field(name, **more):
    return {"name": name, "label": name.capitalize(), "schema": {"type": "string", "maxLength": 50}, **more}


def form_of(*pages, checks=()):
    return parse({"key": "thu", "title": "Thử", "pages": list(pages), "checks": list(checks)})


def page_of(*fields, key="mot", **more):
    return {"key": key, "title": key, "fields": list(fields), **more}


def check(kind, *fields, **more):
    return {"kind": kind, "message": "Sửa.", **({"fields": list(fields)} if fields else {}), **more}


def said(name, day="", month="", year=""):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


MEMBERS = form_of(
    page_of(field("chu_sinh", schema=DAY)),
    page_of(
        field("tv_sinh", schema=DAY), field("tv_so", required=False), field("chinh", schema=YES_NO),
        key="hai", repeat="thanh_vien", min_items=1,
    ),
    checks=[
        check("not_future", "tv_sinh"), check("distinct", "tv_so"), check("before", "chu_sinh", "tv_sinh"),
        check("exactly_one", when={"chinh": ["co"]}),
    ],
)  # fmt: skip
MEMBER = {"tv_sinh": "2001-02-03", "tv_so": "1", "chinh": "co"}


def members(*items):
    return problems_of(MEMBERS, {"chu_sinh": "1980-01-01", "thanh_vien": list(items)}, today=TODAY)


def test_what_is_checked_is_checked_on_each_item_of_a_page_that_repeats():
    page = MEMBERS.by_key["hai"]
    tomorrow = said("tv_sinh", "24", "11", "2026") | {"chinh": "co"}
    assert clean_page(MEMBERS, page, tomorrow, today=TODAY).errors == {"tv_sinh": "Sửa."}
    assert members(MEMBER) == {}
    assert members(MEMBER, MEMBER | {"tv_sinh": "2026-11-24", "tv_so": "2", "chinh": "khong"}) == {"hai": "Sửa."}


def test_an_item_is_checked_against_what_other_pages_say():
    assert members(MEMBER | {"tv_sinh": "1979-12-31"}) == {"hai": "Sửa."}


@pytest.mark.parametrize(
    ("second", "is_good"),
    [
        ({"tv_so": "2", "chinh": "khong"}, True),
        ({"tv_so": "1", "chinh": "khong"}, False),
        ({"tv_so": "2", "chinh": "co"}, False),
    ],
)
def test_items_are_checked_against_one_another(second, is_good):
    assert (members(MEMBER, {"tv_sinh": "2002-02-03"} | second) == {}) is is_good


def test_none_of_the_items_marked_is_a_mistake_too():
    assert members(MEMBER | {"chinh": "khong"}) == {"hai": "Sửa."}


CONTRADICTION = form_of(
    page_of(field("co_cha", schema=YES_NO), field("cha", when={"co_cha": ["co"]})),
    page_of(field("la_ai", schema={"type": "string", "enum": ["cha", "me"]}), key="hai"),
    checks=[
        check("contradiction", when={"co_cha": ["khong"], "la_ai": ["cha"]}),
        check("contradiction", when={"la_ai": ["me"], "case.ai": ["cha"]}),
    ],
)


@pytest.mark.parametrize("has_father", ["co", "khong"])
@pytest.mark.parametrize("who", ["cha", "me"])
def test_answers_that_cannot_both_be_true_are_named_on_each_of_their_pages(has_father, who):
    answers = {"co_cha": has_father, "cha": "Nông Văn Thử", "la_ai": who}
    wrong = has_father == "khong" and who == "cha"
    assert problems_of(CONTRADICTION, answers, today=TODAY) == ({"mot": "Sửa.", "hai": "Sửa."} if wrong else {})


def test_an_answer_may_contradict_the_case():
    answers = {"co_cha": "co", "cha": "An", "la_ai": "me"}
    assert problems_of(CONTRADICTION, answers | {"case.ai": "cha"}, today=TODAY) == {"hai": "Sửa."}
    assert problems_of(CONTRADICTION, answers | {"case.ai": "me"}, today=TODAY) == {}


def test_an_answer_that_no_longer_counts_contradicts_nothing():
    form = form_of(
        page_of(field("co", schema=YES_NO)),
        page_of(field("cu", schema=DAY), key="hai", when={"co": ["co"]}),
        page_of(field("moi", schema=DAY), key="ba"),
        checks=[check("before", "cu", "moi")],
    )
    stale = {"co": "khong", "cu": "2026-01-02", "moi": "2026-01-01"}
    assert problems_of(form, stale, today=TODAY) == {}
    assert set(problems_of(form, stale | {"co": "co"}, today=TODAY)) == {"hai", "ba"}


def test_a_condition_may_rest_on_the_case_and_the_case_is_no_answer():
    form = form_of(page_of(field("ten"), key="mot"), page_of(field("ai"), key="hai", when={"case.nop": ["thay"]}))
    answers = {"ten": "An", "ai": "Bình", "case.nop": "thay"}
    assert [one.key for one in visible_pages(form, answers)] == ["mot", "hai"]
    assert complete_answers(form, answers, today=TODAY) == {"ten": "An", "ai": "Bình"}
    assert complete_answers(form, answers | {"case.nop": "toi"}, today=TODAY) == {"ten": "An"}


PARTLY = form_of(
    page_of(field("sinh", schema=OLD), field("mat", schema=DAY)),
    checks=[check("not_future", "sinh"), check("not_after", "sinh", "mat")],
)


def partly(**parts):
    return clean_page(PARTLY, PARTLY.by_key["mot"], said("sinh", **parts) | said("mat", "5", "3", "2026"), today=TODAY)


@pytest.mark.parametrize(
    ("parts", "kept", "shown"),
    [
        ({"year": "1931"}, "1931", "1931"),
        ({"month": "3", "year": "1931"}, "1931-03", "03/1931"),
        ({"day": "1", "month": "3", "year": "1899"}, "1899-03-01", "01/03/1899"),
        ({"year": "2026"}, "2026", "2026"),
    ],
)
def test_a_day_known_in_part_is_kept_and_shown_as_it_was_said(parts, kept, shown):
    cleaned = partly(**parts)
    assert cleaned.errors == {}
    assert cleaned.values["sinh"] == kept
    assert summary(PARTLY, cleaned.values)[0].lines[0].text == shown
    assert complete_answers(PARTLY, cleaned.values, today=TODAY) == cleaned.values


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"day": "1", "year": "1931"}, "tháng"),
        ({"month": "13", "year": "1931"}, "ngày có thật"),
        ({"day": "31", "month": "2", "year": "1931"}, "ngày có thật"),
        ({"year": "31"}, "bốn chữ số"),
        ({"month": "3"}, "năm"),
        ({"year": "1799"}, "1800"),
        ({"day": "x", "month": "3", "year": "1931"}, "ngày có thật"),
        ({"year": "2027"}, "Sửa."),
        ({"month": "4", "year": "2026"}, "Sửa."),
    ],
)
def test_what_is_no_day_is_said_so_in_words_that_mend_it(parts, word):
    cleaned = partly(**parts)
    assert word in cleaned.errors["sinh" if "sinh" in cleaned.errors else "mat"]
    assert cleaned.typed["sinh_year"] == parts.get("year", "")


WHOLE = form_of(page_of(field("sinh", schema=DAY)), checks=[check("not_future", "sinh")])


@pytest.mark.parametrize(
    ("year", "word"), [("90", "bốn chữ số"), ("2099", "Sửa."), ("1", "bốn chữ số"), ("1899", "1900")]
)
def test_a_birth_is_asked_with_four_figures_and_among_the_living(year, word):
    cleaned = clean_page(WHOLE, WHOLE.by_key["mot"], said("sinh", "1", "1", year), today=TODAY)
    assert word in cleaned.errors["sinh"]


@given(st.dates(date(1850, 1, 1), date(2030, 1, 1)), st.sampled_from(["", "month", "day"]))
def test_a_day_in_part_is_never_a_mistake_that_the_whole_day_would_not_be(day, known):
    parts = {"year": str(day.year)}
    parts |= {"month": str(day.month)} if known else {}
    parts |= {"day": str(day.day)} if known == "day" else {}
    whole = partly(day=str(day.day), month=str(day.month), year=str(day.year))
    assert set(partly(**parts).errors) <= set(whole.errors)


@pytest.mark.parametrize(("until", "is_good"), [("2028-03-01", True), ("2028-03-02", False), ("2027-01-01", True)])
def test_a_stay_has_its_longest_time(until, is_good):
    form = form_of(
        page_of(field("tu", schema=DAY), field("den", schema=DAY)),
        checks=[check("within_years", "tu", "den", number=2)],
    )
    assert (problems_of(form, {"tu": "2026-03-01", "den": until}, today=TODAY) == {}) is is_good


def test_a_leap_day_has_its_anniversary():
    form = form_of(
        page_of(field("tu", schema=DAY), field("den", schema=DAY)),
        checks=[check("within_years", "tu", "den", number=1)],
    )
    assert problems_of(form, {"tu": "2024-02-29", "den": "2025-02-28"}, today=TODAY) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        check("contradiction", when={"la": ["x"]}),
        check("contradiction", when={"case.a": ["x"]}),
        check("contradiction", "ten"),
        check("not_future", "ten"),
        check("distinct", "ten"),
        check("not_future", "hai_noi"),
        check("exactly_one", when={"ten": ["x"]}),
    ],
)
def test_a_check_that_means_nothing_is_refused(wrong):
    pages = [
        page_of(field("ten"), field("hai_noi", schema=DAY)),
        page_of(field("hai_noi", schema=DAY), key="hai", repeat="lap"),
    ]
    with pytest.raises(BadDefinition):
        form_of(*pages, checks=[wrong])


def test_a_page_on_which_nothing_was_said_is_no_heading_in_what_was_filed():
    form = form_of(page_of(field("ten")), page_of(field("ghi_chu"), key="hai"))
    assert [section.title for section in summary(form, {"ten": "An"})] == ["mot", "hai"]
    assert [section.title for section in filed(form, {"ten": "An"})] == ["mot"]


def test_a_year_too_far_away_is_a_mistake_and_no_failure():
    page = page_of(field("sinh", schema=DAY))
    form = form_of(page, checks=[check("age_at_least", "sinh", number=20)])
    typed = said("sinh", "1", "1", "9995")
    assert clean_page(form, form.pages[0], typed, today=TODAY).errors == {"sinh": "Sửa."}
