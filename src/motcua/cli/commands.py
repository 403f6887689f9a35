"""Commands that need the rooms: migrate, check, packs, audit."""

from importlib import import_module
from json import dumps
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import gettext

from motcua.cli import upgrading
from motcua.cli.owning import become_owner, may_make_tables
from motcua.kernel import clock, health, ownership
from motcua.kernel.packs import LoadReport, load_rooms
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import local

NO_OWNER = (
    "Vai trò này không lập được bảng. Đặt DATABASE_OWNER_URL của vai trò chủ cho riêng lệnh này:"
    " DATABASE_OWNER_URL=postgresql://motcua_chu:MẬT_KHẨU@localhost/motcua ./motcua migrate."
)


def migrate() -> int:
    """Bring the database to the structure of this version; the platform's role may work with what is new."""
    role = become_owner()
    if not may_make_tables():
        raise Trouble(NO_OWNER)
    try:
        upgrading.migrate(verbosity=1)
    except CommandError as error:
        raise Trouble(str(error)) from error
    done = _manage("createcachetable")
    if role:
        ownership.hand_over(role)
        say(f"Vai trò «{role}» dùng được các bảng và không sửa được nhật ký.")
    return done


def check(*, json: bool) -> int:
    """Say how every part of an installation is and what to do about it; 1 when one is ill."""
    marks = {health.State.WELL: "tốt", health.State.WORRYING: "nên xem", health.State.ILL: "HỎNG"}
    is_ill = False
    for part, found in health.examine(at=timezone.now()):
        is_ill |= found.state is health.State.ILL
        if json:
            facts = {"part": part.key, "state": found.state, "said": found.said, "todo": found.todo}
            say(dumps(facts, ensure_ascii=False))
            continue
        say(f"{marks[found.state]:8}{gettext(part.label)}: {found.said}")
        if found.todo:
            say(f"{'':8}→ {found.todo}")
    return 1 if is_ill else 0


def _manage(name: str, **options: Any) -> int:
    try:
        call_command(name, **options)
    except CommandError as error:
        raise Trouble(str(error)) from error
    return 0


def load(*, withdraw: bool) -> dict[str, LoadReport]:
    """Load the packs of this installation, and note that it was done; `withdraw`: let go what they no longer say."""
    clock.refuse_apart()
    at = timezone.now()
    reports = load_rooms(settings.PACKS, at=at, withdraw=withdraw)
    created, updated = (sum(getattr(one, name) for one in reports.values()) for name in ("created", "updated"))
    findings = sum(len(one.findings) for one in reports.values())
    gone = sum(len(one.gone) for one in reports.values())
    facts = {
        "created": created,
        "updated": updated,
        "findings": findings,
        "gone": gone,
        "is_whole": withdraw or not gone,
    }
    health.note_packs(facts=facts, by=None, at=at)
    return reports


def open_index() -> None:
    """Build the search indexes that are not the database's, so that the first visitor does not wait for them."""
    building = import_module("motcua.search.building")
    for kind in building.KINDS:
        building.bring_up_to_date(kind, on=local(timezone.now()).date())


def load_packs(*, withdraw: bool, json: bool) -> int:
    """Load the packs and say what was new, what could not be read, and what they no longer say.

    What they no longer say stays, with what it stands in, until somebody asks for `withdraw`: never silently.
    """
    reports = load(withdraw=withdraw)
    if json:
        say(
            dumps(
                {
                    room: {
                        "created": report.created,
                        "updated": report.updated,
                        "unchanged": report.unchanged,
                        "findings": [str(finding) for finding in report.findings],
                        "gone": report.gone,
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
            for thing in report.gone:
                say(f"  {'đã rút' if withdraw else 'sẽ rút'}: {thing}")
    is_held = not withdraw and any(report.gone for report in reports.values())
    if is_held and not json:
        say("Những điều trên không còn trong gói nên CHƯA đổi phần có chúng. Giữ lại thì ghi chúng vào gói của tỉnh")
        say("(MOTCUA_PACKS); đồng ý rút thì: ./motcua packs load --withdraw")
    return 1 if is_held or any(report.findings for report in reports.values()) else 0


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
