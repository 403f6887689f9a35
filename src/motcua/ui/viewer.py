"""The files of a dossier, of which one is looked at page by page: where one stands, and where every link leads.

Everything is in the address, so that it works without scripts; no file is read before it is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from motcua.kernel.addresses import number_in
from motcua.kernel.models import StoredFile
from motcua.ui.files import SHOWN

TURNS = (0, 90, 180, 270)
# In the address, and how large a page is drawn for it; as wide as its place is, it has points to spare.
WIDE, PERCENTS = "vua", {"vua": 150, "1": 100, "2": 200}


@dataclass(frozen=True)
class Look:
    """Which page of which file is looked at, how large and turned how far."""

    file: int
    page: int = 1
    turn: int = 0
    size: str = WIDE

    @classmethod
    def asked(cls, sent: Mapping[str, str]) -> "Look | None":
        """What an address asks for; of nonsense the beginning."""
        file = number_in(sent.get("tep", ""))
        if file is None:
            return None
        turn, size = number_in(sent.get("xoay", "")) or 0, sent.get("co", WIDE)
        return cls(
            file,
            max(number_in(sent.get("trang", "")) or 1, 1),
            turn if turn in TURNS else 0,
            size if size in PERCENTS else WIDE,
        )

    @property
    def percent(self) -> int:
        return PERCENTS[self.size]

    @property
    def how(self) -> dict[str, str | int]:
        """How it is shown, but for what is usual."""
        return ({"xoay": self.turn} if self.turn else {}) | ({"co": self.size} if self.size != WIDE else {})

    def written(self) -> str:
        page = {"trang": self.page} if self.page > 1 else {}
        return f"?{urlencode({'tep': self.file, **page, **self.how})}#xem"


@dataclass(frozen=True)
class ViewedFile:
    """One file that may be looked at."""

    pk: int
    name: str
    about: str
    stored: StoredFile

    @property
    def is_shown(self) -> bool:
        """Whether it has pages that can be shown here."""
        return self.stored.media_type in SHOWN and not self.stored.infection


@dataclass(frozen=True)
class Viewer:
    """The files with where each leads; the one that is chosen, with all that can be done with it.

    `base`: the address of the page that shows them. `is_apart`: they are shown beside a form, which no link may leave.
    """

    base: str
    files: Sequence[ViewedFile]
    look: Look | None = None
    pages: int = 0
    problem: str = ""
    is_apart: bool = False
    # The address of the page that is looked at, as a picture.
    picture: str = ""

    @cached_property
    def chosen(self) -> ViewedFile | None:
        return next((one for one in self._shown if self.look and one.pk == self.look.file), None)

    @cached_property
    def _shown(self) -> list[ViewedFile]:
        return [one for one in self.files if one.is_shown]

    @property
    def rows(self) -> list[tuple[ViewedFile, str, str]]:
        """Each file with the address of itself, and of its look where there is one."""
        return [(one, self.file_at(one), self._at(Look(one.pk)) if one.is_shown else "") for one in self.files]

    def file_at(self, file: ViewedFile) -> str:
        return f"{self.base}tep/{file.pk}/"

    @property
    def chosen_at(self) -> str:
        return self.file_at(self.chosen) if self.chosen else ""

    def showing(self, look: Look, pages: int) -> "Viewer":
        """The same with a page that was drawn."""
        how = f"?{urlencode(look.how)}" if look.how else ""
        picture = f"{self.base}tep/{look.file}/trang-{look.page}/{how}"
        return replace(self, look=look, pages=pages, picture=picture)

    @property
    def moves(self) -> list[tuple[str, str, str, str]]:
        """The pages and files before and after: a name, words, an address (none at an end), a key."""
        look = self.look
        if look is None or self.chosen is None:
            return []
        place, ends = self._shown.index(self.chosen), self._shown
        before, after = ends[:place][-1:], ends[place + 1 :][:1]
        pages = [
            ("before", _("Trang trước"), self._page(look.page - 1), ""),
            ("after", _("Trang sau"), self._page(look.page + 1), ""),
        ]
        files = [
            ("file-before", _("Tệp trước"), self._at(Look(before[0].pk)) if before else "", "["),
            ("file-after", _("Tệp sau"), self._at(Look(after[0].pk)) if after else "", "]"),
        ]
        return (pages if self.pages > 1 else []) + (files if len(ends) > 1 else [])

    @property
    def sizes(self) -> list[tuple[str, str, bool]]:
        """How large: words, an address, whether it is so now."""
        look = self.look
        said = {WIDE: _("Vừa khung"), "1": "100 %", "2": "200 %"}
        return (
            [(said[size], self._at(replace(look, size=size)), size == look.size) for size in PERCENTS] if look else []
        )

    @property
    def turned(self) -> str:
        """The address of the same page turned by a quarter."""
        return self._at(replace(self.look, turn=(self.look.turn + 90) % 360)) if self.look else ""

    def _page(self, number: int) -> str:
        return self._at(replace(self.look, page=number)) if self.look and 1 <= number <= self.pages else ""

    def _at(self, look: Look) -> str:
        return f"{self.base}{look.written()}"
