"""The questions of a form as `ui/_questions.html` shows them, on a citizen's page and on an official's sheet."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from motcua.forms.rules import FieldSpec
from motcua.forms.rules.checks import as_text, matches
from motcua.kernel.speech import say
from motcua.kernel.text import format_dong


def question_of(
    spec: FieldSpec, typed: Mapping[str, str], errors: Mapping[str, str], *, prefix: str = "", when: str = ""
) -> dict[str, Any]:
    """One question with what was typed and what is wrong; `prefix` names the item it is asked about."""
    name = prefix + spec.name
    return {
        "name": name,
        "spec": spec,
        "hint": hint_of(spec),
        "when": when,
        "is_open": True,
        "value": typed.get(name, ""),
        "day": typed.get(f"{name}_day", ""),
        "month": typed.get(f"{name}_month", ""),
        "year": typed.get(f"{name}_year", ""),
        "options": spec.options,
        "error": errors.get(name, ""),
        "optional": "" if spec.is_required else "1",
        "widget": spec.widget.value,
    }


def hint_of(spec: FieldSpec) -> str:
    """What helps to answer; of what is counted also what each costs."""
    if spec.rate is None or spec.rate.dong is None:
        return spec.hint
    each = _("Mỗi %(per)s %(dong)s.") % {"per": say(spec.rate.per), "dong": format_dong(spec.rate.dong)}
    return f"{spec.hint} {each}".strip()


def conditions(when: Mapping[str, tuple[str, ...]] | None, own: Mapping[str, str] | set[str]) -> str:
    """On which answers of the same page a question depends, as the page's script reads it.

    `own`: the names on the page; of items, each with the name it has there.
    """
    names = own if isinstance(own, Mapping) else {name: name for name in own}
    asked = {names[name]: values for name, values in (when or {}).items() if name in names}
    return json.dumps(asked, ensure_ascii=False) if asked else ""


def is_open(when: Mapping[str, tuple[str, ...]] | None, answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked now; while its condition is not answered yet it is shown."""
    return matches({name: values for name, values in (when or {}).items() if as_text(answers.get(name))}, answers)
