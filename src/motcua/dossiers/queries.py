"""Answers about dossiers, each for the person who asks and within their right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL

from motcua.dossiers.models import (
    ClockMark,
    Consultation,
    Dossier,
    DossierFile,
    DossierPaper,
    HistoryEntry,
    Party,
    Proposal,
    ReceivedComponent,
    Rulebook,
    SiteCheck,
    SupplementItem,
    SupplementRequest,
    Task,
)
from motcua.dossiers.rules import Completion, Status, completion
from motcua.forms.models import FormDefinition
from motcua.kernel import editions
from motcua.kernel.folding import Folded
from motcua.kernel.parts import Part, Parts
from motcua.kernel.text import fold
from motcua.organization.models import Agency, AgencyCode, Post, Unit
from motcua.organization.rules import CodeScheme, Duty, Level
from motcua.people.models import Account
from motcua.people.queries import posts_of
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries import Resting, offered
from motcua.processes.models import ProcessDefinition

T = TypeVar("T", bound=Model)
# Whether the filer has answered a supplement that the office has not looked at yet.
HAS_ANSWER = Exists(SupplementRequest.objects.filter(dossier=OuterRef("pk"), state=SupplementRequest.State.ANSWERED))


def unit_code(unit: Unit, *, on: date) -> str:
    """The identification code under which a one-stop unit numbers its dossiers on a day."""
    codes = AgencyCode.objects.on(on).filter(agency_id=unit.agency_id, scheme=CodeScheme.QD_20_2020)
    code = codes.first()
    return code.value if code else unit.agency.code.upper()


def templates_in_use(*, on: date) -> list[Resting]:
    """The statutory forms that dossiers accepted on a day are printed on, with the circulars they rest on."""
    rulebook = Rulebook.objects.on(on).first()
    if rulebook is None:
        return []
    return [
        Resting(form.circular, rulebook.valid_from, template=f"Mẫu số {form.number}: {form.title}")
        for form in rulebook.rules.papers.values()
    ]


@dataclass(frozen=True)
class PublicStatus:
    """All that a person who is not signed in learns about a dossier (TT 01/2018/TT-VPCP Đ16)."""

    code: str
    completion: Completion
    may_get_code: bool


def public_status(code: str) -> PublicStatus | None:
    """Code and level of completion only."""
    dossier = find(code)
    if dossier is None:
        return None
    filer = dossier.parties.filter(role="FILER").first()
    return PublicStatus(
        code=dossier.shown_code,
        completion=completion(dossier.state),
        may_get_code=filer is not None and bool(filer.email or filer.phone),
    )


def find(code: str) -> Dossier | None:
    """The dossier with this code or reference, however it was typed. For operations and public status only."""
    typed = code.strip().upper()
    if not typed or len(typed) > 60:
        return None
    return Dossier.objects.filter(Q(code=typed) | Q(reference=typed)).with_labels().first()


def dossier_of_filer(by: Account, code: str) -> Dossier | None:
    """My own dossier, or nothing."""
    typed = code.strip().upper()
    found = Dossier.objects.filed_by(by).filter(Q(code=typed) | Q(reference=typed)).first()
    return _with_shared(found) if found is not None else None


def dossiers_of_filer(by: Account, *, before: int | None = None, limit: int = 20) -> list[Dossier]:
    """My dossiers, latest first, continued below the key `before`; one more than `limit` tells of a next page."""
    mine = Dossier.objects.filed_by(by).with_labels().annotate(has_answer=HAS_ANSWER).order_by("-id")
    return list((mine.filter(id__lt=before) if before else mine)[: limit + 1])


def matching_dossiers_of_filer(by: Account, text: str, *, limit: int) -> list[Dossier]:
    """My dossiers whose code begins like this, or whose procedure or holder is named so; latest first."""
    typed, folded = text.strip()[:100], fold(text[:100])
    named = Q(procedure_key__contains=folded) | Q(holder_key__contains=folded)
    begun = Q(code__istartswith=typed) | Q(reference__istartswith=typed)
    mine = Dossier.objects.filed_by(by).alias(procedure_key=Folded("version__procedure__name"))
    return list(mine.filter(named | begun).with_labels().order_by("-id")[:limit])


def waiting_for_me(by: Account) -> list[Dossier]:
    """My dossiers that wait for a supplement or a payment from me; what I have answered waits for the office."""
    waiting = [Status.SUPPLEMENT.value, Status.PAYMENT.value]
    mine = Dossier.objects.filed_by(by).filter(status__in=waiting)
    return list(mine.exclude(supplements__state=SupplementRequest.State.ANSWERED).with_labels().order_by("id")[:20])


@dataclass(frozen=True)
class Scope:
    """What an official's posts give the right to see: of counters, units and agencies, asked about, or to be sealed."""

    counters: list[int]
    units: list[int]
    agencies: list[int]
    asked: list[int]
    sealed: list[int]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> "Scope":
        return cls(
            counters=units_with(posts, Duty.RECEIVE, Duty.RETURN_RESULT),
            units=units_with(posts, Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE),
            agencies=agencies_with(posts, Duty.SIGN, Duty.SUPERVISE),
            asked=agencies_with(posts, Duty.PROCESS),
            sealed=agencies_with(posts, Duty.ISSUE),
        )


def units_with(posts: Iterable[Post], *duties: Duty) -> list[int]:
    return sorted({post.unit_id for post in posts if any(post.has(duty) for duty in duties)})


def agencies_with(posts: Iterable[Post], *duties: Duty) -> list[int]:
    return sorted({post.unit.agency_id for post in posts if any(post.has(duty) for duty in duties)})


# The six ways in which a dossier is within an official's right, each found by an index of its own.
_MINE = """(SELECT d.id FROM dossiers_dossier d WHERE (d.code = %s OR d.reference = %s) AND (
    d.receiving_unit_id = ANY(%s) OR d.handling_unit_id = ANY(%s) OR d.handling_agency_id = ANY(%s)
    OR EXISTS (SELECT FROM dossiers_task t WHERE t.dossier_id = d.id AND t.unit_id = ANY(%s))
    OR EXISTS (SELECT FROM dossiers_consultation c WHERE c.dossier_id = d.id AND c.asked_agency_id = ANY(%s))
    OR d.handling_agency_id = ANY(%s) AND EXISTS (
        SELECT FROM dossiers_proposal l WHERE l.dossier_id = d.id AND l.letter_id IS NOT NULL))
    ORDER BY d.id LIMIT 1)"""
_DOSSIERS_OF = """(SELECT d.id FROM unnest(%s::bigint[]) AS s(id) CROSS JOIN LATERAL (
    SELECT d.id FROM dossiers_dossier d WHERE d.{column} = s.id{more} ORDER BY d.id DESC LIMIT %s) d)"""
_DOSSIERS_BY = """(SELECT d.id FROM unnest(%s::bigint[]) AS s(id) CROSS JOIN LATERAL (
    SELECT DISTINCT x.dossier_id AS id FROM {table} x JOIN dossiers_dossier d ON d.id = x.dossier_id
    WHERE x.{column} = s.id{more} ORDER BY x.dossier_id DESC LIMIT %s) d)"""
_DOSSIERS_WITH_LETTER = """(SELECT d.id FROM unnest(%s::bigint[]) AS s(id) CROSS JOIN LATERAL (
    SELECT DISTINCT d.id FROM dossiers_proposal x JOIN dossiers_dossier d ON d.id = x.dossier_id
    WHERE x.letter_id IS NOT NULL AND d.handling_agency_id = s.id{more} ORDER BY d.id DESC LIMIT %s) d)"""
IS_ANSWERED = "EXISTS (SELECT FROM dossiers_supplementrequest r WHERE r.dossier_id = d.id AND r.state = 'ANSWERED')"
_LINES = f"""SELECT d.id, coalesce(d.code, d.reference), d.status, d.holder_name, d.due_at, p.name, {IS_ANSWERED}
    FROM ({{found}} ORDER BY id DESC LIMIT %s) f JOIN dossiers_dossier d ON d.id = f.id
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    ORDER BY d.id DESC"""  # noqa: S608 - names of our own


def dossier_for(by: Account, code: str, *, on: date, posts: Sequence[Post] | None = None) -> Dossier | None:
    """A dossier within the official's right, or nothing. `posts`: those held that day, where known already."""
    typed = code.strip().upper()
    scope = Scope.of(posts_of(by, on=on) if posts is None else posts)
    values = [typed, typed, scope.counters, scope.units, scope.agencies, scope.units, scope.asked, scope.sealed]
    mine = Dossier.objects.filter(pk=RawSQL(_MINE, values))  # noqa: S611 - a constant; what was typed goes beside it
    found = mine.select_related("filer_account").first()
    return _with_shared(found) if found is not None else None


def _with_shared(dossier: Dossier) -> Dossier:
    """With what it shares with others: its procedure, agencies, rulebook, process and form, read once an edition."""
    edition = editions.current()

    def one(model: type[T], pk: int, *related: str, lists: Sequence[str] = ()) -> T:
        rows = model._default_manager.select_related(*related).prefetch_related(*lists)
        return edition.kept((model, pk), lambda: rows.get(pk=pk))

    dossier.version = one(ProcedureVersion, dossier.version_id, "procedure", lists=["questions"])
    dossier.handling_agency = one(Agency, dossier.handling_agency_id)
    dossier.receiving_unit = one(Unit, dossier.receiving_unit_id, "agency")
    dossier.handling_unit = one(Unit, dossier.handling_unit_id, "agency")
    dossier.rulebook = one(Rulebook, dossier.rulebook_id)
    if dossier.process_id is not None:
        dossier.process = one(ProcessDefinition, dossier.process_id)
    if dossier.form_id is not None:
        dossier.form = one(FormDefinition, dossier.form_id)
    return dossier


@dataclass(frozen=True)
class DossierLine:
    """A dossier as a list shows it, and nothing more: the answers of a form can be long."""

    pk: int
    shown_code: str
    status: str
    holder_name: str
    due_at: datetime | None
    procedure_name: str
    # Whether the filer has answered a supplement that the office has not looked at yet.
    is_answered: bool = False

    @property
    def state(self) -> Status:
        return Status(self.status)


@dataclass(frozen=True)
class Wanted:
    """Which dossiers of a list: of a status, by code, holder, or a person's number, below a key."""

    status: Status | None = None
    text: str = ""
    before: int | None = None

    def condition(self) -> tuple[str, list[Any]]:
        """As SQL on the dossier `d`, beginning with AND, and its values."""
        text, values = "", list[Any]()
        if self.status is not None:
            text += " AND d.status = %s"
            values.append(self.status.value)
        if self.text.strip():
            typed = fold(self.text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            text += " AND (d.code ILIKE %s OR d.reference ILIKE %s OR d.holder_key LIKE %s OR d.id = ANY(ARRAY("
            text += "SELECT p.dossier_id FROM dossiers_party p WHERE p.id_number = ANY(%s) OR p.phone = ANY(%s))))"
            numbers = _numbers(self.text)
            values += [f"{typed}%", f"{typed}%", f"%{typed}%", numbers, numbers]
        if self.before:
            text += " AND d.id < %s"
            values.append(self.before)
        return text, values


def _numbers(text: str) -> list[str]:
    """The ways in which an identity or telephone number typed like this may be stored; none for other text."""
    typed = "".join(char for char in text if char not in " .-")
    if not 8 <= len(typed) <= 20 or sum(char.isdigit() for char in typed) < 6:
        return []
    national = "0" + typed.removeprefix("+84").removeprefix("0")
    return list({text.strip(), typed, typed.upper(), national, "+84" + national[1:]})


def dossiers_for(
    by: Account, *, on: date, wanted: Wanted | None = None, posts: Sequence[Post] | None = None, limit: int = 30
) -> list[DossierLine]:
    """Dossiers within the official's right, latest first; one more than `limit`."""
    scope = Scope.of(posts_of(by, on=on) if posts is None else posts)
    more, values = (wanted or Wanted()).condition()
    ways = [
        (scope.counters, _DOSSIERS_OF.format(column="receiving_unit_id", more=more)),
        (scope.units, _DOSSIERS_OF.format(column="handling_unit_id", more=more)),
        (scope.agencies, _DOSSIERS_OF.format(column="handling_agency_id", more=more)),
        (scope.units, _DOSSIERS_BY.format(table="dossiers_task", column="unit_id", more=more)),
        (scope.asked, _DOSSIERS_BY.format(table="dossiers_consultation", column="asked_agency_id", more=more)),
        (scope.sealed, _DOSSIERS_WITH_LETTER.format(more=more)),
    ]
    open_ways = [(ids, text) for ids, text in ways if ids]
    if not open_ways:
        return []
    found = " UNION ".join(text for _ids, text in open_ways)
    arguments = [value for ids, _text in open_ways for value in (ids, *values, limit + 1)]
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(found=found), [*arguments, limit + 1])
        return [DossierLine(*row) for row in cursor.fetchall()]


_PERSON = ["full_name"]
_DETAILS = Parts(
    parties=Part(Party, "dossier"),
    files=Part(DossierFile, "dossier", {"stored": ["size", "media_type", "stored_at"]}),
    components=Part(ReceivedComponent, "dossier"),
    clock_marks=Part(ClockMark, "dossier"),
    story=Part(HistoryEntry, "dossier"),
    supplements=Part(SupplementRequest, "dossier"),
    items=Part(SupplementItem, "request__dossier"),
    proposals=Part(Proposal, "dossier", {"proposed_by": _PERSON, "letter": ["public_id", "signed_by_name"]}),
    consultations=Part(Consultation, "dossier", {"asked_agency": ["name"]}),
    site_checks=Part(SiteCheck, "dossier", {"recorded_by": _PERSON}),
    tasks=Part(Task, "dossier", {"unit": ["name"], "assignee": _PERSON, "finished_by": _PERSON}),
    papers=Part(DossierPaper, "dossier", {"paper": ["public_id", "title", "revoked_at"]}),
)


@dataclass(frozen=True)
class Details:
    """All the rows of a dossier, oldest first."""

    parties: list[Party]
    files: list[DossierFile]
    components: list[ReceivedComponent]
    clock_marks: list[ClockMark]
    story: list[HistoryEntry]
    supplements: list[SupplementRequest]
    items: list[SupplementItem]
    proposals: list[Proposal]
    consultations: list[Consultation]
    site_checks: list[SiteCheck]
    tasks: list[Task]
    papers: list[DossierPaper]


def details_of(dossier: Dossier) -> Details:
    """The dossier's rows in one question, for who may see the dossier as a whole."""
    details = Details(**_DETAILS.of(dossier.pk))
    for rows in (details.tasks, details.proposals, details.supplements, details.consultations):
        for row in rows:
            row.dossier = dossier
    return details


def supplements_of(dossier: Dossier) -> list[SupplementRequest]:
    """The dossier's supplement requests with their items and files."""
    return list(dossier.supplements.prefetch_related("items", Prefetch("files")).order_by("number"))


def results_of_same_person(dossier: Dossier, *, limit: int = 30) -> list[int]:
    """The dossiers of this one's filer whose results wait at the same one-stop unit, this one among them."""
    numbers = dossier.parties.filter(role="FILER").exclude(id_number="").values("id_number")
    same = Q(pk=dossier.pk) | Q(parties__role="FILER", parties__id_number__in=numbers)
    found = Dossier.objects.filter(same, receiving_unit=dossier.receiving_unit_id, status=Status.DONE.value)
    return list(found.order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def usual_procedures(unit: Unit, *, on: date, limit: int = 8) -> list[Procedure]:
    """What a one-stop unit receives most, by its last two hundred dossiers; only what it can still receive."""
    recent = Dossier.objects.filter(receiving_unit=unit).order_by("-id").values_list("version__procedure_id", flat=True)
    often = [pk for pk, _count in Counter(recent[:200]).most_common(limit)]
    known = {one.pk: one for one in offered(on=on, level=Level(unit.agency.level)) if one.pk in often}
    return [known[pk] for pk in often if pk in known]
