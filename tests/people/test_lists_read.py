"""A list is read as its writer sees it: merged cells show one value, and a gap hides nothing."""

import io
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineError

from motcua.kernel.sheets import uncounted
from motcua.people.readers import MOST_ROWS, UNCOUNTED, rows_of

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


def formulas(cells, *, replaced=()):
    """A sheet as a program writes it that puts formulas down and does not work them out."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("Cán bộ & «vị trí»")
        for (row, column), value in cells.items():
            if isinstance(value, tuple):
                page.write_formula(row, column, value[0], None, value[1])
            else:
                page.write(row, column, value)
    changed = io.BytesIO()
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in source.namelist():
            content = source.read(name)
            for old, new in replaced:
                content = content.replace(old, new)
            written.writestr(name, content)
    return changed.getvalue()


def test_a_formula_that_was_not_worked_out_is_no_empty_cell():
    cells = {(0, 0): "Từ ngày", (0, 1): "Lý do", (1, 0): ("=TODAY()+3", ""), (1, 1): "a"}
    assert rows_of(formulas(cells))[1] == [UNCOUNTED, "a"]
    # Some programs leave the value out, some write the element and nothing in it, some name the elements otherwise.
    assert rows_of(formulas(cells, replaced=[(b"<v></v>", b"")]))[1] == [UNCOUNTED, "a"]
    assert rows_of(formulas(cells, replaced=[(b"<v></v>", b"<v/>")]))[1] == [UNCOUNTED, "a"]
    prefixed = [(b"<" + tag, b"<x:" + tag) for tag in (b"f>", b"v>", b"c ", b"row", b"sheetData", b"worksheet")]
    prefixed += [(b"</" + tag, b"</x:" + tag) for tag in (b"f>", b"v>", b"c>", b"row", b"sheetData", b"worksheet")]
    prefixed += [(b'worksheet xmlns="', b'worksheet xmlns:x="')]
    sheet_only = [(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")]
    assert rows_of(formulas(cells, replaced=[*prefixed, *sheet_only]))[1][0] == UNCOUNTED


def test_a_formula_with_its_value_is_read_and_an_empty_text_is_a_value():
    empty = [(b'<c r="C2"><f>""</f><v></v>', b'<c r="C2" t="str"><f>""</f><v></v>')]
    cells = {(0, 0): "a", (0, 1): "b", (0, 2): "c", (1, 0): ("=1+1", 2), (1, 1): ('="x"', "x"), (1, 2): ('=""', "")}
    assert rows_of(formulas(cells, replaced=empty))[1] == ["2", "x", ""]


def test_an_error_is_no_empty_cell():
    cells = {(0, 0): "a", (1, 0): ("=NA()", "#N/A"), (1, 1): "b"}
    assert rows_of(formulas(cells))[1] == [UNCOUNTED, "b"]


def test_rows_of_nothing_but_formulas_are_not_dropped():
    cells = {(0, 0): "a", (1, 0): "b", (40, 1): ("=A1", ""), (3, 25): ("=A1", "")}
    read = rows_of(formulas(cells))
    assert len(read) == 41
    assert read[40][1] == UNCOUNTED
    assert not any(read[3])


def test_merged_cells_over_a_formula_hold_no_value_either():
    cells = {(0, 0): "a", (1, 0): ("=TODAY()", ""), (1, 1): "x", (2, 1): "y"}
    merging = [(b"<pageMargins", b'<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells><pageMargins')]
    assert [row[0] for row in rows_of(formulas(cells, replaced=merging))[1:]] == [UNCOUNTED, UNCOUNTED]


def test_true_is_as_the_sheet_shows_it():
    assert rows_of(sheet({0: HEADS, 1: [True, 7.0]}))[1] == ["TRUE", "7"]


@pytest.mark.parametrize(
    "broken",
    [
        [(b"</sheetData>", b"</sheetDat>")],
        [(b"<sheetData>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><sheetData>")],
    ],
)
def test_a_broken_sheet_is_a_wrong_value(broken):
    with pytest.raises((ValueError, CalamineError)):
        rows_of(formulas({(0, 0): "a", (1, 0): ("=A1", "")}, replaced=broken))


def test_of_many_formulas_no_more_are_kept_than_a_list_has_cells():
    cells = {(row, column): ("=A1", "") for row in range(700) for column in range(12)}
    content = formulas(cells)
    assert len(uncounted(io.BytesIO(content), "Cán bộ & «vị trí»", most=50, columns=20)) == 50
    assert len(rows_of(content)) <= MOST_ROWS + 1


def test_what_is_no_xlsx_has_no_formulas_to_ask_for():
    assert uncounted(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "a", most=5, columns=5) == set()
    assert uncounted(io.BytesIO(sheet({0: HEADS})), "another sheet", most=5, columns=5) == set()


@pytest.mark.parametrize("number", [b"99999999999", b"1048577", b"0", b"-3", b"x", b""])
def test_a_row_that_no_sheet_has_is_the_next(number):
    content = formulas({(0, 0): "a", (1, 0): ("=A1", "")}, replaced=[(b'<row r="2"', b'<row r="' + number + b'"')])
    assert uncounted(io.BytesIO(content), "Cán bộ & «vị trí»", most=5, columns=5) == {(1, 0)}


def test_other_forms_of_sheets_are_not_read_for_theirs_keep_no_errors():
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    for content in (ods.getvalue(), b"\xd0\xcf\x11\xe0" + b"\0" * 600, b""):
        with pytest.raises(ValueError, match=r"no \.xlsx"):
            rows_of(content)
