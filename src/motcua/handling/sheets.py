"""The control sheet of the work on a dossier (TT 03/2025/TT-VPCP mẫu 06)."""

from datetime import datetime

from motcua.dossiers.deadlines import full_since
from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import PAPERS_SPEAK, head_of
from motcua.dossiers.rules import StoryWord
from motcua.handling.models import Task
from motcua.papers import rules as papers
from motcua.papers.rendering import render


def _returned_by(dossier: Dossier) -> str:
    """Who of the one-stop unit handed the result on; nobody while it lies there."""
    line = dossier.history.filter(word=StoryWord.RETURNED).order_by("-pk").first()
    return line.actor_name if line is not None and line.by_id is not None else ""


@PAPERS_SPEAK
def control_sheet(dossier: Dossier, *, at: datetime) -> bytes:
    """The control sheet as it stands now: a row for each hand-over (NĐ 61/2018 Đ18)."""
    rows = []
    before, before_name = dossier.receiving_unit.name, dossier.accepted_by.full_name if dossier.accepted_by else ""
    for task in Task.objects.of(dossier).select_related("unit", "finished_by", "assignee").order_by("pk"):
        done, due = task.finished_at, task.due_at
        outcome = papers.outcome_of(done, due)
        person = task.finished_by or task.assignee
        rows.append(
            papers.HandOver(
                from_unit=before,
                from_name=before_name,
                to_unit=task.unit.name,
                to_name=person.full_name if person else "",
                at=task.opened_at,
                due_at=due,
                outcome=outcome,
                note="Trả lại làm lại" if task.is_cancelled else task.name,
            )
        )
        before, before_name = task.unit.name, person.full_name if person else ""
    if dossier.done_at is not None:
        rows.append(
            papers.HandOver(
                from_unit=before,
                from_name=before_name,
                to_unit=dossier.receiving_unit.name,
                to_name=_returned_by(dossier),
                at=dossier.done_at,
                due_at=dossier.due_at,
                outcome=papers.outcome_of(dossier.done_at, dossier.due_at),
                note="Chuyển kết quả về Bộ phận Một cửa",
            )
        )
    agency = dossier.handling_agency
    return render(
        papers.ControlSheet(
            **head_of(dossier, agency, "control_sheet", at),
            procedure_name=dossier.procedure.name,
            received_at=full_since(dossier) or dossier.submitted_at,
            due_at=dossier.due_at,
            holder_name=dossier.holder_name,
            rows=tuple(rows),
        )
    )
