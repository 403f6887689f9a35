"""The questions of a form as `ui/_questions.html` shows them, on a citizen's page and on an official's sheet."""

import json
from collections.abc import Mapping
from typing import Any

from motcua.forms.rules import FieldSpec
from motcua.forms.rules.checks import as_text, matches


def question_of(
    spec: FieldSpec, typed: Mapping[str, str], errors: Mapping[str, str], *, prefix: str = "", when: str = ""
) -> dict[str, Any]:
    """One question with what was typed and what is wrong; `prefix` names the item it is asked about."""
    name = prefix + spec.name
    return {
        "name": name,
        "spec": spec,
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
