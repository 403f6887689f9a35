"""Charts say what was not measured, keep to their room, read as they are drawn, and stand alone as a file."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motcua.kernel.text import sort_key
from motcua.organization.models import Place
from motcua.organization.queries import communes
from motcua.ui.charts import (
    NOT_MEASURED,
    Absent,
    Hours,
    Lasting,
    Month,
    Months,
    Parts,
    Reasons,
    Share,
    Shares,
    Spread,
    Tile,
    TileMap,
    Weekday,
    few,
    svg,
    tile_of,
)
from motcua.ui.charts.alone import style
from motcua.ui.charts.examples import EXAMPLES
from motcua.ui.charts.shades import class_of, limits_of
from motcua.ui.charts.tiles import two_lines
from motcua.ui.charts.values import said, top_of, written
from motcua.ui.gallery import rendered

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.one_of(st.just(NOT_MEASURED), st.just(few(30)), st.integers(0, 10**6), st.floats(0, 10**6))
SHARES = st.one_of(st.just(NOT_MEASURED), st.floats(0, 100))
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=90)
CHARTS = st.one_of(
    st.lists(st.tuples(VALUES, VALUES), max_size=14).map(
        lambda rows: Months(
            title="M",
            months=[Month(f"T{n}", f"Tháng {n}", *row) for n, row in enumerate(rows, 1)],
            series="Nay",
            series_before="Trước",
        )
    ),
    st.lists(st.tuples(NAMES, VALUES, VALUES, VALUES), max_size=5).map(
        lambda rows: Spread(title="S", lasting=[Lasting(*row) for row in rows])
    ),
    st.lists(st.tuples(NAMES, SHARES, st.integers(0, 10**6)), max_size=5).map(
        lambda rows: Shares(title="P", shares=[Share(*row) for row in rows])
    ),
    st.lists(st.tuples(NAMES, st.lists(VALUES, min_size=8, max_size=8)), max_size=5).map(
        lambda rows: Reasons(title="R", reasons=[f"Lý do {n}" for n in range(8)], bars=[Parts(*row) for row in rows])
    ),
    st.lists(st.lists(st.none() | VALUES, min_size=3, max_size=3), max_size=7).map(
        lambda rows: Hours(
            title="H", hours=["7", "8", "9"], days=[Weekday(f"T{n}", f"Thứ {n}", row) for n, row in enumerate(rows)]
        )
    ),
    st.lists(st.tuples(NAMES, st.integers(1, 12), st.integers(1, 9), VALUES), max_size=9).map(
        lambda rows: TileMap(title="T", tiles=[Tile(row[0], *row) for row in rows])
    ),
)


def of_width(text):
    """What is given in hundredths of the width, in hundredths."""
    return float(text[:-1]) if text.endswith("%") else None


@given(CHARTS)
def test_a_drawing_keeps_to_its_room(chart):
    root = etree.fromstring(svg(chart).encode())
    inner = root.findall(f"{SVG}svg")[0]
    high = float(inner.get("height")) if chart.width is None else float(inner.get("viewBox").split()[3])
    for rect in inner.iter(f"{SVG}rect"):
        x, width = rect.get("x", "0"), rect.get("width")
        assert float(rect.get("height")) >= 0
        assert float(rect.get("y", "0")) + float(rect.get("height")) <= high + 0.1
        if width.endswith("%"):
            assert (of_width(x) or 0) + of_width(width) <= 100.1
    for text in inner.iter(f"{SVG}text"):
        assert float(text.get("y")) <= high + 0.1


@given(CHARTS)
def test_no_line_of_words_lies_over_another(chart):
    if not isinstance(chart, (Spread, Shares, Reasons)):
        return
    left = [float(text.get("y")) for text in drawn(chart).iter(f"{SVG}text") if text.get("x") == "0"]
    assert all(below - above >= 15 for above, below in pairwise(left))


@given(CHARTS)
def test_a_table_has_all_that_is_drawn(chart):
    assert all(len(row.cells) == len(chart.heads) - 1 for row in chart.rows)
    assert all(isinstance(cell, str) for row in chart.rows for cell in row.cells)


@given(st.lists(VALUES))
def test_a_scale_holds_all_numbers_and_wastes_less_than_half(values):
    found = [float(value) for value in values if not isinstance(value, Absent)]
    top = top_of(values)
    assert top >= max(found, default=0)
    assert not found or max(found) <= 1 or top <= 2 * max(found)


@given(st.lists(VALUES, min_size=1), st.data())
def test_a_greater_number_is_never_of_a_lesser_class(values, data):
    limits = limits_of(values)
    low, high = sorted([data.draw(st.floats(0, 2e6)), data.draw(st.floats(0, 2e6))])
    assert 1 <= class_of(low, limits) <= class_of(high, limits) <= 5


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0, "%", "0%"),
        (96.44, "%", "96,4%"),
        (1250, "", "1.250"),
        (3.5, "ngày", "3,5 ngày"),
        (2.0, "ngày", "2 ngày"),
        (NOT_MEASURED, "%", "không đo được"),
        (few(30), "%", "dưới 30 hồ sơ"),
    ],
)
def test_a_value_is_said_in_words(value, unit, words):
    assert said(value, unit) == words


@given(st.integers(-(10**9), 10**9))
def test_a_number_keeps_its_first_digit_after_the_comma(tenths):
    read = written(tenths / 10).replace(".", "").replace(",", ".").replace("−", "-")
    assert float(read) == tenths / 10


def drawn(chart):
    return etree.fromstring(f'<svg xmlns="{SVG[1:-1]}">{chart.drawn(leads=True)}</svg>')


def classed(root, name):
    return [one for one in root.iter() if f"mc-graph__{name}" in (one.get("class") or "").split()]


def test_what_is_not_measured_is_no_column_and_breaks_the_line():
    chart = EXAMPLES["months"]
    root = drawn(chart)
    key = 1
    assert len(classed(root, "bar")) == 10 + key
    # Ten of the year before, in runs of four and six.
    assert len(classed(root, "before-dot")) == 10
    assert len(classed(root, "before")) == 3 + 5
    assert chart.rows[3].cells == ["không đo được", "90%"]
    assert chart.rows[11].cells[0] == "dưới 30 hồ sơ"


def test_nothing_that_was_measured_is_told_from_what_was_not():
    nothing = replace(EXAMPLES["months"], months=[Month("T1", "Tháng 1", 0), Month("T2", "Tháng 2", NOT_MEASURED)])
    assert [row.cells[0] for row in nothing.rows] == ["0%", "không đo được"]
    assert len(classed(drawn(nothing), "bar")) == 1 + 1


def test_shares_stand_in_the_order_of_names_whatever_their_numbers():
    chart = EXAMPLES["shares"]
    names = [row.name for row in chart.rows]
    assert names == sorted(names, key=sort_key)
    labels = [link.get("aria-label") for link in drawn(chart).iter(f"{SVG}a")]
    assert [label.split(":")[0] for label in labels] == names


def test_a_part_that_is_not_measured_is_not_added():
    chart = Reasons(title="R", reasons=["a", "b"], bars=[Parts("x", [2, NOT_MEASURED]), Parts("y", [NOT_MEASURED] * 2)])
    assert [row.cells for row in chart.rows] == [["2", "không đo được", "2"], ["không đo được"] * 3]


def test_every_part_of_a_drawing_leads_on_and_is_read_with_its_number():
    links = list(drawn(EXAMPLES["tiles"]).iter(f"{SVG}a"))
    assert len(links) == 12
    assert links[0].get("aria-label") == "Xã Đồng Đăng: 88%"
    assert links[2].get("aria-label") == "Xã Cao Lộc: dưới 30 hồ sơ"
    assert 'role="group"' in EXAMPLES["tiles"].drawing
    assert 'role="img"' in EXAMPLES["lines"].drawing


def test_what_people_wrote_is_no_markup():
    name = '<script>alert("x")</script>'
    chart = Shares(title=name, note=name, csv='"><b>', shares=[Share(name, 3, 4, '"><b>')])
    shown = rendered('<c-chart-frame :chart="charts.x"></c-chart-frame>', more={"x": chart})
    for text in (svg(chart), shown):
        assert "<script" not in text
        assert "<b>" not in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_stands_alone(name):
    text = svg(EXAMPLES[name])
    root = etree.fromstring(text.encode())
    assert root.find(f"{SVG}title").text == EXAMPLES[name].title
    assert not list(root.iter(f"{SVG}a"))
    assert not re.search(r"url\(|href|http(?!://www\.w3\.org/2000/svg)", text)
    used = set(re.findall(r"mc-graph__[a-z0-9-]+", re.sub(r"<style>.*?</style>", "", text)))
    styled = set(re.findall(r"mc-graph__[a-z0-9-]+", style()))
    assert used <= styled | {"mc-graph__words"}
    assert "prefers-color-scheme:dark" in text


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Kỳ Lừa", ("Kỳ", "Lừa")),
        ("Lương Văn Tri", ("Lương", "Văn Tri")),
        ("Huế", ("Huế", "")),
        ("Nghĩa Thượngngàn", ("Nghĩa", "Thượngn…")),
    ],
)
def test_a_name_goes_on_two_lines_of_a_tile(name, lines):
    assert two_lines(name) == lines


@pytest.mark.django_db
def test_all_communes_of_the_province_make_a_light_picture():
    places = communes(on=date(2026, 11, 24))
    tiles = [tile_of(place, n, cases=500, address=f"/minh-bach/{place.code}/") for n, place in enumerate(places, 30)]
    chart = TileMap(title="Đúng hạn", unit="%", tiles=tiles, limits=(40, 60, 80, 90, 100))
    assert len(tiles) == 65
    assert all("…" not in part for place in places for part in two_lines(place.name))
    assert len(chart.drawing.encode()) < 40_000
    assert len(svg(chart).encode()) < 40_000
    assert tile_of(Place(name="Ở đâu", full_name="Xã Ở đâu"), 1) is None
