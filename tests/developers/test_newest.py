"""What is said of the locked versions is known, or said to be unknown."""

import json

import pytest
from packaging.specifiers import SpecifierSet

from tests import newest

PINNED = {"aaa": "1.2", "bbb": "2.0", "ccc": "1.0"}


@pytest.fixture
def registry(monkeypatch):
    """pip as it answers where a registry has these versions; the first word of a question chooses the answer."""

    def answers(uptodate, **versions):
        def pip(*words, seconds):
            if words[0] == "list":
                return json.dumps([{"name": name, "version": PINNED[name]} for name in uptodate])
            return f"{words[2]} (9)\nAvailable versions: {versions[words[2]]}\n" if words[2] in versions else None

        monkeypatch.setattr(newest, "pip", pip)

    return answers


def test_a_newer_version_counts_only_in_the_branch(registry):
    registry(["aaa"], bbb="3.0, 2.1, 2.0", ccc="2.0, 1.0")
    branch = {"bbb": SpecifierSet("==2.*"), "ccc": SpecifierSet("<2")}
    assert newest.told_of(PINNED, branch) == (["bbb 2.0 < 2.1"], [])


def test_what_the_registry_does_not_answer_is_unknown_and_not_the_newest(registry):
    registry(["aaa", "bbb"])
    assert newest.told_of(PINNED, {}) == ([], ["ccc"])


@pytest.mark.parametrize("answer", [None, "[]"])
def test_without_a_network_nothing_is_known_and_nothing_refused(monkeypatch, capsys, answer):
    monkeypatch.setattr(newest, "pip", lambda *words, seconds: answer)
    assert newest.main() == 0
    assert "not known" in capsys.readouterr().out


def test_something_newer_is_said_and_ends_with_one(registry, monkeypatch, capsys):
    registry(["aaa", "ccc"], bbb="2.1, 2.0")
    monkeypatch.setattr(newest, "locked", lambda text: {(name, of): [] for name, of in PINNED.items()})
    assert newest.main() == 1
    assert capsys.readouterr().out.splitlines() == ["bbb 2.0 < 2.1", "2 of 3 are the newest of their branch."]


def test_a_branch_is_what_all_ask_for_together():
    branch = newest.branches(["django"], ["asgiref<99", 'nothing-here>1; python_version < "3"'])
    assert not branch["asgiref"].contains("99")
    assert not branch["asgiref"].contains("1.0")
    assert "nothing-here" not in branch


def test_an_unfinished_version_is_none():
    assert newest.newest(["1.0", "2.0rc1", "not-a-version"], SpecifierSet(">=1")) == newest.Version("1.0")
    assert newest.newest([], SpecifierSet()) is None
