"""Dossiers within an official's right, each with all the work on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from motcua.dossiers.deadlines import schedule_of, share_of_time
from motcua.dossiers.models import (
    ClockMark,
    Dossier,
    DossierFile,
    DossierPaper,
    EarlierDeclaration,
    HistoryEntry,
    Party,
    ReceivedComponent,
    SupplementItem,
    SupplementRequest,
)
from motcua.dossiers.queries import IS_ANSWERED, with_shared
from motcua.dossiers.rules import Status
from motcua.handling.models import Consultation, ConsultationFile, Enquiry, Note, Proposal, SiteCheck, Task
from motcua.handling.rights import SEES
from motcua.kernel.operations import Refused
from motcua.kernel.parts import Part, Parts
from motcua.kernel.text import fold, format_phone, local
from motcua.kernel.values import dialled_number, dossier_code, figures, phone_or_empty
from motcua.organization.models import Post, Unit
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.processes.rules import Process, Step


def is_at_work_in(unit_id: int) -> bool:
    """Whether a step stands open in a unit."""
    return Task.objects.open().filter(unit_id=unit_id).exists()


def process_of(dossier: Dossier) -> Process:
    """The process the dossier keeps since its acceptance."""
    if dossier.process is None:
        raise Refused(_("Hồ sơ chưa có quy trình nội bộ. Báo quản trị hệ thống."))
    return dossier.process.process


def unit_for(dossier: Dossier, step: Step) -> Unit:
    """The unit of the handling agency that does this kind of step."""
    if dossier.handling_unit.kind == step.unit_kind:
        return dossier.handling_unit
    units = Unit.objects.filter(agency=dossier.handling_agency, kind=step.unit_kind, valid_until=None)
    unit = units.order_by("pk").first()
    if unit is None:
        raise Refused(
            _("%(agency)s chưa có bộ phận làm bước «%(step)s». Báo quản trị hệ thống.")
            % {"agency": dossier.handling_agency.name, "step": step.name}
        )
    return unit


def steps_by_clock(dossier: Dossier) -> list[tuple[Task, datetime | None]]:
    """The open steps, each with when it is due by the dossier's time as it is now.

    Its share counts since it was opened, or since the clock began anew; the time in which the clock stood still is
    put behind it, and no step is due after the dossier itself.
    """
    open_steps = Task.objects.of(dossier).open().order_by("pk")
    if dossier.accepted_at is None or dossier.process is None:
        return []
    steps, marks = process_of(dossier).by_key, list(dossier.clock_marks.order_by("pk"))
    schedule = schedule_of(dossier, dossier.accepted_at)
    found = []
    for task in open_steps:
        since = max([task.opened_at, *(mark.at for mark in marks if mark.kind == "RESTARTED")])
        due_at = share_of_time(dossier, steps[task.step_key].share, at=since)
        if due_at is not None and dossier.due_at is not None:
            still = sum(schedule.working_minutes_between(max(start, since), end) for start, end in _still_spans(marks))
            due_at = min(schedule.add_working_minutes(due_at, still) if still else due_at, dossier.due_at)
        found.append((task, due_at))
    return found


def _still_spans(marks: Sequence[ClockMark]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the clock stood still."""
    began = None
    for mark in marks:
        if mark.kind == "PAUSED":
            began = mark.at
        elif mark.kind == "RESUMED" and began is not None:
            yield began, mark.at
            began = None


def step_words(before: Dossier, after: Dossier) -> list[str]:
    """Which open steps another time of the dossier moves, from when to when, as a record tells it."""
    if (before.due_at, before.duration_amount) == (after.due_at, after.duration_amount):
        return []
    return [
        f"Hạn bước «{task.name}»: {moment_words(task.due_at)} thành {moment_words(due_at)}"
        for task, due_at in steps_by_clock(after)
        if task.due_at != due_at
    ]


def moment_words(moment: datetime | None) -> str:
    """A limit as a record tells it."""
    return f"{local(moment):%H:%M %d/%m/%Y}" if moment else "không có"


def _still(model: type[Any]) -> str:
    """Whose question was taken back has no business with the dossier any more."""
    return " AND x.recalled_at IS NULL" if model is Consultation else ""


def _reaches(model: type[Any], column: str) -> str:
    """That a dossier `d` is within the right, of which the unit or agency is one of a list."""
    if model is Dossier:
        return f"d.{column} = ANY(%s)"
    table = model._meta.db_table
    if model is Proposal:
        with_letter = f"SELECT FROM {table} x WHERE x.dossier_id = d.id AND x.letter_id IS NOT NULL"
        return f"d.{column} = ANY(%s) AND EXISTS ({with_letter})"
    return f"EXISTS (SELECT FROM {table} x WHERE x.dossier_id = d.id AND x.{column} = ANY(%s){_still(model)})"


def _found_by(model: type[Any], column: str) -> str:
    """The latest dossiers of each unit or agency of a list, by an index of their own."""
    rows = f"SELECT d.id FROM dossiers_dossier d WHERE d.{column} = s.id{{more}} ORDER BY d.id DESC"  # noqa: S608 - ours
    table = model._meta.db_table
    if model is Proposal:
        rows = (
            f"SELECT DISTINCT d.id FROM {table} x JOIN dossiers_dossier d ON d.id = x.dossier_id"  # noqa: S608 - ours
            f" WHERE x.letter_id IS NOT NULL AND d.{column} = s.id{{more}} ORDER BY d.id DESC"
        )
    elif model is not Dossier:
        rows = (
            f"SELECT DISTINCT x.dossier_id AS id FROM {table} x JOIN dossiers_dossier d ON d.id = x.dossier_id"  # noqa: S608 - ours
            f" WHERE x.{column} = s.id{_still(model)}{{more}} ORDER BY x.dossier_id DESC"
        )
    return f"(SELECT d.id FROM unnest(%s::bigint[]) AS s(id) CROSS JOIN LATERAL ({rows} LIMIT %s) d)"  # noqa: S608 - ours


_REACHED = " OR ".join(_reaches(model, right.relation.column) for model, right in SEES)
_MINE = (
    "(SELECT d.id FROM dossiers_dossier d WHERE (d.code = %s OR d.reference = %s)"  # noqa: S608 - names of our own
    f" AND ({_REACHED}) ORDER BY d.id LIMIT 1)"
)
_WAYS = tuple((right, _found_by(model, right.relation.column)) for model, right in SEES)
_LINES = f"""SELECT d.id, coalesce(d.code, d.reference), d.status, d.holder_name, d.due_at, p.name, {IS_ANSWERED},
    d.is_undeclared, d.is_undeclared AND d.answers <> '{{{{}}}}'::jsonb
    FROM ({{found}} ORDER BY id DESC LIMIT %s) f JOIN dossiers_dossier d ON d.id = f.id
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    ORDER BY d.id DESC"""  # noqa: S608 - names of our own


def dossier_for(by: Account, code: str, *, on: date, posts: Sequence[Post] | None = None) -> Dossier | None:
    """A dossier within the official's right, or nothing. `posts`: those held that day, where known already."""
    typed = dossier_code(code[:200])
    held = posts_of(by, on=on) if posts is None else posts
    values = [typed, typed, *(right.places(held) for _model, right in SEES)]
    mine = Dossier.objects.filter(pk=RawSQL(_MINE, values))  # noqa: S611 - a constant; what was typed goes beside it
    dossier = mine.select_related("filer_account").first()
    return with_shared(dossier) if dossier is not None else None


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
    # Whether its declaration is on paper, or only begun; and whether it is begun.
    is_undeclared: bool = False
    is_half_declared: bool = False

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
            typed = _escaped(fold(self.text))
            text += " AND (d.code ILIKE %s OR d.reference ILIKE %s OR d.holder_key LIKE %s OR d.id = ANY(ARRAY("
            text += "SELECT p.dossier_id FROM dossiers_party p WHERE p.id_number = ANY(%s) OR p.phone = ANY(%s))))"
            numbers, code = _numbers(self.text), _escaped(dossier_code(self.text[:200]))
            values += [f"{code}%", f"{code}%", f"%{typed}%", numbers, numbers]
        if self.before:
            text += " AND d.id < %s"
            values.append(self.before)
        return text, values


def _numbers(text: str) -> list[str]:
    """The ways in which an identity or telephone number typed like this may be stored; none for other text."""
    typed = figures(text).upper()
    if not 8 <= len(typed) <= 20 or sum(char.isdigit() for char in typed) < 6:
        return []
    phone = phone_or_empty(text)
    # Also as it was typed and kept before numbers had one shape.
    return list({text.strip(), typed, *filter(None, (phone, dialled_number(phone), format_phone(phone)))})


def _escaped(text: str) -> str:
    """A text as the beginning of a pattern in SQL."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def dossiers_for(
    by: Account, *, on: date, wanted: Wanted | None = None, posts: Sequence[Post] | None = None, limit: int = 30
) -> list[DossierLine]:
    """Dossiers within the official's right, latest first; one more than `limit`."""
    held = posts_of(by, on=on) if posts is None else posts
    more, values = (wanted or Wanted()).condition()
    ways = [(places, text.format(more=more)) for right, text in _WAYS if (places := right.places(held))]
    if not ways:
        return []
    found = " UNION ".join(text for _places, text in ways)
    arguments = [value for places, _text in ways for value in (places, *values, limit + 1)]
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(found=found), [*arguments, limit + 1])
        return [DossierLine(*row) for row in cursor.fetchall()]


_PERSON = ["full_name"]
_DETAILS = Parts(
    parties=Part(Party, "dossier", {"proved_by": _PERSON}),
    files=Part(DossierFile, "dossier", {"stored": ["size", "media_type", "stored_at"]}),
    components=Part(ReceivedComponent, "dossier"),
    clock_marks=Part(ClockMark, "dossier"),
    story=Part(HistoryEntry, "dossier"),
    supplements=Part(SupplementRequest, "dossier"),
    items=Part(SupplementItem, "request__dossier"),
    earlier=Part(EarlierDeclaration, "dossier", {"replaced_by": _PERSON, "supplement": ["number"]}),
    proposals=Part(Proposal, "dossier", {"proposed_by": _PERSON, "letter": ["public_id", "signed_by_name"]}),
    enquiries=Part(Enquiry, "dossier"),
    consultations=Part(
        Consultation, "dossier", {"asked_agency": ["name"], "asked_unit": ["name"], "recalled_by": _PERSON}
    ),
    consultation_files=Part(ConsultationFile, "consultation__dossier"),
    notes=Part(Note, "dossier", {"written_by": _PERSON}),
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
    earlier: list[EarlierDeclaration]
    proposals: list[Proposal]
    consultations: list[Consultation]
    enquiries: list[Enquiry]
    consultation_files: list[ConsultationFile]
    notes: list[Note]
    site_checks: list[SiteCheck]
    tasks: list[Task]
    papers: list[DossierPaper]


def details_of(dossier: Dossier) -> Details:
    """The dossier's rows in one question, for who may see the dossier as a whole."""
    details = Details(**_DETAILS.of(dossier.pk))
    for rows in (details.tasks, details.proposals, details.supplements, details.consultations, details.enquiries):
        for row in rows:
            row.dossier = dossier
    return details
