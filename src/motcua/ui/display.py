"""How a page is shown, as this browser was asked to: in large type with strong contrast; lists close or wide.

Beside what the system itself asks for (`prefers-contrast`, the size of its type): many do not know where to set that.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Switch:
    """A choice of one browser: its name in the address of a page, its cookie, what is chosen and what is usual."""

    name: str
    cookie: str
    chosen: str
    usual: str

    def is_on(self, request: HttpRequest) -> bool:
        return (request.GET.get(self.name) or request.COOKIES.get(self.cookie)) == self.chosen

    def other(self, request: HttpRequest) -> str:
        """The address of this page shown the other way."""
        asked = request.GET.copy() if request.method == "GET" else request.GET.__class__(mutable=True)
        asked[self.name] = self.usual if self.is_on(request) else self.chosen
        return f"?{asked.urlencode()}"


# At the end of every page; at the end of officials' pages.
CLEAR = Switch("hien", "mc_hien", "ro", "thuong")
ROOMY = Switch("mat-do", "mc_mat_do", "thoang", "gon")


class ChosenDisplay:
    """Keeps what was chosen in this browser for a year; it says nothing about who reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for switch in (CLEAR, ROOMY):
            if (chosen := request.GET.get(switch.name)) in (switch.chosen, switch.usual):
                response.set_cookie(
                    switch.cookie,
                    chosen,
                    max_age=YEAR,
                    samesite="Lax",
                    httponly=True,
                    secure=settings.SESSION_COOKIE_SECURE,
                )
        return response
