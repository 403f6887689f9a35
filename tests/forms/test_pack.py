"""Every e-form of the province can be filled in to the end."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from motcua.forms.rules import Widget, complete_answers, parse, problems_of, summary, visible_pages

FOLDER = Path(__file__).parents[2] / "packs" / "lang_son" / "forms"
TODAY = date(2026, 11, 23)
FORMS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
WANTED = {
    "khai-sinh", "ket-hon", "xac-nhan-hon-nhan", "khai-tu", "ban-sao-ho-tich", "ho-kinh-doanh", "tam-tru",
    "giay-phep-xay-dung", "cap-doi-gcn-dat", "an-toan-thuc-pham", "tro-giup-phap-ly", "ho-ngheo", "don-de-nghi",
}  # fmt: skip


def value(spec):
    schema = spec.schema
    if spec.widget == Widget.DATE:
        return "2025-06-01" if "den" in spec.name else "1990-05-02"
    if schema["type"] == "boolean":
        return True
    if schema["type"] == "number":
        return "85.5"
    if schema["type"] == "integer":
        return max(schema.get("minimum", 1), 1)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "phone":
        return "0912345678"
    pattern = schema.get("pattern", "")
    count = re.search(r"\{(\d+)\}\$$", pattern)
    return "1" * int(count[1]) if count else "12" if pattern else "Nông Văn Đức"


def test_all_promised_forms_are_there():
    assert set(FORMS) == WANTED


@pytest.mark.parametrize("name", FORMS)
def test_a_form_can_be_filled_in_to_the_end(name):
    raw = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))[0]
    raw.pop("valid_from")
    form = parse(raw)
    answers = {}
    for page in form.pages:
        filled = {spec.name: value(spec) for spec in page.fields}
        answers |= {page.repeat: [filled]} if page.repeat else filled
    assert problems_of(form, answers, today=TODAY) == {}
    kept = complete_answers(form, answers, today=TODAY)
    assert kept.keys() <= answers.keys()
    assert len(summary(form, kept)) >= len(visible_pages(form, kept)) > 1


def test_a_year_is_read_as_a_year_and_money_as_money():
    raw = yaml.safe_load((FOLDER / "khai-sinh.yaml").read_text(encoding="utf-8"))[0]
    raw.pop("valid_from")
    mother = {"co_me": "co", "me_ho_ten": "Vi Thị Lan", "me_nam_sinh": 1996}
    shown = {line.label: line.text for section in summary(parse(raw), mother) for line in section.lines}
    assert shown["Năm sinh của mẹ"] == "1996"
    raw = yaml.safe_load((FOLDER / "ho-kinh-doanh.yaml").read_text(encoding="utf-8"))[0]
    raw.pop("valid_from")
    shown = {line.label: line.text for section in summary(parse(raw), {"von": 50_000_000}) for line in section.lines}
    assert shown["Vốn kinh doanh (đồng)"] == "50.000.000"
