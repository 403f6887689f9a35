"""Reads a PDF made in another system: whether it can be looked at whole and signed, and its pages as pictures.

For a process of its own (`kernel.confined`): nothing here opens a file, and its answers are plain values.
"""

from base64 import b64encode
from enum import StrEnum
from io import BytesIO

import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from motcua.forms.rules.active import active_in
from motcua.papers.places import seal_place

# Each page is looked at by several people before it is signed.
MOST_PAGES = 20
# The longer edge of A1, in points.
LONGEST_EDGE = 2_400
# Several times what a paper of so many pages is made of.
MOST_OBJECTS = 50_000
# Sharp enough to read every mark on a page of 14 pt, light enough for a slow line.
PICTURE_PPI = 96
# What the pictures of all pages may weigh: they are handed over and kept at hand together.
MOST_PICTURES = 25_000_000
# The compiler is given bytes as lists of numbers: so many at a time, for each number takes eighty times its room.
PIECE = 1 << 18
# Whatever a broken document makes its readers raise.
BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError, ArithmeticError, IndexError,
    AssertionError, NotImplementedError,
)  # fmt: skip


class Problem(StrEnum):
    """Why a file cannot be a result that is signed here."""

    BROKEN = "BROKEN"
    LOCKED = "LOCKED"
    EMPTY = "EMPTY"
    LONG = "LONG"
    LARGE = "LARGE"
    ACTIVE = "ACTIVE"
    UNSIGNABLE = "UNSIGNABLE"
    SIGNED = "SIGNED"


def looked_at(pdf: bytes) -> str:
    """The problem with the file; nothing where it can be drawn and signed."""
    try:
        return _problem(PdfReader(BytesIO(pdf))) or _unfit(pdf)
    except BROKEN:
        return Problem.BROKEN


def drawn(pdf: bytes) -> list[str]:
    """The pages as PNG pictures in base 64. Nothing in the file is run: no script, no address."""
    return [b64encode(page).decode("ascii") for page in _pages(pdf)]


def _problem(reader: PdfReader) -> str:
    if reader.is_encrypted:
        return Problem.LOCKED
    count = len(reader.pages)
    if not count:
        return Problem.EMPTY
    if count > MOST_PAGES:
        return Problem.LONG
    if any(max(page.mediabox.width, page.mediabox.height) > LONGEST_EDGE for page in reader.pages):
        return Problem.LARGE
    return Problem.ACTIVE if active_in(reader.trailer, most_parts=MOST_OBJECTS) else ""


def _unfit(pdf: bytes) -> str:
    """What only shows when one tries: whether it can be signed, and drawn."""
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        is_signed = bool(writer.prev.embedded_signatures)
        seal_place(pdf)
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds; each means that it cannot sign
        return Problem.UNSIGNABLE
    if is_signed:
        return Problem.SIGNED
    return Problem.LARGE if sum(map(len, _pages(pdf))) > MOST_PICTURES else ""


def _pages(pdf: bytes) -> list[bytes]:
    pieces = [pdf[start : start + PIECE] for start in range(0, len(pdf), PIECE)]
    source = [
        "#set page(width: auto, height: auto, margin: 0pt)",
        f"#let paper = range({len(pieces)}).map(n => bytes(json(bytes(sys.inputs.at(str(n)))))).sum()",
        *(
            f'#page(image(paper, format: "pdf", page: {number}))'
            for number in range(1, len(PdfReader(BytesIO(pdf)).pages) + 1)
        ),
    ]
    inputs = {str(n): str(list(piece)) for n, piece in enumerate(pieces)}
    compiler = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False))
    try:
        made = compiler.compile("\n".join(source).encode(), format="png", ppi=PICTURE_PPI, sys_inputs=inputs)
    except typst.TypstError as error:
        raise ValueError(str(error)) from error
    return [page for page in (made if isinstance(made, list) else [made]) if page]
