"""Content-addressed files: stored once, known by their SHA-256."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from motcua.kernel.models import StoredFile

__all__ = ["StoredFile", "store"]


def store(content: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keep the content and return its register entry; the same content is kept once."""
    digest = hashlib.sha256(content).hexdigest()
    stored, is_new = StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": len(content), "media_type": media_type, "stored_at": at}
    )
    storage = storages["files"]
    if is_new or not storage.exists(stored.path):
        storage.save(stored.path, ContentFile(content))
    return stored
