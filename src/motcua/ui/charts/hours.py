"""When much is going on: hours of the day by days of the week."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, part, shape, words
from motcua.ui.charts.shades import class_of, key, limits_of
from motcua.ui.charts.values import Absent, Value, mark

HEAD, CELL, FIRST = 24, 30, 0.16


@dataclass(frozen=True)
class Weekday:
    """A day of the week: its short name, its name, a value for each hour; `None`: closed then."""

    label: str
    name: str
    values: Sequence[Value | None]


@dataclass(frozen=True, kw_only=True)
class Hours(Chart):
    """A cell for each hour of each day, shaded by its class, with its number; `hours` are their names."""

    hours: Sequence[str]
    days: Sequence[Weekday]

    @property
    def height(self) -> int:
        return HEAD + CELL * len(self.hours) + LINE * (len(self._limits) + len(self._marks)) + 12

    @property
    def _limits(self) -> list[float]:
        return limits_of(value for day in self.days for value in day.values if value is not None)

    @property
    def _marks(self) -> list[tuple[str, str]]:
        """What stands in cells without a number."""
        values = [value for day in self.days for value in day.values]
        absent = {value for value in values if isinstance(value, Absent)}
        closed = [("touch", _("ô trống: không mở cửa"))] if None in values else []
        return [("absent", f"{one.mark}: {one.words}") for one in sorted(absent, key=lambda one: one.mark)] + closed

    @property
    def heads(self) -> list[str]:
        return [_("Giờ"), *(day.name for day in self.days)]

    @property
    def rows(self) -> list[Row]:
        return [Row(hour, [self._said(day.values[n]) for day in self.days]) for n, hour in enumerate(self.hours)]

    def _said(self, value: Value | None) -> str:
        return _("không mở cửa") if value is None else self.said(value)

    def drawn(self, *, leads: bool) -> SafeString:
        width = (1 - FIRST) / max(len(self.days), 1)
        heads = [
            words(day.label, 15, x=part(FIRST + (n + 0.5) * width), class_="small", anchor="middle")
            for n, day in enumerate(self.days)
        ]
        cells = [
            self._cell(value, FIRST + column * width, width, HEAD + row * CELL)
            for column, day in enumerate(self.days)
            for row, value in enumerate(day.values)
        ]
        names = [words(hour, HEAD + n * CELL + 19, class_="small") for n, hour in enumerate(self.hours)]
        below = HEAD + len(self.hours) * CELL + LINE + 4
        return joined([*heads, *names, *cells, key(self._limits, below, self.unit, more=self._marks)])

    def _cell(self, value: Value | None, x: float, width: float, y: int) -> SafeString:
        place = {"x": part(x + 0.004), "y": y + 1, "width": part(width - 0.008), "height": CELL - 2}
        if value is None:
            return joined([])
        shade = "absent" if isinstance(value, Absent) else f"shade-{class_of(float(value), self._limits)}"
        on = "number on-dark" if shade in ("shade-4", "shade-5") else "number"
        return joined(
            [
                shape("rect", **place, class_=shade),
                words(mark(value), y + 19, x=part(x + width / 2), class_=on, anchor="middle"),
            ]
        )
