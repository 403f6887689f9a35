"""Announcements from a lower room to the rooms above it, in the transaction of their cause."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that has happened. Carries ids and plain values only."""


@dataclass(frozen=True, kw_only=True)
class DayBegun(Event):
    """A day has begun in Viet Nam: announced once for each, late when nothing ran at midnight."""

    on: date
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FileCondemned(Event):
    """Malware was found in a file that is kept: from now on nobody is given it."""

    digest: str
    at: datetime


E = TypeVar("E", bound=Event)
_LISTENERS: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def listen(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the decorated function at every announcement of this type."""

    def decorate(function: Callable[[E], None]) -> Callable[[E], None]:
        _LISTENERS[event_type].append(function)
        return function

    return decorate


def announce(event: Event) -> None:
    """Call every listener, in order, in the caller's transaction; an error undoes the cause too."""
    for listener in _LISTENERS[type(event)]:
        listener(event)
