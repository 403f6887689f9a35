"""Spreadsheets for people: rows in, the bytes of an .xlsx out. Text stays text; nothing in it becomes a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from django.utils.translation import gettext as _

from motcua.kernel.text import format_date, format_datetime
from motcua.procedures.models import CatalogueTask
from motcua.procedures.rules.national import Finding
from motcua.ui.words import word

# The most characters a cell of a spreadsheet can hold.
CELL = 32_000


@dataclass(frozen=True)
class Sheet:
    """One page of a workbook: the heads of its columns with their widths, and its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str | int | float]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file, heads frozen, written row by row."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            for place, (_title, width) in enumerate(sheet.columns):
                page.set_column(place, place, width)
            page.write_row(0, 0, [title for title, _width in sheet.columns], head)
            for number, row in enumerate(sheet.rows, start=1):
                for place, value in enumerate(row):
                    if isinstance(value, int | float):
                        page.write_number(number, place, value, wrapped)
                    else:
                        page.write_string(number, place, value[:CELL], wrapped)
    return target.getvalue()


def told_as_of(as_of: datetime | None) -> list[Sheet]:
    """A page that says up to when what was read at a replica tells; none for what tells of now."""
    if as_of is None:
        return []
    return [Sheet(_("Ghi chú"), [(_("Số liệu tính đến %s.") % format_datetime(as_of), 60)], [])]


def tasks_report(tasks: Iterable[CatalogueTask], *, as_of: datetime | None = None) -> bytes:
    """The open doubts of the catalogue, one a row."""
    return workbook(
        [
            Sheet(
                _("Việc cần xem"),
                [
                    (_("Mã"), 12),
                    (_("Tên thủ tục"), 60),
                    (_("Vấn đề"), 40),
                    (_("Ở đâu"), 24),
                    (_("Nguyên văn trong nguồn"), 80),
                    (_("Nêu ngày"), 12),
                ],
                (
                    (
                        task.procedure.code if task.procedure else "",
                        task.procedure.name if task.procedure else _("Mẫu giấy tờ dùng chung"),
                        word("finding", task.kind),
                        task.where,
                        task.excerpt,
                        format_date(task.raised_at),
                    )
                    for task in tasks
                ),
            ),
            *told_as_of(as_of),
        ]
    )


def quality_report(findings: Mapping[str, Sequence[Finding]], unread: Sequence[tuple[int, str, str]]) -> bytes:
    """The quality of a national list: how often each doubt occurs, each doubt, and the rows not read."""
    counts: dict[str, int] = {}
    for doubts in findings.values():
        for kind in {doubt.kind.value for doubt in doubts}:
            counts[kind] = counts.get(kind, 0) + 1
    return workbook(
        [
            Sheet(
                _("Tổng hợp"),
                [(_("Vấn đề"), 50), (_("Số thủ tục"), 14)],
                [(word("finding", kind), count) for kind, count in sorted(counts.items(), key=lambda pair: -pair[1])],
            ),
            Sheet(
                _("Từng thủ tục"),
                [(_("Mã"), 12), (_("Vấn đề"), 40), (_("Ở đâu"), 24), (_("Nguyên văn trong nguồn"), 90)],
                (
                    (code, word("finding", doubt.kind.value), doubt.where, doubt.excerpt)
                    for code, doubts in findings.items()
                    for doubt in doubts
                ),
            ),
            Sheet(
                _("Dòng chưa đọc được"),
                [(_("Dòng"), 8), (_("Lý do"), 50), (_("Nguyên văn"), 90)],
                [(line, reason, raw) for line, raw, reason in unread],
            ),
        ]
    )
