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


@dataclass(frozen=True, kw_only=True)
class WritingDropped(Event):
    """What these keepers wrote of a procedure, and nobody had published yet, was thrown away by somebody else."""

    code: str
    account_ids: Sequence[int]
    who: str
    # Of a decision it is said why it was not confirmed: on the procedure's page, never in a notice.
    is_decision: bool = False
    at: datetime
