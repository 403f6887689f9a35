"""An index is opened once; a newer one takes its place while the old one answers."""

import time
from datetime import date
from threading import Event, Thread

import pytest

from motcua.search import building, engine
from motcua.search.opened import Opened

ON = date(2026, 11, 23)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "home_of", lambda kind: tmp_path / kind)
    return tmp_path / "things"


def make(home):
    """What a build leaves: a folder, put in place."""
    folder = home / f"built-{time.monotonic_ns()}"
    folder.mkdir(parents=True)
    engine.put_in_place(home, folder)
    return folder


def test_the_first_question_builds_what_was_never_built(home):
    opened = Opened("things", lambda *, on: make(home), lambda folder: folder.name)
    name = opened.get(on=ON)
    assert (home / name).is_dir()
    assert opened.get(on=ON) == name


def test_nobody_waits_for_a_newer_index_to_be_opened(home):
    may_open = Event()

    def read(folder):
        if folder != first:
            assert may_open.wait(10)
        return folder.name

    first = make(home)
    opened = Opened("things", None, read)
    assert opened.get(on=ON) == first.name
    second = make(home)
    assert [opened.get(on=ON), opened.get(on=ON)] == [first.name, first.name]
    may_open.set()
    for _try in range(200):
        if opened.get(on=ON) == second.name:
            break
        time.sleep(0.02)
    assert opened.get(on=ON) == second.name


def test_many_first_questions_at_once_open_it_once(home):
    reads = []

    def read(folder):
        reads.append(folder)
        time.sleep(0.05)
        return folder.name

    folder = make(home)
    opened = Opened("things", None, read)
    threads = [Thread(target=opened.get, kwargs={"on": ON}) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reads == [folder]


def test_warming_opens_what_is_built_and_builds_nothing(home):
    opened = Opened("things", None, lambda folder: folder.name)
    opened.warm()
    assert not home.exists()
    folder = make(home)
    opened.warm()
    assert opened.get(on=ON) == folder.name
