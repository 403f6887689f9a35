"""Terms: how long a case takes and what it costs, filed one way, at one place, on one day. Decided here and only here.

Time and fee are parts of a procedure (NĐ 63/2010 Đ8). Four sources may speak of a part; the first that does gives it:

1. **What the province fixed** by its own decision, from its day on. The chairman of the province publishes time, and
   the fee where fixing it was left to the province (NĐ 63/2010 Đ13.2); the procedure as published nationally, from
   which the other sources speak, gives way to it. It names neither a place nor a case, so it holds at all places and
   in all cases. A value for this very way of filing goes before one for all ways: the particular before the general.
2. **What the reception has as its own**, the values of the version that differ where it is received. It names no case,
   so it holds there in every case.
3. **The case**: a way of filing that stands only for certain answers, the first of them that the answers fulfil.
4. **The ordinary way of filing** of the version.

A part is taken whole: a figure never stands beside a note that speaks of another figure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product
from typing import Any, Protocol, TypeVar

from motcua.procedures.rules import Aspect, Condition, Reception, matches


class Source(StrEnum):
    """Who says a part of the terms."""

    VERSION = "VERSION"
    RECEPTION = "RECEPTION"
    PROVINCE = "PROVINCE"


@dataclass(frozen=True)
class Time:
    """How long it takes; an amount of None is not known, one of 0 is over within the day.

    `instead_of`: what the version says, where the province fixed a time of its own by the decision named.
    """

    amount: int | None = None
    unit: str = ""
    note: str = ""
    is_unit_assumed: bool = False
    source: Source = Source.VERSION
    decision_number: str = ""
    instead_of: "Time | None" = None


@dataclass(frozen=True)
class Fee:
    """What it costs in đồng; None is not known, 0 is free. `instead_of`: as with time."""

    dong: int | None = None
    note: str = ""
    source: Source = Source.VERSION
    decision_number: str = ""
    instead_of: "Fee | None" = None


@dataclass(frozen=True)
class Terms:
    """Time and fee for a way of filing, where a reception receives it, in the cases that fulfil the condition."""

    kind: str
    time: Time
    fee: Fee
    when: Condition = field(default_factory=dict)
    reception: Reception | None = None


class Way(Protocol):
    """A way of filing as the version has it: the ordinary one, or with a condition that of some cases."""

    @property
    def when(self) -> Condition: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def is_unit_assumed(self) -> bool: ...
    @property
    def time_note(self) -> str: ...
    @property
    def fee_dong(self) -> int | None: ...
    @property
    def fee_note(self) -> str: ...


class OwnValue(Protocol):
    """What the province fixed for itself; an empty channel means all."""

    @property
    def aspect(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def fee_dong(self) -> int | None: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def decision_number(self) -> str: ...


W = TypeVar("W", bound=Way)
V = TypeVar("V", bound=OwnValue)


def way_for(ways: Sequence[W], answers: Mapping[str, str]) -> W | None:
    """Which way of one kind stands for a case: the first whose condition the answers fulfil, else the ordinary one.

    A question without an answer fulfils nothing. None where neither is: the case cannot be filed so.
    """
    fitting = (way for way in ways if way.when and matches(way.when, answers))
    return next(fitting, next((way for way in ways if not way.when), None))


def ways_perhaps(ways: Sequence[W], answers: Mapping[str, str]) -> list[W]:
    """Which ways of one kind `way_for` may still give when more questions are answered, the ordinary one first.

    Ordinary ways that the source tells apart by a note alone are all among them.
    """
    cases = [way for way in ways if way.when]
    may_come = [way for number, way in enumerate(cases) if _may_be_first(way.when, cases[:number], answers)]
    is_settled = any(matches(way.when, answers) for way in cases)
    return may_come if is_settled else [way for way in ways if not way.when] + may_come


def _may_be_first(when: Condition, earlier: Sequence[Way], answers: Mapping[str, str]) -> bool:
    return any(not any(matches(way.when, case) for way in earlier) for case in _fulfilling(when, answers))


def _fulfilling(when: Condition, answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The least the answers can grow by to fulfil a condition, in every way; none where they rule it out."""
    values = [[value for value in wanted if answers.get(key, value) == value] for key, wanted in when.items()]
    for chosen in product(*values):
        yield {**answers, **dict(zip(when, chosen, strict=True))}


def decide(way: Way, reception: Reception | None, own: Iterable[V]) -> Terms:
    """The terms of a way of filing where a reception receives it, with what the province fixed for the day."""
    here: Mapping[str, Any] = reception.channels.get(way.kind, {}) if reception else {}
    values = [value for value in own if value.channel in ("", way.kind)]
    time = Time(way.amount, way.unit, way.time_note, way.is_unit_assumed)
    fee = Fee(way.fee_dong, way.fee_note)
    return Terms(
        way.kind,
        _time_of_province(values, time) or _time_at(here, time),
        _fee_of_province(values, fee) or _fee_at(here, fee),
        way.when,
        reception,
    )


def _time_of_province(values: Sequence[V], published: Time) -> Time | None:
    value = _most_particular(values, Aspect.TIME)
    if value is None:
        return None
    return Time(
        value.amount, value.unit, value.text,
        source=Source.PROVINCE, decision_number=value.decision_number, instead_of=published,
    )  # fmt: skip


def _fee_of_province(values: Sequence[V], published: Fee) -> Fee | None:
    value = _most_particular(values, Aspect.FEE)
    if value is None:
        return None
    return Fee(value.fee_dong, value.text, Source.PROVINCE, value.decision_number, published)


def _most_particular(values: Sequence[V], aspect: Aspect) -> V | None:
    return max((value for value in values if value.aspect == aspect), key=lambda value: value.channel, default=None)


def _time_at(here: Mapping[str, Any], published: Time) -> Time:
    if "amount" in here:
        return Time(here["amount"], here.get("unit", ""), here.get("time_note", ""), source=Source.RECEPTION)
    return replace(published, note=here.get("time_note", published.note))


def _fee_at(here: Mapping[str, Any], published: Fee) -> Fee:
    if "fee_dong" in here:
        return Fee(here["fee_dong"], here.get("fee_note", ""), Source.RECEPTION)
    return replace(published, note=here.get("fee_note", published.note))
