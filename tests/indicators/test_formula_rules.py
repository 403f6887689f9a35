"""The language of indicators: every text is read or refused with its place; every value is exact or not measured."""

from fractions import Fraction
from statistics import median

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motcua.indicators.rules.checking import mistakes, others_in
from motcua.indicators.rules.evaluation import (
    NotMeasured,
    Reason,
    Why,
    evaluate,
    rounded,
    sample,
    value_of,
)
from motcua.indicators.rules.explaining import Speech, explained, in_words, tree, with_values
from motcua.indicators.rules.formula import MAX_DEPTH, MAX_LENGTH, BadFormula, Number, parse, walk, written
from tests.indicators.formulas import facts, number, trees

SPEECH = Speech(str)
LETTERS = "ab_1290.%@,:()+-*/<>=≤≥×÷− \n"
WORDS = [
    "if(",
    "steps(",
    "share(",
    "min(",
    "round(",
    "median(",
    "resolved",
    "@tt01.1",
    "90%",
    "0.5",
    ",",
    ")",
    "+",
    ":",
    "=",
]


def value(text, **given_facts):
    return value_of(parse(text), given_facts)


def read(text):
    """The tree, or why there is none; any other exception is a fault."""
    try:
        return parse(text)
    except BadFormula as problem:
        return problem


@given(trees)
def test_what_is_written_is_read_back(node):
    assert parse(written(node)) == node
    assert written(parse(written(node))) == written(node)


@given(st.one_of(st.text(max_size=80), st.text(LETTERS, max_size=80), st.lists(st.sampled_from(WORDS)).map("".join)))
@example("(" * 1_900)
@example("min(" * 400)
@example("-" * 500)
@example("1" + "+1" * 900)
@example("(" * 30 + "1" + "+1)" * 30)
@example("٣ + 1")
@example("1e999")
@example("__import__('os')")
@example("")
def test_any_text_is_a_formula_or_refused_with_its_place(text):
    node = read(text)
    if isinstance(node, BadFormula):
        assert 0 <= node.at <= len(text)
        assert node.message
    else:
        assert parse(written(node)) == node
        list(mistakes(node))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1 + ", 4),
        ("received + $", 11),
        ("share(received)", 0),
        ("power(2, 3)", 0),
        ("median(received + 1)", 16),
        ("steps(received, 0)", 17),
        ("steps(received, 0, 90%: 1, 80%: 2)", 27),
        ("steps(received, 0, received: 1)", 19),
        ("if(received, 1, 2)", 11),
        ("1 = 1", 2),
        ("1 < 2 < 3", 2),
        ("--1", 1),
        ("received received", 9),
        ("round(received, 0.5)", 16),
        ("quantile(stars, 101%)", 16),
        ("12abc", 0),
        ("1234567890", 0),
        ("0.1234567", 0),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH),
        ("1" + "+1" * MAX_DEPTH, 2),
    ],
)
def test_a_refusal_tells_the_place(text, at):
    with pytest.raises(BadFormula) as refused:
        parse(text)
    assert refused.value.at == at


def test_signs_of_people_are_read_too():
    assert parse("2 × received ÷ 3 − 1") == parse("2*received/3-1")
    assert parse("if(received ≥ 1, 1, 0)") == parse("if(received >= 1, 1, 0)")


@given(trees, facts)
def test_every_formula_has_an_exact_value_or_none(node, given_facts):
    found = value_of(node, given_facts)
    assert isinstance(found, Fraction | NotMeasured)
    if isinstance(found, NotMeasured):
        assert found.reasons


@given(trees, facts)
@example(read("if(0 = 0.000001, 0, 1)"), {})
def test_every_value_is_explained_and_its_tree_is_whole(node, given_facts):
    computed = evaluate(node, given_facts)
    assert in_words(node, SPEECH)
    assert explained(computed, SPEECH).startswith(in_words(node, SPEECH))
    part = tree(computed, SPEECH)
    assert len(part.parts) == len(computed.parts)


AROUND = [
    "1 + ({})", "0 * ({})", "min(5, {})", "max({}, 1)", "round({}, 1)", "-({})", "steps({}, 0, 1: 1)",
    "if({} > 0, 1, 2)", "share({}, 100)", "1 / ({})",
]  # fmt: skip


@given(trees, facts, st.sampled_from(AROUND))
def test_what_is_not_measured_stays_so_whatever_is_made_of_it(node, given_facts, around):
    inside = value_of(node, given_facts)
    larger = read(around.format(written(node)))
    if isinstance(inside, NotMeasured) and not isinstance(larger, BadFormula):
        outside = value_of(larger, given_facts)
        assert isinstance(outside, NotMeasured)
        assert inside.reasons <= outside.reasons


@given(trees, facts)
def test_what_has_a_value_without_facts_has_it_whatever_they_are(node, given_facts):
    alone = value_of(node, {})
    if isinstance(alone, Fraction):
        assert value_of(node, given_facts) == alone


def test_nothing_to_divide_by_is_not_measured_and_never_a_constant():
    nothing = NotMeasured(frozenset({Reason(Why.NO_CASES, "resolved")}))
    assert value("20 * share(resolved_early, resolved)", resolved_early=0, resolved=0) == nothing
    assert value("resolved_early / resolved", resolved_early=0, resolved=0) == nothing
    assert value("median(stars)", stars=sample([])) == NotMeasured(frozenset({Reason(Why.NO_CASES, "stars")}))
    assert value("size(stars)", stars=sample([])) == 0
    assert value("resolved", resolved=None) == NotMeasured(frozenset({Reason(Why.NO_FACT, "resolved")}))


def test_a_share_of_more_than_all_is_a_fault_of_the_facts():
    assert value("share(resolved_early, resolved)", resolved_early=3, resolved=2) == NotMeasured(
        frozenset({Reason(Why.PART_OVER_WHOLE, "resolved_early")})
    )
    assert value("share(resolved_early, resolved)", resolved_early=2, resolved=2) == 1


def test_only_the_branch_that_holds_has_to_be_measured():
    text = "if(petitions_due = 0, 6, 6 * share(petitions_in_time, petitions_due))"
    assert value(text, petitions_due=0) == 6
    assert isinstance(value(text, petitions_due=1), NotMeasured)
    assert isinstance(value(text), NotMeasured)
    assert value(text, petitions_due=3, petitions_in_time=2) == 4


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.integers(0, 100))
def test_quantiles_lie_where_they_say(many, share):
    given_facts = {"stars": sample(many)}
    assert value_of(parse("median(stars)"), given_facts) == Fraction(median(many))
    found = value_of(parse(f"quantile(stars, {share}%)"), given_facts)
    assert min(many) <= found <= max(many)
    assert sum(one <= found for one in many) * 100 >= share * (len(many) - 1)


@given(st.lists(number, min_size=1, max_size=5), st.lists(st.integers(0, 100), min_size=6, max_size=6), facts, facts)
def test_steps_never_fall_where_their_points_rise(thresholds, points, one, other):
    levels = sorted({threshold.value: threshold for threshold in thresholds}.values(), key=lambda level: level.value)
    below, *rising = sorted(points)
    told = ", ".join(f"{written(level)}: {worth}" for level, worth in zip(levels, rising, strict=False))
    node = parse(f"steps(received, {below}, {told})")
    found = [
        (facts_["received"], value_of(node, facts_)) for facts_ in (one, other) if facts_.get("received") is not None
    ]
    assert [value_ for _received, value_ in sorted(found)] == sorted(value_ for _received, value_ in found)


@pytest.mark.parametrize(("received", "worth"), [(0, 0), (89, 0), (90, 1), (99, 1), (100, 2), (250, 2)])
def test_a_step_begins_at_its_threshold(received, worth):
    assert value("steps(received / 100, 0, 90%: 1, 100%: 2)", received=received) == worth


@pytest.mark.parametrize(
    ("of", "places", "is_"),
    [("2.25", 1, "2.3"), ("2.2499", 1, "2.2"), ("-2.25", 1, "-2.3"), ("0.5", 0, "1"), ("1.05", 1, "1.1")],
)
def test_half_is_rounded_away_from_nothing(of, places, is_):
    assert rounded(Fraction(of), places) == Fraction(is_)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("recieved / 2", ["recieved"]),
        ("1 / 0", ["0"]),
        ("1 / (2 - 2)", ["0"]),
        ("share(received, 0 * 5)", ["0"]),
        ("stars + 1", ["stars"]),
        ("mean(received)", ["received"]),
        ("1 / steps(1, 0, 2: 1)", ["0"]),
        ("received / resolved", []),
        ("median(stars) / 5", []),
        ("mean(stars) / nobody + nothing", ["nobody", "nothing"]),
    ],
)
def test_mistakes_that_can_be_seen_before_anything_is_counted(text, says):
    found = list(mistakes(parse(text)))
    assert len(found) == len(says)
    for (message, at), word in zip(found, says, strict=True):
        assert word in message
        assert 0 <= at < len(text)


def test_the_place_of_a_mistake_is_that_of_the_name():
    assert [at for _message, at in mistakes(parse("received + nobody"))] == [11]


def test_other_indicators_are_named():
    assert others_in(parse("min(@tt01.1, 2) + @tt01.1 + @b")) == {"tt01.1": 4, "b": 28}
    assert value_of(parse("2 * @tt01.1"), {}, others=lambda code: Fraction(3) if code == "tt01.1" else Fraction()) == 6


def test_values_are_put_in_as_people_write_them():
    computed = evaluate(
        parse("if(received = 0, 0, 20 * share(resolved_early, received))"), {"resolved_early": 1, "received": 3}
    )
    assert explained(computed, SPEECH).endswith(") ≈ 6,6666")
    assert explained(computed, SPEECH).endswith("≈ 6,6666")
    computed = evaluate(parse("2 * resolved_early / (received - 1)"), {"resolved_early": 1})
    assert with_values(computed, SPEECH) == "2 × 1 ÷ (chưa đo được − 1)"
    assert "hồ sơ tiếp nhận" in explained(computed, SPEECH)


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("7 - 3", 4), ("7 - 3 - 2", 2), ("7 - (3 - 2)", 6), ("8 / 4 / 2", 1), ("8 / (4 / 2)", 4), ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20), ("-2 * 3", -6), ("-(2 - 5)", 3), ("2 * -3", -6), ("50% * 8", 4), ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3), ("round(10 / 3, 2)", Fraction(333, 100)), ("share(3, 4)", Fraction(3, 4)),
        ("if(1 < 1, 1, 0)", 0), ("if(1 <= 1, 1, 0)", 1), ("if(1 > 1, 1, 0)", 0), ("if(1 >= 1, 1, 0)", 1),
        ("if(1 = 1, 1, 0)", 1), ("if(2 = 1, 1, 0)", 0), ("if(2 > 1, 1, 0)", 1), ("if(1 < 2, 1, 0)", 1),
    ],
)  # fmt: skip
def test_calculations_are_those_of_school(text, is_):
    assert value(text) == is_
    # And stay so when they are written anew.
    assert value(written(parse(text))) == is_


def test_what_sums_up_many_values():
    many = {"stars": sample([1, 2, 6])}
    found = {name: value_of(parse(f"{name}(stars)"), many) for name in ("size", "total", "mean", "median")}
    assert found == {"size": 3, "total": 9, "mean": 3, "median": 2}
    assert value_of(parse("quantile(stars, 75%)"), many) == 4


def test_numbers_are_exact():
    assert value("0.1 + 0.2") == Fraction(3, 10)
    assert all(isinstance(one, Number) for one in walk(parse("999999999.999999")))
    assert written(parse("999999999.999999")) == "999999999.999999"
