"""Faults whose outcome is decided: what people see, that nothing acknowledged is lost, that all comes back by itself.

The chapter «Khi có sự cố» of the operators' guide says the same in words.
"""

import contextlib
import json
import socket
import threading
import time

import psycopg
import pytest

from benchmarks.kills import LOGIN, rows

pytestmark = [pytest.mark.faults, pytest.mark.issue(16)]
FAILED = "Những gì bạn đã lưu vẫn còn. Thử lại sau ít phút"
# Seconds that a page waits for the database here.
PATIENCE = 2


@pytest.fixture(scope="module")
def served(province):
    """A web server that waits shortly, and two applications ready to be filed."""
    drafts = province.drafts(2)
    kept, province.web_workers = dict(province.environment), 1
    province.environment["PAGE_PATIENCE"] = str(PATIENCE)
    with province.ended():
        province.start("web")
        yield province, drafts
    province.environment.clear()
    province.environment.update(kept)


@pytest.fixture
def browser_of(served):
    """Browsers of people, closed in the end."""
    opened = []

    def browser(login=""):
        opened.append(served[0].browser(login))
        return opened[-1]

    yield browser
    for one in opened:
        one.close()


def wait_until(is_so, said=lambda: "", seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, said()
        time.sleep(0.2)


def ready(browser):
    return json.loads(browser.get("/health/ready").body)


def stored(province, draft):
    return rows(province, "SELECT count(*) FROM dossiers_dossier WHERE submission_key = %s", draft["key"])[0][0]


def is_told_and_not_filed(province, browser, draft):
    answer = browser.post(draft["path"])
    assert answer.status == 503
    assert FAILED in answer.body.decode()
    assert stored(province, draft) == 0


def is_filed_once_when_pressed_again(province, browser, draft):
    assert [browser.post(draft["path"]).status for _press in range(2)] == [302, 302]
    assert stored(province, draft) == 1


def test_a_database_that_does_not_answer_is_waited_for_shortly_and_other_pages_go_on(served, browser_of):
    province, (draft, _other) = served
    filer, reader = browser_of(LOGIN), browser_of()
    with province.connect() as slow:
        slow.execute("LOCK TABLE dossiers_dossier IN ACCESS EXCLUSIVE MODE")
        pressed = threading.Thread(target=filer.post, args=(draft["path"],))
        begun = time.monotonic()
        pressed.start()
        assert reader.get("/noi-tiep-nhan/").status == 200
        pressed.join()
        assert PATIENCE <= time.monotonic() - begun < PATIENCE + 20
        answer = filer.post(draft["path"])
        assert answer.status == 503
        assert FAILED in answer.body.decode()
        slow.rollback()
    assert stored(province, draft) == 0
    is_filed_once_when_pressed_again(province, filer, draft)


def test_a_database_with_a_full_disk_takes_nothing_by_halves_and_lets_read(served, browser_of):
    province, (_other, draft) = served
    filer, reader = browser_of(LOGIN), browser_of()
    with psycopg.connect(province.server.address, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION test_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        connection.execute("CREATE TRIGGER test_full BEFORE INSERT ON kernel_journalentry EXECUTE FUNCTION test_full()")
        try:
            is_told_and_not_filed(province, filer, draft)
            assert reader.get("/noi-tiep-nhan/").status == 200
        finally:
            connection.execute("DROP FUNCTION test_full() CASCADE")
    is_filed_once_when_pressed_again(province, filer, draft)


def test_a_database_without_a_place_for_one_more_is_told_and_comes_back(served, browser_of):
    province, _drafts = served
    browser, held = browser_of(), []
    with psycopg.connect(province.server.address, autocommit=True) as first:
        ours = [first.info.backend_pid]
        # Those of the web server end, and all places are taken before it comes back.
        while True:
            try:
                held.append(psycopg.connect(province.server.address))
                ours.append(held[-1].info.backend_pid)
            except psycopg.OperationalError:
                others = first.execute(
                    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> ALL(%s)",
                    [ours],
                ).fetchone()[0]
                if not others:
                    break
        try:
            assert browser.get("/health/live").status == 200
            assert browser.get("/health/ready").status == 503
            answer = browser.get("/tra-cuu/?ma=KHONG-CO")
            assert answer.status == 503
            assert FAILED in answer.body.decode()
        finally:
            for connection in held:
                connection.close()
    assert browser.get("/tra-cuu/?ma=KHONG-CO").status == 404
    assert browser.get("/health/ready").status == 200


class MailServer(threading.Thread):
    """As much of a mail server as a letter needs; it takes calls and says nothing until it is told to answer."""

    def __init__(self):
        super().__init__(daemon=True)
        self.letters, self.answers, self.unanswered = [], threading.Event(), []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def close(self):
        for line in (self.door, *self.unanswered):
            line.close()

    def run(self):
        while True:
            try:
                line, _address = self.door.accept()
            except OSError:
                return
            if self.answers.is_set():
                threading.Thread(target=self.serve, args=(line,), daemon=True).start()
            else:
                self.unanswered.append(line)

    def serve(self, line):
        with line, line.makefile("rwb") as talk:

            def say(text):
                talk.write(text.encode() + b"\r\n")
                talk.flush()

            say("220 here")
            for heard in talk:
                word = heard.split(b" ")[0].strip().upper()
                if word == b"DATA":
                    say("354 go on")
                    self.letters.append(b"".join(iter(talk.readline, b".\r\n")))
                say({b"QUIT": "221 bye"}.get(word, "250 taken"))


@contextlib.contextmanager
def worker_with_mail_server(province, **more):
    """The worker of a province whose letters leave by a mail server. No other worker may be left to take them."""
    server, kept = MailServer(), dict(province.environment)
    server.start()
    province.environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.with_mail", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port),
        **more,
    }  # fmt: skip
    try:
        province.start("worker")
        yield server
    finally:
        province.kill("worker")
        server.close()
        province.environment.clear()
        province.environment.update(kept)


@pytest.mark.issue(17)
def test_a_silent_mail_server_holds_no_other_work_and_is_met_soon_after_it_is_back(served, browser_of):
    province, _drafts = served
    province.python("-m", "tests.faults.begun")
    with province.connect() as connection:
        connection.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")

    def queued(topic, count):
        province.python("-m", "tests.faults.queued", topic, str(count))

    def told_of(topic):
        """How many of a topic were sent, and how many attempts at them have ended."""
        told = (
            "SELECT count(*) FILTER (WHERE state = 'SENT'), sum(attempts) FROM kernel_outboxmessage WHERE key LIKE %s"
        )
        return rows(province, told, f"silent/{topic}/%")[0]

    with worker_with_mail_server(province, EMAIL_TIMEOUT="30") as server:
        queued("mail", 8)
        wait_until(lambda: len(server.unanswered) > 1, lambda: province.log("worker"))
        queued("kernel.day", 1)
        wait_until(lambda: told_of("kernel.day")[0] == 1, lambda: province.log("worker"))
        # However busy this machine is: it was done while every letter was still held.
        assert told_of("mail") == (0, 0)
        browser = browser_of()
        wait_until(lambda: ready(browser)["parts"]["channels"]["state"] == "ILL", lambda: province.log("worker"))
        assert told_of("mail")[0] == 0
        # A try a minute, asked for each minute; nobody moves the clock or presses anything.
        server.answers.set()
        wait_until(lambda: told_of("mail")[0] == 8, lambda: province.log("worker"), seconds=180)
        assert len(server.letters) == 8
        # Its line has been idle for longer than the server keeps one.
        assert ready(browser_of())["parts"]["channels"]["state"] == "WELL"


def test_letters_wait_for_the_worker_and_for_the_mail_server_and_leave_once(served, browser_of):
    province, _drafts = served
    # What filling the province and a new day have said is not what is looked at here.
    province.python("-m", "tests.faults.begun")
    browser = browser_of()
    browser.get("/quen-mat-khau/")
    assert browser.post("/quen-mat-khau/", email=LOGIN).status == 302
    [(letter,)] = rows(province, "SELECT id FROM kernel_outboxmessage WHERE state = 'QUEUED'")

    def state():
        return rows(province, "SELECT state, attempts, last_error FROM kernel_outboxmessage WHERE id = %s", letter)[0]

    # Nobody works for an hour: the page was answered as ever, and whoever watches is told.
    with province.connect() as connection:
        connection.execute(
            "UPDATE kernel_outboxmessage SET created_at = created_at - interval '1 hour' WHERE id = %s", [letter]
        )
        # A worker of another test may have given its last sign of life just now.
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
    told = ready(browser)
    states = {part: told["parts"][part]["state"] for part in ("worker", "queue")}
    assert (told["ready"], states) == (True, {"worker": "ILL", "queue": "ILL"})
    assert state() == ("QUEUED", 0, "")

    # The worker is back, and the mail server takes calls without a word.
    with worker_with_mail_server(province) as server:
        wait_until(lambda: state()[1] > 0, lambda: province.log("worker"))
        assert state()[0] == "QUEUED"
        assert "timed out" in state()[2]
        assert browser.get("/noi-tiep-nhan/").status == 200
        assert ready(browser)["parts"]["worker"]["state"] == "WELL"

        # It answers again: the letter leaves at the next attempt, which a test need not wait for.
        server.answers.set()
        with province.connect() as connection:
            connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        wait_until(lambda: state()[0] == "SENT", lambda: province.log("worker"))
        assert sum(LOGIN.encode() in text for text in server.letters) == 1
        assert ready(browser)["parts"]["queue"]["state"] == "WELL"
