"""The guide's way back to a moment, by Debian's PostgreSQL and its archive of what was written."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not PROGRAMS, reason="no PostgreSQL of Debian's on this machine")
# A server refuses to be root.
WHO = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}


@pytest.fixture
def place():
    """A folder with a short name, for a socket's path has its limits, of who runs the server."""
    folder = Path(tempfile.mkdtemp(prefix="mc-wal-"))
    if WHO:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    yield folder
    stop = [PROGRAMS[-1] / "pg_ctl", "-D", folder / "data", "stop", "-m", "immediate"]
    subprocess.run(stop, check=False, capture_output=True, **WHO)
    shutil.rmtree(folder)


def run(place, program, *arguments):
    done = subprocess.run(
        [PROGRAMS[-1] / program, *arguments], cwd=place, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={"PATH": os.environ["PATH"], "PGHOST": str(place), "PGUSER": "postgres", "LC_ALL": "C"}, **WHO,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


def write(place, name, text):
    with (place / name).open("a") as stream:
        stream.write(text)


def start(place):
    run(place, "pg_ctl", "-D", "data", "-w", "-o", f"-h '' -k {place}", "-l", "log", "start")


def ask(place, statement):
    return run(place, "psql", "-X", "-A", "-t", "-c", statement, "postgres")


@pytest.mark.issue(16)
def test_what_was_written_by_a_moment_comes_back_and_what_was_deleted_after_it_too(place):
    wal = place / "wal"
    run(place, "initdb", "-D", "data", "-U", "postgres", "--no-sync")
    write(
        place,
        "data/postgresql.conf",
        f"fsync=off\narchive_mode=on\narchive_command='test ! -f {wal}/%f && cp %p {wal}/%f'\n",
    )
    wal.mkdir()
    if WHO:
        os.chown(wal, pwd.getpwnam("nobody").pw_uid, -1)
    start(place)
    ask(place, "CREATE TABLE dossier AS SELECT 1 AS code")
    run(place, "pg_basebackup", "-D", "base", "-X", "none", "-c", "fast", "--no-sync")
    ask(place, "INSERT INTO dossier VALUES (2)")
    moment = ask(place, "SELECT clock_timestamp()")
    ask(place, "SELECT pg_sleep(0.1)")
    ask(place, "DELETE FROM dossier")
    ask(place, "SELECT pg_switch_wal()")
    run(place, "pg_ctl", "-D", "data", "-w", "-m", "fast", "stop")
    (place / "data").rename(place / "broken")
    (place / "base").rename(place / "data")
    write(
        place, "data/postgresql.conf",
        f"restore_command='cp {wal}/%f %p'\nrecovery_target_time='{moment}'\nrecovery_target_action='promote'\n",
    )  # fmt: skip
    (place / "data" / "recovery.signal").touch()
    start(place)
    assert ask(place, "SELECT string_agg(code::text, ' ' ORDER BY code) FROM dossier") == "1 2"
