"""What a monitor reads is the same whichever process answers; alerts and the dashboard ask for nothing else."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.province import children_of
from motcua.cli.counting import MEMORY, together
from motcua.kernel.floors import ROOT
from motcua.kernel.health import note_backup
from motcua.kernel.lanes import Lane
from motcua.kernel.models import Circuit, OutboxMessage
from tests.cli.test_serve import free_port
from tests.command import started

pytestmark = pytest.mark.issue(17)
RULES, DASHBOARD = ROOT / "deploy/prometheus/motcua.rules.yml", ROOT / "deploy/grafana/motcua.json"


def read(text):
    """Every sample by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def told(client):
    return read(client.get("/metrics").content.decode())


@pytest.mark.django_db
def test_the_database_tells_what_waits_and_how_old_it_is(client):
    at = timezone.now()
    OutboxMessage.objects.create(key="x", topic="mail", payload={}, created_at=at - timedelta(hours=1))
    OutboxMessage.objects.create(key="y", topic="mail", payload={}, created_at=at, state="FAILED")
    OutboxMessage.objects.create(key="z", topic="mail", payload={}, created_at=at, state="SENT")
    Circuit.objects.create(topic="mail", failures=3, opened_at=at)
    found = told(client)
    assert found[("motcua_outbox_messages", ("state", "QUEUED"))] == 1
    assert found[("motcua_outbox_messages", ("state", "FAILED"))] == 1
    assert 3599 < found[("motcua_outbox_oldest_seconds",)] < 3700
    assert (found[("motcua_channel_open", ("topic", "mail"))], found[("motcua_channel_open", ("topic", "sms"))]) == (
        1,
        0,
    )
    # The channels and the queue are ill, the journal's place is well.
    parts = {labels[0][1]: value for (name, *labels), value in found.items() if name == "motcua_part_state"}
    assert (parts["channels"], parts["queue"], parts["files"]) == (2, 2, 0)


@pytest.mark.django_db
def test_what_never_was_is_without_end(client):
    found = told(client)
    assert found[("motcua_backup_age_seconds",)] == found[("motcua_worker_silence_seconds",)] == float("inf")
    note_backup(facts={}, by=None, at=timezone.now() - timedelta(hours=2))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '40 seconds')")
    found = told(client)
    assert 7199 < found[("motcua_backup_age_seconds",)] < 7300
    assert 39 < found[("motcua_worker_silence_seconds",)] < 140


@pytest.mark.django_db
def test_a_job_counts_in_its_lane_once_its_time_has_come(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        for ago in ("-10 minutes", "1 hour"):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, scheduled_at)"
                " VALUES ('motcua.deliver', 'letters', now() + %s::interval)",
                [ago],
            )
    found = told(client)
    waiting = {lane: found[("motcua_jobs_waiting", ("lane", lane.value))] for lane in Lane}
    assert waiting == {Lane.LETTERS: 1, Lane.SEARCH: 0, Lane.DAY: 0, Lane.FILES: 0, Lane.PUSH: 0}


@pytest.mark.django_db
def test_without_the_database_the_rest_is_told(client, monkeypatch):
    def away(**_more):
        raise DatabaseError("away")

    monkeypatch.setattr("motcua.kernel.measures.jobs", away)
    found = {name for name, *_labels in told(client)}
    assert {"motcua_disk_free_bytes", "motcua_part_state"} <= found
    assert not {"motcua_jobs_waiting", "motcua_journal_entries"} & found


def asked(text):
    """The names of ours in an expression, as they are told: a histogram has three."""
    return set(re.findall(r"\bmotcua_\w+", text))


def expressions():
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.django_db
def test_alerts_and_dashboard_ask_only_for_what_is_told(client):
    note_backup(facts={}, by=None, at=timezone.now())
    # A call is counted when it was answered.
    told(client)
    found = {name for name, *_labels in told(client)}
    wanted = set().union(*map(asked, expressions()))
    assert len(wanted) > 15
    assert wanted <= found


def test_every_alert_says_what_happened_and_what_to_do():
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert min(len(rule["annotations"][name]) for name in ("summary", "description")) > 20


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is in Debian's package prometheus")
def test_the_rules_are_read_by_prometheus():
    done = subprocess.run(["promtool", "check", "rules", RULES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_server_counts_anew_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("motcua.cli.counting.MEMORY", tmp_path / "memory")
    folder = Path(together(tmp_path, 8000)["PROMETHEUS_MULTIPROC_DIR"])
    (folder / "histogram_1.db").touch()
    assert Path(together(tmp_path, 8000)["PROMETHEUS_MULTIPROC_DIR"]) == folder
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700
    # A link that somebody laid there leads nowhere.
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").touch()
    folder.rmdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert together(tmp_path, 8000)["PROMETHEUS_MULTIPROC_DIR"] != str(folder)
    assert (tmp_path / "elsewhere" / "kept").exists()


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def answers(port):
    try:
        return ask(port, "/health/live") == "ok"
    except OSError:
        return False


def calls(port):
    found = read(ask(port, "/metrics"))
    return sum(value for (name, *_labels), value in found.items() if name == "motcua_request_seconds_count")


def test_two_processes_tell_the_same_sums(tmp_path):
    port = free_port()
    settings = {
        "SECRET_KEY": "x", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "MOTCUA_DATA": str(tmp_path),
        "ALLOWED_HOSTS": "localhost",
    }  # fmt: skip
    server = started("serve", "--port", str(port), "--workers", "2", log=tmp_path / "log", **settings)
    folder, until = MEMORY / f"motcua-{os.getuid()}-{port}", time.monotonic() + 120
    try:
        while not answers(port) and time.monotonic() < until:
            time.sleep(0.5)
        # Until both have answered: each has a file of its own then.
        while len(list(folder.glob("histogram_*.db"))) < 2 and time.monotonic() < until:
            answers(port)
        assert len(list(folder.glob("histogram_*.db"))) == 2
        before = calls(port)
        # Each look counts one more, its own, whoever answers.
        assert [calls(port) for _look in range(20)] == [before + number for number in range(1, 21)]
    finally:
        for pid in [server.pid, *children_of(server.pid)]:
            os.kill(pid, signal.SIGKILL)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
