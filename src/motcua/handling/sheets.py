"""The control sheet of the work on a dossier (TT 03/2025/TT-VPCP mẫu 06)."""

from dataclasses import dataclass, replace
from datetime import datetime

from motcua.dossiers.deadlines import full_since
from motcua.dossiers.models import Dossier, HistoryEntry
from motcua.dossiers.paperwork import PAPERS_SPEAK, head_of
from motcua.dossiers.rules import Outcome, Status, StoryWord
from motcua.handling.models import Proposal, Task
from motcua.handling.rules import WorkWord
from motcua.papers import rules as papers
from motcua.papers.rendering import render
from motcua.people.models import Account

# What became of a step at which nobody worked any more.
ENDED = {
    Status.WITHDRAWN: "Thôi xử lý: người nộp rút hồ sơ",
    Status.STOPPED: "Thôi xử lý: dừng giải quyết",
}
REFUSED, NOT_NEEDED = "Thôi xử lý: từ chối giải quyết", "Thôi xử lý"
LETTERS = {WorkWord.LETTER_SIGNED: "Ký văn bản gửi người nộp", WorkWord.LETTER_SEALED: "Ký số cơ quan vào văn bản"}


@dataclass(frozen=True)
class _Hand:
    """Who has the dossier, in which unit."""

    unit: str
    name: str = ""


class _Story:
    """The lines of the dossier's story that say who did what, and in whose place."""

    def __init__(self, dossier: Dossier) -> None:
        words = (WorkWord.STEP_FINISHED, StoryWord.ACCEPTED, StoryWord.RETURNED, WorkWord.PROPOSED, *LETTERS)
        self.lines = list(dossier.history.filter(word__in=words).exclude(by=None).order_by("pk"))

    def name_of(self, by: Account | None, at: datetime | None) -> str:
        """Who did something at a moment."""
        if by is None:
            return ""
        return next((line.actor for line in self.lines if (line.by_id, line.at) == (by.pk, at)), by.full_name)

    def told(self, *words: str, since: datetime | None = None) -> list[HistoryEntry]:
        return [line for line in self.lines if line.word in words and (since is None or line.at >= since)]

    @property
    def returner(self) -> str:
        """Who of the one-stop unit handed the result on; nobody while it lies there."""
        told = self.told(StoryWord.RETURNED)
        return told[-1].actor if told else ""


def _is_ended(task: Task, dossier: Dossier) -> bool:
    """Whether the step was open when the dossier ended: nobody finished it, and nothing was returned."""
    ends = {dossier.done_at, dossier.ended_at} - {None}
    return task.is_cancelled and task.finished_at in ends


def _row(task: Task, dossier: Dossier, story: _Story, before: _Hand) -> papers.HandOver:
    """How a step came to its unit, and what became of it there."""
    given = papers.HandOver(
        from_unit=before.unit,
        from_name=before.name,
        to_unit=task.unit.name,
        to_name=task.assignee.full_name if task.assignee else "",
        at=task.opened_at,
        due_at=task.due_at,
        note=task.name,
    )
    if _is_ended(task, dossier):
        refused = REFUSED if dossier.outcome == Outcome.REFUSED else NOT_NEEDED
        return replace(given, note=ENDED.get(dossier.state, refused))
    if task.finished_by is not None:
        given = replace(given, to_name=story.name_of(task.finished_by, task.finished_at))
    note = "Trả lại làm lại" if task.is_cancelled else task.name
    return replace(given, outcome=papers.outcome_of(task.finished_at, task.due_at), note=note)


def _letter_rows(dossier: Dossier, story: _Story, before: _Hand) -> list[papers.HandOver]:
    """Who signed the letter with which the dossier ended, and who added the agency's signature."""
    ends = Proposal.objects.of(dossier).filter(state=Proposal.State.DONE, kind__in=("REFUSAL", "STOP"))
    proposal = ends.exclude(letter=None).select_related("proposed_by").order_by("-pk").first()
    if proposal is None:
        return []
    rows, since = [], proposal.proposed_at
    before = replace(before, name=story.name_of(proposal.proposed_by, proposal.proposed_at))
    for line in story.told(*LETTERS, since=since):
        to = _Hand(line.unit_name, line.actor)
        rows.append(
            papers.HandOver(
                from_unit=before.unit, from_name=before.name, to_unit=to.unit, to_name=to.name, at=since,
                note=LETTERS[WorkWord(line.word)],
            )
        )  # fmt: skip
        before, since = to, line.at
    return rows


def _rows(dossier: Dossier) -> list[papers.HandOver]:
    story, rows = _Story(dossier), []
    accepted = story.name_of(dossier.accepted_by, dossier.accepted_at)
    before = _Hand(dossier.receiving_unit.name, accepted)
    for task in Task.objects.of(dossier).select_related("unit", "finished_by", "assignee").order_by("pk"):
        row = _row(task, dossier, story, before)
        rows.append(row)
        before = _Hand(row.to_unit, row.to_name)
    rows += _letter_rows(dossier, story, before)
    if dossier.done_at is not None:
        last = _Hand(rows[-1].to_unit, rows[-1].to_name) if rows else before
        is_refused = dossier.outcome == Outcome.REFUSED
        rows.append(
            papers.HandOver(
                from_unit=last.unit,
                from_name=last.name,
                to_unit=dossier.receiving_unit.name,
                to_name=story.returner,
                at=dossier.done_at,
                due_at=dossier.due_at,
                outcome=papers.outcome_of(dossier.done_at, dossier.due_at),
                note=f"Chuyển {'văn bản từ chối' if is_refused else 'kết quả'} về Bộ phận Một cửa",
            )
        )
    return rows


@PAPERS_SPEAK
def control_sheet(dossier: Dossier, *, at: datetime) -> bytes:
    """The control sheet as it stands now: a row for each hand-over (NĐ 61/2018 Đ18)."""
    return render(
        papers.ControlSheet(
            **head_of(dossier, dossier.handling_agency, "control_sheet", at),
            procedure_name=dossier.procedure.name,
            received_at=full_since(dossier) or dossier.submitted_at,
            due_at=dossier.due_at,
            holder_name=dossier.holder_name,
            rows=tuple(_rows(dossier)),
        )
    )
