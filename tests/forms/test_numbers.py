"""What a personal number tells; what may be a mistake is told and refuses nothing."""

from datetime import date

import pytest

from motcua.forms.rules import cautions_of, clean_page, parse, problems_of
from motcua.forms.rules.numbers import Told, differs_from_day, differs_from_sex, told_by_number

TODAY = date(2026, 11, 29)
TEXT, DAY = {"type": "string"}, {"type": "string", "format": "date"}
FORM = parse({
    "key": "thu", "title": "Thử",
    "pages": [
        {"key": "me", "title": "Mẹ", "fields": [
            {"name": "so", "label": "Số", "schema": TEXT},
            {"name": "sinh", "label": "Sinh", "schema": DAY},
            {"name": "gioi", "label": "Giới", "schema": {"type": "string", "enum": ["MALE", "FEMALE"]}},
        ]},
        {"key": "con", "title": "Các con", "repeat": "cac_con", "item_name": "Con", "fields": [
            {"name": "con_so", "label": "Số", "schema": TEXT},
            {"name": "con_sinh", "label": "Sinh", "schema": DAY},
        ]},
    ],
    "checks": [
        {"kind": "number_of_day", "fields": ["so", "sinh"], "message": "Xem lại năm.", "caution": True},
        {"kind": "number_of_sex", "fields": ["so", "gioi"], "message": "Xem lại giới tính.", "caution": True},
        {"kind": "number_of_day", "fields": ["con_so", "con_sinh"], "message": "Xem lại năm.", "caution": True},
    ],
})  # fmt: skip


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("020090000101", Told("MALE", 1990)),
        ("020199000101", Told("FEMALE", 1999)),
        ("020226000101", Told("MALE", 2026)),
        ("020326000101", Told("FEMALE", 2026)),
        ("080123456", None),
        ("02009000010x", None),
        ("", None),
    ],
)
def test_a_number_tells_sex_and_year(number, told):
    assert told_by_number(number) == told


def test_what_a_number_does_not_tell_differs_from_nothing():
    assert not differs_from_day("080123456", "1990-01-01")
    assert not differs_from_day("020090000101", "")
    assert not differs_from_sex("020090000101", "")
    assert not differs_from_day("020090000101", "1990")
    assert differs_from_day("020090000101", "1991")
    assert differs_from_sex("020090000101", "FEMALE")


def test_a_caution_is_told_with_its_page_and_refuses_nothing():
    item = {"con_so": "020215000101", "con_sinh": "2016-01-01"}
    good = {"con_so": "020216000101", "con_sinh": "2016-01-01"}
    answers = {"so": "020090000101", "sinh": "1990-01-01", "gioi": "FEMALE", "cac_con": [good, item]}
    assert problems_of(FORM, answers, today=TODAY) == {}
    assert cautions_of(FORM, answers, today=TODAY) == ["Mẹ: Xem lại giới tính.", "Con 2: Xem lại năm."]
    right = {**answers, "gioi": "MALE", "cac_con": [good]}
    assert cautions_of(FORM, right, today=TODAY) == []


TYPED = parse({
    "key": "go", "title": "Gõ",
    "pages": [{"key": "mot", "title": "Một", "fields": [
        {"name": "nam", "label": "Năm", "schema": {"type": "integer", "minimum": 1900, "maximum": 2100}},
        {"name": "von", "label": "Vốn", "schema": {"type": "number", "minimum": 0, "x-places": 2}},
        {"name": "ma", "label": "Mã ngành", "schema": {"type": "string", "pattern": "^[0-9]{4}$"}},
        {"name": "gio", "label": "Giờ", "schema": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}},
        {"name": "ten", "label": "Tên", "schema": {"type": "string", "pattern": "^[^0-9<>]*[^\\W\\d_][^0-9<>]*$"}},
    ]}],
})  # fmt: skip
GOOD = {"nam": "1990", "von": "12,5", "ma": "4711", "gio": "05:30", "ten": "Nông Thị Hoa"}


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("nam", "１９９０", 1990), ("nam", "0１９９０\u200b", 1990), ("von", "１.２５０，５", "1250.5"),
        ("ma", "４７１１", "4711"),
        ("ma", "47 １1", "4711"), ("gio", "9h30", "09:30"),
        ("gio", "9:30", "09:30"), ("gio", "９ giờ ３０ phút", "09:30"),
        ("gio", "０９：３０", "09:30"),
    ],
)  # fmt: skip
def test_figures_of_any_width_are_read_and_hours_as_they_are_said(name, typed, kept):
    cleaned = clean_page(TYPED, TYPED.pages[0], {**GOOD, name: typed}, today=TODAY)
    assert (cleaned.errors, cleaned.values.get(name)) == ({}, kept)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("name", "typed"),
    [("nam", "１９９０ năm"), ("nam", "一九九〇"), ("nam", "199²"), ("von", "5²"),
     ("ma", "471¹"), ("ma", "４７１"), ("ma", "王王王王"), ("gio", "24:00"), ("gio", "9"),
     ("ten", "Hoa ９"), ("ten", "9h30")],
)  # fmt: skip
def test_what_is_no_number_and_no_hour_stays_refused(name, typed):
    assert list(clean_page(TYPED, TYPED.pages[0], {**GOOD, name: typed}, today=TODAY).errors) == [name]
