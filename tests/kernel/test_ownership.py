"""Who works with the tables owns none of them: the journal cannot be emptied, changed or written past its function."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from motcua.cli import commands
from motcua.kernel import journal, ownership
from motcua.kernel.terminal import Trouble

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]

AT = datetime(2026, 11, 25, 2, tzinfo=UTC)
ENTRY = journal.Entry(AT, "something.done", "account/1", "dossier/1", {"a": 1})
ATTACKS = [
    "SET motcua.test = 'on'; TRUNCATE kernel_journalentry",
    "TRUNCATE kernel_journalentry CASCADE",
    "DELETE FROM kernel_journalentry",
    "UPDATE kernel_journalentry SET word = 'x'",
    "INSERT INTO kernel_journalentry SELECT number + 1, at, word, actor, subject, details, hash, 'x', at, 2"
    " FROM kernel_journalentry LIMIT 1",
    "ALTER TABLE kernel_journalentry DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_refuses_change ON kernel_journalentry",
    "DROP TABLE kernel_journalentry CASCADE",
    "ALTER TABLE kernel_journalentry ADD COLUMN x int",
    "CREATE OR REPLACE FUNCTION motcua_refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "SET session_replication_role = replica",
    "CREATE TABLE public.kernel_journalentry2 (a int)",
    "DELETE FROM django_migrations",
]


@pytest.fixture
def role():
    """The platform's role, for one test: what is granted is rolled back with everything else."""
    name = f"motcua_role_{uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)).as_string(cursor.connection))
    ownership.hand_over(name)
    journal.write([ENTRY])
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {name}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_role_cannot_take_back_what_was_written(role, attack):
    with pytest.raises(psycopg.Error) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.connection.execute(attack.encode())
    assert isinstance(refused.value, psycopg.errors.InsufficientPrivilege)
    assert journal.verify().count == 1


def test_the_role_writes_the_journal_by_its_function_and_works_with_the_other_tables(role):
    journal.write([ENTRY])
    assert journal.verify().count == 2
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kernel_counter (scope, value) VALUES ('a', 1)")
        cursor.execute("UPDATE kernel_counter SET value = 2; DELETE FROM kernel_counter")
    assert ownership.standing() == ownership.Standing(role, may_change_journal=False)


def test_who_owns_the_tables_is_told_to_be_able_to():
    assert ownership.standing().may_change_journal


def test_the_moment_of_writing_is_under_the_hash():
    journal.write([ENTRY])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER journal_refuses_change")
        cursor.execute("UPDATE kernel_journalentry SET recorded_at = recorded_at - interval '1 hour'")
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER journal_refuses_change")
    assert journal.verify().first_bad == 1


@pytest.mark.issue(17)
def test_who_owns_no_tables_is_told_whose_address_the_migration_wants(role):
    with pytest.raises(Trouble, match="DATABASE_OWNER_URL"):
        commands.migrate()
