"""A migration that is no transaction, cut off after any of its steps, goes on when it is begun again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]


def not_atomic():
    """Those of our rooms; one atomic by itself leaves nothing when it is cut off."""
    loader = MigrationLoader(None)
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("motcua.")}
    return sorted(key for key, one in loader.disk_migrations.items() if key[0] in ours and not one.atomic)


def test_there_is_one():
    assert ("dossiers", "0015_found_by_its_filer_and_the_end_of_its_code") in not_atomic()


def begun_again(room, name):
    """The migration once more, as if nobody had written down that it was done, nor what came after it."""
    recorder = MigrationRecorder(connection)
    later = MigrationLoader(connection).graph.backwards_plan((room, name))
    for key in later:
        recorder.record_unapplied(*key)
    call_command("migrate", room, name, verbosity=0)
    assert (room, name) in recorder.applied_migrations()
    for key in later:
        if key != (room, name):
            recorder.record_applied(*key)


@pytest.mark.parametrize(("room", "name"), not_atomic())
def test_it_is_taken_up_where_it_was_left(room, name):
    """All of it was done and nobody wrote that down: the latest that a cut can come."""
    begun_again(room, name)


def test_a_step_that_was_not_done_is_done():
    migration = import_module("motcua.dossiers.migrations.0015_found_by_its_filer_and_the_end_of_its_code").Migration
    last = migration.operations[-1].index.name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{last}"')
    begun_again("dossiers", "0015_found_by_its_filer_and_the_end_of_its_code")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [last])
        assert cursor.fetchone() == (1,)
