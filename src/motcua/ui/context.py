"""What every page knows: whether this is a demonstration, where it is, what is unread, and the time."""

from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language

from motcua import __version__
from motcua.notices.queries import unread_count
from motcua.people.rules import portal_entries
from motcua.people.visitor import visitor_of
from motcua.ui.display import CLEAR, ROOMY
from motcua.ui.help import help_desk
from motcua.ui.language import elsewhere

log = structlog.get_logger()


def shell(request: HttpRequest) -> dict[str, Any]:
    """For the frame of every page. Without the database a page still has its frame, as if nobody had signed in."""
    try:
        signed_in = visitor_of(request).account if hasattr(request, "user") else None
        unread = unread_count(signed_in) if signed_in else 0
    except DatabaseError:
        log.warning("shell_without_database", path=request.path)
        signed_in, unread = None, 0
    return {
        "is_demonstration": settings.IS_DEMONSTRATION,
        "signed_in": signed_in,
        "unread": unread,
        "now": visitor_of(request).at,
        "portal_entries": portal_entries(
            is_signed_in=signed_in is not None, is_official=signed_in is not None and signed_in.is_official
        ),
        "path": request.path,
        "language": get_language(),
        "in_other_language": elsewhere(request),
        "is_clear": CLEAR.is_on(request),
        "in_other_display": CLEAR.other(request),
        "is_roomy": ROOMY.is_on(request),
        "in_other_density": ROOMY.other(request),
        "help_desk": lambda: help_desk(visitor_of(request)),
        "platform_version": __version__,
        "source_address": settings.SOURCE_ADDRESS,
        # Pages of a draft put their own here; the frame asks whether there is one.
        "draft": None,
    }
