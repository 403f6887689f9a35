"""A whole form on one sheet."""

from datetime import date

from motcua.forms.rules import parse
from motcua.forms.rules.sheets import clean_sheet, typed_sheet

TODAY = date(2026, 11, 29)
FORM = parse(
    {
        "key": "thu",
        "title": "Tờ khai thử",
        "pages": [
            {"key": "nguoi", "title": "Người khai", "fields": [
                {"name": "ten", "label": "Họ tên"},
                {"name": "sinh", "label": "Ngày sinh", "schema": {"type": "string", "format": "date"}},
                {"name": "co_vo", "label": "Có vợ không?", "schema": {"type": "string", "enum": ["co", "khong"]}},
                {"name": "vo", "label": "Tên vợ", "when": {"co_vo": ["co"]}},
            ]},
            {"key": "rieng", "title": "Riêng", "when": {"case.kieu": ["b"]}, "fields": [{"name": "b", "label": "B"}]},
            {"key": "tv", "title": "Thành viên", "repeat": "tv", "item_name": "Người", "min_items": 1, "fields": [
                {"name": "tv_ten", "label": "Tên"},
                {"name": "tv_sinh", "label": "Sinh", "schema": {"type": "string", "format": "date"}},
            ]},
        ],
    }
)  # fmt: skip
GOOD = {
    "ten": "Nông Thị Mai", "sinh_day": "5", "sinh_month": "2", "sinh_year": "1990", "co_vo": "khong",
    "tv-0-tv_ten": "Lan", "tv-0-tv_sinh_day": "1", "tv-0-tv_sinh_month": "1", "tv-0-tv_sinh_year": "2010",
}  # fmt: skip


def sheet(raw, **case):
    return clean_sheet(FORM, raw, case={f"case.{key}": value for key, value in case.items()}, today=TODAY)


def test_a_whole_sheet_gives_the_answers_of_every_page():
    cleaned = sheet(GOOD)
    assert cleaned.errors == {}
    assert cleaned.values == {
        "ten": "Nông Thị Mai",
        "sinh": "1990-02-05",
        "co_vo": "khong",
        "tv": [{"tv_ten": "Lan", "tv_sinh": "2010-01-01"}],
    }


def test_what_is_missing_is_named_and_what_is_there_is_kept():
    cleaned = sheet({"ten": "Mai", "sinh_year": "90", "co_vo": "co"})
    assert cleaned.values == {"ten": "Mai", "co_vo": "co"}
    assert set(cleaned.errors) == {"sinh", "vo", "tv"}


def test_a_page_of_another_case_is_not_asked():
    assert "b" not in sheet(GOOD).errors
    assert "b" in sheet(GOOD, kieu="b").errors


def test_an_item_in_which_nothing_was_typed_is_none_and_a_half_one_is_named():
    cleaned = sheet(GOOD | {"tv-1-tv_ten": " ", "tv-2-tv_ten": "Huệ"})
    assert [item["tv_ten"] for item in cleaned.values["tv"]] == ["Lan", "Huệ"]
    assert set(cleaned.errors) == {"tv-2-tv_sinh"}


def test_what_was_kept_is_shown_again_as_it_was_typed():
    again = sheet(typed_sheet(FORM, sheet(GOOD).values))
    assert again.values == sheet(GOOD).values
    assert again.errors == {}
