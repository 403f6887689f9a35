"""What the facts of one paper cannot say together is refused at its field; what they hardly do is told."""

from datetime import date
from itertools import chain
from pathlib import Path

import pytest
import yaml

from motcua.results.rules import BadTemplateError, Kind, cautions_of, parse, written

TODAY = date(2026, 11, 29)
RAW = {
    "key": "giay-thu",
    "title": "Giấy thử",
    "family": "EXTRACT",
    "procedures": ["1.000001"],
    "basis": ["60/2014/QH13 Đ34"],
    "number": {"symbol": "XN"},
    "facts": [
        {"name": "me", "label": "Năm sinh của mẹ", "kind": "year"},
        {"name": "sinh", "label": "Ngày sinh", "kind": "day", "past": True},
        {"name": "mat", "label": "Ngày mất", "kind": "day", "past": True},
        {"name": "gioi", "label": "Giới tính", "choices": ["Nam", "Nữ"]},
        {"name": "so", "label": "Số", "kind": "personal_number"},
        {"name": "nguoi", "label": "Người", "kind": "table", "columns": [
            {"name": "sinh", "label": "Sinh", "kind": "day", "past": True},
            {"name": "den", "label": "Đến", "kind": "day"},
            {"name": "di", "label": "Đi", "kind": "day"},
        ]},
    ],
    "checks": [
        {"kind": "not_after", "facts": ["sinh", "mat"]},
        {"kind": "years_older", "facts": ["me", "sinh"], "number": 9},
        {"kind": "years_older", "facts": ["me", "sinh"], "number": 15, "caution": True},
        {"kind": "before", "facts": ["nguoi.den", "nguoi.di"]},
        {"kind": "number_of_day", "facts": ["so", "sinh"], "caution": True},
        {"kind": "number_of_sex", "facts": ["so", "gioi"], "caution": True},
    ],
    "layout": [{"rows": ["me", "sinh", "mat", "gioi", "so"]}, {"table": "nguoi"}],
}  # fmt: skip
TEMPLATE = parse(RAW)
PACK = Path(__file__).parents[2] / "packs" / "lang_son" / "results"


def errors_of(**values):
    return written(TEMPLATE, {}, values, today=TODAY)[1]


@pytest.mark.parametrize(
    ("born", "died", "is_wrong"),
    [
        ("20/11/2026", "20/11/2026", False),
        ("20/11/2026", "19/11/2026", True),
        ("20/11/2026", "2026", False),
        ("20/11/2026", "2025", True),
        ("20/11/2026", "", False),
        ("20/11/2026", "hôm qua", True),
    ],
)
def test_who_died_before_they_were_born_is_refused_at_the_field(born, died, is_wrong):
    assert set(errors_of(sinh=born, mat=died)) == ({"mat"} if is_wrong else set())


def test_what_is_refused_names_both_days():
    said = errors_of(sinh="20/11/2026", mat="19/11/2026")["mat"]
    assert said == "«Ngày sinh» (20/11/2026) sau «Ngày mất» (19/11/2026). Xem lại."


@pytest.mark.parametrize(("mother", "is_wrong", "count"), [("2018", True, 1), ("2013", False, 1), ("1999", False, 0)])
def test_what_can_hardly_be_is_told_and_refuses_nothing(mother, is_wrong, count):
    values = {"me": mother, "sinh": "20/11/2026"}
    assert ("sinh" in errors_of(**values)) is is_wrong
    assert len(cautions_of(TEMPLATE, values, today=TODAY)) == count


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["2000", "01/12/2026", "02/12/2026"], ""),
        (["2000", "02/12/2026", "01/12/2026"], "Người, dòng 2: «Đến» (02/12/2026)"),
        (["30/11/2026", "", ""], "Người, dòng 2: Sinh không được sau hôm nay."),
    ],
)
def test_each_row_of_a_table_is_in_order(row, said):
    error = errors_of(nguoi=[["1990", "", ""], row]).get("nguoi", "")
    assert error.startswith(said)
    assert bool(error) is bool(said)


@pytest.mark.parametrize(
    ("number", "day", "sex", "count"),
    [
        ("020326001234", "20/11/2026", "Nữ", 0),
        ("020326001234", "2026", "Nữ", 0),
        ("020226001234", "20/11/2026", "Nữ", 1),
        ("020215001234", "20/11/2026", "Nữ", 2),
        ("", "20/11/2026", "Nữ", 0),
    ],
)
def test_a_number_that_tells_another_year_or_sex_is_told(number, day, sex, count):
    assert len(cautions_of(TEMPLATE, {"sinh": day, "gioi": sex, "so": number}, today=TODAY)) == count


@pytest.mark.parametrize(
    ("kind", "most", "typed", "is_wrong"),
    [
        ("integer", None, "0", True),
        ("integer", None, "1", False),
        ("dong", None, "0", False),
        ("decimal", 100, "100", False),
        ("decimal", 100, "100,5", True),
        ("decimal", None, "1.250,5", False),
    ],
)
def test_a_number_that_counts_nothing_or_is_more_than_can_be_is_refused(kind, most, typed, is_wrong):
    fact = {"name": "so_ban", "label": "Số", "kind": kind, **({"most": most} if most else {})}
    template = parse({**RAW, "facts": [fact], "checks": [], "layout": [{"rows": ["so_ban"]}]})
    assert bool(written(template, {}, {"so_ban": typed}, today=TODAY)[1]) is is_wrong


@pytest.mark.parametrize(
    ("ground", "total", "is_told"), [("150", "50", True), ("9,5", "1.000", False), ("", "5", False)]
)
def test_what_is_larger_than_its_whole_is_told(ground, total, is_told):
    facts = [{"name": name, "label": name, "kind": "decimal"} for name in ("nen", "san")]
    check = {"kind": "not_more", "facts": ["nen", "san"], "caution": True}
    template = parse({**RAW, "facts": facts, "checks": [check], "layout": [{"rows": ["nen", "san"]}]})
    assert bool(cautions_of(template, {"nen": ground, "san": total}, today=TODAY)) is is_told


TRADES = {"name": "nghe", "label": "Ngành, nghề", "kind": "table", "columns": [
    {"name": "ten", "label": "Tên ngành"}, {"name": "chinh", "label": "Ngành chính", "choices": ["Có", "Không"]},
]}  # fmt: skip
OVER_ROWS = [
    {"kind": "exactly_one", "facts": ["nghe.chinh"], "values": ["Có"]},
    {"kind": "distinct", "facts": ["nghe.ten"]},
]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["May", "Có"], ["Bán lẻ", "Không"]], ""),
        ([], ""),
        ([["May", "Không"], ["Bán lẻ", ""]], "«Ngành, nghề»: «Ngành chính» phải là «Có» ở đúng một dòng. Xem lại."),
        ([["May", "Có"], ["Bán lẻ", "Có"]], "«Ngành, nghề»: «Ngành chính» phải là «Có» ở đúng một dòng. Xem lại."),
        ([["May", "Có"], ["may", "Không"]], "«Ngành, nghề»: hai dòng có cùng «Tên ngành». Xem lại."),
        ([["", "Có"], ["", "Không"]], ""),
    ],
)
def test_the_rows_of_a_table_are_held_together(rows, said):
    template = parse({**RAW, "facts": [TRADES], "checks": OVER_ROWS, "layout": [{"table": "nghe"}]})
    assert written(template, {}, {"nghe": rows}, today=TODAY)[1].get("nghe", "") == said


@pytest.mark.parametrize(
    ("number", "is_told"), [("020326001234", True), ("020226001234", False), ("hộ chiếu C1234567", False), ("", False)]
)
def test_a_number_of_the_other_sex_is_told_where_no_sex_is_written(number, is_told):
    check = {"kind": "number_is_of", "facts": ["chong"], "values": ["MALE"], "caution": True}
    facts = [{"name": "chong", "label": "Giấy tờ của chồng"}]
    template = parse({**RAW, "facts": facts, "checks": [check], "layout": [{"rows": ["chong"]}]})
    assert bool(cautions_of(template, {"chong": number}, today=TODAY)) is is_told


@pytest.mark.parametrize(
    ("parts", "whole", "is_told"), [(("85,5", "300", "14,5"), "400", False), (("85,5", "300", "0"), "400", True)]
)
def test_parts_that_do_not_make_the_whole_are_told(parts, whole, is_told):
    names = ("ham", "noi", "tum", "tong")
    facts = [{"name": name, "label": name, "kind": "decimal"} for name in names]
    check = {"kind": "adds_up", "facts": list(names), "caution": True}
    template = parse({**RAW, "facts": facts, "checks": [check], "layout": [{"rows": list(names)}]})
    told = cautions_of(template, dict(zip(names, (*parts, whole), strict=True)), today=TODAY)
    assert bool(told) is is_told
    assert not is_told or told == ["«tong» (400) khác tổng của «ham» (85,5), «noi» (300), «tum» (0). Xem lại."]


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "not_after", "facts": ["sinh"]},
        {"kind": "not_after", "facts": ["sinh", "nao"]},
        {"kind": "not_after", "facts": ["sinh", "nguoi.nao"]},
        {"kind": "not_after", "facts": ["sinh", "gioi"]},
        {"kind": "not_more", "facts": ["sinh", "gioi"]},
        {"kind": "contradiction", "facts": []},
        {"kind": "distinct", "facts": ["sinh"]},
        {"kind": "exactly_one", "facts": ["nguoi.den"]},
        {"kind": "distinct", "facts": ["nguoi.den"], "values": ["Có"]},
        {"kind": "adds_up", "facts": ["me", "sinh", "mat"]},
        {"kind": "not_after", "facts": ["sinh", "mat"], "message": "x"},
    ],
)
def test_a_check_of_what_is_not_there_is_no_template(check):
    with pytest.raises(BadTemplateError):
        parse({**RAW, "checks": [check]})


def templates():
    for path in sorted(PACK.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield parse({key: part for key, part in raw.items() if key != "valid_from"})


# Of one who is under guardianship, of a household's members, and of a business that goes on again: no other day on the
# paper comes before or after.
APART = {"dgh_ngay_sinh", "thanh_vien.ngay_sinh", "tiep_tuc_tu"}
DAYS = (Kind.DAY, Kind.YEAR)


@pytest.mark.parametrize("template", list(templates()), ids=lambda template: template.key)
def test_no_two_days_of_a_paper_stand_beside_each_other_without_an_order(template):
    days = {fact.name for fact in template.facts if fact.kind in (*DAYS, Kind.MOMENT)}
    days |= {
        f"{table.name}.{column.name}" for table in template.facts for column in table.columns if column.kind in DAYS
    }
    alone = days - set(chain.from_iterable(check.fields for check in template.checks)) - APART
    assert len(days) < 2 or not alone, f"không có thứ tự: {sorted(alone)}"


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ("06 giờ ngày 28/11/2026", True),
        ("28/11/2026", True),
        ("06 giờ ngày 29/11/2026", False),
        ("30/11/2026", False),
        ("mỗi sáng", False),
        ("31/02/2026", False),
        ("", False),
    ],
)
def test_a_permit_for_a_day_that_is_over_is_told_to_who_drafts_and_signs(value, is_told):
    raw = {**RAW, "facts": [*RAW["facts"], {"name": "tu", "label": "Dùng từ", "ahead": True}]}
    template = parse({**raw, "layout": [*RAW["layout"], {"rows": ["tu"]}]})
    told = cautions_of(template, {"tu": value}, today=TODAY)
    assert [value in words for words in told] == ([True] if is_told else [])


PERIOD_FACTS = [
    {"name": "tu", "label": "Sử dụng từ", "kind": "moment"},
    {"name": "den", "label": "Sử dụng đến", "kind": "moment"},
]
PERIOD = parse(
    {
        **RAW,
        "facts": [*PERIOD_FACTS, {"name": "hop", "label": "Họp lúc", "kind": "moment", "past": True}],
        "checks": [{"kind": "before", "facts": ["tu", "den"]}],
        "layout": [{"rows": ["tu", "den", "hop"]}],
    }
)


@pytest.mark.parametrize(
    ("begins", "ends", "wrong"),
    [
        ("06 giờ ngày 05/12/2026", "12 giờ ngày 05/12/2026", set()),
        ("06 giờ ngày 05/12/2026", "12 giờ ngày 04/12/2026", {"den"}),
        ("06 giờ ngày 05/12/2026", "06:00, 5/12/2026", {"den"}),
        ("06h30 5.12.2026", "6 giờ 31 phút ngày 05/12/2026", set()),
        ("sáng mai", "12 giờ ngày 05/12/2026", {"tu"}),
        ("06 giờ ngày 31/11/2026", "", {"tu"}),
        ("05/12/2026", "", {"tu"}),
        ("25 giờ ngày 05/12/2026", "", {"tu"}),
    ],
)
@pytest.mark.issue(15)
def test_a_period_ends_after_it_begins(begins, ends, wrong):
    assert set(written(PERIOD, {}, {"tu": begins, "den": ends}, today=TODAY)[1]) == wrong


def test_a_moment_is_printed_as_papers_write_it_and_was_not_tomorrow():
    values, errors = written(PERIOD, {}, {"tu": "6h30, 5/12/2026", "hop": "8:00 30/11/2026"}, today=TODAY)
    assert values["tu"] == "06 giờ 30 ngày 05/12/2026"
    assert set(errors) == {"hop"}
    assert written(PERIOD, {}, {"hop": "8:00 29/11/2026"}, today=TODAY)[0]["hop"] == "08 giờ ngày 29/11/2026"


def test_moments_are_put_in_order_with_moments_alone():
    facts = [*PERIOD_FACTS, {"name": "ngay", "label": "Ngày", "kind": "day"}]
    for check in (
        {"kind": "before", "facts": ["tu", "ngay"]},
        {"kind": "within_years", "facts": ["tu", "den"], "number": 1},
    ):
        with pytest.raises(BadTemplateError):
            parse({**RAW, "facts": facts, "checks": [check], "layout": [{"rows": ["tu", "den", "ngay"]}]})
