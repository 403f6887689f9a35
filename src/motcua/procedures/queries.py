"""Answers from the catalogue. It is public: no query here depends on who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from motcua.kernel.text import fold
from motcua.organization.models import Agency, Place, Unit
from motcua.organization.rules import AgencyKind, Level, UnitKind
from motcua.procedures.models import LifeEvent, Procedure, ProcedureVersion, Synonym
from motcua.procedures.rules import VersionStatus, expand

# Below this likeness of words a title is about something else.
LIKE_ENOUGH = 0.45


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


def search(text: str, *, on: date, limit: int = 20) -> list[Procedure]:
    """Procedures for plain words with or without marks, everyday names and small typing errors, best first."""
    typed = fold(text)[:200]
    if not typed:
        return []
    exact = in_force(on=on).filter(code=typed.removesuffix(".")).first()
    if exact is not None:
        return [exact]
    synonyms = {row.word: row.stands_for for row in Synonym.objects.all()}
    versions = expand(typed, synonyms)
    likeness = [TrigramWordSimilarity(version, "folded") for version in versions]
    whole = Q(pk=None)
    for version in versions:
        whole |= Q(folded__contains=version)
    all_words = Q(pk=None)
    for version in versions:
        each = Q()
        for word in version.split():
            each &= Q(folded__contains=word)
        all_words |= each
    found = (
        in_force(on=on)
        .annotate(
            likeness=Greatest(*likeness, Value(0.0), output_field=FloatField()),
            bonus=Case(When(whole, then=1.0), When(all_words, then=0.5), default=0.0, output_field=FloatField()),
        )
        .filter(Q(bonus__gt=0) | Q(likeness__gte=LIKE_ENOUGH))
    )
    # Among equally good matches the shorter name is the more common procedure, its special cases come after it.
    rows = sorted(found[:500], key=lambda p: (-(p.bonus + p.likeness), len(p.name), p.code))
    return list[Procedure](rows[:limit])


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
    handling = _handling_agency(version, place_code, on)
    if handling is None:
        return None
    receiving = _receiving_unit(version, place_code, on)
    divisions: Sequence[Unit] = list(handling.units.filter(kind=UnitKind.PROFESSIONAL).order_by("pk"))
    division = next((unit for unit in divisions if unit.code == version.unit_code), divisions[0] if divisions else None)
    if receiving is None or division is None:
        return None
    return Route(receiving, handling, division)


def _handling_agency(version: ProcedureVersion, place_code: str, on: date) -> Agency | None:
    agencies = Agency.objects.on(on)
    if version.is_commune_level:
        kind = version.agency_kind or AgencyKind.PEOPLES_COMMITTEE.value
        return agencies.filter(place__code=place_code, level=Level.COMMUNE, kind=kind).first()
    return agencies.filter(code=version.agency_code, level=Level.PROVINCE).first()


def _receiving_unit(version: ProcedureVersion, place_code: str, on: date) -> Unit | None:
    level = Level.COMMUNE if version.is_commune_level else Level.PROVINCE
    centres = Agency.objects.on(on).filter(kind=AgencyKind.SERVICE_CENTRE, level=level)
    if version.is_commune_level:
        centres = centres.filter(place__code=place_code)
    units = Unit.objects.filter(agency__in=centres, kind=UnitKind.ONE_STOP)
    return units.select_related("agency__parent", "agency__place").order_by("pk").first()
