"""Dossiers within an official's right, each with all the work on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField
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
from motcua.dossiers.queries import with_shared
from motcua.handling.models import Consultation, ConsultationFile, Enquiry, Note, Proposal, SiteCheck, Task
from motcua.handling.rights import SEES
from motcua.kernel.operations import Refused
from motcua.kernel.parts import Part, Parts
from motcua.kernel.text import local
from motcua.kernel.values import dossier_code
from motcua.organization.models import Post, Unit
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.processes.rules import Process, Step, StepKind

# What a filer may ask before anything of it is answered.
MOST_OPEN = 3


def is_at_work_in(unit_id: int) -> bool:
    """Whether a step stands open in a unit."""
    return Task.objects.open().filter(unit_id=unit_id).exists()


def process_of(dossier: Dossier) -> Process:
    """The process the dossier keeps since its acceptance."""
    if dossier.process is None:
        raise Refused(_("Hồ sơ chưa có quy trình nội bộ. Báo quản trị hệ thống."))
    return dossier.process.process


def unit_for(dossier: Dossier, step: Step, *, on: date) -> Unit:
    """The unit of the handling agency that does this kind of step on a day; its own one, while that has not ended."""
    own = dossier.handling_unit
    if own.kind == step.unit_kind and (own.valid_until is None or on < own.valid_until):
        return own
    units = Unit.objects.on(on).filter(agency=dossier.handling_agency, kind=step.unit_kind)
    unit = units.order_by("pk").first()
    if unit is None:
        raise Refused(
            _("%(agency)s chưa có bộ phận làm bước «%(step)s». Báo quản trị hệ thống.")
            % {"agency": dossier.handling_agency.name, "step": step.name}
        )
    return unit


# Whose turn it is with a proposal, as the step of the process in which they do the like.
TURN_STEPS = {
    Proposal.State.SIGNING: StepKind.SIGN,
    Proposal.State.SEALING: StepKind.ISSUE,
    Proposal.State.OPEN: StepKind.ISSUE,
}


def turn_due(dossier: Dossier, state: Proposal.State, *, at: datetime) -> datetime | None:
    """When whoever has a proposal before them since a moment should have done their part; None without a limit.

    They have the time that the process gives the like step, signing or sending out; where it has none, its last one.
    """
    if dossier.process is None:
        return None
    steps = process_of(dossier).steps
    share = next((step.share for step in steps if step.kind == TURN_STEPS[state]), steps[-1].share)
    return share_of_time(dossier, share, at=at)


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


_REACHED = " OR ".join(_reaches(model, right.relation.column) for model, right in SEES)
_MINE = (
    "(SELECT d.id FROM dossiers_dossier d WHERE (d.code = %s OR d.reference = %s)"  # noqa: S608 - names of our own
    f" AND ({_REACHED}) ORDER BY d.id LIMIT 1)"
)


def within_right(posts: Sequence[Post], column: str) -> RawSQL:
    """A condition for rows of another table that tell of a dossier (`table.column` holds its id): that it is within
    the right of who holds these posts.
    """
    mine = f"EXISTS (SELECT FROM dossiers_dossier d WHERE d.id = {column} AND ({_REACHED}))"
    values = [right.places(posts) for _model, right in SEES]
    return RawSQL(mine, values, output_field=BooleanField())  # noqa: S611 - names of ours; values go beside them


def dossier_for(by: Account, code: str, *, on: date, posts: Sequence[Post] | None = None) -> Dossier | None:
    """A dossier within the official's right, or nothing. `posts`: those held that day, where known already."""
    typed = dossier_code(code[:200])
    held = posts_of(by, on=on) if posts is None else posts
    values = [typed, typed, *(right.places(held) for _model, right in SEES)]
    mine = Dossier.objects.filter(pk=RawSQL(_MINE, values))  # noqa: S611 - a constant; what was typed goes beside it
    dossier = mine.select_related("filer_account").first()
    return with_shared(dossier) if dossier is not None else None


_PERSON = ["full_name"]
_ROWS = {
    "parties": Part(Party, "dossier", {"proved_by": _PERSON}),
    "files": Part(DossierFile, "dossier", {"stored": ["size", "media_type", "stored_at"]}),
    "components": Part(ReceivedComponent, "dossier"),
    "clock_marks": Part(ClockMark, "dossier"),
    "story": Part(HistoryEntry, "dossier"),
    "supplements": Part(SupplementRequest, "dossier"),
    "items": Part(SupplementItem, "request__dossier"),
    "earlier": Part(EarlierDeclaration, "dossier", {"replaced_by": _PERSON, "supplement": ["number"]}),
    "proposals": Part(Proposal, "dossier", {"proposed_by": _PERSON, "letter": ["public_id", "signed_by_name"]}),
    "enquiries": Part(Enquiry, "dossier"),
    "consultations": Part(
        Consultation, "dossier", {"asked_agency": ["name"], "asked_unit": ["name"], "recalled_by": _PERSON}
    ),
    "consultation_files": Part(ConsultationFile, "consultation__dossier"),
    "site_checks": Part(SiteCheck, "dossier", {"recorded_by": _PERSON}),
    "tasks": Part(Task, "dossier", {"unit": ["name"], "assignee": _PERSON, "finished_by": _PERSON}),
    "papers": Part(DossierPaper, "dossier", {"paper": ["public_id", "title", "revoked_at"]}),
}
_DETAILS = Parts(**_ROWS)
# What officials wrote to each other is never read for the filer's own page.
_INSIDE = Parts(**_ROWS, notes=Part(Note, "dossier", {"written_by": _PERSON}))


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
    site_checks: list[SiteCheck]
    tasks: list[Task]
    papers: list[DossierPaper]
    notes: list[Note] = field(default_factory=list)


def details_of(dossier: Dossier, *, is_inside: bool = False) -> Details:
    """The dossier's rows in one question, for who may see the dossier as a whole; notes for officials alone."""
    details = Details(**(_INSIDE if is_inside else _DETAILS).of(dossier.pk))
    for rows in (details.tasks, details.proposals, details.supplements, details.consultations, details.enquiries):
        for row in rows:
            row.dossier = dossier
    return details


def is_full(dossier: Dossier) -> str:
    """Why its filer can ask nothing more now; nothing where they can."""
    if Enquiry.objects.of(dossier).unanswered().count() < MOST_OPEN:
        return ""
    return _("Đã có %d câu hỏi đang chờ trả lời. Chờ trả lời rồi hỏi tiếp.") % MOST_OPEN
