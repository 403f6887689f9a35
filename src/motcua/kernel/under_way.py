"""Whether an operation is under way, also for those that know no database: readers begin without one."""

from contextvars import ContextVar
from typing import Any

UNDER_WAY: ContextVar[Any] = ContextVar("motcua_running_operation", default=None)
# What would stand in the journal, while everything that is done is undone in the end.
REHEARSED: ContextVar[Any] = ContextVar("motcua_rehearsed", default=None)


def is_running() -> bool:
    """Whether an operation is under way."""
    return UNDER_WAY.get() is not None


def is_rehearsed() -> bool:
    """Whether what is done now is undone in the end: nobody waits for what all the others write as well."""
    return REHEARSED.get() is not None
