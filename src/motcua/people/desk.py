"""The desk of an official: who may enter the pages of officials, and what each of them knows about the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from motcua.kernel.health import State, worker
from motcua.organization.models import Post, Unit
from motcua.organization.rules import AnyDuty, Duty
from motcua.people.leaves import Absence, absences_around
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.people.rules import DeskEntry, desk_entries
from motcua.people.visitor import Visitor, visitor_of

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

    def units_with(self, duty: AnyDuty) -> list[Unit]:
        """The units where the official holds this duty."""
        return list({post.unit_id: post.unit for post in self.posts if post.has(duty)}.values())

    def has(self, duty: AnyDuty) -> bool:
        return any(post.has(duty) for post in self.posts)

    @cached_property
    def absences(self) -> list[Absence]:
        """Who is absent around this official, and who does the work."""
        return absences_around(self.by, self.posts, on=self.on)

    @property
    def administers(self) -> bool:
        return self.has(Duty.ADMIN)

    @property
    def keeps_calendars(self) -> bool:
        return self.has(Duty.CALENDARS) or self.administers

    @property
    def alarm(self) -> str:
        """What no letter can tell an administrator: that nobody sends letters."""
        if not self.administers:
            return ""
        found = worker(at=self.at)
        return found.said if found.state is State.ILL else ""

    @property
    def keeps_catalogue(self) -> bool:
        return self.has(Duty.CATALOGUE)

    @property
    def entries(self) -> list[DeskEntry]:
        """The navigation of who holds these posts."""
        return desk_entries({duty for post in self.posts for duty in post.duties})


Page = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class NoPost(PermissionDenied):
    """An official whom nobody has given a post for today: the page of the refusal says what to do."""


def official_page(view: Page[P]) -> View[P]:
    """A page for officials who hold a post today; others get 403."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = visitor_of(request)
        if visitor.account is None or not visitor.account.is_official:
            raise PermissionDenied
        posts = tuple(posts_of(visitor.account, on=visitor.on))
        if not posts:
            raise NoPost
        return view(request, Desk(visitor, posts), *args, **kwargs)

    return wrapper


def context(desk: Desk, **more: Any) -> dict[str, Any]:
    """What the template of every page of officials needs."""
    return {"desk": desk, "posts": desk.posts, **more}
