"""Each part that fails is told by its name."""

from collections import namedtuple
from importlib import import_module

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from motcua.kernel import files

pytestmark = pytest.mark.django_db


def test_all_is_well_but_for_the_worker_that_nobody_started(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "database": True, "migrations_waiting": 0, "files": True, "keys": True, "worker": False,
        "clock": True,
        "messages_late": 0, "messages_failed": 0,
    }  # fmt: skip


def test_a_worker_is_known_by_its_last_sign_of_life(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
        assert client.get("/health/ready").json()["worker"] is False
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert client.get("/health/ready").json()["worker"] is True


def test_a_full_disk_is_told(client, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, 1000))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert (answer.json()["ready"], answer.json()["files"]) == (False, False)


def test_a_lost_database_is_told(client, monkeypatch):
    def lost(*_what, **_more):
        raise DatabaseError("away")

    monkeypatch.setattr("motcua.api.health.MigrationExecutor", lost)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": False})
    assert client.get("/health/live").status_code == 200


def test_measurements_are_for_this_machine_alone(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


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
