"""Forms and tables: what must be equal is held, whatever the numbers."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from motcua.reports.rules.paper import groups_of, number_line, printed
from motcua.reports.rules.periods import period_in
from motcua.reports.rules.tables import FormDefinition, Line, Table, changes, mistakes, table_of

PACK = Path(__file__).resolve().parents[2] / "packs" / "vietnam" / "reports.yaml"
FORMS = {one["code"]: FormDefinition.model_validate(one) for one in yaml.safe_load(PACK.read_text(encoding="utf-8"))}
PROGRESS = FORMS["II.06a"]

counts = st.lists(st.integers(0, 10**6), min_size=8, max_size=8)


def cells_of(online, direct, carried, early, on_day, late, within, _over):
    """Eleven columns that agree: what is left open beyond `within` is late."""
    resolved = early + on_day + late
    received = online + direct + carried
    over = received - resolved - within
    return (received, online, direct, carried, resolved, early, on_day, late, within + over, within, over)


tables = st.lists(counts.map(lambda some: cells_of(*some)), max_size=4).map(
    lambda rows: Table(tuple(Line(f"f{n}", f"Lĩnh vực {n}", row) for n, row in enumerate(rows)))
)


@given(tables)
def test_what_agrees_is_no_mistake(table):
    assert mistakes(PROGRESS.columns, table) == []
    assert table_of(table.as_data()) == table


@given(tables, st.data())
def test_any_number_that_was_changed_is_found_in_its_line_and_in_the_sum(table, data):
    if not table.lines:
        return
    line = data.draw(st.integers(0, len(table.lines) - 1))
    column = data.draw(st.integers(0, 10))
    cells = list(table.lines[line].cells)
    cells[column] += data.draw(st.integers(1, 100))
    lines = [*table.lines]
    lines[line] = Line(lines[line].key, lines[line].name, tuple(cells))
    found = mistakes(PROGRESS.columns, Table(tuple(lines)))
    assert {one.line for one in found} == {lines[line].name, ""}
    assert all(one.said for one in found)


@given(tables, tables)
def test_a_new_version_says_each_cell_that_changed(before, after):
    told = {(one.line, one.column): (one.before, one.after) for one in changes(PROGRESS.columns, before, after)}
    for n in range(4):
        old, new = (
            next((line.cells for line in table.lines if line.key == f"f{n}"), (0,) * 11) for table in (before, after)
        )
        for column, (one, other) in enumerate(zip(old, new, strict=True), start=3):
            assert told.get((f"Lĩnh vực {n}", column)) == (None if one == other else (one, other))


def test_the_forms_of_the_pack():
    assert list(FORMS) == ["II.06a", "II.06b", "II.06c", "II.07a", "II.07b"]
    assert [column.number for column in PROGRESS.columns] == list(range(3, 14))
    assert [(one.title, one.span) for one in groups_of(PROGRESS.columns)] == [
        ("Số lượng hồ sơ tiếp nhận", 4),
        ("Số lượng hồ sơ đã giải quyết", 4),
        ("Số lượng hồ sơ đang giải quyết", 3),
    ]
    assert number_line(PROGRESS.columns[0]) == "(3)=(4)+(5)+(6)"


def test_a_report_without_a_line_says_nothing_in_every_column():
    said = printed(PROGRESS, period_in("2026-03"), Table(()))
    assert said.total == ("0",) * 11
    assert said.period_line == "Kỳ báo cáo: Tháng 3/2026 (từ ngày 15/02/2026 đến hết ngày 14/03/2026)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": []}, "columns"),
        ({"columns": [{"number": 4, "title": "x", "counts": "open"}]}, "liền nhau"),
        ({"columns": [{"number": 3, "title": "x", "counts": "open", "equals": [[9]]}]}, "một cột không có"),
        ({"columns": [{"number": 3, "title": "x", "counts": "everything"}]}, "counts"),
        (
            {
                "columns": [
                    {"number": 3, "title": "x", "counts": "open"},
                    {"number": 4, "title": "y", "counts": "internal"},
                ]
            },
            "đếm lẫn",
        ),
        ({"valid_until": "2019-01-01"}, "ngày hết hiệu lực"),
    ],
)
def test_a_form_that_is_wrong_is_told(change, said):
    with pytest.raises(ValidationError, match=said):
        FormDefinition.model_validate(PROGRESS.model_dump(mode="json") | change)
