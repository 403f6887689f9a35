"""The recipe «Add a room» of CONTRIBUTING.md: its very files are built into a checkout, and the room is used."""

import json
import sys
from pathlib import Path

import pytest

from motcua.kernel.floors import ROOT
from tests import database
from tests.command import motcua, python
from tests.developers.recipe import checkout_with, recipe
from tests.whole import weekly

FILES = recipe("Add a room")
ROOM = "src/motcua/announcements/"
RULES = [f"tests/architecture/test_{name}.py" for name in ("operations", "source", "components")]
TOOLS = {
    "layers": [str(Path(sys.executable).with_name("lint-imports"))],
    "style": ["-m", "ruff", "check", ROOM],
    "format": ["-m", "ruff", "format", "--check", ROOM],
}
# Makes what the pages need as well, so the test that uses them runs it.
ENGLISH = ["-m", "tests.texts"]


def test_outside_its_folder_a_room_is_one_line_and_its_data():
    outside = [(path, content) for path, _above, content in FILES if not path.startswith((ROOM, "packs/"))]
    assert outside == [(".importlinter", "    (announcements)\n")]
    assert len(FILES) > 10


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return checkout_with(FILES, tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def settings_of(checkout, django_db_blocker):
    """What a process of the checkout is told, and an empty database."""
    with django_db_blocker.unblock(), database.empty() as address:
        yield {
            "cwd": checkout,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "motcua.settings.test",
            "MOTCUA_PACKS": "small",
            "SECRET_KEY": "x",
        }


@pytest.mark.parametrize("tool", TOOLS)
def test_the_example_passes_the_checks(checkout, tool):
    code, said = python(*TOOLS[tool], cwd=checkout)
    assert code == 0, said


@weekly
def test_the_example_keeps_the_rules_of_the_house(settings_of):
    code, said = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *RULES, **settings_of)
    assert code == 0, said


def test_the_example_works(settings_of):
    """From an empty database to a page, by the commands that the recipe's reader uses."""
    code, said = python(*ENGLISH, cwd=settings_of["cwd"])
    assert code == 0, said
    code, said = python("-m", "django", "makemigrations", "--check", "--dry-run", **settings_of)
    assert code == 0, said
    for words in ("migrate", "packs load"):
        code, said = motcua(*words.split(), **settings_of)
        assert code == 0, (words, said)
    assert "announcements  mới 1, đổi 0, như cũ 0" in said
    code, said = motcua(**settings_of)
    assert "announcements list" in said
    code, said = motcua("announcements", "list", **settings_of)
    assert code == 0, said
    assert "Nhập liệu xong trước 17:00" in said
    code, said = python(str(ROOT / "tests/developers/using_announcements.py"), **settings_of)
    assert code == 0, said
    # After it come lines of the security log.
    seen = json.loads(said.splitlines()[0])
    assert (seen["without_text"], seen["without_duty"], seen["announced"]) == ("Refused", "NotPermitted", "")
    assert seen["journal"] == 2
    assert seen["notice"].startswith("Ủy ban nhân dân tỉnh Lạng Sơn thông báo: Họp lúc 8:00 thứ Hai.")
    assert (seen["posted"], seen["posted_empty"]) == (302, 422)
    entry = '<a href="/lam-viec/tin-noi-bo/">Tin nội bộ</a>'
    for text in (entry, "Họp lúc 8:00 thứ Hai.", "Nhập liệu xong trước 17:00", 'name="text"'):
        assert text in seen["page"]
    assert "News of the agency" in seen["page_in_english"]
    assert entry not in seen["page_of_reader"]
    assert "Họp lúc 8:00 thứ Hai." in seen["page_of_reader"]
    assert 'name="text"' not in seen["page_of_reader"]


def test_without_its_folder_nothing_of_it_is_left():
    _code, said = motcua()
    assert "announcements" not in said
