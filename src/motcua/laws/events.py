"""What the law base tells the rooms above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LawsChanged(Event):
    """Documents with these numbers came in, were amended, or lost effect."""

    numbers: Sequence[str]
    at: datetime
