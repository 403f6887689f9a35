"""The book in which a one-stop unit enters what it receives."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from motcua.papers.rules import PageSize, PaperValue


@dataclass(frozen=True)
class BookRow:
    """A line of the book; the signature column is left for the hand."""

    line: int
    code: str
    procedure_name: str
    person_name: str
    address_and_phone: str
    agency_name: str
    received_at: datetime
    sets: int = 1
    due_at: datetime | None = None
    returned_at: datetime | None = None
    return_method: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DossierBook(PaperValue):
    """Sổ theo dõi hồ sơ: thirteen columns on landscape A4."""

    kind: ClassVar[str] = "DOSSIER_BOOK"
    title: ClassVar[str] = "Sổ theo dõi hồ sơ"
    is_numbered: ClassVar[bool] = False

    rows: tuple[BookRow, ...]
    first_on: date
    last_on: date
    book_number: str = ""

    @property
    def page(self) -> PageSize:
        return PageSize.A4_LANDSCAPE
