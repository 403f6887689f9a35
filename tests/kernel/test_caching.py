"""The shared cache: what Django's own does, in one statement a write."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel import caching
from motcua.kernel.caching import SharedCache
from motcua.settings import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache():
    call_command("createcachetable", base.CACHES["default"]["LOCATION"], database="default", verbosity=0)
    return SharedCache(base.CACHES["default"]["LOCATION"], base.CACHES["default"])


def test_what_is_set_is_got_added_once_and_forgotten_in_time(cache):
    assert cache.add("a", {"one": 1}) is True
    assert cache.add("a", 2) is False
    assert cache.get("a") == {"one": 1}
    cache.set("a", 3, timeout=None)
    assert cache.get("a") == 3
    assert cache.touch("a", 60) is True
    assert cache.incr("a") == 4
    cache.set("b", "gone", timeout=-1)
    assert cache.get("b") is None
    cache.set("c", "old", timeout=-10)
    assert cache.add("c", "new") is True
    assert cache.get("c") == "new"
    assert cache.delete("c") is True
    assert cache.get("c") is None


def test_a_write_is_one_statement(cache, monkeypatch):
    monkeypatch.setattr(caching, "SELDOM", 10**9)
    for write in (cache.set, cache.add):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            write(f"k{write.__name__}", 1)
        assert len(asked) == 1


@pytest.mark.usefixtures("cache")
def test_a_full_table_is_emptied_now_and_then(monkeypatch):
    monkeypatch.setattr(caching, "SELDOM", 1)
    small = SharedCache(base.CACHES["default"]["LOCATION"], {"OPTIONS": {"MAX_ENTRIES": 10}})
    for number in range(30):
        small.set(f"k{number}", number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_cache")
        assert cursor.fetchone()[0] <= 11


def test_what_holds_for_an_hour_ends_in_an_hour(cache):
    cache.set("m", 1, timeout=3600)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM expires - statement_timestamp()) FROM kernel_cache WHERE cache_key LIKE %s",
            ["%m"],
        )
        assert 3590 <= cursor.fetchone()[0] <= 3601
