"""Processes that others started."""

import ctypes
import multiprocessing
import os
import signal


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """On Linux this process ends when the one that started it is killed, so that nothing is left running behind.

    Also when that one was killed already, before this one came here. `by`: the signal that it gets.
    """
    try:
        ctypes.CDLL(None).prctl(1, by)
    except (OSError, AttributeError):
        return
    starter = multiprocessing.parent_process()
    if starter is not None and os.getppid() != starter.pid:
        # Whoever loads this must not handle it.
        os._exit(1)
