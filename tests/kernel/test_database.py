"""A kept connection is used while its line is quiet, and replaced when the server has ended it."""

import pytest
from django.db import connections

from motcua.kernel.postgresql import base


@pytest.fixture
def kept(db):
    """A connection as a worker of the web server keeps it between requests."""
    connection = connections.create_connection("default")
    connection.settings_dict = {**connection.settings_dict, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    connection.inc_thread_sharing()
    _request(connection)
    _request(connection)
    yield connection
    connection.close()


@pytest.fixture
def questions(monkeypatch):
    """How often the server was asked whether it is there."""
    asked = []
    ask = base.base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda self: asked.append(self) or ask(self))
    return asked


def _request(connection):
    """What Django does around each request, with one query in it; the number of the session that answered."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _end(session):
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [session])
        assert cursor.fetchone() == (True,)
    other.close()


def test_a_server_that_answered_is_not_asked_again_while_its_line_is_quiet(kept, questions):
    session = _request(kept)
    assert [_request(kept) for _n in range(5)] == [session] * 5
    assert not questions


def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(kept):
    session = _request(kept)
    _end(session)
    assert _request(kept) != session


def test_a_server_that_was_long_silent_is_asked_first(kept, questions, monkeypatch):
    monkeypatch.setattr(base.time, "monotonic", lambda: kept.answered_at + base.TRUSTED + 1)
    _request(kept)
    assert len(questions) == 1


def test_after_a_failed_statement_the_server_is_asked(kept, questions):
    kept.errors_occurred = True
    _request(kept)
    assert len(questions) == 1
