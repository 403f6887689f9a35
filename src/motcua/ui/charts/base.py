"""What every chart has: its title, its unit, its table, and where its numbers are had."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.ui.charts.values import Value, said


@dataclass(frozen=True)
class Row:
    """A line of the table: its name, where it leads, its cells in words."""

    name: str
    cells: Sequence[str]
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """A picture of numbers. `unit`: % or words; `note`: as of when, what was left out; `csv`: where its data are."""

    title: str
    unit: str = ""
    note: str = ""
    csv: str = ""

    @property
    @abstractmethod
    def height(self) -> int:
        """How high it is drawn."""

    @property
    def width(self) -> int | None:
        """How wide it is drawn where it cannot be as wide as there is room."""
        return None

    @property
    @abstractmethod
    def heads(self) -> list[str]:
        """The heads of the columns of its table."""

    @property
    @abstractmethod
    def rows(self) -> list[Row]:
        """The lines of its table."""

    @abstractmethod
    def drawn(self, *, leads: bool) -> SafeString:
        """What is inside the drawing; `leads`: with the links that it has on a page."""

    def said(self, value: Value) -> str:
        """A value in words."""
        return said(value, self.unit)

    @property
    def has_links(self) -> bool:
        return any(row.address for row in self.rows)

    @property
    def label(self) -> str:
        """What is read instead of the drawing."""
        return _("%s. Biểu đồ; các số ở bảng bên dưới.") % self.title

    @property
    def drawing(self) -> SafeString:
        """The drawing as it stands on a page."""
        box = format_html('viewBox="0 0 {} {}"', self.width, self.height) if self.width else ""
        size = box or format_html('width="100%" height="{}"', self.height)
        role = "group" if self.has_links else "img"
        kind = " mc-graph__drawing--scaled" if self.width else ""
        return format_html(
            '<svg class="mc-graph__drawing{}" {} role="{}" aria-label="{}">{}</svg>',
            kind,
            size,
            role,
            self.label,
            self.drawn(leads=True),
        )
