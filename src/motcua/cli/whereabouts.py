"""Which installation a command means: the one it is told, else the demonstration of this source that runs."""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from motcua.cli.embedded import Server
from motcua.cli.reasons import reason
from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble

# Where demonstrations of this source note their data folders.
NOTES = ROOT / ".running"
USUAL = ROOT / ".data"


def is_told() -> bool:
    """Whether the environment says which database is meant."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))


def keeps_own(data: Path) -> bool:
    """Whether a data folder holds the embedded database of a demonstration."""
    # As root a server makes its folder to see who can reach it: who only asks must not leave one behind.
    return data.exists() and Server(data).cluster.exists()


@contextlib.contextmanager
def alone(data: Path, *, address: str = "") -> Iterator[None]:
    """One demonstration over one data folder, found by commands while it runs; its end, however it comes, is known."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("w")
    except OSError as error:
        raise Trouble(f"Không ghi được vào {data}: {reason(error)}. Chọn thư mục khác bằng --data.") from error
    with lock:
        if not _taken(lock):
            raise Trouble(f"Một bản trình diễn khác đang dùng {data}. Dừng nó, hoặc chọn --data khác.")
        _note(data, address)
        yield


def _taken(lock: IO[str]) -> bool:
    """A command that only asks whether it is held holds it for a moment as well."""
    for wait in (0.05, 0.2, 0):
        with contextlib.suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(wait)
    return False


def _note_of(data: Path) -> Path:
    return NOTES / hashlib.sha256(str(data).encode()).hexdigest()[:16]


def _note(data: Path, address: str) -> None:
    # Who may not write into the source is found by --data alone.
    with contextlib.suppress(OSError):
        NOTES.mkdir(exist_ok=True)
        _note_of(data).write_text(f"{data}\n{address}\n", encoding="utf-8")


def running_at(data: Path) -> str:
    """The address of the demonstration that runs over a data folder; nothing where none says so."""
    told = _read(_note_of(data)) if is_running(data) else []
    return told[1] if len(told) > 1 else ""


def _read(note: Path) -> list[str]:
    try:
        return note.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def is_running(data: Path) -> bool:
    """Whether a demonstration holds this folder now."""
    try:
        with (data / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def running_now() -> list[Path]:
    """The data folders of this source's demonstrations that run."""
    found = []
    for note in NOTES.iterdir() if NOTES.is_dir() else ():
        data = Path(next(iter(_read(note)), ""))
        if is_running(data):
            found.append(data)
        elif not data.exists():
            with contextlib.suppress(OSError):
                note.unlink()
    return sorted(found)


def told_folder() -> Path:
    """The data folder that the environment names, else the usual one."""
    named = os.environ.get("MOTCUA_DATA")
    return Path(named).resolve() if named else USUAL


def meant(given: Path | None) -> Path:
    """The data folder of the installation that is meant; `Trouble` where several run and none is named."""
    if given is not None:
        return given
    is_named = is_told() or os.environ.get("MOTCUA_DATA")
    found = [] if is_named else running_now()
    if len(found) > 1:
        folders = ", ".join(map(str, found))
        raise Trouble(f"Có {len(found)} bản trình diễn đang chạy: {folders}. Chọn một bản bằng --data THƯ_MỤC.")
    return found[0] if found else told_folder()


def described(data: Path) -> str:
    """Which demonstration it is, in a line for the person at the terminal."""
    state = "đang chạy" if is_running(data) else "không chạy" if keeps_own(data) else "chưa có, lập mới"
    return f"Bản trình diễn: {data} ({state})."
