"""Files are judged by what they are, and nothing secret comes in."""

import io
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.rules import FileProblem, check_file, safe_name
from motcua.forms.rules.files import bears_secret_stamp, text_of

MAX = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


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


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png")])
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


def test_a_small_file_that_unpacks_to_minutes_of_work_is_not_worked_on():
    bomb = pdf(*[(SAID % b"a") * 300_000] * 20)
    assert len(bomb) < MAX
    begun = time.process_time()
    assert check_file("don.pdf", bomb, max_bytes=MAX).media_type == "application/pdf"
    assert time.process_time() - begun < 20


@given(st.binary(max_size=300))
def test_no_broken_document_makes_the_check_fail(tail):
    for content in (PDF + tail, docx()[:80] + tail):
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
