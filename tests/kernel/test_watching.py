"""The watch over what pages write sees every way to write, and nothing else."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from motcua.kernel.counters import next_number
from motcua.kernel.models import Counter
from motcua.kernel.operations import ANYONE, operation
from tests.watching import ill_formed, written

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@operation(who=ANYONE, journal="test.page_counted")
def count(*, by: None, at: datetime) -> int:
    """Count one (NĐ 61/2018)."""
    return next_number("watching")


def through_the_door(request):
    return HttpResponse(count(by=None, at=AT))


def a_model_by_itself(request):
    Counter(scope="watching", value=1).save()
    return HttpResponse()


def a_statement_by_itself(request):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_counter SET value = value + 1")
    return HttpResponse()


def an_error_it_handles(request):
    try:
        Counter.objects.all().delete()
    except AssertionError:
        return HttpResponse()
    raise ValueError("nothing was said")


def a_lock(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM kernel_counter FOR NO KEY UPDATE")
    return HttpResponse()


PAGES = [through_the_door, a_model_by_itself, a_statement_by_itself, an_error_it_handles, a_lock]
urlpatterns = [path(f"{page.__name__}/", page) for page in PAGES]


@pytest.fixture
def visit(db, settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    return lambda page: Client().get(f"/{page.__name__}/")


@pytest.mark.parametrize("page", [a_model_by_itself, a_statement_by_itself])
def test_a_page_that_writes_by_itself_is_caught(visit, only_operations_write, page):
    with pytest.raises(AssertionError, match=r"without an operation: .*kernel_counter"):
        visit(page)
    assert len(only_operations_write) == 1
    only_operations_write.clear()


def test_a_page_that_handles_what_the_watch_raises_is_caught_all_the_same(visit, only_operations_write):
    assert visit(an_error_it_handles).status_code == 200
    assert len(only_operations_write) == 1
    only_operations_write.clear()


@pytest.mark.parametrize("page", [through_the_door, a_lock])
def test_an_operation_writes_and_a_lock_is_no_write(visit, page):
    assert visit(page).status_code == 200


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "a" ("x") VALUES (1) ON CONFLICT ("x") DO UPDATE SET "x" = 1', {"a"}),
        ('update "a" set x = 1', {"a"}),
        ('SELECT 1 FROM "a" WHERE x FOR UPDATE OF "a"', set()),
        ('SELECT 1 FROM "a" FOR NO KEY UPDATE', set()),
        ("WITH gone AS (DELETE FROM a RETURNING x) INSERT INTO b SELECT x FROM gone", {"a", "b"}),
        ("MERGE INTO a USING b ON true WHEN MATCHED THEN DO NOTHING", {"a"}),
        ('TRUNCATE TABLE "a"', {"a"}),
        ("truncate a", {"a"}),
        ("COPY a FROM STDIN", {"a"}),
        ('DELETE FROM "people_session" WHERE x', set()),
        ('UPDATE "people_account" SET "last_login" = %s WHERE "id" = %s', set()),
        ('UPDATE "people_account" SET "last_login" = %s, "email" = %s WHERE "id" = %s', {"people_account"}),
        ('SELECT "updated_at", "copy" FROM "a"', set()),
    ],
)
def test_every_way_to_write_is_known(statement, tables):
    assert written(statement) == tables


@pytest.mark.parametrize(
    ("page", "faults"),
    [
        ('<p id="a"></p><p class="x" id="a">', ["id a stands twice"]),
        ('<p id="a"></p><p data-id="a" id="b">id="a"</p>', []),
        ("<table><tr></tr></table>", ["a row of nothing"]),
    ],
)
def test_an_id_stands_on_a_page_once_and_no_row_is_empty(page, faults):
    assert ill_formed(HttpResponse(page)) == faults
    assert ill_formed(HttpResponse(page, content_type="application/json")) == []
