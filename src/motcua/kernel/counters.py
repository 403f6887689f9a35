"""Numbers without gaps, given inside the transaction that uses them; and one at a time."""

from django.db import connection

from motcua.kernel.models import Counter
from motcua.kernel.operations import counting


def next_number(scope: str) -> int:
    """The next number of a series, from 1. The series stays locked until the transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_number() needs the transaction of the thing it numbers")
    counting()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (scope, value) VALUES (%s, 1)"
            " ON CONFLICT (scope) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
            [scope],
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
