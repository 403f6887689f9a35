"""Facts of a result: where they come from, how they are corrected, when one is missing."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from motcua.results.rules import (
    BadTemplateError,
    Fact,
    Kind,
    blocks_of,
    clean,
    fill,
    missing,
    parse,
    proposed,
    written,
)

TODAY = date(2026, 11, 29)
LAW = "60/2014/QH13 Đ14"
RAW = {
    "key": "giay-thu",
    "title": "Giấy thử",
    "family": "CONFIRMATION",
    "procedures": ["1.000001"],
    "basis": ["60/2014/QH13 Đ14"],
    "number": {"symbol": "XN"},
    "facts": [
        {"name": "ten", "label": "Họ tên", "kind": "name", "from": ["answer.ten", "holder.name"], "law": LAW},
        {"name": "sinh", "label": "Ngày sinh", "kind": "day", "from": "answer.sinh"},
        {"name": "cha", "label": "Cha", "from": "answer.cha", "when": {"co_cha": ["co"]}, "law": LAW, "empty": "–"},
        {"name": "von", "label": "Vốn", "kind": "dong", "from": "answer.von"},
        {"name": "nguoi", "label": "Thành viên", "kind": "table", "from": "answer.tv", "columns": [
            {"name": "ten", "label": "Tên", "from": "tv_ten", "law": LAW},
            {"name": "sinh", "label": "Sinh", "kind": "day", "from": "tv_sinh"},
        ]},
    ],
    "layout": [
        {"rows": ["ten", ["sinh", "cha"]]},
        {"text": "Vốn {von} đồng ({von|words}), do {@agency.name} ghi."},
        {"table": "nguoi"},
    ],
}  # fmt: skip
KNOWN = {
    "answer.ten": "Nông Thị Mai",
    "holder.name": "Nông Văn Thử",
    "answer.sinh": "5/2/1990",
    "answer.cha": "Lý Văn A",
    "answer.von": "50.000.000",
    "answer.tv": [{"tv_ten": "Lan", "tv_sinh": "1999"}, {"tv_ten": "Huệ"}],
    "agency.name": "Ủy ban nhân dân phường Kỳ Lừa",
}


def lines(blocks):
    return [cell for block in blocks for line in block.lines for cell in line]


def test_facts_come_from_the_first_source_that_knows():
    template = parse(RAW)
    values = proposed(template, KNOWN, {"co_cha": "co"})
    assert values["ten"] == "Nông Thị Mai"
    assert values["sinh"] == "05/02/1990"
    assert values["nguoi"] == [["Lan", "1999"], ["Huệ", ""]]
    assert proposed(template, {"holder.name": "Nông Văn Thử"}, {})["ten"] == "Nông Văn Thử"


def test_what_the_law_wants_is_missing_until_somebody_says_it():
    template = parse(RAW)
    assert [fact.name for fact in missing(template, {"co_cha": "co"}, {})] == ["ten", "cha"]
    assert missing(template, {"co_cha": "co"}, proposed(template, KNOWN, {"co_cha": "co"})) == []


def test_a_fact_whose_condition_does_not_hold_is_neither_asked_nor_missing_nor_taken():
    template, told = parse(RAW), {"co_cha": "khong"}
    assert "cha" not in [one.fact.name for one in fill(template, KNOWN, told, {})]
    assert [fact.name for fact in missing(template, told, {})] == ["ten"]
    assert "cha" not in written(template, told, {"cha": "Lý Văn A"}, today=TODAY)[0]
    assert ("Cha", "–") in lines(blocks_of(template, {"ten": "Mai", "cha": "Lý Văn A"}, told, KNOWN))


def test_a_fact_whose_condition_nobody_was_asked_about_may_be_said_and_need_not():
    template = parse(RAW)
    assert "cha" in [one.fact.name for one in fill(template, KNOWN, {}, {})]
    assert [fact.name for fact in missing(template, {}, {})] == ["ten"]


def test_what_an_official_wrote_stands_beside_what_was_declared():
    filled = {one.fact.name: one for one in fill(parse(RAW), KNOWN, {"co_cha": "co"}, {"ten": "Nông Thị May"})}
    assert filled["ten"].is_changed
    assert filled["ten"].known == "Nông Thị Mai"
    assert filled["ten"].source == "answer.ten"


def test_the_page_shows_each_fact_once_and_money_in_words():
    values = proposed(parse(RAW), KNOWN, {"co_cha": "co"})
    blocks = blocks_of(parse(RAW), values, {"co_cha": "co"}, KNOWN)
    assert lines(blocks) == [("Họ tên", "Nông Thị Mai"), ("Ngày sinh", "05/02/1990"), ("Cha", "Lý Văn A")]
    assert blocks[1].text == "Vốn 50.000.000 đồng (Năm mươi triệu đồng), do Ủy ban nhân dân phường Kỳ Lừa ghi."
    assert blocks[2].table == (("Lan", "1999"), ("Huệ", ""))


def test_a_sentence_about_something_that_need_not_be_there_is_left_out():
    values = {"ten": "Mai"}
    assert [block.kind for block in blocks_of(parse(RAW), values, {}, KNOWN)] == ["rows"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.DAY, "5/2/1990", "05/02/1990"),
        (Kind.DAY, "2/1990", "02/1990"),
        (Kind.DAY, "1990", "1990"),
        (Kind.DONG, "50000000", "50.000.000"),
        (Kind.DONG, "50.000.000 đồng", "50.000.000"),
        (Kind.DECIMAL, "1250,5", "1.250,5"),
        (Kind.IDENTITY, "020 190 000 101", "020190000101"),
        (Kind.NAME, "  Nông   Thị Mai ", "Nông Thị Mai"),
    ],
)
def test_a_fact_is_kept_as_it_is_printed(kind, typed, kept):
    assert clean(Fact("x", "Mục", kind), typed) == (kept, "")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.DAY, "31/2/1990"),
        (Kind.DAY, "hôm qua"),
        (Kind.DAY, "90"),
        (Kind.DONG, "12.5"),
        (Kind.DONG, "-5"),
        (Kind.DECIMAL, "12.5"),
        (Kind.IDENTITY, "12345"),
        (Kind.TEXT, "x" * 3000),
    ],
)
def test_what_is_none_of_its_kind_is_named(kind, typed):
    value, error = clean(Fact("x", "Mục", kind), typed)
    assert "Mục" in error
    assert value == typed


@given(st.text(max_size=300), st.sampled_from([kind for kind in Kind if kind != Kind.TABLE]))
def test_nothing_typed_ever_fails_and_what_is_kept_stays_kept(text, kind):
    value, error = clean(Fact("x", "Mục", kind), text)
    if not error:
        assert clean(Fact("x", "Mục", kind), value) == (value, "")


def changed(**more):
    return {**RAW, **more}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (changed(layout=[{"rows": ["ten", "tuoi"]}]), "layout"),
        (changed(layout=RAW["layout"][:1]), "layout"),
        (changed(title="Giấy của {ten}"), "title"),
        (changed(number={}), "number"),
        (changed(layout=[*RAW["layout"], {"text": "{@account.password}"}]), "layout"),
        (changed(facts=[*RAW["facts"], RAW["facts"][0]]), "facts"),
        (changed(script="x"), ""),
    ],
)
def test_a_template_that_loses_or_invents_a_fact_is_refused(raw, path):
    with pytest.raises(BadTemplateError) as refused:
        parse(raw)
    assert next(iter(refused.value.path), "") == path


def test_a_day_of_the_past_is_not_still_to_come():
    raw = {**RAW, "facts": [{**fact, "past": True} if fact["name"] == "sinh" else fact for fact in RAW["facts"]]}
    for day, is_wrong in (("29/11/2026", False), ("30/11/2026", True), ("2026", False), ("2099", True)):
        assert ("sinh" in written(parse(raw), {}, {"sinh": day}, today=TODAY)[1]) is is_wrong


@pytest.mark.parametrize("text", ["\u200b", "\ufeff \u2060", "\u202e", "\u00ad"])
def test_what_nobody_sees_is_nothing(text):
    assert clean(Fact("x", "Mục"), text) == ("", "")


@pytest.mark.parametrize(("empty", "shown"), [("", [("Cha", "")]), (None, [])])
def test_what_the_law_leaves_blank_is_blank_on_the_page(empty, shown):
    facts = [{**fact, "empty": empty} if fact["name"] == "cha" else fact for fact in RAW["facts"]]
    facts = [{key: value for key, value in fact.items() if value is not None} for fact in facts]
    template = parse({**RAW, "facts": facts})
    told = {"co_cha": "khong"}
    blocks = blocks_of(template, {"ten": "Mai"}, told, KNOWN)
    assert [cell for cell in lines(blocks) if cell[0] == "Cha"] == shown


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [("020326000101", True), ("0203 2600 0101", True), ("123456789", False), ("02032600010", False)],
)
def test_the_number_of_the_new_born_has_twelve_digits(typed, is_good):
    """An old card had nine, which nobody is given any more; of the dead and of old registers they are still read."""
    path = Path(__file__).parents[2] / "packs" / "lang_son" / "results" / "khai-sinh.yaml"
    templates = [
        parse({key: part for key, part in raw.items() if key != "valid_from"})
        for raw in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    numbers = [fact for template in templates for fact in template.facts if fact.kind == Kind.PERSONAL_NUMBER]
    assert len(numbers) > 1
    for fact in numbers:
        assert (clean(fact, typed)[1] == "") is is_good


@pytest.mark.parametrize(
    ("number", "label"),
    [("020099000001", "Số định danh của chủ hộ"), ("080123456", "Số Giấy chứng minh nhân dân của chủ hộ")],
)
def test_the_number_of_an_old_card_is_not_called_a_personal_number(number, label):
    fact = {"name": "so", "label": "Số định danh của chủ hộ", "kind": "identity"}
    template = parse(changed(facts=[fact], layout=[{"rows": ["so"]}]))
    assert lines(blocks_of(template, {"so": number}, {}, KNOWN)) == [(label, number)]


@pytest.mark.parametrize("typed", ["123", "'", "<b>An</b>", "27-7", "A" * 201])
def test_what_is_no_name_is_named(typed):
    assert clean(Fact("ten", "Họ tên", Kind.NAME), typed)[1] == "Họ tên viết bằng chữ, không quá 200 ký tự."


@pytest.mark.parametrize("typed", ["Y Wơr Niê H'Bia", "Công ty 27-7", "Ó", "O’Neil (An)"])
def test_names_of_people_and_organisations_stay(typed):
    assert clean(Fact("ten", "Họ tên", Kind.NAME), typed) == (typed, "")
