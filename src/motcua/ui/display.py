"""How a page is shown: as usual, or in large type with strong contrast, as this browser was asked to.

Beside what the system itself asks for (`prefers-contrast`, the size of its type): many do not know where to set that.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# In the address of a page: the switch at its end.
NAME, COOKIE = "hien", "mc_hien"
CLEAR, USUAL = "ro", "thuong"
YEAR = 365 * 24 * 3600


class ChosenDisplay:
    """Keeps what was chosen in this browser for a year; it says nothing about who reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (chosen := request.GET.get(NAME)) in (CLEAR, USUAL):
            response.set_cookie(
                COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
            )
        return response


def is_clear(request: HttpRequest) -> bool:
    """Whether the page is to be shown in large type with strong contrast."""
    return (request.GET.get(NAME) or request.COOKIES.get(COOKIE)) == CLEAR


def in_other_display(request: HttpRequest) -> str:
    """The address of this page shown the other way."""
    asked = request.GET.copy() if request.method == "GET" else request.GET.__class__(mutable=True)
    asked[NAME] = USUAL if is_clear(request) else CLEAR
    return f"?{asked.urlencode()}"
