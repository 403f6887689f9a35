"""Files are judged by what they are, and nothing secret comes in."""

import contextlib
import io
import time
import zipfile
import zlib

import filetype
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from motcua.forms import reading
from motcua.forms.reading import take_in
from motcua.forms.rules import FileProblem, read_document, safe_name
from motcua.forms.rules import check_file as check
from motcua.forms.rules.files import bears_secret_stamp, without_markup
from motcua.kernel import confined

MAX = 1024 * 1024


def pdf(*pages):
    """A document with these content streams as its pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    font = "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    for n, page in enumerate(pages):
        packed = zlib.compress(page, 9)
        parts.append(f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream")
        parts.append(f"<</Type/Page/Parent 2 0 R/Resources{font}/Contents {3 + 2 * n} 0 R>>".encode())
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    return out + head + table + end


PDF = pdf(b"")


def picture(kind, size=(64, 48)):
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).save(buffer, kind)
    return buffer.getvalue()


PNG, JPEG, WEBP = (picture(kind) for kind in ("PNG", "JPEG", "WEBP"))


def check_file(name, content, *, max_bytes=MAX):
    """Judged as it is, in this very process."""
    return check(name, content, max_bytes=max_bytes, read=read_document)


def text_of(content, kind):
    return read_document(content, kind).text


SAID = b"BT /F1 9 Tf (%s) Tj ET "


def docx(body="", header=""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
        archive.writestr("word/header1.xml", f"<w:hdr>{header}</w:hdr>")
    return buffer.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")]
)
def test_the_kind_comes_from_the_content(content, kind):
    assert check_file("tep.bin", content, max_bytes=MAX).media_type == kind


@pytest.mark.parametrize("content", [b"MZ\x90\x00" + b"\x00" * 60, b"<html><script>", b"#!/bin/sh\n", b"plain"])
def test_a_program_dressed_as_a_picture_is_refused(content):
    with pytest.raises(FileProblem, match="không đúng loại"):
        check_file("anh.jpg", content, max_bytes=MAX)


def test_empty_and_too_large_files_are_refused_with_what_to_do():
    with pytest.raises(FileProblem, match="rỗng"):
        check_file("a.pdf", b"", max_bytes=MAX)
    with pytest.raises(FileProblem, match="tối đa 1 MB"):
        check_file("a.pdf", PDF + b" " * MAX, max_bytes=MAX)


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT  MẬT", "— MẬT —", "Độ mật: MẬT".upper()])
def test_a_document_with_a_stamp_of_secrecy_is_refused(stamp):
    with pytest.raises(FileProblem, match="dấu chỉ độ mật"):
        check_file("cv.docx", docx(paragraph("Kính gửi") + paragraph(stamp)), max_bytes=MAX)


@pytest.mark.issue(2)
def test_a_stamp_in_the_header_is_seen_too():
    with pytest.raises(FileProblem, match="dấu chỉ độ mật"):
        check_file("cv.docx", docx(paragraph("Nội dung"), paragraph("MẬT")), max_bytes=MAX)


def test_the_word_inside_a_sentence_is_no_stamp():
    text = paragraph("Cam kết giữ bí mật đời tư. MẬT ong Lạng Sơn rất ngon.")
    assert check_file("don.docx", docx(text), max_bytes=MAX).name == "don.docx"


@pytest.mark.issue(2)
def test_looking_for_a_stamp_takes_time_in_step_with_the_text():
    assert not bears_secret_stamp("\n" * 400_000)
    assert not bears_secret_stamp("-" * 400_000)


def test_what_stands_on_a_page_is_read_also_when_another_page_cannot_be_read():
    pages = pdf(SAID % b"first", (SAID % b"b") * 60_000, SAID % b"last")
    assert text_of(pages, "application/pdf").split() == ["first", "last"]


def office(markup):
    """An office document whose text is this markup, however long: it packs to nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/document.xml", markup)
    return buffer.getvalue()


def locked():
    writer = PdfWriter(PdfReader(io.BytesIO(PDF)))
    writer.encrypt("bi mat", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (locked(), "có mật khẩu"),
        (pdf(), "không có trang nào"),
        (b"%PDF-1.4\n%%EOF\n", "tệp hỏng"),
        (PDF[: len(PDF) // 3], "tệp hỏng"),
        (JPEG[: len(JPEG) // 2], "tệp hỏng"),
        (PNG[: len(PNG) // 2], "tệp hỏng"),
        (PNG[:40], "tệp hỏng"),
        (WEBP[: len(WEBP) // 2], "tệp hỏng"),
        (docx()[:-60], "không đúng loại|tệp hỏng"),
    ],
    ids=[
        "locked",
        "no page",
        "16 bytes",
        "cut pdf",
        "half jpeg",
        "half png",
        "png of 40 bytes",
        "half webp",
        "cut docx",
    ],
)
def test_what_nobody_can_read_is_refused_in_words(content, why):
    with pytest.raises(FileProblem, match=why):
        check_file("giay.bin", content)


@pytest.mark.parametrize("markup", ["<" * 5_000_000, "<w:br" * 1_000_000, "<w:p>" * 900_000, "</w:p" * 900_000])
@pytest.mark.issue(16)
def test_nothing_but_beginnings_of_tags_takes_no_longer_than_as_much_text(markup):
    def seconds(text):
        begun = time.process_time()
        without_markup(text)
        return time.process_time() - begun

    plain = max(seconds("<w:t>a b c d</w:t>" * (len(markup) // 18)), 0.05)
    assert seconds(markup) < 20 * plain


BOMBS = {
    "tags": office("<" * 5_000_000),
    "breaks": office("<w:br" * 900_000),
    "a long string on each page": pdf(*[b"BT /F1 9 Tf (" + b"a" * 3_000_000 + b") Tj ET"] * 20),
    "many words": pdf(*[(SAID % b"a") * 300_000] * 20),
    "a deep page tree": PDF.replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]"),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.issue(16)
def test_a_small_file_that_unpacks_to_minutes_of_work_ends_by_itself(name):
    confined._begin()
    assert len(BOMBS[name]) < MAX
    begun = time.monotonic()
    with contextlib.suppress(FileProblem):
        take_in("don", BOMBS[name])
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "content",
    [PDF, pdf(SAID % b"first", SAID % b"last"), JPEG, PNG, WEBP, docx(paragraph("Kính gửi")), locked(), pdf()],
)
def test_a_process_of_its_own_reads_what_this_one_reads(content):
    confined._begin()
    kind = filetype.guess_mime(content)
    assert reading._read(content, kind) == read_document(content, kind)


@pytest.mark.issue(16)
def test_a_file_that_is_read_without_end_is_refused_and_others_are_read(monkeypatch):
    confined._begin()
    monkeypatch.setattr(reading, "found_in", endless)
    with pytest.raises(FileProblem, match="quá phức tạp"):
        take_in("don.pdf", PDF)
    monkeypatch.undo()
    assert take_in("don.pdf", PDF).media_type == "application/pdf"


def endless(_content, _kind):
    while True:
        pass


@given(st.binary(max_size=300))
def test_no_broken_document_makes_the_check_fail(tail):
    for content in (PDF + tail, PDF[:200] + tail, docx()[:80] + tail, PNG[:60] + tail, JPEG[:200] + tail):
        try:
            check_file("x", content, max_bytes=MAX)
        except FileProblem:
            continue
    text_of(b"%PDF-1.7" + tail, "application/pdf")


@given(st.text(max_size=300))
def test_names_are_made_harmless(name):
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 150
    assert not set(safe) & set("/\\\x00\n\r")
