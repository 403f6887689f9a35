"""A backup is only one when it is whole and was brought back; old ones go, and old programs are not forgotten."""

import re
import time

import psycopg
import pytest
from django.db import connection

from motcua.cli.backups import DUMP, IS_DATED, LIST
from motcua.cli.snapshots import differences
from motcua.kernel.health import BACKUP_MADE, BACKUP_REHEARSED
from motcua.kernel.models import JournalEntry
from tests import command, database
from tests.cli.test_backup import PATH, databases_like, kept, place
from tests.elsewhere import apart  # noqa: F401 - a fixture
from tests.inside import motcua

pytestmark = pytest.mark.issue(17)


@pytest.fixture
def db(apart):  # noqa: F811
    """Other processes see only what is committed."""


@pytest.fixture
def here(db, tmp_path):
    """This test's database, with one stored file, as the surroundings of a command."""
    address = database.address(connection.settings_dict["NAME"])
    kept(tmp_path / "data", address)
    return place(address, tmp_path / "data")


def written(word):
    return JournalEntry.objects.filter(word=word).count()


def test_what_lacks_a_file_was_not_backed_up_and_comes_back_as_what_it_is(here, tmp_path):
    (tmp_path / "data" / "files" / PATH).unlink()
    luu = tmp_path / "luu"
    code, said = motcua("backup", str(luu), "--keep", "1", **here)
    assert (code, "CHƯA sao lưu đủ" in said, "Đã sao lưu" in said) == (1, True, False), said
    assert written(BACKUP_MADE) == 0
    (folder,) = luu.iterdir()
    assert folder.name.endswith("-thieu-tep")
    code, said = motcua("backup", "rehearse", str(folder), **here)
    assert (code, "KHÔNG khớp" in said, "thiếu 1 tệp" in said) == (1, True, True), said
    assert written(BACKUP_REHEARSED) == 0
    with database.empty() as empty:
        code, said = motcua("restore", str(folder), "--unproven", **place(empty, tmp_path / "moi"))
    assert (code, "CHƯA phục hồi đủ" in said, "Đã phục hồi" in said) == (1, True, False), said


def test_dated_backups_are_kept_as_many_as_was_said(here, tmp_path):
    luu = tmp_path / "luu"
    for name in ("2026-01-01-010101", "2026-01-01-010102-thieu-tep", "giu-lai"):
        (luu / name).mkdir(parents=True)
    made = []
    for _time in range(3):
        # Folders are named by the second.
        time.sleep(1)
        code, said = motcua("backup", str(luu), "--keep", "2", **here)
        assert code == 0, said
        made.append(re.search(r"Đã sao lưu vào (.*)\.", said)[1].rpartition("/")[2])
    assert sorted(path.name for path in luu.iterdir()) == [*made[1:], "giu-lai"]
    assert all(IS_DATED.match(name) for name in made)
    assert command.motcua("backup", str(luu), "--keep", "0", **here)[0] == 2


def test_the_latest_is_brought_back_beside_compared_and_dropped(here, tmp_path):
    luu = tmp_path / "luu"
    for _time in range(2):
        time.sleep(1)
        assert motcua("backup", str(luu), "--keep", "2", **here)[0] == 0
    with psycopg.connect(here["DATABASE_URL"], autocommit=True) as server:
        before = databases_like(server)
        code, said = motcua("backup", "rehearse", str(luu), **here)
        assert code == 0, said
        newest = max(path.name for path in luu.iterdir())
        assert newest in said
        # What the timer writes is checked as it lies there; what is brought back is named.
        code, said = motcua("backup", "check", str(luu), **here)
        assert (code, newest in said) == (0, True), said
        code, said = motcua("restore", str(luu), **here)
        assert (code, newest in said) == (1, True), said
        assert databases_like(server) == before
    entry = JournalEntry.objects.get(word=BACKUP_REHEARSED)
    assert entry.details["journal"].count(":") == 1
    assert entry.details["rows"] > 1000


def test_what_came_back_different_is_named():
    before = {"journal": "2:ab", "tables": {"a": 1, "b": 2}}
    assert differences(before, before) == []
    found = differences(before, {"journal": "1:cd", "tables": {"a": 1, "c": 0}})
    assert found == ["b: 2 → None", "c: None → 0", "mục cuối nhật ký: 2:ab → 1:cd"]


def test_a_dump_too_new_for_older_programs_says_so_and_is_offered_as_sql(here, tmp_path):
    luu, sql = tmp_path / "luu", tmp_path / "tat-ca.sql"
    code, said = motcua("backup", str(luu), **here)
    assert (code, f"./motcua backup plain {luu}" in said) == (0, True), said
    code, said = motcua("backup", "plain", str(luu), str(sql), **here)
    assert (code, sql.stat().st_mode & 0o077) == (0, 0), said
    assert b"transaction_timeout" not in sql.read_bytes()[:5000]
    assert motcua("backup", "plain", str(luu), str(sql), **here)[0] == 1, "it is not written over"
    (luu / DUMP).write_bytes((luu / DUMP).read_bytes()[:5000])
    (luu / LIST).unlink()
    assert motcua("backup", "plain", str(luu), str(tmp_path / "khac.sql"), **here)[0] == 1
    assert not (tmp_path / "khac.sql").exists()
