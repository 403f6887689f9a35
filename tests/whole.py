"""How far a long walk goes: an ordinary run takes a part of it in turn, the weekly one all (`--whole`).

The turn goes on by one each day, so that a week's runs meet everything; on one day every run takes the same part.
"""

import os
from datetime import date

import pytest

IS_WHOLE = "MOTCUA_WHOLE" in os.environ
# A run of everything; who names tests gets all of what they name.
GOES_IN_TURN = "MOTCUA_IN_TURN" in os.environ and not IS_WHOLE
WEEK = 7
# Told to the processes of a run, which must agree also when it goes past midnight.
DAY = int(os.environ.setdefault("MOTCUA_DAY", str(date.today().toordinal())))  # noqa: DTZ011 - any day will do
weekly = pytest.mark.skipif(not IS_WHOLE, reason="part of the weekly run: ./motcua test --whole")


def part(things, *, turn=0, every, day=DAY):
    """Each `every`th of the things, beginning elsewhere in each turn and on each day."""
    if every > WEEK:
        raise ValueError(f"of {every} parts a week does not meet all")
    return things if IS_WHOLE else things[(turn + day) % every :: every]


def today(things, *, turn=0, every):
    """The part of a rule that a run of everything tries today; who names the test gets all of it."""
    return part(things, turn=turn, every=every) if GOES_IN_TURN else things


def up_to(ordinary, whole):
    """A number of times or of rows."""
    return whole if IS_WHOLE else ordinary


def in_turn(items, *, day=DAY):
    """Of collected tests those to run and those whose turn is another day (`@pytest.mark.in_turn(every=…)`).

    The first of each family always runs, and so does what has no parameters.
    """
    places = {}
    for item in items:
        if (mark := item.get_closest_marker("in_turn")) and hasattr(item, "callspec"):
            places.setdefault(item.nodeid.partition("[")[0], (mark.kwargs["every"], []))[1].append(item)
    rest = set()
    for every, family in places.values():
        first, *others = sorted(family, key=lambda item: tuple(item.callspec.indices.values()))
        rest |= {*others} - {first, *part(others, every=every, day=day)}
    return [item for item in items if item not in rest], [item for item in items if item in rest]
