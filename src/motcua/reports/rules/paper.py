"""A report as it is printed and signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.kernel.text import format_date, format_number
from motcua.papers.rules import PageSize, PaperValue
from motcua.reports.rules.periods import ReportPeriod
from motcua.reports.rules.tables import Column, FormDefinition, Rows, Table

NOTES = {
    "withdrawn": gettext_noop("Cột hồ sơ đã giải quyết gồm cả %(number)s hồ sơ người nộp đã rút."),
    "stopped": gettext_noop("Cột hồ sơ đã giải quyết gồm cả %(number)s hồ sơ dừng giải quyết."),
    "without_due": gettext_noop("Có %(number)s hồ sơ không có ngày hẹn trả, được tính trong hạn."),
}


@dataclass(frozen=True)
class HeadCell:
    """A heading over several columns, or over one."""

    title: str
    span: int


@dataclass(frozen=True)
class Cause:
    """Why dossiers of a line were late, as apologies said it, and of how many."""

    name: str
    text: str
    number: str


@dataclass(frozen=True, kw_only=True)
class PeriodicReport(PaperValue):
    """Báo cáo định kỳ: a table on landscape A4, signed by the leader (NĐ 09/2019/NĐ-CP)."""

    kind: ClassVar[str] = "PERIODIC_REPORT"
    title: ClassVar[str] = "Báo cáo"

    form_corner: str
    heading: str
    period_line: str
    row_title: str
    groups: tuple[HeadCell, ...]
    heads: tuple[str, ...]
    numbers: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    explanation: str = ""
    correction: str = ""

    @property
    def shown_title(self) -> str:
        return self.heading

    @property
    def page(self) -> PageSize:
        return PageSize.A4_LANDSCAPE


def groups_of(columns: Sequence[Column]) -> tuple[HeadCell, ...]:
    """The headings over the columns, neighbours of one group under one."""
    return tuple(HeadCell(title, len(list(some))) for title, some in groupby(columns, key=lambda column: column.group))


def number_line(column: Column) -> str:
    """The number of a column with what it must be: «(3) = (4)+(5)+(6)»."""
    sums = ["+".join(f"({part})" for part in parts) for parts in column.equals]
    return "=".join([f"({column.number})", *sums[:1]])


def notes_of(table: Table) -> tuple[str, ...]:
    """What stands beneath the table, in the language of who reads."""
    return tuple(_(NOTES[name]) % {"number": format_number(number)} for name, number in table.notes.items())


@dataclass(frozen=True)
class Printed:
    """What the paper and the spreadsheet of a report say of its table, as `PeriodicReport` has it."""

    form_corner: str
    heading: str
    period_line: str
    row_title: str
    groups: tuple[HeadCell, ...]
    heads: tuple[str, ...]
    numbers: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]
    causes: tuple[Cause, ...]


def printed(form: FormDefinition, period: ReportPeriod, table: Table) -> Printed:
    """A table in words and figures as people read them."""
    total = table.total or (0,) * len(form.columns)
    return Printed(
        form_corner=form.corner,
        heading=form.name,
        period_line=_("Kỳ báo cáo: %(period)s (từ ngày %(first)s đến hết ngày %(last)s)")
        % {"period": period.name, "first": format_date(period.first), "last": format_date(period.last)},
        row_title=row_title(form),
        groups=groups_of(form.columns),
        heads=tuple(column.title for column in form.columns),
        numbers=tuple(number_line(column) for column in form.columns),
        lines=tuple((line.name, *map(format_number, line.cells)) for line in table.lines),
        total=tuple(map(format_number, total)),
        notes=notes_of(table),
        causes=tuple(
            Cause(line.name, text, format_number(number)) for line in table.lines for text, number in line.reasons
        ),
    )


def row_title(form: FormDefinition) -> str:
    """What the lines of a form are."""
    return _("Lĩnh vực") if form.rows is Rows.FIELD else _("Đơn vị")
