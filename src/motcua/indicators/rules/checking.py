"""What is wrong with a formula that can be read: names nobody knows, nothing to divide by, one where many belong."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from motcua.indicators.rules.evaluation import value_of
from motcua.indicators.rules.formula import (
    OF_SAMPLES,
    Calculation,
    Call,
    Comparison,
    Fact,
    Function,
    Node,
    Operator,
    Other,
    parts,
    walk,
)
from motcua.indicators.rules.vocabulary import FACTS, FactName
from motcua.kernel.speech import say as _


def mistakes(node: Node, *, facts: Mapping[str, FactName] = FACTS) -> Iterator[tuple[str, int]]:
    """Each mistake and at which character it stands; other indicators are looked at where all are known."""
    for one, of_sample in _with_place(node):
        match one:
            case Fact() if one.name not in facts:
                yield _("Không có số liệu «%s».") % one.name, one.at
            case Fact() if facts[one.name].is_sample and not of_sample:
                yield _("«%s» có nhiều giá trị: phải lấy median, mean, total, size hoặc quantile.") % one.name, one.at
            case Fact() if of_sample and not facts[one.name].is_sample:
                yield _("«%s» chỉ có một giá trị.") % one.name, one.at
            case Calculation(operator=Operator.DIVIDE) if _is_zero(one.right):
                yield _("Chia cho 0."), one.at
            case Call(function=Function.SHARE) if _is_zero(one.arguments[1]):
                yield _("Chia cho 0."), one.at


def _with_place(node: Node | Comparison, of_sample: bool = False) -> Iterator[tuple[Node | Comparison, bool]]:
    """Every node, and whether it stands where a fact of many values belongs."""
    yield node, of_sample
    for place, part in enumerate(parts(node)):
        yield from _with_place(part, isinstance(node, Call) and node.function in OF_SAMPLES and place == 0)


def _is_zero(node: Node) -> bool:
    """Whether it is nothing whatever the facts are, as far as numbers alone tell."""
    return value_of(node, {}) == Fraction()


def others_in(node: Node) -> dict[str, int]:
    """The codes of other indicators and where each stands first."""
    found: dict[str, int] = {}
    for one in walk(node):
        if isinstance(one, Other):
            found.setdefault(one.code, one.at)
    return found


def facts_in(node: Node) -> list[str]:
    """The names of facts, each once, in their order."""
    return list(dict.fromkeys(one.name for one in walk(node) if isinstance(one, Fact)))


def quantiles_in(node: Node) -> bool:
    """Whether it asks for a median or another quantile, which no sums tell."""
    return any(isinstance(one, Call) and one.function in (Function.MEDIAN, Function.QUANTILE) for one in walk(node))
