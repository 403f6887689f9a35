"""Numbers month by month, beside those of the year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, legend, linked, part, shape, words
from motcua.ui.charts.values import NOT_MEASURED, Absent, Value, mark, top_of, written

TOP, ROOM = 16, 150
BASE = TOP + ROOM
# The scale stands in the first hundredths of the width.
FIRST = 0.09
# So many months with longer numbers have these on two lines by turns.
MANY, SHORT = 8, 2


@dataclass(frozen=True)
class Month:
    """One month: its short name, its name in words, its number, that of the year before, where it leads."""

    label: str
    name: str
    value: Value
    before: Value = NOT_MEASURED
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Months(Chart):
    """Columns (or a line) from month to month; the series before as a dashed line. What is absent leaves a gap."""

    months: Sequence[Month]
    series: str
    series_before: str = ""
    form: Literal["columns", "line"] = "columns"
    most: float | None = None

    @property
    def height(self) -> int:
        return BASE + self._below + LINE * len(self._legend)

    @property
    def heads(self) -> list[str]:
        return [_("Tháng"), self.series, *([self.series_before] if self.series_before else [])]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                one.name,
                [self.said(one.value), *([self.said(one.before)] if self.series_before else [])],
                one.address,
            )
            for one in self.months
        ]

    @property
    def _legend(self) -> list[tuple[str, str]]:
        before = [("before-key", self.series_before)] if self.series_before else []
        absent = {one.value for one in self.months if isinstance(one.value, Absent)}
        marks = [("absent", f"{one.mark}: {one.words}") for one in sorted(absent, key=lambda one: one.mark)]
        return [("bar", self.series), *before, *marks]

    @property
    def _below(self) -> int:
        """How much stands between the ground and the legend."""
        return (3 if self._is_crowded else 2) * LINE + 16

    @property
    def _is_crowded(self) -> bool:
        longest = max((len(self._short(one.value)) for one in self.months), default=0)
        return len(self.months) > MANY and longest > SHORT

    @property
    def _wide(self) -> float:
        return (1 - FIRST) / len(self.months)

    def _high(self, value: Value) -> float:
        """How high above the ground a value stands."""
        top = self.most or top_of([value for one in self.months for value in (one.value, one.before)])
        return 0.0 if isinstance(value, Absent) else max(0.0, min(float(value) / top, 1.0)) * ROOM

    def _middle(self, n: int) -> str:
        return part(FIRST + (n + 0.5) * self._wide)

    def drawn(self, *, leads: bool) -> SafeString:
        return joined(
            [
                *self._ground(),
                *(self._month(n, one, leads=leads) for n, one in enumerate(self.months)),
                *(self._line([one.value for one in self.months], "line") if self.form == "line" else ()),
                *(self._line([one.before for one in self.months], "before") if self.series_before else ()),
                legend(self._legend, BASE + self._below + 10),
            ]
        )

    def _ground(self) -> Iterator[SafeString]:
        top = self.most or top_of([value for one in self.months for value in (one.value, one.before)])
        for share in (1.0, 0.5, 0.0):
            y = BASE - share * ROOM
            yield shape("line", x1=part(FIRST), x2="100%", y1=y, y2=y, class_="rule" if share else "ground")
            yield words(mark(top * share, self.unit), y + 4, class_="scale")

    def _month(self, n: int, one: Month, *, leads: bool) -> SafeString:
        high = self._high(one.value)
        is_column = self.form == "columns" and not isinstance(one.value, Absent)
        column = {"x": part(FIRST + (n + 0.2) * self._wide), "width": part(0.6 * self._wide)}
        whole = {"x": part(FIRST + n * self._wide), "width": part(self._wide)}
        number_y = BASE + (3 if self._is_crowded and n % 2 else 2) * LINE
        inside = [
            shape("rect", **whole, y=TOP, height=ROOM + 2 * LINE + 4, class_="touch"),
            shape("rect", **column, y=round(BASE - max(high, 1), 1), height=round(max(high, 1), 1), class_="bar")
            if is_column
            else "",
            words(one.label, BASE + LINE, x=self._middle(n), class_="scale", anchor="middle"),
            words(self._short(one.value), number_y, x=self._middle(n), class_="tight", anchor="middle"),
        ]
        label = f"{one.name}: {self.said(one.value)}"
        return linked(joined(inside), one.address if leads else "", label)

    def _short(self, value: Value) -> str:
        """Under a narrow column the unit is not repeated."""
        return value.mark if isinstance(value, Absent) else written(value)

    def _line(self, values: Sequence[Value], class_: str) -> Iterator[SafeString]:
        points = [
            None if isinstance(value, Absent) else (self._middle(n), round(BASE - self._high(value), 1))
            for n, value in enumerate(values)
        ]
        for start, end in pairwise(points):
            if start and end:
                yield shape("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)
        yield from (shape("circle", cx=at[0], cy=at[1], r=4, class_=f"{class_}-dot") for at in points if at)
