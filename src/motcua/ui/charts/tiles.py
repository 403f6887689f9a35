"""The communes of a province as equal tiles, roughly where they lie: a layout, no map."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.kernel.text import format_number, sort_key
from motcua.organization.models import Place
from motcua.ui.charts.base import Chart, Row
from motcua.ui.charts.drawing import LINE, joined, linked, shape, words
from motcua.ui.charts.shades import class_of, key, limits_of
from motcua.ui.charts.values import NOT_MEASURED, Absent, Value, mark

# In units of the view box; a phone shows some 330 in its width, which eight tiles fill.
WIDE, HIGH = 44, 48
# A narrower province has tiles of the same size, and room beside them.
FEWEST = 8
# So many letters go into a tile.
LETTERS, LONG = 8, 7


@dataclass(frozen=True)
class Tile:
    """A commune: its name, at length, where it stands, its value, of how many cases, where it leads."""

    name: str
    full_name: str
    row: int
    column: int
    value: Value
    cases: int | None = None
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    """A tile for each, shaded by its class, with its number; `limits`: where the classes end, up to five."""

    tiles: Sequence[Tile]
    limits: Sequence[float] = ()

    @property
    def width(self) -> int:
        return WIDE * max([FEWEST, *(tile.column for tile in self.tiles)])

    @property
    def height(self) -> int:
        return self._ground + LINE * (len(self._limits) + len(self._absent)) + 8

    @property
    def _ground(self) -> int:
        return HIGH * max((tile.row for tile in self.tiles), default=1)

    @property
    def _limits(self) -> Sequence[float]:
        return self.limits or limits_of(tile.value for tile in self.tiles)

    @property
    def _absent(self) -> list[tuple[str, str]]:
        found = {tile.value for tile in self.tiles if isinstance(tile.value, Absent)}
        return [(_look(one), f"{one.mark}: {one.words}") for one in sorted(found, key=lambda one: one.mark)]

    @property
    def label(self) -> str:
        return _("%s. Hình ô, mỗi xã, phường một ô ở vị trí gần đúng; các số ở bảng bên dưới.") % self.title

    @property
    def _named(self) -> list[Tile]:
        return sorted(self.tiles, key=lambda tile: sort_key(tile.name))

    @property
    def _counts(self) -> bool:
        return any(tile.cases is not None for tile in self.tiles)

    @property
    def heads(self) -> list[str]:
        return [_("Xã, phường"), _("Giá trị"), *([_("Số hồ sơ")] if self._counts else [])]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(tile.full_name, [self.said(tile.value), *([self._cases(tile)] if self._counts else [])], tile.address)
            for tile in self._named
        ]

    @staticmethod
    def _cases(tile: Tile) -> str:
        return "" if tile.cases is None else format_number(tile.cases)

    def drawn(self, *, leads: bool) -> SafeString:
        placed = sorted(self.tiles, key=lambda tile: (tile.row, tile.column))
        limits = self._limits
        parts = [
            linked(
                self._tile(tile, limits), tile.address if leads else "", f"{tile.full_name}: {self.said(tile.value)}"
            )
            for tile in placed
        ]
        return joined([*parts, key(limits, self._ground + LINE, self.unit, more=self._absent)])

    def _tile(self, tile: Tile, limits: Sequence[float]) -> SafeString:
        x, y = (tile.column - 1) * WIDE, (tile.row - 1) * HIGH
        shade = _look(tile.value) if isinstance(tile.value, Absent) else f"shade-{class_of(float(tile.value), limits)}"
        on = " on-dark" if shade in ("shade-4", "shade-5") else ""
        first, second = two_lines(tile.name)
        middle = x + WIDE // 2
        return joined(
            [
                shape("rect", x=x + 1, y=y + 1, width=WIDE - 2, height=HIGH - 2, rx=4, class_=shade),
                _name(first, y + 14, middle, on),
                _name(second, y + 26, middle, on),
                words(mark(tile.value, self.unit), y + 41, x=middle, class_=f"tight{on}", anchor="middle"),
            ]
        )


def _look(value: Absent) -> str:
    """What was not measured and what is too little look different, beside their marks."""
    return "absent" if value == NOT_MEASURED else "few"


def _name(line: str, y: int, middle: int, on: str) -> SafeString:
    """A line of a name; a long one is pressed together where the letters of the reader's system are wide."""
    fits = {"textLength": WIDE - 6, "lengthAdjust": "spacingAndGlyphs"} if len(line) >= LONG else {}
    return shape("text", line, x=middle, y=y, class_=f"tile{on}", text_anchor="middle", **fits)


def two_lines(name: str) -> tuple[str, str]:
    """A name on two lines of a tile, as even as its words allow; what is too long ends in dots."""
    parts = name.split()
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))] or [(name, "")]
    first, second = min(cuts, key=lambda cut: (max(map(len, cut)), len(cut[0])))
    return _cut(first), _cut(second)


def _cut(line: str) -> str:
    return line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def tile_of(place: Place, value: Value, *, cases: int | None = None, address: str = "") -> Tile | None:
    """The tile of a place; none where the pack of the province gives it none: then only lists show it."""
    if place.tile_row is None or place.tile_column is None:
        return None
    return Tile(place.name, place.full_name, place.tile_row, place.tile_column, value, cases, address)
