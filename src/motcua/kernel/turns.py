"""What costs a processor much is done one at a time in each process; few wait for their turn, the rest is told at once.

Whoever waits holds one of the threads that answer pages, so that few may: the pages of others go on meanwhile.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from motcua.kernel.speech import gettext_noop

# Threads of each process of the web server that answer pages. The lines of all that costs much, together, are shorter.
THREADS = 8


# For who asked, and after how many seconds they may ask again.
SAID = gettext_noop(
    "Nhiều người đang làm việc này cùng lúc. Những gì đã nhập vẫn còn, trừ mật khẩu. Thử lại sau vài giây."
)
RETRY_AFTER = "5"


class Busy(Exception):
    """Others are having their turns; the same can be done a moment later."""


class Line:
    """People before one counter: one is served, `waiting` wait for so many seconds at most, who comes then is told."""

    def __init__(self, *, waiting: int, patience: float) -> None:
        self.patience = patience
        self._line = threading.BoundedSemaphore(1 + waiting)
        self._counter = threading.BoundedSemaphore(1)
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One's turn, once it comes; raises `Busy` when it does not. Who has it already keeps it."""
        if getattr(self._mine, "is_served", False):
            yield
            return
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            if not self._counter.acquire(timeout=self.patience):
                raise Busy
            self._mine.is_served = True
            try:
                yield
            finally:
                self._mine.is_served = False
                self._counter.release()
        finally:
            self._line.release()
