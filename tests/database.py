"""The database of a run: filled once with the province's packs, kept while nothing it was made of changes, and copied.

Whoever uses a database holds PostgreSQL's lock on its name, which the server lets go of however its holder ends; what
nobody holds is removed by the next run.
"""

import hashlib
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import grimp
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from motcua.kernel.floors import HOUSE, ROOT, house
from motcua.kernel.models import OutboxMessage
from motcua.kernel.packs import load_rooms, rooms_that_load
from motcua.papers.certificates import (
    AUTHORITY_FILE,
    STAMPS_FILE,
    fingerprint,
    make_authority,
    make_stamping_authority,
)
from motcua.papers.models import SigningKey
from motcua.procedures import listeners as on_procedures
from motcua.search import listeners as on_search
from motcua.search.building import build_procedures

# The template's search index stands beside the tests' own server.
INDEXES = ROOT / ".data-test" / "search"
# What the rooms announce while they load is heard by these.
HEARD = (on_procedures, on_search)
OURS = "^motcua_(template|test)_[0-9a-f]+$"


@contextmanager
def of_this_run():
    """All tests of this process run on a copy of the template, with an index of their own to search."""
    with connection._nodb_cursor() as server:
        made_of = f"motcua_template_{digest()}"
        # Held to the end: a test may want one more copy.
        _ask(server, "SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", made_of)
        with _held(server, "motcua_template"):
            _remove_what_nobody_uses(server, made_of)
            if not _ask(server, "SELECT 1 FROM pg_database WHERE datname = %s", made_of):
                _make(server, made_of)
        with copy() as name, used(name):
            _copy_index(made_of)
            _know_keys()
            yield


def _know_keys():
    """The keys of this run stand in its own folder; a copy of the template knows no other."""
    folder = Path(settings.DATA_DIR) / "signing"
    made = {"VOUCHES": make_authority(folder)[1], "STAMPS": make_stamping_authority(folder)[1]}
    files = {"VOUCHES": AUTHORITY_FILE, "STAMPS": STAMPS_FILE}
    for use, certificate in made.items():
        SigningKey.objects.create(
            fingerprint=fingerprint(certificate), certificate=certificate.public_bytes(Encoding.PEM).decode(), use=use,
            file=files[use], is_demonstration=True, valid_from=certificate.not_valid_before_utc.date(),
        )  # fmt: skip


@contextmanager
def copy():
    """The name of a copy of the template, removed at the end."""
    with connection._nodb_cursor() as server, _new(server, f"motcua_template_{digest()}") as name:
        yield name


@contextmanager
def empty():
    """The address of a database with nothing in it; removed at the end."""
    with connection._nodb_cursor() as server, _new(server, "template1") as name:
        yield address(name)


def address(name):
    """A database of this server as DATABASE_URL says it."""
    told = connection.settings_dict
    port = f"&port={told['PORT']}" if told["PORT"] else ""
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@/{name}?host={told['HOST'] or 'localhost'}{port}"


@contextmanager
def used(name):
    """This process's connections go to a database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def apart():
    """A copy of the template for one test alone, in which everything is committed."""
    with copy() as name, used(name):
        _know_keys()
        yield


@cache
def digest():
    """A mark of everything the template is made of: packs, tables, and the code that brings one into the other."""
    graph = grimp.build_graph("motcua", cache_dir=None)
    fills = {module.__name__ for module in HEARD}
    fills |= {f"motcua.{room}.loading" for room in rooms_that_load()} | {f"motcua.{room}.manifest" for room in house()}
    modules = fills.union(*map(graph.find_upstream_modules, fills))
    files = [path for name in modules for path in _source(name)]
    files += [
        *HOUSE.glob("*/migrations/*.py"),
        *HOUSE.glob("settings/*.py"),
        Path(__file__),
        ROOT / "requirements.lock",
    ]
    files += [path for pack in settings.PACKS for path in pack.rglob("*") if path.is_file()]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()[:16]


def _source(module):
    path = HOUSE.parent / module.replace(".", "/")
    return [one for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists()]


def _make(server, name):
    """Under another name until it is whole: who is killed in the middle leaves nothing that looks like one."""
    with _new(server, "template1") as making:
        with used(making):
            _fill()
            _keep_index(name)
        _ask(server, f'ALTER DATABASE "{making}" RENAME TO "{name}"')
        # Copied, never entered again.
        _ask(server, f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')


def _fill():
    call_command("migrate", interactive=False, verbosity=0)
    # The register of law gives keepers tasks, which their tests count; its own tests load it.
    rooms = [room for room in rooms_that_load() if room != "laws"]
    reports = load_rooms(settings.PACKS, at=datetime(2026, 1, 1, 2, tzinfo=UTC), rooms=rooms)
    assert [finding for report in reports.values() for finding in report.findings] == []
    # What the packs set in motion is not what a test finds in the queue, nor what was written then in its journal.
    OutboxMessage.objects.all().delete()
    with without_guards(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_journalentry RESTART IDENTITY")


@contextmanager
def without_guards():
    """No trigger fires, as for the server's own superuser and nobody else: the journal can be emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def _keep_index(name):
    shutil.rmtree(INDEXES / name, ignore_errors=True)
    build_procedures(on=date(2026, 11, 23))
    shutil.copytree(settings.SEARCH_DIR, INDEXES / name)


def _copy_index(name):
    if (INDEXES / name).exists():
        shutil.copytree(INDEXES / name, settings.SEARCH_DIR, dirs_exist_ok=True)
    else:
        # The database came from another checkout.
        build_procedures(on=date(2026, 11, 23))


@contextmanager
def _new(server, template):
    name = f"motcua_test_{uuid4().hex[:12]}"
    with _held(server, name):
        _ask(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield name
        finally:
            _ask(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _held(server, name):
    _ask(server, "SELECT pg_advisory_lock(hashtextextended(%s, 0))", name)
    try:
        yield
    finally:
        _ask(server, "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


def _remove_what_nobody_uses(server, template):
    for (name,) in _ask(server, "SELECT datname FROM pg_database WHERE datname ~ %s AND datname <> %s", OURS, template):
        if _ask(server, "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name) == [(True,)]:
            _ask(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            _ask(server, "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)
            shutil.rmtree(INDEXES / name, ignore_errors=True)


def _ask(server, sql, *values):
    server.execute(sql, values or None)
    return server.fetchall() if server.description else []
