"""Files carried from one place to another: what the register knows, each content read back and known by its SHA-256."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import storages

from motcua.kernel.illness import Unavailable
from motcua.kernel.models import StoredFile
from motcua.kernel.storing import FolderStorage, Keeping, ObjectStorage, keeping
from motcua.settings import env

ROWS = 2000


@dataclass
class Carried:
    """What came of it: how many were brought, how many were there already, and which are nowhere to be read."""

    brought: int = 0
    already: int = 0
    missing: list[str] = field(default_factory=list)


def place(told: str) -> Keeping:
    """The place that is meant: the full path of a folder, or s3://bucket/prefix at this installation's store."""
    made = storages.create_storage(env.files("FILES_STORE", Path("/"), told=told)[1])
    if not isinstance(made, FolderStorage | ObjectStorage):
        raise TypeError(told)
    return made


def carry(source: Keeping, target: Keeping, *, tells: Callable[[Carried], None]) -> Carried:
    """Bring to the target what the register knows and it lacks; what was cut off is simply begun again.

    Nothing goes from the source. Raises `Unavailable` when either place does not answer, or the target gives back
    something else than it was given.
    """
    done = Carried()
    for stored in StoredFile.objects.order_by("digest").iterator(chunk_size=ROWS):
        if _content(target, stored) is not None:
            done.already += 1
        elif (content := _content(source, stored)) is not None:
            target.put(stored.path, content)
            if _content(target, stored) is None:
                raise Unavailable("files", f"{target.place} gives {stored.path} back otherwise than it was put there")
            done.brought += 1
        elif stored.unreferenced_since is None:
            # What nothing refers to may be gone: its deletion was cut off, and is mended the next time.
            done.missing.append(stored.path)
        if (done.brought + done.already) % ROWS == 0:
            tells(done)
    return done


def _content(where: Keeping, stored: StoredFile) -> bytes | None:
    """What lies there under this name, if it is what the name says."""
    with suppress(FileNotFoundError), where.open(stored.path) as stream:
        content: bytes = stream.read()
        return content if hashlib.sha256(content).hexdigest() == stored.digest else None
    return None


def copy_out(folder: Path) -> None:
    """Copy the files of this installation into a folder; of an object store, those that the register knows."""
    where = keeping()
    if isinstance(where, FolderStorage):
        if Path(where.location).exists():
            shutil.copytree(where.location, folder)
        return
    for stored in StoredFile.objects.order_by("digest").iterator(chunk_size=ROWS):
        if (content := _content(where, stored)) is not None:
            path = folder / stored.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def copy_in(folder: Path) -> None:
    """Bring the files of a folder to where this installation keeps its own."""
    where = keeping()
    if isinstance(where, FolderStorage):
        shutil.copytree(folder, where.location, dirs_exist_ok=True)
        return
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        where.put(path.relative_to(folder).as_posix(), path.read_bytes())


def missing_here() -> Iterator[str]:
    """The files that something refers to and that cannot be read where this installation keeps them."""
    for stored in StoredFile.objects.filter(unreferenced_since=None).order_by("digest").iterator(chunk_size=ROWS):
        if _content(keeping(), stored) is None:
            yield stored.path
