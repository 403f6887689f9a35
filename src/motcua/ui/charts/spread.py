"""How long it really takes: within what half is done, within what nine of ten, beside what the law says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, legend, lines, lines_of, linked, part, shape
from motcua.ui.charts.values import NOT_MEASURED, Absent, Value, top_of, written

BAR, GAP = 16, 20


@dataclass(frozen=True)
class Lasting:
    """One kind of work: half of it lasts at most `median`, nine of ten at most `nine`; the law gives `limit`."""

    name: str
    median: Value
    nine: Value
    limit: Value = NOT_MEASURED
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Spread(Chart):
    """A bar for each: full to the median, pale to nine of ten, a mark where the statutory time ends."""

    lasting: Sequence[Lasting]

    @property
    def height(self) -> int:
        return sum(self._high(one) for one in self.lasting) + 3 * LINE + 6

    def _high(self, one: Lasting) -> int:
        return LINE * (len(lines_of(one.name)) + len(lines_of(self._words(one)))) + BAR + GAP

    @property
    def heads(self) -> list[str]:
        return ["", _("Một nửa xong trong"), _("9 trên 10 xong trong"), _("Luật định")]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(one.name, [self.said(one.median), self.said(one.nine), self._limit(one)], one.address)
            for one in self.lasting
        ]

    def _limit(self, one: Lasting) -> str:
        return _("không ấn định") if isinstance(one.limit, Absent) else self.said(one.limit)

    def drawn(self, *, leads: bool) -> SafeString:
        top = top_of(value for one in self.lasting for value in (one.median, one.nine, one.limit))
        y, parts = 0, []
        for one in self.lasting:
            drawn = self._one(one, y, top)
            parts.append(linked(drawn, one.address if leads else "", f"{one.name}: {self._words(one)}"))
            y += self._high(one)
        entries = [
            ("bar", _("một nửa số hồ sơ xong trong chừng này")),
            ("pale", _("9 trên 10 hồ sơ xong trong chừng này")),
            ("limit-key", _("thời hạn luật định")),
        ]
        return joined([*parts, legend(entries, y + 12)])

    def _one(self, one: Lasting, y: int, top: float) -> SafeString:
        bar_y = y + LINE * len(lines_of(one.name)) + 2
        bars = [
            shape("rect", x=0, y=bar_y, width=part(float(value) / top), height=BAR, class_=class_)
            for value, class_ in ((one.nine, "pale"), (one.median, "bar"))
            if not isinstance(value, Absent)
        ]
        at = "" if isinstance(one.limit, Absent) else part(float(one.limit) / top)
        limit = shape("line", x1=at, x2=at, y1=bar_y - 4, y2=bar_y + BAR + 4, class_="limit") if at else ""
        ground = shape("rect", x=0, y=bar_y, width="100%", height=BAR, class_="room")
        told = lines(self._words(one), bar_y + BAR + LINE - 2, "small")
        return joined([lines(one.name, y + 13), ground, *bars, limit, told])

    def _words(self, one: Lasting) -> str:
        if isinstance(one.median, Absent):
            return str(one.median.words)
        nine = one.nine.mark if isinstance(one.nine, Absent) else written(one.nine)
        said = _("một nửa: %(median)s; 9 trên 10: %(nine)s %(unit)s") % {
            "median": written(one.median),
            "nine": nine,
            "unit": self.unit,
        }
        return said if isinstance(one.limit, Absent) else f"{said}; {_('luật định: %s') % written(one.limit)}"
