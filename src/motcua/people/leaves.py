"""Leaves: who may declare one, what passes to a substitute and what does not, and who is absent around somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from motcua.kernel.manifests import offered
from motcua.kernel.speech import say
from motcua.kernel.validity import DatedQuerySet
from motcua.organization.models import Post
from motcua.organization.rules import Duty, DutyName, InPlaceOf
from motcua.people.models import Account, Holding, Leave
from motcua.people.rights import own_posts_of, policy_of, taken_over

# So long before it begins a leave is shown to those whom it concerns.
SHOWN_BEFORE = timedelta(days=7)


def heads_of(posts: Sequence[Post], absent: Sequence[Post]) -> bool:
    """Whether one heads the other: approves or supervises in the unit of `absent`, or signs for the agency."""
    units = {post.unit_id for post in posts if post.has(Duty.APPROVE) or post.has(Duty.SUPERVISE)}
    agencies = {post.unit.agency_id for post in posts if post.has(Duty.SIGN)}
    return any(post.unit_id in units or post.unit.agency_id in agencies for post in absent)


def _is_theirs(by: Account, posts: Sequence[Post], official: Account) -> bool:
    # By a post that one holds in somebody's place nobody says who is absent, least of all that this one is back.
    own = [post for post in posts if post.in_place_of is None]
    if by.pk == official.pk:
        return bool(own)
    return heads_of(own, [held.post for held in _held(official)])


def _held(official: Account) -> list[Holding]:
    """What an official holds or will hold."""
    holdings = Holding.objects.filter(official=official).select_related("post__unit__agency")
    return [held for held in holdings if held.valid_until is None or held.valid_until > held.valid_from]


def _of_leave(by: Any, posts: Sequence[Post], leave: Leave) -> bool:
    return isinstance(by, Account) and _is_theirs(by, posts, leave.official)


ABSENT_OR_HEAD = policy_of(
    "the official, or the head of their unit or agency",
    lambda by, posts, official: isinstance(by, Account) and _is_theirs(by, posts, official),
    duties=(Duty.APPROVE, Duty.SUPERVISE, Duty.SIGN),
)
ABSENT_OR_HEAD_OF_LEAVE = policy_of(
    "the official whose leave it is, or the head of their unit or agency",
    _of_leave,
    duties=(Duty.APPROVE, Duty.SUPERVISE, Duty.SIGN),
)


SUBSTITUTE = policy_of(
    "the official who stands in",
    lambda by, posts, leave: isinstance(by, Account) and leave.substitute_id == by.pk,
)


def heads_over(official: Account, *, on: date) -> list[Account]:
    """Who may say who stands in for an official: the heads of their units and agencies, in posts of their own."""
    posts = own_posts_of(official, on=on)
    units, agencies = [post.unit_id for post in posts], [post.unit.agency_id for post in posts]
    heads = Q(post__duties__contains=[Duty.APPROVE]) | Q(post__duties__contains=[Duty.SUPERVISE])
    heading = heads & Q(post__unit__in=units)
    signing = Q(post__duties__contains=[Duty.SIGN], post__unit__agency__in=agencies)
    seats = Holding.objects.on(on).filter(heading | signing).exclude(official=official)
    return list(Account.objects.filter(pk__in=seats.values("official"), is_active=True).order_by("pk"))


def passing(official: Account, substitute: Account, *, on: date) -> tuple[set[str], set[str]]:
    """The duties that pass from one to the other on a day, and those that stay with the absent one."""
    absent, own = own_posts_of(official, on=on), own_posts_of(substitute, on=on)
    place = InPlaceOf(official.pk, official.full_name, on)
    passed = {duty for post in absent for taken in taken_over(post, place, own) for duty in taken.duties}
    return passed, {duty for post in absent for duty in post.duties} - passed


def substitutes_for(official: Account, *, on: date) -> list[tuple[Account, str]]:
    """Who may stand in for an official on a day: some of the work passes to them; each with post and unit in words."""
    absent = own_posts_of(official, on=on)
    agencies = {post.unit.agency_id for post in absent}
    place = InPlaceOf(official.pk, official.full_name, on)
    seats = Holding.objects.on(on).filter(post__unit__agency__in=agencies, official__is_active=True)
    seats = seats.exclude(official=official).select_related("official", "post__unit__agency")
    own: dict[Account, list[Post]] = {}
    for seat in seats.order_by("official__full_name", "official_id"):
        own.setdefault(seat.official, []).append(seat.post)
    return [
        (who, f"{who.full_name} – {posts[0].title}, {posts[0].unit.name}")
        for who, posts in own.items()
        if any(taken_over(post, place, posts) for post in absent)
    ]


def led_by(by: Account, *, on: date) -> list[Account]:
    """Whose leave somebody may declare besides the own one, by name: of those they head in a post of their own."""
    posts = own_posts_of(by, on=on)
    units = {post.unit_id for post in posts if post.has(Duty.APPROVE) or post.has(Duty.SUPERVISE)}
    agencies = {post.unit.agency_id for post in posts if post.has(Duty.SIGN)}
    seats = Holding.objects.on(on).filter(Q(post__unit__in=units) | Q(post__unit__agency__in=agencies))
    officials = Account.objects.filter(pk__in=seats.values("official"), is_active=True).exclude(pk=by.pk)
    return list(officials.order_by("full_name", "pk"))


@dataclass(frozen=True)
class Absence:
    """A leave as somebody sees it whom it concerns, with the duties that stay with the absent one."""

    leave: Leave
    is_mine: bool
    is_my_work: bool
    has_begun: bool
    kept: tuple[str, ...]

    @property
    def kept_words(self) -> list[str]:
        """What people call these duties."""
        names = offered(DutyName)
        return [say(names[duty].label) for duty in self.kept if duty in names]


def _lasting(on: date) -> DatedQuerySet[Leave]:
    """Leaves that are not over on a day; what was called off before it began lasts none."""
    return Leave.objects.filter(valid_until__gt=on).filter(valid_until__gt=F("valid_from"))


_AROUND = """SELECT l.id FROM people_leave l
    WHERE l.valid_until > %(on)s AND l.valid_until > l.valid_from AND l.valid_from <= %(until)s
    AND (l.official_id = %(by)s OR l.substitute_id = %(by)s OR l.official_id IN (
        SELECT h.official_id FROM people_holding h JOIN organization_post p ON p.id = h.post_id
        WHERE p.unit_id = ANY(%(units)s) AND h.valid_from <= %(on)s
        AND (h.valid_until IS NULL OR h.valid_until > %(on)s)))
    ORDER BY l.valid_from, l.id LIMIT 20"""


def absences_around(by: Account, posts: Sequence[Post], *, on: date) -> list[Absence]:
    """Leaves of today and of the next days that concern somebody: the own, those stood in for, those of one's units."""
    values: dict[str, Any] = {
        "by": by.pk,
        "units": [post.unit_id for post in posts],
        "on": on,
        "until": on + SHOWN_BEFORE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, values)
        found = [pk for (pk,) in cursor.fetchall()]
    # On most days there is none, and every inbox asks.
    leaves = Leave.objects.filter(pk__in=found).select_related("official", "substitute") if found else []
    return [_absence(leave, by, on=on) for leave in sorted(leaves, key=lambda leave: found.index(leave.pk))]


def _absence(leave: Leave, by: Account, *, on: date) -> Absence:
    concerns = by.pk in (leave.official_id, leave.substitute_id)
    kept = passing(leave.official, leave.substitute, on=max(on, leave.valid_from))[1] if concerns else set()
    return Absence(
        leave,
        is_mine=leave.official_id == by.pk,
        is_my_work=leave.substitute_id == by.pk,
        has_begun=leave.valid_from <= on,
        kept=tuple(sorted(kept)),
    )


def leaves_for(by: Account, *, on: date) -> list[Leave]:
    """Leaves that somebody may end, or that concern them: not over yet, the first to begin on top."""
    theirs = [by, *led_by(by, on=on)]
    found = _lasting(on).filter(Q(official__in=theirs) | Q(substitute=by))
    return list(found.select_related("official", "substitute", "declared_by").order_by("valid_from", "pk")[:100])
