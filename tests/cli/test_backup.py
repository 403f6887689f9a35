"""A backup brings everything back into an empty place, on any server that is supported, and nothing into a full one."""

import psycopg
import pytest
from django.db import connection

from motcua.cli.commands import for_any_server
from motcua.procedures.models import Procedure
from tests import database
from tests.command import motcua
from tests.elsewhere import apart  # noqa: F401 - a fixture


def test_the_head_of_a_dump_asks_old_servers_for_nothing_they_do_not_know():
    head = [b"SET statement_timeout = 0;\n", b"SET transaction_timeout = 0;\n", b"SET lock_timeout = 0;\n"]
    data = [b"x\n"] * 100 + [b"SET transaction_timeout = 0;\n"]
    assert list(for_any_server([*head, *data])) == [head[0], head[2], *data]


@pytest.fixture
def db(apart):  # noqa: F811
    """Other processes see only what is committed."""


@pytest.fixture
def elsewhere(db):
    """The address of this test's database, and of an empty one."""
    with database.empty() as empty:
        yield database.address(connection.settings_dict["NAME"]), empty


def place(database, data):
    return {"SECRET_KEY": "x", "DATABASE_URL": database, "MOTCUA_DATA": str(data)}


def test_a_backup_comes_back_whole_into_an_empty_place_and_into_no_other(elsewhere, tmp_path):
    here, there = elsewhere
    known = Procedure.objects.count()
    (tmp_path / "data" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "data" / "files" / "ab" / "giay").write_bytes(b"giay to")
    assert motcua("backup", str(tmp_path / "luu"), **place(here, tmp_path / "data"))[0] == 0
    code, said = motcua("restore", str(tmp_path / "luu"), **place(there, tmp_path / "moi"))
    assert (code, said) == (0, "Đã phục hồi.\n")
    assert (tmp_path / "moi" / "files" / "ab" / "giay").read_bytes() == b"giay to"
    assert motcua("audit", "verify", **place(there, tmp_path / "moi"))[0] == 0
    with psycopg.connect(there) as restored:
        assert restored.execute("SELECT count(*) FROM procedures_procedure").fetchone() == (known,)
    code, said = motcua("restore", str(tmp_path / "luu"), **place(there, tmp_path / "moi"))
    assert (code, len(said.splitlines())) == (1, 1)
    assert "đã có dữ liệu" in said
    assert known > 50
