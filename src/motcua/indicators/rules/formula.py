"""The language of indicators: text into a tree and back. Nothing is ever executed; what is not a formula is refused.

share(resolved_on_time, judged)          a share; a fact is named, another indicator begins with @
min(2, 2 * @nd224.truc_tuyen / 80%)      + - * /, min, max, round(value, places)
median(working_minutes)                  median, mean, total, size, quantile(sample, 90%) of a fact of many values
steps(share(a, b), 0, 90%: 1, 100%: 2)   the value below the first threshold, then from each threshold on
if(petitions = 0, 6, 6 * @x)             only the branch that holds is looked at
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from motcua.kernel.speech import say as _

MAX_LENGTH = 2_000
MAX_DEPTH = 40


class BadFormula(ValueError):
    """Why a text is no formula, and at which character, counted from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


@dataclass(frozen=True)
class Number:
    value: Fraction
    is_percent: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Fact:
    """Something that was counted, by its name in the vocabulary."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Other:
    """The value of another indicator, by its code."""

    code: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negative:
    of: "Node"
    at: int = field(default=0, compare=False)


class Operator(StrEnum):
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Relation(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True)
class Calculation:
    operator: Operator
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """Stands only where `if` asks something."""

    relation: Relation
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


class Function(StrEnum):
    SHARE = "share"
    MIN = "min"
    MAX = "max"
    ROUND = "round"
    MEDIAN = "median"
    MEAN = "mean"
    TOTAL = "total"
    SIZE = "size"
    QUANTILE = "quantile"


OF_SAMPLES = frozenset({Function.MEDIAN, Function.MEAN, Function.TOTAL, Function.SIZE, Function.QUANTILE})
# How many arguments each takes: at least, at most (None: any number).
_ARGUMENTS: dict[Function, tuple[int, int | None]] = {
    Function.SHARE: (2, 2),
    Function.MIN: (2, None),
    Function.MAX: (2, None),
    Function.ROUND: (2, 2),
    Function.MEDIAN: (1, 1),
    Function.MEAN: (1, 1),
    Function.TOTAL: (1, 1),
    Function.SIZE: (1, 1),
    Function.QUANTILE: (2, 2),
}


@dataclass(frozen=True)
class Call:
    function: Function
    arguments: tuple["Node", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Steps:
    """`below` under the first threshold; from each threshold on, what stands beside it."""

    of: "Node"
    below: Number
    steps: tuple[tuple[Number, Number], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class If:
    condition: Comparison
    then: "Node"
    otherwise: "Node"
    at: int = field(default=0, compare=False)


Node = Number | Fact | Other | Negative | Calculation | Call | Steps | If

_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,6})?%?)(?![0-9A-Za-z_.])"
    r"|(?P<other>@[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<relation><=|>=|≤|≥|<|>|=)"
    r"|(?P<sign>[-+*/(),:−×÷])"
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n]*")
_SAME = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">="}
_KEYWORDS = frozenset({"if", "steps", *(function.value for function in Function)})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    at = _space(text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadFormula(_("Không hiểu ký tự này trong công thức."), at)
        written = found.group()
        yield _Token(found.lastgroup or "", _SAME.get(written, written), at)
        at = _space(text, found.end())
    yield _Token("end", "", len(text))


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def parse(text: str) -> Node:
    """The tree of a formula; `BadFormula` with the place for every other text."""
    if len(text) > MAX_LENGTH:
        raise BadFormula(_("Công thức quá dài."), MAX_LENGTH)
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += 1
        return token

    def has(self, *texts: str) -> bool:
        return self.next.kind in ("sign", "relation") and self.next.text in texts

    def expect(self, text: str) -> _Token:
        if not self.has(text):
            raise BadFormula(_("Ở đây phải là «%s».") % text, self.next.at)
        return self.take()

    def whole(self) -> Node:
        node = self.sum()
        if self.next.kind != "end":
            raise BadFormula(_("Công thức đã hết trước chỗ này."), self.next.at)
        if (deep := _too_deep(node)) is not None:
            raise BadFormula(_("Công thức lồng nhau quá sâu."), deep)
        return node

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadFormula(_("Công thức lồng nhau quá sâu."), self.next.at)
        node = self.product()
        while self.has("+", "-"):
            sign = self.take()
            node = Calculation(Operator(sign.text), node, self.product(), at=sign.at)
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.factor()
        while self.has("*", "/"):
            sign = self.take()
            node = Calculation(Operator(sign.text), node, self.factor(), at=sign.at)
        return node

    def factor(self) -> Node:
        if not self.has("-"):
            return self.atom()
        sign = self.take()
        if self.has("-"):
            raise BadFormula(_("Hai dấu trừ liền nhau."), self.next.at)
        return Negative(self.atom(), at=sign.at)

    def atom(self) -> Node:
        token = self.next
        if self.has("("):
            self.take()
            node = self.sum()
            self.expect(")")
            return node
        if token.kind == "number":
            return self.number()
        if token.kind == "other":
            return Other(self.take().text[1:], at=token.at)
        if token.kind != "name":
            raise BadFormula(_("Ở đây phải là một số, một số liệu, một chỉ số hoặc một hàm."), token.at)
        self.take()
        if token.text in _KEYWORDS:
            return self.called(token)
        if self.has("("):
            raise BadFormula(_("Không có hàm «%s».") % token.text, token.at)
        return Fact(token.text, at=token.at)

    def number(self) -> Number:
        token = self.next
        if token.kind != "number":
            raise BadFormula(_("Ở đây phải là một số."), token.at)
        self.take()
        if token.text.endswith("%"):
            return Number(Fraction(token.text[:-1]) / 100, is_percent=True, at=token.at)
        return Number(Fraction(token.text), at=token.at)

    def called(self, name: _Token) -> Node:
        self.expect("(")
        if name.text == "if":
            node: Node = self.choice(name.at)
        elif name.text == "steps":
            node = self.stepped(name.at)
        else:
            node = self.call(Function(name.text), name.at)
        self.expect(")")
        return node

    def choice(self, at: int) -> If:
        left = self.sum()
        if self.next.kind != "relation":
            raise BadFormula(_("Điều kiện phải so sánh hai vế."), self.next.at)
        relation = self.take()
        condition = Comparison(Relation(relation.text), left, self.sum(), at=relation.at)
        self.expect(",")
        then = self.sum()
        self.expect(",")
        return If(condition, then, self.sum(), at=at)

    def stepped(self, at: int) -> Steps:
        of = self.sum()
        self.expect(",")
        below = self.number()
        steps: list[tuple[Number, Number]] = []
        while self.has(","):
            self.take()
            threshold = self.number()
            if steps and threshold.value <= steps[-1][0].value:
                raise BadFormula(_("Ngưỡng phải tăng dần."), threshold.at)
            self.expect(":")
            steps.append((threshold, self.number()))
        if not steps:
            raise BadFormula(_("Phải có ít nhất một ngưỡng."), self.next.at)
        return Steps(of, below, tuple(steps), at=at)

    def call(self, function: Function, at: int) -> Call:
        arguments = [self.sum()]
        least, most = _ARGUMENTS[function]
        while self.has(",") and (most is None or len(arguments) < most):
            arguments.append((self.take(), self.sum())[1])
        if len(arguments) < least or (most is None and len(arguments) > MAX_DEPTH):
            raise BadFormula(_("Số đối số của «%s» không đúng.") % function, at)
        if function in OF_SAMPLES and not isinstance(arguments[0], Fact):
            raise BadFormula(_("«%s» chỉ nhận tên một số liệu.") % function, arguments[0].at)
        if function in (Function.ROUND, Function.QUANTILE) and not isinstance(arguments[1], Number):
            raise BadFormula(_("Ở đây phải là một số."), arguments[1].at)
        if function == Function.ROUND and arguments[1] not in [Number(Fraction(places)) for places in range(7)]:
            raise BadFormula(_("Làm tròn đến 0 … 6 chữ số."), arguments[1].at)
        if function == Function.QUANTILE and isinstance(arguments[1], Number) and arguments[1].value > 1:
            raise BadFormula(_("Phần của phân vị là từ 0% đến 100%."), arguments[1].at)
        return Call(function, tuple(arguments), at=at)


_BINDS = {Operator.ADD: 1, Operator.SUBTRACT: 1, Operator.MULTIPLY: 2, Operator.DIVIDE: 2}


def written(node: Node | Comparison) -> str:
    """The one way to write a tree; `parse` gives the same tree back."""
    match node:
        case Negative():
            return f"-{_bound(node.of, 3)}"
        case Comparison():
            return f"{written(node.left)} {node.relation} {written(node.right)}"
        case Calculation():
            binds = _BINDS[node.operator]
            return f"{_bound(node.left, binds)} {node.operator} {_bound(node.right, binds + 1)}"
        case Call():
            return f"{node.function}({', '.join(map(written, node.arguments))})"
        case Steps():
            steps = [f"{written(threshold)}: {written(value)}" for threshold, value in node.steps]
            return f"steps({', '.join([written(node.of), written(node.below), *steps])})"
        case If():
            return f"if({written(node.condition)}, {written(node.then)}, {written(node.otherwise)})"
        case _:
            return _leaf(node)


def _leaf(node: Number | Fact | Other) -> str:
    match node:
        case Number():
            return f"{decimal(node.value * 100)}%" if node.is_percent else decimal(node.value)
        case Fact():
            return node.name
        case Other():
            return f"@{node.code}"


def _bound(node: Node, at_least: int) -> str:
    match node:
        case Calculation():
            binds = _BINDS[node.operator]
        case Negative():
            # -a * b is (-a) * b; on the right of a sign a minus stands in brackets.
            binds = 2
        case _:
            binds = 4
    return written(node) if binds >= at_least else f"({written(node)})"


def decimal(value: Fraction) -> str:
    """A number with an end: 0.8, 12, 33.25."""
    whole, after = divmod(int(value * 10**8), 10**8)
    return f"{whole}.{after:08d}".rstrip("0").rstrip(".")


def parts(node: Node | Comparison) -> tuple[Node | Comparison, ...]:
    """What a node is made of, from left to right."""
    match node:
        case Negative():
            return (node.of,)
        case Calculation() | Comparison():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case Steps():
            return (node.of, node.below, *(one for step in node.steps for one in step))
        case If():
            return (node.condition, node.then, node.otherwise)
        case _:
            return ()


def walk(node: Node | Comparison) -> Iterator[Node | Comparison]:
    """Every node of a tree, its top first."""
    yield node
    for part in parts(node):
        yield from walk(part)


def _too_deep(node: Node) -> int | None:
    """Where a tree is deeper than it may be: a long chain of signs is a deep tree, which others walk from its top."""
    waiting: list[tuple[Node | Comparison, int]] = [(node, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return one.at
        waiting += [(part, depth + 1) for part in parts(one)]
    return None
