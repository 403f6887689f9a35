"""Server, worker and database are killed again and again while people file: nothing acknowledged is lost or halved."""

import hashlib
import json
import random
import threading
import time

import pytest

pytestmark = pytest.mark.faults

SEED = 20261123
# The database comes last: after some quick deaths of it the worker's pool waits ever longer before it tries again.
KILLS = [["web"] * 4 + ["worker"] * 4, ["database"] * 42]
CLIENTS, DRAFTS = 2, 800
LOGIN = "congdan@langson.example"


class Filer(threading.Thread):
    """A person who files one application after the other and presses again until there is an answer."""

    def __init__(self, province, drafts, browser):
        super().__init__(daemon=True)
        self.province, self.drafts, self.browser = province, drafts, browser
        self.acknowledged, self.pressed_again, self.errors = {}, 0, []
        self.stop = threading.Event()

    def run(self):
        for draft in self.drafts:
            if reference := self.press_until_answered(draft):
                self.acknowledged[draft["key"]] = reference
            if self.stop.is_set():
                return
        self.errors.append("ran out of drafts")

    def press_until_answered(self, draft):
        """The reference, or nothing when one is told to stop. A line that was quiet for long may be cut as well."""
        while not self.stop.is_set():
            if reference := self.press(draft):
                return reference
            self.pressed_again += 1
            time.sleep(0.02)
        return ""

    def press(self, draft):
        # The page after filing would show what is said there, and forget it.
        self.browser.cookies.pop("messages", None)
        try:
            answer = self.browser.post(draft["path"])
        except ConnectionError:
            return ""
        if answer.status == 302 and "/ho-so/NT" in answer.location:
            return answer.location.strip("/").split("/")[-1]
        if answer.status < 500:
            self.errors.append(f"{answer.status} {answer.location}")
        return ""


@pytest.fixture(scope="module")
def aftermath(province):
    """Fifty kills at seeded moments while two people file; then everything runs again."""
    chance = random.Random(SEED)
    province.web_workers = 1
    with province.ended():
        drafts = province.drafts(DRAFTS)
        province.start("web")
        province.start("worker")
        filers = [Filer(province, drafts[n::CLIENTS], province.browser(LOGIN)) for n in range(CLIENTS)]
        for filer in filers:
            filer.start()
        sent = -1
        for target in [target for some in KILLS for target in chance.sample(some, len(some))]:
            known = filed(filers)
            wait_until(lambda known=known: filed(filers) > known, filers)
            if target == "worker":
                # A worker that has not begun to work yet has nothing to lose.
                wait_until(lambda sent=sent: messages(province, "SENT") > sent, filers)
            time.sleep(chance.uniform(0, 0.15))
            if target == "database":
                province.kill_database()
                province.server.start()
            else:
                province.kill(target)
                sent = messages(province, "SENT") if target == "worker" else sent
                province.start(target)
        # The worker may have ended with its database; whoever watches over it starts it again.
        province.kill("worker")
        province.start("worker")
        known = filed(filers)
        wait_until(lambda: filed(filers) > known, filers)
        for filer in filers:
            filer.stop.set()
        for filer in filers:
            filer.join(60)
        yield province, filers
        for filer in filers:
            filer.browser.close()


def filed(filers):
    return sum(len(filer.acknowledged) for filer in filers)


def wait_until(is_so, filers, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, [filer.errors for filer in filers]
        time.sleep(0.005)


def messages(province, state):
    return rows(province, "SELECT count(*) FROM kernel_outboxmessage WHERE state = %s", state)[0][0]


def rows(province, text, *values):
    with province.connect() as connection:
        return connection.execute(text, values).fetchall()


def undelivered(province):
    """What is known of messages that were not sent: their attempts, their jobs' lives, what the worker said last."""
    left = rows(
        province,
        """
        SELECT m.id, m.topic, m.state, m.attempts, m.last_error, m.created_at, clock_timestamp(),
            (SELECT json_agg(json_build_array(j.id, j.status, j.attempts, j.scheduled_at, j.worker_id,
                (SELECT json_agg(json_build_array(e.type, e.at) ORDER BY e.id)
                    FROM procrastinate_events e WHERE e.job_id = j.id)))
                FROM procrastinate_jobs j WHERE (j.args ->> 'message_id')::bigint = m.id)
        FROM kernel_outboxmessage m WHERE m.state <> 'SENT' ORDER BY m.id LIMIT 10
        """,
    )
    jobs = rows(province, "SELECT status, count(*) FROM procrastinate_jobs GROUP BY 1")
    return f"{left}\n{jobs}\n{province.log('worker')}"


def test_every_acknowledged_submission_is_there_once_and_whole(aftermath):
    province, filers = aftermath
    acknowledged = {key: reference for filer in filers for key, reference in filer.acknowledged.items()}
    assert [filer.errors for filer in filers] == [[]] * CLIENTS
    assert len(acknowledged) >= 50
    assert sum(filer.pressed_again for filer in filers) > 0, "no kill met a submission"
    stored = rows(province, "SELECT submission_key::text, reference FROM dossiers_dossier WHERE channel = 'ONLINE'")
    assert len({reference for _key, reference in stored}) == len(stored)
    assert acknowledged.items() <= dict(stored).items()
    # One more than acknowledged for each person who was not answered before the end.
    assert len(stored) - len(acknowledged) <= CLIENTS


def test_no_dossier_is_without_its_parts(aftermath):
    province, _filers = aftermath
    parts = rows(
        province,
        """
        SELECT d.reference,
            (SELECT count(*) FROM dossiers_party p WHERE p.dossier_id = d.id),
            (SELECT count(*) FROM dossiers_dossierfile f WHERE f.dossier_id = d.id)
                = (SELECT count(*) FROM forms_draftfile f WHERE f.draft_id = r.id),
            (SELECT count(*) FROM dossiers_dossierpaper p WHERE p.dossier_id = d.id AND p.kind = 'SUBMISSION_PROOF'),
            (SELECT count(*) FROM dossiers_historyentry h WHERE h.dossier_id = d.id AND h.word = 'submitted'),
            (SELECT count(*) FROM notices_notice n JOIN notices_delivery v ON v.notice_id = n.id
                WHERE n.dossier_reference = d.reference),
            (SELECT count(*) FROM notices_notice n JOIN kernel_outboxmessage o ON o.key LIKE 'notice/' || n.id || '/%%'
                WHERE n.dossier_reference = d.reference),
            (SELECT count(*) FROM kernel_journalentry j
                WHERE j.word = 'dossier.submitted' AND j.details ->> 'reference' = d.reference)
        FROM dossiers_dossier d JOIN forms_draft r ON r.submission_key = d.submission_key
        """,
    )
    assert parts
    assert [one for one in parts if one[1:] != (3, True, 1, 1, 3, 2, 1)] == []
    assert rows(
        province,
        "SELECT (SELECT count(*) FROM forms_draft WHERE submitted_at IS NOT NULL),"
        " (SELECT count(*) FROM papers_paper WHERE kind = 'SUBMISSION_PROOF'),"
        " (SELECT sum(submitted_online) FROM indicators_agencymonth)",
    ) == [(len(parts), len(parts), len(parts))]


def test_every_proof_opens_and_is_kept_as_it_was_opened(aftermath):
    province, filers = aftermath
    proofs = rows(
        province,
        "SELECT subject_reference, public_id FROM papers_paper WHERE kind = 'SUBMISSION_PROOF' AND file_id IS NULL",
    )
    assert proofs
    for reference, public_id in proofs:
        opened = filers[0].browser.get(f"/ho-so/{reference}/giay/{public_id}/")
        assert opened.status == 200
        digest = hashlib.sha256(opened.body).hexdigest()
        assert rows(province, "SELECT file_id FROM papers_paper WHERE public_id = %s", public_id) == [(digest,)]
        assert (province.folder / "files" / digest[:2] / digest[2:4] / digest).read_bytes() == opened.body


def test_pressing_again_gives_the_same_dossier(aftermath):
    _province, filers = aftermath
    for filer in filers:
        wanted = list(filer.acknowledged.items())[-5:]
        paths = {draft["key"]: draft for draft in filer.drafts}
        filer.stop.clear()
        assert [(key, filer.press_until_answered(paths[key])) for key, _reference in wanted] == wanted


def test_the_journal_is_whole(aftermath):
    province, _filers = aftermath
    told = json.loads(province.python("-m", "motcua.cli", "audit", "verify", "--json"))
    assert told["ok"] is True
    assert told["count"] > 0


def test_no_message_of_a_killed_worker_is_lost(aftermath):
    """What a killed worker held in its hands is delivered by the next one."""
    province, _filers = aftermath
    province.python("-c", "from motcua.cli import running; running.ready()\n"
                    "from asgiref.sync import async_to_sync\n"
                    "from motcua.kernel import outbox; async_to_sync(outbox.take_up_again)(seconds=0)")  # fmt: skip
    with province.connect() as connection:
        # Waits between attempts pass at once.
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    until = time.monotonic() + 60
    while messages(province, "SENT") < rows(province, "SELECT count(*) FROM kernel_outboxmessage")[0][0]:
        assert time.monotonic() < until, undelivered(province)
        time.sleep(0.3)
