"""Sentences that are kept as what they say and put into words when somebody reads them, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from motcua.kernel.speech import say
from motcua.kernel.text import format_date, format_datetime, format_dong


class Dong(int):
    """An amount of money, as each reader's language writes it."""


@dataclass(frozen=True)
class Sentence:
    """One of our sentences and the values of its holes: text, a number, money, a day, a moment or another sentence.

    `text` is Vietnamese, marked where it is written. `str()` says it in the language in force.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        said = say(self.text)
        return said % {name: _word(value) for name, value in self.values.items()} if self.values else said

    def kept(self) -> dict[str, Any]:
        """The values as plain JSON, for `read`."""
        return {name: _kept(value) for name, value in self.values.items()}


def read(text: str, kept: Mapping[str, Any]) -> Sentence:
    """The sentence that was kept as its text and `Sentence.kept()`."""
    return Sentence(text, {name: _read(value) for name, value in kept.items()})


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, Dong):
        return format_dong(value)
    return format_date(value) if isinstance(value, date) else value


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Dong):
        return {"dong": int(value)}
    if isinstance(value, Sentence):
        return {"text": value.text, "values": value.kept()}
    return value


def _read(value: Any) -> Any:
    match value:
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"dong": int(dong)}:
            return Dong(dong)
        case {"text": str(text), "values": dict(values)}:
            return read(text, values)
    return value
