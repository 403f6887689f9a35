"""Every setting that is read from the environment is in the guide of who installs and keeps the platform."""

import ast
import re
from pathlib import Path

import pytest

from motcua.kernel.manifests import Command, offered
from motcua.settings import env

pytestmark = pytest.mark.issue(17)

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "users" / "cai-dat-van-hanh.md").read_text(encoding="utf-8")
# Of developers, of the demonstration, and of the machine itself: no installation sets them.
OTHERS = {"DEBUG", "DJANGO_SETTINGS_MODULE", "MOTCUA_WHOLE", "MOTCUA_YEAR", "MOTCUA_VENV"}
# Told by `serve` to the processes that it becomes.
OWN = {"PROMETHEUS_MULTIPROC_DIR"}
MACHINE = {"PATH", "HOME"}


def is_environment(node):
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def first_word(nodes):
    return nodes[0].value if nodes and isinstance(nodes[0], ast.Constant) and isinstance(nodes[0].value, str) else ""


def names(tree):
    """What a module reads, by the functions of `motcua.settings.env` or by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and is_environment(node.value) and isinstance(node.ctx, ast.Load):
            yield first_word([node.slice])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_ours = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
            if of_ours or (node.func.attr == "get" and is_environment(node.func.value)):
                yield first_word(node.args)
                if of_ours and node.func.attr == "files":
                    yield from (first_word(node.args) + more for more in SUFFIXES)


SUFFIXES = set(re.findall(r'f"\{name\}(_[A-Z]+)"', Path(env.__file__).read_text(encoding="utf-8"))) - {"_FILE"}


def read_settings():
    paths = [ROOT / "motcua", *(ROOT / "src" / "motcua").rglob("*.py")]
    found = {name for path in paths for name in names(ast.parse(path.read_text()))}
    return {name for name in found if re.fullmatch("[A-Z][A-Z_]+", name)}


def test_every_setting_is_told():
    found = read_settings()
    assert {"FILES_STORE", "FILES_STORE_SECRET", "SIGNING_KEYS", "MOTCUA_HOST", "MOTCUA_PACKS", "SECRET_KEY"} <= found
    assert sorted(name for name in found - OTHERS - OWN - MACHINE if f"`{name}" not in GUIDE) == []


def test_nothing_is_told_that_nobody_reads():
    table = GUIDE.partition("| tên | giá trị |")[2].partition("\n\n")[0]
    told = {name for line in table.splitlines() for name in re.findall(r"`([A-Z][A-Z_]+)`", f"{line}||".split("|")[1])}
    # The first is the one that is meant where none is named.
    known = read_settings() | {"DATABASE_URL"}
    assert len(told) > 40
    assert sorted(name for name in told if name.removesuffix("_FILE") not in known) == []


SHOWN = re.compile(r"\./motcua ([a-z]+(?: [a-z][a-z-]*)?)")
GUIDES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "deploy" / "README.md"])


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_that_a_guide_names_exists(guide):
    known = set(offered(Command))
    heads = {name.split()[0] for name in known}
    named = {found.strip() for found in SHOWN.findall(guide.read_text(encoding="utf-8"))}
    # The second word may be what a command of one word takes; a head alone names its group.
    told = {one for one in named if one in known or one in heads or one.split()[0] in known}
    assert sorted(named - told) == []


@pytest.mark.parametrize("group", ["agencies", "keys", "backup"])
def test_every_command_of_who_operates_is_told(group):
    """Those that are found nowhere else: a stranger does not read the list of commands first."""
    names = [name for name in offered(Command) if name.split()[0] == group]
    assert [name for name in names if f"./motcua {name}" not in GUIDE] == []
