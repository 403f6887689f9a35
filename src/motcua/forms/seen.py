"""What a page of a draft showed when it was opened, so that an older one never overwrites what was saved since.

One draft is open on a phone and a laptop, or in two tabs. A page says what it has seen, and a number of its own: what
it saves by itself again and again is its own work, whatever came back to it meanwhile.
"""

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from motcua.forms.models import Draft
from motcua.forms.rules import Page

PARTIES, CASE = "parties", "case"
# A part is named as its page; these two are no pages of the form.
LONGEST = 40


def content_of(draft: Draft, part: Page | str, number: int | None = None) -> Any:
    """What stands there: of a page its answers and what is typed and not right yet, of an item all of it."""
    if part == PARTIES:
        unfinished = draft.typed.get(PARTIES, {})
        return [draft.parties, unfinished] if unfinished else draft.parties
    if not isinstance(part, Page):
        return draft.case_answers
    if part.repeat:
        items = draft.answers.get(part.repeat, [])
        return items[number] if number is not None and number < len(items) else None
    answers = {spec.name: draft.answers[spec.name] for spec in part.fields if spec.name in draft.answers}
    return [answers, draft.typed.get(part.key, {})]


def mark_of(content: Any) -> str:
    """The same for the same content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return sha256(text.encode()).hexdigest()[:20]


def opened(draft: Draft, part: Page | str, number: int | None = None) -> str:
    """What a page that is opened now says it has seen, and its own number."""
    return f"{mark_of(content_of(draft, part, number))}.{secrets.token_hex(8)}"


def is_saved_elsewhere(draft: Draft, part: Page | str, seen: str, *, wanted: Any, number: int | None = None) -> bool:
    """Whether another page has saved this part since it was `seen`, and otherwise than is `wanted` now."""
    mark = seen.partition(".")[0]
    now = mark_of(content_of(draft, part, number))
    return bool(seen) and now not in (mark, mark_of(wanted)) and not is_of(draft, part, seen)


def is_of(draft: Draft, part: Page | str, seen: str) -> bool:
    """Whether this very opened page has saved the part last."""
    own = seen.partition(".")[2]
    return bool(own) and own == _savers(draft).get(_name(part))


def saver(draft: Draft, part: Page | str, seen: str) -> dict[str, str]:
    """Which opened page has saved which part last, with this one."""
    own = seen.partition(".")[2][:LONGEST]
    return {**_savers(draft), _name(part): own}


def _savers(draft: Draft) -> Mapping[str, str]:
    return draft.saved_from or {}


def _name(part: Page | str) -> str:
    return part.key if isinstance(part, Page) else part
