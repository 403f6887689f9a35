"""The one decision on time and fee, against a slow reference that tries every source and every case in turn."""

import math
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.rules import Reception
from motcua.procedures.rules.terms import (
    Fee,
    Reduction,
    Source,
    Terms,
    Time,
    decide,
    reductions_on,
    way_for,
    ways_perhaps,
)

KINDS = ("ONLINE", "COUNTER")
QUESTIONS = {"p": ("a", "b"), "q": ("a", "b", "c")}


@dataclass(frozen=True)
class Way:
    kind: str
    amount: int | None
    fee_dong: int | None
    when: dict = field(default_factory=dict)
    unit: str = "WORKING_DAY"
    is_unit_assumed: bool = False
    time_note: str = ""
    fee_note: str = ""
    fee_per: str = ""
    fee_basis: str = ""
    is_fee_of_province: bool = False
    fee_scale: dict = field(default_factory=dict)
    is_only_when_down: bool = False


@dataclass(frozen=True)
class Own:
    aspect: str
    channel: str
    amount: int | None = None
    fee_dong: int | None = None
    unit: str = "DAY"
    text: str = ""
    decision_number: str = "1/NQ"


figures = st.none() | st.integers(0, 5)
conditions = st.fixed_dictionaries(
    {}, optional={key: st.lists(st.sampled_from(values), unique=True) for key, values in QUESTIONS.items()}
)
ordinary = st.builds(Way, st.just("ONLINE"), figures, figures, time_note=st.sampled_from(["", "n"]))
of_cases = st.builds(Way, st.just("ONLINE"), figures, figures, conditions.filter(bool))
ways_of_one_kind = st.tuples(st.lists(ordinary, max_size=1), st.lists(of_cases, max_size=4)).map(
    lambda two: [*two[0], *two[1]]
)
answers = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in QUESTIONS.items()})
own_of_a_reception = st.fixed_dictionaries(
    {}, optional={"amount": figures, "unit": st.just("DAY"), "time_note": st.just("here"), "fee_dong": figures}
)
receptions = st.none() | st.builds(
    Reception, st.just("COMMUNE"), channels=st.dictionaries(st.sampled_from(KINDS), own_of_a_reception)
)
own_values = st.lists(
    st.builds(Own, st.sampled_from(["FEE", "TIME", "CASE"]), st.sampled_from(["", *KINDS]), figures, figures),
    unique_by=lambda own: (own.aspect, own.channel),
)


def grown(case):
    """Every case that this one may become, itself among them, as open questions are answered or stay open."""
    choices = [[case[key]] if key in case else [None, *values] for key, values in QUESTIONS.items()]
    for chosen in product(*choices):
        yield {key: value for key, value in zip(QUESTIONS, chosen, strict=True) if value is not None}


def slow_way(ways, case):
    for way in ways:
        if way.when and all(key in case and case[key] in values for key, values in way.when.items()):
            return way
    for way in ways:
        if not way.when:
            return way
    return None


@given(ways_of_one_kind, answers)
def test_a_case_has_the_first_way_it_fulfils_else_the_ordinary_one(ways, case):
    assert way_for(ways, case) is slow_way(ways, case)


@given(ways_of_one_kind, answers)
def test_while_questions_are_open_exactly_the_ways_that_may_come_are_listed(ways, case):
    listed = ways_perhaps(ways, case)
    may_come = {id(slow_way(ways, later)) for later in grown(case)} - {id(None)}
    assert {id(way) for way in listed} == may_come
    assert len(listed) == len(may_come)


@given(ways_of_one_kind, answers)
def test_a_case_that_is_told_whole_has_one_way_at_most(ways, case):
    if len(case) == len(QUESTIONS):
        assert ways_perhaps(ways, case) == [way for way in [way_for(ways, case)] if way]


def slow_time(way, reception, own):
    for channel in (way.kind, ""):
        for value in own:
            if (value.aspect, value.channel) == ("TIME", channel):
                return value.amount, value.unit, value.text, Source.PROVINCE
    here = dict(reception.channels).get(way.kind, {}) if reception else {}
    if "amount" in here:
        return here["amount"], here.get("unit", ""), here.get("time_note", ""), Source.RECEPTION
    return way.amount, way.unit, here.get("time_note", way.time_note), Source.VERSION


def slow_fee(way, reception, own):
    for channel in (way.kind, ""):
        for value in own:
            if (value.aspect, value.channel) == ("FEE", channel):
                return value.fee_dong, Source.PROVINCE
    here = dict(reception.channels).get(way.kind, {}) if reception else {}
    return (here["fee_dong"], Source.RECEPTION) if "fee_dong" in here else (way.fee_dong, Source.VERSION)


@given(ordinary | of_cases, receptions, own_values)
def test_province_before_reception_before_version_each_part_for_itself(way, reception, own):
    terms = decide(way, reception, own)
    time, fee = terms.time, terms.fee
    assert (time.amount, time.unit, time.note, time.source) == slow_time(way, reception, own)
    assert (fee.dong, fee.source) == slow_fee(way, reception, own)
    assert (terms.kind, terms.when, terms.reception) == (way.kind, way.when, reception)
    for part, published in ((time, way.amount), (fee, way.fee_dong)):
        is_of_province = part.source == Source.PROVINCE
        assert bool(part.decision_number) == bool(part.instead_of) == is_of_province
        if is_of_province:
            assert getattr(part.instead_of, "amount", getattr(part.instead_of, "dong", None)) == published


@given(ordinary, receptions, own_values)
def test_the_order_in_which_the_province_decided_does_not_matter(way, reception, own):
    assert decide(way, reception, own) == decide(way, reception, list(reversed(own)))


def test_a_figure_never_stands_beside_the_note_of_another():
    way = Way("COUNTER", 1, 8000, time_note="Trong ngày.", fee_note="8.000 đồng/bản sao.")
    here = Reception("PROVINCE", channels={"COUNTER": {"amount": 3, "unit": "WORKING_DAY", "fee_dong": 5000}})
    assert decide(way, here, []) == Terms(
        "COUNTER",
        Time(3, "WORKING_DAY", source=Source.RECEPTION),
        Fee(5000, source=Source.RECEPTION),
        reception=here,
    )
    noted = Reception("PROVINCE", channels={"COUNTER": {"fee_note": "Nộp tại quầy."}})
    assert decide(way, noted, []).fee == Fee(8000, "Nộp tại quầy.")


@given(ordinary, receptions, own_values)
def test_whoever_fixes_an_amount_fixes_it_for_the_same_thing(way, reception, own):
    assert decide(replace(way, fee_per="bản sao"), reception, own).fee.per == "bản sao"


def test_ways_that_the_source_tells_apart_by_a_note_alone_are_all_shown():
    ways = [Way("ONLINE", 3, 0), Way("ONLINE", 5, 0, time_note="Có xác minh."), Way("ONLINE", 1, 0, {"p": ["a"]})]
    assert ways_perhaps(ways, {}) == ways
    assert ways_perhaps(ways, {"p": "a"}) == ways[2:]
    assert way_for(ways, {}) is ways[0]


def test_a_way_that_is_of_some_cases_only_is_of_no_other():
    only = [Way("ONLINE", 3, 0, {"p": ["a"]})]
    assert way_for(only, {"p": "b"}) is None
    assert ways_perhaps(only, {"p": "b"}) == []
    assert ways_perhaps(only, {}) == only


reductions = st.lists(
    st.one_of(
        st.builds(Reduction, st.sampled_from(["", "w"]), st.sampled_from([(), *((k,) for k in KINDS)]), dong=figures),
        st.builds(Reduction, st.sampled_from(["", "w"]), st.just(()), percent=st.sampled_from([10, 50, 99])),
    ).filter(lambda one: one.dong is not None or one.percent),
    max_size=4,
)


@given(ordinary, receptions, own_values, reductions)
def test_the_best_reduction_for_this_way_is_applied_unless_it_hangs_on_who_files(way, reception, own, given_by_law):
    full = decide(way, reception, own).fee
    fee = decide(way, reception, own, given_by_law).fee
    left = []
    for one in given_by_law:
        if one.whom or (one.channels and way.kind not in one.channels):
            continue
        if one.dong == 0:
            left.append(0)
        elif full.dong is not None:
            left.append(math.floor(full.dong * (1 - Fraction(one.percent, 100))) if one.dong is None else one.dong)
    assert fee.dong == min([amount for amount in (full.dong, *left) if amount is not None], default=None)
    if fee.reduction is None:
        assert fee == full
    else:
        assert fee.full_dong == full.dong
        assert not fee.reduction.whom
        assert full.dong is None or fee.dong < full.dong
    assert decide(way, reception, own, list(reversed(given_by_law))).fee.dong == fee.dong


def test_half_of_an_amount_that_nobody_knows_is_not_known_either():
    way = Way("ONLINE", 1, None, is_fee_of_province=True)
    assert decide(way, None, [], [Reduction(percent=50)]).fee == Fee(is_of_province=True)
    assert decide(way, None, [], [Reduction(dong=0)]).fee.dong == 0
    assert decide(Way("ONLINE", 1, 9_001), None, [], [Reduction(percent=50)]).fee.dong == 4_500


SINCE, UNTIL = date(2026, 8, 15), date(2027, 3, 1)
STORED = [{"whom": "", "channels": ["ONLINE"], "dong": 0, "percent": 0, "basis": "b"}]


@pytest.mark.parametrize(
    ("day", "is_given"),
    [
        (SINCE - timedelta(days=1), False),
        (SINCE, True),
        (UNTIL - timedelta(days=1), True),
        (UNTIL, False),
    ],
)
def test_a_reduction_is_given_from_its_first_day_until_before_the_day_it_ends(day, is_given):
    stored = [STORED[0] | {"valid_from": SINCE.isoformat(), "valid_until": UNTIL.isoformat()}]
    expected = Reduction(channels=("ONLINE",), dong=0, basis="b", valid_from=SINCE, valid_until=UNTIL)
    assert reductions_on(stored, day) == ([expected] if is_given else [])
    assert reductions_on(STORED, day) == [Reduction(channels=("ONLINE",), dong=0, basis="b")]


@pytest.mark.parametrize(
    ("amount", "unit", "here", "own", "is_at_once"),
    [
        (1, "WORKING_DAY", {}, [], True),
        (0, "DAY", {}, [], True),
        (4, "WORKING_HOUR", {}, [], True),
        (3, "WORKING_DAY", {}, [], False),
        (1, "MONTH", {}, [], False),
        (None, "", {}, [], False),
        (1, "WORKING_DAY", {"amount": 2, "unit": "DAY"}, [], False),
        (1, "WORKING_DAY", {}, [Own("TIME", "", 3)], False),
        (3, "WORKING_DAY", {}, [Own("TIME", "", 1)], True),
    ],
)
def test_what_is_answered_on_the_day_is_unless_more_than_a_day_was_fixed(amount, unit, here, own, is_at_once):
    way = Way("ONLINE", amount, None, unit=unit)
    at = Reception("COMMUNE", channels={"ONLINE": here})
    assert decide(way, at, own, is_same_day=True).time.is_same_day is is_at_once
    assert not decide(way, at, own).time.is_same_day
