"""What people announce to the rooms above."""

from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PostEnded(Event):
    """From a day on an official works no longer in these units, or not at all."""

    official_id: int
    unit_ids: tuple[int, ...]
    on: date
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeaveDeclared(Event):
    """An official is absent for some days; another one does the work. `is_over`: it was ended early."""

    official_id: int
    substitute_id: int
    by_id: int
    first: date
    last: date
    at: datetime
    is_over: bool = False
    # Whether the substitute stands in no more, and who else has to name another.
    is_declined: bool = False
    other_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeProposed(Event):
    """Something of an official waits for one of these other administrators."""

    change_id: int
    official_name: str
    administrator_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficialListed(Event):
    """An official's account was opened; the link, a secret, lets them set a password until then."""

    account_id: int
    link: str
    until: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IdentityChanged(Event):
    """Who an account's owner is was written down anew; it was not the owner who did it."""

    account_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IdentityProved(Event):
    """An official saw the card of an account's owner."""

    account_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GuardedPostGiven(Event):
    """An official was given a post that signs, seals or administers."""

    official_id: int
    title: str
    agency_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """An account is reached, and signed in with, otherwise than before; what it was before stands here."""

    account_id: int
    email: str
    phone: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SignInChanged(Event):
    """Something about how an account is opened is otherwise than before; `kind` is the notice its person gets."""

    account_id: int
    kind: str
    at: datetime
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AccountErased(Event):
    """Somebody erased their account. A room that must not let go yet refuses; others delete what need not be kept."""

    account_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """What somebody objected to was looked into by an inspector."""

    account_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ErasureAnswered(Event):
    """What somebody asked to have erased was decided on."""

    account_id: int
    at: datetime
