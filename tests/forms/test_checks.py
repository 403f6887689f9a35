"""Answers that contradict one another are said so, on whatever page they stand; days may be known in part."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.calendars.rules import Hours, Schedule, Special, SpecialKind
from motcua.forms.rules import (
    BadDefinition,
    clean_page,
    complete_answers,
    filed,
    parse,
    problems_of,
    summary,
    told_by,
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
    assert members(MEMBER, MEMBER | {"tv_sinh": "2026-11-24", "tv_so": "2", "chinh": "khong"}) == {"hai": "hai 2: Sửa."}


def test_an_item_is_checked_against_what_other_pages_say():
    assert members(MEMBER | {"tv_sinh": "1979-12-31"}) == {"hai": "hai 1: Sửa."}


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


TET = Special(date(2026, 2, 16), SpecialKind.OFF, "Tết Nguyên đán")
WORKED = Schedule(
    date(2020, 1, 1),
    date(2027, 12, 31),
    [Hours(weekday, 450, 1050, date(2020, 1, 1)) for weekday in range(5)],
    [replace(TET, on=TET.on + timedelta(days=n)) for n in range(5)],
)
TERM = replace(
    form_of(
        page_of(field("sinh", schema=PART)),
        checks=[
            check("days_at_most", "sinh", number=60, when={"case.han": ["trong"]}),
            check("days_over", "sinh", number=60, when={"case.han": ["qua"]}),
        ],
    ),
    working_day_from=WORKED.working_day_from,
)


def told_on_day(born, case, today, filed_on=None):
    return problems_of(TERM, {"sinh": born, **told_by({"han": case}, filed_on)}, today=today)


@pytest.mark.parametrize(
    ("born", "case", "is_good"),
    [
        # Sixty days before Thursday 26 November is 27 September.
        ("2026-09-27", "trong", True),
        ("2026-09-26", "trong", False),
        ("2026-08-29", "trong", False),
        ("2020-01-01", "trong", False),
        ("2026-09-27", "qua", False),
        ("2026-09-26", "qua", True),
        # Known in part, it is wrong only when it is wrong however one completes it.
        ("2026-09", "trong", True),
        ("2026-09", "qua", True),
        ("2026-08", "trong", False),
        ("2026-10", "qua", False),
        # What the case does not say contradicts nothing.
        ("2020-01-01", "", True),
    ],
)
def test_what_the_case_says_of_the_time_that_passed_agrees_with_the_day_declared(born, case, is_good):
    assert (told_on_day(born, case, date(2026, 11, 26)) == {}) is is_good


@pytest.mark.parametrize(
    ("born", "last"),
    [
        # The sixtieth day after 22 September is Saturday 21 November, after 18 December the eve of Tết 2026.
        ("2026-09-22", date(2026, 11, 23)),
        ("2025-12-18", date(2026, 2, 23)),
    ],
)
def test_a_term_that_ends_on_a_day_off_ends_with_the_next_working_day(born, last):
    late = last + timedelta(days=1)
    assert told_on_day(born, "trong", last) == told_on_day(born, "qua", late) == {}
    assert told_on_day(born, "trong", late) == told_on_day(born, "qua", last) == {"mot": "Sửa."}


def test_time_is_counted_from_the_day_of_filing_whenever_the_sheet_is_typed():
    assert told_on_day("2026-09-27", "trong", date(2027, 3, 1), date(2026, 11, 26)) == {}
    assert told_on_day("2026-09-27", "qua", date(2027, 3, 1), date(2026, 11, 26)) == {"mot": "Sửa."}


def test_what_is_still_to_come_is_told_as_that_and_not_as_recent():
    assert told_on_day("2026-12-24", "qua", date(2026, 11, 26)) == {}


OLDER = form_of(
    page_of(field("me", schema=PART), field("con", schema=DAY)), checks=[check("years_older", "me", "con", number=9)]
)


@pytest.mark.parametrize(
    ("mother", "is_good"),
    [("2017-11-01", True), ("2017-11-02", False), ("2017", True), ("2018", False), ("2026", False), ("2027", False)],
)
def test_a_parent_is_older_than_the_child_by_what_nature_needs(mother, is_good):
    assert (problems_of(OLDER, {"me": mother, "con": "2026-11-01"}, today=TODAY) == {}) is is_good


KIND = form_of(
    page_of(field("sinh", schema=DAY)),
    page_of(field("dien", schema={"type": "string", "enum": ["tre", "gia"]}), key="hai"),
    checks=[
        check("age_under", "sinh", number=16, when={"dien": ["tre"]}),
        check("age_at_least", "sinh", number=60, when={"dien": ["gia"]}),
    ],
)


@pytest.mark.parametrize(
    ("born", "kind", "is_good"),
    [
        ("2010-11-24", "tre", True), ("2010-11-23", "tre", False),
        ("1966-11-23", "gia", True), ("1966-11-24", "gia", False),
    ],
)  # fmt: skip
def test_an_age_is_asked_of_whom_an_answer_says_it(born, kind, is_good):
    answers = {"sinh": born, "dien": kind}
    assert (problems_of(KIND, answers, today=TODAY) == {}) is is_good
    if not is_good:
        # It is said on either page, whichever was written last.
        assert set(problems_of(KIND, answers, today=TODAY)) == {"mot", "hai"}


def test_a_table_names_answers_that_there_are():
    with pytest.raises(BadDefinition, match="không có mục muc-la"):
        form_of(page_of(field("sinh", schema=DAY)), checks=[check("not_future", "sinh", when={"muc-la": ["co"]})])
