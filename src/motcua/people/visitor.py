"""Who asks for a page, when, and from where: the one place of a face that looks at the clock."""

from collections.abc import Callable
from datetime import date
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.kernel import editions
from motcua.kernel.text import local
from motcua.people.models import Account

P = ParamSpec("P")
KEPT = "motcua_visitor"


class Visitor:
    """One request's person and moment. Whether somebody is signed in is asked for only when a page wants to know."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.at = timezone.now()

    @cached_property
    def account(self) -> Account | None:
        """Who is signed in, or nobody."""
        return self.request.user if isinstance(self.request.user, Account) else None

    @property
    def by(self) -> Account:
        """Who is signed in; the middleware lets nobody else come to a page that asks."""
        if self.account is None:
            raise Http404
        return self.account

    @cached_property
    def on(self) -> date:
        """The day in Viet Nam."""
        return local(self.at).date()

    @cached_property
    def edition(self) -> editions.Edition:
        """The shared things as they stood when first asked for; for what a page shows, not for what it changes."""
        return editions.current()

    @property
    def came_from(self) -> str:
        """The page of ours from which this request was sent, or nothing."""
        sent = self.request.headers.get("Referer", "")
        is_secure = self.request.is_secure()
        if not url_has_allowed_host_and_scheme(sent, {self.request.get_host()}, require_https=is_secure):
            return ""
        address = urlsplit(sent)
        return f"{address.path}?{address.query}" if address.query else address.path


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor of a request, the same for all who ask: the page, its frame, and the page of what was refused."""
    if KEPT not in vars(request):
        vars(request)[KEPT] = Visitor(request)
    kept: Visitor = vars(request)[KEPT]
    return kept


def visited(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that is told who asks and when."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, visitor_of(request), *args, **kwargs)

    return wrapper
