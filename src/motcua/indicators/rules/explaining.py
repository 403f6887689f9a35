"""How a figure was made, in words and with its values put in; as one line and as a tree to unfold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.indicators.rules.definitions import Indicator, Rule
from motcua.indicators.rules.evaluation import Computed, NotMeasured, Reason, Why
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
    parts,
)
from motcua.indicators.rules.scoring import Scored, State
from motcua.indicators.rules.vocabulary import FACTS, Unit
from motcua.kernel.speech import gettext_noop

_SIGNS = {Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×", Operator.DIVIDE: "÷"}
_RELATIONS = {
    Relation.LESS: "<",
    Relation.AT_MOST: "≤",
    Relation.MORE: ">",
    Relation.AT_LEAST: "≥",
    Relation.EQUAL: "=",
}
# What holds where the relation does not.
_CONTRARY = {
    Relation.LESS: "≥",
    Relation.AT_MOST: ">",
    Relation.MORE: "≤",
    Relation.AT_LEAST: "<",
    Relation.EQUAL: "≠",
}
_FUNCTIONS = {
    Function.MIN: gettext_noop("số nhỏ nhất trong (%s)"),
    Function.MAX: gettext_noop("số lớn nhất trong (%s)"),
    Function.ROUND: gettext_noop("làm tròn (%(of)s) đến %(places)s chữ số thập phân"),
    Function.MEDIAN: gettext_noop("trung vị của %s"),
    Function.MEAN: gettext_noop("trung bình của %s"),
    Function.TOTAL: gettext_noop("tổng của %s"),
    Function.SIZE: gettext_noop("số trường hợp có %s"),
    Function.QUANTILE: gettext_noop("mức mà %(share)s không vượt quá của %(of)s"),
}
_REASONS = {
    Why.NO_FACT: gettext_noop("chưa có số liệu «%s»"),
    Why.NO_CASES: gettext_noop("không có trường hợp nào: «%s»"),
    Why.PART_OVER_WHOLE: gettext_noop("số liệu không khớp: «%s» không nằm trong tổng của nó"),
    Why.NO_RULE: gettext_noop("chưa tìm được quy định của «%s»"),
    Why.NO_INDICATOR: gettext_noop("không tính được chỉ số «%s»"),
}
_NOT_MEASURED = gettext_noop("chưa đo được")
_MANY = gettext_noop("nhiều giá trị")
_IF = gettext_noop("nếu %(condition)s thì %(then)s, không thì %(otherwise)s")
_AS = gettext_noop("vì %(condition)s nên %(then)s")
_STEPS = gettext_noop("theo bậc của %(of)s (%(steps)s)")
_BELOW = gettext_noop("dưới %(threshold)s: %(points)s")
_FROM = gettext_noop("từ %(threshold)s: %(points)s")

_POINTS = {
    State.NO_CASES: gettext_noop("không có trường hợp nào, theo quy định được %(points)s trên %(weight)s điểm"),
    State.NOT_APPLICABLE: gettext_noop("không áp dụng, theo quy định được %(points)s trên %(weight)s điểm"),
    State.NO_RULE: gettext_noop("chưa tìm được quy định: %(weight)s điểm chưa đo được"),
    State.NOT_MEASURED: gettext_noop("chưa đo được: %(weight)s điểm"),
}
_WITHOUT_POINTS = gettext_noop("không chấm điểm")
_AT_MOST = gettext_noop("%(how)s, không quá %(weight)s")

# How a number of each unit is said.
UNITS = {
    Unit.DOSSIERS: gettext_noop("%s hồ sơ"),
    Unit.STEPS: gettext_noop("%s bước"),
    Unit.PROCEDURES: gettext_noop("%s thủ tục"),
    Unit.PETITIONS: gettext_noop("%s phản ánh, kiến nghị"),
    Unit.PAPERS: gettext_noop("%s giấy tờ"),
    Unit.MINUTES: gettext_noop("%s phút làm việc"),
    Unit.STARS: gettext_noop("%s ngôi sao"),
    Unit.DONG: gettext_noop("%s đồng"),
    Unit.SHARE: "%s",
    Unit.POINTS: gettext_noop("%s điểm"),
}


@dataclass(frozen=True)
class Speech:
    """One language: what puts our texts into it, the names of indicators, how its numbers are written."""

    say: Callable[[str], str]
    indicator: Callable[[str], str] = str
    comma: str = ","

    def number(self, value: Fraction, *, as_percent: bool = False) -> str:
        """12, 0,8, 33,3333 or ≈ where it has no end within four places; 80%."""
        shown = value * 100 if as_percent else value
        units = abs(shown) * 10_000
        whole, after = divmod(int(units), 10_000)
        text = f"{whole}.{after:04d}".rstrip("0").rstrip(".").replace(".", self.comma)
        sign = "−" if shown < 0 else ""
        about = "≈ " if units != int(units) else ""
        return f"{about}{sign}{text}{'%' if as_percent else ''}"

    def fact(self, name: str) -> str:
        return self.say(FACTS[name].words) if name in FACTS else name


@dataclass(frozen=True)
class Part:
    """One thing that was computed: in words, its value, and what it was computed from."""

    words: str
    value: str
    parts: tuple["Part", ...] = ()


def in_words(node: Node | Comparison, speech: Speech) -> str:
    """A formula as people say it."""
    if not parts(node):
        return _leaf(node, speech)
    said = [in_words(part, speech) for part in parts(node)]
    return _joined(node, _bracketed(node, parts(node), said), speech)


def with_values(computed: Computed, speech: Speech) -> str:
    """The same with what was counted put in; of a choice, the branch that held."""
    node = computed.node
    if isinstance(node, Number):
        return _leaf(node, speech)
    if not computed.parts or (isinstance(node, Call) and node.function in OF_SAMPLES):
        # A fact, another indicator, what sums up many values.
        return value_in_words(computed, speech, with_reasons=False)
    said = [with_values(part, speech) for part in computed.parts]
    if isinstance(node, If):
        return _chosen(computed, said, speech)
    return _joined(node, _bracketed(node, [part.node for part in computed.parts], said), speech)


def value_in_words(computed: Computed, speech: Speech, *, with_reasons: bool = True) -> str:
    """The value, or why there is none."""
    value = computed.value
    if isinstance(value, Fraction):
        return speech.number(value)
    if isinstance(value, NotMeasured):
        return why_not(value, speech) if with_reasons else speech.say(_NOT_MEASURED)
    return speech.say(_MANY)


def why_not(value: NotMeasured, speech: Speech) -> str:
    """«chưa đo được (chưa có số liệu «…»)»."""
    reasons = "; ".join(sorted(_reason(reason, speech) for reason in value.reasons if reason.of))
    return f"{speech.say(_NOT_MEASURED)} ({reasons})" if reasons else speech.say(_NOT_MEASURED)


def _reason(reason: Reason, speech: Speech) -> str:
    name = speech.fact(reason.of) if reason.of in FACTS else speech.indicator(reason.of)
    return speech.say(_REASONS[reason.why]) % name


def explained(computed: Computed, speech: Speech) -> str:
    """«formula in words = values put in = value»."""
    told = [in_words(computed.node, speech), with_values(computed, speech), value_in_words(computed, speech)]
    return _equal(*dict.fromkeys(told))


def _equal(*told: str) -> str:
    """«a = b», and «a ≈ b» where the next one is about so much; what stands inside each stays as it is."""
    return told[0] + "".join(f" {one}" if one.startswith("≈") else f" = {one}" for one in told[1:])


def tree(computed: Computed, speech: Speech) -> Part:
    """Everything that was computed, to unfold step by step."""
    shown = (with_values if isinstance(computed.node, Comparison) else value_in_words)(computed, speech)
    return Part(in_words(computed.node, speech), shown, tuple(tree(part, speech) for part in computed.parts))


def points_in_words(scored: Scored, speech: Speech) -> str:
    """How a value became points: «2 × 0,6 ÷ 80% = 1,5»."""
    one, value, points = scored.indicator, scored.value, scored.points
    if one.scoring == Rule.NONE and not one.weight:
        return speech.say(_WITHOUT_POINTS)
    weight = speech.number(one.weight)
    reached = speech.number(points) if isinstance(points, Fraction) else ""
    if not isinstance(value, Fraction) or scored.state != State.MEASURED:
        return speech.say(_POINTS[scored.state]) % {"points": reached, "weight": weight}
    how = _how_scored(one, value, speech)
    return how if how == reached else _equal(how, reached)


def _how_scored(one: Indicator, value: Fraction, speech: Speech) -> str:
    shown = speech.number(value)
    match one.scoring:
        case Rule.PROPORTIONAL:
            target = "" if one.target is None else f" ÷ {speech.number(one.target, as_percent=True)}"
            how, most = f"{speech.number(one.weight)} × {shown}{target}", value / (one.target or 1) * one.weight
        case Rule.STEPS:
            first = (speech.number(one.steps[0].at_least), "0")
            steps = [(speech.number(step.at_least), speech.number(step.points)) for step in one.steps]
            return _stepped(shown, first, steps, speech)
        case _:
            how, most = shown, value
    if most <= one.weight:
        return how
    return speech.say(_AT_MOST) % {"how": how, "weight": speech.number(one.weight)}


def _leaf(node: Node | Comparison, speech: Speech) -> str:
    match node:
        case Number():
            return speech.number(node.value, as_percent=node.is_percent)
        case Fact():
            return speech.fact(node.name)
        case Other():
            return speech.indicator(node.code)
    return ""


def _joined(node: Node | Comparison, said: Sequence[str], speech: Speech) -> str:
    """What a node says, of what its parts say."""
    match node:
        case Negative():
            return f"−{said[0]}"
        case Comparison():
            return f"{said[0]} {_RELATIONS[node.relation]} {said[1]}"
        case Calculation():
            return f"{said[0]} {_SIGNS[node.operator]} {said[1]}"
        case Call(function=Function.SHARE):
            return f"{said[0]} ÷ {said[1]}"
        case Call():
            return _called(node.function, said, speech)
        case Steps():
            return _steps(node, said[0], speech)
        case _:
            return speech.say(_IF) % dict(zip(("condition", "then", "otherwise"), said, strict=True))


def _chosen(computed: Computed, said: Sequence[str], speech: Speech) -> str:
    """Why a branch was taken, and the branch; a choice that could not be made is not measured."""
    condition = computed.parts[0]
    if len(said) == 1 or not isinstance(condition.node, Comparison):
        return speech.say(_NOT_MEASURED)
    left, right = (with_values(part, speech) for part in condition.parts)
    relations = _RELATIONS if condition.value is True else _CONTRARY
    return speech.say(_AS) % {"condition": f"{left} {relations[condition.node.relation]} {right}", "then": said[1]}


def _bracketed(node: Node | Comparison, of: Sequence[Node | Comparison], said: Sequence[str]) -> list[str]:
    """Brackets round parts that bind looser than what they stand in."""
    needs: tuple[int, ...] = (0,)
    match node:
        case Negative():
            needs = (3,)
        case Calculation():
            needs = (_binds(node), _binds(node) + 1)
        case Call(function=Function.SHARE):
            needs = (2, 3)
    all_needs = [*needs, *[0] * (len(said) - len(needs))]
    return [f"({text})" if _binds(part) < need else text for part, text, need in zip(of, said, all_needs, strict=True)]


def _called(function: Function, arguments: Sequence[str], speech: Speech) -> str:
    template = speech.say(_FUNCTIONS[function])
    match function:
        case Function.ROUND:
            return template % {"of": arguments[0], "places": arguments[1]}
        case Function.QUANTILE:
            return template % {"of": arguments[0], "share": arguments[1]}
        case _:
            return template % "; ".join(arguments)


def _steps(node: Steps, of: str, speech: Speech) -> str:
    first = (_leaf(node.steps[0][0], speech), _leaf(node.below, speech))
    return _stepped(of, first, [(_leaf(one, speech), _leaf(points, speech)) for one, points in node.steps], speech)


def _stepped(of: str, first: tuple[str, str], steps: Sequence[tuple[str, str]], speech: Speech) -> str:
    """`first`: under which threshold, how many points."""
    told = [speech.say(_BELOW) % {"threshold": first[0], "points": first[1]}]
    told += [speech.say(_FROM) % {"threshold": threshold, "points": points} for threshold, points in steps]
    return speech.say(_STEPS) % {"of": of, "steps": "; ".join(told)}


def _binds(node: Node | Comparison) -> int:
    match node:
        case Calculation(operator=Operator.ADD | Operator.SUBTRACT):
            return 1
        case Calculation() | Negative() | Call(function=Function.SHARE):
            return 2
        case If() | Steps():
            return 0
        case _:
            return 4
