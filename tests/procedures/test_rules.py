"""What is decided about procedures without asking a database."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.rules import Change, difference

LINES = st.lists(st.text(max_size=5), max_size=8)


@given(LINES, LINES)
def test_a_difference_holds_both_versions_whole(before, after):
    found = difference(before, after)
    assert [line for change, line in found if change != Change.ADDED] == before
    assert [line for change, line in found if change != Change.REMOVED] == after
