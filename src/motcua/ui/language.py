"""The language of a page: what its address says, what was chosen before, what the account prefers, else Vietnamese.

The browser's own setting decides nothing: most phones here were never set, and a page that changes its language by
itself looks like a page of somebody else (docs/decisions/0012).
"""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from motcua.kernel.attempts import Attempt
from motcua.people.operations import change_account
from motcua.people.visitor import visitor_of

# In the address of a page: the switch on every page, and papers that were printed in a language.
NAME = "tieng"
YEAR = 365 * 24 * 3600


class ChosenLanguage:
    """Speaks the reader's language for the whole of an answer, one that streams included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        translation.activate(language)
        response = self.get_response(request)
        if request.GET.get(NAME) == language:
            remember(response, language)
            _tell_account(request, language)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


def _tell_account(request: HttpRequest, language: str) -> None:
    """Who switches on a page of ours is written to in that language as well; a link from elsewhere decides nothing."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    visitor = visitor_of(request)
    with suppress(DatabaseError), Attempt(request):
        account = visitor.account
        if account is not None and account.language != language and visitor.came_from:
            change_account(account, language=language, by=account, at=visitor.at)


def remember(response: HttpResponse, language: str) -> None:
    """Keep the choice in this browser for a year; it says nothing about who reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def elsewhere(request: HttpRequest) -> str:
    """The address of this page in the other language."""
    asked = request.GET.copy() if request.method == "GET" else request.GET.__class__(mutable=True)
    asked[NAME] = "vi" if translation.get_language() == "en" else "en"
    return f"?{asked.urlencode()}"


def _language_of(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    for wanted in (request.GET.get(NAME), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if wanted in known:
            return str(wanted)
    # Only who is signed in has a session: about others the database is never asked.
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        try:
            preferred = getattr(request.user, "language", "")
        except DatabaseError:
            preferred = ""
        if preferred in known:
            return str(preferred)
    return settings.LANGUAGE_CODE
