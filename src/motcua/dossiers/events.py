"""What dossiers announce."""

from dataclasses import dataclass
from datetime import datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Something happened to a dossier."""

    dossier_id: int
    agency_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(DossierEvent):
    channel: str


@dataclass(frozen=True, kw_only=True)
class DossierAccepted(DossierEvent):
    """`is_anew`: in place of a dossier that was accepted before, of the same filing."""

    channel: str
    is_anew: bool = False


@dataclass(frozen=True, kw_only=True)
class DossierNotAccepted(DossierEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DossierHandedOver(DossierEvent):
    """Work on it may begin."""

    by_id: int


@dataclass(frozen=True, kw_only=True)
class FilerDidTheirPart(DossierEvent):
    """What was waited for has come: papers, an answer, a payment."""

    by_id: int


@dataclass(frozen=True, kw_only=True)
class TimeGivenBack(DossierEvent):
    """Nobody could work on it between two moments: its clock counts anew (`is_anew`), or leaves that time out.

    `late_before`: what was late at this moment already stays late.
    """

    is_anew: bool
    since: datetime
    until: datetime
    late_before: datetime


@dataclass(frozen=True, kw_only=True)
class DueCorrected(DossierEvent):
    """It is due at another moment than was promised: its case had been written down wrongly."""

    by_id: int


@dataclass(frozen=True, kw_only=True)
class DossierDone(DossierEvent):
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DossierReturned(DossierEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DossierEnded(DossierEvent):
    """Nothing of it waits for anybody any more."""

    by_id: int


@dataclass(frozen=True, kw_only=True)
class DossierStopped(DossierEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    was_accepted: bool


@dataclass(frozen=True, kw_only=True)
class DossierRated(DossierEvent):
    stars: int
