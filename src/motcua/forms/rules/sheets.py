"""A whole form on one sheet, as an official types it from somebody's words: every page at once, items side by side."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from motcua.forms.rules.answers import Cleaned, clean_page, is_visible, page_problem, typed_of
from motcua.forms.rules.checks import Answers
from motcua.forms.rules.definition import CASE, Definition, Page


def item_name(page: Page, number: int) -> str:
    """What the fields of one item of a page are called on the sheet: this and the field's own name."""
    return f"{page.repeat}-{number}-"


def clean_sheet(definition: Definition, raw: Mapping[str, str], *, case: Answers, today: date) -> Cleaned:
    """Check a sheet as it came from a browser: good values, a sentence for each bad one, all of it as typed.

    Nothing need be complete: what is missing is among the errors, what is there is among the values. Items in which
    nothing was typed are none.
    """
    told: dict[str, Any] = dict(case)
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for page in definition.pages:
        if not is_visible(page.when, told):
            continue
        if page.repeat:
            cleaned = _clean_items(definition, page, raw, told, today)
        else:
            cleaned = clean_page(definition, page, raw, today=today, answers=told)
        told |= cleaned.values
        errors |= cleaned.errors
        typed |= cleaned.typed
    return Cleaned({name: value for name, value in told.items() if not name.startswith(CASE)}, errors, typed)


def _clean_items(
    definition: Definition, page: Page, raw: Mapping[str, str], told: Mapping[str, Any], today: date
) -> Cleaned:
    items: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for number in range(page.max_items):
        prefix = item_name(page, number)
        own = {name.removeprefix(prefix): text for name, text in raw.items() if name.startswith(prefix)}
        if not any(text.strip() for text in own.values()):
            continue
        cleaned = clean_page(definition, page, own, today=today, answers=told)
        items.append(cleaned.values)
        errors |= {prefix + name: text for name, text in cleaned.errors.items()}
        typed |= {prefix + name: text for name, text in cleaned.typed.items()}
    answers = {page.repeat: items} if items else {}
    if not errors and (problem := page_problem(definition, page, {**told, **answers}, today=today)):
        errors[page.repeat] = problem
    return Cleaned(answers, errors, typed)


def typed_sheet(definition: Definition, answers: Answers) -> dict[str, str]:
    """Stored answers as text for the inputs of a sheet."""
    return dict(_typed(definition, answers))


def _typed(definition: Definition, answers: Answers) -> Iterator[tuple[str, str]]:
    for page in definition.pages:
        if not page.repeat:
            yield from typed_of(page, answers).items()
            continue
        for number, item in enumerate(answers.get(page.repeat, [])):
            prefix = item_name(page, number)
            yield from ((prefix + name, text) for name, text in typed_of(page, item).items())
