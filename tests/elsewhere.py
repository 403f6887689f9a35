"""Work on database connections of their own, which commit and see only what is committed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests import database


def elsewhere(work):
    """Begin the work in a thread; the future gives what it gave or raises what it raised."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    threads = ThreadPoolExecutor(1)
    future = threads.submit(run)
    threads.shutdown(wait=False)
    return future


@pytest.fixture
def apart(django_db_setup, django_db_blocker):
    """A database for this test alone, copied from the usual one, in which everything is committed."""
    with django_db_blocker.unblock(), database.apart():
        yield
