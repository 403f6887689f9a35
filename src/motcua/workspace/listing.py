"""What every list of an official asks and shows: its filters in the address, its sorting, its rows, its spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import Schedule
from motcua.dossiers.rules import OPEN, WAITING, Channel, Status
from motcua.handling.boards import soon_in
from motcua.handling.filters import Filters, Sort, When
from motcua.handling.inboxes import InboxItem
from motcua.handling.lists import Asked, DossierLine, Key
from motcua.handling.models import Proposal
from motcua.handling.saved import saved_for
from motcua.kernel.addresses import number_in
from motcua.kernel.text import format_date, format_datetime, local
from motcua.organization.models import Agency, Unit
from motcua.people.desk import Desk
from motcua.procedures.models import Field
from motcua.processes.rules import StepKind
from motcua.ui.days import day_text
from motcua.ui.sheets import Sheet, workbook
from motcua.ui.words import word, words
from motcua.workspace.words import KINDS

PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
K = TypeVar("K", bound=StrEnum)
People = Iterable[tuple[int, str]]

# Each in the address and in words.
SORTS: Mapping[Sort, tuple[str, Promise | str]] = {
    Sort.DUE: ("han", gettext_lazy("Hạn, việc chờ người nộp sau cùng")),
    Sort.NEWEST: ("moi-nhat", gettext_lazy("Mới nhất trước")),
    Sort.OLDEST: ("cu-nhat", gettext_lazy("Cũ nhất trước")),
    Sort.HOLDER: ("chu-ho-so", gettext_lazy("Chủ hồ sơ")),
    Sort.PROCEDURE: ("thu-tuc", gettext_lazy("Thủ tục")),
}
WHENS: Mapping[When, tuple[str, Promise | str]] = {
    When.LATE: ("qua-han", gettext_lazy("Quá hạn")),
    When.SOON: ("sap-den", gettext_lazy("Đến hạn trước hết ngày làm việc tới")),
    When.REST: ("chua-gap", gettext_lazy("Chưa gấp, chờ người nộp")),
}
STEPS: Mapping[StepKind, tuple[str, Promise | str]] = {
    kind: KINDS[work] for work in KINDS for kind in StepKind if kind.value == work.value
}
TURNS: Mapping[str, Promise | str] = {
    Proposal.State.SIGNING: gettext_lazy("Chờ lãnh đạo ký văn bản"),
    Proposal.State.SEALING: gettext_lazy("Chờ văn thư ký số cơ quan"),
    Proposal.State.OPEN: gettext_lazy("Chờ Bộ phận Một cửa thực hiện đề xuất"),
}
DAYS = " ".join(f"{name} {name}_day {name}_month {name}_year" for name in ("tu", "den", "ngay-han"))
FIELDS = f"q tinh-trang thu-tuc linh-vuc buoc nguoi {DAYS} han kenh co-quan"


@dataclass(frozen=True)
class Listing:
    """A list as its address asks for it: which dossiers, how sorted; and what was typed, with what is wrong in it."""

    filters: Filters
    sort: Sort
    typed: Mapping[str, str] = field(default_factory=dict)
    error: Mapping[str, str] = field(default_factory=dict)

    @property
    def sort_key(self) -> str:
        return SORTS[self.sort][0]

    def page(self, clock: "Clock", after: str = "", *, is_open: bool = False) -> Asked:
        """Which page of it: after the key that the address names, as it stands by the clock."""
        return Asked(self.filters, self.sort, Key.read(after), clock.now, clock.soon, is_open)

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked for at all."""
        return any(self.typed.values())


def asked_in(request: HttpRequest, usual: Sort) -> Listing:
    """What the address of a list asks for; nonsense asks for nothing."""
    sent = request.GET
    typed = {name: sent.get(name, "")[:200].replace("\x00", "") for name in FIELDS.split() if "_" not in name}
    typed |= {name: day_text(sent, name) for name in ("tu", "den", "ngay-han")}
    days, error = {}, {}
    for name in ("tu", "den", "ngay-han"):
        days[name] = _day(typed[name])
        if typed[name] and days[name] is None:
            error[name] = _("Nhập ngày, ví dụ 30/11/2026.")
    if days["tu"] and days["den"] and days["tu"] > days["den"]:
        error["den"] = _("Chọn ngày từ ngày bắt đầu trở đi.")
        # What no dossier can be is not asked for: the list is as it is without these days.
        days |= {"tu": None, "den": None}
    status = typed["tinh-trang"]
    filters = Filters(
        text=typed["q"],
        status=Status(status) if status in Status.__members__ else None,
        procedure=typed["thu-tuc"],
        field=number_in(typed["linh-vuc"]),
        step=_named(STEPS, typed["buoc"]),
        person=number_in(typed["nguoi"]),
        since=days["tu"],
        until=days["den"],
        when=_named(WHENS, typed["han"]),
        due_on=days["ngay-han"],
        channel=Channel(typed["kenh"]) if typed["kenh"] in Channel.__members__ else None,
        agency=number_in(typed["co-quan"]),
    )
    return Listing(filters, _named(SORTS, sent.get("xep", "")) or usual, typed, error)


def _named(table: Mapping[K, tuple[str, Promise | str]], slug: str) -> K | None:
    return next((one for one, (name, _words) in table.items() if name == slug), None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


@dataclass(frozen=True)
class Due:
    """How work stands against its time: in words, how much, and how it is marked.

    `used`: how much of the time from when it came to its limit is over, in hundredths by steps of ten.
    """

    text: str = ""
    how: str = ""
    tone: str = ""
    used: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of any of the lists."""

    shown_code: str
    procedure_name: str
    holder_name: str
    received_at: datetime | None
    due: Due
    place: str = ""
    # Of where it lies: the unit and who has it in hand.
    detail: str = ""
    status: str = ""
    recalled_at: datetime | None = None
    channel: str = ""
    is_undeclared: bool = False
    is_half_declared: bool = False
    is_drafted: bool = False
    return_reason: str = ""
    # Who has it in hand and is absent.
    in_place_of: str = ""
    # What is to be done, in a list that also says where it lies.
    work: str = ""
    pk: int = 0

    @property
    def address(self) -> str:
        """The code as it stands in an address."""
        return quote(self.shown_code, safe="")

    @property
    def picked(self) -> str:
        """What a tick of this line chooses, as it is read aloud."""
        return f"{_('Chọn hồ sơ')} {self.shown_code}, {self.holder_name}"

    @property
    def shows_status(self) -> bool:
        """Whether how it is stands in place of where it lies: it lies nowhere any more, or its result is void."""
        return bool(self.recalled_at or (self.status and not self.place))

    @property
    def is_marked(self) -> bool:
        """Whether anything stands beside where it lies."""
        return bool(self.in_place_of or self.is_undeclared or self.is_drafted)

    @property
    def marks(self) -> list[str]:
        """What stands beside it on the page, in words."""
        marks = [_("thay %(who)s") % {"who": self.in_place_of}] if self.in_place_of else []
        if self.is_undeclared:
            marks.append(_("Tờ khai nhập dở") if self.is_half_declared else _("Chưa nhập tờ khai"))
        if self.is_drafted:
            marks.append(_("Đã soạn"))
        return marks + ([f"{_('Trả lại:')} {self.return_reason}"] if self.return_reason else [])


@dataclass(frozen=True)
class Clock:
    """By what a list says how late something is."""

    now: datetime
    soon: datetime
    schedule: Schedule

    def due(self, limit: datetime, since: datetime | None = None) -> Due:
        """How it stands against a limit; `since`: from when its time runs."""
        used = self._used(since, limit) if since is not None else None
        if limit < self.now:
            days = self.schedule.working_days_between(local(limit).date(), local(self.now).date())
            late = ngettext("quá %d ngày làm việc", "quá %d ngày làm việc", days) % days
            return Due(format_date(local(limit)), late if days else _("quá hạn hôm nay"), "late", used)
        if limit <= self.soon:
            return Due(f"{local(limit):%H:%M} {format_date(local(limit))}", _("sắp đến hạn"), "soon", used)
        return Due(format_date(local(limit)), used=used)

    def _used(self, since: datetime, limit: datetime) -> int:
        """The share of its working time that is over, never told as more than it is; all of it only once it is late."""
        if limit < self.now:
            return 100
        whole = self.schedule.working_minutes_between(since, limit)
        over = self.schedule.working_minutes_between(since, self.now) if self.now > since else 0
        return min(over * 10 // whole * 10, 90) if whole > 0 else 90

    def of_line(self, line: DossierLine) -> Due:
        """What is with its filer is late for nobody in the office."""
        if line.state not in OPEN:
            return Due()
        if line.state in WAITING:
            return Due(_("Đã bổ sung, chờ cơ quan xem") if line.is_answered else _("Chờ người nộp"))
        return self.due(line.due_at, line.received_at) if line.due_at else Due(_("không ấn định"))

    def of_item(self, item: InboxItem) -> Due:
        if item.at is None:
            return Due(_("không ấn định"))
        return self.due(item.at, item.received_at) if item.has_limit else Due(_("từ %s") % format_datetime(item.at))


def clock_of(desk: Desk, unit: Unit) -> Clock:
    """The working time of a unit's agency, today."""
    schedule = schedule_for(unit.agency_id, on=desk.on)
    return Clock(desk.at, soon_in(schedule, desk.at), schedule)


def row_of_line(line: DossierLine, clock: Clock) -> Row:
    """A dossier as a row."""
    place, detail = place_of(line)
    return Row(
        line.shown_code,
        line.procedure_name,
        line.holder_name,
        line.received_at,
        clock.of_line(line),
        place,
        detail,
        line.status,
        line.recalled_at,
        line.channel,
        line.is_undeclared,
        line.is_half_declared,
        pk=line.pk,
    )


def row_of_item(item: InboxItem, clock: Clock) -> Row:
    """A piece of work as a row: where it lies is what is to be done."""
    return Row(
        item.shown_code,
        item.procedure_name,
        item.holder_name,
        item.received_at,
        clock.of_item(item),
        item.title,
        channel=item.channel,
        is_undeclared=item.is_undeclared,
        is_half_declared=item.is_half_declared,
        is_drafted=item.is_drafted and item.work == "PREPARE",
        return_reason=item.return_reason,
        in_place_of=item.in_place_of,
        pk=item.key.pk,
    )


def with_places(rows: Sequence[Row], lines: Sequence[DossierLine]) -> Iterator[Row]:
    """Pieces of work as rows that say besides what is to be done where each dossier lies, with whom and how it is."""
    for row, line in zip(rows, lines, strict=True):
        place, detail = place_of(line)
        yield replace(row, work=row.place, place=place, detail=detail, status=line.status, recalled_at=line.recalled_at)


def place_of(line: DossierLine) -> tuple[str, str]:
    """Where a dossier lies: what is done or waited for; the unit and who has it in hand."""
    if line.state in WAITING and not line.is_answered:
        return _("Người nộp"), word("status", line.status)
    if line.turn:
        return str(TURNS[line.turn]), ""
    if line.places and line.state is Status.IN_PROCESS:
        first, *others = line.places
        more = ngettext("và %d bước khác", "và %d bước khác", len(others)) % len(others) if others else ""
        who = first.person or _("chưa ai nhận")
        return first.step, " · ".join(filter(None, (first.unit, who, more)))
    if line.state in OPEN or line.state is Status.DONE:
        return line.receiving_unit, ""
    return "", ""


def agencies_for(desk: Desk) -> list[tuple[int, str]]:
    """The agencies that an official may choose among: those one leads, or that a counter receives for."""
    units = [post.unit for post in desk.posts]
    codes = {unit.agency_id for unit in units}
    found = Agency.objects.filter(pk__in=codes)
    for unit in units:
        if unit.kind == "ONE_STOP":
            near = Agency.objects.standing(desk.on).filter(level=unit.agency.level)
            found |= near.filter(place=unit.agency.place_id) if unit.agency.level == "COMMUNE" else near
    return [(one.pk, one.short_name) for one in found.distinct().order_by("name", "pk")]


def choices_for(desk: Desk, people: People) -> dict[str, Any]:
    """What the filters of a list offer to choose from."""
    agencies = agencies_for(desk)
    return {
        "statuses": list(words("status").items()),
        "fields": list(Field.objects.order_by("sort_key", "pk").values_list("pk", "name")),
        "steps": list(STEPS.values()),
        "people": [(pk, name or _("Chưa ai nhận")) for pk, name in people],
        "whens": list(WHENS.values()),
        "channels": list(words("channel").items()),
        "agencies": agencies if len(agencies) > 1 else [],
        "sorts": list(SORTS.values()),
    }


CHOSEN = {
    "tinh-trang": "statuses", "linh-vuc": "fields", "buoc": "steps", "nguoi": "people", "han": "whens",
    "kenh": "channels", "co-quan": "agencies",
}  # fmt: skip


def told_by(listing: Listing, choices: Mapping[str, Any]) -> list[str]:
    """What is chosen, in words: it is read without opening the filters."""
    typed = listing.typed
    told = [typed["thu-tuc"]] if typed["thu-tuc"] else []
    for name, table in CHOSEN.items():
        told += [str(said) for key, said in choices[table] if typed[name] and str(key) == typed[name]]
    days = (
        (listing.filters.since, _("nộp từ %s")),
        (listing.filters.until, _("nộp đến %s")),
        (listing.filters.due_on, _("đến hạn ngày %s")),
    )
    for day, said in days:
        if day is not None:
            told.append(said % format_date(day))
    return told


def shown_with(
    desk: Desk, listing: Listing, page: str, *, fields: str = FIELDS, keep: str = "", people: People = ()
) -> dict[str, Any]:
    """What the filters and the list of a page need."""
    choices = choices_for(desk, people)
    return {
        "listing": listing,
        "choices": choices,
        "told": told_by(listing, choices),
        "fields": fields,
        "keep": keep,
        "bulk": None,
        "has_glances": False,
        "glance": None,
        "saved": saved_for(desk.by, page),
        "page_name": page,
        "sheet_asks": desk.visitor.request.GET.urlencode(),
    }


def wrong_sheet(listing: Listing, request: HttpRequest, page: str) -> HttpResponseBase | None:
    """Where a spreadsheet is asked for by days that are none: to its page, which says what is wrong."""
    return redirect(f"{reverse(page)}?{request.GET.urlencode()}") if listing.error else None


def sheet_of(title: str, rows: Iterable[Row], *, is_work: bool = False) -> bytes:
    """What a list shows, as a spreadsheet; written row by row. `is_work`: of what is to be done on each."""
    columns = [
        (_("Mã hồ sơ"), 26), (_("Thủ tục"), 50), (_("Chủ hồ sơ"), 28), *([(_("Việc"), 36)] if is_work else []),
        (_("Đang ở đâu"), 36), (_("Ai giữ"), 36), (_("Tình trạng"), 22), (_("Ghi chú"), 36), (_("Kênh"), 18),
        (_("Ngày nhận"), 12), (_("Hạn"), 18), (_("Chậm bao lâu"), 22),
    ]  # fmt: skip
    return workbook([Sheet(title, columns, (_cells(row, is_work=is_work) for row in rows))])


def _cells(row: Row, *, is_work: bool) -> Sequence[str]:
    return [
        row.shown_code, row.procedure_name, row.holder_name, *([row.work] if is_work else []), row.place, row.detail,
        _state_words(row), "; ".join(row.marks),
        word("channel", row.channel) if row.channel else "",
        format_date(local(row.received_at)) if row.received_at else "", row.due.text, row.due.how,
    ]  # fmt: skip


def _state_words(row: Row) -> str:
    """How a dossier is, as it is marked on the page: a result that was recalled is none that was given."""
    if row.recalled_at:
        return _("Kết quả đã thu hồi")
    return word("status", row.status) if row.status else ""
