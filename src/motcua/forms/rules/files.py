"""What may be attached: known kinds by their content, a bounded size, a harmless name, no state secrets."""

import io
import re
import time
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
from motcua.forms.rules.office import Endless, active_in_office, has_body, main_part, text_of
from motcua.forms.rules.pictures import PHOTOGRAPH, TELEPHONE, Moving, remade
from motcua.forms.rules.stamps import bears_secret_stamp, may_bear_stamp
from motcua.kernel.glyphs import NAMELESS
from motcua.kernel.speech import say as _

ARCHIVE = "application/zip"
PDF_BEGINS, PDF_WITHIN = b"%PDF-", 1024
# A locked office file is another kind of container, in which this part holds all of it.
CONTAINER, LOCKED_PART = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
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
# A file is opened by what its name ends with: one of these, whatever its sender called it.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    WORD: (".docx",),
    SHEET: (".xlsx",),
}
ALLOWED_WORDS = "PDF, JPG, PNG, WEBP, HEIC, DOCX, XLSX"
# Signs that mean something else to a system than a letter of a name: «a.pdf::$DATA» is none of its own.
NO_NAME = re.compile(r'[<>:"|?*]')
# How many are handed in at once: with an application, with an answer, or as scans.
MOST_FILES = 60
MAX_TEXT = 5_000_000
# So many pages are read whatever they cost; those after them while they cost less than a few seconds of a processor.
MAX_PAGES, MOST_PAGES, MOST_SECONDS = 20, 500, 2.5
# Where columns stand beside each other their texts are so many blanks apart.
APART = re.compile(r" {4,}")
# A document within a document is read, some of them; what lies within that one is not.
DEEPEST, MOST_WITHIN = 1, 20
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
# Of each kind, the part that makes it one, as it is usually called.
OFFICE = {WORD: "word/document.xml", SHEET: "xl/workbook.xml"}


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
    """What was found in a file: what it is, its text, why it cannot be read; a picture made anew; what acts.

    A text may be long: a reader in a process of its own keeps it, and says whether it bears a stamp of secrecy.
    """

    media_type: str
    text: str = ""
    trouble: Trouble | None = None
    remade: bytes = b""
    active: frozenset[Active] = frozenset()
    is_secret: bool = False


# Reads a file of this kind by its first bytes, wherever that is done.
Reader = Callable[[bytes, str], Reading]


def safe_name(name: str) -> str:
    """The name without folders, control characters, tricks of direction and what no system keeps, bounded."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in base if unicodedata.category(char)[0] != "C")
    kept = NO_NAME.sub("_", seen).strip(". ")
    if len(kept) > 150:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else kept[:150]
    return kept or NAMELESS


def named_as(name: str, media_type: str) -> str:
    """The name with the ending of its kind after whatever it ended with: by that it is opened when it is saved."""
    endings = ENDINGS.get(media_type, ())
    name = re.sub(r"\.(hei[cf]|avif)$", "", name, flags=re.IGNORECASE)
    return name if not endings or name.casefold().endswith(endings) else safe_name(f"{name[:140]}{endings[0]}")


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
    if content.startswith(CONTAINER) and LOCKED_PART in content:
        raise FileProblem(_trouble(Trouble.LOCKED) % shown)
    kind = _kind_of(content)
    reading = read(content, kind) if kind in (*ALLOWED, *TELEPHONE, ARCHIVE) else Reading(kind)
    if reading.media_type not in ALLOWED:
        said = _("Không nhận tệp «%(name)s» vì không đúng loại. Các loại được nhận: %(kinds)s.")
        raise FileProblem(said % {**shown, "kinds": ALLOWED_WORDS})
    if reading.trouble:
        raise FileProblem(_trouble(reading.trouble) % shown)
    if reading.is_secret:
        said = _(
            "Tệp «%(name)s» có dấu chỉ độ mật. Không được đưa bí mật nhà nước lên hệ thống nối mạng"
            " (Luật Bảo vệ bí mật nhà nước, Điều 5): nộp bản giấy theo chế độ mật."
        )
        raise FileProblem(said % shown)
    return Checked(
        named_as(shown["name"], reading.media_type), reading.media_type, reading.remade or content, reading.active
    )


def _kind_of(content: bytes) -> str:
    """By the first bytes; a PDF may have others before it, which readers pass over."""
    kind = filetype.guess_mime(content[:8192]) or ""
    return "application/pdf" if not kind and PDF_BEGINS in content[:PDF_WITHIN] else kind


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


def read_document(content: bytes, kind: str, depth: int = 0) -> Reading:
    """What is in a file of this kind, without running anything of it. Work is bounded only by whoever calls it."""
    becomes = PHOTOGRAPH if kind in TELEPHONE else kind
    try:
        if kind in (ARCHIVE, WORD, SHEET):
            return _read_office(content, depth)
        if kind == "application/pdf":
            return _read_pdf(content, depth)
        return Reading(becomes, remade=remade(content, kind))
    except Moving:
        return Reading(becomes, trouble=Trouble.MOVING)
    except Endless:
        return Reading(becomes, trouble=Trouble.ENDLESS)
    except UNREADABLE:
        return Reading(becomes, trouble=Trouble.BROKEN)


def _within(content: bytes, depth: int) -> str:
    """The text of a document that lies in another one; of pictures and what is no document, none."""
    kind = _kind_of(content)
    readable = depth < DEEPEST and kind in (ARCHIVE, WORD, SHEET, "application/pdf")
    return read_document(content, kind, depth + 1).text if readable else ""


def found_in(content: bytes, kind: str) -> dict[str, Any]:
    """The same as plain values, for a process of its own to answer."""
    reading = read_document(content, kind)
    return {
        "media_type": reading.media_type,
        "is_secret": reading.is_secret,
        "trouble": reading.trouble or "",
        "remade": b64encode(reading.remade).decode("ascii"),
        "active": sorted(reading.active),
    }


def _read_office(content: bytes, depth: int) -> Reading:
    """The text of the parts of an office file that people read, line by line; all of it, or none."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        # The names of its parts stand before each of them too: so it is known what a file was that was cut.
        begun = {kind: usual.removesuffix(".xml").encode() for kind, usual in OFFICE.items()}
        kind = next((kind for kind, part in begun.items() if part in content), ARCHIVE)
        return Reading(kind, trouble=None if kind == ARCHIVE else Trouble.BROKEN)
    mains = {kind: main_part(archive, kind, usual) for kind, usual in OFFICE.items()}
    kind = next((kind for kind, main in mains.items() if main), ARCHIVE)
    if kind == ARCHIVE:
        return Reading(ARCHIVE)
    if not has_body(archive, mains[kind]):
        return Reading(kind, trouble=Trouble.BROKEN)
    text = "\n".join(text_of(archive, lambda inner: _within(inner, depth)))
    return _reading(kind, text, active=active_in_office(archive, mains[kind]))


def _reading(kind: str, text: str, trouble: Trouble | None = None, *, active: frozenset[Active]) -> Reading:
    return Reading(kind, text, trouble, active=active, is_secret=bears_secret_stamp(text))


def _read_pdf(content: bytes, depth: int) -> Reading:
    """The text of the pages and of what lies on and behind them; of a page that cannot be read, none."""
    with apply_configuration(BOUNDS):
        # Places within it are counted from where it begins.
        reader = PdfReader(io.BytesIO(content[max(content[:PDF_WITHIN].find(PDF_BEGINS), 0) :]))
        if reader.is_encrypted and not reader.decrypt(""):
            return Reading("application/pdf", trouble=Trouble.LOCKED)
        begun, lines, seen = time.process_time(), [], 0
        for page in islice(reader.pages, MOST_PAGES):
            if seen >= MAX_PAGES and time.process_time() - begun > MOST_SECONDS:
                break
            lines += [_page_text(page), *_remarks(page)]
            seen += 1
        active = _active(reader)
        if seen < len(reader.pages):
            active |= {Active.UNSEEN}
        lines += _behind(reader, depth)
    return _reading("application/pdf", "\n".join(lines), None if seen else Trouble.EMPTY, active=active)


def _active(reader: PdfReader) -> frozenset[Active]:
    try:
        return active_in(reader.trailer, most_parts=MAX_OBJECTS)
    except (*UNREADABLE, RecursionError):
        return frozenset({Active.UNSEEN})


def _page_text(page: PageObject) -> str:
    """The text of a page; where a stamp may stand in it, each column by itself as well."""
    try:
        text = str(page.extract_text()[:MAX_TEXT])
        if not may_bear_stamp(text) or bears_secret_stamp(text):
            return text
        placed = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)[:MAX_TEXT]
        return "\n".join([text, *APART.split(str(placed))])
    except UNREADABLE:
        return ""


def _remarks(page: PageObject) -> list[str]:
    """What is written over a page: remarks, and fields that were filled in."""
    try:
        notes = [note.get_object() for note in islice(page.annotations or [], MAX_OBJECTS)]
        return [str(note[key])[:MAX_TEXT] for note in notes for key in ("/Contents", "/V") if key in note]
    except UNREADABLE:
        return []


def _behind(reader: PdfReader, depth: int) -> list[str]:
    """The title of a PDF, and the texts of the documents that lie in it."""
    try:
        lines = [str(value)[:1000] for value in (reader.metadata or {}).values()]
        inner = [content for several in reader.attachments.values() for content in several]
        return [*lines, *(_within(content, depth) for content in inner[:MOST_WITHIN])]
    except (*UNREADABLE, RecursionError):
        return []
