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

Whoever fixed the fee, the law may take something off it: a reduction that hangs on nothing but the day and the way of
filing is applied, the best of several; one that hangs on who files is told, and applied by who saw the paper of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, Protocol, TypeVar

from motcua.procedures.rules import Aspect, Condition, Reception, matches
from motcua.procedures.rules.tariffs import ALWAYS_THE_SAME, Scale, Tariff


class Source(StrEnum):
    """Who says a part of the terms."""

    VERSION = "VERSION"
    RECEPTION = "RECEPTION"
    PROVINCE = "PROVINCE"


@dataclass(frozen=True)
class Time:
    """How long it takes; an amount of None is not known, one of 0 is over within the day.

    `is_same_day`: answered on the day it is received, as the law wants.
    `instead_of`: what the version says, where the province fixed a time of its own by the decision named.
    """

    amount: int | None = None
    unit: str = ""
    note: str = ""
    is_unit_assumed: bool = False
    source: Source = Source.VERSION
    decision_number: str = ""
    instead_of: "Time | None" = None
    is_same_day: bool = False


@dataclass(frozen=True)
class Reduction:
    """What the law takes off a fee: `dong` is what is left to pay, or `percent` of it is not paid.

    `whom`: for these persons only. `channels`: for these ways of filing only. `valid_until` is excluded.
    """

    whom: str = ""
    channels: tuple[str, ...] = ()
    dong: int | None = None
    percent: int = 0
    basis: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def is_for(self, kind: str) -> bool:
        return not self.channels or kind in self.channels

    def left_of(self, dong: int | None) -> int | None:
        """What is left to pay of a fee; of one that is not known only when nothing is left."""
        if self.dong == 0:
            return 0
        if dong is None:
            return None
        return dong * (100 - self.percent) // 100 if self.dong is None else min(dong, self.dong)


@dataclass(frozen=True)
class Fee:
    """What it costs in đồng; None is not known, 0 is free. `instead_of`: as with time.

    `per`: of what the amount is for one, where a dossier may have several (a page, a copy, a person). `basis`: the
    place of law it rests on. `is_of_province`: the province's council fixes it, and what it fixed is not known here.
    `reduction`: what was taken off `full_dong`.
    """

    dong: int | None = None
    note: str = ""
    source: Source = Source.VERSION
    decision_number: str = ""
    instead_of: "Fee | None" = None
    per: str = ""
    basis: str = ""
    is_of_province: bool = False
    reduction: Reduction | None = None
    full_dong: int | None = None
    scale: Scale = ALWAYS_THE_SAME

    @property
    def tariff(self) -> Tariff:
        """By what its sum is reckoned where it depends on numbers."""
        return Tariff(self.dong, self.per, self.scale)

    @property
    def is_unknown_of_province(self) -> bool:
        """There is something to pay, and nobody here knows how much."""
        return self.is_of_province and self.dong is None


@dataclass(frozen=True)
class Terms:
    """Time and fee for a way of filing, where a reception receives it, in the cases that fulfil the condition."""

    kind: str
    time: Time
    fee: Fee
    when: Condition = field(default_factory=dict)
    reception: Reception | None = None
    is_only_when_down: bool = False


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
    def is_only_when_down(self) -> bool: ...
    @property
    def fee_dong(self) -> int | None: ...
    @property
    def fee_note(self) -> str: ...
    @property
    def fee_per(self) -> str: ...
    @property
    def fee_scale(self) -> Mapping[str, Any]: ...
    @property
    def fee_basis(self) -> str: ...
    @property
    def is_fee_of_province(self) -> bool: ...


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


def reductions_on(stored: Iterable[Mapping[str, Any]], day: date) -> list[Reduction]:
    """The reductions of a version, as it stores them, that the law gives on a day."""
    return [
        one
        for one in map(reduction_of, stored)
        if (one.valid_from is None or one.valid_from <= day) and (one.valid_until is None or day < one.valid_until)
    ]


def reduction_of(stored: Mapping[str, Any]) -> Reduction:
    """One reduction as a version stores it."""
    days = {key: date.fromisoformat(stored[key]) if stored.get(key) else None for key in ("valid_from", "valid_until")}
    return Reduction(**{**stored, "channels": tuple(stored.get("channels", ())), **days})


def is_at_once(amount: int | None, unit: str, *, is_same_day: bool) -> bool:
    """Whether it is answered on the day: its time is none, or its procedure is and nobody fixed more than a day."""
    longest = 0 if unit == "MONTH" else 1
    return amount == 0 or (is_same_day and (unit == "WORKING_HOUR" or (amount or 0) <= longest))


def decide(
    way: Way,
    reception: Reception | None,
    own: Iterable[V],
    reductions: Iterable[Reduction] = (),
    *,
    is_same_day: bool = False,
) -> Terms:
    """The terms of a way of filing where a reception receives it, with what province and law say for the day.

    `is_same_day`: the procedure is answered on the day, unless place or province fixed more than a day.
    """
    here: Mapping[str, Any] = reception.channels.get(way.kind, {}) if reception else {}
    values = [value for value in own if value.channel in ("", way.kind)]
    time = Time(way.amount, way.unit, way.time_note, way.is_unit_assumed)
    fee = Fee(
        way.fee_dong, way.fee_note, per=way.fee_per, basis=way.fee_basis, is_of_province=way.is_fee_of_province,
        scale=Scale.read(way.fee_scale),
    )  # fmt: skip
    chosen = _time_of_province(values, time) or _time_at(here, time)
    at_once = is_same_day and chosen.amount is not None and is_at_once(chosen.amount, chosen.unit, is_same_day=True)
    return Terms(
        way.kind,
        replace(chosen, is_same_day=at_once),
        _reduced(_fee_of_province(values, fee) or _fee_at(here, fee), way.kind, reductions),
        way.when,
        reception,
        way.is_only_when_down,
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
    return Fee(value.fee_dong, value.text, Source.PROVINCE, value.decision_number, published, per=published.per)


def _most_particular(values: Sequence[V], aspect: Aspect) -> V | None:
    return max((value for value in values if value.aspect == aspect), key=lambda value: value.channel, default=None)


def _time_at(here: Mapping[str, Any], published: Time) -> Time:
    if "amount" in here:
        return Time(here["amount"], here.get("unit", ""), here.get("time_note", ""), source=Source.RECEPTION)
    return replace(published, note=here.get("time_note", published.note))


def _fee_at(here: Mapping[str, Any], published: Fee) -> Fee:
    if "fee_dong" in here:
        return Fee(here["fee_dong"], here.get("fee_note", ""), Source.RECEPTION, per=published.per)
    return replace(published, note=here.get("fee_note", published.note))


def _reduced(fee: Fee, kind: str, reductions: Iterable[Reduction]) -> Fee:
    """The fee with the best of the reductions that hang on nothing the platform does not know."""
    certain = [one for one in reductions if not one.whom and one.is_for(kind)]
    left = [(dong, one) for one in certain if (dong := one.left_of(fee.dong)) is not None]
    best = min(left, key=lambda two: two[0], default=None)
    return fee if best is None else reduced_by(fee, best[1])


def reduced_by(fee: Fee, reduction: Reduction) -> Fee:
    """The fee with what a reduction takes off it; as it is where that is nothing, or not known."""
    dong = reduction.left_of(fee.dong)
    if dong is None or dong == fee.dong:
        return fee
    tiers = tuple((first, reduction.left_of(each) or 0) for first, each in fee.scale.tiers)
    scale = replace(fee.scale, tiers=tiers, at_most=reduction.left_of(fee.scale.at_most))
    return replace(fee, dong=dong, reduction=reduction, full_dong=fee.dong, scale=scale)
