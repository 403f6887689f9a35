"""What the catalogue tells the rooms above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    """Versions of these procedures were published, changed or ended."""

    codes: Sequence[str]
    at: datetime
