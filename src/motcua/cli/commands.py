"""Commands that need the rooms: migrate, check, packs, audit."""

from importlib import import_module
from json import dumps
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from motcua.cli import upgrading
from motcua.cli.owning import become_owner
from motcua.kernel import ownership
from motcua.kernel.packs import LoadReport, load_rooms
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import local


def migrate() -> int:
    """Bring the database to the structure of this version; the platform's role may work with what is new."""
    role = become_owner()
    try:
        upgrading.migrate(verbosity=1)
    except CommandError as error:
        raise Trouble(str(error)) from error
    done = _manage("createcachetable")
    if role:
        ownership.hand_over(role)
        say(f"Vai trò «{role}» dùng được các bảng và không sửa được nhật ký.")
    return done


def check() -> int:
    """Say what is wrong with the settings of an installation."""
    standing = ownership.standing()
    if standing.may_change_journal:
        say(
            f"Vai trò «{standing.role}» của DATABASE_URL sửa được nhật ký. Giao bảng cho một vai trò khác: đặt"
            " DATABASE_OWNER_URL, chạy ./motcua migrate (docs/users/cai-dat-van-hanh.md)."
        )
    return _manage("check", deploy=True)


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
    outside = import_module("motcua.papers.anchors")
    anchors, missing = outside.kept(), outside.missing()
    verification = journal.verify(known=[*given, *anchors])
    # Whoever has accounts has a journal: nothing at all is not whole, it is gone.
    is_gone = not verification.count and import_module("motcua.people.models").Account.objects.exists()
    is_whole = verification.ok and not is_gone and missing is None
    if json:
        last = str(verification.last) if verification.last else None
        facts = {"ok": is_whole, "count": verification.count, "first_bad": verification.first_bad, "last": last}
        say(dumps(facts | {"anchors": len(anchors), "missing": str(missing) if missing else None}))
    elif is_gone:
        say("Nhật ký trống, trong khi hệ thống đã có người dùng: nhật ký đã bị xóa.")
    elif verification.ok and missing:
        say(f"Không thấy mốc {missing} ở JOURNAL_ANCHORS, dù nhật ký ghi đã giữ: kiểm tra thư mục đã gắn chưa.")
        say("Các mục còn lại khớp nhau, nhưng chưa biết cuối nhật ký có bị cắt không.")
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
