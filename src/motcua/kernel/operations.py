"""The one kind of door through which state changes: it locks, then judges, writes, and keeps it in the journal."""

import functools
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from prometheus_client import Histogram

import motcua
from motcua.kernel import clock, journal, traces
from motcua.kernel.conditions import ALWAYS, Condition
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.locks import Gone, Held, Lock, M, Rank
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.seen import seen, seen_arguments
from motcua.kernel.speech import say
from motcua.kernel.under_way import REHEARSED, UNDER_WAY, is_running

P = ParamSpec("P")
R = TypeVar("R")

DURATION = Histogram("motcua_operation_seconds", "Time an operation took", ["operation", "outcome"])


class Refused(Exception):
    """The state or the law forbids it. The message is for the person and says what to do next.

    `errors` names the fields at fault, so that a page can show each message beside its field. `trace` is a word and
    plain values that stand in the journal although nothing was done: an attack that was seen.
    """

    def __init__(
        self,
        message: Any,
        *,
        errors: Mapping[str, str] | None = None,
        trace: tuple[str, dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = str(message)
        self.errors = dict(errors or {})
        self.trace = trace


class NotPermitted(Refused):
    """This person may not do this to this thing."""


@dataclass(frozen=True)
class Policy:
    """Who may: a name for the register of operations, and a test of (actor, subject, arguments).

    `holds` is the same test for a page that knows the posts of its reader already: (actor, posts, subject). None where
    it cannot be judged before something is done. `why_not` says of a subject what keeps it from who may not, where that
    is theirs to know. `duties` are those of posts by which somebody may, `any_post` that every post will do where it
    stands: the report on access reads them, the door does not. `beside`: what the journal says of the right itself, as
    in whose place somebody has it.
    """

    name: str
    allows: Callable[[Any, Any, Mapping[str, Any]], bool]
    holds: Callable[[Any, Sequence[Any], Any], bool] | None = None
    why_not: Callable[[Any, Any, Mapping[str, Any]], str] = lambda by, subject, arguments: ""
    duties: tuple[str, ...] = ()
    any_post: bool = False
    beside: Callable[[Any, Any, Mapping[str, Any]], Mapping[str, Any]] = lambda by, subject, arguments: {}


ANYONE = Policy("anyone", lambda by, subject, arguments: True)
SYSTEM = Policy("system", lambda by, subject, arguments: by is None)


@dataclass(frozen=True)
class OperationInfo:
    """One line of the register of operations: who may, on what, in which state, and its word in the journal.

    `printed`: the texts that it is given for a paper, each with its label.
    """

    name: str
    who: Policy
    journal: str
    on: Lock[Any] | None
    when: Condition
    printed: Mapping[str, str]


NOTHING: Mapping[str, str] = {}
REGISTRY: dict[str, OperationInfo] = {}


def registered() -> dict[str, OperationInfo]:
    """The whole register: every room's operations, also those that nothing has asked for yet."""
    for module in pkgutil.walk_packages(motcua.__path__, "motcua."):
        if ".operations" in module.name:
            import_module(module.name)
    return {name: info for name, info in REGISTRY.items() if name.startswith("motcua.")}


def info_of(operation: Callable[..., Any]) -> OperationInfo:
    """The register's line of an operation; `KeyError` for anything else."""
    return REGISTRY[f"{operation.__module__}.{operation.__qualname__}"]


def offers(operation: Callable[..., Any], subject: Any, *, by: Any, posts: Sequence[Any]) -> bool:
    """Whether this person could do it to this thing as it was read: the door's own question, asked for a page.

    The door asks again, of the thing as it is then.
    """
    info = info_of(operation)
    return info.who.holds is not None and info.who.holds(by, posts, subject) and info.when.holds(subject)


@dataclass
class _Running:
    """The operations under way in this transaction and what they will write in the journal."""

    entries: list[journal.Entry] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    held: Held = field(default_factory=Held)
    is_whole: bool = False


_running: ContextVar[_Running | None] = UNDER_WAY
_rehearsed: ContextVar[list[journal.Entry] | None] = REHEARSED


@contextmanager
def rehearsal() -> Iterator[list[journal.Entry]]:
    """Operations inside are judged and write as ever, each as if it were committed, and nothing of it stays.

    Their entries are given here and not to the journal, whose chain is so not locked meanwhile.
    """
    if is_running():
        raise RuntimeError("rehearsal() has no meaning inside an operation")
    entries: list[journal.Entry] = []
    token = _rehearsed.set(entries)
    try:
        with transaction.atomic():
            try:
                yield entries
            finally:
                transaction.set_rollback(True)
    finally:
        _rehearsed.reset(token)


def _keep(entries: Sequence[journal.Entry]) -> None:
    """Write down what was done; of a rehearsal only remember it."""
    rehearsed = _rehearsed.get()
    if rehearsed is None:
        journal.write(entries)
    else:
        rehearsed.extend(entries)


def note(**details: Any) -> None:
    """Add plain values to the journal entry of the operation under way."""
    running = _running.get()
    if running is None or not running.notes:
        raise RuntimeError("note() has a meaning only inside an operation")
    running.notes[-1].update(details)


def noted(name: str) -> Any:
    """What was noted under this name in the operation under way, or in one that called it; None where nothing was."""
    running = _running.get()
    return next((notes[name] for notes in reversed(running.notes if running else []) if name in notes), None)


PARTS: set[str] = set()


def inside_operation(function: Callable[P, R]) -> Callable[P, R]:
    """A part of operations that several rooms share. It writes, so it refuses to run outside of one.

    The right was judged at the door of the operation, and what is written here belongs to its entry in the journal.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if not is_running():
            raise RuntimeError(f"{function.__qualname__} has a meaning only inside an operation")
        return function(*args, **kwargs)

    PARTS.add(f"{function.__module__}.{function.__qualname__}")
    return wrapper


def locked(lock: Lock[M], row: M) -> M:
    """Another thing that the operation under way changes, locked like its subject; the same row where it is held."""
    running = _running.get()
    if running is None:
        raise RuntimeError("locked() has a meaning only inside an operation")
    return _take(running, lock, row)


def made(row: M) -> M:
    """A row that the operation under way has made: nobody else can have it, so it need not be locked."""
    running = _running.get()
    if running is None:
        raise RuntimeError("made() has a meaning only inside an operation")
    running.held.hold(row)
    return row


def _take(running: _Running, lock: Lock[M], row: M) -> M:
    try:
        return running.held.take(lock, row.pk, row)
    except Gone as gone:
        raise Refused(say(str(gone))) from gone


def counting() -> None:
    """Note that a counter is locked now: nothing but counters may be locked after it."""
    running = _running.get()
    if running is not None:
        running.held.next(Rank.COUNTER)


def operation(
    *,
    who: Policy,
    journal: str,
    on: Lock[Any] | None = None,
    when: Condition = ALWAYS,
    is_whole: bool = False,
    printed: Mapping[str, str] = NOTHING,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function as an operation: locked, judged, in one transaction, in the journal, measured.

    The function takes its subject first (or nothing), then keyword-only `by` and `at` among its arguments. `on` is how
    the subject is locked: the door reads it anew under lock, judges the right (`who`) and the state (`when`) on what it
    read, and gives that to the function. Of what a person gave, the function gets what can be read. `printed`: what of
    it will stand on a paper, with its label; what no font of ours draws is refused at its field.

    An operation called by another joins its transaction; the journal is written at the end of the outermost one, which
    a node whose clock is wrong does not begin. A refusal of an inner operation undoes that one only, so that the outer
    one may handle it; an outer one that `is_whole` handles none, and is undone with it.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"
        REGISTRY[name] = OperationInfo(name, who, journal, on, when, printed)
        takes = inspect.signature(function).parameters

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            if "by" in takes and "by" not in kwargs:
                raise TypeError(f"{name}: say who acts (by=)")
            with _measured(journal), _traced(by, args, kwargs), _transaction(is_whole=is_whole) as running:
                subject: Any = args[0] if args else None
                if on is not None:
                    subject = _take(running, on, subject)
                if not who.allows(by, subject, kwargs):
                    why_not = who.why_not(by, subject, kwargs)
                    _log_refused(journal, by, subject)
                    raise NotPermitted(why_not or _("Bạn không có quyền thực hiện việc này."))
                if why_not := when.why_not(subject):
                    raise Refused(why_not)
                if by is not None:
                    args, kwargs = tuple(map(seen, args)), seen_arguments(kwargs)  # type: ignore[assignment]
                _refuse_undrawn(printed, kwargs)
                named = reference(subject)
                running.notes.append(dict(who.beside(by, subject, kwargs)))
                try:
                    result = function(subject, *args[1:], **kwargs) if args else function(*args, **kwargs)  # type: ignore[arg-type]
                    details = running.notes[-1]
                finally:
                    running.notes.pop()
                running.entries.append(
                    _entry(journal, named or _reference_after(subject, result), by, kwargs["at"], details)
                )
            return result

        return wrapper

    return decorate


def _refuse_undrawn(printed: Mapping[str, str], given: Mapping[str, Any]) -> None:
    errors: dict[str, str] = {}
    for name, label in printed.items():
        errors |= wrong_signs(name, say(label), given.get(name))
    if errors:
        raise Refused(_("Có nội dung cần sửa."), errors=errors)


def _log_refused(word: str, by: Any, subject: Any) -> None:
    log_security(Kind.ACCESS_REFUSED, operation=word, account=getattr(by, "pk", None), subject=reference(subject))


def _entry(word: str, subject: str, by: Any, at: Any, details: dict[str, Any]) -> journal.Entry:
    if not isinstance(at, datetime):
        raise TypeError(f"{word}: at= must be an aware datetime")
    return journal.Entry(at=at, word=word, actor=reference(by), subject=subject, details=details)


def _reference_after(subject: Any, result: Any) -> str:
    """What was done to a subject that had no key before; or to nothing, with a result."""
    return reference(subject if isinstance(subject, models.Model) else result)


def reference(thing: Any) -> str:
    """`room.model:pk` of a stored object, or an empty string."""
    return f"{thing._meta.label_lower}:{thing.pk}" if isinstance(thing, models.Model) and thing.pk is not None else ""


@contextmanager
def _transaction(*, is_whole: bool) -> Iterator[_Running]:
    outer = _running.get()
    if outer is not None:
        kept, was_whole, mark = len(outer.entries), outer.is_whole, outer.held.mark()
        try:
            with transaction.atomic(savepoint=not was_whole):
                outer.is_whole = was_whole or is_whole
                yield outer
        except BaseException:
            del outer.entries[kept:]
            outer.held.back_to(mark)
            raise
        finally:
            outer.is_whole = was_whole
        return
    clock.refuse_apart()
    running = _Running(is_whole=is_whole)
    token = _running.set(running)
    try:
        with transaction.atomic():
            yield running
            _keep(running.entries)
    finally:
        _running.reset(token)


@contextmanager
def _traced(by: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Iterator[None]:
    """Keep the trace of a refusal once its transaction was undone: of the outermost operation that it leaves."""
    try:
        yield
    except Refused as refused:
        if refused.trace is not None and not is_running():
            word, details = refused.trace
            with transaction.atomic():
                _keep([_entry(word, reference(args[0] if args else None), by, kwargs["at"], details)])
        raise


@contextmanager
def _measured(word: str) -> Iterator[None]:
    started = time.perf_counter()
    outcome = "failed"
    with traces.step(word) as note_fact:
        try:
            yield
            outcome = "done"
        except Refused:
            outcome = "refused"
            raise
        finally:
            note_fact("outcome", outcome)
            DURATION.labels(word, outcome).observe(time.perf_counter() - started)
