"""Pure rules of figures: shares, and what may be said when there is nothing to measure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from motcua.kernel.text import format_number


@dataclass(frozen=True)
class OnTime:
    """How many results were on time; the share is None, «not measured», when there were none."""

    on_time: int
    late: int
    without_due_date: int = 0

    @property
    def judged(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.on_time, self.judged) if self.judged else None

    @property
    def percent(self) -> str:
        """98,5 rounded down to a tenth, so that 100 always means all; empty when nothing was measured."""
        if self.share is None:
            return ""
        tenths = int(self.share * 1000)
        return format_number(Decimal(tenths) / 10, places=1 if tenths % 10 else 0)
