"""A declaration of which some answers are typed anew, as a page shows it: what is to be corrected, and may open by it.

All other answers of the same pages are shown, and cannot be changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from motcua.forms.rules import Page
from motcua.forms.rules.amending import Amending, Told, told_on
from motcua.forms.rules.definition import CASE, FieldSpec
from motcua.forms.rules.sheets import item_name
from motcua.organization.queries import communes
from motcua.ui.questions import conditions, is_open, question_of


@dataclass
class AmendedPages:
    """The pages on which something is typed; `typed`: what is in their inputs, and the answers about the case."""

    amending: Amending
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    # The questions on the page so far, on whose answers others may depend.
    own: set[str] = field(default_factory=set)

    @cached_property
    def _before(self) -> dict[str, Told]:
        return {told.name: told for told in told_on(self.amending.definition, self.amending.before)}

    def parts(self) -> Iterator[dict[str, Any]]:
        """Each page, or item of a page that repeats, with something to type."""
        self.own = {mark.name for mark in self.amending.marks if mark.name.startswith(CASE)}
        for page in self.amending.definition.pages:
            for part in self._items(page) if page.repeat else [self._part(page, "", page.title)]:
                if part["fields"]:
                    yield part

    def _items(self, page: Page) -> list[dict[str, Any]]:
        """A part for each item; where items may be added, one more."""
        if self.amending.is_whole(page):
            begun = [number for number in range(page.max_items) if self._is_begun(item_name(page, number))]
            count = min(max([number + 1 for number in begun], default=0) + 1, page.max_items)
        else:
            count = len(self.amending.before.get(page.repeat, []))
        titles = [f"{page.item_name or page.title} {number + 1}" for number in range(count)]
        return [self._part(page, item_name(page, number), title) for number, title in enumerate(titles)]

    def _is_begun(self, prefix: str) -> bool:
        return any(text.strip() for name, text in self.typed.items() if name.startswith(prefix))

    def _part(self, page: Page, prefix: str, title: str) -> dict[str, Any]:
        own, asked = set(self.own), list[FieldSpec]()
        for spec in page.fields:
            if self._is_asked(page, spec, prefix, own):
                asked.append(spec)
                own.add(prefix + spec.name)
        names = {name: name for name in self.own} | {spec.name: prefix + spec.name for spec in asked}
        if not prefix:
            self.own = own
        questions = [self._question(page, spec, prefix, names) for spec in asked]
        shown = {question["name"] for question in questions}
        others = [
            (told.spec.label, told.text)
            for name, told in self._before.items()
            if told.page.key == page.key and name.startswith(prefix) and name not in shown and told.text
        ]
        problem = self.errors.get(page.repeat, "") if page.repeat else ""
        return {"key": page.key, "title": title, "fields": questions, "others": others, "problem": problem}

    def _is_asked(self, page: Page, spec: FieldSpec, prefix: str, own: set[str]) -> bool:
        """Whether a question stands on the page: it is to be answered anew, or may open by another that is."""
        name = prefix + spec.name
        if not self.amending.may_write(page, name):
            return False
        if name in self._before:
            return True
        mine = {one.name: prefix + one.name for one in page.fields}
        asked = {
            mine.get(told, told): values for when in (page.when, spec.when) if when for told, values in when.items()
        }
        known = {told: one.value for told, one in self._before.items()} | dict(self.amending.before)
        may_open = is_open({told: values for told, values in asked.items() if told not in own}, known)
        is_new_item = bool(prefix) and self.amending.is_whole(page)
        return may_open and (is_new_item or bool(own & set(asked)))

    def _question(self, page: Page, spec: FieldSpec, prefix: str, names: Mapping[str, str]) -> dict[str, Any]:
        when = {**(page.when or {}), **(spec.when or {})}
        known = {**self.amending.before, **self.typed}
        here = {names.get(name, name): values for name, values in when.items()}
        return {
            **question_of(spec, self.typed, self.errors, prefix=prefix, when=conditions(when, names)),
            "is_open": is_open(here, known),
        }


def place_options(parts: Sequence[Mapping[str, Any]], *, on: date) -> list[tuple[str, str]]:
    """The communes to choose from, where a question asks for one."""
    if not any(question["widget"] == "PLACE" for part in parts for question in part["fields"]):
        return []
    return [(f"{place.code}|{place.full_name}", place.full_name) for place in communes(on=on)]
