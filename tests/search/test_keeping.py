"""Each machine knows by the database whether its indexes are current; one process builds, and the old one answers."""

import fcntl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from motcua.kernel.health import State
from motcua.search import building, engine, health, keeping, queries
from motcua.search.models import Expression, IndexState
from motcua.search.opened import Opened
from motcua.search.operations import mark_stale, rebuild

pytestmark = [pytest.mark.issue(17), pytest.mark.django_db]

AT, ON = datetime(2026, 11, 30, 3, tzinfo=UTC), date(2026, 11, 30)


@pytest.fixture
def here(settings, tmp_path):
    """A machine that has built nothing yet."""
    settings.SEARCH_DIR = tmp_path
    return tmp_path


def built():
    return [building.bring_up_to_date(kind, on=ON) for kind in building.KINDS]


def test_what_is_current_is_not_built_again_and_what_changed_is(here):
    assert not building.is_current("law")
    first = built()
    assert built() == first
    assert all(map(building.is_current, building.KINDS))
    mark_stale(kind="law", at=AT)
    assert [building.is_current(kind) for kind in ("procedure", "law")] == [True, False]
    second = built()
    assert (second[0], second[1] != first[1]) == (first[0], True)


def test_a_database_that_was_restored_is_another_edition_however_often_it_changed(here):
    mark_stale(kind="law", at=AT)
    before = IndexState.objects.get(kind="law")
    mark_stale(kind="law", at=AT)
    built()
    # Restored to what it was, and changed once, otherwise than before.
    before.save()
    mark_stale(kind="law", at=AT)
    assert not building.is_current("law")


def test_an_index_of_code_before_this_is_not_current(here):
    first, _law = built()
    (first / engine.EDITION).unlink()
    assert not building.is_current("procedure")
    assert building.bring_up_to_date("procedure", on=ON) != first


def test_a_change_while_it_is_built_makes_it_old_at_once(here, monkeypatch):
    texts = building.expression_texts

    def changed_meanwhile():
        found = texts()
        mark_stale(kind="procedure", at=AT)
        return found

    monkeypatch.setattr(building, "expression_texts", changed_meanwhile)
    building.build_procedures(on=ON)
    assert not building.is_current("procedure")


def test_what_the_worker_is_told_is_not_built_twice(here):
    mark_stale(kind="procedure", at=AT)
    folder = building.bring_up_to_date("procedure", on=ON)
    state = rebuild(kind="procedure", by=None, at=AT)
    assert engine.current(building.home_of("procedure")) == folder
    assert state.built == state.wanted


def test_one_process_of_a_machine_builds_at_a_time(here):
    with building._alone("law"), (here / "law" / "lock").open("w") as lock:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The other index is another's.
        assert building.bring_up_to_date("procedure", on=ON).is_dir()


@pytest.mark.issue(18)
def test_builds_at_once_take_nothing_from_each_other_nor_from_who_reads(here):
    """As of imports, a worker and web servers that all find the index old."""
    opened = Opened("procedure", building.build_procedures, engine.ProcedureIndex)
    opened.get(on=ON)
    with ThreadPoolExecutor(2) as builders:
        builds = [builders.submit(_build_and_leave) for _turn in range(4)]
        while not all(build.done() for build in builds):
            opened.get(on=ON)
            # Who reads without a rest takes the processor from those who build.
            time.sleep(0.001)
    assert {build.result().parent for build in builds} == {building.home_of("procedure")}


def _build_and_leave():
    try:
        return building.build_procedures(on=ON)
    finally:
        connection.close()


@pytest.mark.issue(18)
def test_who_opens_an_index_that_is_removed_meanwhile_opens_the_next(here):
    folders = []

    def read(folder):
        folders.append(folder)
        if len(folders) == 1:
            # Two builds later nobody keeps this one any more.
            built_anew = [building.build_procedures(on=ON) for _ in range(2)]
            assert folder not in built_anew
            assert not folder.exists()
        return engine.ProcedureIndex(folder)

    first = building.build_procedures(on=ON)
    index = Opened("procedure", building.build_procedures, read).get(on=ON)
    assert (folders[0], len(folders)) == (first, 2)
    assert index.folder == engine.current(building.home_of("procedure"))


def test_the_keeper_builds_what_is_old_and_nothing_else(here, monkeypatch):
    builds = []

    def run(command, **_more):
        builds.append(command)
        built()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(keeping.subprocess, "run", run)
    assert keeping.look() == keeping.LOOKS_EVERY
    assert keeping.look() == keeping.LOOKS_EVERY
    assert builds == [keeping.BUILDS]
    mark_stale(kind="law", at=AT)
    keeping.look()
    assert len(builds) == 2


def test_a_build_that_fails_is_told_and_tried_again_later(here, monkeypatch, capfd):
    monkeypatch.setattr(keeping, "BUILDS", [sys.executable, "-c", "raise SystemExit('het cho')"])
    assert keeping.look() == keeping.AGAIN_AFTER
    monkeypatch.setattr(building, "is_current", lambda kind: (_ for _ in ()).throw(OperationalError("away")))
    closed = []
    monkeypatch.setattr(keeping.connection, "close", lambda: closed.append(1))
    assert keeping.look() == keeping.LOOKS_EVERY
    assert closed == [1]


def test_a_node_without_an_index_says_so_for_search_alone(here, monkeypatch):
    for opened in (queries._procedures, queries._laws):
        monkeypatch.setattr(opened, "builds", False)
        monkeypatch.setattr(opened, "_index", None)
        monkeypatch.setattr(opened, "_folder", None)
    client = Client()
    answer = client.get("/thu-tuc/", {"q": "ket hon"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get("/").status_code == 200
    assert health.indexes(at=timezone.now()).state == State.ILL
    Expression.objects.create(text="lay vo lay chong", folded="lay vo lay chong")
    built()
    assert client.get("/thu-tuc/", {"q": "ket hon"}).status_code == 200
    assert health.indexes(at=timezone.now()).state == State.WELL
    mark_stale(kind="procedure", at=AT)
    assert health.indexes(at=timezone.now()).state == State.WORRYING
    # The old one answers.
    assert client.get("/thu-tuc/", {"q": "ket hon"}).status_code == 200
