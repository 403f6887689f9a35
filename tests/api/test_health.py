"""Each part that fails is told by its name."""

from collections import namedtuple
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from motcua.kernel import storing
from motcua.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db


def states(client):
    return {part: told["state"] for part, told in client.get("/health/ready").json()["parts"].items()}


def test_all_is_well_but_for_the_worker_that_nobody_started(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    told = states(client)
    # How full this disk is, and whose the tables of the tests are, is not ours to say.
    assert {part: told[part] for part in ("files", "clock", "worker", "queue", "keys")} == {
        "files": "WELL", "clock": "WELL", "worker": "ILL", "queue": "WELL", "keys": "WELL",
    }  # fmt: skip
    # What takes long is for the doctor and the page.
    assert not {"mail", "packs", "backup", "settings"} & set(told)


@pytest.mark.issue(17)
def test_others_are_told_no_more_than_whether_it_is_ready(client):
    for elsewhere in ({"headers": {"x-forwarded-for": "203.0.113.9"}}, {"REMOTE_ADDR": "203.0.113.9"}):
        assert client.get("/health/ready", **elsewhere).json() == {"ready": True}


def test_a_worker_is_known_by_its_last_sign_of_life(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
        assert states(client)["worker"] == "ILL"
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert states(client)["worker"] == "WELL"


@pytest.mark.issue(17)
def test_the_age_of_the_queue_is_told(client):
    now = timezone.now()
    waiting = OutboxMessage.objects.create(key="x", topic="mail", payload={}, created_at=now - timedelta(minutes=16))
    assert states(client)["queue"] == "ILL"
    assert client.get("/health/ready").status_code == 200
    OutboxMessage.objects.filter(pk=waiting.pk).update(state="FAILED")
    assert states(client)["queue"] == "WORRYING"


def test_a_full_disk_is_told(client, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(storing.shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, 1000))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert (answer.json()["ready"], answer.json()["parts"]["files"]["state"]) == (False, "ILL")


def test_a_lost_database_is_told(client, monkeypatch):
    def lost(*_what, **_more):
        raise DatabaseError("away")

    monkeypatch.setattr("motcua.kernel.health.MigrationExecutor", lost)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    # What asks the database is not asked.
    assert set(states(client).values()) - {"ILL"} <= {"WELL", "WORRYING"}
    assert "Cơ sở dữ liệu" in answer.json()["parts"]["queue"]["todo"]
    assert client.get("/health/live").status_code == 200


@pytest.mark.issue(17)
def test_a_node_that_cannot_write_is_told_to_who_asks_for_writing_and_can_be_read(client, monkeypatch):
    assert client.get("/health/ready?ghi=1").status_code == 200
    monkeypatch.setattr("motcua.kernel.clock.apart", lambda: timedelta(hours=-1))
    assert client.get("/health/ready").status_code == 200
    answer = client.get("/health/ready?ghi=1", REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})
    assert answer["Retry-After"]
    # What keeps nobody from writing keeps it ready.
    monkeypatch.undo()
    assert states(client)["worker"] == "ILL"
    assert client.get("/health/ready?ghi=1").status_code == 200


def test_measurements_are_for_this_machine_alone(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


@pytest.mark.issue(16)
@pytest.mark.parametrize("said", [{"forwarded": "for=203.0.113.9"}, {"x-real-ip": "203.0.113.9"}, {"via": "1.1 web"},
                                  {"x-forwarded-host": "motcua.example"}])  # fmt: skip
def test_whatever_a_server_in_front_says_of_itself_who_asks_through_it_is_told_nothing_more(client, said):
    assert client.get("/metrics", headers=said).status_code == 404
    assert "parts" not in client.get("/health/ready", headers=said).json()


def test_a_node_is_asked_without_tls_and_everything_else_is_led_to_it(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = import_module("motcua.settings.production").SECURE_REDIRECT_EXEMPT
    client = Client()
    assert [client.get(address).status_code for address in ("/health/live", "/health/ready", "/metrics")] == [200] * 3
    assert client.get("/").status_code == 301


@pytest.mark.issue(16)
def test_a_node_is_asked_by_the_name_of_its_machine_and_pages_answer_to_ours_alone(settings):
    settings.ALLOWED_HOSTS = ["dichvucong.langson.example"]
    client = Client(headers={"host": "localhost"})
    assert [client.get(address).status_code for address in ("/health/live", "/health/ready", "/metrics")] == [200] * 3
    assert {client.get(address).status_code for address in ("/", "/dang-nhap/", "/health/khong-co")} == {400}
