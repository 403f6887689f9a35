"""What every page knows: whether this is a demonstration, where it is, what is unread, and the time."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from motcua.notices.queries import unread_count
from motcua.people.models import Account


def shell(request: HttpRequest) -> dict[str, Any]:
    """For the frame of every page."""
    user = getattr(request, "user", None)
    signed_in = user if isinstance(user, Account) else None
    return {
        "is_demonstration": settings.IS_DEMONSTRATION,
        "signed_in": signed_in,
        "unread": unread_count(signed_in) if signed_in else 0,
        "now": timezone.now(),
        "path": request.path,
    }
