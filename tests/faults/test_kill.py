"""Server, worker and database are killed again and again while people file: nothing acknowledged is lost or halved."""

import hashlib
import json
import random
import time
from contextlib import closing

import pytest

from benchmarks.kills import CLIENTS, LOGIN, SEED, doubled, halved, lost, messages, rows, shuffled, under_fire
from tests.whole import up_to

pytestmark = pytest.mark.faults

KILLS = [["web"] * 4 + ["worker"] * 4, ["database"] * up_to(6, 42)]
DRAFTS = up_to(250, 800)
FILED = "SELECT count(*) FROM dossiers_dossier WHERE channel = 'ONLINE'"


@pytest.fixture(scope="module")
def aftermath(province):
    """Fourteen kills, weekly fifty, at seeded moments while two people file; then everything runs again."""
    chance = random.Random(SEED)
    province.web_workers = 1
    province.filed_before = rows(province, FILED)[0][0]
    with province.ended():
        filers = under_fire(province, shuffled(KILLS, chance), chance, DRAFTS)
        yield province, filers
        for filer in filers:
            filer.browser.close()


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
    assert len(acknowledged) >= sum(map(len, KILLS))
    assert sum(filer.pressed_again for filer in filers) > 0, "no kill met a submission"
    assert lost(province, acknowledged) == {}
    assert doubled(province) == []
    # One more than acknowledged for each person who was not answered before the end.
    stored = rows(province, FILED)[0][0] - province.filed_before
    assert stored - len(acknowledged) <= CLIENTS


def test_no_dossier_is_without_its_parts(aftermath):
    province, _filers = aftermath
    filed = rows(
        province,
        "SELECT count(*) FROM dossiers_dossier d JOIN forms_draft r ON r.submission_key = d.submission_key",
    )[0][0]
    assert filed
    assert halved(province) == []
    assert rows(
        province,
        "SELECT (SELECT count(*) FROM forms_draft WHERE submitted_at IS NOT NULL),"
        " (SELECT count(*) FROM papers_paper WHERE kind = 'SUBMISSION_PROOF')",
    ) == [(filed, filed)]


def test_every_proof_opens_and_is_kept_as_it_was_opened(aftermath):
    province, _filers = aftermath
    proofs = rows(
        province,
        "SELECT subject_reference, public_id FROM papers_paper WHERE kind = 'SUBMISSION_PROOF' AND file_id IS NULL",
    )
    assert proofs
    # A line of its own: those on which people filed were quiet for long and may be cut.
    with closing(province.browser(LOGIN)) as browser:
        for reference, public_id in proofs:
            opened = browser.get(f"/ho-so/{reference}/giay/{public_id}/")
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
                    "from django.utils import timezone; from motcua.kernel import outbox\n"
                    "async_to_sync(outbox.take_up_again)(at=timezone.now(), seconds=0)")  # fmt: skip
    with province.connect() as connection:
        # Waits between attempts pass at once.
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    until = time.monotonic() + 60
    while messages(province, "SENT") < rows(province, "SELECT count(*) FROM kernel_outboxmessage")[0][0]:
        assert time.monotonic() < until, undelivered(province)
        time.sleep(0.3)
