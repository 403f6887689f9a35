"""What may be attached: known kinds by their content, a bounded size, a harmless name, no state secrets."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from itertools import islice
from struct import error as struct_error
from zlib import error as zlib_error

import filetype
from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from motcua.kernel.speech import say as _

ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/webp": "WEBP",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
ALLOWED_WORDS = "PDF, JPG, PNG, HEIC, WEBP, DOCX, XLSX"
# A stamp of secrecy stands alone on its line; the word inside a sentence («bí mật đời tư») is no stamp.
STAMP = re.compile(r"[\W_]*((ĐỘ MẬT|DẤU MẬT)\W+)?(TUYỆT MẬT|TỐI MẬT|MẬT)[\W_]*")
# How many are handed in at once: with an application, with an answer, or as scans.
MOST_FILES = 60
MAX_TEXT = 5_000_000
MAX_PAGES = 20
MAX_PARTS = 100
# Several times what a page full of text needs. A small file can unpack to hours of work: nobody waits for that.
BOUNDS = Configuration(
    stream_parsing_work_maximum_count=40_000,
    xform_maximum_invocations_per_extraction=3,
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
)
# Whatever a broken document makes its reader raise: such a file has no text that we could judge.
UNREADABLE = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError, ArithmeticError, IndexError,
    AssertionError, NotImplementedError, struct_error, zlib_error,
)  # fmt: skip
OFFICE_PARTS = {
    "document": re.compile(r"word/(document|header\d*|footer\d*)\.xml"),
    "sheet": re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"),
}


class FileProblem(ValueError):
    """Why a file cannot be taken, in a sentence for the person who chose it."""


@dataclass(frozen=True)
class Checked:
    """A file that may be taken."""

    name: str
    media_type: str


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


def check_file(name: str, content: bytes, *, max_bytes: int) -> Checked:
    """Take a file or say why not (Luật 29/2018/QH14 Đ5: no state secrets on a connected machine).

    The kind is read from the content: a name proves nothing.
    """
    shown = safe_name(name)
    if not content:
        raise FileProblem(_("Tệp «%(name)s» rỗng. Chọn lại tệp.") % {"name": shown})
    if len(content) > max_bytes:
        limit = max_bytes // (1024 * 1024)
        said = _("Tệp «%(name)s» quá lớn. Mỗi tệp tối đa %(limit)d MB: chụp lại ảnh nhỏ hơn hoặc tách tệp.")
        raise FileProblem(said % {"name": shown, "limit": limit})
    kind = filetype.guess_mime(content[:8192]) or ""
    if kind == "application/zip":
        kind = _office_kind(content)
    if kind not in ALLOWED:
        said = _("Không nhận tệp «%(name)s» vì không đúng loại. Các loại được nhận: %(kinds)s.")
        raise FileProblem(said % {"name": shown, "kinds": ALLOWED_WORDS})
    if bears_secret_stamp(text_of(content, kind)):
        said = _(
            "Tệp «%(name)s» có dấu chỉ độ mật. Không được đưa bí mật nhà nước lên hệ thống nối mạng"
            " (Luật Bảo vệ bí mật nhà nước, Điều 5): nộp bản giấy theo chế độ mật."
        )
        raise FileProblem(said % {"name": shown})
    return Checked(shown, kind)


def bears_secret_stamp(text: str) -> bool:
    """Whether a line of the text is nothing but a stamp of secrecy."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return any(len(line) < 80 and STAMP.fullmatch(" ".join(line.split())) for line in lines)


def _office_kind(content: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        return ""
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ""


def text_of(content: bytes, kind: str) -> str:
    """The text layer of a document, as far as it can be read without running anything; empty for pictures."""
    if kind == "application/pdf":
        return _pdf_text(content)
    parts = OFFICE_PARTS.get(kind.rsplit(".", 1)[-1])
    return _office_text(content, parts) if parts else ""


def _office_text(content: bytes, parts: re.Pattern[str]) -> str:
    """The text of the parts of an office file that people read, line by line; bounded, whatever it unpacks to."""
    found, left = [], MAX_TEXT
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        for name in islice(filter(parts.fullmatch, archive.namelist()), MAX_PARTS):
            with archive.open(name) as stream:
                markup = stream.read(left).decode("utf-8", "replace")
            left = max(0, left - len(markup))
            found.append(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|<w:br[^>]*>|</si>|</c>", "\n", markup)))
    except (zipfile.BadZipFile, KeyError, OSError, zlib_error, RuntimeError, NotImplementedError):
        return "\n".join(found)
    return "\n".join(found)


def _pdf_text(content: bytes) -> str:
    """The text of the first pages that can be read; a broken or locked file has none that we could judge."""
    found: list[str] = []
    try:
        with apply_configuration(BOUNDS):
            # What was read before the file broke off counts.
            found.extend(_page_text(page) for page in islice(PdfReader(io.BytesIO(content)).pages, MAX_PAGES))
    except UNREADABLE:
        return "\n".join(found)
    return "\n".join(found)


def _page_text(page: PageObject) -> str:
    try:
        return str(page.extract_text()[:MAX_TEXT])
    except UNREADABLE:
        return ""
