"""Today for who leads: what is late and where, what goes late soon, who has too much, what changed; all opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.dossiers.late_groups import late_group_names
from motcua.handling.lists import Key
from motcua.indicators.forecasts.queries import LEAST_CASES, Judged, judged_of
from motcua.indicators.leading.piles import By, Pile, Share, Told, dossiers_of, last_month, led_by, told_of
from motcua.indicators.leading.queries import agencies_today, changes_of, hands_of, names_of_fields
from motcua.indicators.rules.leading import OVERLOADED, Change, Hands, by_load
from motcua.kernel.replica import read
from motcua.kernel.text import format_number
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.processes.rules import StepKind
from motcua.reports.rights import is_of_province
from motcua.workspace.listing import PAGE, STEPS, clock_of, row_of_line
from motcua.workspace.words import decimal

# So many lines of a list are shown, and so many people; the number above opens into all.
SHOWN, PEOPLE = 3, 6
# The big screen asks anew after so many seconds.
REFRESH = 120

# Each pile in the address and in words.
PILES: Mapping[Pile, tuple[str, Promise | str]] = {
    Pile.LATE: ("qua-han", gettext_lazy("Quá hạn")),
    Pile.SILENT: ("chua-xin-loi", gettext_lazy("Quá hạn, chưa xin lỗi")),
    Pile.NEXT: ("tre-mai", gettext_lazy("Dự báo trễ trước hết ngày làm việc tới")),
    Pile.WEEK: ("tre-tuan", gettext_lazy("Dự báo trễ trong 7 ngày tới")),
    Pile.ASKED: ("lay-y-kien", gettext_lazy("Quá hạn mà chưa được trả lời lấy ý kiến")),
    Pile.RECEIVED: ("nhan-tuan-qua", gettext_lazy("Tiếp nhận trong 7 ngày qua")),
    Pile.DONE: ("xong-tuan-qua", gettext_lazy("Xử lý xong trong 7 ngày qua")),
    Pile.DONE_LATE: ("xong-tre-tuan-qua", gettext_lazy("Xong trễ hạn trong 7 ngày qua")),
    Pile.STEPS_LATE: ("buoc-tre-tuan-qua", gettext_lazy("Có bước làm trễ trong 7 ngày qua")),
    Pile.LATE_LAST_MONTH: ("tre-thang-truoc", gettext_lazy("Xong trễ hạn trong tháng trước")),
}
ONLY: Mapping[By, str] = {
    By.UNIT: "bo-phan",
    By.STEP: "buoc",
    By.PERSON: "nguoi",
    By.FIELD: "linh-vuc",
    By.ASKED: "duoc-hoi",
    By.REASON: "ly-do",
}
CHANGES: Mapping[str, tuple[Pile, Promise | str]] = {
    "accepted": (Pile.RECEIVED, gettext_lazy("Hồ sơ tiếp nhận")),
    "done": (Pile.DONE, gettext_lazy("Hồ sơ xử lý xong")),
    "done_late": (Pile.DONE_LATE, gettext_lazy("Hồ sơ xong trễ hạn")),
    "steps_late": (Pile.STEPS_LATE, gettext_lazy("Bước làm trễ")),
}


@dataclass(frozen=True)
class Line:
    """A line of a card: what it says, how many, where it leads, how it is marked."""

    name: str
    number: str
    address: str
    detail: str = ""
    tone: str = ""


def leads_province(desk: Desk) -> bool:
    """Whether somebody supervises at the People's Committee of the province: counts of all agencies are for them."""
    return any(post.has(Duty.SUPERVISE) and is_of_province(post.unit.agency) for post in desk.posts)


def _agency(request: HttpRequest, desk: Desk) -> Agency:
    """One of the agencies that the official leads; the first when none is chosen."""
    led = led_by(desk.posts)
    chosen = request.GET.get("co-quan", "")
    agency = next((one for one in led if one.code == chosen), None if chosen else next(iter(led), None))
    if agency is None:
        raise Http404
    return agency


@require_GET
@official_page
def leading(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The agency today, in one screen; with `man-hinh` for a screen on the wall, without names."""
    agency = _agency(request, desk)
    is_wall = request.GET.get("man-hinh") == "1"
    facts = read(lambda _as_of: _today(desk, agency), at=desk.at, by=desk.by)
    values = context(
        desk,
        agency=agency,
        led=[(one.code, one.short_name) for one in led_by(desk.posts)],
        is_wall=is_wall,
        refresh=REFRESH,
        seen_at=desk.at,
        **facts,
    )
    return render(request, "workspace/leading.html", values)


def _today(desk: Desk, agency: Agency) -> dict[str, Any]:
    at, led = desk.at, {one.code for one in led_by(desk.posts)}
    late, week = told_of(Pile.LATE, agency, at=at), told_of(Pile.WEEK, agency, at=at)
    asked, before = told_of(Pile.ASKED, agency, at=at), told_of(Pile.LATE_LAST_MONTH, agency, at=at)
    people, changes = hands_of(agency, at=at), changes_of(agency, on=desk.on)
    everywhere = agencies_today(at=at) if leads_province(desk) else []
    loaded = by_load(people)
    return {
        "tiles": _tiles(agency, late, week, asked, told_of(Pile.SILENT, agency, at=at), loaded),
        "late": []
        if not late.total
        else [
            (_("Theo bộ phận"), _shares(Pile.LATE, agency, By.UNIT, late)),
            (_("Theo bước"), _shares(Pile.LATE, agency, By.STEP, late)),
            (_("Theo người"), _shares(Pile.LATE, agency, By.PERSON, late)),
        ],
        "expected": []
        if not week.total
        else [
            (_("Theo bước"), _shares(Pile.WEEK, agency, By.STEP, week)),
            (_("Theo người"), _shares(Pile.WEEK, agency, By.PERSON, week)),
        ],
        "judged": [_judged(one) for one in judged_of([agency.pk], at=at)],
        "least_cases": LEAST_CASES,
        "loaded": told_of_load(agency, loaded),
        "overloaded_weeks": OVERLOADED,
        "changes": _changes(agency, changes),
        "before": [
            (_("Theo nhóm lý do ghi khi xin lỗi"), _shares(Pile.LATE_LAST_MONTH, agency, By.REASON, before)),
            (_("Mất thời gian nhất ở bước"), _shares(Pile.LATE_LAST_MONTH, agency, By.STEP, before)),
            (_("Theo lĩnh vực"), _shares(Pile.LATE_LAST_MONTH, agency, By.FIELD, before)),
            (_("Theo người"), _shares(Pile.LATE_LAST_MONTH, agency, By.PERSON, before)),
        ],
        "before_total": before.total,
        "before_month": last_month(at),
        "before_address": address(Pile.LATE_LAST_MONTH, agency),
        "asked": _shares(Pile.ASKED, agency, By.ASKED, asked),
        "everywhere": [(one, one.code in led) for one in everywhere],
        "places": [
            (_("Quá hạn, theo bộ phận"), _shares(Pile.LATE, agency, By.UNIT, late)),
            (_("Quá hạn, theo bước"), _shares(Pile.LATE, agency, By.STEP, late)),
            (_("Dự báo trễ trong 7 ngày tới, theo bước"), _shares(Pile.WEEK, agency, By.STEP, week)),
        ],
    }


def address(pile: Pile, agency: Agency, by: By | None = None, key: str = "") -> str:
    """Where the dossiers of a number are."""
    asks = {"co-quan": agency.code, "xem": PILES[pile][0]} | ({ONLY[by]: key or "-"} if by else {})
    return f"{reverse('workspace:leading_dossiers')}?{urlencode(asks)}"


def _tiles(agency: Agency, late: Told, week: Told, asked: Told, silent: Told, loaded: Sequence[Hands]) -> list[Line]:
    """The numbers on top; who is overloaded leads to the card below."""
    overloaded = sum(one.is_overloaded for one in loaded)
    free = next((one.open for one in loaded if one.pk == 0), 0)
    numbers = [
        (_("quá hạn"), late.total, address(Pile.LATE, agency), "late"),
        (_("dự báo trễ trước hết ngày làm việc tới"), week.next, address(Pile.NEXT, agency), "soon"),
        (_("dự báo trễ trong 7 ngày tới"), week.total, address(Pile.WEEK, agency), "soon"),
        (_("quá hạn, chưa xin lỗi"), silent.total, address(Pile.SILENT, agency), "late"),
        (_("chưa được trả lời lấy ý kiến"), asked.total, address(Pile.ASKED, agency), "soon"),
        (_("người quá tải"), overloaded, "#qua-tai", "soon"),
        (_("việc chưa ai nhận"), free, _held_by(agency, 0), "soon"),
    ]
    return [Line(name, format_number(total), to, tone=tone if total else "") for name, total, to, tone in numbers]


def names_by(by: By) -> Mapping[str, str]:
    """The names that shares do not bring along: of groups of reasons."""
    return late_group_names() if by is By.REASON else {}


def named(by: By, share: Share, names: Mapping[str, str]) -> str:
    """What the dossiers of a share have in common, in words."""
    if by is By.STEP:
        return str(STEPS[StepKind(share.key)][1]) if share.key else _("Chưa chuyển xử lý")
    if by is By.PERSON:
        return share.name or _("Chưa ai nhận")
    return names.get(share.key, share.name or share.key)


def _shares(pile: Pile, agency: Agency, by: By, told: Told) -> list[Line]:
    """Those that have most, and where there are more all of them: a number opens into as many dossiers as it says."""
    found, names = list(told.by.get(by, ())), names_by(by)
    shown = len(found) if by is By.REASON else SHOWN
    lines = [
        Line(named(by, one, names), format_number(one.total), address(pile, agency, by, one.key))
        for one in found[:shown]
    ]
    return [*lines, Line(_("Tất cả"), format_number(told.total), address(pile, agency))] if found[shown:] else lines


def _held_by(agency: Agency, official: int) -> str:
    return f"{reverse('workspace:dossiers')}?nguoi={official}&co-quan={agency.pk}"


def told_of_load(agency: Agency, loaded: Sequence[Hands]) -> list[Line]:
    """Who has most for their pace, as `by_load` orders them; whoever is counted as overloaded is among them."""
    return [_load(agency, one) for place, one in enumerate(loaded) if place < PEOPLE or one.is_overloaded]


def _load(agency: Agency, one: Hands) -> Line:
    """How much an official has in an agency, against what they finish in a week."""
    if one.pk == 0:
        detail = _("chưa ai nhận")
    elif one.weeks_of_work is None:
        detail = _("chưa xong bước nào trong 8 tuần qua")
    else:
        detail = _("xong %(pace)s bước mỗi tuần, đủ việc cho %(weeks)s tuần") % {
            "pace": decimal(one.pace, 1),
            "weeks": decimal(one.weeks_of_work, 1),
        }
    return Line(
        one.name or _("Chưa ai nhận"),
        format_number(one.open),
        _held_by(agency, one.pk),
        detail if one.pk else "",
        "soon" if one.is_overloaded else "",
    )


def _changes(agency: Agency, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """What the last week has otherwise than the usual one, and through what."""
    fields = names_of_fields([one.most.key for one in changes if one.most and one.name != "steps_late"])
    return [_change(agency, one, fields) for one in changes]


def _change(agency: Agency, one: Change, fields: Mapping[str, str]) -> dict[str, Any]:
    pile, words = CHANGES[one.name]
    why = ""
    if one.most is not None:
        is_step = one.name == "steps_late"
        name = str(STEPS[StepKind(one.most.key)][1]) if is_step else fields.get(one.most.key, "")
        said = _("nhiều nhất ở bước %(name)s (%(more)s)") if is_step else _("nhiều nhất ở %(name)s (%(more)s)")
        why = said % {"name": name, "more": _signed(one.most.more)}
    return {
        "name": words,
        "last": format_number(one.last),
        "usual": None if one.usual is None else decimal(one.usual, 1),
        "more": _signed(one.more) if one.more else "",
        "why": why,
        "address": address(pile, agency),
    }


def _signed(more: float) -> str:
    return f"{'+' if more > 0 else '−'}{decimal(abs(more), 1)}"


def _judged(one: Judged) -> dict[str, Any]:
    return {"month": one.month, "late": one.late, "came": one.came, "wrong": one.wrong, "missed": one.missed}


@require_GET
@official_page
def leading_dossiers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The dossiers behind a number, what falls due first on top: from each the acts that there are."""
    agency = _agency(request, desk)
    pile = next((one for one, (slug, _words) in PILES.items() if slug == request.GET.get("xem")), None)
    if pile is None:
        raise Http404
    only = {by: request.GET[name][:40] for by, name in ONLY.items() if request.GET.get(name)}
    only = {by: "" if key == "-" else key for by, key in only.items()}
    after = Key.read(request.GET.get("sau", ""))
    behind = dossiers_of(pile, agency, only=only, after=after, at=desk.at, limit=PAGE)
    clock = clock_of(desk, desk.posts[0].unit)
    told = told_of(pile, agency, at=desk.at) if only else None
    values = context(
        desk,
        agency=agency,
        title=PILES[pile][1],
        is_of_steps=pile is Pile.STEPS_LATE,
        bulk=None,
        told=[named(by, one, names_by(by)) for by, key in only.items() for one in told.by.get(by, ()) if one.key == key]
        if told
        else [],
        rows=[row_of_line(line, clock) for line in behind.lines],
        following=behind.following.written() if behind.following else "",
    )
    return render(request, "workspace/leading_dossiers.html", values)
