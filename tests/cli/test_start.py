"""The one command before there is an environment: what keeps it from making one is told as it is."""

import os
import shutil
import subprocess

import pytest

from motcua.kernel.floors import ROOT
from tests.command import reachable

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root becomes somebody else")
@pytest.mark.parametrize("made", [[], ["bin/python"]])
def test_whoever_may_not_write_is_told_whose_the_folder_is(tmp_path, made):
    """Without an environment, and with one that a newer lock has outgrown."""
    tree = reachable(tmp_path) / "tree"
    tree.mkdir(mode=0o755)
    shutil.copy(ROOT / "motcua", tree / "motcua")
    (tree / "requirements.lock").write_text("")
    for name in made:
        path = tree / ".venv" / name
        path.parent.mkdir(parents=True)
        path.symlink_to("/usr/bin/python3")
    done = subprocess.run(
        [*NOBODY, "/usr/bin/python3", tree / "motcua"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"Không ghi được vào {tree}" in done.stderr
    assert "(của root)" in done.stderr
