"""Where the contents of files lie: in a folder, of this machine or shared by several, or in an S3-compatible store.

Either is `storages["files"]`. A folder fails with `OSError`; a store that does not answer, or not in time, with
`Unavailable`, and is then left alone for a moment: who asks meanwhile is told at once instead of holding a thread.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from motcua.kernel.illness import Unavailable
from motcua.kernel.passing import passing_folder

if TYPE_CHECKING:
    from obstore.store import S3Store

DIGEST = re.compile("[0-9a-f]{64}")
# Of the time a page may wait, so much is the store's for one try; after it no other is begun. Two are less than all.
SHARE = 0.4
CONNECTS_WITHIN = timedelta(seconds=2)
# Seconds for which a store that did not answer is left alone.
REST = 3.0


class Keeping(Protocol):
    """What the platform asks of a place of files, besides what Django's storages are asked."""

    @property
    def place(self) -> str: ...

    def open(self, name: str, mode: str = "rb") -> "File[Any]": ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None: ...

    def put(self, name: str, content: bytes) -> None:
        """Keep the content; when this returns, a loss of power leaves it there."""

    def is_bare(self) -> bool:
        """Whether nothing at all is here."""

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more can be written, as far as can be told beforehand."""

    def digests(self, *, before: datetime) -> Iterator[set[str]]:
        """The names of all contents that have been here since before then, some at a time."""


def keeping() -> Keeping:
    """The place of this installation's files; inside `aside()` the folder beside it."""
    if (beside := _aside.get()) is not None:
        return beside
    place = storages["files"]
    if not isinstance(place, FolderStorage | ObjectStorage):
        raise TypeError(f"{type(place).__name__} keeps no files of ours")
    return place


class FolderStorage(FileSystemStorage):
    """A folder of this machine, or one that several machines have mounted."""

    def __init__(self, location: str | Path) -> None:
        # What people hand in is read by nobody else on the machine.
        super().__init__(location, allow_overwrite=True, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def place(self) -> str:
        return str(self.location)

    def put(self, name: str, content: bytes) -> None:
        self.save(name, ContentFile(content))
        root = Path(self.location)
        # The disk holds the content and its name before the row that speaks of it is committed.
        _sync(Path(self.path(name)))
        for folder in Path(self.path(name)).parents:
            _sync(folder)
            if folder == root:
                return

    def is_bare(self) -> bool:
        root = Path(self.location)
        return not root.is_dir() or next(root.iterdir(), None) is None

    def has_room(self, size: int) -> bool:
        folder = Path(self.location)
        # Before the first file there is no folder yet: what counts is where it will be made.
        while not folder.exists():
            folder = folder.parent
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > size

    def digests(self, *, before: datetime) -> Iterator[set[str]]:
        for folder in sorted(Path(self.location).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            yield {
                path.name
                for path in folder.iterdir()
                if DIGEST.fullmatch(path.name) and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
            }


class _Aside(FolderStorage):
    """A folder for what is put now; all else is read where files lie."""

    def __init__(self, location: str, below: Keeping) -> None:
        super().__init__(location)
        self.below = below

    def open(self, name: str, mode: str = "rb") -> "File[Any]":
        return super().open(name, mode) if super().exists(name) else self.below.open(name, mode)

    def exists(self, name: str) -> bool:
        return super().exists(name) or self.below.exists(name)

    def is_bare(self) -> bool:
        return super().is_bare() and self.below.is_bare()


_aside: ContextVar[_Aside | None] = ContextVar("motcua_files_aside", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """What is stored inside goes to a folder that is gone at the end, not to the files of this installation."""
    with passing_folder() as folder:
        token = _aside.set(_Aside(str(folder), keeping()))
        try:
            yield
        finally:
            _aside.reset(token)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class ObjectStorage(Storage):
    """A bucket of an S3-compatible store. Each content is one object, written whole with its SHA-256 or not at all."""

    def __init__(self, *, bucket: str, prefix: str, options: dict[str, Any]) -> None:
        self.bucket, self.prefix, self.options = bucket, prefix, options
        self._lock = Lock()
        self._opened: tuple[int, S3Store] | None = None
        self._rests_until = float("-inf")
        self._was_filled = False

    @property
    def place(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def put(self, name: str, content: bytes) -> None:
        with self._asked() as (store, client):
            client.put(store, name, content, mode="overwrite", use_multipart=False)

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        with self._asked(may_lack=True) as (store, client):
            stream: IO[bytes] = BytesIO(bytes(client.get(store, name).bytes()))
        return File(stream, name)

    def _save(self, name: str, content: "File[Any]") -> str:
        self.put(name, content.read())
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        try:
            with self._asked(may_lack=True) as (store, client):
                client.head(store, name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError), self._asked(may_lack=True) as (store, client):
            client.delete(store, name)

    def is_bare(self) -> bool:
        """Asked until something was seen here, and then of one page of names, never of all."""
        if not self._was_filled:
            with self._asked() as (store, client):
                self._was_filled = any(client.list(store))
        return not self._was_filled

    def has_room(self, size: int) -> bool:
        """The store says so when it is written to."""
        return True

    def digests(self, *, before: datetime) -> Iterator[set[str]]:
        with self._asked() as (store, client):
            for some in client.list(store):
                names = {one["path"].rpartition("/")[2] for one in some if one["last_modified"] < before}
                yield {name for name in names if DIGEST.fullmatch(name)}

    @contextmanager
    def _asked(self, *, may_lack: bool = False) -> Iterator[tuple["S3Store", Any]]:
        """The store, and what speaks with it; whatever goes wrong there is `Unavailable`.

        `may_lack`: that something is not there is an answer, told by `FileNotFoundError`.
        """
        if time.monotonic() < self._rests_until:
            raise Unavailable("files", f"{self.place} did not answer a moment ago")
        # Loaded where it is used: an installation that keeps its files in a folder does not wait for it.
        client = import_module("obstore")
        errors = import_module("obstore.exceptions")
        try:
            yield self._store(), client
        except (errors.BaseError, OSError) as error:
            if may_lack and isinstance(error, FileNotFoundError):
                raise
            if not isinstance(error, (errors.PermissionDeniedError, errors.UnauthenticatedError, FileNotFoundError)):
                self._rests_until = time.monotonic() + REST
            raise Unavailable("files", f"{self.place}: {_first_words(error)}") from None

    def _store(self) -> "S3Store":
        """Opened once. Who was forked from a process that has done so would wait for ever, and is told instead."""
        with self._lock:
            if self._opened is None:
                self._opened = (os.getpid(), self._open_store())
            if self._opened[0] != os.getpid():
                raise RuntimeError("a forked process shares no lines to the object store with the one before it")
            return self._opened[1]

    def _open_store(self) -> "S3Store":
        patience = timedelta(seconds=settings.PAGE_PATIENCE * SHARE)
        opened: S3Store = import_module("obstore.store").S3Store(
            self.bucket,
            prefix=self.prefix or None,
            # Not every store knows how to delete several at once.
            config={"checksum_algorithm": "SHA256", "disable_bulk_delete": True, **self.options["config"]},
            client_options={
                "connect_timeout": min(CONNECTS_WITHIN, patience), "timeout": patience, **self.options["client"],
            },
            retry_config={"max_retries": 1, "retry_timeout": patience},
        )  # fmt: skip
        return opened


def _first_words(error: Exception) -> str:
    """Why, in one line; what the store answers at length may quote the request."""
    return str(error).split("\n", 1)[0][:300]
