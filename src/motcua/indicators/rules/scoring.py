"""Points of indicators and of sets: how many were reached, how many are measured, and the class where it is sure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from motcua.indicators.rules.definitions import (
    Found,
    Grade,
    Indicator,
    IndicatorSet,
    NoCases,
    Rule,
    Subject,
    holds,
)
from motcua.indicators.rules.evaluation import (
    Computed,
    Facts,
    NotMeasured,
    Value,
    Why,
    evaluate,
    not_measured,
    value_of,
)


class State(StrEnum):
    """How a value came about, or why there is none."""

    MEASURED = "MEASURED"
    NOT_MEASURED = "NOT_MEASURED"
    NO_RULE = "NO_RULE"
    # The points that the rule gives where there was nothing to measure, or where it does not apply.
    NO_CASES = "NO_CASES"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True)
class Scored:
    """One indicator of one subject in one period."""

    indicator: Indicator
    state: State
    value: Value
    points: Value
    cases: Value | None = None
    how: Computed | None = None


class Scorer:
    """Evaluates indicators over the facts of one subject in one period; each is computed once."""

    def __init__(self, indicators: Iterable[Indicator], facts: Facts, *, subject: Subject) -> None:
        self.indicators = {one.code: one for one in indicators}
        self.facts, self.subject = facts, subject
        self._known: dict[str, Scored] = {}
        self._under_way: set[str] = set()

    def scored(self, code: str) -> Scored:
        """An indicator's value and points."""
        if code not in self._known:
            self._under_way.add(code)
            self._known[code] = self._score(self.indicators[code])
            self._under_way.discard(code)
        return self._known[code]

    def _value(self, code: str) -> Value:
        # What leads back to itself is refused when it is loaded; here it would only never end.
        if code not in self.indicators or code in self._under_way:
            return not_measured(Why.NO_INDICATOR, code)
        return self.scored(code).value

    def _score(self, one: Indicator) -> Scored:
        if one.applies_to and self.subject not in one.applies_to:
            # «Không áp dụng thì được điểm tối đa».
            return Scored(one, State.NOT_APPLICABLE, not_measured(Why.NO_CASES), one.weight)
        if one.state == Found.RULE_NOT_FOUND or one.tree is None:
            nothing = not_measured(Why.NO_RULE, one.code)
            return Scored(one, State.NO_RULE, nothing, nothing)
        cases = value_of(one.cases_tree, self.facts, others=self._value) if one.cases_tree is not None else None
        how = evaluate(one.tree, self.facts, others=self._value)
        value = how.value if isinstance(how.value, Fraction | NotMeasured) else not_measured(Why.NO_FACT)
        if cases == 0 and one.no_cases != NoCases.NOT_MEASURED:
            points = one.weight if one.no_cases == NoCases.FULL else Fraction()
            return Scored(one, State.NO_CASES, not_measured(Why.NO_CASES, one.code), points, cases, how)
        if isinstance(value, NotMeasured):
            return Scored(one, State.NOT_MEASURED, value, value, cases, how)
        return Scored(one, State.MEASURED, value, points_of(one, value), cases, how)


def points_of(one: Indicator, value: Fraction) -> Fraction:
    """What a value is worth: from nothing to the weight."""
    match one.scoring:
        case Rule.NONE:
            return Fraction()
        case Rule.VALUE:
            points = value
        case Rule.PROPORTIONAL:
            points = one.weight * value / (one.target or 1)
        case Rule.STEPS:
            points = next((step.points for step in reversed(one.steps) if value >= step.at_least), Fraction())
    return min(max(points, Fraction()), one.weight)


@dataclass(frozen=True)
class Sum:
    """Points of several indicators: what was reached of what is measured, and what is not measured."""

    points: Fraction
    measured: Fraction
    total: Fraction

    @property
    def at_most(self) -> Fraction:
        """What it could be at most, were all the rest measured."""
        return self.points + self.total - self.measured

    @property
    def is_whole(self) -> bool:
        return self.measured == self.total


def sum_of(parts: Iterable[Scored]) -> Sum:
    """The points of all parts; one that is not measured adds to the total alone."""
    points = measured = total = Fraction()
    for part in parts:
        total += part.indicator.weight
        if isinstance(part.points, Fraction):
            points += part.points
            measured += part.indicator.weight
    return Sum(points, measured, total)


@dataclass(frozen=True)
class SetScore:
    """A set for one subject in one period, group by group."""

    of: IndicatorSet
    groups: tuple[tuple[Scored, ...], ...]

    @property
    def parts(self) -> tuple[Scored, ...]:
        return tuple(part for group in self.groups for part in group)

    @property
    def sum(self) -> Sum:
        return sum_of(self.parts)

    @property
    def grade(self) -> Grade | None:
        """The class, where it is the same whatever the parts that are not measured would be worth."""
        lowest, highest = _grade(self.of.grades, self.sum.points), _grade(self.of.grades, self.sum.at_most)
        return lowest if lowest == highest else None


def _grade(grades: Sequence[Grade], points: Fraction) -> Grade | None:
    return next((grade for grade in grades if points >= grade.at_least), None)


def score(
    one: IndicatorSet, facts: Facts, *, on: date, subject: Subject, others: Mapping[str, Indicator] | None = None
) -> SetScore:
    """A set by the definitions in force on a day; `others` are the indicators of other sets that its own may name."""
    scorer = Scorer([*(others or {}).values(), *one.holding(on)], facts, subject=subject)
    groups = tuple(
        tuple(scorer.scored(indicator.code) for indicator in group.indicators if holds(one.span_of(indicator), on))
        for group in one.groups
    )
    return SetScore(one, groups)
