"""Where the signatures of a paper stand on its pages."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

# Where a paper has no place for a signature: in the margin at the foot of its last page, so that it hides nothing;
# in points from its lower right corner.
FOOT = (-195.0, 8.0, -20.0, 54.0)
PLACE = "#chu-ky"


@dataclass(frozen=True)
class Place:
    """A rectangle on a page, in points from the lower left corner."""

    page: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def signature_place(pdf: bytes) -> Place:
    """Where the paper wants its signature: the link to its own verification that its template leaves there."""
    reader = PdfFileReader(BytesIO(pdf))
    last = int(reader.root["/Pages"]["/Count"]) - 1
    for number in range(last, -1, -1):
        page = reader.find_page_for_modification(number)[0].get_object()  # type: ignore[no-untyped-call]
        for reference in page.get("/Annots", ()):
            annotation = reference.get_object()
            if str(annotation.get("/A", {}).get("/URI", "")).endswith(PLACE):
                left, bottom, right, top = (float(edge) for edge in annotation["/Rect"])
                return Place(number, (left, bottom, right, top))
    _left, floor, side, _top = (float(edge) for edge in _page(reader, last)["/MediaBox"])
    left, bottom, right, top = FOOT
    return Place(last, (side + left, floor + bottom, side + right, floor + top))


def _page(reader: PdfFileReader, number: int) -> Any:
    """A page with what it inherits."""
    page = reader.find_page_for_modification(number)[0].get_object()  # type: ignore[no-untyped-call]
    while "/MediaBox" not in page:
        page = page["/Parent"]
    return page


def seal_place(pdf: bytes) -> Place:
    """Where the agency's signature goes: at the left edge of the person's, touching it (NĐ 30/2020 Phụ lục I).

    It only touches: over a third of the other, as a stamp of ink, it would hide who signed.
    """
    own = signature_place(pdf)
    left, bottom, _right, top = own.box
    return Place(own.page, (max(10.0, left - 116.0), bottom + 0.1 * own.height, left + 6.0, top - 0.1 * own.height))
