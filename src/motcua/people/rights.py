"""Who holds which duty where; and rights: a duty and how a thing belongs to a unit or an agency, written once.

From one right are made the policy of an operation, the question of a page that knows the posts of its reader, and the
units or agencies in which a list looks: so they cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy
from motcua.kernel.parts import as_json, made_of
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import AnyDuty, Duty, InPlaceOf, passed_on
from motcua.people.models import Account, Holding, Leave, WaitingChange
from motcua.people.rules import ChangeState

# The word of the journal for whose work was done.
IN_PLACE_OF = "in_place_of"


def posts_of(by: Account, *, on: date) -> list[Post]:
    """The posts an official holds on a day, each with its unit and agency; then what was taken over from who is absent.

    A post that is held in somebody's place says so (`in_place_of`) and has the duties that pass on, no others.
    """
    if not (by.is_authenticated and by.is_official and by.is_active):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, {"by": by.pk, "on": on})
        found = [(row[:3], row[3:]) for row in cursor.fetchall()]
    own = [_post(*map(as_json, post)) for post, (absent, *_rest) in found if absent is None]
    return own + [
        post
        for made, (absent, name, until) in found
        if absent is not None
        for post in taken_over(_post(*map(as_json, made)), InPlaceOf(absent, name, until), own)
    ]


def own_posts_of(by: Account, *, on: date) -> list[Post]:
    """The posts an official holds in their own right: in these one signs, and these are kept when a leave ends."""
    return [post for post in posts_of(by, on=on) if post.in_place_of is None]


def taken_over(post: Post, absent: InPlaceOf, own: Iterable[Post]) -> list[Post]:
    """An absent official's post as a substitute with these own posts has it; none where nothing of it passes.

    It passes to who works in the same unit, or has one of its duties at the same agency.
    """
    there = [one for one in own if one.unit.agency_id == post.unit.agency_id]
    if not any(one.unit_id == post.unit_id or set(one.duties) & set(post.duties) for one in there):
        return []
    duties = passed_on(post.duties, own={duty for one in there for duty in one.duties})
    if not duties:
        return []
    passed = copy(post)
    passed.duties, passed.in_place_of = duties, absent
    return [passed]


def in_hands_of(by: Any, posts: Iterable[Post]) -> set[int]:
    """Whose claimed work somebody with these posts does: one's own, and that of whom one stands in for."""
    own = {by.pk} if isinstance(by, Account) else set()
    return own | {post.in_place_of.official_id for post in posts if post.in_place_of is not None}


def in_place_of(by: Any, posts: Sequence[Post], may: Callable[[Sequence[Post]], bool]) -> InPlaceOf | None:
    """In whose place somebody with these posts may do it; nobody's where the own posts are enough."""
    own = [post for post in posts if post.in_place_of is None]
    if len(own) == len(posts) or may(own):
        return None
    absent = dict.fromkeys(post.in_place_of for post in posts if post.in_place_of is not None)
    return next((one for one in absent if may([*own, *(post for post in posts if post.in_place_of == one)])), None)


# Every page of an official asks this; the same by the ORM takes three times as long.
_POSTS = """SELECT to_jsonb(p), to_jsonb(u), to_jsonb(a), w.absent, w.name, w.until FROM (
        SELECT %(by)s::bigint AS official, NULL::bigint AS absent, NULL AS name, NULL::date AS until UNION ALL
        SELECT l.official_id, l.official_id, o.full_name, l.valid_until FROM people_leave l
        JOIN people_account o ON o.id = l.official_id AND o.is_active
        WHERE l.substitute_id = %(by)s AND l.valid_from <= %(on)s AND l.valid_until > %(on)s) w
    JOIN people_holding h ON h.official_id = w.official
    JOIN organization_post p ON p.id = h.post_id AND (p.valid_until IS NULL OR p.valid_until > %(on)s)
    JOIN organization_unit u ON u.id = p.unit_id AND (u.valid_until IS NULL OR u.valid_until > %(on)s)
    JOIN organization_agency a ON a.id = u.agency_id
    WHERE h.valid_from <= %(on)s AND (h.valid_until IS NULL OR h.valid_until > %(on)s)
    ORDER BY w.absent NULLS FIRST, h.id"""


def _post(post: Mapping[str, Any], unit: Mapping[str, Any], agency: Mapping[str, Any]) -> Post:
    made: Post = made_of(Post, post)
    made.unit = made_of(Unit, unit)
    made.unit.agency = made_of(Agency, agency)
    return made


def _standing(day: date) -> Q:
    """A post that has not ended, in a unit that has not."""
    post = Q(post__valid_until=None) | Q(post__valid_until__gt=day)
    return post & (Q(post__unit__valid_until=None) | Q(post__unit__valid_until__gt=day))


def holdings_on(day: date) -> QuerySet[Holding]:
    """Those of `held_on`, to be narrowed."""
    return Holding.objects.on(day).filter(_standing(day), official__is_active=True)


def held_on(day: date) -> list[Holding]:
    """Every post that gives somebody a right on a day: it stands, and its holder may sign in."""
    return list(holdings_on(day).select_related("official", "post__unit__agency").order_by("post_id", "official_id"))


def holds(by: Account | None, duty: AnyDuty, *, on: date, units: Iterable[int] | None = None) -> bool:
    """Whether the official holds a post with this duty on that day, in one of these units where given."""
    return by is not None and _has(posts_of(by, on=on), duty, units)


def holds_itself(by: Account, duty: AnyDuty, *, on: date, units: Iterable[int]) -> bool:
    """The same, by a post of one's own and not in anybody's place."""
    return _has(own_posts_of(by, on=on), duty, units)


def _has(posts: Iterable[Post], duty: AnyDuty, units: Iterable[int] | None) -> bool:
    allowed = None if units is None else set(units)
    return any(post.has(duty) and (allowed is None or post.unit_id in allowed) for post in posts)


def holders_of(duty: AnyDuty, *, unit_id: int, on: date) -> list[Account]:
    """Active officials who hold a post with this duty in this unit on a day, in a stable order."""
    holdings = Holding.objects.on(on).filter(
        _standing(on), post__unit_id=unit_id, post__duties__contains=[duty.value], official__is_active=True
    )
    return [holding.official for holding in holdings.select_related("official").order_by("official_id")]


def with_substitutes(people: Iterable[Account], *, on: date) -> list[Account]:
    """These officials and whoever does the work of those among them who are absent on a day: all who are to be told."""
    told = list(people)
    leaves = Leave.objects.on(on).filter(official__in=told, substitute__is_active=True).select_related("substitute")
    return list(dict.fromkeys([*told, *(leave.substitute for leave in leaves.order_by("pk"))]))


ACCOUNT = Lock(Account, Rank.ACCOUNT, keeps_key=True)
CHANGE = Lock(WaitingChange, Rank.ACCOUNT, beside=("proposed_by",), under=("official", ACCOUNT))
LEAVE = Lock(Leave, Rank.ACCOUNT, beside=("substitute",), under=("official", ACCOUNT))
HOLDING = Lock(Holding, Rank.ACCOUNT, beside=("post__unit__agency",), under=("official", ACCOUNT))


class Reach(StrEnum):
    """Whether a post's duty holds for its own unit or for all of its agency."""

    UNIT = "UNIT"
    AGENCY = "AGENCY"


@dataclass(frozen=True)
class Relation:
    """How a thing belongs to a unit or an agency: `of` reads its key, `column` is where lists find it in SQL."""

    name: str
    reach: Reach
    of: Callable[[Any], int | None]
    column: str


@dataclass(frozen=True)
class Right:
    """One of these duties, held where the thing belongs."""

    name: str
    duties: tuple[Duty, ...]
    relation: Relation

    def places(self, posts: Iterable[Post]) -> list[int]:
        """The units or agencies, as the relation reaches, in which these posts give the right."""
        return sorted({self._place(post) for post in posts if any(post.has(duty) for duty in self.duties)})

    def holds(self, by: Any, posts: Sequence[Post], subject: Any) -> bool:
        """Whether somebody with these posts has the right to this thing."""
        place = self.relation.of(subject)
        return any(self._place(post) == place for post in posts if any(post.has(duty) for duty in self.duties))

    def _place(self, post: Post) -> int:
        return post.unit_id if self.relation.reach == Reach.UNIT else post.unit.agency_id

    @property
    def policy(self) -> Policy:
        """The right as the door of an operation asks it."""
        return policy_of(f"{self.name} ({', '.join(self.duties)})", self.holds, duties=self.duties)


def policy_of(
    name: str, holds: Callable[[Any, Sequence[Post], Any], bool], *, duties: tuple[AnyDuty, ...] = ()
) -> Policy:
    """A policy of a question that is asked of the posts somebody holds on the day; `duties` are those it asks for."""

    def allows(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
        return isinstance(by, Account) and holds(by, posts_of(by, on=local(arguments["at"]).date()), subject)

    def beside(by: Any, subject: Any, arguments: Mapping[str, Any]) -> Mapping[str, int]:
        return noted_place(by, lambda posts: holds(by, posts, subject), arguments)

    return Policy(name, allows, holds, duties=duties, beside=beside)


def noted_place(by: Any, may: Callable[[Sequence[Post]], bool], arguments: Mapping[str, Any]) -> Mapping[str, int]:
    """What the journal says beside an entry by who has the right in another's place alone."""
    if not isinstance(by, Account):
        return {}
    absent = in_place_of(by, posts_of(by, on=local(arguments["at"]).date()), may)
    return {} if absent is None else {IN_PLACE_OF: absent.official_id}


def or_platform(name: str, policy: Policy) -> Policy:
    """The same right, and what the platform does by itself or a command does for its operator."""

    def allows(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
        return by is None or policy.allows(by, subject, arguments)

    return replace(policy, name=name, allows=allows)


def holding(duty: AnyDuty) -> Policy:
    """The policy «an official who holds this duty anywhere»."""
    return policy_of(
        f"official with duty {duty.value}",
        lambda by, posts, subject: any(post.has(duty) for post in posts),
        duties=(duty,),
    )


INSPECTOR = holding(Duty.INSPECT)
IS_WAITING = Condition(
    "waits for a second administrator",
    lambda change: "" if change.state == ChangeState.WAITING else _("Đề nghị này đã được xử lý. Tải lại trang để xem."),
)


def _is_second(by: Any, posts: Sequence[Post], change: Any) -> bool:
    """An administrator who neither proposed it nor is the one whom it concerns."""
    return any(post.has(Duty.ADMIN) for post in posts) and by.pk not in (change.proposed_by_id, change.official_id)


SECOND_ADMINISTRATOR = replace(
    policy_of("administrator, neither who proposed it nor whom it concerns", _is_second, duties=(Duty.ADMIN,)),
    why_not=lambda by, subject, arguments: _(
        "Người đề nghị và người liên quan không tự xác nhận. Cần một quản trị khác."
    ),
)


def is_self(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    """The policy test «the account itself»."""
    return isinstance(by, Account) and isinstance(subject, Account) and by.pk == subject.pk and subject.is_active


OWN_ACCOUNT = Policy("own account", is_self)
SIGNED_IN = Policy("signed in", lambda by, subject, arguments: isinstance(by, Account) and by.is_active)
