"""Nobody is found in what the guards let through: the tests attack it as somebody would who knows every total."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.opendata.rules.definitions import Coarser, Guard, Step
from motcua.opendata.rules.guard import MERGED, Unsafe, guard_counts, guard_persons, guard_rates

pytestmark = pytest.mark.issue(21)
K = 10
COUNTS = Guard(levels=[["level"], ["agency", "name"], ["field"], ["channel"]], persons=["filed", "done"])
LEVELS = ["level", "agency", "field", "channel"]
PERSONS = Guard(
    levels=[["agency"]],
    most_hidden=50,
    steps=[
        Step(columns=["month"], to=Coarser.QUARTER),
        Step(columns=["month"], to=Coarser.YEAR),
        Step(columns=["agency"], to=Coarser.ALL),
        Step(columns=["result"], to=Coarser.ALL),
    ],
)
RATES = Guard(levels=[["indicator"], ["agency"]], persons=["base"])

cells = st.tuples(st.sampled_from("PC"), st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("OCB"))
tables = st.dictionaries(cells, st.tuples(st.integers(0, 40), st.integers(0, 15), st.integers(0, 5)), max_size=40)


def counts(table):
    return [
        {"month": "2026-03", "level": level, "agency": level + agency, "name": f"Cơ quan {agency}", "field": field,
         "channel": channel, "filed": filed, "done": done + late, "late": late}
        for (level, agency, field, channel), (filed, done, late) in table.items()
    ]  # fmt: skip


def total(rows, name):
    return sum(row[name] for row in rows)


@given(tables)
def test_counts_are_merged_until_none_is_small_and_stay_true(table):
    rows = counts(table)
    found = guard_counts(rows, COUNTS).rows
    for row in found:
        assert all(row[name] == 0 or row[name] >= K for name in COUNTS.persons)
        assert row["month"] == "2026-03"
    if found:
        for name in ("filed", "done", "late"):
            assert total(found, name) == total(rows, name)
    else:
        assert not rows or any(0 < total(rows, name) < K for name in COUNTS.persons)


@given(tables)
def test_who_knows_the_totals_of_any_level_learns_of_nobody(table):
    """What is left of a known total once everything told by name is taken away is nothing, or ten people or more."""
    rows = counts(table)
    found = guard_counts(rows, COUNTS).rows
    if not found:
        return
    for depth in range(len(LEVELS)):
        known = defaultdict(list)
        for row in rows:
            known[tuple(row[name] for name in LEVELS[:depth])].append(row)
        for path, those in known.items():
            named = [row for row in found if tuple(row[name] for name in LEVELS[:depth]) == path]
            told = [row for row in named if row[LEVELS[depth]] != MERGED]
            if not named:
                # Nothing is told by this name: its total is what was known before.
                continue
            for name in COUNTS.persons:
                left = total(those, name) - total(told, name)
                assert left == 0 or left >= K, (path, name, left)


def test_a_small_group_is_merged_with_its_smallest_neighbour_alone():
    rows = counts({("P", "a", "x", "O"): (30, 0, 0), ("P", "a", "x", "C"): (12, 0, 0), ("P", "a", "x", "B"): (3, 0, 0)})
    found = guard_counts(rows, COUNTS).rows
    assert {(row["channel"], row["filed"]) for row in found} == {("O", 30), (MERGED, 15)}


def test_everything_together_may_still_be_too_few():
    assert guard_counts(counts({("P", "a", "x", "O"): (9, 0, 0)}), COUNTS).rows == []


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ij"), st.sampled_from("abcdefg")), st.integers(0, 30), min_size=1, max_size=14
    )
)
def test_rates_that_are_left_out_cannot_be_reckoned_back(table):
    rows = [{"indicator": i, "agency": a, "value": 0.5, "base": base} for (i, a), base in table.items()]
    found = guard_rates(rows, RATES).rows
    assert all(row["base"] >= K for row in found)
    for indicator in "ij":
        left = [row["base"] for row in rows if row["indicator"] == indicator and row["base"] and row not in found]
        shown = [row for row in found if row["indicator"] == indicator]
        assert not left or not shown or (len(left) >= 2 and sum(left) >= K)


people = st.lists(
    st.fixed_dictionaries(
        {
            "agency": st.sampled_from("abc"),
            "month": st.sampled_from(["2026-01", "2026-02", "2026-04", "2026-12"]),
            "result": st.sampled_from(["GRANTED", "REFUSED"]),
        }
    ),
    min_size=0,
    max_size=120,
)
crowds = st.tuples(people, st.integers(1, 12)).map(lambda one: one[0] * one[1])


def guarded(rows):
    try:
        return guard_persons(rows, PERSONS)
    except Unsafe:
        return None


@given(crowds)
def test_each_row_stands_there_ten_times_or_not_at_all(rows):
    found = guarded(rows)
    if found is None:
        return
    assert min(Counter(tuple(row.values()) for row in found.rows).values(), default=K) >= K
    assert (len(rows) - len(found.rows)) * 1000 <= 50 * len(rows)


@given(crowds)
def test_who_knows_how_many_each_agency_had_learns_of_nobody(rows):
    found = guarded(rows)
    if found is None:
        return
    left = len(rows) - len(found.rows)
    assert left == 0 or left >= K or not found.rows
    for agency in "abc":
        all_of = sum(row["agency"] == agency for row in rows)
        told = sum(row["agency"] == agency for row in found.rows)
        if told:
            assert all_of - told == 0 or all_of - told >= K


@given(crowds)
def test_the_order_of_rows_tells_nothing(rows):
    found, turned = guarded(rows), guarded(rows[::-1])
    assert (found and found.rows) == (turned and turned.rows)


def test_steps_are_tried_in_their_order_and_no_further_than_needed():
    months = ["2026-01", "2026-02", "2026-03"]
    rows = [{"agency": "a", "month": month, "result": "GRANTED"} for month in months for _each in range(4)]
    found = guard_persons(rows, PERSONS)
    assert list(found.proof.steps) == ["month → QUARTER"]
    assert {row["month"] for row in found.rows} == {"2026-Q1"}
    assert found.proof.smallest == 12


def test_what_no_step_saves_is_refused_with_the_columns_and_how_many_rows():
    rows = [{"agency": "a", "month": "2026-01", "result": "GRANTED"}] * 4
    with pytest.raises(Unsafe) as refused:
        guard_persons(rows, PERSONS)
    assert refused.value.rows == 4
    strict = PERSONS.model_copy(update={"steps": []})
    rows = [{"agency": "a", "month": f"2026-{n:02}", "result": "GRANTED"} for n in range(1, 13)] * 2
    with pytest.raises(Unsafe) as refused:
        guard_persons(rows, strict)
    assert (list(refused.value.columns), refused.value.rows) == (["month"], 24)


def test_when_one_group_is_left_out_another_goes_with_it():
    """Sixty told and one left out would be one person: who knows the total of the agency would have them."""
    rows = [{"agency": "a", "month": "2026-01", "result": "GRANTED"}] * 400
    rows += [{"agency": "a", "month": "2026-02", "result": "GRANTED"}] * 12
    rows += [{"agency": "a", "month": "2026-04", "result": "REFUSED"}]
    found = guard_persons(rows, PERSONS)
    assert (len(found.rows), list(found.proof.steps)) == (400, [])


def test_no_guard_lets_fewer_than_ten_through():
    with pytest.raises(ValueError, match="k"):
        Guard(k=9)


def test_where_nobody_is_told_of_the_proof_says_none():
    for guarded in (guard_counts([], COUNTS), guard_rates([], RATES), guard_persons([], PERSONS)):
        assert guarded.rows == []
        assert (guarded.proof.persons, guarded.proof.told, guarded.proof.smallest) == (0, 0, 0)


def test_a_cell_without_a_count_counts_nobody():
    row = counts({("P", "a", "x", "O"): (30, 20, 0)})[0] | {"done": None}
    found = guard_counts([row], COUNTS)
    assert (found.proof.persons, found.proof.smallest) == (30, 30)
    nobody = guard_counts(counts({("P", "a", "x", "O"): (0, 0, 0)}), COUNTS)
    assert (nobody.proof.persons, nobody.proof.smallest) == (0, 0)


@pytest.mark.parametrize("value", [None, 7, "2026", "", "(gộp)"])
@pytest.mark.parametrize("to", [Coarser.QUARTER, Coarser.YEAR])
def test_what_is_no_month_is_not_made_coarser(value, to):
    guard = PERSONS.model_copy(update={"steps": [Step(columns=["month"], to=to)], "most_hidden": 0})
    rows = [{"month": value, "agency": "a", "result": "x"} for _n in range(K)]
    # So rare that the step is tried, and everybody is then together.
    rows += [{"month": f"2025-0{n + 1}", "agency": "a", "result": "x"} for n in range(2) for _n in range(K)]
    rows += [{"month": "2025-03", "agency": "a", "result": "x"}]
    found = guard_persons(rows, guard)
    assert [row["month"] for row in found.rows].count(value) == K
