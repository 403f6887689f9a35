"""An old backup is not taken for the latest: when it was made is signed with it, and said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from motcua.cli import dating
from motcua.kernel.terminal import Trouble
from tests.cli.test_backup import backed_up, db, elsewhere, is_empty, kept, place  # noqa: F401 - fixtures
from tests.elsewhere import apart  # noqa: F401 - a fixture
from tests.inside import motcua

pytestmark = pytest.mark.issue(16)

NAMED = datetime(2026, 11, 30, 1, 30, tzinfo=UTC)


def folder_of(tmp_path, made, *, name="2026-11-30-013000"):
    folder = tmp_path / name
    folder.mkdir()
    if made is not None:
        dating.write(folder, at=made)
    return folder


def test_an_old_backup_in_the_place_of_the_latest_is_refused(elsewhere, tmp_path):  # noqa: F811 - the fixture
    here, there = elsewhere
    kept(tmp_path / "data", here)
    settings = place(there, tmp_path / "moi")
    inside = tmp_path / "luu"
    code, said = motcua("backup", str(inside), "--keep", "3", **place(here, tmp_path / "data"))
    assert code == 0, said
    settings["BACKUP_SIGNERS"] = said.splitlines()[1].removeprefix("BACKUP_SIGNERS=")
    (folder,) = inside.iterdir()
    when = dating.said_of(folder).strip()
    assert when.startswith("Lập lúc ")
    code, said = motcua("backup", "check", str(folder), **settings)
    assert (code, when in said) == (0, True), said
    newest = folder.rename(inside / f"{timezone.now() + timedelta(days=2):{dating.STAMP}}")
    for command in (["backup", "check", str(newest)], ["restore", str(newest)], ["backup", "rehearse", str(inside)]):
        code, said = motcua(*command, **settings)
        assert (code, "tên thư mục không đúng" in said) == (1, True), (command, said)
    assert is_empty(there)
    # Whoever writes another moment into it changes what was signed.
    dating.write(newest, at=timezone.now() + timedelta(days=2))
    code, said = motcua("restore", str(newest), **settings)
    assert (code, "luc-lap.txt" in said) == (1, True), said
    assert is_empty(there)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=50), timedelta(minutes=-50)])
def test_a_folder_is_named_about_when_its_backup_is_made(tmp_path, late):
    dating.refuse_another(folder_of(tmp_path, NAMED + late))


@pytest.mark.parametrize("late", [timedelta(hours=2), timedelta(days=-200), timedelta(days=1)])
@pytest.mark.parametrize("ending", ["", "-thieu-tep"])
def test_what_was_made_another_time_is_refused(tmp_path, late, ending):
    with pytest.raises(Trouble, match="khác"):
        dating.refuse_another(folder_of(tmp_path, NAMED + late, name=f"2026-11-30-013000{ending}"))


@pytest.mark.parametrize(("name", "made"), [("2026-11-30-013000", None), ("luu", NAMED), ("2026-99-99-999999", NAMED)])
def test_what_says_nothing_of_its_time_is_taken_as_it_is(tmp_path, name, made):
    """Backups of earlier versions, and folders that somebody named otherwise."""
    dating.refuse_another(folder_of(tmp_path, made, name=name))


def test_a_moment_that_is_none_is_damage(tmp_path):
    folder = folder_of(tmp_path, NAMED)
    (folder / dating.FILE).write_text("hom qua")
    with pytest.raises(Trouble, match="bị hỏng"):
        dating.refuse_another(folder)
