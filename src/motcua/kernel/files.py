"""Content-addressed files: stored once, known by their SHA-256."""

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from motcua.kernel.models import StoredFile

__all__ = ["StoredFile", "store"]


def store(content: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keep the content and return its register entry; the same content is kept once."""
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(digest=digest, size=len(content), media_type=media_type, stored_at=at)
    is_new = _add(stored)
    if not is_new:
        stored = StoredFile.objects.get(pk=digest)
    storage = storages["files"]
    if is_new or not storage.exists(stored.path):
        storage.save(stored.path, ContentFile(content))
        _make_durable(Path(storage.path(stored.path)), Path(storage.path("")))
    return stored


def has_room(size: int) -> bool:
    """Whether the store may be written to and its disk holds so many bytes more."""
    folder = Path(storages["files"].path(""))
    # Before the first file there is no folder yet: what counts is where it will be made.
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > size


def _make_durable(path: Path, root: Path) -> None:
    """Have the disk hold the content and its name before the row that speaks of it is committed."""
    _sync(path)
    for folder in path.parents:
        _sync(folder)
        if folder == root:
            return


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _add(stored: StoredFile) -> bool:
    """Add the entry in one statement, whoever else adds the same at this moment; whether it is new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_storedfile (digest, size, media_type, stored_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [stored.digest, stored.size, stored.media_type, stored.stored_at],
        )
        return int(cursor.rowcount) == 1
