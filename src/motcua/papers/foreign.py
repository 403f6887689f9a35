"""Reads a PDF made in another system: whether it can be looked at whole and signed, and its pages as pictures.

For a process of its own (`kernel.confined`): nothing here opens a file, and its answers are plain values.
"""

from base64 import b64encode
from enum import StrEnum
from io import BytesIO

import typst
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject, RectangleObject

from motcua.forms.rules.active import active_in
from motcua.forms.rules.pictures import FORMATS, PHOTOGRAPH
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
# What one page that is looked at by itself may measure, in points of its picture, and weigh before it is a photograph.
LONGEST_PICTURE = 4_000
HEAVY = 400_000
POINTS_PER_INCH = 72
A4 = (0, 0, 595, 842)
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


def page_drawn(pdf: bytes, number: str, ppi: str, turn: str) -> list[str]:
    """How many pages there are; and one, turned, as a picture in base 64 with its kind, nothing where there is none.

    What nobody needs a word to open is opened, like by every reader.
    """
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError(Problem.LOCKED)
    count, place = len(reader.pages), int(number)
    if not 1 <= place <= count:
        return [str(count), "", ""]
    page = _measured(reader.pages[place - 1])
    # By itself: the compiler takes many times the room of what it is given.
    alone = PdfWriter()
    alone.add_page(page)
    written = BytesIO()
    alone.write(written)
    made = _compiled(written.getvalue(), 1, ppi=min(float(ppi), _most_ppi(page)), turn=int(turn))
    return [str(count), *_light(made[0])]


def picture_drawn(content: bytes, kind: str, share: str, turn: str) -> list[str]:
    """The same of a picture, which is its only page; `share`: how large, in hundredths of its own size."""
    with Image.open(BytesIO(content), formats=(FORMATS[kind],)) as picture:
        most = min(int(share) / 100, LONGEST_PICTURE / max(picture.size))
        size = tuple(max(1, round(edge * most)) for edge in picture.size)
        shown = _on_paper(picture).resize((size[0], size[1])).rotate(-int(turn), expand=True)
        written = BytesIO()
        shown.save(written, "JPEG", quality=85)
    return ["1", PHOTOGRAPH, b64encode(written.getvalue()).decode("ascii")]


def _on_paper(picture: Image.Image) -> Image.Image:
    """What one sees through is seen on white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(paper, shown).convert("RGB")


def _measured(page: PageObject) -> PageObject:
    """A page that says how large it is; one that does not is as large as our paper, as other readers take it."""
    try:
        _known = page.mediabox.width * page.mediabox.height
    except BROKEN:
        page[NameObject("/MediaBox")] = RectangleObject(A4)
    return page


def _most_ppi(page: PageObject) -> float:
    edge = max(page.mediabox.width, page.mediabox.height) * float(page.user_unit)
    return LONGEST_PICTURE * POINTS_PER_INCH / max(float(edge), 1)


def _light(png: bytes) -> list[str]:
    """A page with its kind as it is sent: a scanned one as the photograph it is."""
    if len(png) <= HEAVY:
        return ["image/png", b64encode(png).decode("ascii")]
    written = BytesIO()
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        _on_paper(picture).save(written, "JPEG", quality=85)
    return [PHOTOGRAPH, b64encode(written.getvalue()).decode("ascii")]


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
    return _compiled(pdf, len(PdfReader(BytesIO(pdf)).pages), ppi=PICTURE_PPI, turn=0)


def _compiled(pdf: bytes, count: int, *, ppi: float, turn: int) -> list[bytes]:
    pieces = [pdf[start : start + PIECE] for start in range(0, len(pdf), PIECE)]
    source = [
        "#set page(width: auto, height: auto, margin: 0pt)",
        f"#let paper = range({len(pieces)}).map(n => bytes(json(bytes(sys.inputs.at(str(n)))))).sum()",
        *(
            f'#page(rotate({turn}deg, reflow: true, image(paper, format: "pdf", page: {number})))'
            for number in range(1, count + 1)
        ),
    ]
    inputs = {str(n): str(list(piece)) for n, piece in enumerate(pieces)}
    compiler = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False))
    try:
        made = compiler.compile("\n".join(source).encode(), format="png", ppi=ppi, sys_inputs=inputs)
    except typst.TypstError as error:
        raise ValueError(str(error)) from error
    return [page for page in (made if isinstance(made, list) else [made]) if page]
