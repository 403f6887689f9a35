"""What a form of report says: its columns, what must be equal, and the lines of one report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motcua.kernel.speech import say as _
from motcua.reports.rules.periods import PeriodKind


class Count(StrEnum):
    """What a column may count, of the dossiers or the procedures of a line."""

    RECEIVED = "received"
    RECEIVED_ONLINE = "received_online"
    RECEIVED_DIRECT = "received_direct"
    CARRIED_OVER = "carried_over"
    RESOLVED = "resolved"
    RESOLVED_EARLY = "resolved_early"
    RESOLVED_ON_DAY = "resolved_on_day"
    RESOLVED_LATE = "resolved_late"
    OPEN = "open"
    OPEN_WITHIN = "open_within"
    OPEN_LATE = "open_late"
    LATE = "late"
    LATE_APOLOGISED = "late_apologised"
    LATE_WITHOUT_APOLOGY = "late_without_apology"
    PROCEDURES = "procedures"
    PROCEDURES_PROVINCE = "procedures_province"
    PROCEDURES_DISTRICT = "procedures_district"
    PROCEDURES_COMMUNE = "procedures_commune"
    ONE_STOP = "one_stop"
    ONE_STOP_PROVINCE = "one_stop_province"
    ONE_STOP_DISTRICT = "one_stop_district"
    ONE_STOP_COMMUNE = "one_stop_commune"
    INTERNAL = "internal"
    INTERNAL_PROVINCE = "internal_province"
    INTERNAL_DISTRICT = "internal_district"
    INTERNAL_COMMUNE = "internal_commune"


class Subject(StrEnum):
    """Whose work a form tells of."""

    AGENCY = "AGENCY"
    COMMUNES = "COMMUNES"
    PROVINCE = "PROVINCE"


class Rows(StrEnum):
    FIELD = "FIELD"
    AGENCY = "AGENCY"


class Certainty(StrEnum):
    TEXT = "TEXT"
    SECONDARY = "SECONDARY"
    OWN = "OWN"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    document: str = Field(min_length=1, max_length=200)
    certainty: Certainty
    note: str = Field("", max_length=600)


class Column(_Part):
    """One column of numbers, by its number in the form; `equals` are the sums of columns that it must be."""

    number: int = Field(ge=3, le=40)
    title: str = Field(min_length=1, max_length=120)
    group: str = Field("", max_length=120)
    counts: Count
    equals: tuple[tuple[int, ...], ...] = ()


class FormDefinition(_Part):
    """A form of report as a pack defines it, for its time."""

    KEY: ClassVar = ("code", "valid_from")
    code: str = Field(pattern=r"^[A-Z]+\.\d\d[a-z]?$", max_length=20)
    corner: str = Field(max_length=80)
    name: str = Field(min_length=1, max_length=300)
    subject: Subject
    rows: Rows
    columns: tuple[Column, ...] = Field(min_length=1)
    reasons: bool = False
    owed: tuple[PeriodKind, ...] = Field(min_length=1)
    due_working_days: int = Field(ge=1, le=30)
    valid_from: date
    valid_until: date | None = None
    source: Source

    @model_validator(mode="after")
    def _is_one_table(self) -> "FormDefinition":
        numbers = [column.number for column in self.columns]
        if numbers != list(range(3, 3 + len(numbers))):
            raise ValueError("các cột phải đánh số liền nhau từ 3")
        for column in self.columns:
            if not {other for sum_ in column.equals for other in sum_} <= set(numbers) - {column.number}:
                raise ValueError(f"cột {column.number} bằng tổng của một cột không có")
        if self.is_of_catalogue not in (None, True, False):
            raise ValueError("một mẫu hoặc đếm hồ sơ, hoặc đếm thủ tục, không đếm lẫn")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError("ngày hết hiệu lực phải sau ngày có hiệu lực")
        return self

    @property
    def is_of_catalogue(self) -> bool | Literal["mixed"]:
        """Whether it counts procedures; `mixed` is no form."""
        kinds = {column.counts.value.startswith(("procedures", "one_stop", "internal")) for column in self.columns}
        return kinds.pop() if len(kinds) == 1 else "mixed"

    @property
    def slug(self) -> str:
        """As it stands in addresses."""
        return self.code.lower().replace(".", "-")


@dataclass(frozen=True)
class Line:
    """One line: of a field or an agency, with a number for each column."""

    key: str
    name: str
    cells: tuple[int, ...]
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Table:
    """The lines of one report and what has to be said beneath them."""

    lines: tuple[Line, ...]
    notes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> tuple[int, ...]:
        """The sum of each column."""
        return tuple(sum(column) for column in zip(*(line.cells for line in self.lines), strict=True))

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        lines = [[one.key, one.name, list(one.cells), [list(reason) for reason in one.reasons]] for one in self.lines]
        return {"lines": lines, "notes": dict(self.notes)}


def table_of(data: Mapping[str, Any]) -> Table:
    """The table that was kept."""
    lines = tuple(
        Line(key, name, tuple(cells), tuple((text, number) for text, number in reasons))
        for key, name, cells, reasons in data["lines"]
    )
    return Table(lines, data["notes"])


@dataclass(frozen=True)
class Mistake:
    """A line whose columns do not agree; without a name it is the sum of all."""

    line: str
    column: int
    number: int
    summed: tuple[int, ...]
    makes: int

    @property
    def said(self) -> str:
        where = _("Dòng «%s»") % self.line if self.line else _("Tổng số")
        return _("%(where)s: cột %(column)d là %(number)d, còn %(summed)s cộng lại là %(makes)d.") % {
            "where": where,
            "column": self.column,
            "number": self.number,
            "summed": " + ".join(map(str, self.summed)),
            "makes": self.makes,
        }


def mistakes(columns: Sequence[Column], table: Table) -> list[Mistake]:
    """Every equation of the form that a line, or the sum, does not keep."""
    if not table.lines:
        return []
    told: Iterable[tuple[str, tuple[int, ...]]] = [(line.name, line.cells) for line in table.lines]
    return [found for name, cells in [*told, ("", table.total)] for found in _wrong(columns, name, cells)]


def _wrong(columns: Sequence[Column], name: str, cells: Sequence[int]) -> Iterable[Mistake]:
    by_number = {column.number: number for column, number in zip(columns, cells, strict=True)}
    for column in columns:
        for parts in column.equals:
            makes = sum(by_number[part] for part in parts)
            if makes != by_number[column.number]:
                yield Mistake(name, column.number, by_number[column.number], parts, makes)


@dataclass(frozen=True)
class Change:
    """A cell that says something else than before."""

    line: str
    column: int
    before: int
    after: int


def changes(columns: Sequence[Column], before: Table, after: Table) -> list[Change]:
    """What a new version says otherwise; a line that one of them does not have counts as nothing there."""
    old, new = ({line.key: line for line in table.lines} for table in (before, after))
    nothing = (0,) * len(columns)
    found = []
    for key in dict.fromkeys([*new, *old]):
        line = new.get(key) or old[key]
        was = old[key].cells if key in old else nothing
        now = new[key].cells if key in new else nothing
        found += [
            Change(line.name, column.number, one, other)
            for column, one, other in zip(columns, was, now, strict=True)
            if one != other
        ]
    return found
