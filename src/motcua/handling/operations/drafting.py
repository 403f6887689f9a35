"""The result is written: on the forms of its papers, as a letter, or as files made in another system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.results import keep_decision
from motcua.dossiers.operations.scans import keep
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.rules import Decision, DraftedPaper, Outcome, Upload
from motcua.handling.drafts import changed_since
from motcua.handling.models import EarlierDraft, Task
from motcua.handling.rights import IS_AT_WORK, TASK, TASK_HOLDER, step_of
from motcua.handling.rules import WorkWord
from motcua.kernel.glyphs import undrawn, undrawn_words, wrong_signs
from motcua.kernel.operations import Refused, inside_operation, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local
from motcua.papers.elsewhere import Signable
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.processes.rules import StepKind
from motcua.results.queries import Draft, drafts_of, is_number_taken, number_taken_words, refusal_template
from motcua.results.registers import conflicts_of, refuse_conflicts
from motcua.results.rules import (
    Fact,
    Kind,
    Value,
    Values,
    as_line,
    asked_as,
    fill,
    proposed,
    repeated,
    shown_facts,
    written,
)

IS_WRITTEN_NOW = IS_AT_WORK & step_of(StepKind.PREPARE, StepKind.APPROVE)


@operation(
    who=TASK_HOLDER,
    journal="task.decision_drafted",
    on=TASK,
    when=IS_WRITTEN_NOW,
)
def draft_decision(
    task: Task,
    *,
    outcome: Outcome,
    content: Decision | Mapping[str, Value],
    seen: str = "",
    by: Account,
    at: datetime,
) -> Task:
    """Write the result that will be approved and signed (NĐ 61/2018 Đ19).

    What was asked is granted on the forms of their own that the papers of the procedure's result have, by the values of
    their facts as they are asked (`asked_as`); what is still missing there may be written later, before the step is
    finished. Everything else is a letter with a title, paragraphs and facts. Refused when a value is none of its kind,
    or the letter says nothing: each is named; when registers speak against it and nobody says why it is right all the
    same; and when somebody wrote the result, or corrected the dossier, since it was `seen` (`draft_mark`).
    """
    _refuse_unseen(task.dossier, seen, by)
    today = local(at).date()
    drafts = drafts_of(task.dossier, on=today) if outcome == Outcome.GRANTED else ()
    if not drafts and isinstance(content, Decision):
        before = task.dossier.decided
        # Facts that were written before somebody chose to refuse are not lost.
        papers, told = (before.papers, before.told) if before is not None else ((), {})
        notice = refusal_template(on=today).pk if outcome == Outcome.REFUSED else None
        decision = replace(_letter(content), papers=papers, told=told, notice=notice)
    elif drafts and not isinstance(content, Decision):
        decision = _beside_registers(task.dossier, drafts, _on_their_forms(drafts, content, today), content, by, today)
    else:
        raise Refused(_("Kết quả của thủ tục này có mẫu khác. Tải lại trang rồi soạn lại."))
    _keep(task.dossier, decision, outcome, by=by, at=at)
    return task


def _refuse_unseen(dossier: Dossier, seen: str, by: Account) -> None:
    """Refuse to write over what somebody wrote while the page was open, or from what the dossier said before."""
    if words := changed_since(dossier, seen, by=by):
        raise Refused(words)


@inside_operation
def _keep(dossier: Dossier, decision: Decision, outcome: Outcome, *, by: Account, at: datetime) -> None:
    """Keep the result, and what it was before; with a line of the story, one for who saves several times in a row."""
    declaration = dossier.earlier_declarations.count() + 1 if dossier.answers else 0
    before = (dossier.outcome, dossier.decision)
    keep_decision(dossier, replace(decision, declaration=declaration), outcome=outcome)
    if before[1] and before != (dossier.outcome, dossier.decision):
        EarlierDraft.objects.create(
            dossier=dossier, outcome=before[0], decision=before[1], replaced_at=at, replaced_by=by
        )
    last = dossier.history.order_by("-pk").first()
    if last is not None and last.word == WorkWord.RESULT_DRAFTED and last.by_id == by.pk:
        last.at = at
        last.save(update_fields=["at"])
        return
    said = Sentence(gettext_noop("Soạn kết quả."))
    tell_story(dossier, WorkWord.RESULT_DRAFTED, by=by, at=at, is_public=False, text=said)


# Some ten pages, drawn in two seconds; more is an annex, and would keep everybody waiting who prints.
MOST_PARAGRAPHS, MOST_CHARACTERS = 200, 20_000


def _letter(content: Decision) -> Decision:
    decision = Decision(
        content.title.strip(),
        tuple(paragraph.strip() for paragraph in content.paragraphs if paragraph.strip()),
        {name.strip(): value.strip() for name, value in content.facts.items() if name.strip()},
        grounds=tuple(ground.strip() for ground in content.grounds if ground.strip()),
    )
    errors = {}
    if len(decision.paragraphs) > MOST_PARAGRAPHS:
        errors["body"] = _("Kết quả có nhiều nhất %d đoạn.") % MOST_PARAGRAPHS
    if sum(map(len, decision.paragraphs)) > MOST_CHARACTERS:
        errors["body"] = _("Kết quả có nhiều nhất %d ký tự.") % MOST_CHARACTERS
    if lost := undrawn("\n".join((*decision.paragraphs, *decision.grounds))):
        errors["body"] = undrawn_words(_("Nội dung"), lost)
    errors |= wrong_signs("title", _("Tên giấy tờ, quyết định"), decision.title)
    errors |= wrong_signs(
        "facts_text", _("Thông tin ghi trên kết quả"), "\n".join(chain.from_iterable(decision.facts.items()))
    )
    if not decision.title:
        errors["title"] = _("Ghi tên kết quả.")
    if not decision.paragraphs:
        errors["body"] = _("Ghi nội dung kết quả.")
    if errors:
        raise Refused(_("Kết quả chưa đủ nội dung."), errors=errors)
    return decision


def _beside_registers(
    dossier: Dossier, drafts: Sequence[Draft], decision: Decision, content: Values, by: Account, today: date
) -> Decision:
    """The decision with why it is right beside what registers say; refused while that is not said."""
    papers = [(draft.template.parsed, paper.values) for draft, paper in zip(drafts, decision.papers, strict=True)]
    conflicts = conflicts_of(dossier, papers)
    answered = {
        conflict.key: as_line(content[conflict.key]).strip() for conflict in conflicts if content.get(conflict.key)
    }
    refuse_conflicts(conflicts, answered, posts_of(by, on=today))
    return replace(decision, answered={key: text for key, text in answered.items() if text})


def _on_their_forms(drafts: Sequence[Draft], content: Values, today: date) -> Decision:
    drafted: list[DraftedPaper] = []
    errors: dict[str, str] = {}
    for draft in drafts:
        template = draft.template.parsed
        names = {fact.name: asked_as(draft.place, fact) for fact in template.facts}
        typed = {name: content[asked] for name, asked in names.items() if asked in content}
        typed |= repeated(template, draft.told, drafted[0].values) if drafted else {}
        values, wrong = written(template, draft.told, typed, today=today)
        for name, value in values.items():
            if lost := undrawn(as_line(value)):
                wrong.setdefault(name, _undrawn_fact(template.by_name[name], lost))
        errors |= {names[name]: text for name, text in wrong.items()}
        facts = shown_facts(fill(template, draft.known, draft.told, values))
        from_sources = proposed(template, draft.known, draft.told)
        drafted.append(DraftedPaper(template.title, draft.template.pk, values, facts, proposed=from_sources))
    if errors:
        raise Refused(_("Có nội dung cần sửa."), errors=errors)
    told = {name: value for draft in drafts for name, value in draft.conditions.items()}
    return Decision(drafted[0].title, papers=tuple(drafted), told=told)


def _undrawn_fact(fact: Fact, lost: str) -> str:
    """Of a person's name also where it is found in letters that our papers can show."""
    if fact.kind != Kind.NAME:
        return undrawn_words(fact.label, lost)
    said = _("%(label)s có chữ không in được trên giấy: %(lost)s. Ghi bằng chữ Latinh, như trong hộ chiếu.")
    return said % {"label": fact.label, "lost": lost}


@dataclass(frozen=True)
class PaperFile:
    """A file that is the paper at a place of the result, from 0: its title and the number that stands on it."""

    place: int
    file: FileFacts
    number: str
    title: str = ""


@operation(who=TASK_HOLDER, journal="result_file.taken", on=TASK, when=IS_WRITTEN_NOW)
def take_result_file(task: Task, *, component: tuple[str, str], file: Signable, by: Account, at: datetime) -> FileFacts:
    """Keep a PDF made in another system until it is drafted as the result (NĐ 30/2020 Đ5; Luật 29/2018/QH14 Đ5).

    `component`: key and name of its paper. Refused when malware was found in the file.
    """
    return keep(component, file.file, at=at)


@operation(who=TASK_HOLDER, journal="task.files_drafted", on=TASK, when=IS_WRITTEN_NOW)
def draft_files(
    task: Task, *, files: Sequence[PaperFile], content: Values, seen: str = "", by: Account, at: datetime
) -> Task:
    """Draft files made in another system as the result: signed as they are, entered in the register (NĐ 30/2020 Đ5).

    What a paper of the procedure's result must say by law is confirmed for the register, under the names by which its
    facts are asked; a paper without a file is drawn from them. Refused without a file, without the title of a paper
    that has no form, without the number of a paper that is numbered or with one that its register has; and when
    somebody wrote the result since it was `seen`.
    """
    _refuse_unseen(task.dossier, seen, by)
    today = local(at).date()
    drafts = drafts_of(task.dossier, on=today)
    if not files:
        raise Refused(_("Chưa có tệp kết quả."), errors={"tep_1": _("Chọn tệp PDF.")})
    written_down = _on_their_forms(drafts, content, today) if drafts else _untitled(files)
    by_place = {paper.place: paper for paper in files}
    for draft in drafts:
        if draft.place in by_place:
            _refuse_number(draft, by_place[draft.place].number.strip(), task.dossier, at)
    written_down = _beside_registers(task.dossier, drafts, written_down, content, by, today) if drafts else written_down
    papers = tuple(
        replace(paper, upload=_upload(by_place[place])) if place in by_place else paper
        for place, paper in enumerate(written_down.papers)
    )
    _keep(task.dossier, replace(written_down, papers=papers), Outcome.GRANTED, by=by, at=at)
    return task


def _refuse_number(draft: Draft, number: str, dossier: Dossier, at: datetime) -> None:
    """A paper on a form has a number, of its series or of a register: without it, or with one that is taken, refuse."""
    asked = f"number_{draft.place + 1}"
    if not number:
        raise Refused(_("Kết quả chưa đủ nội dung."), errors={asked: _("Ghi số trên giấy.")})
    book = draft.template.parsed.numbering.book
    if book and is_number_taken(dossier.handling_agency, book, number, at=at):
        said = number_taken_words(number)
        raise Refused(said, errors={asked: said})


def _upload(paper: PaperFile) -> Upload:
    return Upload(paper.file.name, paper.file.stored.digest, paper.number.strip())


def _untitled(files: Sequence[PaperFile]) -> Decision:
    """The one paper of a result that has no form of its own."""
    title = files[0].title.strip() if files else ""
    if not title:
        raise Refused(_("Kết quả chưa đủ nội dung."), errors={"title": _("Ghi tên kết quả.")})
    return Decision(title, papers=(DraftedPaper(title),))
