"""The value of a formula over facts: an exact fraction, or «not measured» with its reasons; never a guess or an error.

What was computed stays beside every node (`Computed`), so that each figure can say how it was made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from motcua.indicators.rules.formula import (
    OF_SAMPLES,
    Calculation,
    Call,
    Comparison,
    Fact,
    Function,
    If,
    Negative,
    Node,
    Number,
    Operator,
    Other,
    Relation,
    Steps,
)


class Why(StrEnum):
    """Why something is not measured."""

    NO_FACT = "NO_FACT"
    NO_CASES = "NO_CASES"
    PART_OVER_WHOLE = "PART_OVER_WHOLE"
    NO_RULE = "NO_RULE"
    NO_INDICATOR = "NO_INDICATOR"


@dataclass(frozen=True)
class Reason:
    """What is missing: the fact or indicator, or what there was none of."""

    why: Why
    of: str = ""


@dataclass(frozen=True)
class NotMeasured:
    """A value of its own: whatever is computed with it is not measured either."""

    reasons: frozenset[Reason]


Value = Fraction | NotMeasured


def not_measured(why: Why, of: str = "") -> NotMeasured:
    return NotMeasured(frozenset({Reason(why, of)}))


class Sample(Protocol):
    """Many values of one thing, summed up by who holds them; None where there is none."""

    @property
    def size(self) -> int: ...

    @property
    def total(self) -> Fraction: ...

    def quantile(self, share: Fraction) -> Fraction | None: ...


@dataclass(frozen=True)
class Values:
    """A sample at hand."""

    values: tuple[Fraction, ...]

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def total(self) -> Fraction:
        return sum(self.values, Fraction())

    def quantile(self, share: Fraction) -> Fraction | None:
        """As PostgreSQL's `percentile_cont`: between two values, in proportion."""
        if not self.values:
            return None
        ordered = sorted(self.values)
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def sample(values: Sequence[int | Fraction]) -> Values:
    return Values(tuple(map(Fraction, values)))


# What was counted, by the names of the vocabulary; what nobody counts is not in it, or None.
Facts = Mapping[str, "int | Fraction | Sample | None"]


@dataclass(frozen=True)
class Computed:
    """A node with its value; branches that were not looked at are not among its parts."""

    node: Node | Comparison
    value: Value | bool | Sample
    parts: tuple["Computed", ...] = ()


Indicators = Callable[[str], Value]


def _no_indicator(code: str) -> Value:
    return not_measured(Why.NO_INDICATOR, code)


def evaluate(node: Node, facts: Facts, *, others: Indicators = _no_indicator) -> Computed:
    """The formula with everything that was computed on the way; its top's value is a fraction or `NotMeasured`."""
    return _Evaluation(facts, others).of(node)


def value_of(node: Node, facts: Facts, *, others: Indicators = _no_indicator) -> Value:
    """The value alone."""
    return _number(evaluate(node, facts, others=others))


def _number(computed: Computed) -> Value:
    if isinstance(computed.value, Fraction | NotMeasured):
        return computed.value
    # A sample where a number belongs: `checking` refuses it before it is loaded.
    return not_measured(Why.NO_FACT, computed.node.name if isinstance(computed.node, Fact) else "")


class _Evaluation:
    def __init__(self, facts: Facts, others: Indicators) -> None:
        self.facts, self.others = facts, others

    def of(self, node: Node) -> Computed:
        match node:
            case Number():
                return Computed(node, node.value)
            case Fact():
                return Computed(node, self.fact(node.name))
            case Other():
                return Computed(node, self.others(node.code))
            case If():
                return self.chosen(node)
            case _:
                return self.computed(node)

    def computed(self, node: Negative | Calculation | Call | Steps) -> Computed:
        match node:
            case Negative():
                part = self.of(node.of)
                value = _number(part)
                return Computed(node, value if isinstance(value, NotMeasured) else -value, (part,))
            case Calculation():
                left, right = self.of(node.left), self.of(node.right)
                return Computed(node, _calculated(node.operator, left, right), (left, right))
            case Call():
                parts = tuple(self.of(argument) for argument in node.arguments)
                return Computed(node, _called(node.function, parts), parts)
            case Steps():
                part = self.of(node.of)
                return Computed(node, _stepped(node, _number(part)), (part,))

    def fact(self, name: str) -> Value | Sample:
        found = self.facts.get(name)
        if found is None:
            return not_measured(Why.NO_FACT, name)
        return Fraction(found) if isinstance(found, int | Fraction) else found

    def chosen(self, node: If) -> Computed:
        left, right = self.of(node.condition.left), self.of(node.condition.right)
        known = _both(_number(left), _number(right))
        if isinstance(known, NotMeasured):
            return Computed(node, known, (Computed(node.condition, known, (left, right)),))
        holds = _holds(node.condition.relation, *known)
        branch = self.of(node.then if holds else node.otherwise)
        return Computed(node, _number(branch), (Computed(node.condition, holds, (left, right)), branch))


def _both(left: Value, right: Value) -> tuple[Fraction, Fraction] | NotMeasured:
    if isinstance(left, NotMeasured):
        return NotMeasured(left.reasons | right.reasons) if isinstance(right, NotMeasured) else left
    return right if isinstance(right, NotMeasured) else (left, right)


def _holds(relation: Relation, left: Fraction, right: Fraction) -> bool:
    match relation:
        case Relation.LESS:
            return left < right
        case Relation.AT_MOST:
            return left <= right
        case Relation.MORE:
            return left > right
        case Relation.AT_LEAST:
            return left >= right
        case Relation.EQUAL:
            return left == right


def _calculated(operator: Operator, left: Computed, right: Computed) -> Value:
    known = _both(_number(left), _number(right))
    if isinstance(known, NotMeasured):
        return known
    match operator:
        case Operator.ADD:
            return known[0] + known[1]
        case Operator.SUBTRACT:
            return known[0] - known[1]
        case Operator.MULTIPLY:
            return known[0] * known[1]
        case Operator.DIVIDE:
            return known[0] / known[1] if known[1] else _none_of(right)


def _none_of(computed: Computed) -> NotMeasured:
    """There is nothing to divide by: what there was none of, where it has a name."""
    return not_measured(Why.NO_CASES, _name(computed))


def _called(function: Function, arguments: Sequence[Computed]) -> Value:
    if function in OF_SAMPLES:
        return _summed_up(function, arguments)
    values: list[Fraction] = []
    reasons: frozenset[Reason] = frozenset()
    for value in map(_number, arguments):
        if isinstance(value, NotMeasured):
            reasons |= value.reasons
        else:
            values.append(value)
    if reasons:
        return NotMeasured(reasons)
    match function:
        case Function.MIN:
            return min(values)
        case Function.MAX:
            return max(values)
        case Function.ROUND:
            return rounded(values[0], int(values[1]))
    return _share(arguments, *values)


def _share(arguments: Sequence[Computed], part: Fraction, whole: Fraction) -> Value:
    if not whole:
        return _none_of(arguments[1])
    if not 0 <= part / whole <= 1:
        # One of the two was counted wrongly; a share of more than all would be shown as if it were good.
        return not_measured(Why.PART_OVER_WHOLE, _name(arguments[0]))
    return part / whole


def _name(computed: Computed) -> str:
    node = computed.node
    return node.name if isinstance(node, Fact) else node.code if isinstance(node, Other) else ""


def _summed_up(function: Function, arguments: Sequence[Computed]) -> Value:
    many = arguments[0].value
    name = _name(arguments[0])
    if isinstance(many, NotMeasured):
        return many
    if isinstance(many, Fraction | bool):
        return not_measured(Why.NO_FACT, name)
    match function:
        case Function.SIZE:
            return Fraction(many.size)
        case Function.TOTAL:
            return many.total
        case Function.MEAN:
            return many.total / many.size if many.size else not_measured(Why.NO_CASES, name)
    share = Fraction(1, 2) if function == Function.MEDIAN else _number(arguments[1])
    if isinstance(share, NotMeasured):
        return share
    found = many.quantile(share)
    return not_measured(Why.NO_CASES, name) if found is None else found


def _stepped(node: Steps, value: Value) -> Value:
    if isinstance(value, NotMeasured):
        return value
    reached = node.below.value
    for threshold, points in node.steps:
        if value >= threshold.value:
            reached = points.value
    return reached


def rounded(value: Fraction, places: int) -> Fraction:
    """Half away from nothing, as people round: 2,25 → 2,3."""
    scale = 10**places
    whole = int(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, scale)
