"""A backup brings everything back into an empty place, on any server that is supported, and nothing into a full one."""

import hashlib
import os
import signal
import time
from datetime import timedelta
from json import dumps
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from motcua.cli import dating, vouching
from motcua.cli.backups import DUMP, LIST, Proof, _refuse_damaged, cause_in, for_any_server
from motcua.kernel import clock
from motcua.kernel.terminal import Trouble
from motcua.procedures.models import Procedure
from tests import command, database
from tests.elsewhere import apart  # noqa: F401 - a fixture
from tests.inside import motcua


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


def place(database, data, **more):
    return {"SECRET_KEY": "x", "DATABASE_URL": database, "MOTCUA_DATA": str(data), **more}


def backed_up(luu, here, data, *, run=motcua, **more):
    """Makes a backup; gives its list's digest and who made it."""
    code, said = run("backup", str(luu), **place(here, data, **more))
    assert code == 0, said
    return said.splitlines()[0].rpartition(" ")[2], said.splitlines()[1].removeprefix("BACKUP_SIGNERS=")


DIGEST = hashlib.sha256(b"giay to").hexdigest()
PATH = f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"


def kept(data, database):
    """One stored file, on the disk and in the database."""
    path = data / "files" / PATH
    path.parent.mkdir(parents=True)
    path.write_bytes(b"giay to")
    with psycopg.connect(database) as connected:
        connected.execute("INSERT INTO kernel_storedfile VALUES (%s, 7, 'text/plain', now())", [DIGEST])


def databases_like(server):
    """The databases named after the one `server` is connected to: other tests make and drop theirs meanwhile."""
    asked = "SELECT datname FROM pg_database WHERE datname LIKE current_database() || '%' ORDER BY 1"
    return server.execute(asked).fetchall()


def is_empty(database):
    with psycopg.connect(database) as connected:
        return connected.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'kernel%'").fetchone() == (0,)


@pytest.mark.issue(16)
def test_nothing_of_a_damaged_backup_is_used(elsewhere, tmp_path):
    here, there = elsewhere
    kept(tmp_path / "data", here)
    luu = tmp_path / "luu"
    _known, signer = backed_up(luu, here, tmp_path / "data")
    settings = place(there, tmp_path / "moi", BACKUP_SIGNERS=signer)
    assert {path.stat().st_mode & 0o077 for path in [luu, *luu.rglob("*")]} == {0}
    dump, stored = luu / "database.dump", luu / "files" / PATH
    whole, listed = dump.read_bytes(), (luu / LIST).read_text()

    def refused(what, *words):
        code, said = motcua("restore", str(luu), *words, **settings)
        assert (code, len(said.splitlines())) == (1, 1), said
        assert what in said
        assert said.endswith("Chưa phục hồi gì.\n")
        assert is_empty(there)
        assert not (tmp_path / "moi" / "files").exists()

    dump.write_bytes(whole[: len(whole) // 2])
    refused("database.dump")
    # Also where somebody made the list fit.
    (luu / LIST).write_text(
        listed.replace(hashlib.sha256(whole).hexdigest(), hashlib.sha256(dump.read_bytes()).hexdigest())
    )
    refused("không do máy đã biết ký")
    refused("Không đọc hết được", "--unproven")
    dump.write_bytes(whole)
    (luu / LIST).write_text(listed)
    stored.write_bytes(b"khac di")
    refused("đã bị đổi")
    # Where nothing was to be restored nothing is said of it.
    code, said = motcua("backup", "check", str(luu), **settings)
    assert (code, "đã bị đổi" in said, "phục hồi" in said) == (1, True, False), said
    stored.unlink()
    refused("thiếu 1 tệp")
    (luu / LIST).unlink()
    refused("không phải là một bản sao lưu")
    stored.write_bytes(b"giay to")
    (luu / LIST).write_text(listed)
    (luu / "signing").mkdir()
    (luu / "signing" / "authority.pem").write_text("of somebody else")
    refused("không nằm trong danh sách", "--unproven")
    (luu / "signing" / "authority.pem").unlink()
    assert motcua("backup", "check", str(luu), **settings)[0] == 0
    assert is_empty(there)
    assert motcua("restore", str(luu), **settings)[0] == 0


@pytest.mark.issue(16)
def test_what_leads_elsewhere_or_is_read_by_nobody_belongs_to_no_backup(tmp_path):
    luu, proof = tmp_path / "luu", Proof(is_unproven=True)
    luu.mkdir()
    (tmp_path / "dump").write_bytes(b"PGDMP")
    (luu / LIST).write_text(dumps({DUMP: hashlib.sha256(b"PGDMP").hexdigest()}))
    (luu / DUMP).symlink_to(tmp_path / "dump")
    with pytest.raises(Trouble, match="không phải tệp hay thư mục thường"):
        _refuse_damaged(luu, proof)
    (tmp_path / "dump").rename(luu / DUMP)
    assert _refuse_damaged(luu, proof) == [DUMP]
    os.mkfifo(luu / "ong")
    with pytest.raises(Trouble, match="ví dụ ong"):
        _refuse_damaged(luu, proof)


@pytest.mark.issue(16)
def test_a_backup_that_nobody_known_made_is_not_used(elsewhere, tmp_path):
    here, there = elsewhere
    data = tmp_path / "data"
    kept(data, here)
    luu, settings = tmp_path / "luu", place(there, tmp_path / "moi")
    known, signer = backed_up(luu, here, data)
    other = vouching._public(Ed25519PrivateKey.generate())
    # Its own key lies in no backup, and nobody else on the machine reads it.
    assert (data / "backup-signer.pem").stat().st_mode & 0o077 == 0
    assert not [path for path in luu.rglob("*") if "signer" in path.name]
    code, said = motcua("backup", "check", str(luu), **settings)
    assert (code, "Chưa biết ai lập" in said) == (0, True)
    assert motcua("backup", "check", str(luu), "--signer", signer, **settings) == (
        0, f"Bản sao lưu {luu} còn nguyên vẹn.{dating.said_of(luu)}\n",
    )  # fmt: skip
    assert motcua("backup", "check", str(luu), **place(here, data))[0] == 0
    for words, what in {
        (): "Chưa biết ai lập",
        ("--signer", other): "không do máy đã biết ký",
        ("--signer", "ed25519:x"): "có dạng ed25519",
    }.items():
        code, said = motcua("restore", str(luu), *words, **settings)
        assert (code, len(said.splitlines()), what in said) == (1, 1, True), said
    (luu / f"{LIST}.ky").unlink()
    assert motcua("restore", str(luu), "--signer", signer, **settings)[0] == 1
    assert is_empty(there)
    assert motcua("restore", str(luu), "--known", known, **settings)[0] == 0


@pytest.mark.parametrize("content", ["[" * 100_000, "[]", '{"a": {"b": 1}}', '{"a": 5}', "7", "\udcff"])
@pytest.mark.issue(16)
def test_a_list_that_is_none_is_said_to_be_damaged_and_not_read_before_its_maker_is_known(tmp_path, content):
    (tmp_path / LIST).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Trouble, match="bị hỏng"):
        _refuse_damaged(tmp_path, Proof(is_unproven=True))
    with pytest.raises(Trouble, match="mã băm đã biết"):
        _refuse_damaged(tmp_path, Proof(known="0" * 64))


def test_a_list_is_believed_by_its_signature_alone(settings, tmp_path):
    settings.DATA_DIR, settings.BACKUP_SIGNERS = tmp_path / "nha", []
    signature = vouching.signed(b"list")
    assert vouching.is_signed(b"list", signature, vouching.signers([]))
    assert not vouching.is_signed(b"lists", signature, vouching.signers([]))
    for bad in ("", "x", "x" * 88, "é", signature[:-4] + "AAA="):
        assert not vouching.is_signed(b"list", bad, vouching.signers([]))
    named = vouching.signer()
    settings.DATA_DIR = tmp_path / "khac"
    assert vouching.signers([]) == []
    assert vouching.is_signed(b"list", signature, vouching.signers([named]))
    vouching.signed(b"other")
    assert not vouching.is_signed(b"list", signature, vouching.signers([]))
    for bad in ("ed25519:x", "ed25519:AAAA", "age1x", "é"):
        with pytest.raises(Trouble, match="có dạng ed25519"):
            vouching.signers([bad])


@pytest.mark.issue(16)
def test_an_open_backup_holds_no_key_that_signs(elsewhere, tmp_path):
    here, there = elsewhere
    data, key = tmp_path / "data", tmp_path / "khoa"
    kept(data, here)
    (data / "signing").mkdir()
    (data / "signing" / "authority.pem").write_text("the key")
    code, said = motcua("backup", str(tmp_path / "mo"), **place(here, data))
    assert (code, "Không có khóa ký" in said) == (0, True)
    assert not [path for path in (tmp_path / "mo").rglob("*") if "authority" in path.name]
    code, said = motcua("restore", str(tmp_path / "mo"), "--unproven", **place(there, tmp_path / "moi"))
    assert (code, "không có khóa ký" in said) == (0, True)
    public = motcua("backup", "key", str(key), **place(here, data))[1].splitlines()[0].removeprefix("BACKUP_KEYS=")
    code, said = motcua("backup", str(tmp_path / "kin"), **place(here, data, BACKUP_KEYS=public))
    assert (code, "Không có khóa ký" in said) == (0, False)
    assert (tmp_path / "kin" / "signing" / "authority.pem.age").exists()


@pytest.mark.issue(16)
def test_a_backup_without_a_file_that_the_database_names_says_so(elsewhere, tmp_path):
    here, _there = elsewhere
    kept(tmp_path / "data", here)
    (tmp_path / "data" / "files" / PATH).unlink()
    (tmp_path / "before").mkdir(mode=0o755)
    code, said = motcua("backup", str(tmp_path / "luu"), **place(here, tmp_path / "data"))
    # It is for its owner alone; what the same process makes afterwards is as open as before.
    (tmp_path / "after").mkdir(mode=0o755)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("before", "luu", "after")]
    assert modes == [modes[0], 0o700, modes[0]]
    assert code == 1
    assert "CHƯA sao lưu đủ" in said
    assert "thiếu 1 tệp" in said


def test_a_backup_comes_back_whole_into_an_empty_place_and_into_no_other(elsewhere, tmp_path):
    here, there = elsewhere
    known = Procedure.objects.count()
    kept(tmp_path / "data", here)
    signer = backed_up(tmp_path / "luu", here, tmp_path / "data", run=command.motcua)[1]
    (tmp_path / "moi" / "signing").mkdir(parents=True)
    code, said = command.motcua("restore", str(tmp_path / "luu"), "--signer", signer, **place(there, tmp_path / "moi"))
    assert (code, said) == (0, f"Đã phục hồi.{dating.said_of(tmp_path / 'luu')}\n")
    assert (tmp_path / "moi" / "files" / PATH).read_bytes() == b"giay to"
    assert command.motcua("audit", "verify", **place(there, tmp_path / "moi"))[0] == 0
    with psycopg.connect(there) as restored:
        assert restored.execute("SELECT count(*) FROM procedures_procedure").fetchone() == (known,)
    code, said = command.motcua("restore", str(tmp_path / "luu"), "--signer", signer, **place(there, tmp_path / "moi"))
    assert (code, len(said.splitlines())) == (1, 1)
    assert "đã có dữ liệu" in said
    assert known > 50


@pytest.mark.issue(17)
def test_what_comes_back_is_the_owners_and_the_platform_works_with_it(elsewhere, tmp_path):
    """As the guide has it: one role owns the tables, another one works with them, and may not touch the journal."""
    here, there = elsewhere
    _known, signer = backed_up(tmp_path / "luu", here, tmp_path / "data")
    role = f"motcua_role_{uuid4().hex[:8]}"
    with psycopg.connect(there, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
        try:
            daily = f"postgresql://{role}:x@{there.rpartition('@')[2]}"
            settings = place(daily, tmp_path / "moi", BACKUP_SIGNERS=signer)
            code, said = command.motcua("backup", "rehearse", str(tmp_path / "luu"), **settings)
            assert (code, "DATABASE_OWNER_URL" in said, "ALTER ROLE" in said) == (1, True, False), said
            settings["DATABASE_OWNER_URL"] = there
            code, said = command.motcua("restore", str(tmp_path / "luu"), **settings)
            assert (code, "Đã phục hồi." in said) == (0, True), said
            may = "SELECT has_table_privilege(%s, %s, 'UPDATE')"
            assert owner.execute(may, [role, "kernel_counter"]).fetchone() == (True,)
            assert owner.execute(may, [role, "kernel_journalentry"]).fetchone() == (False,)
        finally:
            owner.execute(f"DROP OWNED BY {role}")
            owner.execute(f"DROP ROLE {role}")


@pytest.mark.issue(17)
def test_what_went_wrong_is_told_and_not_what_was_warned_of_before():
    warned = 'psql:<stdin>:7: WARNING:  no privileges were granted for "gbtreekey4_in"\n' * 50
    assert cause_in(f"{warned}psql:<stdin>:9: ERROR:  no such table\n") == "psql:<stdin>:9: ERROR:  no such table"
    assert cause_in("NOTICE: a\n\nWARNING: b\n") == "NOTICE: a WARNING: b"


# Ends itself, as who runs out of memory is ended, while a table is being written back.
KILLED = """
import os, signal, sys
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.settings.production"
django.setup()
from motcua.cli import backups
from motcua.cli.main import main

said = backups.for_any_server

def cut(script):
    for line in said(script):
        if line.startswith(b"COPY public.procedures_procedure "):
            os.kill(os.getpid(), signal.SIGKILL)
        yield line

backups.for_any_server = cut
main(sys.argv[1:])
"""


@pytest.mark.issue(16)
def test_a_restore_that_is_killed_leaves_nothing_and_can_be_begun_again(elsewhere, tmp_path):
    here, there = elsewhere
    signer = backed_up(tmp_path / "luu", here, tmp_path / "data")[1]
    (tmp_path / "moi" / "signing").mkdir(parents=True)
    words = ("restore", str(tmp_path / "luu"), "--signer", signer)
    assert command.python("-c", KILLED, *words, **place(there, tmp_path / "moi"))[0] == -signal.SIGKILL
    with psycopg.connect(there, autocommit=True) as server:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while server.execute(asked).fetchone() != (0,):
            time.sleep(0.1)
    assert is_empty(there)
    assert command.motcua(*words, **place(there, tmp_path / "moi"))[0] == 0


@pytest.mark.issue(16)
def test_a_script_of_a_backup_that_was_cut_changes_nothing(elsewhere, tmp_path):
    here, there = elsewhere
    signer = backed_up(tmp_path / "luu", here, tmp_path / "data")[1]
    whole, settings = tmp_path / "luu.sql", place(there, tmp_path / "moi")
    code, said = motcua("backup", "plain", str(tmp_path / "luu"), str(whole), "--signer", signer, **settings)
    assert (code, [path.name for path in tmp_path.glob("*.sql*")]) == (0, ["luu.sql"]), said
    cut = tmp_path / "cut.sql"
    lines = whole.read_bytes().splitlines(keepends=True)
    cut.write_bytes(b"".join(lines[: len(lines) // 2]))
    for script, is_taken in ((cut, False), (whole, True)):
        said = command.psql(there, script)
        assert is_empty(there) is not is_taken, said[-300:]


@pytest.mark.issue(16)
def test_a_locked_backup_is_read_by_who_holds_its_key_and_by_nobody_else(elsewhere, tmp_path):
    here, there = elsewhere
    kept(tmp_path / "data", here)
    luu, key, other = tmp_path / "luu", tmp_path / "khoa", tmp_path / "khac"
    settings = place(there, tmp_path / "moi")
    (tmp_path / "moi").mkdir()
    code, said = motcua("backup", "key", str(key), **settings)
    assert (code, key.stat().st_mode & 0o077) == (0, 0)
    public = said.splitlines()[0].removeprefix("BACKUP_KEYS=")
    assert motcua("backup", "key", str(key), **settings)[0] == 1
    assert motcua("backup", "key", str(other), **settings)[0] == 0
    known, signer = backed_up(luu, here, tmp_path / "data", BACKUP_KEYS=public)
    open_files = [path for path in luu.rglob("*") if path.is_file() and path.suffix != ".age"]
    assert sorted(open_files) == [luu / LIST, luu / f"{LIST}.ky", luu / "luc-lap.txt"]
    assert not [path for path in luu.rglob("*.age") if b"giay to" in path.read_bytes() or b"PGDMP" in path.read_bytes()]
    settings["BACKUP_SIGNERS"] = signer
    code, said = motcua("backup", "check", str(luu), "--known", known, **settings)
    assert (code, "--key" in said) == (0, True)
    for words, what in {
        (): "Thêm --key",
        ("--key", str(other)): "không mở được",
        ("--key", str(luu / LIST)): "không phải là khóa",
        ("--key", str(key), "--known", "0" * 64): "mã băm đã biết",
    }.items():
        code, said = motcua("restore", str(luu), *words, **settings)
        assert (code, len(said.splitlines())) == (1, 1), said
        assert what in said
        assert is_empty(there)
    assert motcua("backup", "check", str(luu), "--key", str(key), **settings)[1].startswith("Bản sao lưu")
    assert motcua("restore", str(luu), "--key", str(key), "--known", known, **settings)[0] == 0
    assert (tmp_path / "moi" / "files" / PATH).read_bytes() == b"giay to"
    assert [path.name for path in (tmp_path / "moi").iterdir()] == ["files"]
    code, said = motcua("backup", str(tmp_path / "b"), BACKUP_KEYS="age1x", **place(here, tmp_path / "data"))
    assert (code, said.startswith("BACKUP_KEYS")) == (1, True)


@pytest.mark.issue(16)
def test_what_stood_before_stands_until_the_backup_is_whole_beside_it(elsewhere, tmp_path):
    here, there = elsewhere
    kept(tmp_path / "data", here)
    luu = tmp_path / "luu"
    signer = backed_up(luu, here, tmp_path / "data")[1]
    settings = place(there, tmp_path / "moi", BACKUP_SIGNERS=signer)
    with psycopg.connect(there) as stood:
        stood.execute("CREATE TABLE kernel_before (what text)")
        stood.commit()
        code, said = motcua("restore", str(luu), "--replace", **settings)
        assert (code, "Dừng serve và worker" in said) == (1, True), said
    # What cannot be written back to its end leaves no trace of itself.
    with psycopg.connect(there, autocommit=True) as server:
        names = databases_like(server)
    (tmp_path / "moi").mkdir(exist_ok=True)
    (tmp_path / "moi" / "files").write_text("no folder")
    assert motcua("restore", str(luu), "--replace", **settings)[0] == 1
    with psycopg.connect(there, autocommit=True) as server:
        assert databases_like(server) == names
        assert server.execute("SELECT count(*) FROM kernel_before").fetchone() == (0,)
    (tmp_path / "moi" / "files").unlink()
    # What a restore left behind that was killed goes with the next one, once nobody works in it.
    left = f"{names[0][0]}_moi_20261129101500"
    with psycopg.connect(there, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{left}"')
    with psycopg.connect(database.address(left)):
        code, said = motcua("restore", str(luu), "--replace", **settings)
        assert (code, "đang ghi vào" in said) == (1, True), said
    code, said = motcua("restore", str(luu), "--replace", **settings)
    assert code == 0, said
    with psycopg.connect(there, autocommit=True) as server:
        assert left not in databases_like(server)
    old = next(word for word in said.split() if "_truoc_" in word).rstrip(".")
    with psycopg.connect(there, autocommit=True) as server:
        assert server.execute("SELECT to_regclass('kernel_before')").fetchone() == (None,)
        assert server.execute("SELECT count(*) FROM procedures_procedure").fetchone()[0] > 50
    with psycopg.connect(database.address(old), autocommit=True) as server:
        assert server.execute("SELECT count(*) FROM kernel_before").fetchone() == (0,)
    with psycopg.connect(there, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{old}"')


@pytest.mark.issue(17)
def test_a_node_whose_clock_is_off_copies_nothing_before_it_says_so(elsewhere, tmp_path, monkeypatch):
    here, _there = elsewhere
    whole = tmp_path / "truoc"
    backed_up(whole, here, tmp_path)
    monkeypatch.setattr(clock, "apart", lambda: timedelta(hours=1))
    monkeypatch.setattr(clock._Looked, "steady", float("-inf"))
    told = (
        "Đồng hồ máy này lệch cơ sở dữ liệu 3600,0 giây. Máy này ngừng ghi, ngừng gửi cho đến khi giờ đúng."
        " Chạy chrony (hoặc ntpd) trên mọi máy.\n"
    )
    for words in (["backup", str(tmp_path / "luu")], ["backup", str(tmp_path / "luu"), "--keep", "3"]):
        assert motcua(*words, **place(here, tmp_path)) == (1, told)
        assert not (tmp_path / "luu").exists()
    assert motcua("backup", "rehearse", str(whole), **place(here, tmp_path)) == (1, told)
    assert motcua("packs", "load", **place(here, tmp_path)) == (1, told)
