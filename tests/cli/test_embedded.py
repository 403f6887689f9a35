"""The embedded PostgreSQL comes up whole whatever its first start was killed in, and is its owner's alone."""

import contextlib
import os
import signal
import stat
import subprocess
import time

import psycopg
import pytest

from motcua.cli import running
from motcua.cli.embedded import Server
from motcua.kernel.terminal import Trouble
from tests.command import motcua, reachable


@pytest.fixture
def server(tmp_path_factory):
    made = Server(reachable(tmp_path_factory.mktemp("may-chu")), is_durable=False)
    yield made
    made.stop()


def test_a_first_start_that_was_killed_is_begun_again(server):
    # What `initdb` and a copy of the programs leave when they are killed in the middle.
    for left in ("cluster.1a2b3c4d", "programs.1a2b3c4d"):
        (server.home / left).mkdir(parents=True)
        (server.home / left / "PG_VERSION").write_text("18\n")
    server.start()
    assert server.is_up()
    assert {one.name for one in server.home.iterdir()} <= {"cluster", "programs", "postgres.log"}


@pytest.mark.issue(16)
def test_the_log_of_the_database_holds_no_row_that_it_refused(server):
    server.start()
    with psycopg.connect(server.address, autocommit=True) as connected:
        connected.execute("CREATE TABLE people (email text UNIQUE)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connected.execute("INSERT INTO people VALUES ('hoa@x.vn'), ('hoa@x.vn')")
    said = (server.home / "postgres.log").read_text(encoding="utf-8")
    assert "duplicate key" in said
    assert "hoa@x.vn" not in said


def test_whoever_is_somebody_else_does_not_reach_the_socket(server):
    server.sockets.mkdir(mode=0o777, exist_ok=True)
    server.start()
    found = server.sockets.stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == server.user.pw_uid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder somebody else's")
def test_a_folder_that_somebody_else_prepared_is_refused(server):
    server.sockets.mkdir()
    os.chown(server.sockets, 12345, 12345)
    with pytest.raises(Trouble, match="thuộc về người khác"):
        server.start()
    server.sockets.rmdir()
    server.sockets.symlink_to("/")
    with pytest.raises(Trouble, match="thuộc về người khác"):
        server.start()
    server.sockets.unlink()


@pytest.mark.issue(2)
def test_a_database_that_is_killed_is_brought_back_with_what_was_committed(server, capsys):
    server.is_durable = True
    server.start()
    with psycopg.connect(server.address, autocommit=True) as line:
        line.execute("CREATE TABLE so (n int)")
        line.execute("INSERT INTO so VALUES (7)")
    running.bring_back(server)
    assert capsys.readouterr().out == ""
    first = int((server.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    # Tests of faults make their process the parent of what loses its own: nobody else buries it then.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(first, 0)
    running.bring_back(server)
    assert "đang khởi động lại" in capsys.readouterr().out
    with psycopg.connect(server.address) as line:
        assert line.execute("SELECT n FROM so").fetchall() == [(7,)]


@pytest.mark.issue(2)
def test_a_killed_database_comes_back_although_its_number_is_another_process_now(server):
    """Numbers of processes are used again, after a loss of power sooner than one would think."""
    server.start()
    note = server.cluster / "postmaster.pid"
    killed = int(note.read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    while server.is_up():
        time.sleep(0.05)
    become = ["setpriv", f"--reuid={server.user.pw_uid}", "--clear-groups"] if server.as_root else []
    with subprocess.Popen([*become, "sleep", "60"]) as other:
        try:
            for left in (note, server.sockets / ".s.PGSQL.5432.lock"):
                left.write_text(left.read_text().replace(str(killed), str(other.pid), 1))
            server.start()
            assert server.is_up()
            assert other.poll() is None
        finally:
            other.kill()


def test_a_database_that_does_not_come_back_is_said_and_tried_again(server, capsys, monkeypatch):
    tries = []

    def fails():
        tries.append(server)
        raise Trouble("PostgreSQL không khởi động được.")

    monkeypatch.setattr(server, "is_up", lambda: False)
    monkeypatch.setattr(server, "start", fails)
    for number in (1, 2):
        running.bring_back(server)
        assert len(tries) == number
        assert "không khởi động được" in capsys.readouterr().out


def test_a_demonstration_is_proved_and_saved_without_settings(server, tmp_path):
    """Of the folder that is named, by an option before the environment: never of the one beside the code."""
    server.start()
    server.stop()
    data = ["--data", str(server.data)]
    code, said = motcua("audit", "verify", *data)
    assert code == 0, said
    assert said.startswith("Nhật ký nguyên vẹn: 0 mục,")
    code, said = motcua("backup", str(tmp_path / "ban-sao"), MOTCUA_DATA=str(server.data))
    assert code == 0, said
    assert (tmp_path / "ban-sao" / "database.dump").stat().st_size > 0
    assert not server.is_up()
    other = tmp_path / "other"
    settings = {"MOTCUA_DATA": str(server.data), "SECRET_KEY": "x"}
    code, said = motcua("backup", str(tmp_path / "x"), "--data", str(other), **settings)
    assert code == 1, said
    assert not other.exists()
