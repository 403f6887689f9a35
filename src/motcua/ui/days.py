"""A day typed into three boxes, as the component `date` shows them: no browser turns day and month round."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from motcua.forms.rules.days import PARTS
from motcua.kernel.values import flat


def day_text(sent: Mapping[str, Any], name: str) -> str:
    """What was typed into the boxes of a name: 2026-11-30 where it is a day, nothing where they are empty.

    An address may say the whole day under the name itself.
    """
    # A figure too many is another year, not one to be cut off.
    typed = [flat(str(sent.get(f"{name}_{part}", "")))[:10] for part in reversed(PARTS)]
    return "-".join(part and part.zfill(2) for part in typed) if any(typed) else flat(str(sent.get(name, "")))[:10]


class _Boxes(forms.Widget):
    """What stands in the boxes, by their names."""

    is_day = True

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> dict[str, str]:
        whole = dict(zip(reversed(PARTS), str(data.get(name, "")).split("-", 2), strict=False))
        return {part: flat(str(data.get(f"{name}_{part}", whole.get(part, "")))) for part in PARTS}


def typed_day(sent: Mapping[str, Any], name: str, **messages: str) -> date | None:
    """The day in the boxes of a name. Raises `ValidationError` in the words of every page, or in those given."""
    day: date | None = DayField(error_messages=messages).clean(_Boxes().value_from_datadict(sent, {}, name))
    return day


class DayField(forms.Field):
    """A day with its year in four digits, or none; the page reads `value.day`, `value.month` and `value.year`."""

    widget = _Boxes
    default_error_messages = {
        "invalid": gettext_lazy("Ngày sinh phải là ngày có thật, ví dụ 23/11/1990."),
        "short": gettext_lazy("Viết năm đủ bốn chữ số, ví dụ 1990."),
    }

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
        if re.fullmatch(r"[0-9]{1,3}", value["year"]):
            raise forms.ValidationError(self.error_messages["short"])
        parts = [value[part] for part in reversed(PARTS)]
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "-".join(parts)):
                return date(*map(int, parts))
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"])
