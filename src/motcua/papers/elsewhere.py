"""A PDF made in another system, before it becomes a paper of ours: whether it can be looked at whole and signed."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from motcua.papers.rendering import pages_of
from motcua.papers.signing import signature_place

# Each page is looked at by several people before it is signed.
MOST_PAGES = 20
# The longer edge of A1, in points.
LONGEST_EDGE = 2_400
# Several times what a paper of so many pages is made of.
MOST_OBJECTS = 20_000
# What acts by itself, fetches, or carries something that nobody sees on the pages.
ACTIVE = frozenset({"/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"})
ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"})
# Whatever a broken document makes its readers raise.
BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError, ArithmeticError, IndexError,
    AssertionError, NotImplementedError,
)  # fmt: skip


def problem_of(pdf: bytes) -> str:
    """Why a file cannot be a result that is signed here, in a sentence for who chose it; nothing when it can."""
    if not pdf.startswith(b"%PDF-"):
        return _("Kết quả phải là tệp PDF. In hoặc lưu giấy thành PDF rồi đưa lại.")
    try:
        return _problem(PdfReader(BytesIO(pdf))) or _unfit(pdf)
    except BROKEN:
        return _("Tệp PDF bị hỏng, không đọc được. Xuất lại từ phần mềm gốc rồi đưa lại.")


def _problem(reader: PdfReader) -> str:
    if reader.is_encrypted:
        return _("Tệp PDF bị khóa bằng mật khẩu. Bỏ mật khẩu rồi đưa lại.")
    count = len(reader.pages)
    if not count:
        return _("Tệp PDF không có trang nào.")
    if count > MOST_PAGES:
        return _("Tệp PDF có %(count)d trang; kết quả nhiều nhất %(most)d trang.") % {
            "count": count,
            "most": MOST_PAGES,
        }
    if any(max(page.mediabox.width, page.mediabox.height) > LONGEST_EDGE for page in reader.pages):
        return _("Tệp PDF có trang quá lớn. Xuất lại theo khổ giấy thường.")
    if any(is_active(found) for found in _dictionaries(reader.trailer)):
        return _("Tệp PDF có mã chạy, biểu mẫu động hoặc tệp đính kèm. In lại thành PDF thường rồi đưa lại.")
    return ""


def is_active(found: DictionaryObject) -> bool:
    """Whether a part of a document acts, or carries what no page shows."""
    return not ACTIVE.isdisjoint(found) or str(found.get("/S", "")) in ACTIONS


def _dictionaries(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every dictionary that a reader of the document can come to."""
    waiting: list[Any] = [root]
    seen: set[tuple[int, int]] = set()
    steps = 0
    while waiting:
        steps += 1
        if steps > MOST_OBJECTS * 10:
            raise ValueError("too many parts")
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            key = (part.idnum, part.generation)
            if key in seen:
                continue
            seen.add(key)
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += [dict.__getitem__(part, name) for name in part]
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def _unfit(pdf: bytes) -> str:
    """What only shows when one tries: whether it can be signed, and drawn."""
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        is_signed = bool(writer.prev.embedded_signatures)
        signature_place(pdf)
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds; each means that it cannot sign
        return _("Tệp PDF có cấu trúc không ký số được. In lại thành PDF thường rồi đưa lại.")
    if is_signed:
        return _("Tệp PDF đã có chữ ký số. Đưa bản chưa ký: người có thẩm quyền ký tại đây.")
    pages_of(pdf)
    return ""
