"""What somebody typed on a page that leads nowhere any more, each under its label: to be read and copied.

Choices are shown by their words. What a page sends of itself, and what is only ticked, is no part of it: a mark nobody
typed can be typed again by nobody.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from django import forms
from django.http import QueryDict

from motcua.ui.days import DayField
from motcua.ui.resuming import OURS

Typed = list[tuple[str, str]]
# Of a name that no label is known for, what only a page can have put there.
MARK = re.compile(r"yes|no|on|true|false|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^\s|]+\|.*", re.DOTALL)
DAY_PART = re.compile(r"(.+)_(day|month|year)")
# A box for stock texts is emptied into the one beside it.
BOXES = frozenset({"mau", "despite", "without", "mentioned", "base", "form_key", "thu-tuc", "q"})
# What is picked of a list to be supplemented.
TICKED = ("fault_", "fix_")


def typed_on(sent: QueryDict, label_of: Callable[[str], str | None], skip: Iterable[str] = ()) -> Typed:
    """What was typed, by the labels that are known; a day in its boxes is one."""
    left, days = [], dict[str, dict[str, str]]()
    for name, texts in sent.lists():
        if name in OURS or name in BOXES or name in skip or name.startswith(TICKED):
            continue
        if found := DAY_PART.fullmatch(name):
            days.setdefault(found[1], {})[found[2]] = texts[-1].strip()
            continue
        label = label_of(name)
        left += [(label or "", text) for text in texts if text.strip() and (label or not MARK.fullmatch(text.strip()))]
    return left + [(label_of(name) or "", said) for name, parts in days.items() if (said := _day(parts))]


def typed_in(form: forms.Form, *, has_more: bool = True) -> Typed:
    """What was typed in the fields of a form, and (`has_more`) in those that its page added to it."""
    sent = form.data if isinstance(form.data, QueryDict) else QueryDict()
    said = [(str(field.label or ""), text) for name, field in form.fields.items() for text in _words(form, name, field)]
    if not has_more:
        return said
    own = {part for name in form.fields for part in (name, *(f"{name}_{one}" for one in ("day", "month", "year")))}
    return said + typed_on(sent, lambda _name: None, own)


def by_labels(labels: Mapping[str, str]) -> Callable[[str], str | None]:
    """The label of a field, also of one that stands in an item of a list: `item-2-name`."""
    return lambda name: labels.get(name) or labels.get(name.rsplit("-", 1)[-1])


def _words(form: forms.Form, name: str, field: forms.Field) -> Iterator[str]:
    value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    if isinstance(field, DayField):
        yield from filter(None, [_day(value or {})])
    elif isinstance(field, forms.ModelChoiceField | forms.BooleanField | forms.FileField) or field.widget.is_hidden:
        return
    elif isinstance(field, forms.ChoiceField):
        words = {str(key): str(said) for key, said in list(getattr(field, "choices", ()))}
        chosen = value if isinstance(value, list) else [value]
        yield from (words[one] for one in chosen if one and words.get(one))
    elif isinstance(value, str) and value.strip():
        yield value


def _day(parts: Mapping[str, str]) -> str:
    return "/".join(filter(None, (str(parts.get(part, "")).strip() for part in ("day", "month", "year"))))
