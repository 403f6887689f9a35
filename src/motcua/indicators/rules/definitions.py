"""Sets of indicators as packs write them: dated, with their source and how sure it is. Read from YAML and from rows."""

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from motcua.indicators.rules.checking import mistakes
from motcua.indicators.rules.formula import BadFormula, Node, decimal, parse
from motcua.indicators.rules.vocabulary import Unit
from motcua.kernel.speech import say as _

_EXACT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?%?")
CODE = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"


def bad(message: str) -> PydanticCustomError:
    """A mistake in our own words."""
    return PydanticCustomError("indicator", "{message}", {"message": message})


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    text = str(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or not _EXACT.fullmatch(text):
        raise bad(_("Phải là một số không âm, ví dụ 6, 0.8 hoặc 80%."))
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def _formula(value: Any) -> Any:
    """A formula that can be read and names only facts there are."""
    if not isinstance(value, str):
        return value
    try:
        wrong = list(mistakes(parse(value)))
    except BadFormula as problem:
        wrong = [(problem.message, problem.at)]
    if wrong:
        raise bad("; ".join(_("%(what)s (ký tự %(at)d)") % {"what": what, "at": at + 1} for what, at in wrong))
    return value


Exact = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(decimal, return_type=str)]
Formula = Annotated[str, BeforeValidator(_formula)]
Code = Annotated[str, Field(pattern=CODE, max_length=80)]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class Certainty(StrEnum):
    """How sure the source of a definition is, the surest first."""

    TEXT = "TEXT"
    CODIFIED = "CODIFIED"
    SECONDARY = "SECONDARY"
    INFERRED = "INFERRED"
    OWN = "OWN"


class Period(StrEnum):
    REAL_TIME = "REAL_TIME"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class Subject(StrEnum):
    """Whom a set measures."""

    OFFICIAL = "OFFICIAL"
    AGENCY = "AGENCY"
    COMMUNE = "COMMUNE"
    PROVINCE = "PROVINCE"


class Rule(StrEnum):
    """How a value becomes points: not at all; it is the points; its share of the target; by steps."""

    NONE = "NONE"
    VALUE = "VALUE"
    PROPORTIONAL = "PROPORTIONAL"
    STEPS = "STEPS"


class Direction(StrEnum):
    HIGHER = "HIGHER"
    LOWER = "LOWER"
    NONE = "NONE"


class Found(StrEnum):
    FOUND = "FOUND"
    RULE_NOT_FOUND = "RULE_NOT_FOUND"


class NoCases(StrEnum):
    """What the rule says where there was nothing to measure; unless it says something, it is not measured."""

    NOT_MEASURED = "NOT_MEASURED"
    FULL = "FULL"
    ZERO = "ZERO"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Source(_Data):
    document: Words
    place: str = Field("", max_length=200)
    certainty: Certainty
    note: str = Field("", max_length=600)


class Step(_Data):
    at_least: Exact
    points: Exact


class Indicator(_Data):
    """One indicator for the time in which it holds."""

    code: Code
    name: Words
    name_en: Words
    state: Found = Found.FOUND
    formula: Formula | None = None
    cases: Formula | None = None
    unit: Unit
    weight: Exact = Fraction()
    target: Exact | None = None
    scoring: Rule = Rule.NONE
    steps: list[Step] = []
    direction: Direction = Direction.HIGHER
    no_cases: NoCases = NoCases.NOT_MEASURED
    applies_to: list[Subject] = []
    period: Period | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: Source

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.state == Found.RULE_NOT_FOUND:
            if self.formula or self.cases or self.steps or self.target or self.scoring != Rule.NONE:
                raise bad(_("Chưa tìm được quy định thì không ghi công thức, cách chấm điểm."))
            return self
        if not self.formula:
            raise bad(_("Phải có công thức, hoặc ghi state: RULE_NOT_FOUND."))
        if bool(self.weight) != (self.scoring != Rule.NONE):
            raise bad(_("Có điểm tối đa thì phải có cách chấm điểm, và ngược lại."))
        if bool(self.steps) != (self.scoring == Rule.STEPS):
            raise bad(_("Các bậc (steps) đi cùng cách chấm STEPS."))
        self._scoring_agrees()
        self._steps_agree()
        return self

    def _scoring_agrees(self) -> None:
        if self.scoring == Rule.PROPORTIONAL and self.direction != Direction.HIGHER:
            raise bad(_("Chấm theo tỷ lệ chỉ dùng khi càng cao càng tốt."))
        if self.target == 0:
            raise bad(_("Mục tiêu bằng 0 thì không chia được."))
        if self.no_cases != NoCases.NOT_MEASURED and not self.cases:
            raise bad(_("Ghi no_cases thì phải ghi cases: công thức đếm số trường hợp."))

    def _steps_agree(self) -> None:
        """More is never worth less where higher is better, nor the other way round."""
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if after.at_least <= before.at_least:
                raise bad(_("Ngưỡng phải tăng dần."))
            worse = after.points < before.points if self.direction == Direction.HIGHER else after.points > before.points
            if worse and self.direction != Direction.NONE:
                raise bad(_("Điểm các bậc đi ngược chiều của chỉ số."))
        if any(step.points > self.weight for step in self.steps):
            raise bad(_("Điểm của một bậc lớn hơn điểm tối đa."))

    @cached_property
    def tree(self) -> Node | None:
        return parse(self.formula) if self.formula else None

    @cached_property
    def cases_tree(self) -> Node | None:
        return parse(self.cases) if self.cases else None


class Group(_Data):
    code: Code
    name: Words
    name_en: Words
    total: Exact | None = None
    indicators: list[Indicator] = Field(min_length=1)


class Grade(_Data):
    """A class of results from so many points on; where its name was not found, it says so."""

    at_least: Exact
    name: str = Field("", max_length=100)
    name_en: str = Field("", max_length=100)
    state: Found = Found.FOUND

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.state == Found.FOUND) != bool(self.name and self.name_en):
            raise bad(_("Xếp loại phải có tên, hoặc ghi state: RULE_NOT_FOUND và không ghi tên."))
        return self


class Missing(_Data):
    """A part of the set that is known to exist and whose rule was not found."""

    name: Words
    name_en: Words


class IndicatorSet(_Data):
    """A set of indicators in force for a time."""

    KEY: ClassVar = ("code", "valid_from")
    code: Code
    name: Words
    name_en: Words
    subjects: list[Subject] = Field(min_length=1)
    period: Period
    valid_from: date
    valid_until: date | None = None
    total: Exact | None = None
    grades: list[Grade] = []
    groups: list[Group] = Field(min_length=1)
    missing: list[Missing] = []
    source: Source

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        for after, before in zip(self.grades, self.grades[1:], strict=False):
            if before.at_least >= after.at_least:
                raise bad(_("Xếp loại phải ghi từ cao xuống thấp."))
        if self.grades and self.grades[-1].at_least != 0:
            raise bad(_("Xếp loại cuối phải bắt đầu từ 0 điểm."))
        return self

    def as_data(self) -> dict[str, Any]:
        """As it is kept: plain values, without what is left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def span_of(self, indicator: Indicator) -> tuple[date, date | None]:
        """From when until when (exclusive) one of its indicators holds."""
        return indicator.valid_from or self.valid_from, indicator.valid_until or self.valid_until

    def holding(self, on: date) -> list[Indicator]:
        """Its indicators in force on a day, in their order."""
        return [one for group in self.groups for one in group.indicators if holds(self.span_of(one), on)]


def holds(span: tuple[date, date | None], on: date) -> bool:
    """Whether a day lies in a span."""
    return span[0] <= on and (span[1] is None or on < span[1])
