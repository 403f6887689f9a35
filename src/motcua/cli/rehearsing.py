"""A backup that was never brought back is a hope: the latest is, into a database of its own, and compared."""

from pathlib import Path

from django.utils import timezone

from motcua.cli import snapshots
from motcua.cli.backups import (
    DUMP,
    Proof,
    as_sql,
    beside,
    latest,
    missing_files,
    opened_backup,
    restore_database,
)
from motcua.cli.owning import become_owner
from motcua.kernel import clock
from motcua.kernel.health import note_rehearsal
from motcua.kernel.terminal import Trouble, say


def rehearse(folder: Path, *, key: Path | None, signer: str) -> int:
    """Bring the latest backup of a folder back into a scratch database, compare it with what it was, and drop it."""
    clock.refuse_apart()
    folder = latest(folder)
    with opened_backup(folder, key, Proof(signer=signer)) as opened:
        if opened is None:
            raise Trouble("Bản sao lưu được khóa. Thêm --key TỆP_KHÓA.")
        before = snapshots.read(opened)
        become_owner()
        with beside("tap", is_kept=False):
            restore_database(opened / DUMP)
            wrong = snapshots.differences(before, snapshots.facts())
            missing = missing_files(opened / "files")
    if wrong or missing:
        wrong += [f"thiếu {len(missing)} tệp, ví dụ {missing[0]}"] if missing else []
        raise Trouble(f"Tập phục hồi {folder}: KHÔNG khớp. {'; '.join(wrong[:10])}.")
    rows = sum(before["tables"].values())
    note_rehearsal(
        facts={"backup": folder.name, "journal": before["journal"], "rows": rows}, by=None, at=timezone.now()
    )
    say(f"Đã tập phục hồi {folder}: {len(before['tables'])} bảng, {rows} dòng, mục cuối nhật ký và mọi tệp khớp.")
    return 0


def plain(folder: Path, file: Path, *, key: Path | None, signer: str, known: str) -> int:
    """Write a backup's database as SQL that the psql of any supported PostgreSQL reads."""
    with opened_backup(folder, key, Proof(known, signer)) as opened:
        if opened is None:
            raise Trouble("Bản sao lưu được khóa. Thêm --key TỆP_KHÓA.")
        as_sql(opened / DUMP, file)
    say(f"Đã ghi {file}. Nạp vào cơ sở dữ liệu trống: psql -X -v ON_ERROR_STOP=1 -d CƠ_SỞ_DỮ_LIỆU -f {file}")
    return 0
