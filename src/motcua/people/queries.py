"""Who holds which post, and who looked at one's data."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from motcua.kernel.folding import Folded
from motcua.kernel.text import fold
from motcua.people.models import Account, DataView, Holding
from motcua.people.rules import AccountKind


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
