"""A report as a spreadsheet in the layout of its form."""

import io

import xlsxwriter
from django.utils.translation import override
from xlsxwriter.worksheet import Worksheet

from motcua.reports.models import ReportVersion
from motcua.reports.queries import Shown
from motcua.reports.rules.paper import Printed, printed
from motcua.reports.rules.tables import FormDefinition

HEAD = 5


def official_sheet(found: Shown, version: ReportVersion) -> bytes:
    """The table with its two rows of heads, the numbers of its columns and its sum, as the form has them."""
    target = io.BytesIO()
    form = found.form.definition
    with override("vi"):
        said = printed(form, found.period, version.table)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(form.code)
        title = book.add_format({"bold": True, "align": "center", "text_wrap": True})
        last = 1 + len(form.columns)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, found.agency.name.upper(), book.add_format({"bold": True}))
        page.write_string(0, last - 1, f"Biểu số {form.corner}")
        page.merge_range(1, 0, 1, last, form.name.upper(), title)
        page.merge_range(2, 0, 2, last, said.period_line, book.add_format({"italic": True, "align": "center"}))
        _heads(book, page, form, said)
        end = _lines(book, page, form, version)
        _beneath(book, page, end, [*said.notes, *_causes(said), version.explanation], last)
    return target.getvalue()


def _heads(book: xlsxwriter.Workbook, page: Worksheet, form: FormDefinition, said: Printed) -> None:
    style = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    page.merge_range(HEAD - 1, 0, HEAD, 0, "TT", style)
    page.merge_range(HEAD - 1, 1, HEAD, 1, said.row_title, style)
    place = 2
    for group in said.groups:
        if group.span == 1:
            page.write_string(HEAD - 1, place, group.title, style)
        else:
            page.merge_range(HEAD - 1, place, HEAD - 1, place + group.span - 1, group.title, style)
        place += group.span
    numbers = book.add_format({"border": 1, "align": "center", "text_wrap": True, "italic": True})
    page.write_string(HEAD + 1, 0, "(1)", numbers)
    page.write_string(HEAD + 1, 1, "(2)", numbers)
    for column, (head, number) in enumerate(zip(said.heads, said.numbers, strict=True), start=2):
        page.write_string(HEAD, column, head, style)
        page.write_string(HEAD + 1, column, number, numbers)
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 36)
    page.set_column(2, 1 + len(form.columns), 12)
    page.freeze_panes(HEAD + 2, 2)


def _lines(book: xlsxwriter.Workbook, page: Worksheet, form: FormDefinition, version: ReportVersion) -> int:
    text = book.add_format({"border": 1, "text_wrap": True})
    figure = book.add_format({"border": 1, "num_format": "#,##0"})
    strong = book.add_format({"border": 1, "bold": True, "num_format": "#,##0"})
    table, row = version.table, HEAD + 2
    for place, line in enumerate(table.lines, start=1):
        page.write_number(row, 0, place, text)
        page.write_string(row, 1, line.name, text)
        for column, number in enumerate(line.cells, start=2):
            page.write_number(row, column, number, figure)
        row += 1
    page.write_string(row, 0, "", strong)
    page.write_string(row, 1, "Tổng số", strong)
    for column, number in enumerate(table.total or (0,) * len(form.columns), start=2):
        page.write_number(row, column, number, strong)
    return row + 2


def _causes(said: Printed) -> list[str]:
    return [f"{cause.name}: {cause.text} ({cause.number} hồ sơ)" for cause in said.causes]


def _beneath(book: xlsxwriter.Workbook, page: Worksheet, row: int, lines: list[str], last: int) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line in filter(None, lines):
        page.merge_range(row, 0, row, last, line, wrapped)
        row += 1
