"""What a dossier's filer may be asked to supplement and how each is called; what an answer changes, before it does.

A question about the case goes by `case.` and its key, every other by its name on a sheet (`forms.rules.sheets`).
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.corrections import Plan, as_it_is, plan_correction, set_terms
from motcua.dossiers.deadlines import length_words
from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import PAPERS_SPEAK
from motcua.dossiers.queries import case_words, changes_between
from motcua.dossiers.rules import Fault, ItemFacts
from motcua.forms.queries import places_of_today
from motcua.forms.rules import Cleaned, told_by
from motcua.forms.rules import told as told_paths
from motcua.forms.rules.amending import Amended, Amending, Difference, Mark, Told, linked, told_on
from motcua.forms.rules.definition import CASE
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import local, visible
from motcua.procedures.models import Question
from motcua.procedures.rules import matches

FAULTS = {
    Fault.MISSING: gettext_noop("chưa có"),
    Fault.UNCLEAR: gettext_noop("không rõ, không đọc được"),
    Fault.WRONG: gettext_noop("chưa đúng"),
}
# What says enough by itself; of a wrong paper nobody knows what is wrong with it.
REASONS = {
    Fault.MISSING: gettext_noop("Hồ sơ chưa có giấy tờ này."),
    Fault.UNCLEAR: gettext_noop("Bản đã nộp không đọc được rõ."),
}


def papers_of(dossier: Dossier) -> dict[str, str]:
    """The papers that belong to a dossier by their keys: those its case asks for, and whatever else came with it."""
    papers = {
        part.key: part.name
        for part in dossier.version.components.all()
        if not part.is_shown_only and not part.is_note and matches(part.when, dossier.case_answers)
    }
    for received in dossier.components.all():
        papers.setdefault(received.key, received.name)
    return papers


def told_in(dossier: Dossier) -> dict[str, Any]:
    """All that was told with a dossier: its declaration, and the answers about its case under their names in forms."""
    return {**dossier.answers, **told_by(dossier.case_answers, dossier.filed_on)}


def declared_in(dossier: Dossier) -> list[Told]:
    """The questions of a dossier's declaration with their answers; none where nothing was declared."""
    return told_on(dossier.form.parsed, told_in(dossier)) if dossier.form is not None and dossier.answers else []


def case_questions(dossier: Dossier) -> dict[str, Question]:
    """The questions about the case, by the names under which they are asked again."""
    return {f"{CASE}{question.key}": question for question in dossier.version.questions.all()}


@PAPERS_SPEAK
def named(dossier: Dossier, items: Sequence[ItemFacts]) -> list[ItemFacts]:
    """The same items, each with what it is called on a paper; with no name what the dossier does not have.

    What nobody sees is no word.
    """
    papers, questions = papers_of(dossier), case_questions(dossier)
    told = {one.name: one for one in declared_in(dossier)}
    pages = {one.page.key: one.page.title for one in told.values()}

    def called(item: ItemFacts) -> str:
        if item.page and not item.field:
            return f"Tờ khai, trang «{pages[item.page]}»" if item.page in pages else ""
        if item.page:
            one = told.get(item.field)
            return f"Tờ khai, «{one.label}»: {_quoted(one)}" if one and one.page.key == item.page else ""
        if item.field:
            question = questions.get(item.field)
            answer = dossier.case_answers.get(item.field.removeprefix(CASE), "")
            return f"Trường hợp, «{question.text}»: «{case_words(question, answer)}»" if question else ""
        if item.component_key and item.component_key not in papers:
            return ""
        if item.fault:
            return f"{papers.get(item.component_key, '')} ({FAULTS[Fault(item.fault)]})" if item.component_key else ""
        return visible(item.what).strip()

    return [
        replace(item, what=called(item), why=visible(item.why).strip() or REASONS.get(Fault(item.fault), ""))
        if item.fault
        else replace(item, what=called(item), why=visible(item.why).strip())
        for item in items
    ]


def _quoted(told: Told) -> str:
    if not told.text:
        return "chưa khai"
    return "(nội dung đã khai)" if told.spec.is_sensitive else f"«{told.text}»"


def marks_of(dossier: Dossier, items: Sequence[ItemFacts], raw: Mapping[str, str]) -> list[Mark]:
    """What may be written anew: what the items ask for, and of what goes with that whatever was typed."""
    marks = [Mark(item.page, item.field) for item in items if item.is_answer]
    more = linked(dossier.form.parsed, marks) if dossier.form is not None and dossier.answers else []
    return marks + [mark for mark in more if mark.name in raw]


@dataclass(frozen=True)
class Amendment:
    """What an answer makes of the declaration and the case, what is wrong with it, and what fee and time become."""

    answers: Mapping[str, Any]
    case: Mapping[str, str]
    errors: Mapping[str, str]
    changes: tuple[Difference, ...]
    plan: Plan | None = None
    time: tuple[str, str] = ("", "")

    def settles(self, item: ItemFacts) -> bool:
        """Whether what the item is about has become different."""
        return any(
            change.name == item.field if item.field else change.page == item.page and bool(item.page)
            for change in self.changes
        )

    @property
    def of_declaration(self) -> list[Difference]:
        """The changes of the declaration alone; those of the case are among the moves."""
        return [change for change in self.changes if change.page]

    @property
    def moves(self) -> list[str]:
        """What else the answer changes: the case, and with it the fee and the time. A record, in Vietnamese."""
        if self.plan is None:
            return []
        moved = self.plan.sentences()
        if self.time[0] != self.time[1]:
            moved.append(f"Thời hạn giải quyết: {self.time[0] or 'chưa rõ'} thành {self.time[1] or 'chưa rõ'}")
        return moved

    @property
    def agreement(self) -> str:
        """The moves in one line, as the filer has seen them before sending."""
        return " | ".join(self.moves)


def amend(dossier: Dossier, items: Sequence[ItemFacts], raw: Mapping[str, str], *, at: datetime) -> Amendment:
    """What becomes of a dossier when its filer answers these items so; the dossier itself stays as it is."""
    case = _case(dossier, items, raw)
    amended = _amended(dossier, items, raw, case, at)
    followed = {**case, **_told_of_case(dossier, amended)}
    if followed != case:
        # A question of the form that decides the case was answered anew: its case may ask more.
        case, amended = followed, _amended(dossier, items, raw, followed, at)
    errors = dict(amended.errors)
    plan, time = None, ("", "")
    if case != dossier.case_answers:
        answered = copy.copy(dossier)
        answered.answers = dict(amended.values)
        plan = plan_correction(answered, replace(as_it_is(dossier), case_answers=case))
        # The day is counted anew once the answer is there; what it will be nobody knows yet.
        plan = replace(plan, due_before=None, due_after=None)
        time = length_words(dossier), length_words(_with_terms(dossier, plan))
        if plan.terms is None:
            message = _("Thủ tục này không nộp được theo cách này trong trường hợp ấy.")
            errors |= {f"{CASE}{key}": message for key in case if case[key] != dossier.case_answers.get(key)}
    return Amendment(amended.values, case, errors, _changes(dossier, amended, case), plan, time)


@PAPERS_SPEAK
def _changes(dossier: Dossier, amended: Amended, case: Mapping[str, str]) -> tuple[Difference, ...]:
    return tuple(changes_between(dossier, (dossier.answers, dossier.case_answers), (amended.values, case)))


def _with_terms(dossier: Dossier, plan: Plan) -> Dossier:
    changed: Any = copy.copy(dossier)
    if plan.terms is not None:
        set_terms(changed, plan.terms)
    result: Dossier = changed
    return result


def _case(dossier: Dossier, items: Sequence[ItemFacts], raw: Mapping[str, str]) -> dict[str, str]:
    """The answers about the case, those that may be written anew as they were typed."""
    asked = {mark.name for mark in marks_of(dossier, items, raw) if not mark.page}
    case: dict[str, str] = dict(dossier.case_answers)
    for name, question in case_questions(dossier).items():
        if name in asked and raw.get(name) in {option["value"] for option in question.options}:
            case[question.key] = raw[name]
    return case


def _amended(
    dossier: Dossier, items: Sequence[ItemFacts], raw: Mapping[str, str], case: Mapping[str, str], at: datetime
) -> Amended:
    if dossier.form is None or not dossier.answers:
        return Amended(dict(dossier.answers), {})
    marks, typed = marks_of(dossier, items, raw), dict(raw)
    changed = {name: value for name, value in told_by(case).items() if told_in(dossier).get(name) != value}
    for page in dossier.form.parsed.pages:
        for spec in page.fields:
            is_same = typed.get(spec.name, dossier.answers.get(spec.name)) == dossier.answers.get(spec.name)
            if not page.repeat and is_same and changed.get(spec.prefill) in dict(spec.options):
                # What the form asks about the case follows it, unless it was answered as well.
                marks.append(Mark(page.key, spec.name))
                typed[spec.name] = changed[spec.prefill]
    amending = Amending(dossier.form.parsed, told_in(dossier), marks)
    told = told_by(case, dossier.filed_on)
    amended = amending.amended(typed, case=told, today=local(at).date())
    fresh = {name: value for name, value in amended.values.items() if dossier.answers.get(name) != value}
    checked = places_of_today(Cleaned(fresh, {}), at)
    kept = {name: value for name, value in amended.values.items() if name not in fresh}
    return Amended({**kept, **checked.values}, {**amended.errors, **checked.errors})


def _told_of_case(dossier: Dossier, amended: Amended) -> dict[str, str]:
    """What the answers written anew say about the case."""
    if dossier.form is None:
        return {}
    before, after = (told_paths(dossier.form.parsed, answers) for answers in (dossier.answers, amended.values))
    options = {
        name: {option["value"] for option in question.options} for name, question in case_questions(dossier).items()
    }
    return {
        path.removeprefix(CASE): value
        for path, value in after.items()
        if value != before.get(path) and value in options.get(path, ())
    }
