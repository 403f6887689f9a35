"""What a dataset is, as a pack says it: its words, its columns, who may be told of in it and how that is guarded."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

NAME = r"^[a-z][a-z0-9_]{0,62}$"
CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Fewer persons than this are never told of together, whatever a pack says.
LEAST_K = 10


class ColumnType(StrEnum):
    """The types of columns, by their names in a Frictionless table schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Theme(StrEnum):
    """What a dataset is about, by the codes of the European register of data themes."""

    GOVE = "GOVE"
    JUST = "JUST"
    REGI = "REGI"
    SOCI = "SOCI"


class Schedule(StrEnum):
    """When a new release is to be expected."""

    ON_CHANGE = "ON_CHANGE"
    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"


class About(StrEnum):
    """Whether rows tell of people: of things alone, of how many people, of shares of people, of one person each."""

    THINGS = "THINGS"
    COUNTS = "COUNTS"
    RATES = "RATES"
    PERSONS = "PERSONS"


class Coarser(StrEnum):
    """How a step makes columns coarser."""

    QUARTER = "QUARTER"
    YEAR = "YEAR"
    ALL = "ALL"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, Field(pattern=NAME)]
Said = Annotated[str, Field(min_length=1)]


class Column(_Part):
    """One column: what it holds, in which unit, what it means, and whether it could help to recognise somebody."""

    name: Name
    type: ColumnType = ColumnType.STRING
    title: Said
    title_en: Said
    unit: str = ""
    meaning: Said
    meaning_en: Said
    is_quasi: bool = False
    # What a value must be not to be doubtful.
    is_required: bool = False
    least: float | None = None
    pattern: str = ""


class Step(_Part):
    """One step that makes columns coarser, tried after those before it."""

    columns: Annotated[list[Name], Field(min_length=1)]
    to: Coarser


class Guard(_Part):
    """How people are kept unknown. `levels`: from the widest to the finest, the columns that are merged together.

    `persons`: of counts, the columns that count people; of rates, the one that says of how many people.
    """

    k: Annotated[int, Field(ge=LEAST_K)] = LEAST_K
    levels: list[list[Name]] = []
    persons: list[Name] = []
    steps: list[Step] = []
    # Of rows of persons, so many of a thousand may be left out before the next step is tried.
    most_hidden: Annotated[int, Field(ge=0, le=1000)] = 0


class Licence(_Part):
    """Under what others may use it, where that was decided and found."""

    code: Said
    name: Said
    url: Said


class Chart(_Part):
    """A picture by month: the column of the month (2026-03), and the one that is summed."""

    month: Name
    value: Name


class DatasetDefinition(_Part):
    """A dataset as a pack defines it. Without a licence it is not known under what others may use it."""

    KEY: ClassVar = ("code",)

    code: Annotated[str, Field(pattern=CODE, max_length=60)]
    title: Said
    title_en: Said
    description: Said
    description_en: Said
    # An agency's code; nothing: the People's Committee of the province.
    publisher: str = ""
    licence: Licence | None = None
    themes: Annotated[list[Theme], Field(min_length=1)]
    keywords: list[Said] = []
    keywords_en: list[Said] = []
    schedule: Schedule
    legal_source: Said
    legislation: list[Said] = []
    maker: Said
    about: About
    columns: Annotated[list[Column], Field(min_length=1)]
    row_key: list[Name] = []
    guard: Guard | None = None
    chart: Chart | None = None
    # So many days before columns change, it is announced.
    notice_days: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        names = [one.name for one in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("hai cột cùng tên")
        for name in self._named():
            if name not in names:
                raise ValueError(f"không có cột {name}")
        if (self.about is About.THINGS) != (self.guard is None):
            raise ValueError("dữ liệu nói về người phải có guard, dữ liệu khác thì không")
        if self.guard is not None:
            self._guards(self.guard)
        elif any(one.is_quasi for one in self.columns):
            raise ValueError("có cột is_quasi thì dữ liệu nói về người")
        return self

    def _named(self) -> list[str]:
        guard, chart = self.guard or Guard(), self.chart
        named = [*self.row_key, *guard.persons, *(name for level in guard.levels for name in level)]
        named += [name for step in guard.steps for name in step.columns]
        return named + ([chart.month, chart.value] if chart else [])

    def _guards(self, guard: Guard) -> None:
        texts = {one.name for one in self.columns if one.type is ColumnType.STRING}
        merged = {name for level in guard.levels for name in level} if self.about is About.COUNTS else set()
        if not {*merged, *(name for step in guard.steps for name in step.columns)} <= texts:
            raise ValueError("cột được gộp phải có type string")
        leveled = {name for level in guard.levels for name in level}
        if not leveled <= set(self.quasi):
            raise ValueError("cột trong levels phải có is_quasi")
        if self.about is About.PERSONS:
            # Every column: so nothing is learnt of who is recognised by the others.
            if any(not one.is_quasi for one in self.columns):
                raise ValueError("mỗi dòng là một người: mọi cột phải có is_quasi")
        elif not guard.persons:
            raise ValueError("thiếu guard.persons: cột đếm số người")
        if self.about is About.RATES and len(guard.persons) != 1:
            raise ValueError("tỷ lệ có đúng một cột trong guard.persons")

    @property
    def quasi(self) -> list[str]:
        """The columns by which somebody could be recognised."""
        return [one.name for one in self.columns if one.is_quasi]

    @property
    def texts(self) -> Sequence[str]:
        """What it is found by."""
        return [self.code, self.title, self.title_en, self.description, self.description_en,
                *self.keywords, *self.keywords_en, *(one.title for one in self.columns)]  # fmt: skip


def columns_in(data: object) -> list[Column]:
    """A dictionary as it was kept."""
    return [Column.model_validate(one) for one in data] if isinstance(data, list) else []


def shape(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """What a program that reads the table relies on: names, types and their order."""
    return [(one.name, one.type.value) for one in columns]


def is_late(schedule: Schedule, made_on: date, today: date) -> bool:
    """Whether by its schedule a newer release should be there: some days of grace are in it."""
    days = {Schedule.DAILY: 2, Schedule.MONTHLY: 45, Schedule.QUARTERLY: 110, Schedule.YEARLY: 400}
    return schedule in days and (today - made_on).days > days[schedule]
