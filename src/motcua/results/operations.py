"""The only code that changes templates of results and their registers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.kernel.counters import only_one
from motcua.kernel.operations import SYSTEM, Refused, inside_operation, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.papers.models import Paper
from motcua.papers.operations import number_for
from motcua.results.models import RegisteredPerson, RegisterEntry, ResultTemplate
from motcua.results.queries import is_number_taken, number_taken_words
from motcua.results.rules import (
    BadTemplateError,
    ResultDocument,
    Template,
    Values,
    as_line,
    parse,
    people_of,
    subject_of,
)

AT_ONCE = 1000


@operation(who=SYSTEM, journal="result_template.published")
def publish_template(*, definition: Mapping[str, Any], valid_from: date, by: None, at: datetime) -> ResultTemplate:
    """Put a template in force from a day on; the version before it ends that day (NĐ 61/2018 Đ19)."""
    try:
        parsed = parse(definition)
    except (BadTemplateError, KeyError, TypeError, ValueError) as error:
        raise Refused(_("Mẫu kết quả không dùng được: %s") % error) from error
    note(key=parsed.key)
    made = {"title": parsed.title, "procedures": list(parsed.procedures), "definition": dict(definition)}
    current: ResultTemplate | None
    current = ResultTemplate.objects.select_for_update().filter(key=parsed.key, valid_until=None).first()
    if current is not None and current.parsed.people != parsed.people:
        _list_people_again(parsed)
    if current is not None and current.valid_from < valid_from:
        current.valid_until = valid_from
        current.save(update_fields=["valid_until"])
    elif current is not None:
        for name, value in made.items():
            setattr(current, name, value)
        current.save(update_fields=list(made))
        return current
    return ResultTemplate.objects.create(key=parsed.key, valid_from=valid_from, **made)


@inside_operation
def _list_people_again(template: Template) -> None:
    """Other facts say by now whom entries are about: those that stand are found by these."""
    RegisteredPerson.objects.filter(entry__template__key=template.key).delete()
    entries = RegisterEntry.objects.filter(template__key=template.key).order_by("pk")
    for entry in entries.iterator(chunk_size=AT_ONCE):
        _list_people(entry, template)


def _list_people(entry: RegisterEntry, template: Template) -> None:
    RegisteredPerson.objects.bulk_create(
        RegisteredPerson(
            entry=entry,
            name=as_line(entry.values.get(facts.name, "")),
            born=person.born,
            numbers=sorted(person.numbers),
        )
        for facts, person in people_of(template, entry.values)
    )


@inside_operation
def hold_people(papers: Sequence[tuple[Template, Values]]) -> None:
    """Two who sign at once about one person: the second finds what the first has entered."""
    for key in sorted(set(_keys(papers))):
        only_one(f"register:{key}")


def _keys(papers: Iterable[tuple[Template, Values]]) -> Iterable[str]:
    for template, values in papers:
        for _facts, person in people_of(template, values):
            yield from person.numbers
            yield f"{person.name}/{person.born}"


@inside_operation
def number_in_register(value: ResultDocument, *, agency: Agency, at: datetime) -> str:
    """The next number of a register, past those that papers made elsewhere have taken (Luật Hộ tịch 60/2014 Đ59)."""
    _hold(agency, value.book, at)
    number = number_for(value, agency=agency, at=at)
    while is_number_taken(agency, value.book, number, at=at):
        number = number_for(value, agency=agency, at=at)
    return number


def _hold(agency: Agency, book: str, at: datetime) -> None:
    """One at a time numbers in a register."""
    only_one(f"register/{agency.code}/{book}/{local(at).year}")


@inside_operation
def enter(dossier: Dossier, template: ResultTemplate, paper: Paper, values: Values, *, at: datetime) -> None:
    """Write a result into its register, under the number it bears (Luật Hộ tịch 60/2014 Đ5, Đ59).

    Refused when the register has the number.
    """
    book = template.parsed.numbering.book
    if book:
        _hold(paper.agency, book, at)
        if is_number_taken(paper.agency, book, paper.number, at=at):
            raise Refused(number_taken_words(paper.number))
        entry = RegisterEntry.objects.create(
            agency=paper.agency,
            book=book,
            year=local(at).year,
            number=paper.number,
            paper=paper,
            template=template,
            subject_name=subject_of(template.parsed, values, dossier.holder_name)[:200],
            values=dict(values),
            declaration=dossier.decided.declaration if dossier.decided is not None else 0,
            entered_at=at,
        )
        _list_people(entry, template.parsed)
