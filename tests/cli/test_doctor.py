"""`./motcua check` is a doctor: each part with what to do about it, and an exit code that tells."""

import json
import re
import socket
import threading
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.utils import timezone

from motcua.cli import commands, installing
from motcua.kernel import health
from motcua.kernel.health import State
from motcua.kernel.manifests import HealthPart, offered
from motcua.notices import health as of_notices
from motcua.papers import health as of_papers
from motcua.papers.models import SigningKey
from motcua.papers.trusted import folder
from motcua.people import health as of_people
from motcua.people.models import Account
from tests.command import motcua, python

pytestmark = pytest.mark.issue(17)


@pytest.fixture
def examined(db, capsys):
    """What the doctor says of each part, as JSON lines."""

    def examined():
        capsys.readouterr()
        code = commands.check(json=True)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert {line["part"] for line in lines} == set(offered(HealthPart))
        assert code == int(any(line["state"] == State.ILL for line in lines))
        assert all(line["said"] for line in lines)
        # Whoever reads that something is ill reads what to do.
        assert all(line["todo"] for line in lines if line["state"] != State.WELL)
        return {line["part"]: line["state"] for line in lines}

    return examined


def test_each_part_has_its_line_and_the_exit_code_tells(examined):
    assert examined()["worker"] == State.ILL


def test_a_wrong_password_or_place_of_the_database_is_one_line_and_the_rest_is_not_asked():
    nowhere = "postgresql://nobody:sai@127.0.0.1:1/motcua"
    code, said = motcua("check", "--json", DATABASE_URL=nowhere, SECRET_KEY="x")
    assert code == 1
    lines = {line["part"]: line for line in map(json.loads, said.splitlines())}
    assert lines["database"]["state"] == State.ILL
    assert "DATABASE_URL" in lines["database"]["todo"]
    # What to do stands on the line that says what is wrong: neither «wait» nor «it does not answer» is always true.
    assert "Cơ sở dữ liệu" in lines["queue"]["todo"]
    assert lines["proxies"]["state"] == State.ILL
    code, said = motcua("check", DATABASE_URL=nowhere, SECRET_KEY="x")
    assert code == 1
    assert said.splitlines()[0].startswith("HỎNG    Cơ sở dữ liệu:")
    assert "→ Kiểm tra địa chỉ" in said


def test_a_folder_that_is_missing_and_keys_that_are_not_here(examined, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "khong-co"
    told = examined()
    assert (told["disk"], told["keys"]) == (State.ILL, State.ILL)
    assert not folder().exists()


def test_without_any_authority_nothing_can_be_signed(examined):
    SigningKey.objects.all().delete()
    assert examined()["keys"] == State.ILL


@pytest.mark.parametrize("host", ["khong-co.invalid", "127.0.0.1"])
def test_a_mail_server_that_is_unknown_or_away(settings, host):
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, 1
    found = of_notices.mail(at=timezone.now())
    assert found.state == State.ILL
    assert "EMAIL_HOST" in found.todo


@pytest.mark.parametrize(
    ("greeting", "said"),
    [(b"220 ready", ""), (b"421 closing", "không nhận kết nối"), (b"", "không trả lời kịp")],
)
def test_a_mail_server_that_is_called_must_greet_too(settings, monkeypatch, greeting, said):
    monkeypatch.setattr(of_notices, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        def answer():
            line, _address = server.accept()
            with line:
                if greeting:
                    line.sendall(greeting + b"\r\n")
                while asked := line.recv(500):
                    line.sendall(b"221 bye\r\n" if asked.startswith(b"QUIT") else b"250 ok\r\n")

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        found = of_notices.mail(at=timezone.now())
        answering.join(10)
    assert found.state == (State.ILL if said else State.WELL)
    assert said in found.said
    assert "Error" not in found.said.partition("(")[0]


def test_the_address_that_install_writes_is_an_example(settings, tmp_path):
    written = dict(re.findall(r'^(\w+)="(.*)"$', installing._first_settings(Mock(data=tmp_path)), re.MULTILINE))
    settings.PUBLIC_ADDRESS, settings.ALLOWED_HOSTS = written["PUBLIC_ADDRESS"], [written["ALLOWED_HOSTS"]]
    assert of_people.address(at=timezone.now()).state == State.ILL


def test_files_on_a_disk_of_their_own_are_looked_at_too(settings, monkeypatch, tmp_path):
    settings.DATA_DIR, store = tmp_path, Path(health.keeping().place)
    store.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda of: Mock(free=1 if of == store else 50, total=100))
    assert health.disk(at=timezone.now()).state == State.WELL
    monkeypatch.setattr(health, "_device", str)
    found = health.disk(at=timezone.now())
    assert found.state == State.WORRYING
    assert str(store) in found.said


@pytest.mark.parametrize(
    ("address", "hosts", "state"),
    [
        ("http://localhost:8000", ["localhost"], State.ILL), ("http://a.vn", ["a.vn"], State.ILL),
        ("https://a.vn", ["b.vn"], State.ILL), ("https://a.vn", ["a.vn"], State.WELL),
        ("https://a.vn", ["*"], State.WORRYING),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere(settings, address, hosts, state):
    settings.PUBLIC_ADDRESS, settings.ALLOWED_HOSTS = address, hosts
    assert of_people.address(at=timezone.now()).state == state


def test_people_behind_a_proxy_are_told_apart(settings):
    settings.TRUSTED_PROXIES = []
    assert of_people.proxies(at=timezone.now()).state == State.ILL
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
    assert of_people.proxies(at=timezone.now()).state == State.WELL
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1/32"), ip_network("0.0.0.0/0")]
    assert of_people.proxies(at=timezone.now()).state == State.ILL, "everybody may write their own address"


def test_a_folder_for_anchors_that_fell_away_is_told(settings, tmp_path):
    for outside, state in (("", State.WELL), (str(tmp_path), State.WELL), (str(tmp_path / "away"), State.ILL)):
        settings.JOURNAL_ANCHORS = outside
        assert of_papers.anchors(at=timezone.now()).state == state


def test_a_demonstrations_accounts_are_not_open_in_earnest(db, settings):
    Account.objects.create(full_name="Ai cũng biết", is_demonstration=True, joined_at=timezone.now())
    assert of_people.strangers(at=timezone.now()).state == State.ILL
    settings.IS_DEMONSTRATION = True
    assert of_people.strangers(at=timezone.now()).state == State.WELL


def test_packs_and_backups_are_known_by_when_they_were_made(db, settings, tmp_path):
    now = timezone.now()
    assert (health.packs(at=now).state, health.backup(at=now).state) == (State.WORRYING, State.WORRYING)
    health.note_packs(facts={"is_whole": False}, by=None, at=now)
    assert health.packs(at=now).state == State.WORRYING, "somebody must agree first"
    health.note_packs(facts={"is_whole": True}, by=None, at=now)
    health.note_backup(facts={}, by=None, at=now)
    assert health.backup(at=now).state == State.WORRYING, "it was never brought back"
    health.note_rehearsal(facts={}, by=None, at=now)
    assert (health.packs(at=now).state, health.backup(at=now).state) == (State.WELL, State.WELL)
    assert health.backup(at=now + timedelta(hours=31)).state == State.WORRYING
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "places.yaml").write_text("[]")
    settings.PACKS = [*settings.PACKS, tmp_path / "moi"]
    assert health.packs(at=now).state == State.WORRYING


def test_a_folder_of_packs_that_is_not_there_is_named(db, settings, tmp_path):
    settings.PACKS = [*settings.PACKS, tmp_path / "khong-co"]
    found = health.packs(at=timezone.now())
    assert found.state == State.ILL
    assert str(tmp_path / "khong-co") in found.said
    assert "MOTCUA_PACKS" in found.todo


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("BACKUP_KEYS", "age1" + "q" * 58, "age1abc"),
        ("JOURNAL_WITNESSES", "thanhtra@a.vn, b@c.vn", "thanhtra"),
        ("PAPER_TIMESTAMPS", "https://tsa.vn", "ftp://tsa.vn"),
    ],
)
def test_a_setting_of_another_form_is_refused_with_its_name(name, good, bad):
    """Read as a start reads them: else the first who notices is the night's work."""
    least = {"DATABASE_URL": "postgresql:///x", "SECRET_KEY": "x" * 60}
    assert python("-c", "import motcua.settings.base", **least, **{name: good}) == (0, "")
    status, said = python("-c", "import motcua.settings.base", **least, **{name: bad})
    assert status == 1
    assert f"{name} là" in said
    assert f"«{bad}»" in said


def test_what_the_framework_says_of_settings_is_said_in_words(db, settings):
    settings.ALLOWED_HOSTS, settings.SECRET_KEY = [], "ngắn"
    found = health.configuration(at=timezone.now())
    assert found.state == State.ILL, "every page is refused"
    assert "ALLOWED_HOSTS trống: trang từ chối mọi người." in found.said
    assert "SECRET_KEY ngắn hoặc dễ đoán" in found.said
    assert "Your" not in found.said
