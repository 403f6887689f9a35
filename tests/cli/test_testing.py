"""The tests' own server keeps what cost time to make, and believes nothing that was cut off."""

import psycopg
import pytest

from motcua.cli.testing import kept_server
from tests import database
from tests.command import reachable


@pytest.fixture
def data(tmp_path_factory):
    return reachable(tmp_path_factory.mktemp("kiem-thu"))


def tables(server):
    with psycopg.connect(server.address) as line:
        return line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()


def test_what_a_run_made_stays_for_those_beside_and_after_it_unless_it_was_cut_off(data):
    with kept_server(data) as server:
        with psycopg.connect(server.address) as line:
            line.execute("CREATE TABLE giu (n int)")
        with kept_server(data) as beside:
            assert tables(beside) == [("giu",)]
        assert server.is_up()
    assert not server.is_up()
    with kept_server(data) as server:
        assert tables(server) == [("giu",)]
    (data / "ended-in-order").unlink()
    with kept_server(data) as server:
        assert tables(server) == []


@pytest.mark.django_db
def test_a_copy_holds_what_the_template_holds_and_nothing_of_another_copy():
    with database.copy() as here, database.copy() as there:
        with psycopg.connect(database.address(here)) as line:
            known = line.execute("SELECT count(*) FROM procedures_procedure").fetchone()
            line.execute("TRUNCATE procedures_procedure CASCADE")
        with psycopg.connect(database.address(there)) as line:
            assert line.execute("SELECT count(*) FROM procedures_procedure").fetchone() == known
            assert line.execute("SELECT count(*) FROM kernel_journalentry").fetchone() == (0,)
    assert known > (50,)


@pytest.mark.django_db
def test_what_nobody_uses_is_removed_and_what_somebody_uses_stays():
    with database.connection._nodb_cursor() as server:
        left = "motcua_test_0000000000aa"
        database._ask(server, f'CREATE DATABASE "{left}"')
        with database.copy() as used:
            database._remove_what_nobody_uses(server, f"motcua_template_{database.digest()}")
            names = {name for (name,) in database._ask(server, "SELECT datname FROM pg_database")}
    assert used in names
    assert database.connection.settings_dict["NAME"] in names
    assert f"motcua_template_{database.digest()}" in names
    assert left not in names
