"""The one kind of door through which state changes: policy, transaction, journal, measurement."""

import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from prometheus_client import Histogram

from motcua.kernel import journal

P = ParamSpec("P")
R = TypeVar("R")

DURATION = Histogram("motcua_operation_seconds", "Time an operation took", ["operation", "outcome"])


class Refused(Exception):
    """The state or the law forbids it. The message is for the person and says what to do next.

    `errors` names the fields at fault, so that a page can show each message beside its field.
    """

    def __init__(self, message: Any, *, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.errors = dict(errors or {})


class NotPermitted(Refused):
    """This person may not do this to this thing."""


@dataclass(frozen=True)
class Policy:
    """Who may: a name for the register of operations, and a test of (actor, subject, arguments)."""

    name: str
    allows: Callable[[Any, Any, Mapping[str, Any]], bool]


ANYONE = Policy("anyone", lambda by, subject, arguments: True)
SYSTEM = Policy("system", lambda by, subject, arguments: by is None)


@dataclass(frozen=True)
class OperationInfo:
    """One line of the register of operations."""

    name: str
    who: str
    journal: str


REGISTRY: dict[str, OperationInfo] = {}


@dataclass
class _Running:
    """The operations under way in this transaction and what they will write in the journal."""

    entries: list[journal.Entry] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    is_whole: bool = False


_running: ContextVar[_Running | None] = ContextVar("motcua_running_operation", default=None)


def is_running() -> bool:
    """Whether an operation is under way."""
    return _running.get() is not None


def note(**details: Any) -> None:
    """Add plain values to the journal entry of the operation under way."""
    running = _running.get()
    if running is None or not running.notes:
        raise RuntimeError("note() has a meaning only inside an operation")
    running.notes[-1].update(details)


def operation(*, who: Policy, journal: str, is_whole: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function as an operation: checked, in one transaction, in the journal, measured.

    The function takes its subject first (or nothing), then keyword-only `by` and `at` among its arguments. An operation
    called by another joins its transaction; the journal is written at the end of the outermost one. A refusal of an
    inner operation undoes that one only, so that the outer one may handle it; an outer one that `is_whole` handles
    none, and is undone with it.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"
        REGISTRY[name] = OperationInfo(name, who.name, journal)
        takes = inspect.signature(function).parameters

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            subject = args[0] if args else None
            by = kwargs.get("by")
            if "by" in takes and "by" not in kwargs:
                raise TypeError(f"{name}: say who acts (by=)")
            with _measured(journal), _transaction(is_whole=is_whole) as running:
                if not who.allows(by, subject, kwargs):
                    raise NotPermitted(_("Bạn không có quyền thực hiện việc này."))
                running.notes.append({})
                try:
                    result = function(*args, **kwargs)
                    details = running.notes[-1]
                finally:
                    running.notes.pop()
                running.entries.append(_entry(journal, subject, result, by, kwargs["at"], details))
            return result

        return wrapper

    return decorate


def _entry(word: str, subject: Any, result: Any, by: Any, at: Any, details: dict[str, Any]) -> journal.Entry:
    if not isinstance(at, datetime):
        raise TypeError(f"{word}: at= must be an aware datetime")
    thing = subject if isinstance(subject, models.Model) else result
    return journal.Entry(at=at, word=word, actor=reference(by), subject=reference(thing), details=details)


def reference(thing: Any) -> str:
    """`room.model:pk` of a stored object, or an empty string."""
    return f"{thing._meta.label_lower}:{thing.pk}" if isinstance(thing, models.Model) else ""


@contextmanager
def _transaction(*, is_whole: bool) -> Iterator[_Running]:
    outer = _running.get()
    if outer is not None:
        kept, was_whole = len(outer.entries), outer.is_whole
        try:
            with transaction.atomic(savepoint=not was_whole):
                outer.is_whole = was_whole or is_whole
                yield outer
        except BaseException:
            del outer.entries[kept:]
            raise
        finally:
            outer.is_whole = was_whole
        return
    running = _Running(is_whole=is_whole)
    token = _running.set(running)
    try:
        with transaction.atomic():
            yield running
            journal.write(running.entries)
    finally:
        _running.reset(token)


@contextmanager
def _measured(word: str) -> Iterator[None]:
    started = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    except Refused:
        outcome = "refused"
        raise
    finally:
        DURATION.labels(word, outcome).observe(time.perf_counter() - started)
