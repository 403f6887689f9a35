"""What a dossier's result says so far: its template, the facts with their sources, the page as it would be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import PAPERS_SPEAK
from motcua.dossiers.rules import Decision
from motcua.forms.rules import told_by, visible_pages
from motcua.forms.rules.answers import shown
from motcua.forms.rules.definition import FieldSpec
from motcua.kernel.text import format_date, format_phone, local
from motcua.results.models import ResultTemplate
from motcua.results.rules import Fact, Filled, Values, applies, fill, missing, proposed

# What stands for «another» in lists, and the question that then asks which.
OTHER, WHICH = ("khac", "Khác"), "_khac"


def template_for(dossier: Dossier, *, on: date) -> ResultTemplate | None:
    """The template of the dossier's result in its case, in force on a day; none where only a general one is known."""
    told = told_of(dossier)
    templates = ResultTemplate.objects.on(on).filter(procedures__contains=[dossier.procedure.code]).order_by("key")
    return next((one for one in templates if applies(one.parsed.when, told) is not False), None)


def told_of(dossier: Dossier) -> dict[str, Any]:
    """What was declared with a dossier and about its case, as conditions name it.

    Of a form that was filled in, what it did not ask in this case is answered by nothing; without a declaration nothing
    is known.
    """
    told = {**dossier.answers, **told_by(dossier.case_answers)}
    if dossier.form is not None and dossier.answers:
        for page in dossier.form.parsed.pages:
            for spec in () if page.repeat else page.fields:
                told.setdefault(spec.name, "")
    return told


def known_of(dossier: Dossier, *, on: date) -> dict[str, Any]:
    """Everything that a fact may be read from, by its source, as people read it; `day` is the day of signing."""
    known: dict[str, Any] = {
        "day": format_date(on),
        "agency.name": dossier.handling_agency.name,
        "agency.place": dossier.handling_agency.place.full_name,
        "procedure.name": dossier.procedure.name,
        "dossier.code": dossier.shown_code,
        "dossier.submitted_on": format_date(local(dossier.submitted_at).date()),
        "dossier.accepted_on": format_date(local(dossier.accepted_at or dossier.submitted_at).date()),
    }
    for party in dossier.parties.all():
        role = party.role.lower()
        known |= {
            f"{role}.name": party.name,
            f"{role}.id_number": party.id_number,
            f"{role}.born_on": format_date(party.born_on) if party.born_on else "",
            f"{role}.phone": format_phone(party.phone),
            f"{role}.address": party.address,
        }
    return known | _cases_of(dossier) | _answers_of(dossier)


def _cases_of(dossier: Dossier) -> dict[str, str]:
    """The answers about the case in words."""
    said = {}
    for question in dossier.version.questions.all():
        labels = {option["value"]: option["label"] for option in question.options}
        value = dossier.case_answers.get(question.key, "")
        said[f"case.{question.key}"] = labels.get(value, "")
    return said


def _answers_of(dossier: Dossier) -> dict[str, Any]:
    if dossier.form is None:
        return {}
    said: dict[str, Any] = {}
    for page in visible_pages(dossier.form.parsed, told_of(dossier)):
        if page.repeat:
            items = dossier.answers.get(page.repeat, [])
            said[f"answer.{page.repeat}"] = [_words_of(page.fields, item) for item in items]
        else:
            said |= {f"answer.{name}": text for name, text in _words_of(page.fields, dossier.answers).items()}
    return said


def _words_of(specs: tuple[FieldSpec, ...], answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a page as people read them; «another» is said by its own name."""
    return {
        spec.name: str(answers.get(spec.name + WHICH) or shown(spec, answers[spec.name]))
        if answers[spec.name] in OTHER
        else shown(spec, answers[spec.name])
        for spec in specs
        if spec.name in answers
    }


@dataclass(frozen=True)
class Draft:
    """A dossier's result in the making: its template, and each fact with its source."""

    template: ResultTemplate
    facts: tuple[Filled, ...]
    values: Values
    told: Mapping[str, Any]
    known: Mapping[str, Any]

    @property
    def conditions(self) -> dict[str, Any]:
        """What was told, as far as the page rests on it."""
        return {name: value for name, value in self.told.items() if name in self.template.parsed.conditions}

    @property
    def missing(self) -> list[Fact]:
        """What the law wants and nobody has said yet."""
        return missing(self.template.parsed, self.told, self.values)


@PAPERS_SPEAK
def draft_of(dossier: Dossier, *, on: date, as_drafted: bool = False) -> Draft | None:
    """The result as it was drafted, or as its sources propose it; none without a template of its own.

    `as_drafted`: on what was told when it was drafted, as who approves and signs must find it; else as told by now.
    """
    decision = Decision.read(dossier.decision)
    if decision is not None and decision.template is not None:
        template: ResultTemplate | None = ResultTemplate.objects.get(pk=decision.template)
    else:
        template = template_for(dossier, on=on)
    if template is None:
        return None
    told, known = told_of(dossier), known_of(dossier, on=on)
    if as_drafted and decision is not None and decision.template is not None:
        told = dict(decision.told)
    values = decision.values if decision is not None and decision.values else proposed(template.parsed, known, told)
    return Draft(template, tuple(fill(template.parsed, known, told, values)), values, told, known)
