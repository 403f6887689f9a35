"""Where help is to be had, as the end of every public page says it."""

from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError

from motcua.kernel import editions
from motcua.kernel.text import local
from motcua.organization.models import Agency, Premises
from motcua.organization.queries import centres, premises_of
from motcua.organization.rules import Level
from motcua.ui.premises import opening_of

log = structlog.get_logger()


def help_desk(*, at: datetime) -> dict[str, Any] | None:
    """The province's centre: how to reach it, whether it is open now; nothing where nobody can tell."""
    day = local(at).date()
    try:
        known = editions.current().kept(("help", day), lambda: _centre(at))
        return known and {"centre": known[0], "premises": known[1], **opening_of(*known, at=at)}
    except DatabaseError:
        log.warning("help_without_database")
        return None


def _centre(at: datetime) -> tuple[Agency, Premises | None] | None:
    centre = next((one for one in centres(on=local(at).date()) if one.level == Level.PROVINCE), None)
    return (centre, premises_of(centre)) if centre else None
