"""Whether an operation is under way, also for those that know no database: readers begin without one."""

from contextvars import ContextVar
from typing import Any

UNDER_WAY: ContextVar[Any] = ContextVar("motcua_running_operation", default=None)


def is_running() -> bool:
    """Whether an operation is under way."""
    return UNDER_WAY.get() is not None
