"""Two at once on one form: what the other wrote meanwhile, beside what one typed oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from motcua.workspace.actions import Action, Bench


@dataclass(frozen=True)
class Unlike:
    """A field in which two differ."""

    name: str
    label: str
    mine: str
    theirs: str


def unlike(mine: forms.Form, action: Action, bench: Bench) -> list[Unlike]:
    """The fields of a form that was sent which say something else than what stands there by now."""
    theirs = action.form(None)
    if action.prepare:
        action.prepare(bench, theirs)
    found = []
    for name in mine.fields:
        if name in theirs.fields:
            typed, stands = _text(mine[name]), _text(theirs[name])
            if typed != stands:
                found.append(Unlike(name, str(mine[name].label), typed, stands))
    return found


def _text(field: forms.BoundField) -> str:
    """What stands in a field, as people read it."""
    value = field.value()
    choices: Mapping[Any, Any] = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value) if value is not None else "").replace("\r\n", "\n").strip()
