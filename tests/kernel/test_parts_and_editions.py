"""Several kinds of rows in one question, and what is kept while nobody changes a shared thing."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.kernel import editions
from motcua.kernel.parts import Part, Parts
from motcua.organization.models import Agency, Post, Unit
from tests.elsewhere import elsewhere

UNITS = Parts(
    units=Part(Unit, "agency", {"agency": ["name"]}),
    posts=Part(Post, "unit__agency"),
)


@pytest.mark.django_db
def test_parts_are_the_rows_that_single_questions_bring():
    agency = Agency.objects.filter(units__posts__isnull=False).first()
    with CaptureQueriesContext(connection) as asked:
        found = UNITS.of(agency.pk)
    assert len(asked) == 1
    assert found["units"] == list(Unit.objects.filter(agency=agency).order_by("pk"))
    assert found["posts"] == list(Post.objects.filter(unit__agency=agency).order_by("pk"))
    assert [post.duties for post in found["posts"]] == [
        post.duties for post in Post.objects.filter(unit__agency=agency).order_by("pk")
    ]
    assert found["units"][0].agency.name == agency.name


@pytest.mark.django_db
def test_a_joined_row_brings_only_the_fields_named():
    agency = Agency.objects.filter(units__isnull=False).first()
    joined = UNITS.of(agency.pk)["units"][0].agency
    assert "short_name" in joined.get_deferred_fields()
    assert joined.short_name == agency.short_name


def rename(suffix):
    unit = Unit.objects.order_by("pk").first()
    Unit.objects.filter(pk=unit.pk).update(name=unit.name.removesuffix("*") + suffix)


@pytest.mark.django_db
def test_a_thing_is_made_once_until_somebody_commits_a_change():
    made = []
    key = object()

    def ask():
        editions.current().kept(key, lambda: made.append(1))

    ask()
    ask()
    assert len(made) == 1
    elsewhere(lambda: rename("*")).result(30)
    try:
        ask()
        ask()
        assert len(made) == 2
    finally:
        elsewhere(lambda: rename("")).result(30)


@pytest.mark.django_db
def test_a_transaction_that_changes_shared_things_keeps_nothing():
    made = []
    key = object()
    with transaction.atomic():
        rename("*")
        for _n in range(2):
            editions.current().kept(key, lambda: made.append(1))
        transaction.set_rollback(True)
    assert len(made) == 2
