"""A stamp of secrecy is seen wherever people read it; a document that nobody could read whole is not taken."""

import io
import zipfile

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, TextStringObject

from motcua.forms.rules import FileProblem, read_document
from motcua.forms.rules import check_file as check
from motcua.kernel.glyphs import FONTS
from tests.forms.test_files import docx, paragraph

pytestmark = pytest.mark.issue(16)
TEXT_BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
OUTSIDE = '<Relationship Type="x/{}" TargetMode="External" Target="http://x.example/"/>'
BODY = "<w:p><w:r><w:t>ỦY BAN</w:t></w:r>{}</w:p>"


def check_file(content, name="cv"):
    return check(name, content, max_bytes=20_000_000, read=read_document)


def office(parts, main="word/document.xml"):
    """An office document of these parts, in their order; the one that makes it one comes last."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, markup in {**parts, main: parts.get(main, "<x/>")}.items():
            archive.writestr(name, markup)
    return buffer.getvalue()


def sheet(parts):
    return office(parts, "xl/workbook.xml")


def page(*lines):
    source = '#set text(font: "Be Vietnam Pro")\n' + "\n".join(lines)
    return typst.compile(source.encode(), format="pdf", font_paths=[str(FONTS)])


def changed(change):
    writer = PdfWriter(PdfReader(io.BytesIO(page("Kính gửi"))))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_a_field(writer):
    field = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Widget"), "/FT": NameObject("/Tx")}
    facts = {"/T": TextStringObject("a"), "/V": TextStringObject("MẬT"), "/Rect": RectangleObject((9, 9, 99, 99))}
    made = writer._add_object(DictionaryObject({NameObject(key): value for key, value in {**field, **facts}.items()}))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([made])


SECRETS = {
    "a text box in a line": docx(BODY.format(f"<w:r>{TEXT_BOX.format(paragraph('MẬT'))}</w:r>")),
    "after a tab": docx("<w:p><w:r><w:t>Số: 12</w:t><w:tab/><w:t>TỐI MẬT</w:t></w:r></w:p>"),
    "letters apart": docx(paragraph("T U Y Ệ T  M Ậ T")),
    "by its number": docx(paragraph("M&#x1EAC;T")),
    "what nobody sees within": docx(paragraph("M\u200bẬ\u00adT")),
    "another encoding": office({"word/document.xml": f"<x>{paragraph('TUYỆT MẬT')}</x>".encode("utf-16")}),
    "a footnote": office({"word/footnotes.xml": paragraph("MẬT")}),
    "a comment": office({"word/comments.xml": paragraph("MẬT")}),
    "a part of another name": office({"word/noi-dung.xml": paragraph("MẬT")}),
    "a header written large": office({"word/Header1.XML": paragraph("MẬT")}),
    "a page inside": office({"word/afchunk.htm": "<html><body><p>MẬT</p></body></html>"}),
    "a document inside": office({"word/embeddings/kem.docx": docx(paragraph("MẬT"))}),
    "a PDF inside": office({"word/embeddings/kem.pdf": page("MẬT")}),
    "a title": office({"docProps/core.xml": "<dc:title>MẬT</dc:title><dc:creator>Hoa</dc:creator>"}),
    "behind many headers": office({f"word/header{n}.xml": "<x/>" for n in range(150)} | {"word/z.xml": "<p>MẬT</p>"}),
    "the head of a sheet": sheet({"xl/worksheets/sheet1.xml": '<oddHeader>&amp;LSở&amp;C&amp;"Arial"MẬT</oddHeader>'}),
    "a sheet of another name": sheet({"xl/worksheets/trang.xml": "<c><is><t>MẬT</t></is></c>"}),
    "a drawing of a sheet": sheet({"xl/drawings/drawing1.xml": "<a:p><a:r><a:t>MẬT</a:t></a:r></a:p>"}),
    "the name of a sheet": sheet({"xl/workbook.xml": '<sheets><sheet name="MẬT" sheetId="1"/></sheets>'}),
    "beside another column": page("#grid(columns: (1fr, 1fr), [MẬT], [CỘNG HÒA XÃ HỘI])"),
    "boxed within a line": page("Số: 12/UBND #h(3cm) #box(stroke: 1pt, inset: 3pt)[TỐI MẬT] #h(3cm) Lạng Sơn"),
    "far apart": page("#text(tracking: 6pt)[TUYỆT MẬT]"),
    "on the twenty-fifth page": page(*["x #pagebreak()"] * 24, "MẬT"),
    "a remark on a page": changed(lambda writer: writer.add_annotation(0, FreeText(text="MẬT", rect=(50, 50, 99, 99)))),
    "a field of a form": changed(with_a_field),
    "a file in a PDF": changed(lambda writer: writer.add_attachment("kem.pdf", page("MẬT"))),
    "an office file in a PDF": changed(lambda writer: writer.add_attachment("kem", docx(paragraph("MẬT")))),
    "the title of a PDF": changed(lambda writer: writer.add_metadata({"/Title": "MẬT"})),
}


@pytest.mark.parametrize("where", SECRETS)
def test_a_stamp_is_seen_wherever_people_read_it(where):
    with pytest.raises(FileProblem, match="dấu chỉ độ mật"):
        check_file(SECRETS[where])


@pytest.mark.parametrize(
    "content",
    [
        docx(paragraph("BẢO VỆ BÍ</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> MẬT NHÀ NƯỚC")),
        docx(paragraph("MẬT ong") + paragraph("Mật khẩu: hoa") + paragraph("BÍ MẬT")),
        sheet({"xl/sharedStrings.xml": "<si><t>Mật</t></si><si><t>MẬT ONG</t></si>"}),
        page("LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC", "", "#set par(justify: true)", "Giữ bí mật. MẬT ONG RỪNG " * 30),
        page("#grid(columns: (1fr, 1fr), [BÍ MẬT ĐỜI TƯ], [CỘNG HÒA])"),
    ],
    ids=["a heading in two runs", "words", "cells", "a law", "a column"],
)
def test_the_word_within_others_is_no_stamp(content):
    assert check_file(content).content == content


@pytest.mark.parametrize(
    "content",
    [
        office({"word/header1.xml": " " * 40_000_000, "word/document.xml": paragraph("MẬT")}),
        office({f"word/p{n}.xml": "<x/>" for n in range(3_000)}),
        office({"word/document.xml": b'<?xml version="1.0" encoding="punycode"?><x/>'}),
    ],
    ids=["blanks", "parts", "an encoding nobody writes"],
)
def test_what_nobody_could_read_whole_is_not_taken(content):
    with pytest.raises(FileProblem, match="Không đọc được"):
        check_file(content)


def test_an_archive_in_itself_is_not_followed_without_end():
    inner = docx(paragraph("Kính gửi"))
    for _layer in range(30):
        inner = office({"word/embeddings/kem.docx": inner})
    assert check_file(inner).active >= {"FILES"}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"word/vbaProject.bin": b"\xd0\xcf"}, {"SCRIPT"}),
        ({"word/activeX/activeX1.xml": "<x/>"}, {"SCRIPT"}),
        ({"word/embeddings/oleObject1.bin": b"\xd0\xcf"}, {"FILES"}),
        ({"word/document.xml": '<w:instrText> DDEAUTO c:\\cmd.exe "/k calc" </w:instrText>'}, {"LAUNCH"}),
        (
            {"xl/x.xml": "<x/>", "xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"},
            {"LAUNCH"},
        ),
        ({"word/_rels/settings.xml.rels": OUTSIDE.format("attachedTemplate")}, {"LAUNCH"}),
        ({"word/_rels/document.xml.rels": OUTSIDE.format("hyperlink")}, set()),
    ],
)
def test_what_acts_in_an_office_file_is_found(parts, found):
    assert check_file(office(parts)).active == found
