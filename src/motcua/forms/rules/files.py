"""What may be attached: known kinds by their content, a bounded size, a harmless name, no state secrets."""

import io
import re
import unicodedata
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from struct import error as struct_error
from typing import Any
from zlib import error as zlib_error

import filetype
from PIL import Image, UnidentifiedImageError
from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from motcua.forms.rules.active import Active, active_in
from motcua.forms.rules.pictures import Moving, remade
from motcua.kernel.speech import say as _

ARCHIVE = "application/zip"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    WORD: "DOCX",
    SHEET: "XLSX",
}
ALLOWED_WORDS = "PDF, JPG, PNG, WEBP, DOCX, XLSX"
# What telephones keep and hand over as JPG where a page does not ask for it: no reader of ours makes it anew.
TELEPHONE = ("image/heic", "image/heif", "image/avif")
# A stamp of secrecy stands alone on its line; the word inside a sentence («bí mật đời tư») is no stamp.
STAMP = re.compile(r"[\W_]*((ĐỘ MẬT|DẤU MẬT)\W+)?(TUYỆT MẬT|TỐI MẬT|MẬT)[\W_]*")
# How many are handed in at once: with an application, with an answer, or as scans.
MOST_FILES = 60
MAX_TEXT = 5_000_000
MAX_PAGES = 20
MAX_PARTS = 100
# How many parts of a PDF are looked at for what acts: several times what a long form is made of.
MAX_OBJECTS = 20_000
# Several times what a page full of text needs. A small file can unpack to hours of work: nobody waits for that.
BOUNDS = Configuration(
    stream_parsing_work_maximum_count=40_000,
    xform_maximum_invocations_per_extraction=3,
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
)
# Whatever a broken document makes its reader raise: such a file has no text that we could judge.
UNREADABLE = (
    PyPdfError, zipfile.BadZipFile, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, EOFError,
    ValueError, KeyError, TypeError, AttributeError, OSError, RuntimeError, ArithmeticError, IndexError, AssertionError,
    struct_error, zlib_error,
)  # fmt: skip
# Of each kind, the part that makes it one and the parts that people read.
OFFICE = {
    WORD: ("word/document.xml", re.compile(r"word/(document|header\d*|footer\d*)\.xml")),
    SHEET: ("xl/workbook.xml", re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml")),
}
# A tag ends before the next begins: else a file of nothing but «<» is searched to its end from each of them.
TAG = re.compile(r"<[^<>]*>")
ENDS_A_LINE = re.compile(r"</w:p>|<w:br[^<>]*>|</si>|</c>")


class FileProblem(ValueError):
    """Why a file cannot be taken, in a sentence for the person who chose it."""


@dataclass(frozen=True)
class Checked:
    """A file that was read and may be taken: what of it is kept, what in it acts.

    `sent` is the SHA-256 of what came; `is_scanned` and `infection` are a scanner's, and keep out what has one.
    """

    name: str
    media_type: str
    content: bytes
    active: frozenset[Active] = frozenset()
    sent: str = ""
    is_scanned: bool = False
    infection: str = ""


class Trouble(StrEnum):
    """Why a file that is of a known kind cannot be read by anybody."""

    BROKEN = "BROKEN"
    LOCKED = "LOCKED"
    EMPTY = "EMPTY"
    ENDLESS = "ENDLESS"
    MOVING = "MOVING"


@dataclass(frozen=True)
class Reading:
    """What was found in a file: what it is, its text, why it cannot be read; a picture made anew; what acts."""

    media_type: str
    text: str = ""
    trouble: Trouble | None = None
    remade: bytes = b""
    active: frozenset[Active] = frozenset()


# Reads a file of this kind by its first bytes, wherever that is done.
Reader = Callable[[bytes, str], Reading]


def safe_name(name: str) -> str:
    """The name without folders, control characters and tricks of direction, at most 150 characters."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(". ")
    if len(kept) > 150:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else kept[:150]
    return kept or "tep"


def too_many(count: int) -> str:
    """What to do when so many files cannot be taken together; nothing when they can."""
    if count <= MOST_FILES:
        return ""
    return _("Nhiều nhất %d tệp. Gộp các trang ảnh vào một tệp PDF rồi đính kèm.") % MOST_FILES


def check_file(name: str, content: bytes, *, max_bytes: int, read: Reader) -> Checked:
    """Take a file or say why not (Luật 29/2018/QH14 Đ5: no state secrets on a connected machine).

    The kind is read from the content: a name proves nothing. What cannot be read is not taken: nobody could work on
    it, and nobody could say that it bears no stamp. Of a picture, what it shows is kept; the rest of its file is not.
    """
    shown = {"name": safe_name(name)}
    if not content:
        raise FileProblem(_("Tệp «%(name)s» rỗng. Chọn lại tệp.") % shown)
    if len(content) > max_bytes:
        said = _("Tệp «%(name)s» quá lớn. Mỗi tệp tối đa %(limit)d MB: chụp lại ảnh nhỏ hơn hoặc tách tệp.")
        raise FileProblem(said % {**shown, "limit": max_bytes // (1024 * 1024)})
    kind = filetype.guess_mime(content[:8192]) or ""
    reading = read(content, kind) if kind in (*ALLOWED, ARCHIVE) else Reading(kind)
    if reading.media_type in TELEPHONE:
        said = _("Không đọc được ảnh «%(name)s» (HEIC). Lưu hoặc chụp lại thành JPG rồi đính kèm.")
        raise FileProblem(said % shown)
    if reading.media_type not in ALLOWED:
        said = _("Không nhận tệp «%(name)s» vì không đúng loại. Các loại được nhận: %(kinds)s.")
        raise FileProblem(said % {**shown, "kinds": ALLOWED_WORDS})
    if reading.trouble:
        raise FileProblem(_trouble(reading.trouble) % shown)
    if bears_secret_stamp(reading.text):
        said = _(
            "Tệp «%(name)s» có dấu chỉ độ mật. Không được đưa bí mật nhà nước lên hệ thống nối mạng"
            " (Luật Bảo vệ bí mật nhà nước, Điều 5): nộp bản giấy theo chế độ mật."
        )
        raise FileProblem(said % shown)
    return Checked(shown["name"], reading.media_type, reading.remade or content, reading.active)


def _trouble(trouble: Trouble) -> str:
    match trouble:
        case Trouble.LOCKED:
            return _("Tệp «%(name)s» có mật khẩu nên không mở được. Bỏ mật khẩu rồi đính kèm lại.")
        case Trouble.EMPTY:
            return _("Tệp «%(name)s» không có trang nào. Chọn lại tệp.")
        case Trouble.ENDLESS:
            return _("Không đọc được tệp «%(name)s»: nội dung quá phức tạp. In ra PDF hoặc chụp ảnh rồi đính kèm lại.")
        case Trouble.MOVING:
            return _("Tệp «%(name)s» gồm nhiều ảnh động. Đính kèm một ảnh đứng yên.")
        case Trouble.BROKEN:
            return _("Không đọc được tệp «%(name)s»: tệp hỏng hoặc tải lên dở dang. Mở thử, lưu lại rồi đính kèm lại.")


def bears_secret_stamp(text: str) -> bool:
    """Whether a line of the text is nothing but a stamp of secrecy."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return any(len(line) < 80 and STAMP.fullmatch(" ".join(line.split())) for line in lines)


def read_document(content: bytes, kind: str) -> Reading:
    """What is in a file of this kind, without running anything of it. Work is bounded only by whoever calls it."""
    try:
        if kind in (ARCHIVE, WORD, SHEET):
            return _read_office(content)
        if kind == "application/pdf":
            return _read_pdf(content)
        return Reading(kind, remade=remade(content, kind))
    except Moving:
        return Reading(kind, trouble=Trouble.MOVING)
    except UNREADABLE:
        return Reading(kind, trouble=Trouble.BROKEN)


def found_in(content: bytes, kind: str) -> dict[str, Any]:
    """The same as plain values, for a process of its own to answer."""
    reading = read_document(content, kind)
    return {
        "media_type": reading.media_type,
        "text": reading.text,
        "trouble": reading.trouble or "",
        "remade": b64encode(reading.remade).decode("ascii"),
        "active": sorted(reading.active),
    }


def _read_office(content: bytes) -> Reading:
    """The text of the parts of an office file that people read, line by line; bounded, whatever it unpacks to."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return Reading(ARCHIVE)
    names = archive.namelist()
    kind = next((kind for kind, (needed, _parts) in OFFICE.items() if needed in names), ARCHIVE)
    if kind == ARCHIVE:
        return Reading(ARCHIVE)
    lines: list[str] = []
    left = MAX_TEXT
    for name in islice(filter(OFFICE[kind][1].fullmatch, names), MAX_PARTS):
        with archive.open(name) as stream:
            markup = stream.read(left).decode("utf-8", "replace")
        left = max(0, left - len(markup))
        lines.append(without_markup(markup))
    return Reading(kind, "\n".join(lines))


def without_markup(markup: str) -> str:
    """The text between the tags; a paragraph, a line break, a cell end a line. In one pass, whatever stands there."""
    return TAG.sub("", ENDS_A_LINE.sub("\n", markup))


def _read_pdf(content: bytes) -> Reading:
    """The text of the first pages; of a page that cannot be read, none."""
    with apply_configuration(BOUNDS):
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Reading("application/pdf", trouble=Trouble.LOCKED)
        pages = list(islice(reader.pages, MAX_PAGES))
        text = "\n".join(map(_page_text, pages))
        active = _active(reader)
    return Reading("application/pdf", text, None if pages else Trouble.EMPTY, active=active)


def _active(reader: PdfReader) -> frozenset[Active]:
    try:
        return active_in(reader.trailer, most_parts=MAX_OBJECTS)
    except (*UNREADABLE, RecursionError):
        return frozenset({Active.UNSEEN})


def _page_text(page: PageObject) -> str:
    try:
        return str(page.extract_text()[:MAX_TEXT])
    except UNREADABLE:
        return ""
