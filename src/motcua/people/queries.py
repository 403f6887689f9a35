"""Who holds which post, and who looked at one's data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Min, Prefetch, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from motcua.kernel.folding import Folded
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import VIETNAM, fold, format_date, local, one_line
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account, DataView, ErasureRequest, Holding, Objection, Session, WaitingChange
from motcua.people.rights import holds
from motcua.people.rules import IDENTITY, AccountKind, ChangeState

TAKEN = {
    "phone": gettext_noop("Số điện thoại này đã có tài khoản khác."),
    "email": gettext_noop("Email này đã có tài khoản khác."),
}


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


def account_reached_at(*, email: str, phone: str) -> Account | None:
    """The account that signs in with this whole address or number; never found by a part of it."""
    reached = Q(email__iexact=email) if email else Q(pk=None)
    return Account.objects.filter(reached | Q(phone=phone) if phone else reached, is_active=True).first()


def holdings_of(official: Account) -> list[Holding]:
    """The posts an official holds, held and will hold, the latest first."""
    return list(official.holdings.select_related("post__unit__agency").order_by("-valid_from", "-pk"))


@dataclass(frozen=True)
class Looks:
    """The looks of one official at one thing on one day, for one reason: how often, and the last of them."""

    last: DataView
    count: int
    first_at: datetime


def views_of_my_data(by: Account, *, before: datetime | None = None, limit: int = 20) -> list[Looks]:
    """Who looked at my data, latest first; of one official at one thing in one day once."""
    mine = DataView.objects.filter(owner=by).annotate(day=TruncDate("at", tzinfo=VIETNAM))
    alike = mine.values("viewer", "reference", "purpose", "agency_name", "post_name", "day")
    folded = alike.annotate(last=Max("at"), first=Min("at"), key=Max("pk"), count=Count("pk"))
    if before is not None:
        folded = folded.filter(last__lt=before)
    rows = list(folded.order_by("-last", "-key")[:limit])
    views = DataView.objects.select_related("viewer").in_bulk([row["key"] for row in rows])
    return [Looks(views[row["key"]], row["count"], row["first"]) for row in rows]


def has_looked(by: Account, *, owner: int, reference: str, since: datetime) -> bool:
    """Whether an official looked at somebody's data by this reference since a moment."""
    return DataView.objects.filter(owner=owner, viewer=by, reference=reference, at__gte=since).exists()


def look_at_me(by: Account, pk: int) -> DataView | None:
    """One look of somebody else at my data, or nothing."""
    return DataView.objects.filter(owner=by, pk=pk).exclude(viewer=by).select_related("viewer").first()


def objections_of(by: Account) -> list[Objection]:
    """What I objected to, latest first."""
    return list(Objection.objects.filter(account=by).select_related("view__viewer").order_by("-pk")[:20])


def open_objections(by: Account, *, at: datetime, after: int = 0, limit: int = 30) -> list[Objection]:
    """The objections that nobody answered yet, oldest first, one more than `limit`: for inspectors."""
    if not holds(by, Duty.INSPECT, on=local(at).date()):
        return []
    waiting = Objection.objects.filter(answered_at=None, pk__gt=after).select_related("account", "view__viewer")
    return list(waiting.order_by("pk")[: limit + 1])


def objection(by: Account, pk: int, *, at: datetime) -> Objection | None:
    """One objection, answered or not: for inspectors."""
    if not holds(by, Duty.INSPECT, on=local(at).date()):
        return None
    return Objection.objects.filter(pk=pk).select_related("account", "view__viewer").first()


def factors_of(account: Account) -> list[Authenticator]:
    """What is asked beside the password, the oldest first; recovery codes stand in for these and are none."""
    factors = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(factors.order_by("pk"))


def recovery_codes_of(by: Account) -> list[str]:
    """My recovery codes that were not used yet."""
    kept = Authenticator.objects.filter(user=by, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept is not None else []


def sessions_of(by: Account, *, at: datetime) -> list[Session]:
    """Where I am signed in, the last seen first."""
    return list(by.sessions.filter(expire_date__gt=at).order_by("-seen_at", "pk"))


def account_reached_by(email: str, phone: str) -> Account | None:
    """The account that is signed in to by this e-mail, or by this phone (+84…)."""
    wanted = Q(email__iexact=email) if email else Q(phone=phone)
    return Account.objects.filter(wanted).first() if email or phone else None


def contact_errors(account: Account, phone: str, email: str) -> dict[str, str]:
    """Why an account cannot be reached there, by field: nowhere at all, or where another account is."""
    others, errors = Account.objects.exclude(pk=account.pk), {}
    if not phone and not email:
        errors["phone"] = _("Cần ít nhất một trong hai: số điện thoại hoặc email.")
    if phone and others.filter(phone=phone).exists():
        errors["phone"] = say(TAKEN["phone"])
    if email and others.filter(email__iexact=email).exists():
        errors["email"] = say(TAKEN["email"])
    return errors


def erasure_requests_of(by: Account) -> list[ErasureRequest]:
    """What I asked to have erased, latest first."""
    return list(ErasureRequest.objects.filter(account=by).order_by("-pk")[:20])


def open_erasure_requests(by: Account, *, at: datetime) -> list[ErasureRequest]:
    """What people asked to have erased and nobody answered yet, oldest first: for administrators."""
    if not holds(by, Duty.ADMIN, on=local(at).date()):
        return []
    return list(ErasureRequest.objects.filter(answered_at=None).select_related("account").order_by("pk")[:200])


def erasure_request(by: Account, pk: int, *, at: datetime) -> ErasureRequest | None:
    """One request, answered or not: for administrators."""
    if not holds(by, Duty.ADMIN, on=local(at).date()):
        return None
    return ErasureRequest.objects.filter(pk=pk).select_related("account").first()


# Who an official is: what two administrators write down.
FACTS = (*IDENTITY, "email")


def facts_of(official: Account) -> dict[str, str]:
    """Who an official is, as a change keeps it."""
    return {name: as_kept(getattr(official, name)) for name in FACTS}


def known_of(official: Account) -> dict[str, str]:
    """Who an official is and where one is reached, as whoever gives a guarded post is shown it."""
    return facts_of(official) | {"phone": official.phone}


def is_one_persons_word(official: Account) -> bool:
    """Whether no second administrator ever agreed on who this official is."""
    return not WaitingChange.objects.filter(official=official, state=ChangeState.CONFIRMED).exists()


def post_is_no_more(post: Post, *, on: date) -> str:
    """What is said of a post that has ended by a day, itself or with its unit or agency; nothing of one that stands."""
    ends = [end for end in (post.valid_until, post.unit.valid_until, post.unit.agency.valid_until) if end is not None]
    return _("Vị trí này đã thôi dùng từ ngày %s.") % format_date(min(ends)) if ends and min(ends) <= on else ""


def as_kept(value: Any) -> str:
    """A fact as text: a day as it stands in a database, a text as it is seen, nothing as an empty text."""
    return value.isoformat() if isinstance(value, date) else one_line(str(value or ""))


def waiting_changes(*, official: Account | None = None) -> list[WaitingChange]:
    """What waits for a second administrator, the oldest first; of one official where given."""
    waiting = WaitingChange.objects.filter(state=ChangeState.WAITING).select_related("official", "proposed_by")
    return list((waiting.filter(official=official) if official else waiting).order_by("proposed_at", "pk"))


def decided_changes(*, before: int | None = None, limit: int = 30) -> list[WaitingChange]:
    """What two administrators agreed on or one refused, the latest first; one more than `limit`."""
    decided = WaitingChange.objects.exclude(state=ChangeState.WAITING)
    decided = decided.filter(pk__lt=before) if before else decided
    return list(decided.select_related("official", "proposed_by", "decided_by").order_by("-pk")[: limit + 1])


def change_of(key: int) -> WaitingChange | None:
    """One change, decided or not."""
    return WaitingChange.objects.select_related("official", "proposed_by", "decided_by").filter(pk=key).first()


def post_of(change: WaitingChange) -> Post | None:
    """The post that a change gives, as it is or was."""
    return Post.objects.select_related("unit__agency").filter(pk=change.after.get("post", 0)).first()


def administrators(*, on: date) -> list[Account]:
    """Who may administer on a day."""
    seats = Holding.objects.on(on).filter(post__duties__contains=[Duty.ADMIN.value])
    return list(Account.objects.filter(pk__in=seats.values("official"), is_active=True).order_by("pk"))
