"""A whole platform for one measurement: its own PostgreSQL, Lạng Sơn's data, web server, worker; gone afterwards."""

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

from benchmarks.browser import Browser
from motcua.cli import running
from motcua.cli.embedded import Server

ROOT = Path(__file__).parents[1]


class Province:
    """Use as `with Province() as province:`. `is_durable=False` trades the safety of the disk for speed."""

    def __init__(self, *, is_durable: bool = True, web_workers: int = 2) -> None:
        self.web_workers = web_workers
        _adopt()
        self.folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
        self.folder.chmod(0o755)
        self.server = Server(self.folder, is_durable=is_durable)
        self.port = free_port()
        # Which port each web server listens on.
        self.ports = {"web": self.port}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DATABASE_URL": self.server.address,
            "MOTCUA_DATA": str(self.folder),
            "MOTCUA_DEMO": "1",
            "SECRET_KEY": secrets.token_urlsafe(40),
            "PUBLIC_ADDRESS": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "motcua.settings.development",
        }

    def __enter__(self) -> "Province":
        try:
            self.server.start()
            self.fill()
        except BaseException:
            self._clear()
            raise
        return self

    def fill(self) -> None:
        """The demonstration's data, from nothing."""
        self.python("-c", "from motcua.cli import running; running.fill()")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def _clear(self) -> None:
        for name in list(self.children):
            self.kill(name)
        self.server.stop()
        if self.server.home.parent != self.folder:
            shutil.rmtree(self.server.home.parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def enter(self) -> None:
        """Let this very process work on the province by Django's own means."""
        os.environ.update(self.environment)
        running.ready()

    def python(self, *arguments: str) -> str:
        """Run Python inside the province and give what it wrote; its errors are ours."""
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def drafts(self, count: int) -> list[dict[str, str]]:
        """So many applications that are ready to be filed: token, submission key and the address that files them."""
        made: list[dict[str, str]] = json.loads(self.python("-m", "benchmarks.drafts", str(count)))
        return made

    def start(self, name: str) -> None:
        """Start a web server or the `worker`; a web server is ready when this returns."""
        if name in self.children and self.children[name].poll() is None:
            raise RuntimeError(f"{name} runs already, and would run on unseen")
        port = self.ports.get(name)
        command = running.web(port, workers=self.web_workers) if port else running.worker_command()
        with (self.folder / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        while port and not _answers(port):
            if self.children[name].poll() is not None:
                raise RuntimeError(self.log(name))
            time.sleep(0.02)

    def kill(self, name: str) -> None:
        """End the web server or the worker with everything it started, at once and without a word (SIGKILL)."""
        child = self.children.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    @contextlib.contextmanager
    def ended(self) -> Iterator[None]:
        """Whatever is started inside is killed at the end; the database stays."""
        try:
            yield
        finally:
            for name in list(self.children):
                self.kill(name)

    def kill_database(self) -> None:
        """End every process of PostgreSQL at once, as a power cut would. `server.start()` brings it back."""
        first = int((self.server.cluster / "postmaster.pid").read_text(encoding="ascii").split()[0])
        for pid in [first, *children_of(first)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            os.waitpid(first, 0)
        except ChildProcessError:
            return

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def connect(self) -> psycopg.Connection[Any]:
        """Plain SQL, past everything."""
        return psycopg.connect(self.server.address)

    def browser(self, login: str = "", *, address: str = "127.0.0.1") -> Browser:
        """A browser of its own, signed in where a name is given."""
        browser = Browser(self.port, address=address)
        if login:
            browser.sign_in(login)
        return browser


def _adopt() -> None:
    """On Linux, become the parent of what our children leave behind: a killed PostgreSQL is then buried at once."""
    try:
        ctypes.CDLL(None).prctl(36, 1)
    except (OSError, AttributeError):
        return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(port: int) -> bool:
    browser = Browser(port)
    try:
        return browser.get("/tra-cuu/").status == 200
    except OSError:
        return False
    finally:
        browser.close()


def children_of(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
        except OSError:
            continue
        if int(after_name.split()[1]) == parent:
            found.append(int(folder.name))
    return found
