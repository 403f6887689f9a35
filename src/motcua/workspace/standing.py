"""How far an installation is set up: each step is read from what is there, never from a tick somebody made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.handling.operations.rehearsals import REHEARSED
from motcua.kernel import health
from motcua.kernel.health import State
from motcua.kernel.manifests import HealthPart, offered
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import format_datetime
from motcua.laws import operations as law
from motcua.laws.models import LawImport, LegalDocument
from motcua.notices.models import Delivery
from motcua.notices.queries import last_trial, sends_short_messages
from motcua.notices.rules import Channel
from motcua.organization.models import Agency, AgencyCode, Place, Post, Unit
from motcua.organization.rules import CodeScheme, Duty, PlaceKind, UnitKind
from motcua.papers.health import KEPT
from motcua.papers.models import SigningKey
from motcua.people.models import Account, WaitingChange
from motcua.people.queries import administrators
from motcua.people.rights import held_on
from motcua.people.rules import AccountKind, ChangeState
from motcua.procedures.models import CatalogueTask, ImportRun
from motcua.procedures.operations import importing
from motcua.procedures.queries import in_force
from motcua.procedures.queries import offered as offered_here

# So many of what is missing are named.
NAMED = 8


@dataclass(frozen=True)
class Step:
    """One thing to be set up: what is there, what is missing, where or by which commands it is done."""

    key: str
    label: str
    there: Sequence[str]
    missing: Sequence[str] = ()
    commands: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    is_optional: bool = False
    trial: str = ""

    @property
    def is_done(self) -> bool:
        return not self.missing


def steps(*, by: Account, on: date, at: datetime) -> Iterator[Step]:
    """Every step in the order in which one is done after the other."""
    yield _packs(on, at)
    yield _codes(on)
    yield _administrators(on)
    yield _officials(on)
    yield _keys(on)
    yield _channel(Channel.EMAIL)
    yield _channel(Channel.SMS)
    yield _law()
    yield _catalogue(on)
    yield _rehearsal(on)
    yield _procedures(on)
    yield _upkeep("backup", _("Bản sao lưu"), at=at, command=_("./motcua backup THƯ_MỤC --keep 14"))
    yield _upkeep("worker", _("Tiến trình nền"), at=at, command="systemctl enable --now motcua-worker")
    yield _whole(at)


def _packs(on: date, at: datetime) -> Step:
    agencies, units = Agency.objects.on(on), Unit.objects.on(on)
    communes = Place.objects.on(on).filter(kind__in=(PlaceKind.COMMUNE, PlaceKind.WARD)).count()
    there = [
        _("%(communes)d xã, phường; %(agencies)d cơ quan; %(units)d đơn vị; %(posts)d vị trí.") % {
            "communes": communes, "agencies": agencies.count(), "units": units.count(),
            "posts": Post.objects.on(on).filter(unit__in=units).count(),
        }
    ]  # fmt: skip
    found = health.packs(at=at)
    is_missing = found.state is not State.WELL or not agencies.exists()
    return Step(
        "packs", _("Địa bàn, cơ quan, đơn vị, vị trí (gói dữ liệu)"), [*there, *([] if is_missing else [found.said])],
        [found.said] if is_missing else [], ["./motcua packs load"] if is_missing else [],
        [("workspace:set_up_structure", _("Nạp đơn vị, vị trí từ .xlsx"))],
    )  # fmt: skip


def receiving(on: date) -> list[tuple[Agency, AgencyCode | None]]:
    """The agencies with a counter, each with its code of today; those without first."""
    counters = Unit.objects.on(on).filter(kind=UnitKind.ONE_STOP)
    codes = {one.agency_id: one for one in AgencyCode.objects.on(on).filter(scheme=CodeScheme.QD_20_2020)}
    found = [
        (agency, codes.get(agency.pk)) for agency in Agency.objects.on(on).filter(pk__in=counters.values("agency"))
    ]
    return sorted(found, key=lambda pair: pair[1] is not None and not pair[1].is_demonstration)


def _codes(on: date) -> Step:
    rows = receiving(on)
    lacking = [agency.name for agency, code in rows if code is None or code.is_demonstration]
    # Made-up codes count in a demonstration alone.
    said = _("Chưa có mã thật nên chưa tiếp nhận được hồ sơ: %s")
    if settings.DEMONSTRATION_DATA:
        said = _("Chưa có mã thật: %s")
    return Step(
        "codes", _("Mã định danh của cơ quan tiếp nhận"),
        [_("%(real)d trong %(all)d cơ quan có mã thật.") % {"real": len(rows) - len(lacking), "all": len(rows)}],
        [said % _named(lacking)] if lacking else [],
        links=[("workspace:set_up_codes", _("Ghi mã"))],
    )  # fmt: skip


def _administrators(on: date) -> Step:
    count = len(administrators(on=on))
    missing = _("Chỉ có một quản trị: không ai xác nhận được vị trí ký, duyệt, đóng dấu số, quản trị.")
    return Step(
        "administrators", _("Quản trị thứ hai"), [_("%d quản trị đăng nhập được.") % count],
        [missing] if count < 2 else [],
        [_('./motcua administrators admit EMAIL --name "HỌ VÀ TÊN"')] if count < 2 else [],
        links=[("workspace:officials", _("Cán bộ"))],
    )  # fmt: skip


def _officials(on: date) -> Step:
    accounts = Account.objects.filter(kind=AccountKind.OFFICIAL.value, is_active=True)
    seats = held_on(on)
    counters = {seat.post.unit_id for seat in seats if seat.post.has(Duty.RECEIVE)}
    empty = Unit.objects.on(on).filter(kind=UnitKind.ONE_STOP).exclude(pk__in=counters).select_related("agency")
    waiting = WaitingChange.objects.filter(state=ChangeState.WAITING).count()
    new = accounts.filter(last_login=None).count()
    there = [
        _("%(accounts)d tài khoản, %(new)d chưa đăng nhập lần nào; %(seats)d vị trí có người.") % {
            "accounts": accounts.count(), "new": new, "seats": len({seat.post_id for seat in seats}),
        }
    ]  # fmt: skip
    missing = []
    if nobody := [f"{unit.name}, {unit.agency.short_name}" for unit in empty]:
        missing.append(_("Bộ phận Một cửa chưa có người tiếp nhận: %s") % _named(nobody))
    if waiting:
        missing.append(_("%d đề nghị chờ quản trị thứ hai xác nhận.") % waiting)
    links = [("workspace:set_up_officials", _("Nạp danh sách từ .xlsx")), ("workspace:waiting", _("Chờ xác nhận"))]
    return Step("officials", _("Cán bộ"), there, missing, links=links)


def _keys(on: date) -> Step:
    label = _("Khóa ký")
    if settings.PAPER_SIGNER != KEPT:
        said = _("Ký bằng PAPER_SIGNER: %s; không cần nhập khóa ở đây.") % settings.PAPER_SIGNER.rpartition(".")[2]
        return Step("keys", label, [said])
    known = SigningKey.objects.on(on).filter(use=SigningKey.Use.SIGNS)
    persons = set(known.exclude(post=None).values_list("account", "post"))
    sealed = set(known.exclude(agency=None).values_list("agency", flat=True))
    seats = held_on(on)
    signers = [one for one in seats if one.post.has(Duty.SIGN) and (one.official_id, one.post_id) not in persons]
    seals = {one.post.unit.agency_id: one.post.unit.agency for one in seats if one.post.has(Duty.ISSUE)}
    agencies = [agency for pk, agency in seals.items() if pk not in sealed]
    missing = []
    if signers:
        names = [f"{one.official.full_name} ({one.post.title}, {one.post.unit.agency.short_name})" for one in signers]
        missing.append(_("Người ký chưa có khóa: %s") % _named(names))
    if agencies:
        missing.append(_("Cơ quan chưa có khóa của dấu số: %s") % _named([agency.name for agency in agencies]))
    if not known.exists() and not missing:
        missing.append(_("Chưa có ai giữ vị trí ký hoặc đóng dấu số."))
    commands = [f"./motcua keys bring {_('TỆP')}.p12 {agency.code}" for agency in agencies[:NAMED]] + [
        f"./motcua keys bring {_('TỆP')}.p12 {one.post.path} --account {one.official.email}" for one in signers[:NAMED]
    ]
    # Who vouches is known by the first command, and by it alone.
    if commands and not SigningKey.objects.on(on).filter(use=SigningKey.Use.VOUCHES, is_demonstration=False).exists():
        commands[0] += f" --roots {_('GỐC')}.pem"
    return Step("keys", label, [_("%d khóa đang dùng.") % known.count()], missing, commands)


def _channel(channel: Channel) -> Step:
    is_mail = channel is Channel.EMAIL
    label = _("Gửi thư") if is_mail else _("Gửi tin nhắn")
    if not is_mail and not sends_short_messages():
        said = _("Chưa có SMS_GATEWAY: không gửi tin nhắn, các trang nói rõ điều đó.")
        return Step("sms", label, [], [said], is_optional=True)
    tried = last_trial(channel)
    said, is_well = _trial(tried)
    links = [("workspace:deliveries", _("Chưa gửi được"))] if tried and not is_well else []
    return Step(
        channel.value.lower(), label, [said] if is_well else [], [] if is_well else [said], links=links,
        is_optional=not is_mail, trial=channel.value,
    )  # fmt: skip


def _trial(tried: Delivery | None) -> tuple[str, bool]:
    """What came of the last trial, and whether it left."""
    if tried is None:
        return _("Chưa ai gửi thử."), False
    facts = {"when": format_datetime(tried.notice.created_at), "to": tried.address}
    if tried.state == "SENT":
        return _("Đã đi tới %(to)s, thử lúc %(when)s. Xem hộp thư có nhận được không.") % facts, True
    if tried.state == "QUEUED" and not tried.error:
        return _("Đang chờ gửi tới %(to)s, từ %(when)s. Tải lại trang sau ít giây.") % facts, False
    return _("Chưa đi được tới %(to)s, thử lúc %(when)s. %(why)s") % {**facts, "why": tried.why}, False


def _law() -> Step:
    count, last = LegalDocument.objects.count(), LawImport.objects.first()
    there = [_("%d văn bản.") % count]
    if last is not None:
        facts = {"name": last.name, "when": format_datetime(last.started_at), "articles": last.articles}
        there.append(_("Nạp lần cuối: %(name)s, %(when)s, %(articles)d điều.") % facts)
    if _is_held(law.LOCK):
        there.append(_("Đang ghi một lần nạp vào cơ sở dữ liệu. Tải lại trang để xem."))
    missing = [] if last else [_("Chưa nạp lời văn nào: trang thủ tục chỉ nêu tên văn bản.")]
    commands = [] if last else [f"./motcua laws import {_('TỆP_HAY_THƯ_MỤC')}"]
    return Step("law", _("Văn bản pháp luật"), there, missing, commands, is_optional=True)


def _catalogue(on: date) -> Step:
    count, last = in_force(on=on).count(), ImportRun.objects.first()
    there = [_("%d thủ tục đang có hiệu lực trong danh mục.") % count]
    if last is not None:
        facts = {"name": last.file_name, "when": format_datetime(last.started_at), "unread": last.unread}
        there.append(_("Nạp lần cuối: %(name)s, %(when)s, %(unread)d dòng không đọc được.") % facts)
    if _is_held(importing.LOCK):
        there.append(_("Đang ghi một lần nạp vào cơ sở dữ liệu. Tải lại trang để xem."))
    if doubts := CatalogueTask.objects.filter(settled_at=None).count():
        there.append(_("%d điều chờ người giữ danh mục xem.") % doubts)
    missing = [] if last else [_("Chưa nạp danh mục quốc gia: chỉ có thủ tục của gói dữ liệu.")]
    commands = [] if last else [f"./motcua procedures import {_('TỆP')}.xlsx"]
    return Step("catalogue", _("Danh mục thủ tục"), there, missing, commands, is_optional=True)


def _rehearsal(on: date) -> Step:
    """Known by the journal's word alone: nothing else of a rehearsal is left."""
    counters = [
        f"organization.unit:{pk}" for pk in Unit.objects.filter(kind=UnitKind.ONE_STOP).values_list("pk", flat=True)
    ]
    last = JournalEntry.objects.filter(subject__in=counters, word=REHEARSED).order_by("number").last()
    links, label = [("workspace:set_up_rehearsal", _("Tập dượt"))], _("Tập dượt một hồ sơ")
    if last is None:
        return Step(
            "rehearsal", label, [], [_("Chưa tập lần nào: một hồ sơ đi hết các bước rồi được bỏ đi.")], links=links
        )
    facts = {"when": format_datetime(last.at), "code": last.details["procedure"], "step": last.details["stopped_at"]}
    if last.details["stopped_at"]:
        said = _("Lần cuối, %(when)s, thủ tục %(code)s: dừng ở bước «%(step)s».") % facts
        return Step("rehearsal", label, [], [said], links=links)
    return Step("rehearsal", label, [_("Lần cuối, %(when)s, thủ tục %(code)s: đi trọn đường.") % facts], links=links)


def _procedures(on: date) -> Step:
    here = offered_here(on=on)
    count, names = here.count(), [one.name for one in here[:3]]
    there = [
        _("%(count)d thủ tục giải quyết được ở đây, ví dụ: %(names)s.") % {"count": count, "names": "; ".join(names)}
    ]
    received = Dossier.objects.exclude(accepted_at=None).order_by("pk").first()
    if received is not None:
        facts = {"code": received.shown_code, "when": format_datetime(received.accepted_at or received.submitted_at)}
        there.append(_("Hồ sơ đầu tiên được tiếp nhận: %(code)s, %(when)s.") % facts)
    missing = [] if count else [_("Chưa thủ tục nào giải quyết được ở đây.")]
    if count and received is None:
        missing = [_("Chưa tiếp nhận hồ sơ nào. Khi các bước trên đã xong, đăng ký hồ sơ đầu tiên tại quầy.")]
    return Step("procedures", _("Thủ tục đang mở, hồ sơ đầu tiên"), there if count else [], missing)


def _upkeep(key: str, label: str, *, at: datetime, command: str) -> Step:
    look = health.backup if key == "backup" else health.worker
    found = look(at=at)
    is_well = found.state is State.WELL
    return Step(
        key, label, [found.said] if is_well else [], [] if is_well else [f"{found.said} {found.todo}"],
        [] if is_well else [command],
    )  # fmt: skip


def _whole(at: datetime) -> Step:
    ill = [
        f"{_(part.label)}: {found.said}"
        for part, found in health.examine(at=at, parts=[one for one in offered(HealthPart).values() if not one.is_slow])
        if found.state is State.ILL
    ]
    return Step(
        "health", _("Sức khỏe hệ thống"), [] if ill else [_("Không phần nào hỏng.")], ill,
        links=[("workspace:health", _("Sức khỏe hệ thống"))],
    )  # fmt: skip


def _named(names: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (_(" và %d nơi khác") % more if more > 0 else "") + "."


def _is_held(lock: int) -> bool:
    """Whether an import writes at this moment, in whichever process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (classid::bigint << 32 | objid::bigint) = %s)",
            [lock],
        )
        return bool(cursor.fetchone()[0])
