"""What papers of registers need: their number, who signs too, years and hours, the law's words for a form's."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from motcua.forms.rules import parse as parse_form
from motcua.kernel.packs import Pack
from motcua.papers.rendering import render
from motcua.results.loading import TemplateItem
from motcua.results.queries import _words_of
from motcua.results.rules import (
    BadTemplateError,
    Fact,
    Kind,
    ResultDocument,
    blocks_of,
    clean,
    parse,
    proposed,
    repeated,
)
from motcua.results.rules.page import GAP

LANG_SON = Pack(Path(__file__).parents[2] / "packs" / "lang_son")
RAW = {
    "key": "trich-luc",
    "title": "Trích lục khai tử",
    "family": "EXTRACT",
    "procedures": ["1.000001"],
    "basis": ["60/2014/QH13 Đ34"],
    "number": {"book": "khai-tu", "symbol": "TLKT"},
    "facts": [
        {"name": "ten", "label": "Họ tên", "kind": "name", "from": "answer.ten", "law": "60/2014/QH13 Đ34"},
        {"name": "me", "label": "Mẹ", "kind": "name", "when": {"co_me": ["co"]}, "law": "x", "empty": "(để trống)"},
        {"name": "viec", "label": "Việc", "from": "answer.viec", "choices": ["Cải chính hộ tịch"],
         "instead": {"Cải chính chỗ sai": "Cải chính hộ tịch"}},
    ],
    "layout": [
        {"rows": ["ten", "me", "viec"]},
        {"text": "Đã đăng ký số {@number}, ngày {@day}."},
        {"signatures": ["Chồng", "Vợ"]},
    ],
}  # fmt: skip


def text_of(pdf):
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def page(values, told, **changes):
    template = parse(RAW)
    blocks = blocks_of(template, values, told, {"day": "29/11/2026"})
    return ResultDocument(
        agency_name="Ủy ban nhân dân phường Kỳ Lừa",
        at=datetime(2026, 11, 29, 3, tzinfo=UTC),
        place_name="Kỳ Lừa",
        heading=template.title,
        family=template.family,
        blocks=blocks,
        book=template.numbering.book,
        symbol=template.numbering.symbol,
        **changes,
    )


def test_an_extract_bears_the_number_of_its_register_with_a_symbol():
    extract = page({"ten": "Nông Văn A"}, {"co_me": "khong"})
    assert extract.numbered(5) == "05/TLKT"
    assert extract.series_key == "book/khai-tu"
    assert replace(extract, symbol="").numbered(5) == "05/2026"
    assert extract.entry_number == GAP
    text = text_of(render(replace(extract, number="05/TLKT")))
    assert "Số: 05/TLKT" in text
    assert "Đã đăng ký số 05/2026, ngày 29/11/2026." in text


def test_who_signs_beside_the_agency_has_a_place():
    text = text_of(render(page({"ten": "Nông Văn A"}, {"co_me": "khong"}, number="05/TLKT")))
    assert "Chồng" in text
    assert text.count("(Ký, ghi rõ họ, chữ đệm, tên)") == 2


def test_why_a_name_is_missing_is_not_written_in_capitals():
    lines = page({"ten": "Nông Văn A"}, {"co_me": "khong"}).blocks[0].lines
    assert lines == ((("Họ tên", "NÔNG VĂN A"),), (("Mẹ", "(để trống)"),))


def test_nothing_is_said_of_what_was_never_asked():
    raw = RAW | {"layout": [*RAW["layout"], {"heading": "Người mẹ", "when": {"co_me": ["co"]}}]}
    blocks = blocks_of(parse(raw), {"ten": "Nông Văn A"}, {}, {"day": "29/11/2026"})
    assert blocks[0].lines == ((("Họ tên", "NÔNG VĂN A"),),)
    assert [block.kind for block in blocks] == ["rows", "text", "signatures"]
    asked = blocks_of(parse(raw), {"ten": "Nông Văn A"}, {"co_me": "co"}, {"day": "29/11/2026"})
    assert asked[-1].text == "Người mẹ"


def test_the_words_of_a_form_become_those_of_the_law():
    template = parse(RAW)
    assert proposed(template, {"answer.viec": "Cải chính chỗ sai"}, {})["viec"] == "Cải chính hộ tịch"


def test_a_paper_without_register_and_symbol_has_no_number():
    with pytest.raises(BadTemplateError, match="sổ"):
        parse(RAW | {"number": {}})


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (Kind.YEAR, "5/2/1990", "1990"),
        (Kind.YEAR, "1990", "1990"),
        (Kind.HOUR, "5:30", "05 giờ 30 phút"),
        (Kind.HOUR, "05 giờ 30 phút", "05 giờ 30 phút"),
        (Kind.HOUR, "23h05", "23 giờ 05 phút"),
    ],
)
def test_years_and_hours_as_they_are_printed(kind, typed, shown):
    assert clean(Fact("x", "Mục", kind), typed) == (shown, "")


@pytest.mark.parametrize(("kind", "typed"), [(Kind.YEAR, "90"), (Kind.HOUR, "24:00"), (Kind.HOUR, "5:60")])
def test_what_is_no_year_or_hour_is_refused(kind, typed):
    assert clean(Fact("x", "Mục", kind), typed)[1]


@pytest.mark.parametrize("other", ["khac", "Khác"])
def test_another_is_said_by_its_own_name(other):
    options = {"type": "string", "enum": ["Tày", other], "x-labels": {other: "Khác, ghi rõ"}}
    form = parse_form({
        "key": "x",
        "title": "X",
        "pages": [{"key": "p", "title": "P", "fields": [
            {"name": "dan_toc", "label": "Dân tộc", "schema": options},
            {"name": "dan_toc_khac", "label": "Ghi rõ", "schema": {"type": "string"}, "required": False},
        ]}],
    })  # fmt: skip
    answers = {"dan_toc": other, "dan_toc_khac": "Pa Dí"}
    assert _words_of(form.pages[0].fields, answers)["dan_toc"] == "Pa Dí"


def test_the_extract_that_goes_with_a_birth_certificate_names_only_who_recognises():
    items, _findings = LANG_SON.items("results", TemplateItem)
    item = next(item.value for item in items if item.value.key == "trich-luc-nhan-con-khi-khai-sinh")
    template = parse(item.model_dump(mode="json", exclude={"valid_from"}))
    known = {"answer.viec": "Cha nhận con", "answer.cha_so_dinh_danh": "020202000999"}
    beside = {"cha_ho_ten": "Hà Văn Dũng", "me_ho_ten": "Lộc Thị Thơm", "ho_ten": "Hà Bảo Ngọc"}
    told = {"viec": "cha-nhan-con"}
    values = {**proposed(template, known, told), **repeated(template, told, beside)}
    assert "me_ho_ten" not in values
    blocks = blocks_of(template, values, told, known)
    cells = dict(cell for block in blocks for line in block.lines for cell in line)
    assert cells["Họ, chữ đệm, tên cha"] == "HÀ VĂN DŨNG"
    assert cells["Họ, chữ đệm, tên con"] == "HÀ BẢO NGỌC"
    assert "LỘC THỊ THƠM" not in cells.values()
