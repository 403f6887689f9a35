"""Numbers of charts, and what stands where there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.text import format_number

# The steps at which a scale may end, in powers of ten.
STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Absent:
    """There is no number, and this is why: in words, and as the mark that stands in its place."""

    words: str | Promise
    mark: str


NOT_MEASURED = Absent(gettext_lazy("không đo được"), "–")
Number = int | float | Decimal
Value = Number | Absent


def few(least: int) -> Absent:
    """Too few cases to say a share of them."""
    return Absent(_("dưới %d hồ sơ") % least, f"<{least}")


def numbers(values: Iterable[Value]) -> list[float]:
    """Those that are numbers."""
    return [float(value) for value in values if not isinstance(value, Absent)]


def mark(value: Value, unit: str = "") -> str:
    """A value as short as it can be: 96,4% · 1.250 · <30."""
    if isinstance(value, Absent):
        return value.mark
    return written(value) + (unit if unit == "%" else "")


def said(value: Value, unit: str = "") -> str:
    """A value as it is read aloud and stands in a table: 3,5 ngày làm việc."""
    if isinstance(value, Absent):
        return str(value.words)
    return mark(value, unit) if unit in ("", "%") else f"{written(value)} {unit}"


def written(value: Number) -> str:
    """1.250 · 96,4: whole, or with one digit after the comma."""
    rounded = round(Decimal(str(value)), 1)
    sign = "\N{MINUS SIGN}" if rounded < 0 else ""
    return sign + format_number(abs(rounded), places=0 if rounded == int(rounded) else 1)


def top_of(values: Iterable[Value]) -> float:
    """Where a scale ends that begins with nothing and holds all of them: the next round number."""
    most = max(numbers(values), default=0.0)
    if most <= 0:
        return 1.0
    power = 1.0
    while most > 10 * power:
        power *= 10
    while most <= power and power > 1:
        power /= 10
    return next(step * power for step in STEPS if most <= step * power)
