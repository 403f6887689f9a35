"""A chart as a file of its own, to show elsewhere: title, drawing, note, and its looks by day and by night."""

from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from motcua.ui.charts.base import Chart
from motcua.ui.charts.drawing import LINE, lines_of

# Built from the style sheets of the pages, see frontend/build.mjs.
STYLE = Path(__file__).parents[1] / "static" / "mc" / "graph.css"
WIDTH, EDGE = 640, 16


@cache
def style() -> str:
    """The looks of a drawing that stands alone. Whoever serves one lets its policy admit inline styles for it."""
    return STYLE.read_text(encoding="utf-8").strip()


def svg(chart: Chart) -> str:
    """The file. It has no links: what shows it as a picture could not follow them."""
    title, note = lines_of(chart.title), lines_of(chart.note) if chart.note else []
    top = EDGE + LINE * len(title) + 8
    scaled = chart.width is not None
    shown = round(chart.height * (WIDTH - 2 * EDGE) / chart.width) if chart.width else chart.height
    height = top + shown + LINE * len(note) + EDGE
    box = format_html(' viewBox="0 0 {} {}"', chart.width, chart.height) if scaled else ""
    drawing = format_html(
        '<svg x="2.5%" y="{}" width="95%" height="{}"{}>{}</svg>', top, shown, box, chart.drawn(leads=False)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="mc-graph" width="{0}" height="{1}"{2} role="img">'
        '<title>{3}</title><desc>{4}</desc><style>{5}</style><rect class="mc-graph__paper" width="100%" height="100%">'
        "</rect>{6}{7}{8}</svg>\n",
        WIDTH,
        height,
        format_html(' viewBox="0 0 {} {}"', WIDTH, height) if scaled else "",
        chart.title,
        "; ".join(f"{row.name}: {', '.join(row.cells)}" for row in chart.rows),
        style(),
        _lines(title, EDGE + 12, "title"),
        drawing,
        _lines(note, top + shown + LINE - 4, "small"),
    )


def _lines(texts: list[str], y: int, kind: str) -> SafeString:
    return format_html_join(
        "",
        '<text x="2.5%" y="{}" class="mc-graph__{}">{}</text>',
        ((y + n * LINE, kind, text) for n, text in enumerate(texts)),
    )
