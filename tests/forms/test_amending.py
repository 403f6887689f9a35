"""Which answers of a declaration may be written anew, and what becomes of the rest: nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.rules import parse
from motcua.forms.rules.amending import Amending, Mark, differences, told_on
from motcua.forms.rules.sheets import clean_sheet, typed_sheet

TODAY = date(2026, 3, 2)
YES_NO = {"type": "string", "enum": ["co", "khong"], "x-labels": {"co": "Có", "khong": "Không"}}
FORM = parse(
    {
        "key": "thu",
        "title": "Tờ khai",
        "pages": [
            {
                "key": "tre",
                "title": "Trẻ",
                "fields": [
                    {"name": "ten", "label": "Họ, chữ đệm, tên của trẻ"},
                    {"name": "sinh", "label": "Ngày sinh", "schema": {"type": "string", "format": "date"}},
                ],
            },
            {
                "key": "cha",
                "title": "Cha",
                "fields": [
                    {"name": "co_cha", "label": "Có khai cha không?", "schema": YES_NO},
                    {"name": "ten_cha", "label": "Họ và tên cha", "when": {"co_cha": ["co"]}},
                    {"name": "ghi_chu", "label": "Ghi chú", "required": False},
                ],
            },
            {
                "key": "nhan",
                "title": "Giấy tờ của cha",
                "when": {"co_cha": ["co"]},
                "fields": [{"name": "giay", "label": "Số giấy tờ"}],
            },
            {
                "key": "anh-em",
                "title": "Anh, chị, em",
                "repeat": "anh_em",
                "item_name": "Người",
                "fields": [
                    {"name": "ho_ten", "label": "Họ và tên"},
                    {"name": "bi_danh", "label": "Tên gọi khác", "required": False},
                ],
            },
            {
                "key": "nguoi-khai",
                "title": "Người đi khai",
                "fields": [
                    {"name": "quan_he", "label": "Quan hệ", "schema": {"type": "string", "enum": ["cha", "khac"]}},
                    {"name": "muc", "label": "Mục đích", "when": {"case.loai": ["hai"]}},
                ],
            },
        ],
        "checks": [
            {
                "kind": "contradiction",
                "when": {"quan_he": ["cha"], "co_cha": ["khong"]},
                "message": "Người đi khai là cha thì phải khai cha.",
            },
            {"kind": "not_future", "fields": ["sinh"], "message": "Ngày sinh không được sau hôm nay."},
        ],
    }
)
CASE = {"case.loai": "mot"}
BEFORE = {
    "ten": "Nông Thị Mai",
    "sinh": "2026-02-20",
    "co_cha": "khong",
    "anh_em": [{"ho_ten": "Nông Văn Một"}, {"ho_ten": "Nông Văn Hai", "bi_danh": "Cu"}],
    "quan_he": "khac",
}
ALL_NAMES = [*(told.name for told in told_on(FORM, BEFORE)), "ten_cha", "giay", "muc"]
TYPED = {
    "ten": ["Nông Thị Mây", "", "Nông Thị Mai"],
    "sinh_day": ["1", ""],
    "sinh_month": ["2"],
    "sinh_year": ["2026", "2099", "x"],
    "co_cha": ["co", "khong", "la"],
    "ten_cha": ["Nông Văn Cha", ""],
    "ghi_chu": ["Ghi", ""],
    "giay": ["123", ""],
    "anh_em-0-ho_ten": ["Khác", ""],
    "anh_em-1-bi_danh": ["Tèo", ""],
    "anh_em-2-ho_ten": ["Người thứ ba", ""],
    "quan_he": ["cha", "khac", ""],
    "muc": ["Để học"],
}
RAW = st.fixed_dictionaries({}, optional={name: st.sampled_from(texts) for name, texts in TYPED.items()})
MARKS = st.lists(
    st.sampled_from(
        [
            *(Mark(told.page.key, told.name) for told in told_on(FORM, BEFORE)),
            *(Mark(page.key) for page in FORM.pages if page.key != "nhan"),
        ]
    ),
    unique=True,
    max_size=6,
)


def amended(marks, raw, *, before=BEFORE, case=CASE):
    return Amending(FORM, {**before, **CASE}, marks).amended(raw, case=case, today=TODAY)


@given(MARKS, RAW)
def test_only_what_is_marked_or_opened_by_it_becomes_different(marks, raw):
    amending = Amending(FORM, {**BEFORE, **CASE}, marks)
    values = amending.amended(raw, case=CASE, today=TODAY).values
    now = {told.name for told in told_on(FORM, {**values, **CASE})}
    for change in differences(FORM, {**BEFORE, **CASE}, {**values, **CASE}):
        page = FORM.by_key[change.page]
        was_closed = change.name not in now
        is_marked = Mark(page.key) in marks or Mark(page.key, change.name) in marks
        was_asked = change.name in {told.name for told in told_on(FORM, BEFORE)}
        assert is_marked or not was_asked or was_closed, change


@given(RAW)
def test_without_a_mark_nothing_changes_and_nothing_is_wrong(raw):
    result = amended((), raw)
    assert result.values == BEFORE
    assert result.errors == {}


@given(MARKS)
def test_what_is_sent_back_as_it_was_is_no_mistake_of_who_sends_it(marks):
    result = amended(marks, typed_sheet(FORM, BEFORE))
    assert result.values == BEFORE
    assert result.errors == {}


@given(RAW)
def test_where_all_is_marked_it_is_the_whole_sheet(raw):
    """The slow obvious reference: the sheet that an official types from beginning to end."""
    marks = [Mark(page.key) for page in FORM.pages]
    whole = clean_sheet(FORM, raw, case=CASE, today=TODAY)
    assert {**amended(marks, raw).values, "anh_em": amended(marks, raw).values.get("anh_em", [])} == {
        **whole.values,
        "anh_em": whole.values.get("anh_em", []),
    }


def test_what_the_new_answer_opens_is_asked_and_must_be_answered():
    marks = [Mark("cha", "co_cha")]
    result = amended(marks, {"co_cha": "co"})
    assert set(result.errors) == {"ten_cha", "giay"}
    result = amended(marks, {"co_cha": "co", "ten_cha": "Nông Văn Cha", "giay": "12", "ten": "Kẻ lạ"})
    assert result.errors == {}
    assert result.values == {**BEFORE, "co_cha": "co", "ten_cha": "Nông Văn Cha", "giay": "12"}


def test_what_the_new_answer_closes_is_no_answer_any_more():
    before = {**BEFORE, "co_cha": "co", "ten_cha": "Nông Văn Cha", "giay": "12"}
    result = amended([Mark("cha", "co_cha")], {"co_cha": "khong"}, before=before)
    assert result.values == BEFORE


def test_a_contradiction_with_an_answer_that_stays_is_said_where_one_can_mend_it():
    before = {**BEFORE, "co_cha": "co", "ten_cha": "Nông Văn Cha", "giay": "12", "quan_he": "cha"}
    result = amended([Mark("cha", "co_cha")], {"co_cha": "khong"}, before=before)
    assert result.errors == {"co_cha": "Người đi khai là cha thì phải khai cha."}


def test_a_contradiction_that_was_there_and_that_nobody_touched_stays_for_the_office():
    before = {**BEFORE, "quan_he": "cha"}
    assert amended([Mark("tre", "ten")], {"ten": "Nông Thị Mây"}, before=before).errors == {}
    touched = amended([Mark("nguoi-khai", "quan_he")], {"quan_he": "cha"}, before=before)
    assert touched.errors == {}


def test_what_was_wrong_before_and_is_written_anew_must_be_right():
    before = {**BEFORE, "sinh": "2099-01-01"}
    raw = {"sinh_day": "1", "sinh_month": "1", "sinh_year": "2098"}
    result = amended([Mark("tre", "sinh")], raw, before=before)
    assert result.errors == {"sinh": "Ngày sinh không được sau hôm nay."}


def test_an_answer_that_would_not_pass_any_more_stays_word_for_word():
    before = {**BEFORE, "sinh": "2099-01-01", "ghi_chu": " hai  dấu cách "}
    result = amended([Mark("tre", "ten")], {"ten": "Nông Thị Mây"}, before=before)
    assert result.errors == {}
    assert result.values == {**before, "ten": "Nông Thị Mây"}


def test_a_page_that_repeats_takes_and_gives_items_only_where_all_of_it_is_marked():
    raw = {"anh_em-0-ho_ten": "Khác", "anh_em-2-ho_ten": "Người thứ ba"}
    assert amended([Mark("anh-em")], raw).values["anh_em"] == [{"ho_ten": "Khác"}, {"ho_ten": "Người thứ ba"}]
    one = amended([Mark("anh-em", "anh_em-0-ho_ten")], raw).values["anh_em"]
    assert one == [{"ho_ten": "Khác"}, BEFORE["anh_em"][1]]
    empty = amended([Mark("anh-em", "anh_em-0-ho_ten")], {"anh_em-0-ho_ten": ""})
    assert set(empty.errors) == {"anh_em-0-ho_ten"}


def test_another_case_opens_its_own_questions():
    result = amended([], {"muc": "Để học"}, case={"case.loai": "hai"})
    assert result.values == {**BEFORE, "muc": "Để học"}
    assert set(amended([], {}, case={"case.loai": "hai"}).errors) == {"muc"}


@pytest.mark.parametrize(("typed", "wrong"), [("2099", "Ngày sinh không được sau hôm nay."), ("x", None)])
def test_a_bad_day_is_told_and_takes_nothing_away(typed, wrong):
    raw = {"sinh_day": "1", "sinh_month": "2", "sinh_year": typed}
    result = amended([Mark("tre", "sinh")], raw)
    assert set(result.errors) == {"sinh"}
    assert wrong is None or result.errors["sinh"] == wrong


def test_old_and_new_are_told_as_people_read_them_under_their_question():
    after = {**BEFORE, "ten": "Nông Thị Mây", "co_cha": "co", "anh_em": [{"ho_ten": "Nông Văn Một", "bi_danh": "Tí"}]}
    told = [(change.label, change.old, change.new) for change in differences(FORM, BEFORE, after)]
    assert told == [
        ("Họ, chữ đệm, tên của trẻ", "Nông Thị Mai", "Nông Thị Mây"),
        ("Có khai cha không?", "Không", "Có"),
        ("Người 1, Tên gọi khác", "", "Tí"),
        ("Người 2, Họ và tên", "Nông Văn Hai", ""),
        ("Người 2, Tên gọi khác", "Cu", ""),
    ]
