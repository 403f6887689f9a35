"""Reads what strangers sent in a process of its own: little time, little memory, no files, no network.

A file is small and what it unpacks to is not; nobody can say beforehand how long a reader will work on it. What takes
longer than a person's file would is ended, and pages for others go on meanwhile.
"""

import json
import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from django.core.signals import request_started

from motcua.kernel.turns import Line
from motcua.kernel.under_way import is_running


class RanOut(Exception):
    """The reader ended without an answer: it took too long or too much, or broke."""


@dataclass(frozen=True)
class Limits:
    """What one reading may use: seconds of a processor, bytes of memory, bytes of answer."""

    seconds: int = 6
    memory: int = 1_500_000_000
    answer: int = 40_000_000


# Seconds of reading that one request may cost.
OF_A_REQUEST = 12.0
# A reader gives way to pages; where the machine is full, its seconds of a processor take this many times as long.
SLOWED = 3
# What readers load: in the process from which each of theirs begins, not in each.
LOADED = ["motcua.people.readers", "motcua.forms.readers", "motcua.papers.readers"]

LINE = Line(waiting=2, patience=2.0)

_request = threading.local()
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(LOADED)


def confined(function: Callable[..., Any], content: bytes, *arguments: str, limits: Limits | None = None) -> Any:
    """What the function makes of the content, as JSON has it; the function is a name of a module, of no database.

    Raises `RanOut` when it did not answer within its limits, `Busy` when others are being read. No operation may be
    under way: what it has locked would be locked for as long as a stranger's file likes.
    """
    if is_running():
        raise RuntimeError("strangers' files are read before an operation begins")
    limits = limits or Limits()
    if getattr(_request, "left", OF_A_REQUEST) <= 0:
        raise RanOut
    with LINE.turn():
        value, seconds = json.loads(_answer(function, content, arguments, limits))
    _spend(seconds)
    return value


def spent() -> float:
    """Seconds of a processor that readers have worked for this request."""
    return getattr(_request, "spent", 0.0)


def _spend(seconds: float) -> None:
    _request.spent = spent() + seconds


def warm() -> None:
    """Start what readers begin from, so that the first who hands a file in does not wait for it."""
    confined(_nothing, b"")


def _nothing(content: bytes) -> int:
    return len(content)


def _answer(function: Callable[..., Any], content: bytes, arguments: tuple[str, ...], limits: Limits) -> bytes:
    here, there = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_read, args=(there, function, content, arguments, limits), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(limits.seconds * SLOWED):
            raise TimeoutError
        return here.recv_bytes(limits.answer)
    except (EOFError, OSError) as error:
        # Only what ran out is held against the request; a person's sixty papers are not.
        _request.left = getattr(_request, "left", OF_A_REQUEST) - limits.seconds
        _spend(limits.seconds)
        raise RanOut from error
    finally:
        here.close()
        process.kill()
        process.join()
        process.close()


def _read(
    answers: Connection, function: Callable[..., Any], content: bytes, arguments: tuple[str, ...], limits: Limits
) -> None:
    """In the process of its own: give everything up, read, answer. What breaks it breaks it silently."""
    os.environ.clear()
    os.nice(10)
    # What libraries say of their own end is of no use to who keeps the platform's log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for kind, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # Nothing can be opened any more: no file, no connection.
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    try:
        value = function(content, *arguments)
        answers.send_bytes(json.dumps([value, time.process_time()]).encode())
    except BaseException:  # noqa: BLE001 - whoever waits learns that there is no answer
        os._exit(1)
    os._exit(0)


def _begin(**_about: object) -> None:
    _request.left, _request.spent = OF_A_REQUEST, 0.0


request_started.connect(_begin)
