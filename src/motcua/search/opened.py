"""An index kept open in a process, and changed for a newer one without anybody waiting for it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Generic, TypeVar

from motcua.kernel.illness import Unavailable
from motcua.search import building, engine

Index = TypeVar("Index")


class Opened(Generic[Index]):
    """The index of one kind: opened once; while a newer one is being opened the old one answers."""

    def __init__(self, kind: str, build: Callable[..., Path], read: Callable[[Path], Index]) -> None:
        self.kind, self._build, self._read = kind, build, read
        # Whether who asks first builds it, and waits; else there is somebody whose work that is.
        self.builds = True
        self._lock = Lock()
        self._index: Index | None = None
        self._folder: Path | None = None

    @property
    def home(self) -> Path:
        return building.home_of(self.kind)

    def get(self, *, on: date) -> Index:
        """The open index. The first call opens it, and builds it where none was built yet.

        Raises `Unavailable` when it can be neither read nor built here, or is still being built.
        """
        try:
            return self._get(on=on)
        except (OSError, ValueError, KeyError) as error:
            raise Unavailable("search", f"{self.home}: {error}") from error

    def _get(self, *, on: date) -> Index:
        folder = engine.current(self.home)
        if folder is None and not self.builds:
            raise Unavailable("search", f"{self.home}: the first index is being built")
        if self._index is None or folder is None or self._is_elsewhere(folder):
            with self._lock:
                self._open(folder or engine.current(self.home) or self._build(on=on))
        elif folder != self._folder and self._lock.acquire(blocking=False):
            Thread(target=self._change, args=(folder,), daemon=True).start()
        if self._index is None:
            raise RuntimeError("the index was not opened")
        return self._index

    def warm(self) -> None:
        """Open what is built, if anything is."""
        folder = engine.current(self.home)
        if folder is not None:
            with self._lock:
                self._open(folder)

    def _is_elsewhere(self, folder: Path) -> bool:
        return self._folder is not None and self._folder.parent != folder.parent

    def _open(self, folder: Path) -> None:
        """One that newer ones replaced while it was being opened is gone; then the newest is opened."""
        while folder != self._folder:
            try:
                self._index, self._folder = self._read(folder), folder
            except (OSError, ValueError, KeyError):
                newest = engine.current(self.home)
                if newest in (None, folder):
                    raise
                folder = newest or folder

    def _change(self, folder: Path) -> None:
        """Open a newer index in the background; the caller has taken the lock."""
        try:
            self._open(folder)
        finally:
            self._lock.release()
