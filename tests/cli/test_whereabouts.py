"""A command works on the installation that is meant, finds the one that runs, and says which it is."""

import pytest

from motcua.cli import whereabouts
from motcua.cli.whereabouts import alone, described, is_running, meant, running_at, running_now
from motcua.kernel.manifests import Command, Needs, offered
from motcua.kernel.terminal import Trouble

pytestmark = pytest.mark.issue(18)


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch, tmp_path):
    """Nothing in the environment, notes of its own, a usual folder of its own."""
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "MOTCUA_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(whereabouts, "NOTES", tmp_path / "notes")
    monkeypatch.setattr(whereabouts, "USUAL", tmp_path / "usual")


def test_the_one_that_runs_is_meant_while_it_runs_and_no_longer(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    assert meant(None) == tmp_path / "usual"
    with alone(elsewhere):
        assert is_running(elsewhere)
        assert meant(None) == elsewhere
    assert not is_running(elsewhere)
    assert running_now() == []
    assert meant(None) == tmp_path / "usual"


def test_of_several_that_run_one_must_be_named(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    with alone(one), alone(other):
        with pytest.raises(Trouble, match="--data") as told:
            meant(None)
        assert str(one) in str(told.value)
        assert str(other) in str(told.value)
        assert meant(other) == other


def test_what_is_said_goes_before_what_runs(tmp_path, monkeypatch):
    with alone(tmp_path / "runs"):
        monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "named"))
        assert meant(None) == tmp_path / "named"
        assert meant(tmp_path / "given") == tmp_path / "given"
        monkeypatch.delenv("MOTCUA_DATA")
        monkeypatch.setenv("DATABASE_URL", "postgresql://an:mat-khau@db.tinh/motcua")
        assert meant(None) == tmp_path / "usual"


def test_the_address_of_the_one_that_runs_is_known_while_it_runs(tmp_path):
    with alone(tmp_path / "runs", address="http://localhost:8123"):
        assert running_at(tmp_path / "runs") == "http://localhost:8123"
        assert meant(None) == tmp_path / "runs"
    assert running_at(tmp_path / "runs") == ""


def test_it_says_which(tmp_path):
    assert described(tmp_path / "new") == f"Bản trình diễn: {tmp_path / 'new'} (chưa có, lập mới)."
    with alone(tmp_path / "runs"):
        assert described(tmp_path / "runs") == f"Bản trình diễn: {tmp_path / 'runs'} (đang chạy)."


def test_who_may_not_write_notes_starts_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(whereabouts, "NOTES", tmp_path / "file" / "notes")
    with alone(tmp_path / "runs"):
        assert is_running(tmp_path / "runs")


def test_every_command_that_keeps_data_finds_it():
    """Only what runs as long as its machine, and what needs no data, is told everything by its surroundings."""
    others = {key for key, one in offered(Command).items() if one.needs in (Needs.SETTINGS, Needs.NOTHING)}
    assert others == {"demo", "test", "serve", "worker", "install", "bench", "sbom", "bundle"}
