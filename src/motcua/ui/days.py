"""A day typed into three boxes, as the component `date` shows them: no browser turns day and month round."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from motcua.forms.rules.days import PARTS


def day_text(sent: Mapping[str, Any], name: str) -> str:
    """What was typed into the boxes of a name: 2026-11-30 where it is a day, nothing where they are empty.

    An address may say the whole day under the name itself.
    """
    typed = [str(sent.get(f"{name}_{part}", "")).strip()[:4] for part in reversed(PARTS)]
    return "-".join(part and part.zfill(2) for part in typed) if any(typed) else str(sent.get(name, "")).strip()[:10]


class _Boxes(forms.Widget):
    """What stands in the boxes, by their names."""

    is_day = True

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> dict[str, str]:
        whole = dict(zip(reversed(PARTS), str(data.get(name, "")).split("-", 2), strict=False))
        return {part: str(data.get(f"{name}_{part}", whole.get(part, ""))).strip() for part in PARTS}


class DayField(forms.Field):
    """A day with its year in four digits, or none; the page reads `value.day`, `value.month` and `value.year`."""

    widget = _Boxes
    default_error_messages = {"invalid": gettext_lazy("Ngày sinh phải là ngày có thật, ví dụ 23/11/1990.")}

    def prepare_value(self, value: Any) -> Any:
        """A day that is known already, as the boxes show it."""
        if isinstance(value, dict):
            return value
        day = date.fromisoformat(value) if isinstance(value, str) and value else value or None
        return {part: getattr(day, part, "") for part in PARTS}

    def to_python(self, value: dict[str, str] | None) -> date | None:
        """The day that was typed."""
        if value is None or not any(value.values()):
            return None
        try:
            if len(value["year"]) == 4:
                return date(*(int(value[part]) for part in reversed(PARTS)))
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"])
