"""What a one-stop unit has of the same person already: the same request, and what else of theirs is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from motcua.dossiers.models import IS_OPEN, Dossier, Party
from motcua.dossiers.rules import PartyFacts, Role, Status
from motcua.kernel.text import fold
from motcua.organization.models import Unit
from motcua.procedures.models import Procedure

# How long after it was filed a request that is done is still told of: who asks again may have forgotten.
RECENT = timedelta(days=90)
# What ended without a result is filed again for good reason.
TELLING = (Status.DONE, Status.RETURNED)
# Whose request it is, and who brings it.
BOTH = (Role.HOLDER, Role.FILER)
# As many of each kind as are shown.
MOST = 10


@dataclass(frozen=True)
class Beside:
    """The same request of the same person, by number; of who may be the same, by name; their other open dossiers."""

    same: Sequence[Dossier] = ()
    maybe: Sequence[Dossier] = ()
    others: Sequence[Dossier] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of what is perhaps the same request."""
        return [one.shown_code for one in (*self.same, *self.maybe)]

    @property
    def all(self) -> list[Dossier]:
        return [*self.same, *self.maybe, *self.others]


@dataclass(frozen=True)
class Sought:
    """A request that is about to be received: of whom, under which procedure; the dossier that it is already."""

    procedure: Procedure
    parties: Mapping[str, PartyFacts | Party] = field(default_factory=dict)
    dossier: Dossier | None = None

    @classmethod
    def of(cls, dossier: Dossier) -> "Sought":
        return cls(dossier.procedure, {one.role: one for one in dossier.parties.all()}, dossier)


def beside(sought: Sought, unit: Unit, *, at: datetime) -> Beside:
    """What this unit received of the holder, or of who files for them."""
    holder = sought.parties.get(Role.HOLDER)
    if holder is None:
        return Beside()
    here = Dossier.objects.filter(receiving_unit=unit).with_labels().select_related("filer_account").order_by("-id")
    if sought.dossier is not None:
        mine = Q(pk=sought.dossier.pk) | Q(pk=sought.dossier.in_place_of_id)
        here = here.exclude(mine)
    recent = Q(status__in=TELLING, submitted_at__gte=at - RECENT)
    alike = here.filter(IS_OPEN | recent, version__procedure=sought.procedure)
    holders = Party.objects.filter(role=Role.HOLDER)
    by_number = holders.filter(id_number=holder.id_number).exclude(id_number="")
    same = list(alike.filter(pk__in=by_number.values("dossier"))[:MOST])
    named = list(alike.filter(holder_key=fold(holder.name)).exclude(pk__in=[one.pk for one in same])[: MOST * 5])
    may_be = {one.dossier_id for one in holders.filter(dossier__in=named) if may_be_same_person(holder, one)}
    maybe = [one for one in named if one.pk in may_be][:MOST]
    others = here.filter(IS_OPEN, pk__in=_of_anybody(sought)).exclude(pk__in=[one.pk for one in (*same, *maybe)])
    return Beside(same, maybe, list(others[:MOST]))


def _of_anybody(sought: Sought) -> QuerySet[Party, Any]:
    """The dossiers of which holder or filer bears a number of this one's holder or filer."""
    concerned = [one for role, one in sought.parties.items() if role in BOTH]
    numbers = {one.id_number for one in concerned if one.id_number}
    return Party.objects.filter(role__in=BOTH, id_number__in=numbers).values("dossier")


def may_be_same_person(one: PartyFacts | Party, other: PartyFacts | Party) -> bool:
    """Whether two of whom nobody knows one number may be one person: same name, and nothing that says otherwise.

    A number of nine figures and one of twelve may both be of one person.
    """
    numbers, births = (one.id_number, other.id_number), (one.born_on, other.born_on)
    differ = all(numbers) and len(numbers[0]) == len(numbers[1]) and numbers[0] != numbers[1]
    return fold(one.name) == fold(other.name) and not differ and (not all(births) or births[0] == births[1])
