"""A database of the version before, with a year's beginnings in it, becomes one of this version and loses nothing."""

import lzma
import re
from pathlib import Path

import psycopg
import pytest

from tests import database
from tests.command import motcua
from tests.database import empty

BEFORE = Path(__file__).with_name("before.sql.xz")
# What a table is made of, by what it says and not by the names that were given to constraints and indexes.
COLUMNS = """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
    is_generated, generation_expression FROM information_schema.columns WHERE table_schema = 'public'"""
CONSTRAINTS = """SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace"""
INDEXES = """SELECT tablename, regexp_replace(indexdef, 'INDEX "?[^ ]+ ON', 'INDEX ON') FROM pg_indexes
    WHERE schemaname = 'public'"""
TRIGGERS = "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'motcua%'"
SETTINGS = {"SECRET_KEY": "only-for-tests", "ALLOWED_HOSTS": "x.vn", "PUBLIC_ADDRESS": "https://x.vn"}


# A condition that went through a dump is written with its casts elsewhere.
CASTS = re.compile(r"::[a-z ]+(\[\])?|[()]")


def asked(address, question):
    with psycopg.connect(address) as connection:
        rows = connection.execute(question).fetchall()
    return sorted(([CASTS.sub("", part) if isinstance(part, str) else part for part in row] for row in rows), key=str)


@pytest.fixture(autouse=True)
def database_server(db):
    """The tests' own server is up, and may be asked for more databases."""


def fill(address):
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(lzma.decompress(BEFORE.read_bytes()).decode())


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of the database, brought forward as an operator does; one for all, as none changes its tables."""
    data = tmp_path_factory.mktemp("upgraded")
    with django_db_blocker.unblock(), empty() as address:
        fill(address)
        counted = asked(address, "SELECT count(*), count(code), max(done_at) FROM dossiers_dossier")
        work = asked(address, "SELECT count(*), count(finished_at), max(due_at) FROM dossiers_task")
        code, said = motcua("migrate", DATABASE_URL=address, MOTCUA_DATA=str(data), **SETTINGS)
        assert code == 0, said
        assert asked(address, "SELECT count(*), count(code), max(done_at) FROM dossiers_dossier") == counted
        assert asked(address, "SELECT count(*), count(finished_at), max(due_at) FROM handling_task") == work
        yield address


def test_its_tables_are_those_of_a_new_installation(upgraded, tmp_path):
    # The tests' template was empty, too, before this version's migrations ran; the command makes what else there is.
    with database.copy() as name:
        fresh = database.address(name)
        code, said = motcua("migrate", DATABASE_URL=fresh, MOTCUA_DATA=str(tmp_path), **SETTINGS)
        assert code == 0, said
        for question in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS):
            assert asked(upgraded, question) == asked(fresh, question)


def test_its_journal_is_whole_and_it_goes_on(upgraded, tmp_path):
    settings = {"DATABASE_URL": upgraded, "MOTCUA_DATA": str(tmp_path), **SETTINGS}
    code, said = motcua("audit", "verify", **settings)
    assert (code, "nguyên vẹn" in said) == (0, True), said
    code, said = motcua("packs", "load", **settings)
    assert code == 0, said
    # A second time nothing is left to do.
    code, said = motcua("migrate", **settings)
    assert code == 0, said


def test_one_older_than_the_version_before_is_told_so(tmp_path):
    with empty() as address:
        fill(address)
        with psycopg.connect(address) as connection:
            connection.execute("DELETE FROM django_migrations WHERE name = '0012_letters_are_sealed'")
        code, said = motcua("migrate", DATABASE_URL=address, MOTCUA_DATA=str(tmp_path), **SETTINGS)
        assert (code, "thiếu bước dossiers.0012_letters_are_sealed" in said) == (1, True), said
        assert asked(address, "SELECT to_regclass('handling_task')") == [[None]]
