"""Who signs in and out and what is refused, for who watches over an installation; and for whose account was tried."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from motcua.kernel.logs import Kind, log_security, shown_path
from motcua.people.models import Account
from motcua.people.queries import account_reached_by
from motcua.people.rules import Failure, client_address, device_words, is_within
from motcua.people.visitor import visitor_of

# How long somebody is told that their account was tried, and of how many tries.
REMEMBERED, MOST = timedelta(days=30), 20


def client_of(request: HttpRequest) -> str:
    """The client's address, also behind the proxies that are trusted."""
    peer, claims = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(peer, claims, settings.TRUSTED_PROXIES)


class BelievedProxies:
    """Forgets who says that a line is secure when it is no trusted proxy: anybody who reaches the port could say so.

    No other claim of a proxy is read without asking who made it, the client's address (`client_of`) among them.
    """

    CLAIM = "HTTP_X_FORWARDED_PROTO"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_within(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
            request.META.pop(self.CLAIM, None)
        return self.get_response(request)


class TracedLines:
    """Lets every line that is written while a request is answered say from which address it came and what it asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        whose = {"client": client_of(request), "method": (request.method or "")[:10], "path": shown_path(request.path)}
        with structlog.contextvars.bound_contextvars(**whose):
            return self.get_response(request)


def log_of_request(request: HttpRequest, kind: Kind, **facts: Any) -> None:
    """A line about who is signed in, where somebody is."""
    log_security(kind, **{"account": _signed_in(request), **facts})


def is_signed_in(request: HttpRequest) -> bool:
    """Whether it is known who asks; without the database nobody is."""
    return _signed_in(request) is not None


def _signed_in(request: HttpRequest) -> int | None:
    try:
        account = visitor_of(request).account if hasattr(request, "user") else None
    except Error:
        return None
    return account.pk if account is not None else None


def log_tried(request: HttpRequest, kind: Kind, *, email: str = "", phone: str = "") -> None:
    """A line about an account that somebody tried to open: its key, or a mark of the name where there is none.

    The account's person is told too. What is done for a name without an account takes as long.
    """
    account = account_reached_by(email, phone)
    name = salted_hmac("motcua.people.watch", (email or phone).lower(), algorithm="sha256").hexdigest()[:16]
    log_security(kind, **({"name": name} if account is None else {"account": account.pk}))
    _remember(request, str(account.handle) if account else name, for_whom=account)


def log_wrong_factor(request: HttpRequest, account: Account) -> None:
    """A line about a second factor that was none, after the right password."""
    log_security(Kind.WRONG_CODE, account=account.pk)
    _remember(request, str(account.handle), for_whom=account)


def _remember(request: HttpRequest, whose: str, *, for_whom: Account | None) -> None:
    key, device = f"tried:{whose}", device_words(request.headers.get("User-Agent", ""))
    tries = [(visitor_of(request).at.timestamp(), device), *cache.get(key, [])][:MOST]
    cache.set(key, tries, REMEMBERED.total_seconds() if for_whom else 1)


def failures_of(by: Account) -> list[Failure]:
    """When and with what somebody tried to open my account and could not, the latest first."""
    return [Failure(datetime.fromtimestamp(at, UTC), device) for at, device in cache.get(f"tried:{by.handle}", [])]
