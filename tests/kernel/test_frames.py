"""The frames of a request lie in one piece, however deep the page stands that calls again and again."""

from resource import RUSAGE_SELF, getrusage
from threading import Thread

import pytest

from motcua.kernel.frames import in_one_piece

pytestmark = pytest.mark.issue(18)
CALLS, DEEPEST = 300, 200


def sum_of(one, two, three, four):
    """Its frame is larger than that of who calls it: from some depth it does not fit behind it."""
    both, others = one + two, three + four
    return both + others


def called_from(depth):
    """Pages of memory that were made anew while something is called again and again, so many frames deep."""
    if depth:
        return called_from(depth - 1)
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _call in range(CALLS):
        sum_of(1, 2, 3, 4)
    return getrusage(RUSAGE_SELF).ru_minflt - before


def test_no_depth_pays_for_each_call():
    found = {}

    def measured():
        # The first takes the memory that all others use.
        in_one_piece(called_from)(DEEPEST)
        for depth in range(DEEPEST):
            found[depth] = in_one_piece(called_from)(depth)

    # A thread begins with frames of its own, as those of the web server do.
    thread = Thread(target=measured)
    thread.start()
    thread.join()
    assert {depth: pages for depth, pages in found.items() if pages > CALLS / 10} == {}


def test_it_is_the_same_function():
    @in_one_piece
    def divided(one, by=1):
        """One by another."""
        return one / by

    assert divided(6, by=3) == 2
    assert (divided.__name__, divided.__doc__) == ("divided", "One by another.")
    with pytest.raises(ZeroDivisionError):
        divided(1, by=0)
