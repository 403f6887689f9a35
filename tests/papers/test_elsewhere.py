"""A PDF made in another system: what cannot be looked at whole, or signed, is refused in words."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from motcua.papers.elsewhere import LONGEST_EDGE, MOST_PAGES, problem_of
from motcua.papers.rendering import pages_of, render
from motcua.papers.rules import Signatory
from motcua.papers.signing import seal, sign, verify_all
from tests.papers.samples import certificate

AT = datetime(2026, 11, 27, 3, tzinfo=UTC)
WHO = Signatory("ai-do", "Nguyễn Thị Hạnh", "Chủ tịch", "Ủy ban nhân dân phường Kỳ Lừa")


def written(change=lambda writer: None, pages=1, size=(595, 842)):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(*size)
    change(writer)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def action(kind):
    return DictionaryObject({
        NameObject("/Type"): NameObject("/Action"),
        NameObject("/S"): NameObject(kind),
        NameObject("/JS" if kind == "/JavaScript" else "/F"): TextStringObject("x"),
    })  # fmt: skip


def opening(kind):
    return lambda writer: writer.root_object.__setitem__(NameObject("/OpenAction"), action(kind))


def named(writer):
    scripts = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), action("/JavaScript")])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


def on_a_page(writer):
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action("/Launch")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def test_a_plain_paper_may_be_signed():
    assert problem_of(written()) == ""
    assert problem_of(render(certificate())) == ""


@pytest.mark.parametrize(
    ("pdf", "said"),
    [
        (b"PK\x03\x04 something", "phải là tệp PDF"),
        (b"%PDF-1.7 nothing more", "bị hỏng"),
        (written()[:200], "bị hỏng"),
        (written(lambda writer: writer.encrypt("mat-khau")), "khóa bằng mật khẩu"),
        (written(pages=0), "không có trang"),
        (written(pages=MOST_PAGES + 1), "nhiều nhất 20 trang"),
        (written(size=(LONGEST_EDGE + 1, 800)), "trang quá lớn"),
        (written(named), "mã chạy"),
        (written(opening("/JavaScript")), "mã chạy"),
        (written(opening("/Launch")), "mã chạy"),
        (written(on_a_page), "mã chạy"),
        (written(lambda writer: writer.add_attachment("kem.txt", b"x")), "mã chạy"),
    ],
)
def test_what_cannot_be_is_refused_in_words(pdf, said):
    assert said in problem_of(pdf)


def test_what_is_signed_already_is_not_signed_again():
    assert "đã có chữ ký số" in problem_of(sign(written(), who=WHO, at=AT))


def test_every_page_is_seen():
    pages = pages_of(written(pages=3))
    assert len(pages) == 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (420, 595)])
def test_both_signatures_stand_in_the_margin_of_a_page_of_any_size(size):
    pdf = written(size=size)
    signed = seal(sign(pdf, who=WHO, at=AT), agency_code="so", agency_name=WHO.agency_name, at=AT)
    assert signed.startswith(pdf)
    assert all(check.is_good for check in verify_all(signed))
    rectangles = [
        [float(edge) for edge in note.get_object()["/Rect"]] for note in PdfReader(BytesIO(signed)).pages[0]["/Annots"]
    ]
    assert all(0 < left < right < size[0] and 0 < bottom < top < 57 for left, bottom, right, top in rectangles)
