"""An official's month: the indices of TT 01/2018 with what they were made of, and what of it is contested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.indicators.figures.queries import Figures, figures_of
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.months.models import ContestedLine
from motcua.indicators.months.rights import HEADS, SUPERVISES, heads_of
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.scoring import Scored
from motcua.organization.models import Post
from motcua.people.models import Account, Holding

# The set that TT 01/2018 has for officials.
CODE = "tt01_can_bo"
# So many of those one heads are offered.
MOST = 100


def official_for(by: Account, posts: Sequence[Post], handle: UUID, *, on: date) -> Account | None:
    """Whose month somebody may see: their own, and that of those they head."""
    if by.handle == handle:
        return by
    official = Account.objects.filter(handle=handle, is_active=True).first()
    return official if official is not None and heads_of(posts, official, on=on) else None


def headed_by(by: Account, posts: Sequence[Post], *, on: date) -> list[Account]:
    """The officials whose month somebody with these posts sees, by name; themselves not among them."""
    units, agencies = HEADS.places(posts), SUPERVISES.places(posts)
    held = Holding.objects.on(on)
    seats = held.filter(post__unit__in=units) | held.filter(post__unit__agency__in=agencies)
    people = Account.objects.filter(pk__in=seats.values("official"), is_active=True).exclude(pk=by.pk)
    return list(people.order_by("full_name", "pk")[:MOST])


def days_of(month: date, *, at: datetime) -> Days:
    """The month that begins on this day."""
    return Days(month, next_month(month), at)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


@dataclass(frozen=True)
class Month:
    """An official's month, for who sees it (`official_for`)."""

    official: Account
    month: date
    figures: Figures | None
    contested: Sequence[ContestedLine]

    def contests_of(self, part: Scored) -> list[ContestedLine]:
        """What was contested of a line, the latest last."""
        return [one for one in self.contested if one.indicator == part.indicator.code]


def month_of(official: Account, month: date, *, at: datetime) -> Month:
    """Count it. For who may see it: `official_for`."""
    figures = figures_of(Whom(Subject.OFFICIAL, official.pk), days_of(month, at=at), code=CODE)
    contested = ContestedLine.objects.filter(official=official, month=month)
    return Month(official, month, figures, list(contested.select_related("answered_by", "unit").order_by("pk")))


def waiting_for(by: Account, posts: Sequence[Post], *, limit: int = 30) -> list[ContestedLine]:
    """What waits for the answer of somebody with these posts, the oldest first."""
    rows = ContestedLine.objects.filter(answered_at=None).exclude(official=by)
    units, agencies = HEADS.places(posts), SUPERVISES.places(posts)
    found = rows.filter(unit__in=units) | rows.filter(unit__agency__in=agencies)
    return list(found.select_related("official").order_by("pk")[:limit])
