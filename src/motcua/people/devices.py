"""Browsers in which somebody signed in before: a signed cookie says so, and nothing of it is kept here."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from motcua.people.models import Account

SALT = "motcua.people.devices"
YEAR = 365 * 24 * 3600
# People who share a browser.
MOST = 5


def _known(request: HttpRequest) -> dict[str, str]:
    """The accounts that were opened in this browser, each with what this browser is called for it."""
    try:
        kept = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {}
    return {str(handle): str(device) for handle, device in kept.items()} if isinstance(kept, dict) else {}


def device_for(request: HttpRequest, account: Account) -> str:
    """What this browser is called for the account; empty where it was never opened here."""
    return _known(request).get(str(account.handle), "")


def remember_device(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """Know this browser again when the account is opened here the next time."""
    known = _known(request)
    device = known.pop(str(account.handle), "") or secrets.token_urlsafe(12)
    latest = dict([*known.items(), (str(account.handle), device)][-MOST:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(latest, salt=SALT),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
