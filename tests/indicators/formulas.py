"""Formulas of every shape, and facts for them, for tests by properties."""

from fractions import Fraction

from hypothesis import strategies as st

from motcua.indicators.rules.evaluation import sample
from motcua.indicators.rules.formula import (
    Calculation,
    Call,
    Comparison,
    Fact,
    Function,
    If,
    Negative,
    Number,
    Operator,
    Other,
    Relation,
    Steps,
)
from motcua.indicators.rules.vocabulary import FACTS

NUMBERS = sorted(name for name, fact in FACTS.items() if not fact.is_sample)
SAMPLES = sorted(name for name, fact in FACTS.items() if fact.is_sample)

plain = st.builds(
    lambda whole, parts: Number(whole + Fraction(parts, 10**6)), st.integers(0, 99_999), st.integers(0, 999_999)
)
percent = st.builds(lambda tenths: Number(Fraction(tenths, 1000), is_percent=True), st.integers(0, 1000))
number = plain | percent
leaves = number | st.sampled_from(NUMBERS).map(Fact) | st.sampled_from(["a", "tt01.1", "qd766.x_y"]).map(Other)
of_samples = st.one_of(
    st.builds(
        lambda function, name: Call(function, (Fact(name),)),
        st.sampled_from([Function.MEDIAN, Function.MEAN, Function.TOTAL, Function.SIZE]),
        st.sampled_from(SAMPLES),
    ),
    st.builds(lambda name, share: Call(Function.QUANTILE, (Fact(name), share)), st.sampled_from(SAMPLES), percent),
)


def _steps(of, below, steps):
    thresholds = sorted(
        {threshold.value: threshold for threshold, _points in steps}.values(), key=lambda one: one.value
    )
    return Steps(of, below, tuple(zip(thresholds, [points for _threshold, points in steps], strict=False)))


def _larger(inside):
    return st.one_of(
        st.builds(Negative, inside),
        st.builds(Calculation, st.sampled_from(Operator), inside, inside),
        st.builds(lambda part, whole: Call(Function.SHARE, (part, whole)), inside, inside),
        st.builds(
            lambda function, arguments: Call(function, tuple(arguments)),
            st.sampled_from([Function.MIN, Function.MAX]),
            st.lists(inside, min_size=2, max_size=4),
        ),
        st.builds(lambda of, places: Call(Function.ROUND, (of, Number(Fraction(places)))), inside, st.integers(0, 6)),
        st.builds(_steps, inside, number, st.lists(st.tuples(number, number), min_size=1, max_size=4)),
        st.builds(If, st.builds(Comparison, st.sampled_from(Relation), inside, inside), inside, inside),
    )


trees = st.recursive(leaves | of_samples, _larger, max_leaves=12)
values = st.one_of(st.none(), st.integers(0, 50), st.fractions(0, 50, max_denominator=7))
facts = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(NUMBERS, values)
    | {name: st.none() | st.lists(st.integers(0, 500), max_size=5).map(sample) for name in SAMPLES},
)
