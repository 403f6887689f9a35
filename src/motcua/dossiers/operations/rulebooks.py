"""Putting a rulebook in force."""

from datetime import datetime
from typing import Any

from motcua.dossiers.models import Rulebook
from motcua.kernel.operations import SYSTEM, note, operation


@operation(who=SYSTEM, journal="rulebook.published")
def publish_rulebook(*, key: str, facts: dict[str, Any], by: None, at: datetime) -> Rulebook:
    """Put what a decree fixes in force for its time; two rulebooks never hold at once (NĐ 61/2018; NĐ 118/2025)."""
    note(key=key)
    rulebook, _is_new = Rulebook.objects.update_or_create(key=key, defaults=facts)
    return rulebook
