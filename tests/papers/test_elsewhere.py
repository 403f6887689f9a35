"""A PDF made in another system: what cannot be looked at whole, or signed, is refused in words."""

import re
import resource
import time
from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from motcua.kernel import confined as reading
from motcua.kernel.confined import confined
from motcua.papers.elsewhere import problem_of
from motcua.papers.foreign import LONGEST_EDGE, MOST_PAGES, drawn
from motcua.papers.rendering import render
from motcua.papers.signatures import Signatory
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


@pytest.fixture(autouse=True)
def a_request_of_its_own():
    reading._begin()


def painted(content, pages=1):
    """Pages with this content, which packs to almost nothing."""

    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(content)
        packed = writer._add_object(stream.flate_encode())
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        fonts = DictionaryObject(
            {NameObject("/F1"): DictionaryObject({NameObject(n): NameObject(v) for n, v in font.items()})}
        )
        for page in writer.pages:
            page[NameObject("/Contents")] = packed
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})

    return written(change, pages)


BOMBS = {
    "words without end": painted(b"BT /F1 9 Tf (a) Tj ET " * 300_000, pages=4),
    "lines without end": painted(b"0 0 m 600 800 l 10 700 l h f " * 400_000, pages=2),
    "what the painter falls over": painted(b"q 0.9 0 0 0.9 1 1 cm 0 0 600 800 re W n 0 0 600 800 re f " * 100_000),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.issue(16)
def test_what_is_read_and_drawn_without_end_costs_who_serves_others_nothing(name):
    assert len(BOMBS[name]) < 100_000
    begun, used = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    assert re.search("quá phức tạp|bị hỏng|^$", problem_of(BOMBS[name]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - used < 0.5
    assert time.monotonic() - begun < 60


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
        (written(opening("/GoToE")), "mã chạy"),
    ],
)
def test_what_cannot_be_is_refused_in_words(pdf, said):
    assert said in problem_of(pdf)


def test_what_is_signed_already_is_not_signed_again():
    assert "đã có chữ ký số" in problem_of(sign(written(), who=WHO, at=AT))


def test_every_page_is_seen():
    pages = confined(drawn, written(pages=3))
    assert len(pages) == 3
    assert all(b64decode(page).startswith(b"\x89PNG") for page in pages)


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
