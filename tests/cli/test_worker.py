"""The worker lives through whatever becomes of its database: it waits, says so, and comes back."""

import signal
import time

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from motcua.cli import working
from motcua.cli.embedded import Server
from tests.command import python, reachable, started

pytestmark = pytest.mark.issue(17)
# Seconds: a worker finds out by its next sign of life, every ten seconds, and another starts Django anew.
PATIENCE = 120


@pytest.fixture
def server(tmp_path_factory):
    made = Server(reachable(tmp_path_factory.mktemp("may-chu")), is_durable=False)
    made.start()
    settings = surroundings(made)
    code, said = python("-m", "django", "migrate", "procrastinate", "--verbosity", "0", **settings)
    assert code == 0, said
    yield made
    made.stop()


def surroundings(server):
    return {
        "DATABASE_URL": server.address, "SECRET_KEY": "x", "ALLOWED_HOSTS": "x",
        "DJANGO_SETTINGS_MODULE": "motcua.settings.production", "MOTCUA_DATA": str(server.data),
    }  # fmt: skip


@pytest.fixture
def worker(server, tmp_path):
    """The command as systemd runs it, begun while there is no database."""
    server.stop()
    child = started("worker", log=tmp_path / "log", **surroundings(server))
    child.said = lambda: (tmp_path / "log").read_text()
    yield child
    child.send_signal(signal.SIGKILL)
    child.wait()


def comes(question):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.3)
    return False


def alive(server, since):
    """Whether some worker gave a sign of life after a moment."""
    with psycopg.connect(server.address) as line:
        told = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s"
        return line.execute(told, [since]).fetchone()[0] > 0


def now(server):
    with psycopg.connect(server.address) as line:
        return line.execute("SELECT clock_timestamp()").fetchone()[0]


@pytest.mark.django_db
def test_a_database_without_its_structure_is_waited_for_in_words(monkeypatch):
    # The line is the test's own: what the worker closes after each look stays open here.
    monkeypatch.setattr(working.connection, "close", lambda: None)
    assert working._why_not_yet() == ""
    MigrationRecorder(connection).migration_qs.filter(app="procrastinate").delete()
    assert "./motcua migrate" in working._why_not_yet()


def test_it_waits_for_its_database_and_comes_back_after_any_restart(server, worker):
    assert comes(lambda: "worker_waits_for_database" in worker.said() or worker.poll() is not None)
    assert worker.poll() is None, worker.said()
    server.start()
    assert comes(lambda: alive(server, "epoch")), worker.said()
    server.stop()
    # Longer than a restart: its next sign of life and its listener both fail.
    time.sleep(3)
    server.start()
    again = now(server)
    assert comes(lambda: alive(server, again) or worker.poll() is not None)
    assert worker.poll() is None, worker.said()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
