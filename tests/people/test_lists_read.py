"""A list is read as its writer sees it: merged cells show one value, and a gap hides nothing."""

import io

import pytest
import xlsxwriter

from motcua.people.readers import MOST_ROWS, rows_of

pytestmark = pytest.mark.issue(17)
HEADS = ["Cơ quan", "Vị trí"]


def sheet(rows, merged=()):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in rows.items():
            page.write_row(number, 0, row)
        for area, shown in merged:
            page.merge_range(area, shown)
    return target.getvalue()


def test_merged_cells_hold_what_they_show():
    rows = {0: HEADS, 1: ["", "a"], 2: ["", "b"], 3: ["", "c"], 4: ["so-y-te", "d"]}
    read = rows_of(sheet(rows, [("A2:A4", "ubnd-06187")]))
    assert [row[0] for row in read[1:]] == ["ubnd-06187"] * 3 + ["so-y-te"]


def test_cells_merged_over_more_than_can_be_listed_are_read_in_time():
    rows = {0: HEADS, 1: ["", "a"], 2: ["", "b"]}
    read = rows_of(sheet(rows, [("A2:A1000000", "ubnd-06187"), ("C1:E1", "đầu")]))
    assert read[1][:2] == ["ubnd-06187", "a"]


@pytest.mark.parametrize("far", [2, 400, 2_500, 20_000])
def test_a_row_far_below_the_others_is_read(far):
    read = rows_of(sheet({0: HEADS, 1: ["so-y-te", "a"], far: ["so-y-te", "b"]}))
    assert read[far] == ["so-y-te", "b"]
    assert not any(read[2:far])


def test_no_more_is_read_than_shows_that_it_is_too_much():
    assert len(rows_of(sheet(dict.fromkeys(range(1_000), HEADS)))) == MOST_ROWS + 1
