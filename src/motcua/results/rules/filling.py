"""The facts of one result: filled from what is known, corrected by hand, and whether all are there that must be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.forms.rules.checks import as_text
from motcua.kernel.text import fold
from motcua.results.rules.checks import contradictions
from motcua.results.rules.cleaning import Value, Values, as_line, clean, clean_rows, iso_day
from motcua.results.rules.registers import Person, PersonFacts, numbers_in
from motcua.results.rules.template import REGISTER, Condition, Fact, Kind, Template

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Filled:
    """One fact as it stands: `known` is what its source says, `source` which one; empty where only hands know it."""

    fact: Fact
    value: Value
    known: Value
    source: str
    is_required: bool

    @property
    def is_changed(self) -> bool:
        """Whether an official wrote something else than the source says."""
        return bool(self.known) and self.value != self.known

    @property
    def is_copied(self) -> bool:
        """Whether an entry of a register says it."""
        return self.source.startswith(f"{REGISTER}.")

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.value

    @property
    def line(self) -> str:
        return as_line(self.value)

    @property
    def known_line(self) -> str:
        return as_line(self.known)


def proposed(template: Template, known: Known, told: Mapping[str, Any]) -> dict[str, Value]:
    """The facts as their sources say them, before anybody corrects them; only those that apply."""
    return {
        fact.name: value
        for fact in template.facts
        if applies(fact.when, told) is not False and (value := from_sources(fact, known)[0] or fact.default)
    }


def fill(template: Template, known: Known, told: Mapping[str, Any], values: Values) -> list[Filled]:
    """Every fact that applies, with its value, what its source says, and whether the law wants it."""
    filled = []
    for fact in template.facts:
        state = applies(fact.when, told)
        if state is False:
            continue
        from_source, source = from_sources(fact, known)
        filled.append(Filled(fact, values.get(fact.name, ""), from_source, source, fact.is_required and bool(state)))
    return filled


def following(values: Values, before: Values, now: Values) -> dict[str, Value]:
    """The facts as written, but those that were left as their sources said them `before`: these as they say `now`.

    A supplement or a correction changed the declaration, and nobody chose the old words against the new ones.
    """
    left = {name for name in before if values.get(name, "") == before[name]}
    left |= {name for name in now if before and name not in before and name not in values}
    kept = {name: value for name, value in values.items() if name not in left}
    return kept | {name: value for name, value in now.items() if name in left}


def written(
    template: Template, told: Mapping[str, Any], values: Values, *, today: date
) -> tuple[dict[str, Value], dict[str, str]]:
    """The facts as somebody wrote them, each as it is printed, and a sentence for each that cannot be."""
    kept: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for fact in template.facts:
        typed = values.get(fact.name, "")
        if applies(fact.when, told) is False:
            continue
        value: Value
        if fact.kind == Kind.TABLE:
            value, error = clean_rows(fact, typed if isinstance(typed, list) else [])
        else:
            value, error = clean(fact, typed if isinstance(typed, str) else "")
        if error:
            errors[fact.name] = error
        if value:
            kept[fact.name] = value
    return kept, contradictions(template, kept, today=today) | errors


def shown_facts(filled: Sequence[Filled]) -> dict[str, str]:
    """The facts by their labels, as a screen tells them."""
    return {one.fact.label: text for one in filled if (text := as_line(one.value))}


def subject_of(template: Template, values: Values, otherwise: str) -> str:
    """Whom a paper and its entry are about: the first name on the page, else the dossier's holder."""
    names = (values.get(fact.name) for fact in template.facts if fact.kind == Kind.NAME)
    return next((name for name in names if isinstance(name, str) and name), otherwise)


def people_of(template: Template, values: Values) -> Iterator[tuple[PersonFacts, Person]]:
    """Those whom an entry with these facts is about, as far as they say who somebody is."""
    for facts in template.people:
        name, born = (as_line(values.get(fact, "")) for fact in (facts.name, facts.born))
        numbers = frozenset[str]().union(*(numbers_in(as_line(values.get(fact, ""))) for fact in facts.numbers))
        if name or numbers:
            yield facts, Person(fold(name), iso_day(born), numbers)


def repeated(template: Template, told: Mapping[str, Any], beside: Values) -> dict[str, Value]:
    """The facts that are the same as those of the paper beside it, written there, not here; only those that apply."""
    return {
        fact.name: beside[fact.same]
        for fact in template.facts
        if beside.get(fact.same) and applies(fact.when, told) is not False
    }


def asked_as(place: int, fact: Fact) -> str:
    """The name under which a fact is asked of the paper at a place, from 0: that of the first paper is its own."""
    return f"{fact.name}-{place + 1}" if place else fact.name


def missing(template: Template, told: Mapping[str, Any], values: Values) -> list[Fact]:
    """The facts that the law wants and that are not there."""
    return [
        fact
        for fact in template.facts
        if fact.is_required and applies(fact.when, told) and not values.get(fact.name)
    ]  # fmt: skip


def applies(when: Condition | None, told: Mapping[str, Any]) -> bool | None:
    """Whether what was told fulfils a condition; None where part of it was never asked."""
    if when is None:
        return True
    asked = {name: allowed for name, allowed in when.items() if name in told}
    if any(as_text(told[name]) not in allowed for name, allowed in asked.items()):
        return False
    return True if len(asked) == len(when) else None


def from_sources(fact: Fact, known: Known) -> tuple[Value, str]:
    """What the first source that knows says, and which it is."""
    for source in fact.sources:
        found = known.get(source)
        if not found:
            continue
        if fact.kind == Kind.TABLE:
            return [[_column(column, item) for column in fact.columns] for item in found], source
        text = fact.instead.get(str(found), str(found))
        value, error = clean(fact, text)
        return (text if error else value), source
    return "", ""


def _column(column: Fact, item: Mapping[str, Any]) -> str:
    text = next((str(item[source]) for source in column.sources if item.get(source)), column.default)
    value, error = clean(column, text)
    return text if error or not isinstance(value, str) else value
