"""Lists of people that leave as files: who took which, and how many lines it had, stands in the journal."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from django.http import HttpResponse

from motcua.people.desk import Desk
from motcua.people.operations.lists import note_taken
from motcua.ui.files import download

T = TypeVar("T")
PDF = "application/pdf"


class Counted(Generic[T]):
    """Rows that are counted while they are written."""

    def __init__(self, rows: Iterable[T]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[T]:
        for row in self._rows:
            self.number += 1
            yield row


def taken(
    desk: Desk, rows: Iterable[T], made: Callable[[Iterable[T]], bytes], *, name: str, media_type: str
) -> HttpResponse:
    """The file that is made of the rows, once it is written down who takes it."""
    counted = Counted(rows)
    content = made(counted)
    return handed_out(desk, content, lines=counted.number, name=name, media_type=media_type)


def handed_out(desk: Desk, content: bytes, *, lines: int, name: str, media_type: str) -> HttpResponse:
    """A file with so many people in it, once it is written down who takes it."""
    request = desk.visitor.request
    narrowed = " ".join(sorted(name for name in request.GET if request.GET.get(name, "").strip()))
    note_taken(page=request.path, lines=lines, narrowed=narrowed[:200], by=desk.by, at=desk.at)
    return download(content, name, media_type)
