"""The only code that changes templates of results and their registers."""

from collections.abc import Mapping
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
from motcua.results.models import RegisterEntry, ResultTemplate
from motcua.results.queries import is_number_taken, number_taken_words
from motcua.results.rules import BadTemplateError, Fact, Kind, ResultDocument, Values, parse


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

    Refused when the register has the number, or another entry that stands has what nobody shares with anybody, such as
    a child's personal number.
    """
    book = template.parsed.numbering.book
    if book:
        for fact in template.parsed.facts:
            _refuse_taken(template, fact, values)
        _hold(paper.agency, book, at)
        if is_number_taken(paper.agency, book, paper.number, at=at):
            raise Refused(number_taken_words(paper.number))
        RegisterEntry.objects.create(
            agency=paper.agency,
            book=book,
            year=local(at).year,
            number=paper.number,
            paper=paper,
            template=template,
            subject_name=_subject(template, dossier, values)[:200],
            values=dict(values),
            declaration=dossier.decided.declaration if dossier.decided is not None else 0,
            entered_at=at,
        )


def _subject(template: ResultTemplate, dossier: Dossier, values: Values) -> str:
    """Whom the entry is about: the first name on the page, or the dossier's holder."""
    names = (values.get(fact.name) for fact in template.parsed.facts if fact.kind == Kind.NAME)
    return next((name for name in names if isinstance(name, str) and name), dossier.holder_name)


def _refuse_taken(template: ResultTemplate, fact: Fact, values: Values) -> None:
    value = values.get(fact.name)
    if not (fact.is_unique and value):
        return
    # Two who sign at once with one number: the second finds what the first has entered.
    only_one(f"register:{template.key}:{value}")
    standing = RegisterEntry.objects.filter(template__key=template.key, paper__revoked_at=None)
    taken = standing.filter(**{f"values__{fact.name}": value}).first()
    if taken is not None:
        said = _("%(label)s %(value)s đã ghi ở số %(number)s. Kiểm tra lại số này.")
        raise Refused(said % {"label": fact.label, "value": value, "number": taken.number})
