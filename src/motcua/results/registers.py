"""What stands in registers: what speaks against a paper that is drafted, and the entry of which one is a copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.kernel.text import fold, format_date, local
from motcua.organization.models import Agency, Post
from motcua.organization.rules import Duty
from motcua.results.models import RegisteredPerson, RegisterEntry
from motcua.results.rules import (
    Against,
    Copied,
    Person,
    PersonFacts,
    Template,
    Values,
    as_line,
    asked_as,
    number_and_year,
    people_of,
)
from motcua.results.rules.cleaning import iso_day
from motcua.results.rules.template import ENTRY, REGISTER

# Those who write, approve, sign and issue the papers of an agency have its registers before them.
READS = frozenset({Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE})
MOST_NAMESAKES = 20


def may_read(entry: RegisterEntry, posts: Sequence[Post]) -> bool:
    """Whether somebody with these posts reads the registers of the entry's agency (Luật Hộ tịch 60/2014 Đ59, Đ61)."""
    return any(post.unit.agency_id == entry.agency_id and post.has(duty) for post in posts for duty in READS)


@dataclass(frozen=True)
class Conflict:
    """An entry that speaks against a paper: about whom, by which rule, and whether there cannot be both."""

    entry: RegisterEntry
    rule: Against
    name: str
    # Under which the number is asked that both have, or the name.
    asked: str
    is_impossible: bool

    @property
    def key(self) -> str:
        """Under which it is said why the paper is right all the same."""
        return f"answer-{self.entry.pk}"

    def words(self, posts: Sequence[Post]) -> str:
        """What stands there, for who may read it; to others that there is something, and whom to ask."""
        facts = {"name": self.name, "says": say(self.rule.says), "agency": self.entry.agency.name}
        if not may_read(self.entry, posts):
            return _("%(name)s %(says)s, theo sổ của %(agency)s. Hỏi cơ quan ấy số và ngày.") % facts
        facts |= {"number": self.entry.number, "day": format_date(local(self.entry.entered_at).date())}
        return _("%(name)s %(says)s: số %(number)s ngày %(day)s, %(agency)s.") % facts


def conflicts_of(dossier: Dossier, papers: Sequence[tuple[Template, Values]]) -> list[Conflict]:
    """What in any register speaks against the papers of a result with these facts; of each entry one."""
    looked_for = [
        (rule, values, person, as_line(values.get(facts.name, "")), _asked(place, template, facts))
        for place, (template, values) in enumerate(papers)
        for rule in template.against
        if rule.holds(values)
        for facts, person in people_of(template, values)
        if not rule.of or facts.name in rule.of
    ]
    if not looked_for:
        return []
    books = {rule.book for rule, *_rest in looked_for}
    registered = _registered([person for _rule, _values, person, _name, _asked in looked_for], books)
    others = list(registered.exclude(entry__paper__subject_reference=dossier.reference))
    conflicts: dict[int, Conflict] = {}
    for rule, values, person, name, asked in looked_for:
        for other in others:
            if other.entry.book == rule.book and person.is_same(other.person) and _counts(rule, values, other.entry):
                is_impossible = rule.refuses and person.shares_number(other.person)
                conflicts.setdefault(other.entry_id, Conflict(other.entry, rule, name, asked, is_impossible))
    return _not_ended(list(conflicts.values()))


def _counts(rule: Against, values: Values, entry: RegisterEntry) -> bool:
    return rule.counts(values, entry.number_of_year, local(entry.entered_at).date().isoformat())


def _asked(place: int, template: Template, facts: PersonFacts) -> str:
    fact = template.by_name[next(iter(facts.numbers), facts.name)]
    return fact.same or asked_as(place, fact)


def _registered(people: Sequence[Person], books: set[str]) -> QuerySet[RegisteredPerson]:
    """Who in entries that stand may be one of these people; both halves of the question have an index."""
    numbers = sorted(frozenset[str]().union(*(person.numbers for person in people)))
    wanted = Q(numbers__overlap=numbers)
    for person in people:
        if person.name and person.born:
            wanted |= Q(name_key=person.name, born=person.born)
    standing = RegisteredPerson.objects.filter(wanted, entry__book__in=sorted(books), entry__paper__revoked_at=None)
    return standing.select_related("entry__agency").order_by("entry_id", "pk")


def _not_ended(conflicts: list[Conflict]) -> list[Conflict]:
    """Without those that another entry ended: a marriage by the death of one of the two, in whichever register."""
    endable = {conflict.entry.pk: conflict.rule for conflict in conflicts if conflict.rule.unless}
    if not endable:
        return conflicts
    theirs = list(RegisteredPerson.objects.filter(entry__in=endable))
    books = {book for rule in endable.values() for book in rule.unless}
    ends = list(_registered([row.person for row in theirs], books))
    ended = {
        row.entry_id
        for row in theirs
        for end in ends
        if end.entry.book in endable[row.entry_id].unless and row.person.is_same(end.person)
    }
    return [conflict for conflict in conflicts if conflict.entry.pk not in ended]


def refuse_conflicts(conflicts: Sequence[Conflict], answered: Mapping[str, str], posts: Sequence[Post]) -> None:
    """Refuse what cannot be beside an entry that stands, and what can be as long as nobody has said why."""
    errors = {}
    for conflict in conflicts:
        said = conflict.words(posts)
        if conflict.is_impossible:
            errors[conflict.asked] = _("%(said)s Không đăng ký lần nữa được (%(law)s).") % {
                "said": said, "law": conflict.rule.law,
            }  # fmt: skip
        elif not answered.get(conflict.key):
            errors[conflict.key] = _("%s Ghi căn cứ vẫn cấp giấy này.") % said
    if errors:
        raise Refused(_("Sổ đăng ký đã có điều khác với giấy này: %s") % " ".join(errors.values()), errors=errors)


def copied_entry(copies: Copied, known: Mapping[str, str], agency: Agency) -> RegisterEntry | None:
    """The entry of the agency's register that is to be copied: by its number, else the only one of the person.

    A number counts with its year, which it names itself or the day of the entry does.
    """
    standing = RegisterEntry.objects.filter(agency=agency, book=copies.book, paper__revoked_at=None)
    name, day = fold(str(known.get(copies.name) or "")), iso_day(str(known.get(copies.day) or ""))
    told = number_and_year(str(known.get(copies.number) or ""))
    if told is not None and (told[1] or day):
        number, year = told[0], told[1] or int(day[:4])
        of_year = standing.filter(year=year, number__regex=rf"^0*{number}(/|$)")
        return of_year.select_related("agency").prefetch_related("people").first()
    born = next((iso_day(str(known[source])) for source in copies.born if known.get(source)), "")
    if not name:
        return None
    theirs = RegisteredPerson.objects.filter(name_key=name, entry__in=standing)
    theirs = theirs.filter(born=born) if born else theirs
    rows = theirs.select_related("entry__agency").prefetch_related("entry__people").order_by("entry_id")
    fitting = {row.entry_id: row.entry for row in rows[:MOST_NAMESAKES] if _fits(row.entry, told, day)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _fits(entry: RegisterEntry, told: tuple[int, int] | None, day: str) -> bool:
    entered: date = local(entry.entered_at).date()
    own = number_and_year(entry.number)
    return entered.isoformat().startswith(day) and (told is None or (own is not None and own[0] == told[0]))


def entry_facts(entry: RegisterEntry | None) -> dict[str, Any]:
    """What an entry says, as sources of the paper that copies it."""
    if entry is None:
        return {}
    facts = {f"{REGISTER}.{name}": value for name, value in entry.values.items()}
    own = (
        entry.number_of_year,
        format_date(local(entry.entered_at).date()),
        entry.agency.full_name_at(entry.entered_at),
    )
    return facts | dict(zip(ENTRY, own, strict=True))
