"""Numbers without gaps, given inside the transaction that uses them; and one at a time."""

from collections.abc import Callable

from django.db import connection

from motcua.kernel.models import Counter
from motcua.kernel.operations import counting


def next_number(scope: str, *, after: Callable[[], int] = lambda: 0) -> int:
    """The next number of a series, from 1. The series stays locked until the transaction ends.

    `after`: of a series that is begun late, the last number that counts as given before.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number() needs the transaction of the thing it numbers")
    counting()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_counter SET value = value + 1 WHERE scope = %s RETURNING value", [scope])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(
                "INSERT INTO kernel_counter (scope, value) VALUES (%s, %s)"
                " ON CONFLICT (scope) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
                [scope, after() + 1],
            )
            row = cursor.fetchone()
    return int(row[0])


def is_counted(scope: str) -> bool:
    """Whether a number of a series was given."""
    return Counter.objects.filter(scope=scope).exists()


def only_one(key: str) -> None:
    """Wait for whoever else does the same thing under this key; theirs is committed or undone then."""
    if not connection.in_atomic_block:
        raise RuntimeError("only_one() needs the transaction of the thing that is done once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
