"""Room for the frames of deep calls, taken once.

Python keeps the frames of a thread in pieces of 16 KB: when calls go past the end of one it takes another from the
system, and gives it back when they return. Whoever calls again and again from just before an end, as the loop of a
template does some hundred frames deep, has a piece taken and given back, and its memory made anew, for each call. Pages
took up to twice as long for it, by how deep they happened to stand.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
# A frame that wants more than a piece has gets one of the next power of two: 512 KB, of which 320 are its own. What is
# left holds some seven hundred frames; only what is used of it becomes memory.
SLOTS = 40_000


def in_one_piece(call: Callable[P, R]) -> Callable[P, R]:
    """The same function; the frames of all that it calls lie in one piece."""

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return wraps(call)(roomy)
