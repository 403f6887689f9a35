"""What makes an index old, and the message by which the worker builds it anew."""

from datetime import datetime
from typing import Any

from motcua.kernel.events import listen
from motcua.kernel.lanes import Lane
from motcua.kernel.outbox import delivers
from motcua.laws.events import LawsChanged
from motcua.procedures.events import CatalogueChanged
from motcua.search.operations import TOPIC, mark_stale, rebuild


@listen(CatalogueChanged)
def catalogue_changed(event: CatalogueChanged) -> None:
    mark_stale(kind="procedure", at=event.at)


@listen(LawsChanged)
def laws_changed(event: LawsChanged) -> None:
    mark_stale(kind="law", at=event.at)


@delivers(TOPIC, lane=Lane.SEARCH)
def build(payload: dict[str, Any], *, key: str) -> None:
    """Build the index a message names, unless a web server of this machine has. Building twice does no harm."""
    rebuild(kind=payload["kind"], by=None, at=datetime.fromisoformat(payload["at"]))
