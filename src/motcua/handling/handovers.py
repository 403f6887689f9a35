"""What a one-stop unit gave to the units that resolve it, or got back from them, over some days: for a slip to sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils.translation import override

from motcua.dossiers.books import Period
from motcua.dossiers.models import Dossier, DossierQuerySet, ReceivedComponent
from motcua.dossiers.rules import WORK_DONE
from motcua.handling.models import Task
from motcua.handling.rules import HandOverSlip, SlipRow
from motcua.kernel.text import format_date
from motcua.organization.models import Unit
from motcua.papers.rendering import render

# The most lines of one slip; who has more makes it for fewer days.
MOST = 500
# What lay at the counter longer than this before it went on is looked for under no day.
LONGEST_WAIT = timedelta(days=60)


@dataclass(frozen=True)
class Pile:
    """What goes to one unit, or came from it: how much of it there is."""

    unit: Unit
    count: int


def _given(unit: Unit, period: Period) -> DossierQuerySet:
    """What left the counter on these days, whenever it was accepted: its first step began then."""
    began = Task.objects.filter(dossier=OuterRef("pk")).order_by("pk").values("opened_at")[:1]
    there = Dossier.objects.filter(
        receiving_unit=unit, accepted_at__gte=period.begins_at - LONGEST_WAIT, accepted_at__lt=period.ends_at
    )
    return there.alias(began_at=Subquery(began)).filter(began_at__gte=period.begins_at, began_at__lt=period.ends_at)


def _got_back(unit: Unit, period: Period) -> DossierQuerySet:
    """Results that came on these days, whether they still lie at the counter or were handed out since."""
    there = Dossier.objects.filter(receiving_unit=unit, status__in=sorted(WORK_DONE))
    return there.filter(done_at__gte=period.begins_at, done_at__lt=period.ends_at)


def piles(unit: Unit, period: Period, *, is_back: bool) -> list[Pile]:
    """How much went to each unit, or came from it."""
    found = _got_back(unit, period) if is_back else _given(unit, period)
    counts = dict(found.order_by().values_list("handling_unit").annotate(count=Count("pk")))
    units = Unit.objects.filter(pk__in=counts).select_related("agency").order_by("agency__sort_key", "pk")
    return [Pile(one, counts[one.pk]) for one in units]


@override("vi")
def slip(unit: Unit, other: Unit, period: Period, *, is_back: bool, at: datetime) -> bytes:
    """The slip between a one-stop unit and another, at most `MOST` lines, in the order in which they were accepted."""
    found = _got_back(unit, period) if is_back else _given(unit, period)
    named = found.filter(handling_unit=other).select_related("version__procedure").order_by("accepted_at", "pk")[:MOST]
    dossiers = list(named)
    on_paper = _on_paper(dossiers)
    here, there = f"{unit.name}, {unit.agency.name}", f"{other.name}, {other.agency.name}"
    return render(
        HandOverSlip(
            agency_name=unit.agency.name,
            parent_agency_name=unit.agency.parent.name if unit.agency.parent else "",
            place_name=unit.agency.place.name,
            at=at,
            from_unit=there if is_back else here,
            to_unit=here if is_back else there,
            first_on=period.first,
            last_on=period.last,
            rows=tuple(
                SlipRow(
                    code=dossier.shown_code,
                    procedure_name=dossier.procedure.name,
                    holder_name=dossier.holder_name,
                    papers="" if is_back else on_paper.get(dossier.pk, ""),
                    due=format_date(dossier.due_at) if dossier.due_at else "",
                )
                for dossier in dossiers
            ),
        )
    )


def _on_paper(dossiers: list[Dossier]) -> dict[int, str]:
    """How many originals and copies of each dossier are on paper."""
    rows = ReceivedComponent.objects.filter(dossier__in=dossiers, is_electronic=False).values("dossier_id")
    said = {}
    for row in rows.annotate(originals=Sum("originals"), copies=Sum("copies")).order_by():
        counts = ((row["originals"], "bản chính"), (row["copies"], "bản sao"))
        said[row["dossier_id"]] = ", ".join(f"{count} {what}" for count, what in counts if count)
    return said
