"""How synthetic people fill in a draft, page by page, as far as their case asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.forms.models import Draft
from motcua.forms.operations import save_item, save_page
from motcua.forms.rules import Page, visible_pages
from motcua.people.models import Account


def fill_in(draft: Draft, words: Mapping[str, str], *, by: Account, at: datetime) -> None:
    """Fill in every page that this case goes through."""
    form = draft.form.parsed
    for page in form.pages:
        if page.key not in {one.key for one in visible_pages(form, draft.told)}:
            continue
        errors, raw = {}, filled(page, words, draft.answers)
        if not page.repeat:
            errors = save_page(draft, page=page, raw=raw, by=by, at=at)
        elif page.min_items:
            errors = save_item(draft, page=page, number=None, raw=raw, by=by, at=at)
        if errors:
            raise LookupError(f"{form.key}: {errors}")
        draft.refresh_from_db(fields=["answers"])


def filled(page: Page, words: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """What a person leaves on a page: what is filled in already, their own words, or else the first choice."""
    chosen = {}
    for spec in page.fields:
        allowed = [value for value, _label in spec.options]
        if allowed and known.get(spec.name) in allowed:
            chosen[spec.name] = str(known[spec.name])
        elif allowed and words.get(spec.name) not in allowed:
            chosen[spec.name] = allowed[0]
    return {**words, **chosen}
