"""Every paper as people get it: words, size, fonts, and nothing that a pasted text could break."""

import re
from dataclasses import fields, replace
from io import BytesIO

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from motcua.handling.rules import HandOverSlip
from motcua.kernel.glyphs import covered, printable
from motcua.papers import rendering
from motcua.papers.rendering import render
from motcua.papers.rules import FormKey, Receipt, ReceiptComponent
from motcua.papers.rules.books import DossierBook
from tests.camera import look
from tests.papers.samples import AT, HEAD, NOW, THEN, apology, dossier_book, every_paper, receipt, refusal

A4, A5, A4_WIDE = (595, 842), (420, 595), (842, 595)
PAPERS = every_paper()


def words(pdf):
    """The text as a reader of PDF gives it, on one line."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").split())


def size_of(pdf):
    box = pypdf.PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width)), round(float(box.height))


@pytest.mark.parametrize("name", PAPERS)
def test_carries_the_national_name_the_motto_and_the_agency(name):
    text = words(render(PAPERS[name]))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập – Tự do – Hạnh phúc" in text
    assert "SỞ XÂY DỰNG" in text
    assert "Lạng Sơn, ngày 23 tháng 11 năm 2026" in text


@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if paper.form])
def test_names_its_form_with_the_circular(name):
    form = PAPERS[name].form
    assert f"Mẫu số {form.number} – Thông tư số {form.circular}" in words(render(PAPERS[name]))


@pytest.mark.parametrize("name", PAPERS)
def test_embeds_only_our_font_and_says_how_to_read_it(name):
    reader = pypdf.PdfReader(BytesIO(render(PAPERS[name])))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "LiberationSerif" in font["/BaseFont"]
        assert "/ToUnicode" in font
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("vi")
    assert "/StructTreeRoot" in reader.trailer["/Root"]


@pytest.mark.parametrize(
    ("paper", "size"),
    [(receipt(NOW), A4), (receipt(THEN), A5), (apology(THEN), A5), (apology(NOW), A4), (dossier_book(3), A4_WIDE)],
)
def test_has_the_page_size_of_its_form(paper, size):
    assert size_of(render(paper)) == size


# Nobody outside the office verifies these.
UNCHECKED = (DossierBook.kind, HandOverSlip.kind)


class Printer:
    """The compiler, with a picture of the page for a PDF."""

    def __init__(self, compiler):
        self.compiler = compiler

    def compile(self, *, input, sys_inputs, **_pdf):
        return self.compiler.compile(input=input, sys_inputs=sys_inputs, format="png", ppi=150)


@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if paper.kind not in UNCHECKED])
def test_a_camera_finds_the_page_that_verifies_the_printed_paper(name, monkeypatch):
    printer = Printer(rendering._compiler())
    monkeypatch.setattr(rendering, "_compiler", lambda: printer)
    page = render(PAPERS[name])
    assert look(Image.open(BytesIO(page))) == PAPERS[name].check_url


def test_the_receipt_says_what_was_handed_in_and_when_the_result_is_due():
    text = words(render(receipt()))
    for expected in (
        "Nguyễn Thị Phương Thảo",
        "H37.12-261123-0007",
        "14:30 ngày 23/11/2026",
        "14:30 ngày 21/12/2026",
        "Gồm mặt bằng, mặt cắt, mặt đứng, móng",
        "150.000 đồng",
        "Ải Chi Lăng",
    ):
        assert expected in text


@pytest.mark.issue(2)
def test_a_receipt_without_a_due_time_promises_none():
    text = words(render(replace(receipt(), due_at=None)))
    assert "Thời gian trả kết quả: theo từng vụ việc." in text
    assert "trả ngay" not in text


@pytest.mark.issue(2)
@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("refusal_at_intake", ["PHIẾU TỪ CHỐI TIẾP NHẬN", "GIẢI QUYẾT HỒ SƠ"]),
        ("control", ["PHIẾU KIỂM SOÁT QUÁ TRÌNH", "GIẢI QUYẾT HỒ SƠ"]),
        ("apology_2018", ["PHIẾU XIN LỖI VÀ", "HẸN LẠI NGÀY TRẢ KẾT QUẢ"]),
        ("receipt_2018", ["GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ"]),
    ],
)
def test_a_title_is_never_cut_inside_a_word(name, lines):
    text = pypdf.PdfReader(BytesIO(render(PAPERS[name]))).pages[0].extract_text().replace("\u00a0", " ")
    assert [line for line in text.splitlines() if line.strip() in lines] == lines


@pytest.mark.issue(2)
def test_who_signs_is_called_what_the_form_calls_them():
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ Chuyên viên" in words(render(PAPERS["receipt_2025"]))
    assert "NGƯỜI HƯỚNG DẪN Chuyên viên" in words(render(PAPERS["supplement_2018"]))
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ Chuyên viên" in words(render(PAPERS["refusal_at_intake"]))


def test_the_apology_asks_for_more_time_since_2025_and_set_a_new_day_before():
    assert "đề nghị gia hạn thời gian giải quyết hồ sơ đến: 14:30 ngày 28/12/2026" in words(render(apology()))
    assert "hẹn lại thời gian trả kết quả vào: 14:30 ngày 28/12/2026" in words(render(apology(THEN)))


def test_a_refusal_after_acceptance_has_its_own_title_and_wording():
    early, late = words(render(refusal())), words(render(refusal(is_at_intake=False)))
    assert "không được tiếp nhận" in early
    assert "không đủ điều kiện giải quyết" not in early
    assert "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ" in late
    assert "không đủ điều kiện giải quyết" in late


def test_the_book_repeats_its_header_and_keeps_every_line():
    pdf = render(dossier_book(60))
    pages = len(pypdf.PdfReader(BytesIO(pdf)).pages)
    text = words(pdf)
    assert pages > 1
    assert text.count("Ký nhận") == pages
    assert {f"{n:04}" for n in range(1, 61)} <= set(re.findall(r"261123-(\d{4})", text))


def test_the_proof_of_submission_shows_whole_digests():
    text = words(render(PAPERS["proof"]))
    assert "0123456789abcdef" * 4 in text
    assert "4,6 MB" in text


def test_the_same_value_gives_the_same_bytes():
    assert render(receipt()) == render(receipt())


def plain_receipt(text):
    """A receipt where every text is this one."""
    texts = {field.name: text for field in fields(Receipt) if field.type is str and field.name != "check_url"}
    return Receipt(
        **texts | {"check_url": HEAD["check_url"]},
        at=AT,
        form=FormKey(text, text, text),
        received_at=AT,
        due_at=None,
        components=(ReceiptComponent(text, note=text),),
    )


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x") $x^2$ *đậm* _nghiêng_ `mã` <nhãn> @nhắc \\ // /* #let a = 1',
        "] ) } \" ' \\u{1F600} {{ paper }} %(code)s",
        "W" * 2000,
        "Nguyễn Thị " * 200,
        "Chúc mừng 🎉 中文 ไทย العربية",
        "\x00\x07\u200b\u202e\ud7ff\ue000\u0301",
        "Nguye\u0302\u0303n",
        "",
        " \n\n\t ",
    ],
)
def test_no_text_breaks_a_paper(text):
    pdf = render(plain_receipt(text))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words(pdf)


def test_markup_is_printed_as_it_was_typed():
    text = words(render(replace(receipt(), filer_name="#strong[A] $x$ *b* _c_")))
    assert "#strong[A] $x$ *b* _c_" in text


def test_letters_with_loose_marks_are_composed_and_unknown_signs_shown_as_boxes():
    text = words(render(replace(receipt(), filer_name="Nguye\u0302\u0303n 🎉")))
    assert "Nguyễn □" in text


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_what_is_printable_is_always_drawn(text):
    shown = printable(text)
    assert all(char == "\n" or ord(char) in covered() for char in shown)
    assert printable(shown) == shown


def test_every_vietnamese_letter_is_drawn():
    letters = "aăâeêioôơuưyđ" + "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    assert printable(letters + letters.upper()) == letters + letters.upper()


def test_a_proof_speaks_of_digests_only_where_there_are_files():
    proof = PAPERS["proof"]
    assert "mã SHA-256 như trên" in words(render(proof))
    without = words(render(replace(proof, files=())))
    assert "Hồ sơ không có tệp đính kèm" in without
    assert "SHA-256" not in without
