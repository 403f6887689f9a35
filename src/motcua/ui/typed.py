"""Numbers in forms of pages: each read by its own kind, what cannot be said in its words."""

from collections.abc import Callable

from django import forms

from motcua.kernel.values import WrongValue


def typed_as(kind: Callable[[str], str], text: object) -> str:
    """What was typed in the shape in which that kind is kept; nothing when nothing was typed."""
    typed = str(text or "").strip()
    try:
        return kind(typed) if typed else ""
    except WrongValue as wrong:
        raise forms.ValidationError(str(wrong)) from wrong
