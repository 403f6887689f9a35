"""Of what parts a number is made: why dossiers were late, in each unit or month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.kernel.text import format_number
from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, legend, lines, lines_of, linked, part, shape, words
from motcua.ui.charts.values import Absent, Value, numbers

BAR, GAP = 24, 16
# A part that is narrower has no room for its letter.
NARROW = 0.05
# How each part is drawn; a seventh begins anew, and its letter tells it apart.
LOOKS = 6


@dataclass(frozen=True)
class Parts:
    """One bar: a count for each reason, in their order; where it leads."""

    name: str
    counts: Sequence[Value]
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Reasons(Chart):
    """Bars as long as their sums, each cut into its reasons; every reason has a letter."""

    reasons: Sequence[str]
    bars: Sequence[Parts]

    @property
    def height(self) -> int:
        rows = sum(len(lines_of(self._reason(n))) for n in range(len(self.reasons)))
        return sum(self._high(one) for one in self.bars) + LINE * rows + 12

    @staticmethod
    def _high(one: Parts) -> int:
        return LINE * len(lines_of(one.name)) + BAR + GAP

    @property
    def heads(self) -> list[str]:
        return ["", *self.reasons, _("Cộng")]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(one.name, [*map(self.said, one.counts), self.said(self._sum(one))], one.address) for one in self.bars
        ]

    @staticmethod
    def _sum(one: Parts) -> Value:
        """What is not measured is not counted; where nothing is, there is no sum."""
        absent = [count for count in one.counts if isinstance(count, Absent)]
        found = numbers(one.counts)
        return absent[0] if absent and not found else sum(found)

    def _reason(self, n: int) -> str:
        return f"{self._letter(n)}: {self.reasons[n]}"

    @staticmethod
    def _letter(n: int) -> str:
        return ascii_uppercase[n % len(ascii_uppercase)]

    def drawn(self, *, leads: bool) -> SafeString:
        most = max((sum(numbers(one.counts)) for one in self.bars), default=0) or 1
        y, parts = 0, []
        for one in self.bars:
            label = f"{one.name}: {self._words(one)}"
            parts.append(linked(self._bar(one, y, most), one.address if leads else "", label))
            y += self._high(one)
        entries = [(f"part-{n % LOOKS + 1}", self._reason(n)) for n in range(len(self.reasons))]
        return joined([*parts, legend(entries, y + 12)])

    def _words(self, one: Parts) -> str:
        total = self._sum(one)
        return self.said(total) if isinstance(total, Absent) else _("%s, cộng các lý do") % format_number(int(total))

    def _bar(self, one: Parts, y: int, most: float) -> SafeString:
        bar_y = y + LINE * len(lines_of(one.name))
        total = self._sum(one)
        told = f"{one.name}: {self.said(total)}"
        if isinstance(total, Absent):
            empty = shape("rect", x=0, y=bar_y, width="100%", height=BAR, class_="absent")
            return joined([lines(told, y + 13), empty])
        return joined([lines(told, y + 13), *self._parts(one, bar_y, most)])

    def _parts(self, one: Parts, y: int, most: float) -> Iterator[SafeString]:
        x = 0.0
        for n, count in enumerate(one.counts):
            width = 0.0 if isinstance(count, Absent) else float(count) / most
            look = n % LOOKS + 1
            if width:
                yield shape("rect", x=part(x), y=y, width=part(width), height=BAR, class_=f"part-{look}")
            if width >= NARROW:
                on = "number on-dark" if look in (1, 4) else "number"
                yield words(self._letter(n), y + 16, x=part(x + width / 2), class_=on, anchor="middle")
            x += width
