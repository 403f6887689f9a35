"""Who may enter the workspace, and what every page of it knows about the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from motcua.organization.models import Post, Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.ui.visitor import Visitor, visitor_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk:
    """The official at work: a visitor with the posts held today."""

    visitor: Visitor
    posts: tuple[Post, ...]

    @property
    def by(self) -> Account:
        return self.visitor.by

    @property
    def at(self) -> datetime:
        return self.visitor.at

    @property
    def on(self) -> date:
        return self.visitor.on

    def units_with(self, duty: Duty) -> list[Unit]:
        """The units where the official holds this duty."""
        return list({post.unit_id: post.unit for post in self.posts if post.has(duty)}.values())

    def has(self, duty: Duty) -> bool:
        return any(post.has(duty) for post in self.posts)

    @property
    def receives(self) -> bool:
        return self.has(Duty.RECEIVE)

    @property
    def has_board(self) -> bool:
        """Whether the official works in a unit through which dossiers go, or leads one."""
        duties = (Duty.RECEIVE, Duty.RETURN_RESULT, Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE, Duty.SUPERVISE)
        return any(self.has(duty) for duty in duties)

    @property
    def administers(self) -> bool:
        return self.has(Duty.ADMIN)

    @property
    def keeps_catalogue(self) -> bool:
        return self.has(Duty.CATALOGUE)


Page = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def official_page(view: Page[P]) -> View[P]:
    """A page for officials who hold a post today; others get 403."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = visitor_of(request)
        if visitor.account is None or not visitor.account.is_official:
            raise PermissionDenied
        posts = tuple(posts_of(visitor.account, on=visitor.on))
        if not posts:
            raise PermissionDenied
        return view(request, Desk(visitor, posts), *args, **kwargs)

    return wrapper


def context(desk: Desk, **more: Any) -> dict[str, Any]:
    """What every template of the workspace needs."""
    return {"desk": desk, "posts": desk.posts, **more}
