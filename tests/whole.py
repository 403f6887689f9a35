"""How far a long walk goes: an ordinary run takes a part that meets every kind, the weekly one all (`--whole`)."""

import os

import pytest

IS_WHOLE = "MOTCUA_WHOLE" in os.environ
weekly = pytest.mark.skipif(not IS_WHOLE, reason="part of the weekly run: ./motcua test --whole")


def part(things, *, turn=0, every):
    """Each `every`th of the things, beginning elsewhere in each turn, so that all are met when turns are many."""
    return things if IS_WHOLE else things[turn % every :: every]


def up_to(ordinary, whole):
    """A number of times or of rows."""
    return whole if IS_WHOLE else ordinary
