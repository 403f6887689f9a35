"""What the tables of docs/security name exists; every state is one of four; the counts are those of the rows."""

import ast
import re
from collections import Counter

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from motcua.kernel.floors import ROOT
from motcua.kernel.manifests import Command, offered

FOLDER = ROOT / "docs" / "security"
PAGES = ["asvs.md", "qcvn-12.md", "tcvn-11930.md", "threat-model.md"]
STATES = {"met", "partly", "not met", "not ours"}
TOP = {"src", "tests", "docs", "packs", "frontend", "benchmarks", ".ci"}
# How settings look, and where they are read from the environment.
SETTING = re.compile(r"[A-Z]{2,}(_[A-Z]+)+")
READ_IN = [*(ROOT / "src/motcua/settings").glob("*.py"), ROOT / "src/motcua/cli/owning.py"]


def named(text):
    """Everything between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def faults(names):
    """Those of the names that stand for nothing."""
    return {name for name in names if not any(knows(name) for knows in (is_file, is_other))}


def is_path(name):
    return name.partition("/")[0] in TOP or bool(re.fullmatch(r"[\w.-]+\.(md|toml|lock)", name))


def is_file(name):
    """A file, or a test in it; nothing else looks like one."""
    path, _colons, test = name.partition("::")
    if not is_path(path) or not (ROOT / path).exists():
        return False
    return not test or test in functions(path)


def functions(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def is_other(name):
    """A command, a page, a setting, or a word of no such kind."""
    if is_path(name.partition("::")[0]):
        return False
    if name.startswith("./motcua "):
        return name.removeprefix("./motcua ") in offered(Command)
    if name.startswith("/"):
        return is_page(name)
    if SETTING.fullmatch(name):
        # A secret may stand in a file that NAME_FILE points to.
        quoted = f'"{name.removesuffix("_FILE")}"'
        return hasattr(settings, name) or any(quoted in path.read_text(encoding="utf-8") for path in READ_IN)
    return True


def is_page(address):
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def rows(page):
    """The cells of every row of a table of demands."""
    lines = (FOLDER / page).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if line.startswith("| ")]
    return [row for row in cells if len(row) > 2 and "state" not in row]


def test_every_page_is_looked_at():
    assert sorted(path.name for path in FOLDER.glob("*.md")) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page):
    assert faults(named((FOLDER / page).read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(
    "name",
    [
        "tests/kernel/test_gone.py",
        "tests/kernel/test_door.py::test_gone",
        "./motcua gone",
        "/khong/co/",
        "NO_SUCH_SETTING",
    ],
)
def test_what_does_not_exist_is_noticed(name):
    assert faults({name, "tests/kernel/test_door.py", "Fernet"}) == {name}


def test_every_requirement_of_asvs_has_one_state_and_the_head_counts_them():
    table = rows("asvs.md")
    numbers = [row[0] for row in table]
    assert len(set(numbers)) == len(numbers) == 253
    assert Counter(row[1] for row in table) == {"1": 70, "2": 183}
    assert {row[3] for row in table} == STATES
    head = (FOLDER / "asvs.md").read_text(encoding="utf-8").partition("\n## ")[0]
    told = {state: int(count) for state, count in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", head, re.MULTILINE)}
    assert told == Counter(row[3] for row in table)


@pytest.mark.parametrize(("page", "at"), [("qcvn-12.md", 1), ("tcvn-11930.md", 2)])
def test_every_other_row_has_one_of_four_states(page, at):
    assert {row[at] for row in rows(page)} <= STATES


@pytest.mark.parametrize("page", ["asvs.md", "qcvn-12.md", "tcvn-11930.md"])
def test_what_is_met_says_by_what(page):
    at = {"asvs.md": 3, "qcvn-12.md": 1, "tcvn-11930.md": 2}[page]
    assert [row[0] for row in rows(page) if row[at] == "met" and not "".join(row[at + 1 :]).strip()] == []
