"""Our own programs, started as an operator or a developer does, with nothing around them but what is said."""

import os
import subprocess
import sys

from motcua.cli.backups import _program


def python(*words, **environment):
    """The exit code of a module of ours or of a developer's tool, and all it said; in `cwd`, or here."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    cwd = environment.pop("cwd", None)
    done = subprocess.run(
        [sys.executable, *words],
        env={**kept, "PYTHONPATH": "src", "LC_ALL": "C.UTF-8", **environment},
        cwd=cwd, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def started(*words, log, **environment):
    """The command as a service manager runs it, with what it says in a file; whoever starts it ends it."""
    with log.open("w") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "motcua.cli", *words], stderr=said,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": "src", "LC_ALL": "C.UTF-8", **environment},
        )  # fmt: skip


def motcua(*words, **environment):
    """The command's exit code and all it said."""
    return python("-m", "motcua.cli", *words, **environment)


def unheard(*words):
    """The command's exit code, and what it says of that, when nobody reads what it prints."""
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": "src", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "motcua.cli", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=around, text=True) as running:
        running.stdout.close()
        said = running.stderr.read()
    return running.returncode, said


def psql(database, script):
    """Feeds a script to the psql that comes along, as the operators' guide says; all it said."""
    return subprocess.run(
        [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", script],
        capture_output=True, text=True, check=False, timeout=300,
    ).stderr  # fmt: skip


def pg_dump(database, script):
    """Writes a script that makes a database anew elsewhere."""
    subprocess.run(
        [_program("pg_dump"), "--no-owner", "-d", database, "-f", script], capture_output=True, check=True, timeout=300
    )


def reachable(folder):
    """A temporary folder that PostgreSQL, which as root runs as somebody else, can reach."""
    if os.geteuid() == 0:
        for one in (folder, *folder.parents):
            if "pytest-of" in str(one):
                one.chmod(0o755)
    folder.chmod(0o755)
    return folder
