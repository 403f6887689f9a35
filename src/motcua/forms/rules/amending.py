"""A declaration of which only some answers are written anew: those that were asked for, and the questions they open.

The answers given here hold those about one's case too (`told_by`); those given back do not.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from motcua.forms.rules.answers import clean_page, is_visible, page_problem, shown, typed_of
from motcua.forms.rules.checks import Answers
from motcua.forms.rules.days import PARTS
from motcua.forms.rules.definition import CASE, DAYS, Definition, FieldSpec, Page
from motcua.forms.rules.sheets import item_name


@dataclass(frozen=True)
class Mark:
    """What is to be written anew: one question, by the name it has on a sheet; without a name the whole page."""

    page: str
    name: str = ""


@dataclass(frozen=True)
class Told:
    """A question that a declaration asks, with its answer; of a page that repeats, once for each item."""

    page: Page
    title: str
    name: str
    spec: FieldSpec
    value: Any = None
    # Whether the form asks the same of somebody else.
    is_alike: bool = False

    @property
    def text(self) -> str:
        """The answer as people read it; empty where none was given."""
        return "" if self.value is None else shown(self.spec, self.value)

    @property
    def label(self) -> str:
        """The question; where the form asks it more than once, with the page or item it stands on."""
        is_own = not (self.page.repeat or self.is_alike)
        return self.spec.label if is_own else f"{self.title}, {self.spec.label}"


def told_on(definition: Definition, answers: Answers) -> list[Told]:
    """Every question that these answers open, answered or not, in order."""
    return list(_told(definition, answers))


def _told(definition: Definition, answers: Answers) -> Iterator[Told]:
    labels = Counter(spec.label for page in definition.pages for spec in page.fields)
    for told in _plainly_told(definition, answers):
        yield replace(told, is_alike=labels[told.spec.label] > 1)


def _plainly_told(definition: Definition, answers: Answers) -> Iterator[Told]:
    for page, known in _walk(definition, answers):
        if not page.repeat:
            yield from _of_group(page, page.title, "", known, answers)
            continue
        for number, item in enumerate(answers.get(page.repeat, [])):
            title = f"{page.item_name or page.title} {number + 1}"
            yield from _of_group(page, title, item_name(page, number), {**known, **item}, item)


def _walk(definition: Definition, answers: Answers) -> Iterator[tuple[Page, dict[str, Any]]]:
    """The pages gone through, each with the answers that count up to it and on it."""
    known = {name: value for name, value in answers.items() if name.startswith(CASE)}
    for page in definition.pages:
        if not is_visible(page.when, known):
            continue
        for spec in () if page.repeat else page.fields:
            if spec.name in answers and is_visible(spec.when, known):
                known[spec.name] = answers[spec.name]
        yield page, known


def _of_group(page: Page, title: str, prefix: str, known: Answers, own: Answers) -> Iterator[Told]:
    for spec in page.fields:
        if is_visible(spec.when, known):
            yield Told(page, title, prefix + spec.name, spec, own.get(spec.name))


@dataclass(frozen=True)
class Difference:
    """One answer that became another; empty where there was or is none."""

    name: str
    page: str
    label: str
    old: str
    new: str
    is_sensitive: bool = False


def differences(definition: Definition, before: Answers, after: Answers) -> list[Difference]:
    """Which answers differ between two declarations on one form, in its order."""
    was, now = ({told.name: told for told in told_on(definition, answers)} for answers in (before, after))
    changes = []
    for name, told in {**now, **{name: told for name, told in was.items() if name not in now}}.items():
        old, new = was.get(name), now.get(name)
        if (old and old.value) != (new and new.value):
            texts = (old.text if old else ""), (new.text if new else "")
            changes.append(Difference(name, told.page.key, told.label, *texts, told.spec.is_sensitive))
    return changes


@dataclass(frozen=True)
class Amended:
    """What a declaration becomes: all its answers, and a sentence for each that cannot be so."""

    values: dict[str, Any]
    errors: dict[str, str]


@dataclass(frozen=True)
class Amending:
    """A declaration and what of it is marked: so also what may be typed, which is that and nothing else."""

    definition: Definition
    before: Answers
    marks: Collection[Mark]

    @cached_property
    def _asked(self) -> set[str]:
        return {told.name for told in told_on(self.definition, self.before)}

    @cached_property
    def _pages(self) -> set[str]:
        return {page.key for page, _known in _walk(self.definition, self.before)}

    def may_write(self, page: Page, name: str) -> bool:
        """Whether an answer may be typed: it is marked, or its question was not asked before."""
        return self.is_whole(page) or Mark(page.key, name) in self.marks or name not in self._asked

    def is_whole(self, page: Page) -> bool:
        """Whether everything on a page may be typed; where it repeats, items may come and go."""
        return Mark(page.key) in self.marks or page.key not in self._pages

    def amended(self, raw: Mapping[str, str], *, case: Answers, today: date) -> Amended:
        """The declaration with what was typed in place of what is marked, judged as a whole by the form's own checks.

        `case`: the answers about the case as they are to be. What is not marked stays as it is, word for word. What was
        wrong before, and what nobody touched since, is no mistake of who writes now.
        """
        values, errors = self._written(raw, case, today)
        known = {name: value for name, value in self.before.items() if name.startswith(CASE)}
        old_errors = Amending(self.definition, self.before, ())._written({}, known, today)[1]
        touched = {change.name for change in differences(self.definition, self.before, {**values, **case})}
        touched |= {name for name in case if case[name] != self.before.get(name)}
        mended = {}
        for name, text in errors.items():
            fellows = self._fellows(name, text)
            if old_errors.get(name) != text or touched & fellows:
                mended[self._where(fellows, name)] = text
        return Amended(values, mended)

    def _written(self, raw: Mapping[str, str], case: Answers, today: date) -> tuple[dict[str, Any], dict[str, str]]:
        told: dict[str, Any] = dict(case)
        errors: dict[str, str] = {}
        for page in self.definition.pages:
            if not is_visible(page.when, told):
                continue
            if page.repeat:
                items, wrong = self._items(page, raw, told, today)
                told |= {page.repeat: items} if items or page.repeat in self.before else {}
            else:
                values, wrong = self._group(page, "", self.before, raw, told, today)
                told |= values
            errors |= wrong
        return {name: value for name, value in told.items() if not name.startswith(CASE)}, errors

    def _group(
        self, page: Page, prefix: str, old: Answers, raw: Mapping[str, str], told: Answers, today: date
    ) -> tuple[dict[str, Any], dict[str, str]]:
        written = {spec.name for spec in page.fields if self.may_write(page, prefix + spec.name)}
        typed = typed_of(page, {name: value for name, value in old.items() if name not in written})
        for spec in page.fields:
            if spec.name in written:
                typed |= {name: raw[prefix + name] for name in raw_names(spec) if prefix + name in raw}
        cleaned = clean_page(self.definition, page, typed, today=today, answers=told)
        values: dict[str, Any] = {}
        for spec in page.fields:
            source = cleaned.values if spec.name in written else old
            if spec.name in source and is_visible(spec.when, {**told, **values}):
                values[spec.name] = source[spec.name]
        return values, {prefix + name: text for name, text in cleaned.errors.items()}

    def _items(
        self, page: Page, raw: Mapping[str, str], told: Answers, today: date
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        items: list[dict[str, Any]] = []
        errors: dict[str, str] = {}
        old_items = [] if self.is_whole(page) else self.before.get(page.repeat, [])
        for number in range(page.max_items if self.is_whole(page) else len(old_items)):
            prefix = item_name(page, number)
            if self.is_whole(page) and not any(raw[name].strip() for name in raw if name.startswith(prefix)):
                continue
            old = old_items[number] if number < len(old_items) else {}
            values, wrong = self._group(page, prefix, old, raw, told, today)
            items.append(values)
            errors |= wrong
        if not errors and (problem := page_problem(self.definition, page, {**told, page.repeat: items}, today=today)):
            errors[page.repeat] = problem
        return items, errors

    def _fellows(self, name: str, text: str) -> set[str]:
        """The answers that a mistake is about: its own, or all those of the check that says so."""
        own = name.rsplit("-", 1)[-1]
        prefix = name.removesuffix(own)
        fellows = {name}
        for check in self.definition.checks:
            if check.message == text:
                fellows |= {*check.fields, *check.when, *(prefix + field for field in check.fields)}
        return fellows

    def _where(self, fellows: set[str], name: str) -> str:
        """Where to say it: at an answer that may be written, if one of those concerned may."""
        return next((fellow for fellow in (name, *sorted(fellows)) if self._is_written(fellow)), name)

    def _is_written(self, name: str) -> bool:
        for page in self.definition.pages:
            if page.repeat and (name == page.repeat or name.startswith(f"{page.repeat}-")):
                return self.is_whole(page) or self.may_write(page, name)
            if not page.repeat and any(spec.name == name for spec in page.fields):
                return self.may_write(page, name)
        return Mark("", name) in self.marks


def raw_names(spec: FieldSpec) -> list[str]:
    """Under which names a browser sends an answer."""
    return [f"{spec.name}_{part}" for part in PARTS] if spec.widget in DAYS.values() else [spec.name]


def linked(definition: Definition, marks: Collection[Mark]) -> list[Mark]:
    """What may have to be answered anew with what is marked: between the case and the form one answer tells another.

    A question that says the case again, or that the form's checks forbid together with an answer about the case.
    """
    found = []
    for case, mark in dict.fromkeys(_pairs(definition)):
        is_case, is_field = Mark("", case) in marks, mark in marks or Mark(mark.page) in marks
        if is_case != is_field:
            found.append(mark if is_case else Mark("", case))
    return list(dict.fromkeys(found))


def _pairs(definition: Definition) -> Iterator[tuple[str, Mark]]:
    """Each question about the case with each of the form that it goes with."""
    where = {
        spec.name: Mark(page.key, spec.name) for page in definition.pages if not page.repeat for spec in page.fields
    }
    for page in definition.pages:
        yield from ((spec.prefill, where[spec.name]) for spec in page.fields if spec.prefill.startswith(CASE))
    for check in definition.checks:
        for case in (name for name in check.when if name.startswith(CASE)):
            yield from ((case, where[name]) for name in (*check.when, *check.fields) if name in where)
