"""Areas and heights with a comma, and places by their code."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.models import Draft
from motcua.forms.operations import Purpose, publish_form, save_page, start_draft
from motcua.forms.rules import BadDefinition, clean_page, complete_answers, parse, summary, visible_pages
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
AREA = {"type": "number", "minimum": 0, "maximum": 9999999, "x-places": 2}
FORM = {
    "key": "dat",
    "title": "Đất",
    "pages": [
        {"key": "mot", "title": "Một", "fields": [
            {"name": "dien_tich", "label": "Diện tích", "schema": AREA},
            {"name": "noi", "label": "Nơi có đất", "schema": {"type": "string"}, "widget": "PLACE"},
        ]},
        {"key": "hai", "title": "Hai", "when": {"noi": ["06187"]},
         "fields": [{"name": "khoi", "label": "Khối", "schema": {"type": "string", "maxLength": 20}}]},
    ],
}  # fmt: skip
PARSED = parse(FORM)
PAGE = PARSED.by_key["mot"]
HERE = "06187|Phường Kỳ Lừa"


def area(text):
    return clean_page(PARSED, PAGE, {"dien_tich": text, "noi": HERE}, today=TODAY)


@pytest.mark.issue(2)
@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("12,5", "12.5", "12,5"),
        ("12", "12", "12"),
        ("12,50", "12.5", "12,5"),
        ("1.250,75", "1250.75", "1.250,75"),
        ("1 250", "1250", "1.250"),
        ("0,05", "0.05", "0,05"),
    ],
)
def test_a_decimal_is_typed_and_shown_with_a_comma(typed, kept, shown):
    cleaned = area(typed)
    assert cleaned.values["dien_tich"] == kept
    assert summary(PARSED, cleaned.values)[0].lines[0].text == shown


@pytest.mark.issue(2)
@pytest.mark.parametrize(
    "typed", ["12.5", "1,234", "-1", "99999999", "1.25", "mười", "1,", ",5", "1e3", "١٢", "12,5,5"]
)
def test_what_is_no_such_number_is_asked_again_in_words(typed):
    cleaned = area(typed)
    assert "dien_tich" in cleaned.errors
    assert cleaned.typed["dien_tich"] == typed


@given(st.decimals(0, 9999999, places=2, allow_nan=False))
def test_every_decimal_comes_back_as_it_was_typed(value):
    kept = area(str(value).replace(".", ",")).values["dien_tich"]
    assert Decimal(kept) == value
    again = complete_answers(PARSED, {"dien_tich": kept, "noi": {"code": "05977", "name": "x"}}, today=TODAY)
    assert again["dien_tich"] == kept


@given(st.text(max_size=40) | st.from_regex(re.compile(r"[0-9]{1,6}\|.{0,20}")), st.text(max_size=30))
def test_nothing_typed_makes_a_page_fail_and_answers_stay_plain_values(place, number):
    cleaned = clean_page(PARSED, PAGE, {"dien_tich": number, "noi": place}, today=TODAY)
    json.dumps(cleaned.values)
    assert set(cleaned.values) | set(cleaned.errors) == {"dien_tich", "noi"}
    summary(PARSED, cleaned.values)


@pytest.mark.issue(2)
def test_rules_use_the_code_of_a_place_and_people_read_its_name():
    answers = area("1").values
    assert answers["noi"] == {"code": "06187", "name": "Phường Kỳ Lừa"}
    assert [page.key for page in visible_pages(PARSED, answers)] == ["mot", "hai"]
    assert summary(PARSED, answers)[0].lines[1].text == "Phường Kỳ Lừa"
    elsewhere = answers | {"noi": {"code": "05977", "name": "x"}}
    assert [page.key for page in visible_pages(PARSED, elsewhere)] == ["mot"]


def test_a_definition_with_impossible_places_is_refused():
    broken = json.loads(json.dumps(FORM))
    broken["pages"][0]["fields"][0]["schema"]["x-places"] = 9
    with pytest.raises(BadDefinition, match="x-places"):
        parse(broken)


@pytest.mark.django_db
@pytest.mark.issue(2)
def test_a_place_is_kept_under_its_own_name_and_one_that_does_not_exist_is_refused():
    by = create_account(kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="hoa@x.vn", by=None, at=AT)
    form = publish_form(definition=FORM, valid_from=date(2026, 1, 1), by=None, at=AT)
    draft = start_draft(form, purpose=Purpose("9.000001", "Thử"), known={}, by=by, at=AT)
    assert save_page(draft, page=PAGE, raw={"dien_tich": "12,5", "noi": "06187|Tên bịa"}, by=by, at=AT) == {}
    assert Draft.objects.get().answers == {
        "dien_tich": "12.5",
        "noi": {"code": "06187", "name": "Phường Kỳ Lừa"},
    }
    errors = save_page(draft, page=PAGE, raw={"dien_tich": "12,5", "noi": "99999|Không có"}, by=by, at=AT)
    assert set(errors) == {"noi"}
    assert "noi" not in Draft.objects.get().answers
