"""Classes of numbers, each with its shade; the number always stands beside, so that no shade has to be told apart."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.ui.charts.drawing import legend
from motcua.ui.charts.values import Value, numbers, top_of, written

CLASSES = 5


def limits_of(values: Iterable[Value]) -> list[float]:
    """The upper limits of the classes: equal steps from nothing to the next round number; fewer for small counts."""
    found = numbers(values)
    top = top_of(found)
    steps = int(top) if top < CLASSES and all(one.is_integer() for one in found) else CLASSES
    return [top * n / max(steps, 1) for n in range(1, max(steps, 1) + 1)]


def class_of(value: float, limits: Sequence[float]) -> int:
    """The class of a number, from 1; what is above all limits belongs to the last."""
    return min(bisect_left(limits, value), len(limits) - 1) + 1


def key(limits: Sequence[float], y: float, unit: str = "", *, more: Iterable[tuple[str, str]] = ()) -> SafeString:
    """What the shades mean, and what else is marked."""
    end = unit if unit == "%" else f" {unit}" if unit else ""
    first = _("%s trở xuống") % (written(limits[0]) + end)
    others = [
        _("trên %(low)s đến %(high)s") % {"low": written(low), "high": written(high) + end}
        for low, high in pairwise(limits)
    ]
    entries = [(f"shade-{n}", text) for n, text in enumerate([first, *others], 1)]
    return legend([*entries, *more], y)
