"""Our own command, started as an operator does, with nothing around it but what is said."""

import os
import subprocess
import sys


def motcua(*words, **environment):
    """Its exit code and all it said."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "motcua.cli", *words],
        env={**kept, "PYTHONPATH": "src", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def reachable(folder):
    """A temporary folder that PostgreSQL, which as root runs as somebody else, can reach."""
    if os.geteuid() == 0:
        for one in (folder, *folder.parents):
            if "pytest" in one.name:
                one.chmod(0o755)
    folder.chmod(0o755)
    return folder
