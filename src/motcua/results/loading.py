"""Reads result templates from a pack, checks them against the forms they are filled from, publishes what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from motcua.forms.models import FormDefinition
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, Item, LoadReport, Pack
from motcua.procedures.models import ProcedureVersion
from motcua.results.models import ResultTemplate
from motcua.results.operations import publish_template
from motcua.results.rules import BadTemplateError, Fact, Template, parse
from motcua.results.rules.template import ENTRY, REGISTER, SOURCES, Kind


class TemplateItem(BaseModel):
    """A template as written in a pack; its inside is checked by the room's own rules."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="allow")
    key: str
    title: str
    procedures: list[str]
    valid_from: date
    beside: str = ""
    refuses: bool = False
    facts: list[dict[str, Any]]
    layout: list[dict[str, Any]]


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every template of the pack that is new or different; those that read what no form asks are findings."""
    items, findings = pack.items("results", TemplateItem)
    report = LoadReport(findings=findings)
    written = {item.value.key: item.value for item in items}
    for item in items:
        if wrong := [item.finding(text, "beside") for text in _unknown_beside(item.value, written)]:
            report.findings += wrong
            continue
        definition = item.value.model_dump(mode="json", exclude={"valid_from"})
        existing = ResultTemplate.objects.filter(key=item.value.key, valid_until=None).first()
        if existing is not None and existing.definition == definition:
            report.unchanged += 1
            continue
        try:
            template = parse(definition)
            books = _facts_of_books(written.values())
            if wrong := [item.finding(text, *path) for path, text in _unknown(template, books)]:
                report.findings += wrong
                continue
            publish_template(definition=definition, valid_from=item.value.valid_from, by=None, at=at)
        except BadTemplateError as problem:
            report.findings.append(item.finding(str(problem), *problem.path))
            continue
        except (KeyError, ValueError, Refused) as problem:
            report.findings.append(_refused(item, problem))
            continue
        report.created += existing is None
        report.updated += existing is not None
    return report


def _unknown_beside(item: TemplateItem, written: Mapping[str, TemplateItem]) -> Iterator[str]:
    """What is wrong with the paper that this one is issued beside, or repeated of it that it does not have."""
    if not item.beside:
        return
    first = written.get(item.beside)
    if first is None or first.beside or not set(item.procedures) <= set(first.procedures):
        yield f"không có giấy {item.beside} của cùng thủ tục để cấp kèm"
        return
    names = {fact.get("name") for fact in first.facts}
    lost = {fact["same"] for fact in item.facts if fact.get("same")} - names
    yield from (f"giấy {item.beside} không có mục {name}" for name in sorted(lost))


def _refused(item: Item[TemplateItem], problem: Exception) -> Finding:
    return item.finding(problem.message if isinstance(problem, Refused) else f"{type(problem).__name__}: {problem}")


def _facts_of_books(written: Iterable[TemplateItem]) -> dict[str, set[str]]:
    """What entries of each book say, by the papers of this pack that are entered in it."""
    books: dict[str, set[str]] = {}
    for item in written:
        book = (item.model_extra or {}).get("number", {}).get("book", "")
        books.setdefault(book, set()).update(str(fact.get("name")) for fact in item.facts)
    return books


def _unknown(template: Template, books: Mapping[str, set[str]]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is read from where nothing is: an answer no form of the procedure asks, a case it does not have."""
    known = _known_sources(template)
    if template.copies is not None:
        own = {f"{REGISTER}.{name}" for name in books.get(template.copies.book, ())}
        known |= {source: set() for source in (*ENTRY, *own)}
        asked = {template.copies.name, template.copies.number, template.copies.day, *template.copies.born} - {""}
        yield from ((("copies",), f"không có nguồn {source}") for source in sorted(asked - set(known)))
    for rule_number, rule in enumerate(template.against):
        wanted = {rule.book, *rule.unless} - set(books)
        yield from ((("against", rule_number), f"không có sổ {book}") for book in sorted(wanted))
    for number, fact in enumerate(template.facts):
        path = ("facts", number)
        yield from ((path, f"không có nguồn {source}") for source in fact.sources if source not in known)
        if fact.kind == Kind.TABLE:
            yield from ((path, text) for text in _unknown_columns(fact.columns, known, fact.sources))
    for name in sorted(template.conditions):
        if f"answer.{name}" not in known and name not in known:
            yield (), f"điều kiện dựa vào {name}, không biểu mẫu nào hỏi"


def _unknown_columns(columns: Sequence[Fact], known: dict[str, set[str]], tables: tuple[str, ...]) -> Iterator[str]:
    asked = set().union(*(known.get(table, set()) for table in tables))
    for column in columns:
        yield from (f"trang lặp không hỏi {source}" for source in column.sources if source not in asked)


def _known_sources(template: Template) -> dict[str, set[str]]:
    """Each source there is for the template's procedures; of a page that repeats, what it asks of each item."""
    known: dict[str, set[str]] = {source: set() for source in SOURCES}
    versions = ProcedureVersion.objects.filter(procedure__code__in=template.procedures)
    for version in versions.prefetch_related("questions"):
        known |= {f"case.{question.key}": set() for question in version.questions.all()}
        for form in FormDefinition.objects.filter(key=version.form_key):
            for page in form.parsed.pages:
                names = {spec.name for spec in page.fields}
                known |= (
                    {f"answer.{page.repeat}": names} if page.repeat else {f"answer.{name}": set() for name in names}
                )
    return known
