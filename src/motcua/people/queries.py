"""Who holds which post, and who looked at one's data."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q

from motcua.kernel.folding import Folded
from motcua.kernel.operations import Policy
from motcua.kernel.parts import as_json, made_of
from motcua.kernel.text import fold, local
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account, DataView, Holding
from motcua.people.rules import AccountKind


def posts_of(by: Account, *, on: date) -> list[Post]:
    """The posts an official holds on a day, each with its unit and agency."""
    if not (by.is_authenticated and by.is_official and by.is_active):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, {"by": by.pk, "on": on})
        return [_post(*(as_json(part) for part in row)) for row in cursor.fetchall()]


# Every page of an official asks this; the same by the ORM takes three times as long.
_POSTS = """SELECT to_jsonb(p), to_jsonb(u), to_jsonb(a) FROM people_holding h
    JOIN organization_post p ON p.id = h.post_id AND (p.valid_until IS NULL OR p.valid_until > %(on)s)
    JOIN organization_unit u ON u.id = p.unit_id AND (u.valid_until IS NULL OR u.valid_until > %(on)s)
    JOIN organization_agency a ON a.id = u.agency_id
    WHERE h.official_id = %(by)s AND h.valid_from <= %(on)s AND (h.valid_until IS NULL OR h.valid_until > %(on)s)
    ORDER BY h.id"""


def _post(post: Mapping[str, Any], unit: Mapping[str, Any], agency: Mapping[str, Any]) -> Post:
    made: Post = made_of(Post, post)
    made.unit = made_of(Unit, unit)
    made.unit.agency = made_of(Agency, agency)
    return made


def _standing(day: date) -> Q:
    """A post that has not ended, in a unit that has not."""
    post = Q(post__valid_until=None) | Q(post__valid_until__gt=day)
    return post & (Q(post__unit__valid_until=None) | Q(post__unit__valid_until__gt=day))


def holds(by: Account | None, duty: Duty, *, on: date, units: Iterable[int] | None = None) -> bool:
    """Whether the official holds a post with this duty on that day, in one of these units where given."""
    if by is None:
        return False
    allowed = None if units is None else set(units)
    return any(post.has(duty) and (allowed is None or post.unit_id in allowed) for post in posts_of(by, on=on))


def holders_of(duty: Duty, *, unit_id: int, on: date) -> list[Account]:
    """Active officials who hold a post with this duty in this unit on a day, in a stable order."""
    holdings = Holding.objects.on(on).filter(
        _standing(on), post__unit_id=unit_id, post__duties__contains=[duty.value], official__is_active=True
    )
    return [holding.official for holding in holdings.select_related("official").order_by("official_id")]


def officials(text: str, *, after: int = 0, limit: int = 30) -> list[Account]:
    """Accounts of officials by name or e-mail, in the order in which they were opened; one more than `limit`.

    Names are found with marks and without, as everywhere.
    """
    found = Account.objects.filter(kind=AccountKind.OFFICIAL, pk__gt=after)
    typed = fold(text[:100])
    if typed:
        found = found.alias(name_key=Folded("full_name"), email_key=Folded("email"))
        found = found.filter(Q(name_key__contains=typed) | Q(email_key__contains=typed))
    current = Holding.objects.select_related("post__unit__agency").order_by("pk")
    return list(found.order_by("pk").prefetch_related(Prefetch("holdings", current))[: limit + 1])


def official_of(handle: UUID) -> Account | None:
    """One official's account."""
    return Account.objects.filter(handle=handle, kind=AccountKind.OFFICIAL).first()


def holdings_of(official: Account) -> list[Holding]:
    """The posts an official holds, held and will hold, the latest first."""
    return list(official.holdings.select_related("post__unit__agency").order_by("-valid_from", "-pk"))


def views_of_my_data(by: Account, *, before: datetime | None = None, limit: int = 20) -> list[DataView]:
    """Who looked at my data, latest first."""
    views = DataView.objects.filter(owner=by).select_related("viewer").order_by("-at", "-pk")
    return list((views.filter(at__lt=before) if before else views)[:limit])


def holding(duty: Duty) -> Policy:
    """The policy «an official who holds this duty anywhere»."""

    def allows(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
        return isinstance(by, Account) and holds(by, duty, on=local(arguments["at"]).date())

    return Policy(f"official with duty {duty.value}", allows)


def is_self(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    """The policy test «the account itself»."""
    return isinstance(by, Account) and isinstance(subject, Account) and by.pk == subject.pk and by.is_active


OWN_ACCOUNT = Policy("own account", is_self)
SIGNED_IN = Policy("signed in", lambda by, subject, arguments: isinstance(by, Account) and by.is_active)
