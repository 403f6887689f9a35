"""Answers from the catalogue. What is in force is public; drafts and doubts are for its keepers."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.laws.models import Relation
from motcua.laws.queries import Standing, amendments, standings
from motcua.laws.rules import WITHOUT_EFFECT, Status
from motcua.organization.models import Agency, Place, Unit
from motcua.organization.queries import communes
from motcua.organization.rules import AgencyKind, Duty, Level, UnitKind
from motcua.people.models import Account
from motcua.people.rights import holds
from motcua.procedures.models import (
    CatalogueTask,
    Channel,
    LegalBasis,
    LifeEvent,
    Override,
    PlainWords,
    Procedure,
    ProcedureVersion,
    WaitingDecision,
)
from motcua.procedures.rules import (
    PUBLIC_STATUSES,
    ChannelKind,
    DecisionState,
    NamedPart,
    Origin,
    Reception,
    Scope,
    VersionStatus,
)
from motcua.procedures.rules.terms import Reduction, Terms, decide, reductions_on, way_for, ways_perhaps


def _published(code: str, on: date) -> QuerySet[ProcedureVersion]:
    versions = ProcedureVersion.objects.on(on).filter(procedure__code=code, status=VersionStatus.PUBLISHED)
    return versions.select_related("procedure__field")


def version_in_force(code: str, *, on: date) -> ProcedureVersion | None:
    """The published version of a procedure on a day."""
    return _published(code, on).first()


def codes_in_force(*, on: date) -> frozenset[str]:
    """The procedures that have a published version on a day."""
    found = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    return frozenset(found.values_list("procedure__code", flat=True))


def repealed(code: str, *, on: date) -> ProcedureVersion | None:
    """The last version of a procedure that a decision has ended by a day, where none is in force."""
    versions = ProcedureVersion.objects.filter(procedure__code=code, status=VersionStatus.PUBLISHED)
    if versions.on(on).exists():
        return None
    ended = versions.filter(valid_until__lte=on).select_related("procedure__field").order_by("-valid_until").first()
    return ended if ended and ended.repeal_number else None


def versions_in_force(codes: Sequence[str], *, on: date) -> list[ProcedureVersion]:
    """The published versions of several procedures on a day, with what their terms are decided by."""
    found = ProcedureVersion.objects.on(on).filter(procedure__code__in=codes, status=VersionStatus.PUBLISHED)
    return list(found.select_related("procedure").prefetch_related("channels"))


def in_force(*, on: date) -> QuerySet[Procedure]:
    """Procedures with a published version on a day."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    return Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field")


def spared_by_law(*, on: date, field: str = "") -> list[tuple[Reduction, list[Procedure]]]:
    """What the law takes off fees for some persons on a day, with its procedures; what is of most of them first."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED).exclude(reductions=[])
    if field:
        versions = versions.filter(procedure__field__code=field)
    found: dict[Reduction, list[Procedure]] = {}
    for version in versions.select_related("procedure__field").order_by("procedure__sort_key"):
        for one in reductions_on(version.reductions, on):
            if one.whom:
                found.setdefault(one, []).append(version.procedure)
    return sorted(found.items(), key=lambda two: -len(two[1]))


def offered(*, on: date, level: str = "") -> QuerySet[Procedure]:
    """Procedures that are resolved on this platform, at one level where given, in Vietnamese order."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED).exclude(process_key="")
    if level:
        versions = versions.filter(levels__contains=[level])
    return Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field").order_by("sort_key")


def catalogue(
    *,
    on: date,
    field: str = "",
    level: str = "",
    audience: str = "",
    is_offered: bool = False,
    after: str = "",
    limit: int = 20,
) -> list[Procedure]:
    """Procedures in Vietnamese order of their names, continued after a code; one more than `limit`."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    if level:
        versions = versions.filter(levels__contains=[level])
    if audience:
        versions = versions.filter(audiences__contains=[audience])
    if is_offered:
        versions = versions.exclude(process_key="").exclude(origin=Origin.NATIONAL)
    found = Procedure.objects.filter(pk__in=versions.values("procedure")).select_related("field")
    if field:
        found = found.filter(field__code=field)
    if last := (Procedure.objects.filter(code=after).first() if after else None):
        found = found.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    return list(found.order_by("sort_key", "pk")[: limit + 1])


def life_events() -> list[LifeEvent]:
    """Life events in their editorial order."""
    return list(LifeEvent.objects.all())


def procedures_of_event(key: str, *, on: date) -> tuple[LifeEvent, list[tuple[Procedure, str]]] | None:
    """A life event with its procedures in order, each with when it is needed; those in force on a day."""
    event = LifeEvent.objects.filter(key=key).first()
    if event is None:
        return None
    known = {one.code: one for one in in_force(on=on).filter(code__in=[step["code"] for step in event.steps])}
    return event, [(known[step["code"]], step["note"]) for step in event.steps if step["code"] in known]


def events_with(code: str, *, on: date, events: int = 2, others: int = 4) -> list[tuple[LifeEvent, list[Procedure]]]:
    """The life events that bring a procedure, each with some of what else it brings; in force on a day."""
    found = list(LifeEvent.objects.filter(steps__contains=[{"code": code}])[:events])
    codes = {event.pk: [step["code"] for step in event.steps if step["code"] != code] for event in found}
    known = {one.code: one for one in in_force(on=on).filter(code__in=[one for some in codes.values() for one in some])}
    return [(event, [known[one] for one in codes[event.pk] if one in known][:others]) for event in found]


def plain_words_of(version: ProcedureVersion) -> list[str]:
    """What a version says in a few short sentences; nothing where nobody wrote them for this very version."""
    if version.origin != Origin.PACK:
        return []
    written = PlainWords.objects.filter(code=version.procedure.code, valid_from=version.valid_from)
    return list(written.values_list("sentences", flat=True).first() or [])


# What a version is beside its words.
UNTOLD = {
    "id", "status", "origin", "author_id", "editors", "reviewer_id", "reviewed_at", "valid_from", "valid_until",
    "content_mark",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """Where a dossier of a version is received and who resolves it."""

    receiving_unit: Unit
    handling_agency: Agency
    handling_unit: Unit
    reception: Reception


@dataclass(frozen=True)
class Office:
    """A choice of where to file: its code is that of the commune, or of the agency of the province."""

    code: str
    name: str
    level: str


def places_of(version: ProcedureVersion, *, on: date) -> list[Place]:
    """The communes and wards where a commune-level procedure can be filed; empty when the province receives it."""
    return communes(on=on) if any(one.level == Level.COMMUNE for one in version.received) else []


def offices_of(version: ProcedureVersion, *, on: date, level: str = "") -> list[Office]:
    """Where a procedure can be filed, at one level where given: agencies of the province first, then the communes."""
    found: dict[str, Office] = {}
    for one in version.received:
        if one.level == Level.PROVINCE and level in ("", one.level):
            found |= {a.code: Office(a.code, a.name, one.level) for a in _of_the_province(one, on)}
    if level in ("", Level.COMMUNE):
        found |= {p.code: Office(p.code, p.full_name, Level.COMMUNE) for p in places_of(version, on=on)}
    return list(found.values())


def reception_of(version: ProcedureVersion, agency: Agency) -> Reception | None:
    """By which of its receptions an agency receives a procedure, one that names it before one for its kind."""
    fitting = [one for one in version.received if one.is_by(level=agency.level, kind=agency.kind, code=agency.code)]
    return min(fitting, key=lambda one: not one.agency_code, default=None)


def reception_at(version: ProcedureVersion, *, level: str, place_code: str, on: date) -> Reception | None:
    """By which reception what is handed in at a level goes to a place; None while it takes the place to know."""
    at_level = [one for one in version.received if one.level == level]
    if len(at_level) == 1:
        return at_level[0]
    found = _handling_agency(version, place_code, on)
    return found[0] if found else None


def terms_of(
    version: ProcedureVersion,
    kind: str,
    reception: Reception | None,
    *,
    on: date,
    answers: Mapping[str, str] | None = None,
) -> Terms | None:
    """Time and fee for a case filed one way, where a reception receives it, on a day; None where it cannot be."""
    way = way_for(_ways(version, kind), answers or {})
    if way is None:
        return None
    reductions = reductions_on(version.reductions, on)
    return decide(way, reception, own_values(version, on=on), reductions, is_same_day=version.is_same_day)


def terms_perhaps(
    version: ProcedureVersion, own: Iterable[Override], *, on: date, answers: Mapping[str, str] | None = None
) -> list[Terms]:
    """What `terms_of` may give for one's case, by every way of filing and every reception, as questions are answered.

    `own`: the `own_values` of the day.
    """
    reductions = reductions_on(version.reductions, on)
    return [
        decide(way, reception, own, reductions, is_same_day=version.is_same_day)
        for kind in dict.fromkeys(channel.kind for channel in version.channels.all())
        for way in ways_perhaps(_ways(version, kind), answers or {})
        for reception in version.received
    ]


def takes_paper(version: ProcedureVersion) -> bool:
    """Whether it is received at a counter or by post at all, in whichever case."""
    return version.channels.exclude(kind=ChannelKind.ONLINE).exists()


def _ways(version: ProcedureVersion, kind: str) -> list[Channel]:
    return sorted((one for one in version.channels.all() if one.kind == kind), key=lambda one: one.variant)


def route_of(version: ProcedureVersion, *, place_code: str, on: date) -> Route | None:
    """The one-stop unit, agency and division for a version: in a commune, at an agency of the province named by its
    code, or (empty) at the only agency of the province that receives it."""
    found = _handling_agency(version, place_code, on)
    if found is None:
        return None
    reception, handling = found
    receiving = _receiving_unit(reception, place_code, on)
    divisions: Sequence[Unit] = list(handling.units.on(on).filter(kind=UnitKind.PROFESSIONAL).order_by("pk"))
    fitting = (unit for unit in divisions if unit.code == reception.unit_code)
    division = next(fitting, divisions[0] if divisions else None)
    if receiving is None or division is None:
        return None
    return Route(receiving, handling, division, reception)


def _of_the_province(reception: Reception, on: date) -> list[Agency]:
    agencies = Agency.objects.on(on).filter(level=Level.PROVINCE)
    if reception.agency_code:
        return list(agencies.filter(code=reception.agency_code))
    return list(agencies.filter(kind=reception.agency_kind).order_by("pk")) if reception.agency_kind else []


def _handling_agency(version: ProcedureVersion, place_code: str, on: date) -> tuple[Reception, Agency] | None:
    for reception in version.received:
        if reception.level == Level.COMMUNE:
            agencies = Agency.objects.on(on).filter(place__code=place_code, level=Level.COMMUNE)
            kind = reception.agency_kind or AgencyKind.PEOPLES_COMMITTEE.value
            found = list(agencies.filter(kind=kind)[:1])
        else:
            found = [one for one in _of_the_province(reception, on) if place_code in ("", one.code)]
        # Without a name only one agency can be meant.
        if len(found) == 1:
            return reception_of(version, found[0]) or reception, found[0]
    return None


def _receiving_unit(reception: Reception, place_code: str, on: date) -> Unit | None:
    centres = Agency.objects.on(on).filter(kind=AgencyKind.SERVICE_CENTRE, level=reception.level)
    if reception.level == Level.COMMUNE:
        centres = centres.filter(place__code=place_code)
    units = Unit.objects.on(on).filter(agency__in=centres, kind=UnitKind.ONE_STOP)
    return units.select_related("agency__parent", "agency__place").order_by("pk").first()


def are_handled_by_it_alone(unit_id: int) -> bool:
    """Whether procedures that are received, today or later, find nobody else once this unit is no more."""
    unit = Unit.objects.select_related("agency").get(pk=unit_id)
    others = Unit.objects.filter(agency=unit.agency, kind=unit.kind, valid_until=None).exclude(pk=unit.pk)
    if unit.kind != UnitKind.PROFESSIONAL or others.exists():
        return False
    # What every agency of a kind handles goes on without this one.
    versions = ProcedureVersion.objects.filter(status=VersionStatus.PUBLISHED, valid_until=None).exclude(process_key="")
    return any(one.agency_code == unit.agency.code for version in versions for one in version.received)


def mark_of(version: ProcedureVersion) -> str:
    """What tells one content of a version from another, whoever wrote and reviewed it."""
    own = [field.attname for field in ProcedureVersion._meta.concrete_fields if field.attname not in UNTOLD]
    told: list[Any] = [[getattr(version, name) for name in own]]
    for part in (version.channels, version.questions, version.components, version.legal_bases):
        rows = part.order_by("pk").values()
        told.append([{name: value for name, value in row.items() if name not in ("id", "version_id")} for row in rows])
    return hashlib.sha256(json.dumps(told, default=str, ensure_ascii=False).encode()).hexdigest()[:32]


def procedures_resting_on(number: str, *, on: date) -> list[Procedure]:
    """Procedures in force whose legal bases name a document."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED, legal_bases__number=number)
    return list(Procedure.objects.filter(pk__in=versions.values("procedure")).order_by("sort_key")[:200])


def tasks_by_kind(by: Account, *, on: date, scope: Scope = Scope.ALL) -> dict[str, int]:
    """How many open doubts of each kind the catalogue has; for its keepers."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return {}
    rows = doubts(scope, on=on).values_list("kind").annotate(count=Count("pk"))
    return dict(rows.order_by("-count", "kind"))


def open_tasks(
    by: Account, *, on: date, kind: str = "", scope: Scope = Scope.ALL, after: int = 0, limit: int = 30
) -> list[CatalogueTask]:
    """Open doubts in the order they were raised; one more than `limit`. For keepers of the catalogue."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    tasks = doubts(scope, on=on).filter(pk__gt=after).select_related("procedure")
    return list((tasks.filter(kind=kind) if kind else tasks).order_by("pk")[: limit + 1])


def doubts(scope: Scope, *, on: date) -> QuerySet[CatalogueTask]:
    """The open doubts about the procedures of a scope; those about what all procedures share belong to each."""
    tasks = CatalogueTask.objects.filter(settled_at=None)
    if scope == Scope.ALL:
        return tasks
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    if scope == Scope.RECEIVED:
        versions = versions.exclude(process_key="")
    else:
        versions = versions.filter(Q(levels__contains=[Level.PROVINCE]) | Q(levels__contains=[Level.COMMUNE]))
    return tasks.filter(Q(procedure=None) | Q(procedure__in=versions.values("procedure")))


def drafts(by: Account, *, on: date, after: int = 0, limit: int = 30) -> list[ProcedureVersion]:
    """Drafts in hand: written by people, or national ones waiting to be compared. For keepers."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    found = ProcedureVersion.objects.exclude(status__in=PUBLIC_STATUSES).filter(pk__gt=after)
    return list(found.select_related("procedure", "author").order_by("pk")[: limit + 1])


def waiting_decisions(by: Account, *, on: date, after: int = 0, limit: int = 30) -> list[WaitingDecision]:
    """What one keeper wrote down and another has yet to confirm; one more than `limit`. For keepers."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    found = WaitingDecision.objects.filter(state=DecisionState.WAITING, pk__gt=after)
    return list(found.select_related("procedure", "override", "written_by").order_by("pk")[: limit + 1])


def version_for(by: Account, pk: int, *, on: date) -> ProcedureVersion | None:
    """Any version, drafts too, for keepers of the catalogue."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return None
    return ProcedureVersion.objects.select_related("procedure__field", "author", "reviewer").filter(pk=pk).first()


def choices_of(part: NamedPart, *, on: date) -> dict[str, str]:
    """What a version may name in a field of its own that stands in another room: keys with names."""
    module, function = part.choices.split(":")
    found: list[tuple[str, str]] = getattr(import_module(module), function)(on=on)
    often = Counter(name for _key, name in found)
    return {key: name if often[name] == 1 else f"{name} ({key})" for key, name in found}


def own_values(version: ProcedureVersion, *, on: date) -> list[Override]:
    """What the province set for itself and is in force on a day."""
    return list(Override.objects.on(on).filter(procedure=version.procedure_id))


@dataclass(frozen=True)
class Resting:
    """What rests on a document since a day: a procedure, or a template that all procedures share."""

    number: str
    since: date
    procedure_id: int | None = None
    template: str = ""


@dataclass(frozen=True)
class Change:
    """What became of a document under something: it lost effect (`standing`), or a part was changed (`by`).

    `is_again`: the same document had changed another part in the same way on an earlier day.
    """

    resting: Resting
    standing: Standing | None = None
    by: Relation | None = None
    is_again: bool = False

    @property
    def mark(self) -> str:
        """What makes two changes the same one."""
        what = self.standing.status if self.standing else f"{self.by.source.slug}|{self.by.kind}" if self.by else ""
        day = f"|{self.by.on}" if self.by and self.is_again else ""
        return f"{self.resting.number}|{what}{day}"


def resting_procedures(numbers: Iterable[str] | None, *, on: date) -> list[Resting]:
    """The procedures in force on a day with their legal bases: all, or those of some documents."""
    public = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    bases = LegalBasis.objects.filter(version__in=public)
    if numbers is not None:
        bases = bases.filter(number__in=list(numbers))
    rows = bases.order_by("pk").values_list("number", "version__valid_from", "version__procedure_id")
    return [Resting(*row) for row in rows]


def changes_under(resting: Sequence[Resting], *, on: date) -> list[Change]:
    """Which documents under these lost effect by a day, and which were changed in part since each rests on them."""
    numbers = {one.number for one in resting}
    found, amended = standings(numbers, on=on), amendments(numbers, on=on)
    changes: list[Change] = []
    for one in dict.fromkeys(resting):
        standing = found.get(one.number)
        if standing is not None and standing.status in WITHOUT_EFFECT:
            changes.append(Change(one, standing))
        else:
            changes += _changes_of(one, amended.get(one.number, []))
    return changes


def _changes_of(resting: Resting, amending: Iterable[Relation]) -> list[Change]:
    """What changed a part since something rests on a document; `amending` by days."""
    changes, known = [], set()
    for relation in amending:
        key = (relation.source_id, relation.kind)
        if relation.on and resting.since < relation.on:
            changes.append(Change(resting, by=relation, is_again=key in known))
        known.add(key)
    return changes


def unproved_under(resting: Sequence[Resting], *, on: date) -> list[str]:
    """The numbers under these of which no source tells whether they are in force on a day."""
    numbers = list(dict.fromkeys(one.number for one in resting))
    known = standings(numbers, on=on)
    return [number for number in numbers if number not in known or known[number].status == Status.UNKNOWN]


def general_tasks(by: Account, *, on: date) -> list[CatalogueTask]:
    """Open tasks about templates that all procedures share. For keepers of the catalogue."""
    if not holds(by, Duty.CATALOGUE, on=on):
        return []
    return list(CatalogueTask.objects.filter(procedure=None, settled_at=None).order_by("pk")[:200])
