"""Pictures of figures, drawn here as SVG: plain numbers in, one drawing for the page and for a file, with its table.

What was not measured is a value of its own (`values.Absent`): it is said, never drawn as nothing.
"""

from motcua.ui.charts.alone import svg
from motcua.ui.charts.base import Chart
from motcua.ui.charts.hours import Hours, Weekday
from motcua.ui.charts.months import Month, Months
from motcua.ui.charts.reasons import Parts, Reasons
from motcua.ui.charts.shares import Share, Shares
from motcua.ui.charts.spread import Lasting, Spread
from motcua.ui.charts.tiles import Tile, TileMap, tile_of
from motcua.ui.charts.values import NOT_MEASURED, Absent, Value, few

__all__ = [
    "NOT_MEASURED",
    "Absent",
    "Chart",
    "Hours",
    "Lasting",
    "Month",
    "Months",
    "Parts",
    "Reasons",
    "Share",
    "Shares",
    "Spread",
    "Tile",
    "TileMap",
    "Value",
    "Weekday",
    "few",
    "svg",
    "tile_of",
]
