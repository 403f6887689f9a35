"""A real replica beside the database: reports are read there, and it is stopped, cut off and killed under them."""

import contextlib
import io
import json
import os
import re
import shutil
import signal
import threading
import time

import pytest
from python_calamine import CalamineWorkbook

from benchmarks.province import children_of, free_port

pytestmark = [pytest.mark.faults, pytest.mark.issue(17)]

LAG, WAITS = 20, 120
TOLD = re.compile(r"Số liệu tính đến ([^.]+)\.")
BOOK = "/lam-viec/so-theo-doi/bang-tinh/"


class Replica:
    """A server that follows the province's own, from a copy of it."""

    def __init__(self, province):
        self.server, self.port = province.server, free_port()
        self.cluster = self.server.home / "replica"
        self.address = f"postgresql://postgres@/motcua?host={self.server.sockets}&port={self.port}"
        self.copy()

    def copy(self):
        """What the province's server has, as it is now."""
        shutil.rmtree(self.cluster, ignore_errors=True)
        done = self.server._try(
            "pg_basebackup",
            "-h",
            str(self.server.sockets),
            "-U",
            "postgres",
            "-D",
            str(self.cluster),
            "-R",
            "-c",
            "fast",
        )
        assert done.returncode == 0, done.stderr

    def start(self):
        options = f"-k {self.server.sockets} -h '' -p {self.port} -c unix_socket_permissions=0777"
        log = str(self.server.home / "replica.log")
        done = self.server._try("pg_ctl", "-D", str(self.cluster), "-w", "-l", log, "-o", options, "start")
        assert done.returncode == 0, (done.stderr, (self.server.home / "replica.log").read_text()[-2000:])

    def end(self, how="immediate"):
        self.server._try("pg_ctl", "-D", str(self.cluster), "-m", how, "-w", "stop")

    def kill(self):
        """At once and without a word."""
        first = int((self.cluster / "postmaster.pid").read_text().split()[0])
        for pid in [first, *children_of(first)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(first, 0)

    def told(self, question):
        return self.server._try(
            "psql", "-h", str(self.server.sockets), "-p", str(self.port), "-U", "postgres", "-Atc", question, "motcua"
        ).stdout.strip()  # fmt: skip


@pytest.fixture(scope="module")
def replica(province):
    one = Replica(province)
    one.start()
    yield one
    one.end()
    shutil.rmtree(one.cluster, ignore_errors=True)


@pytest.fixture(scope="module")
def served(province, replica):
    """One web node that knows the replica, and a worker, whose signs of life are what comes to it at quiet hours."""
    said = {"REPLICA_DATABASE_URL": replica.address, "REPLICA_MAX_LAG": str(LAG)}
    province.environment |= said
    province.web_workers = 1
    try:
        with province.ended():
            province.start("worker")
            province.start("web")
            yield province
    finally:
        for name in said:
            del province.environment[name]


@pytest.fixture
def opened(served):
    """Browsers of people, closed in the end."""
    browsers = []

    def opened(login=""):
        browsers.append(served.browser(login))
        return browsers[-1]

    yield opened
    for one in browsers:
        one.close()


@pytest.fixture
def browser(opened):
    return opened()


def until(holds, said=""):
    over = time.monotonic() + WAITS
    while not (found := holds()):
        assert time.monotonic() < over, said
        time.sleep(0.3)
    return found


def page(browser, path):
    answer = browser.get(path)
    assert answer.status == 200, (path, answer.status)
    return answer.body.decode()


def told(browser, path="/"):
    """The moment up to which a page of public figures says that it tells; nothing when it tells of now."""
    found = TOLD.search(page(browser, path))
    return found and found[1]


def state(browser):
    return json.loads(browser.get("/health/ready").body)["parts"]["replica"]["state"]


def set_submitted(province, figure):
    """Another figure in the database itself, of a month that the page shows."""
    with province.connect() as connection:
        connection.execute("DELETE FROM indicators_keptday WHERE channel = 'COUNTER' AND name = 'filed'")
        connection.execute(
            """INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number)
               SELECT (SELECT min(id) FROM organization_agency), (SELECT min(id) FROM procedures_field), 'COUNTER',
               (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'filed', %(n)s""",
            {"n": figure},
        )


def test_public_figures_are_read_at_the_replica_and_say_how_old_they_are(served, replica, browser):
    until(lambda: told(browser), served.log("web"))
    assert state(browser) == "WELL"
    assert told(browser, "/")
    set_submitted(served, 7_101)
    until(lambda: "7.101" in page(browser, "/minh-bach/"))
    replica.told("SELECT pg_wal_replay_pause()")
    try:
        until(lambda: replica.told("SELECT pg_get_wal_replay_pause_state()") == "paused")
        set_submitted(served, 7_202)
        held = page(browser, "/minh-bach/")
        assert "7.101" in held
        assert TOLD.search(held)
        # Too old to be shown: the database is read, and who watches is told.
        until(lambda: not told(browser))
        until(lambda: "7.202" in page(browser, "/minh-bach/"))
        assert state(browser) == "WORRYING"
    finally:
        replica.told("SELECT pg_wal_replay_resume()")
    until(lambda: told(browser))
    assert "7.202" in page(browser, "/minh-bach/")


def test_who_just_did_something_never_reads_the_book_at_the_replica(served, browser, opened):
    until(lambda: told(browser))
    official = opened("motcua@langson.example")
    # Signing in is an act, too; the server ends a line on which nothing is said for long.
    until(lambda: page(official, "/") and rested(served, "motcua@langson.example"))
    # Who has done nothing for a while reads the replica, and the book says how old it is.
    assert len(sheets(official)) == 2
    # Taking people's names away stands in the journal.
    assert not rested(served, "motcua@langson.example")
    assert len(sheets(official)) == 1


def rested(province, email):
    """Whether the replica has for certain all that an account did."""
    with province.connect() as connection:
        return connection.execute(
            "SELECT max(j.recorded_at) < now() - %s * interval '1 second' FROM kernel_journalentry j"
            " JOIN people_account a ON j.actor = 'people.account:' || a.id WHERE a.email = %s",
            [LAG + 62, email],
        ).fetchone()[0]


def sheets(official):
    answer = official.get(BOOK)
    assert answer.status == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.body)).sheet_names


def test_a_replica_that_is_killed_while_people_read_is_missed_by_nobody(served, replica, browser):
    until(lambda: told(browser))
    answers, over = [], threading.Event()

    def ask():
        reader = served.browser()
        while not over.is_set():
            answers.append(reader.get("/").status)
        reader.close()

    readers = [threading.Thread(target=ask) for _reader in range(3)]
    for reader in readers:
        reader.start()
    try:
        until(lambda: len(answers) > 20)
        replica.kill()
        asked = len(answers)
        until(lambda: len(answers) > asked + 20)
        assert not told(browser)
        assert state(browser) == "WORRYING"
        replica.start()
        until(lambda: told(browser), served.log("web"))
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert set(answers) == {200}
    assert state(browser) == "WELL"


def test_a_replica_that_leads_is_not_read(served, replica, browser):
    """One that was made to lead goes its own way: what it holds is nobody's any more."""
    until(lambda: told(browser))
    replica.told("SELECT pg_promote()")
    try:
        until(lambda: not told(browser))
        assert state(browser) == "WORRYING"
    finally:
        replica.end()
        replica.copy()
        replica.start()
    until(lambda: told(browser))
