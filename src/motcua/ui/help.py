"""Where help is to be had, as the end of every public page says it."""

from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError

from motcua.calendars.rules import Opening
from motcua.kernel.text import local
from motcua.organization.models import Agency, Premises
from motcua.organization.queries import centres, premises_of
from motcua.organization.rules import Level
from motcua.people.visitor import Visitor
from motcua.ui.premises import change_words, opening_of

log = structlog.get_logger()


def help_desk(visitor: Visitor) -> dict[str, Any] | None:
    """The province's centre: how to reach it, whether it is open now; nothing where nobody can tell."""
    try:
        edition, at = visitor.edition, visitor.at
        known = edition.kept(("help", visitor.on), lambda: _centre(at))
        if known is None:
            return None
        # Hours and days off are shared things too: what was found holds until the centre opens or closes next.
        kept: dict[str, Any] = edition.kept(("help now", visitor.on), dict)
        if not kept or not kept["since"] <= at < (kept["now"].changes_at or at):
            kept |= {"since": at, "now": opening_of(*known, at=at)}
        now: Opening = kept["now"]
        return {
            "centre": known[0],
            "premises": known[1],
            "is_open": now.is_open,
            "change": change_words(now, at=at),
        }
    except DatabaseError:
        log.warning("help_without_database")
        return None


def _centre(at: datetime) -> tuple[Agency, Premises | None] | None:
    centre = next((one for one in centres(on=local(at).date()) if one.level == Level.PROVINCE), None)
    return (centre, premises_of(centre)) if centre else None
