"""The cache that all nodes share, in the database: limits on tries and what may be forgotten."""

import base64
import pickle
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

# One write in so many looks whether the table is full, and empties it.
SELDOM = 200


class SharedCache(DatabaseCache):
    """Django's own cache in a table, each write in one statement.

    Django's counts the table, reads the row and writes it within a savepoint: a page whose readers are counted asked
    the database twenty-five times for the counting alone.
    """

    _table: str
    _cull: Callable[..., None]

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """`set` writes, `add` only where nothing stands that holds; whether it was written."""
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        connection = connections[router.db_for_write(self.cache_model_class)]
        table, now = connection.ops.quote_name(self._table), timezone.now().replace(microsecond=0)
        ends = self.get_backend_timeout(timeout)
        until = datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        written = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        over = f" WHERE {table}.expires < %s" if mode == "add" else ""
        statement = (
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)"  # noqa: S608 - ours
            f" DO UPDATE SET value = excluded.value, expires = excluded.expires{over}"
        )
        values: list[Any] = [key, written, until.replace(microsecond=0), *([now] if over else [])]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            is_written = bool(cursor.rowcount == 1)
        if not secrets.randbelow(SELDOM):
            self._empty(now)
        return is_written

    def _empty(self, now: datetime) -> None:
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(self._table)}")  # noqa: S608 - ours
            count = cursor.fetchone()[0]
            if count > self._max_entries:
                self._cull(connection.alias, cursor, now, count)
