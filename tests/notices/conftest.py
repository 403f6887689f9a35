"""Notices are told on an empty journal, whatever other tests have loaded."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def empty_journal(request):
    """The journal refuses to be emptied except in a session of tests; this one ends with a rollback."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_journalentry")
