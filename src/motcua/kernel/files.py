"""Content-addressed files: stored once, known by their SHA-256, deleted once nothing refers to them for a while.

Whoever stores a content that is there already holds its row until the end of the transaction, as a foreign key does
(`FOR KEY SHARE`); whoever deletes one takes its row for itself first and looks then whether something refers to it. So
a file that is stored again at the moment of its deletion is either kept, or written anew once it is gone.
"""

import errno
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import structlog
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import F, ForeignKey, Q
from django.utils.translation import gettext as _

from motcua.kernel import scanning
from motcua.kernel.events import FileCondemned, announce
from motcua.kernel.illness import Unavailable
from motcua.kernel.manifests import FileReference, offered
from motcua.kernel.models import JournalEntry, StoredFile
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.storing import keeping

__all__ = ["StoredFile", "store"]

log = structlog.get_logger()

# Any constants will do, the same for every process: held by a backup while it copies, by the deletion while it deletes.
STILL = 7_061_064
FULL = (errno.ENOSPC, errno.EDQUOT)
# So many files are deleted in one transaction.
BATCH = 200
# A file of at most so many bytes is read to see whether the store can be.
KNOWN = 2**20
# So many files are scanned at once, at most, by the job that scans what waits.
SCANS = 2000
# A file is scanned again with every new set of signatures for so long: by then what was new with it has a name.
RECENT = timedelta(days=30)
RENEWED = "scanner.renewed"


def store(
    content: bytes, *, media_type: str, at: datetime, active: str = "", scanned_at: datetime | None = None
) -> StoredFile:
    """Keep the content and return its register entry; the same content is kept once. Refused when the disk is full."""
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(
        digest=digest,
        size=len(content),
        media_type=media_type,
        stored_at=at,
        active=active,
        scanned_at=scanned_at,
        infection="",
    )
    while not (is_new := _add(stored)):
        if (kept := _held(digest)) is not None:
            stored = kept
            break
        # It was deleted while we waited for it.
    if is_new or not keeping().exists(stored.path):
        _refuse_unmounted(stored)
        _write(stored, content)
    return stored


def _refuse_unmounted(stored: StoredFile) -> None:
    """A store without any file, of which the register has others, is not ours: what is put there nobody finds again."""
    if keeping().is_bare() and StoredFile.objects.exclude(pk=stored.pk).exists():
        raise Unavailable("files", f"{keeping().place} holds none of the files that are known")


def known_is_read() -> bool:
    """Whether a file that the register knows can be read here, always the same one, and a small one."""
    known = StoredFile.objects.filter(unreferenced_since=None, size__lte=KNOWN).order_by("pk").first()
    try:
        if known is None:
            keeping().is_bare()
            return True
        return bool(known.read()) or not known.size
    except (Unavailable, OSError) as error:
        log.error("files_not_read", why=str(error))
        return False


def comes_back(content: bytes) -> bool:
    """Whether a content that is put where files lie is read back as it was put. It is gone when this returns."""
    name = f"thu-{hashlib.sha256(content).hexdigest()[:16]}"
    try:
        keeping().put(name, content)
        with keeping().open(name) as stream:
            return bool(stream.read() == content)
    finally:
        keeping().delete(name)


def _write(stored: StoredFile, content: bytes) -> None:
    try:
        keeping().put(stored.path, content)
    except OSError as error:
        if error.errno not in FULL:
            raise
        # The entry goes with its transaction; what was written of the content gives its room back.
        keeping().delete(stored.path)
        log.exception("files_without_room", size=len(content))
        raise Refused(
            _("Máy chủ tạm hết chỗ giữ tệp nên chưa nhận được tệp này. Những gì đã lưu vẫn còn; thử lại sau.")
        ) from error


def _add(stored: StoredFile) -> bool:
    """Add the entry in one statement, whoever else adds the same at this moment; whether it is new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_storedfile (digest, size, media_type, stored_at, active, scanned_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [stored.digest, stored.size, stored.media_type, stored.stored_at, stored.active, stored.scanned_at],
        )
        return int(cursor.rowcount) == 1


def _held(digest: str) -> StoredFile | None:
    """The entry, which nobody deletes before this transaction ends; its time without a reference begins anew."""
    held = next(iter(StoredFile.objects.raw(_HELD, [digest])), None)
    if held is not None and held.unreferenced_since is not None:
        StoredFile.objects.filter(pk=digest).update(unreferenced_since=None)
        held.unreferenced_since = None
    return held


_HELD = "SELECT * FROM kernel_storedfile WHERE digest = %s FOR KEY SHARE"


@contextmanager
def nothing_deleted() -> Iterator[None]:
    """Keep every stored file where it is, as a backup needs it between the database's dump and its copies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [STILL])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [STILL])


def sweep(*, at: datetime) -> int:
    """Delete what nothing has referred to since the time of grace, and note what lost its last reference; how many.

    Not while a backup copies files: the next time will do. What was cut off in its middle is mended by the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [STILL])
        row = cursor.fetchone()
    if not (row and row[0]):
        log.info("files_not_swept", why="a backup is under way")
        return 0
    try:
        before = at - timedelta(days=settings.FILES_GRACE_DAYS)
        _mark(at)
        due = StoredFile.objects.filter(unreferenced_since__lte=before).order_by("pk").values_list("pk", flat=True)
        return _in_batches(list(due), at) + _in_batches(list(_without_entry(before)), at)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [STILL])


def _in_batches(digests: Sequence[str], at: datetime) -> int:
    batches = (digests[first : first + BATCH] for first in range(0, len(digests), BATCH))
    return sum(len(delete_files(digests=batch, by=None, at=at)) for batch in batches)


@operation(who=SYSTEM, journal="files.deleted")
def delete_files(*, digests: Sequence[str], by: None, at: datetime) -> list[str]:
    """Delete those of these files that nothing refers to, from the disk and from the register (Luật 91/2025/QH15).

    A file without an entry is what a transaction left that was undone: its entry is taken first, so that nobody stores
    the same meanwhile. The disk comes before the commit: killed in between, the entry is there for the next time.
    """
    free = _taken(digests)
    for digest in free:
        keeping().delete(StoredFile(digest=digest).path)
    StoredFile.objects.filter(pk__in=free).delete()
    note(count=len(free), digests=free)
    return free


def _taken(digests: Sequence[str]) -> list[str]:
    """Those that may go, each now ours alone. What somebody holds at this moment stays."""
    with connection.cursor() as cursor:
        # Only of files without an entry: one that has it would wait here for whoever holds it.
        cursor.execute(_CLAIM % _unreferenced(), [list(digests)])
        cursor.execute(
            "SELECT digest FROM kernel_storedfile WHERE digest = ANY(%s) AND unreferenced_since IS NOT NULL"
            " ORDER BY digest FOR UPDATE SKIP LOCKED",
            [list(digests)],
        )
        ours = [digest for (digest,) in cursor.fetchall()]
        # A new statement sees what was committed before the rows became ours.
        cursor.execute(_FREE % _unreferenced(), [ours])
        return sorted(digest for (digest,) in cursor.fetchall())


_CLAIM = """INSERT INTO kernel_storedfile (digest, size, media_type, stored_at, unreferenced_since)
    SELECT f.digest, 0, '', 'epoch', 'epoch' FROM unnest(%%s::text[]) f(digest)
    WHERE %s AND NOT EXISTS (SELECT FROM kernel_storedfile k WHERE k.digest = f.digest)
    ORDER BY f.digest ON CONFLICT DO NOTHING"""
_FREE = "SELECT f.digest FROM kernel_storedfile f WHERE f.digest = ANY(%%s) AND %s"


def _mark(at: datetime) -> None:
    """Note since when nothing refers to a file, or that something does again."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST % _unreferenced(), [at])
        cursor.execute(_FOUND_AGAIN % _unreferenced())


_LOST = "UPDATE kernel_storedfile f SET unreferenced_since = %%s WHERE unreferenced_since IS NULL AND %s"
_FOUND_AGAIN = """UPDATE kernel_storedfile f SET unreferenced_since = NULL
    WHERE unreferenced_since IS NOT NULL AND NOT (%s)"""


def _unreferenced() -> str:
    """The condition, in SQL, that none of the columns that the manifests name refers to the file `f`."""
    return " AND ".join(f"NOT EXISTS ({_referring(reference)})" for reference in offered(FileReference).values())


def _referring(reference: FileReference) -> str:
    room, name, column = reference.key.split(".")
    model = apps.get_model(room, name)
    table, field = model._meta.db_table, model._meta.get_field(column)
    if isinstance(field, ForeignKey):
        return f'SELECT FROM {table} r WHERE r."{field.column}" = f.digest'
    # The digests of all rows first: a file is then looked up among them.
    path = reference.path.replace("'", "''")
    digests = f"SELECT v #>> '{{}}' AS digest FROM {table} t, jsonb_path_query(t.\"{field.column}\", '{path}') v"  # noqa: S608 - names of ours
    return f"SELECT FROM ({digests}) r WHERE r.digest = f.digest"


def scan_waiting(*, at: datetime) -> int:
    """Scan what no scanner has read yet and what one read before it knew what it knows now; how many were clean.

    A file that the scanner cannot read waits on; when it does not answer at all, so do the others.
    """
    if not settings.CLAMAV:
        return 0
    try:
        renewed_at = _renewed_at(scanning.signatures(), at)
    except scanning.ScannerDown:
        return 0
    outdated = Q(scanned_at__lt=renewed_at, infection="", stored_at__gte=at - RECENT)
    waiting = StoredFile.objects.filter(Q(scanned_at=None) | outdated, unreferenced_since=None)
    clean: list[str] = []
    for stored in waiting.order_by(F("scanned_at").asc(nulls_first=True), "stored_at")[:SCANS]:
        with suppress(OSError, Unavailable, scanning.ScannerDown):
            if infection := scanning.infection_in(stored.read()):
                condemn_file(stored, infection=infection, by=None, at=at)
            else:
                clean.append(stored.pk)
    if clean:
        pass_files(digests=clean, by=None, at=at)
    return len(clean)


def _renewed_at(signatures: str, at: datetime) -> datetime:
    """Since when the scanner is known to know what it knows."""
    known = JournalEntry.objects.filter(word=RENEWED).order_by("-number").first()
    if known is not None and known.details.get("signatures") == signatures:
        return known.at
    note_signatures(signatures=signatures, by=None, at=at)
    return at


@operation(who=SYSTEM, journal=RENEWED)
def note_signatures(*, signatures: str, by: None, at: datetime) -> None:
    """Note that the scanner of malware has other signatures than before (NĐ 85/2016/NĐ-CP)."""
    note(signatures=signatures)


@operation(who=SYSTEM, journal="files.scanned")
def pass_files(*, digests: Sequence[str], by: None, at: datetime) -> None:
    """Note that the scanner found nothing in these files (NĐ 85/2016/NĐ-CP)."""
    note(count=StoredFile.objects.filter(pk__in=digests).update(scanned_at=at))


@operation(who=SYSTEM, journal="file.infected")
def condemn_file(stored: StoredFile, *, infection: str, by: None, at: datetime) -> StoredFile:
    """Note the malware found in a file that is kept: from now on nobody is given it (NĐ 85/2016/NĐ-CP)."""
    StoredFile.objects.filter(pk=stored.pk).update(scanned_at=at, infection=infection)
    note(infection=infection)
    announce(FileCondemned(digest=stored.pk, at=at))
    return stored


def _without_entry(before: datetime) -> Iterator[str]:
    """Contents that lie there since before then and that the register does not know."""
    for old in keeping().digests(before=before):
        known = StoredFile.objects.filter(pk__in=old).values_list("pk", flat=True) if old else ()
        yield from sorted(old - set(known))
