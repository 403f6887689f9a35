"""Brings the database to the structure of this version, also from the version before.

The migrations of a released version are squashed to one a room. A database of the version before has run the ones they
were made of, and still lacks what came since: that is done here first (`from_the_version_before.sql`), and then it is
written down that the squashed ones have run. Both leave with the next version.
"""

from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from motcua.kernel.floors import house
from motcua.kernel.terminal import Trouble

# The last migration of the version before in the room that had most; its others were released with it.
LAST = ("dossiers", "0012_letters_are_sealed")
# The room whose tables stood in another one's.
SPLIT_OFF = "handling"
SINCE = Path(__file__).parent / "from_the_version_before.sql"


def migrate(*, verbosity: int) -> None:
    """Bring the database to this version's structure; data stay. `Trouble` for one older than the version before."""
    _from_the_version_before()
    call_command("migrate", interactive=False, verbosity=verbosity)


def _has_old_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('dossiers_task') IS NOT NULL")
        row = cursor.fetchone()
    return bool(row and row[0])


def _from_the_version_before() -> None:
    recorder = MigrationRecorder(connection)
    applied = recorder.applied_migrations()
    # Only a database of the version before, or an older one, has the work on dossiers in their own room.
    if ("dossiers", "0001_initial") not in applied or not _has_old_tables():
        return
    if LAST not in applied:
        raise Trouble(
            f"Cơ sở dữ liệu cũ hơn phiên bản trước: thiếu bước {LAST[0]}.{LAST[1]}. Lấy một bản mã nguồn có bước ấy,"
            " chạy ./motcua migrate ở đó, rồi ./motcua migrate ở bản này."
        )
    ours = [room for room in house() if any(app == room for app, _name in applied)]
    # What the statements above have made; the tables of a room that is new since come with its own migration.
    made = {*ours, SPLIT_OFF}
    squashed = [key for key in MigrationLoader(None).disk_migrations if key[0] in made and key[1] == "0001_initial"]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SINCE.read_text(encoding="utf-8"))
        recorder.migration_qs.filter(app__in=ours).delete()
        for app, name in sorted(squashed):
            recorder.record_applied(app, name)
