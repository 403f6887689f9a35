"""The strict environment of all tests: what a reviewer would have to look for fails by itself."""

import socket
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.template.base import FilterExpression
from django.utils import translation

from motcua.calendars import loading as calendars
from motcua.dossiers import loading as dossiers
from motcua.forms import loading as forms
from motcua.kernel.models import OutboxMessage
from motcua.kernel.packs import Pack
from motcua.organization import loading as organization
from motcua.procedures import loading as procedures
from motcua.processes import loading as processes
from motcua.search import loading as search
from motcua.search.building import build_procedures

PACKS = Path(__file__).parents[1] / "packs"

LOCAL = ("127.0.0.1", "localhost", "::1")


@pytest.fixture(autouse=True)
def no_unknown_name_in_a_template(monkeypatch):
    """{% if %} hides a mistyped name; a name that is in no context is an error, even there."""
    resolve = FilterExpression.resolve

    def strict(self, context, ignore_failures=False):
        if self.is_var and self.var.lookups and self.var.lookups[0] not in context:
            raise AssertionError(f"unknown template name {self.var.lookups[0]!r}")
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", strict)


@pytest.fixture(autouse=True)
def nobody_chose_a_language():
    """A page leaves its language in force until the next one; the next test must not speak it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nobody_tried_before():
    """A process counts tries, wrong passwords among them, in its memory; one test's are not the next one's."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A test talks to this machine only."""
    connect = socket.socket.connect

    def local_only(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a test asked the network for {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True, scope="session")
def shuffle_queries_without_an_order():
    """PostgreSQL promises no order unless asked; neither do the tests."""
    original = SQLCompiler._order_by_pairs

    def shuffled(self):
        pairs = list(original(self))
        query = self.query
        plain = not query.distinct and not query.combinator and query.group_by is None and not query.subquery
        if not pairs and plain and not query.is_sliced:
            pairs = [(OrderBy(Random()), False)]
        return iter(pairs)

    SQLCompiler._order_by_pairs = shuffled
    yield
    SQLCompiler._order_by_pairs = original


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test database holds the province's packs, so that no test depends on which one ran before it."""
    with django_db_blocker.unblock():
        for room in (organization, calendars, procedures, forms, processes, dossiers, search):
            for name in ("vietnam", "lang_son"):
                report = room.load(Pack(PACKS / name), at=datetime(2026, 1, 1, 2, tzinfo=UTC))
                assert report.findings == []
        build_procedures(on=date(2026, 11, 23))
        # What the packs set in motion is not what a test finds in the queue.
        OutboxMessage.objects.all().delete()


@pytest.fixture(autouse=True)
def empty_journal(request):
    """Each test begins with an empty journal; it lets itself be emptied in tests only, and a rollback ends that."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_journalentry")
