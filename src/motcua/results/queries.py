"""What a dossier's result says so far: its template, the facts with their sources, the page as it would be signed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import PAPERS_SPEAK
from motcua.dossiers.rules import Decision
from motcua.forms.queries import form_in_force
from motcua.forms.rules import told_by, visible_pages
from motcua.forms.rules.answers import shown
from motcua.forms.rules.definition import FieldSpec
from motcua.kernel.operations import Refused
from motcua.kernel.text import fold, format_date, format_phone, local
from motcua.laws.queries import Standing, cited_as, standings
from motcua.laws.rules import Status as LawStatus
from motcua.laws.rules import citations
from motcua.organization.models import Agency
from motcua.procedures.models import ProcedureVersion
from motcua.results.models import RegisterEntry, ResultTemplate
from motcua.results.registers import copied_entry, entry_facts
from motcua.results.rules import (
    Fact,
    Filled,
    Value,
    Values,
    applies,
    asked_as,
    fill,
    following,
    missing,
    proposed,
    repeated,
)

# What stands for «another» in lists, and the question that then asks which.
OTHER, WHICH = ("khac", "Khác"), "_khac"


def templates_for(dossier: Dossier, *, on: date) -> list[ResultTemplate]:
    """The templates of the dossier's result in its case, in force on a day; none where only a general letter is known.

    The first is the paper that stands by itself, then come those that are issued beside it.
    """
    told = told_of(dossier)
    known = ResultTemplate.objects.on(on).order_by("key")
    if named := dossier.version.result_key:
        known = known.filter(Q(key=named) | Q(definition__beside=named))
    else:
        known = known.filter(procedures__contains=[dossier.procedure.code])
    fitting = [template for template in known if applies(template.parsed.when, told) is not False]
    first = next((template for template in fitting if not template.parsed.beside), None)
    if first is None:
        return []
    return [first, *(template for template in fitting if template.parsed.beside == first.key)]


def choices(*, on: date) -> list[tuple[str, str]]:
    """The templates in force on a day of papers that stand by themselves and grant something, by their titles."""
    known = ResultTemplate.objects.on(on).order_by("title", "key")
    return [(one.key, one.title) for one in known if not one.parsed.beside and not one.parsed.refuses]


def unasked(code: str, *, named: Mapping[str, str], on: date) -> str:
    """Which facts that the law wants on a procedure's result come from a declaration its e-form does not ask for."""
    form = form_in_force(named.get("form_key", ""), on=on)
    pages = form.parsed.pages if form is not None else ()
    asked = {name for page in pages for name in ([page.repeat] if page.repeat else [one.name for one in page.fields])}
    known = ResultTemplate.objects.on(on).order_by("key")
    if key := named.get("result_key"):
        known = known.filter(Q(key=key) | Q(definition__beside=key))
    else:
        known = known.filter(procedures__contains=[code])
    facts = [fact for template in known for fact in template.parsed.facts if fact.is_required and fact.sources]
    missing_labels = [fact.label for fact in facts if not any(_is_told(source, asked) for source in fact.sources)]
    if not missing_labels:
        return ""
    said = _("Tờ khai điện tử không hỏi điều mẫu kết quả phải ghi: %s. Chọn tờ khai hoặc mẫu khác.")
    return said % "; ".join(dict.fromkeys(missing_labels[:5]))


def _is_told(source: str, asked: Collection[str]) -> bool:
    """Whether a fact's source is known for certain, or asked for in a declaration."""
    kind, _dot, name = source.partition(".")
    return kind != "answer" or name.partition(".")[0] in asked


def refusal_template(*, on: date) -> ResultTemplate:
    """The notice, in force on a day, that what was asked is not granted."""
    template: ResultTemplate | None = ResultTemplate.objects.on(on).filter(definition__refuses=True).first()
    if template is None:
        raise Refused(_("Chưa có mẫu thông báo không giải quyết. Báo quản trị hệ thống."))
    return template


# Laws and decrees are what a refusal rests on; what they leave to others is found by them.
GROUNDS = ("CODE", "LAW", "DECREE")
STANDS = (LawStatus.IN_FORCE, LawStatus.PARTLY_EXPIRED)


def grounds_of(dossier: Dossier, *, on: date) -> list[str]:
    """What rules the procedure, as a paper cites it, what rules it first (NĐ 30/2020 Phụ lục I).

    Also where no source tells whether it is in force today (`doubtful_grounds`); what only sets the fee is no ground.
    """
    return [cited_as(standing.document) for standing in _ruling(dossier, on)]


def doubtful_grounds(dossier: Dossier, *, on: date) -> list[str]:
    """Of these, the numbers of those that somebody must look up before citing them."""
    return [one.document.number for one in _ruling(dossier, on) if one.status not in STANDS]


def _ruling(dossier: Dossier, on: date) -> list[Standing]:
    bases = list(dossier.version.legal_bases.all())
    of_fees = _articles_of_fees(dossier.version)
    known = standings([basis.number for basis in bases], on=on)
    return [
        standing
        for basis in bases
        if (standing := known.get(basis.number)) is not None
        and standing.document.kind in GROUNDS
        and standing.status in (*STANDS, LawStatus.UNKNOWN)
        and not (basis.articles and set(basis.articles) <= of_fees.get(basis.number, set()))
    ]


def _articles_of_fees(version: ProcedureVersion) -> dict[str, set[str]]:
    """Of each document the articles on which a fee or what is taken off it rests."""
    texts = [channel.fee_basis for channel in version.channels.all()] + [one["basis"] for one in version.reductions]
    found: dict[str, set[str]] = {}
    for text in texts:
        for place in citations(text):
            found.setdefault(place.number, set()).add(place.address.removeprefix("dieu/").partition("/")[0])
    return found


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
    tariff, numbers = dossier.tariff, dossier.numbers
    known: dict[str, Any] = {
        "day": format_date(on),
        "fee.number": str(numbers.get(tariff.per, "")),
        "fee.times": str(numbers.get(tariff.scale.each, "")),
        "agency.name": dossier.handling_agency.name,
        "agency.full_name": dossier.handling_agency.full_name,
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
    """A paper of a dossier's result in the making: its place among them, its template, each fact with its source."""

    place: int
    template: ResultTemplate
    facts: tuple[Filled, ...]
    values: Values
    told: Mapping[str, Any]
    known: Mapping[str, Any]
    entry: RegisterEntry | None = None

    @property
    def copied_from(self) -> str:
        """The book and the number of the entry that it copies; empty where it is none, or there is no such entry."""
        copies = self.template.parsed.copies
        if copies is None or self.entry is None:
            return ""
        return _("%(book)s, số %(number)s") % {"book": copies.called, "number": self.entry.number_of_year}

    @property
    def asked_of(self) -> str:
        """Of whom a copy was asked for, where the entry with the number that was given is about others."""
        copies = self.template.parsed.copies
        if copies is None or self.entry is None:
            return ""
        told = str(self.known.get(copies.name) or "")
        return told if told and fold(told) not in {row.name_key for row in self.entry.people.all()} else ""

    @property
    def conditions(self) -> dict[str, Any]:
        """What was told, as far as the page rests on it."""
        return {name: value for name, value in self.told.items() if name in self.template.parsed.conditions}

    @property
    def missing(self) -> list[Fact]:
        """What the law wants and nobody has said yet."""
        return missing(self.template.parsed, self.told, self.values)


def is_number_taken(agency: Agency, book: str, number: str, *, at: datetime) -> bool:
    """Whether the register of this year has an entry with the number."""
    return RegisterEntry.objects.filter(agency=agency, book=book, year=local(at).year, number=number).exists()


def number_taken_words(number: str) -> str:
    return _("Số %s đã có trong sổ đăng ký của năm nay. Kiểm tra lại số ghi trên giấy.") % number


def asked_values(drafts: Sequence[Draft]) -> dict[str, Value]:
    """The values of all papers under the names by which their facts are asked."""
    return {
        asked_as(draft.place, fact): draft.values[fact.name]
        for draft in drafts
        for fact in draft.template.parsed.facts
        if fact.name in draft.values
    }


@PAPERS_SPEAK
def drafts_of(dossier: Dossier, *, on: date, as_drafted: bool = False) -> tuple[Draft, ...]:
    """The papers of the result as they were drafted, or as their sources propose them; none without templates.

    `as_drafted`: on what was told when they were drafted, as who approves and signs must find them; else as told by
    now, and what the drafter left as its source said follows the source.
    """
    decision = dossier.decided
    papers = decision.papers if decision is not None else ()
    drafted = {paper.template: paper for paper in papers if paper.template is not None}
    if drafted:
        known_templates = ResultTemplate.objects.in_bulk(drafted)
        templates = [known_templates[pk] for pk in drafted]
    else:
        templates = templates_for(dossier, on=on)
    if not templates:
        return ()
    told, known = told_of(dossier), known_of(dossier, on=on)
    if as_drafted and decision is not None and drafted:
        told = dict(decision.told)
    drafts: list[Draft] = []
    for place, template in enumerate(templates):
        own, entry = known, None
        if template.parsed.copies is not None:
            entry = copied_entry(template.parsed.copies, known, dossier.handling_agency)
            own = known | entry_facts(entry)
        paper, from_sources = drafted.get(template.pk), proposed(template.parsed, own, told)
        said_beside = repeated(template.parsed, told, drafts[0].values) if drafts else {}
        values: Values
        if paper is None or not paper.values:
            values = {**from_sources, **said_beside}
        elif as_drafted or paper.upload is not None:
            # A file made elsewhere says what it says.
            values = paper.values
        else:
            values = {**following(paper.values, paper.proposed, from_sources), **said_beside}
        facts = tuple(fill(template.parsed, own, told, values))
        drafts.append(Draft(place, template, facts, values, told, own, entry))
    return tuple(drafts)


@PAPERS_SPEAK
def refusal_of(dossier: Dossier, decision: Decision, *, on: date) -> Draft:
    """The notice of a refusal: what was decided, as the template has it with which it was written."""
    if decision.notice is not None:
        template = ResultTemplate.objects.get(pk=decision.notice)
    else:
        template = refusal_template(on=on)
    known = known_of(dossier, on=on) | {
        "decision.grounds": "\n".join(decision.grounds),
        "decision.reasons": "\n".join(decision.paragraphs),
    }
    values = proposed(template.parsed, known, {})
    return Draft(0, template, tuple(fill(template.parsed, known, {}, values)), values, {}, known)
