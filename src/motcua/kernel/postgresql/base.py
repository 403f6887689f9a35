"""A kept connection is looked at before each request; the server itself is asked only now and then."""

import select
import time

from django.db.backends.postgresql import base

# Seconds for which a server that answered is believed to be there, as long as its line is quiet.
TRUSTED = 10.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with a health check that costs no question while the line is quiet.

    A server that stops, or ends one session, says so: its line can be read, and then it is asked as Django does. One
    that vanished without a word is found out after some seconds at most.
    """

    answered_at = float("-inf")

    def init_connection_state(self) -> None:
        """A page waits for the database so long and no longer: else a few slow questions would hold every thread."""
        super().init_connection_state()
        if patience := self.settings_dict.get("PATIENCE"):
            with self.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{patience}s"])

    def is_usable(self) -> bool:
        is_usable: bool = super().is_usable()
        if is_usable:
            self.answered_at = time.monotonic()
        return is_usable

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and time.monotonic() < self.answered_at + TRUSTED and self._is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_quiet(self) -> bool:
        """Whether the line stands and nothing has come over it that nobody asked for."""
        if self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0)
