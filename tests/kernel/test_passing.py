"""What a rehearsal lays aside, its keys and files, is gone afterwards, also when its process was killed."""

import os
import tempfile
import time
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.utils import timezone

from motcua.kernel import passing

pytestmark = pytest.mark.issue(17)
LONG = 600


def hold(where, said):
    """What a rehearsal does, in a process of its own."""
    with passing.passing_folder(within=Path(where)) as folder:
        (folder / "khoa.pem").write_text("bi mat")
        said.send(str(folder))
        time.sleep(LONG)


@pytest.fixture
def held(tmp_path):
    """A process that holds a folder in `tmp_path`."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=hold, args=(str(tmp_path), there))
    process.start()
    there.close()
    yield process, Path(here.recv())
    process.kill()
    process.join()
    here.close()


def old(folder):
    """As if it had been made long ago."""
    os.utime(folder, (0, 0))


def test_what_a_killed_process_left_goes_and_what_is_held_stays(held, tmp_path):
    process, folder = held
    old(folder.parent)
    assert passing.sweep_in([tmp_path]) == 0
    assert (folder / "khoa.pem").exists()
    process.kill()
    process.join()
    assert (folder / "khoa.pem").exists(), "nobody tidied up after it"
    with passing.passing_folder(within=tmp_path):
        assert not folder.parent.exists(), "the next one does"
    assert list(tmp_path.iterdir()) == []


def test_the_job_of_the_night_looks_where_rehearsals_and_backups_lay_things(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    settings.DATA_DIR = tmp_path / "data"
    for place in ("tmp", "data"):
        (tmp_path / place / f"{passing.PREFIX}a" / "inside").mkdir(parents=True)
        (tmp_path / place / "not-ours").mkdir()
        old(tmp_path / place / f"{passing.PREFIX}a")
    (tmp_path / "tmp" / f"{passing.PREFIX}young").mkdir()
    assert passing.sweep(at=timezone.now()) == 2
    assert sorted(path.name for path in tmp_path.glob("*/*")) == [f"{passing.PREFIX}young", "not-ours", "not-ours"]


@pytest.mark.parametrize(("module", "lays"), [("kernel.storing", "aside"), ("papers.signing", "rehearsed")])
def test_what_a_rehearsal_lays_aside_can_be_swept(module, lays, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with getattr(import_module(f"motcua.{module}"), lays)():
        assert [path.name.startswith(passing.PREFIX) for path in tmp_path.iterdir()] == [True]
    assert list(tmp_path.iterdir()) == []
