"""The strict environment of all tests: what a reviewer would have to look for fails by itself."""

import gc
import os
import socket
import time

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.template.base import FilterExpression
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from motcua.kernel import clock
from tests import database, watching, whole

ON_A_PLATFORM = ("tests/journeys/", "tests/faults/")
# How long an example takes is the machine's business: claims of time stand in `benchmarks/`.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
LOCAL = ("127.0.0.1", "localhost", "::1")


class OnePlatformPerFolder(LoadScopeScheduling):
    """Tests go to whichever process is free; those that share a platform, which takes long to fill, to one."""

    def _split_scope(self, nodeid):
        return next((folder for folder in ON_A_PLATFORM if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config, log):
    return OnePlatformPerFolder(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers(config):
    """One more than there are processors: who looks at what was killed waits for most of its time."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Each platform is filled once: its tests follow each other, and begin while others have much to do as well.

    Of families that go in turn an ordinary run of everything takes today's part.
    """

    def place(item):
        return next((n for n, folder in enumerate(ON_A_PLATFORM) if item.nodeid.startswith(folder)), len(ON_A_PLATFORM))

    items.sort(key=place)
    if whole.GOES_IN_TURN:
        items[:], rest = whole.in_turn(items)
        config.hook.pytest_deselected(items=rest)


def pytest_configure():
    """Collecting thousands of tests makes much and throws nothing away: rubbish is looked for more seldom."""
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """As in the web server: what stays to the end is not looked through again and again."""
    gc.collect()
    gc.freeze()


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
def right_time(monkeypatch):
    """The clock was compared with the database's a moment ago: no page of a test asks for it among its questions."""
    monkeypatch.setattr(clock._Looked, "steady", time.monotonic())
    monkeypatch.setattr(clock._Looked, "wall", time.time())


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A test talks to this machine only."""
    connect = socket.socket.connect

    def local_only(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a test asked the network for {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True)
def only_operations_write(monkeypatch):
    """A request whose page writes without an operation fails its test; gives what was caught."""
    with watching.requests(monkeypatch) as caught:
        yield caught
    assert caught == []


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
def django_db_setup(django_test_environment, django_db_blocker):
    """Every test database holds the province's packs and an empty journal, whichever test ran before it."""
    with django_db_blocker.unblock(), database.of_this_run():
        yield
