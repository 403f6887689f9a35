"""What goes in turn is met whole within a week, every day some of it, and all of it with `--whole`."""

from types import SimpleNamespace

import pytest

from tests import whole
from tests.whole import WEEK, in_turn, part, today

DAYS = range(739_000, 739_000 + WEEK)


class Item:
    """What `in_turn` asks of a collected test."""

    def __init__(self, name, number=0, every=0):
        self.nodeid = f"tests/test_x.py::{name}[{number}]"
        self.callspec = SimpleNamespace(indices={"number": number})
        self.mark = SimpleNamespace(kwargs={"every": every}) if every else None

    def get_closest_marker(self, name):
        return self.mark if name == "in_turn" else None


def family(name, count, every):
    return [Item(name, number, every) for number in range(count)]


@pytest.fixture
def ordinary(monkeypatch):
    monkeypatch.setattr(whole, "IS_WHOLE", False)
    monkeypatch.setattr(whole, "GOES_IN_TURN", True)


@pytest.mark.parametrize("every", range(1, WEEK + 1))
def test_a_week_meets_every_part_and_a_day_one(ordinary, every):
    things = list(range(50))
    for turn in range(10):
        days = [part(things, turn=turn, every=every, day=day) for day in DAYS]
        assert set().union(*days) == set(things)
        assert {len(one) for one in days} <= {50 // every, 50 // every + 1}


@pytest.mark.parametrize(("count", "every"), [(1, 7), (2, 7), (3, 5), (8, 7), (82, 4), (77, 3)])
def test_a_week_runs_every_member_of_a_family_and_its_first_each_day(ordinary, count, every):
    lone = Item("lone")
    members, others = family("it_holds", count, every), family("this_too", 10, 2)
    met = []
    for day in DAYS:
        # In whatever order they were shuffled.
        taken, rest = in_turn([*reversed(members), lone, *others], day=day)
        assert members[0] in taken
        assert lone in taken
        assert len(taken) + len(rest) == count + 11
        met += taken
    for member in (*members, *others):
        assert member in met


def test_all_processes_of_a_run_take_the_same(ordinary):
    members = family("it_holds", 30, 4)
    assert in_turn(members)[0] == in_turn(members[::-1])[0][::-1]


def test_the_whole_takes_all(monkeypatch):
    monkeypatch.setattr(whole, "IS_WHOLE", True)
    assert part([1, 2, 3], every=3) == [1, 2, 3]
    members = family("it_holds", 9, 4)
    assert in_turn(members) == (members, [])


def test_who_names_a_test_gets_all_of_what_goes_by_the_day(monkeypatch):
    monkeypatch.setattr(whole, "GOES_IN_TURN", False)
    assert today([1, 2, 3], every=3) == [1, 2, 3]
    monkeypatch.setattr(whole, "IS_WHOLE", False)
    monkeypatch.setattr(whole, "GOES_IN_TURN", True)
    assert len(today([1, 2, 3], every=3)) == 1


def test_what_a_week_would_not_meet_is_refused():
    with pytest.raises(ValueError, match="a week does not meet all"):
        part([1], every=WEEK + 1)
