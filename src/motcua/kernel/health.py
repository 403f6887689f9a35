"""How this node and what it works with are doing, part by part, each with what to do: for a doctor, a monitor, a page.

Rooms bring parts by their manifests (`HealthPart`); here are those of the ground.
"""

import hashlib
import platform
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.kernel import clock as clocks
from motcua.kernel import files, ownership, scanning
from motcua.kernel.illness import Unavailable
from motcua.kernel.manifests import HealthPart, Topic, offered
from motcua.kernel.models import (
    BACKUP_MADE,
    BACKUP_REHEARSED,
    PACKS_LOADED,
    Circuit,
    JournalEntry,
    OutboxMessage,
    StoredFile,
)
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.storing import FolderStorage, keeping
from motcua.kernel.text import format_datetime

# A nightly backup, with some hours to make it in.
BACKUP_EVERY = timedelta(hours=30)
# A rehearsal each month, with some days to make it in.
REHEARSED_EVERY = timedelta(days=35)
# What waits so long has a reason; no letter of a healthy installation does.
LATE = timedelta(minutes=15)
# A worker tells every ten seconds that it lives.
ALIVE = timedelta(minutes=1)
# So far the journal's last entry may lie ahead before the clock was set back.
SKEW = timedelta(seconds=30)
LEAST_FREE = 0.2
LEAST_POSTGRESQL = 150_000


class State(StrEnum):
    WELL = "WELL"
    WORRYING = "WORRYING"
    ILL = "ILL"


@dataclass(frozen=True)
class Health:
    """How a part is, in one sentence, and what to do about it; nothing where nothing is to be done."""

    said: str
    todo: str = ""
    state: State = State.WELL


def worrying(said: str, todo: str) -> Health:
    return Health(said, todo, State.WORRYING)


def ill(said: str, todo: str) -> Health:
    return Health(said, todo, State.ILL)


def examine(*, at: datetime, parts: Iterable[HealthPart] | None = None) -> Iterator[tuple[HealthPart, Health]]:
    """Every part with how it is. What asks the database is not asked while the database is away."""
    answers = True
    for part in offered(HealthPart).values() if parts is None else parts:
        if part.asks_database and not answers:
            yield part, ill(_("Chưa khám: cơ sở dữ liệu chưa dùng được."), _("Làm theo dòng «Cơ sở dữ liệu» trước."))
            continue
        health = _examined(part, at)
        answers = answers and (part.key != "database" or health.state is not State.ILL)
        yield part, health


def _examined(part: HealthPart, at: datetime) -> Health:
    module, function = part.runs.split(":")
    look: Callable[..., Health] = getattr(import_module(module), function)
    try:
        return look(at=at)
    except (DatabaseError, Unavailable, OSError) as error:
        return ill(" ".join(str(error).split()), _("Xem dòng đầu tiên có lỗi và nhật ký của dịch vụ."))


def database(*, at: datetime) -> Health:
    """Whether the database answers, in a version and form that this code knows, to a role that may do no more."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        why = " ".join(str(error).split())
        return ill(
            _("Cơ sở dữ liệu không trả lời: %s") % why,
            _("Kiểm tra địa chỉ, tên, mật khẩu trong DATABASE_URL và PostgreSQL có đang chạy."),
        )
    if int(getattr(connection, "pg_version", 0)) < LEAST_POSTGRESQL:
        return ill(_("PostgreSQL cũ hơn bản 15."), _("Nâng cấp PostgreSQL."))
    if missing := missing_steps():
        return ill(_("Cấu trúc cơ sở dữ liệu thiếu %d bước so với mã nguồn.") % missing, "./motcua migrate")
    standing = ownership.standing()
    if standing.may_change_journal:
        return worrying(
            _("Vai trò «%s» của DATABASE_URL sửa được nhật ký.") % standing.role,
            _("Giao bảng cho một vai trò khác: đặt DATABASE_OWNER_URL rồi chạy ./motcua migrate."),
        )
    major = int(getattr(connection, "pg_version", 0)) // 10_000
    return Health(_("PostgreSQL %(version)d, Python %(python)s, cấu trúc đúng phiên bản.") % {
        "version": major, "python": platform.python_version(),
    })  # fmt: skip


def missing_steps(app: str | None = None) -> int:
    """How many steps of its structure, or of one application's, the database lacks of those that this code knows."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes(app)))


def clock(*, at: datetime) -> Health:
    """Whether this node and the database keep the same time, without which it changes nothing."""
    last = JournalEntry.objects.order_by("-number").values_list("recorded_at", flat=True).first()
    apart, todo = clocks.apart(), _(clocks.TODO)
    if abs(apart) > clocks.APART:
        return ill(clocks.stopped(apart), todo)
    if last is not None and last > at + SKEW:
        return ill(_("Giờ đã lùi sau mục cuối của nhật ký (%s).") % format_datetime(last), todo)
    return Health(clocks.words(apart))


def stored_files(*, at: datetime) -> Health:
    """Whether the files that the register knows can be read here, and more be written."""
    place, is_folder = keeping().place, isinstance(keeping(), FolderStorage)
    if not files.known_is_read():
        return ill(
            _("Không đọc được tệp đã giữ ở %s trên máy này.") % place,
            _("Gắn lại đĩa hoặc thư mục chung; xem quyền đọc của người chạy dịch vụ.")
            if is_folder
            else _("Xem kho tệp có chạy không, FILES_STORE và các thiết đặt bắt đầu bằng FILES_STORE_."),
        )
    if not keeping().has_room(settings.FILE_MAX_BYTES):
        return ill(_("Không ghi được, hoặc hết chỗ, ở %s.") % place, _("Thêm chỗ, xem quyền ghi."))
    said = _("Đọc, ghi được tệp ở %s.") if is_folder else _("Đọc được tệp ở %s.")
    return Health(said % place)


def written_files(*, at: datetime) -> Health:
    """Whether what is put where files lie comes back as it was put, and goes again: tried, not guessed."""
    try:
        is_same = files.comes_back(secrets.token_bytes(64))
    except (Unavailable, OSError) as error:
        why = " ".join(str(error).split())
        return ill(
            _("Ghi thử một tệp không được: %s") % why, _("Xem quyền ghi của khóa hay của thư mục, và chỗ còn lại.")
        )
    if not is_same:
        return ill(_("Tệp ghi thử đọc lại thấy khác."), _("Đừng nhận tệp cho đến khi rõ vì sao: xem kho tệp, đĩa."))
    return Health(_("Ghi thử, đọc lại, xóa được một tệp ở %s.") % keeping().place)


def disk(*, at: datetime) -> Health:
    """How much room is left where the data folder stands, and where files lie when that is another disk."""
    folder = Path(settings.DATA_DIR)
    if not folder.is_dir():
        return ill(_("Không có thư mục %s.") % folder, _("Tạo thư mục, giao cho người chạy dịch vụ; xem MOTCUA_DATA."))
    folders = [folder]
    if isinstance(keeping(), FolderStorage):
        store = Path(keeping().place)
        # One that is missing or cannot be read is told by the part that reads files.
        if store.is_dir() and _device(store) != _device(folder):
            folders.append(store)
    usages = [(one, shutil.disk_usage(one)) for one in folders]
    said = " ".join(
        _("Còn %(free)d GB trong %(total)d GB ở %(folder)s.")
        % {"free": usage.free // 2**30, "total": usage.total // 2**30, "folder": one}
        for one, usage in usages
    )
    is_nearly_full = any(usage.free < usage.total * LEAST_FREE for _folder, usage in usages)
    return worrying(said, _("Thêm chỗ trước khi đầy.")) if is_nearly_full else Health(said)


def _device(folder: Path) -> int:
    return folder.stat().st_dev


def worker(*, at: datetime) -> Health:
    """When a worker last gave a sign of life."""
    last = last_breath()
    todo = _("Chạy ./motcua worker (systemd: xem trạng thái của dịch vụ).")
    if last is None:
        return ill(_("Chưa có tiến trình nền nào chạy."), todo)
    said = _("Tiến trình nền báo sống lúc %s.") % format_datetime(last)
    return ill(said, todo) if at - last > ALIVE else Health(said)


def last_breath() -> datetime | None:
    """When a worker last said that it lives; nothing when none runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row: tuple[datetime | None] = cursor.fetchone()
    return row[0]


def queue(*, at: datetime) -> Health:
    """How long the oldest message waits, and how many were given up."""
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED)
    oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    given_up = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count()
    facts = {"waiting": waiting.count(), "given_up": given_up, "since": format_datetime(oldest) if oldest else ""}
    since = _("%(waiting)d việc đang chờ, cũ nhất từ %(since)s; %(given_up)d thư đã thôi gửi.")
    said = (since if oldest else _("Không có việc nào chờ; %(given_up)d thư đã thôi gửi.")) % facts
    if oldest is not None and at - oldest > LATE:
        return ill(said, _("Xem tiến trình nền và máy chủ thư; Làm việc › Chưa gửi được nói vì sao."))
    return worrying(said, _("Làm việc › Chưa gửi được: xem vì sao, gửi lại.")) if given_up else Health(said)


def channels(*, at: datetime) -> Health:
    """Which channels are left alone because they failed in a row, since when and why."""
    opened = list(Circuit.objects.exclude(opened_at=None).order_by("topic"))
    if not opened:
        return Health(_("Không kênh gửi nào bị ngắt."))
    topics = offered(Topic)
    said = [
        _("%(channel)s: ngắt từ %(since)s, thử lại lúc %(next)s bằng một thư. Lỗi: %(why)s.")
        % {
            "channel": _(topics[circuit.topic].channel) if circuit.topic in topics else circuit.topic,
            "since": format_datetime(circuit.opened_at) if circuit.opened_at else "",
            "next": format_datetime(circuit.next_try_at) if circuit.next_try_at else "",
            "why": " ".join(circuit.last_error.split())[:200],
        }
        for circuit in opened
    ]
    todo = _("Xem máy chủ thư, SMS_GATEWAY. Khi kênh trả lời, thư chờ tự đi ngay; Làm việc › Chưa gửi được › Gửi lại.")
    return ill(" ".join(said), todo)


def scanner(*, at: datetime) -> Health:
    """Whether files handed in are read by a scanner of malware."""
    if not settings.CLAMAV:
        return worrying(
            _("Không quét mã độc: CLAMAV trống."), _("Xem «Quét mã độc» trong docs/users/cai-dat-van-hanh.md.")
        )
    waiting = StoredFile.objects.filter(scanned_at=None, unreferenced_since=None).count()
    said = _("%d tệp chờ quét mã độc.") % waiting
    return Health(said) if scanning.is_alive() else ill(said, _("Máy quét không trả lời: xem clamd và CLAMAV."))


def packs(*, at: datetime) -> Health:
    """Whether the packs were loaded as they stand beside this code."""
    if missing := [str(pack) for pack in settings.PACKS if not Path(pack).is_dir()]:
        said = _("Không có thư mục gói dữ liệu %s.") % ", ".join(missing)
        return ill(said, _("Sửa MOTCUA_PACKS, hoặc gắn lại, trả lại thư mục; rồi chạy ./motcua packs load."))
    loaded = last(PACKS_LOADED)
    if loaded is not None and not loaded.details.get("is_whole", True):
        said = _("Gói dữ liệu mới nạp một phần: có điều sẽ bị rút, chưa ai đồng ý.")
        return worrying(said, "./motcua packs load")
    if loaded is None or loaded.details.get("digest") != digest_of_packs():
        return worrying(_("Gói dữ liệu trên đĩa khác với lần nạp cuối."), "./motcua packs load")
    return Health(_("Gói dữ liệu đã nạp lúc %s.") % format_datetime(loaded.at))


def backup(*, at: datetime) -> Health:
    """How old the last backup is, and how long ago one was brought back to see that it can be."""
    made, rehearsed = last(BACKUP_MADE), last(BACKUP_REHEARSED)
    todo = _("Chạy ./motcua backup mỗi đêm và cất ở máy khác.")
    if made is None:
        return worrying(_("Chưa sao lưu lần nào."), todo)
    said = _("Sao lưu lần cuối lúc %s.") % format_datetime(made.at)
    if at - made.at > BACKUP_EVERY:
        return worrying(said, todo)
    todo = _("Tập phục hồi mỗi tháng: ./motcua backup rehearse THƯ_MỤC.")
    if rehearsed is None:
        return worrying(said + " " + _("Chưa tập phục hồi lần nào."), todo)
    said += " " + _("Tập phục hồi lần cuối lúc %s.") % format_datetime(rehearsed.at)
    return worrying(said, todo) if at - rehearsed.at > REHEARSED_EVERY else Health(said)


# What the framework says in English of settings that an installation can have; what is not here comes as it says it.
OF_THE_FRAMEWORK = {
    "security.W004": gettext_noop("SECURE_HSTS_SECONDS chưa đặt: trình duyệt chưa được dặn chỉ vào bằng HTTPS."),
    "security.W008": gettext_noop("SECURE_SSL_REDIRECT tắt: ai vào bằng HTTP không được đưa sang HTTPS."),
    "security.W009": gettext_noop("SECRET_KEY ngắn hoặc dễ đoán: cần ít nhất 50 ký tự ngẫu nhiên."),
    "security.W012": gettext_noop("SESSION_COOKIE_SECURE tắt: phiên đăng nhập đi được qua HTTP."),
    "security.W016": gettext_noop("CSRF_COOKIE_SECURE tắt: mã chống giả mạo đi được qua HTTP."),
    "security.W018": gettext_noop("DEBUG bật: trang lỗi cho người lạ thấy bên trong."),
    "security.W020": gettext_noop("ALLOWED_HOSTS trống: trang từ chối mọi người."),
}
# Warnings of the framework without whose mending nobody is served, or everybody sees inside.
SERIOUS = {"security.W009", "security.W018", "security.W020"}


def configuration(*, at: datetime) -> Health:
    """What the framework and the rooms say of the settings; the worst of it decides."""
    # A demonstration is open on purpose: without TLS, on this machine.
    every = checks.run_checks(include_deployment_checks=not settings.IS_DEMONSTRATION)
    found = [one for one in every if not one.is_silenced()]
    if not found:
        return Health(_("Cấu hình không có gì cần sửa."))
    said = " ".join(_(OF_THE_FRAMEWORK[one.id]) if one.id in OF_THE_FRAMEWORK else str(one.msg) for one in found)
    hints = " ".join(dict.fromkeys(str(one.hint) for one in found if one.hint))
    todo = hints or _("Xem «Cài» trong docs/users/cai-dat-van-hanh.md.")
    return (
        ill(said, todo)
        if any(one.level >= checks.ERROR or one.id in SERIOUS for one in found)
        else worrying(said, todo)
    )


def last(word: str) -> JournalEntry | None:
    """The last entry of one of the words that tell how the installation is kept."""
    return JournalEntry.objects.filter(word=word).order_by("-number").first()


def digest_of_packs() -> str:
    """A mark of everything in the packs of this installation."""
    whole = hashlib.sha256()
    for pack in settings.PACKS:
        for path in sorted(one for one in Path(pack).rglob("*.yaml") if one.is_file()):
            whole.update(f"{path.relative_to(pack)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


@operation(who=SYSTEM, journal=PACKS_LOADED)
def note_packs(*, facts: Mapping[str, object], by: None, at: datetime) -> None:
    """Note that the packs were loaded as they stand now, and how much of them was new (NĐ 63/2010 Đ15)."""
    note(digest=digest_of_packs(), **facts)


@operation(who=SYSTEM, journal=BACKUP_MADE)
def note_backup(*, facts: Mapping[str, object], by: None, at: datetime) -> None:
    """Note that a whole backup was made, and by which digest it is known (NĐ 85/2016/NĐ-CP)."""
    note(**facts)


@operation(who=SYSTEM, journal=BACKUP_REHEARSED)
def note_rehearsal(*, facts: Mapping[str, object], by: None, at: datetime) -> None:
    """Note that a backup was brought back into a scratch database and was what it had been (NĐ 85/2016/NĐ-CP)."""
    note(**facts)
