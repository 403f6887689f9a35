"""Answers from the catalogue. What is in force is public; drafts and doubts are for its keepers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from motcua.organization.models import Agency, Place, Unit
from motcua.organization.rules import AgencyKind, Duty, Level, UnitKind
from motcua.people.models import Account
from motcua.people.queries import holds
from motcua.procedures.models import CatalogueTask, LifeEvent, Override, Procedure, ProcedureVersion
from motcua.procedures.rules import PUBLIC_STATUSES, VersionStatus


def version_in_force(code: str, *, on: date) -> ProcedureVersion | None:
    """The published version of a procedure on a day."""
    return (
        ProcedureVersion.objects.on(on)
        .filter(procedure__code=code, status=VersionStatus.PUBLISHED)
        .select_related("procedure__field")
        .first()
    )


def in_force(*, on: date) -> QuerySet[Procedure]:
    """Procedures with a published version on a day."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    return Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field")


def offered(*, on: date, level: str = "") -> QuerySet[Procedure]:
    """Procedures that are resolved on this platform, at one level where given, in Vietnamese order."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED).exclude(process_key="")
    if level:
        versions = versions.filter(levels__contains=[level])
    return Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field").order_by("sort_key")


def catalogue(
    *, on: date, field: str = "", level: str = "", audience: str = "", after: str = "", limit: int = 20
) -> list[Procedure]:
    """Procedures in Vietnamese order of their names, continued after a code; one more than `limit`."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    if level:
        versions = versions.filter(levels__contains=[level])
    if audience:
        versions = versions.filter(audiences__contains=[audience])
    found = Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field")
    if field:
        found = found.filter(field__code=field)
    if last := (Procedure.objects.filter(code=after).first() if after else None):
        found = found.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    return list(found.order_by("sort_key", "pk")[: limit + 1])


def life_events() -> list[LifeEvent]:
    """Life events in their editorial order."""
    return list(LifeEvent.objects.all())


def procedures_of_event(key: str, *, on: date) -> tuple[LifeEvent, list[Procedure]] | None:
    """A life event and its procedures in order."""
    event = LifeEvent.objects.filter(key=key).first()
    if event is None:
        return None
    order = {entry.procedure_id: entry.order for entry in event.entries.all()}
    return event, sorted(in_force(on=on).filter(pk__in=order), key=lambda procedure: order[procedure.pk])


@dataclass(frozen=True)
class Route:
    """Where a dossier of a version is received and who resolves it."""

    receiving_unit: Unit
    handling_agency: Agency
    handling_unit: Unit


def places_of(version: ProcedureVersion, *, on: date) -> list[Place]:
    """The communes and wards where a commune-level procedure can be filed; empty when the province receives it."""
    if not version.is_commune_level:
        return []
    return list(Place.objects.on(on).filter(kind__in=["COMMUNE", "WARD"]).order_by("sort_key", "pk"))


def route_of(version: ProcedureVersion, *, place_code: str, on: date) -> Route | None:
    """The one-stop unit, agency and division for a version, in a commune or (empty place) at the province."""
    found = Unit.objects.filter(agency__in=Agency.objects.on(on)).filter(
        _handles(version, place_code) | _receives(version, place_code)
    )
    units: Sequence[Unit] = list(found.select_related("agency__parent", "agency__place").order_by("agency", "pk"))
    receiving = min((unit for unit in units if unit.kind == UnitKind.ONE_STOP), key=_pk, default=None)
    divisions = [unit for unit in units if unit.kind == UnitKind.PROFESSIONAL]
    divisions = [unit for unit in divisions if unit.agency_id == divisions[0].agency_id]
    division = next((unit for unit in divisions if unit.code == version.unit_code), divisions[0] if divisions else None)
    if receiving is None or division is None:
        return None
    return Route(receiving, division.agency, division)


def _pk(unit: Unit) -> int:
    return unit.pk


def _handles(version: ProcedureVersion, place_code: str) -> Q:
    """The divisions of the agency that resolves the procedure."""
    divisions = Q(kind=UnitKind.PROFESSIONAL)
    if version.is_commune_level:
        kind = version.agency_kind or AgencyKind.PEOPLES_COMMITTEE.value
        return divisions & Q(agency__place__code=place_code, agency__level=Level.COMMUNE, agency__kind=kind)
    return divisions & Q(agency__code=version.agency_code, agency__level=Level.PROVINCE)


def _receives(version: ProcedureVersion, place_code: str) -> Q:
    """The one-stop units of the service centre."""
    counters = Q(kind=UnitKind.ONE_STOP, agency__kind=AgencyKind.SERVICE_CENTRE)
    if version.is_commune_level:
        return counters & Q(agency__level=Level.COMMUNE, agency__place__code=place_code)
    return counters & Q(agency__level=Level.PROVINCE)


def procedures_resting_on(number: str, *, on: date) -> list[Procedure]:
    """Procedures in force whose legal bases name a document."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED, legal_bases__number=number)
    return list(Procedure.objects.filter(pk__in=versions.values("procedure")).order_by("sort_key")[:200])


def tasks_by_kind(by: Account, *, on: date) -> dict[str, int]:
    """How many open doubts of each kind the catalogue has; for its keepers."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return {}
    rows = CatalogueTask.objects.filter(settled_at=None).values_list("kind").annotate(count=Count("pk"))
    return dict(rows.order_by("-count", "kind"))


def open_tasks(by: Account, *, on: date, kind: str = "", after: int = 0, limit: int = 30) -> list[CatalogueTask]:
    """Open doubts in the order they were raised; one more than `limit`. For keepers of the catalogue."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    tasks = CatalogueTask.objects.filter(settled_at=None, pk__gt=after).select_related("procedure")
    return list((tasks.filter(kind=kind) if kind else tasks).order_by("pk")[: limit + 1])


def drafts(by: Account, *, on: date, after: int = 0, limit: int = 30) -> list[ProcedureVersion]:
    """Drafts in hand: written by people, or national ones waiting to be compared. For keepers."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    found = ProcedureVersion.objects.exclude(status__in=PUBLIC_STATUSES).filter(pk__gt=after)
    return list(found.select_related("procedure", "author").order_by("pk")[: limit + 1])


def version_for(by: Account, pk: int, *, on: date) -> ProcedureVersion | None:
    """Any version, drafts too, for keepers of the catalogue."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return None
    return ProcedureVersion.objects.select_related("procedure__field", "author", "reviewer").filter(pk=pk).first()


def own_values(procedure: Procedure, *, on: date) -> list[Override]:
    """What the province set for itself and is in force on a day."""
    return list(Override.objects.on(on).filter(procedure=procedure))


def lines_of(version: ProcedureVersion) -> list[tuple[str, list[str]]]:
    """A version as lines under headings, to be compared with another."""
    channels = [
        " · ".join(str(part) for part in (c.kind, c.amount, c.unit, c.time_note, c.fee_dong, c.fee_note) if part != "")
        for c in version.channels.all()
    ]
    components = [f"{c.name} ({c.originals}/{c.copies}) {c.note}".strip() for c in version.components.all()]
    return [
        ("decision", [version.decision_number]),
        ("agency", list(filter(None, [version.agency_name, version.competent_name, version.coordinating_name]))),
        ("channels", channels),
        ("components", components),
        ("steps", list(version.steps)),
        ("conditions", list(version.conditions)),
        ("results", [result.get("name", "") for result in version.results] or [version.result_name]),
        ("legal_bases", [basis.number for basis in version.legal_bases.all()]),
    ]
