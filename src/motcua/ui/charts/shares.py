"""A share of each agency, in the order of their names: nothing is ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.kernel.text import format_number, sort_key
from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, lines, lines_of, linked, part, shape
from motcua.ui.charts.values import Absent, Value

BAR, GAP = 14, 18


@dataclass(frozen=True)
class Share:
    """One agency, or what else there are shares of: its share in hundredths, of how many cases, where it leads."""

    name: str
    value: Value
    cases: int
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Shares(Chart):
    """A bar for each from 0 to 100 %, its number beside its name; whatever order they come in, names decide."""

    shares: Sequence[Share]
    unit: str = "%"
    # What each row of its table is; nothing: an agency.
    row_head: str = ""

    @property
    def height(self) -> int:
        return sum(self._high(one) for one in self.shares)

    @property
    def _ordered(self) -> list[Share]:
        return sorted(self.shares, key=lambda one: sort_key(one.name))

    def _high(self, one: Share) -> int:
        return LINE * len(lines_of(self._words(one))) + BAR + GAP

    def _words(self, one: Share) -> str:
        return f"{one.name}: {self.said(one.value)}"

    @property
    def heads(self) -> list[str]:
        return [self.row_head or _("Cơ quan"), _("Tỷ lệ phần trăm"), _("Số hồ sơ")]

    @property
    def rows(self) -> list[Row]:
        return [Row(one.name, [self.said(one.value), format_number(one.cases)], one.address) for one in self._ordered]

    def drawn(self, *, leads: bool) -> SafeString:
        y, parts = 0, []
        for one in self._ordered:
            parts.append(linked(self._one(one, y), one.address if leads else "", self._words(one)))
            y += self._high(one)
        return joined(parts)

    def _one(self, one: Share, y: int) -> SafeString:
        bar_y = y + LINE * len(lines_of(self._words(one)))
        is_absent = isinstance(one.value, Absent)
        ground = shape("rect", x=0, y=bar_y, width="100%", height=BAR, class_="absent" if is_absent else "room")
        share = 0.0 if isinstance(one.value, Absent) else min(max(float(one.value), 0), 100) / 100
        bar = "" if is_absent else shape("rect", x=0, y=bar_y, width=part(share), height=BAR, class_="bar")
        return joined([lines(self._words(one), y + 13), ground, bar])
