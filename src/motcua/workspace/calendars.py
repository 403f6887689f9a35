"""Working hours and days off, kept on screen: by year, each with the decision it rests on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_days, set_hours, withdraw_day, withdraw_hours
from motcua.calendars.rules import SpecialKind
from motcua.calendars.words import spans_of, spans_words, weekday_words
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.people.desk import Desk, context, official_page
from motcua.ui.days import day_text
from motcua.ui.words import words

WEEK = range(7)
LONGEST = 1000
DAYS = ("first", "last", "valid_from")
# What is pressed to take back hours that were set from a day.
WITHDRAWN_HOURS = "hours-"


@official_page
def calendar(request: HttpRequest, desk: Desk, code: str = "") -> HttpResponse:
    """One calendar in one year; its days are declared and taken back here, its hours set from a day to come."""
    if not desk.keeps_calendars:
        raise PermissionDenied
    calendars = list(WorkingCalendar.objects.select_related("base").order_by("-is_default", "name"))
    if not code and calendars:
        return redirect("workspace:calendar", code=calendars[0].code)
    shown = next((one for one in calendars if one.code == code), None)
    if shown is None:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            return attempt.done(_run(request, desk, shown), "workspace:calendar", code=shown.code)
    first, last = shown.first_day.year, shown.last_day.year
    year = min(max(number_in(request.GET.get("nam", "")) or desk.on.year, first), last)
    days = [
        (day, not day.is_from_pack and day.on > desk.on and day.calendar_id == shown.pk)
        for one in [shown, *([shown.base] if shown.base else [])]
        for day in one.special_days.filter(on__year=year)
    ]
    values = context(
        desk, calendar=shown, calendars=calendars, days=sorted(days, key=lambda pair: pair[0].on), year=year,
        years=[one for one in (year - 1, year + 1) if first <= one <= last], kinds=list(words("special_kind").items()),
        weekdays=[(str(number), weekday_words(number)) for number in WEEK], week=_week(shown, request.POST, desk.on),
        coming=_coming(shown, desk.on), typed=_typed(request.POST),
    )  # fmt: skip
    return attempt.page("workspace/calendar.html", values)


def _typed(sent: Mapping[str, Any]) -> dict[str, str]:
    names = ("kind", "label", "legal_basis", "works_like", "hours_basis")
    return {name: str(sent.get(name, ""))[:LONGEST] for name in names} | {name: day_text(sent, name) for name in DAYS}


def _week(shown: WorkingCalendar, sent: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """The spans of each weekday: as typed, else as they hold today."""
    held: dict[int, list[tuple[int, int]]] = {number: [] for number in WEEK}
    for row in shown.hours.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on).order_by("opens"):
        if not row.is_receiving_only:
            held[row.weekday].append((row.opens, row.closes))
    return [
        {
            "name": f"day_{number}", "label": weekday_words(number),
            "value": str(sent.get(f"day_{number}", spans_words(held[number])))[:LONGEST],
        }
        for number in WEEK
    ]  # fmt: skip


def _coming(shown: WorkingCalendar, on: date) -> list[tuple[date, str, list[str]]]:
    """The hours that were set for days to come."""
    found: dict[date, tuple[str, dict[int, list[tuple[int, int]]]]] = {}
    for row in shown.hours.filter(valid_from__gt=on).order_by("valid_from", "weekday", "opens"):
        week = found.setdefault(row.valid_from, (row.legal_basis, {}))[1]
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return [
        (day, basis, [f"{weekday_words(number)}: {spans_words(spans)}" for number, spans in week.items()])
        for day, (basis, week) in found.items()
    ]


def _run(request: HttpRequest, desk: Desk, shown: WorkingCalendar) -> str:
    then = request.POST.get("then", "")
    if then == "hours":
        return _set_hours(request.POST, desk, shown)
    if then == "declare":
        return _declare(request.POST, desk, shown)
    if then.startswith(WITHDRAWN_HOURS):
        valid_from = _day(then.removeprefix(WITHDRAWN_HOURS), "then")
        withdraw_hours(shown, valid_from=valid_from, by=desk.by, at=desk.at)
        return _("Đã bỏ giờ làm việc ghi từ %s. Ngày hẹn trả được tính lại.") % f"{valid_from:%d/%m/%Y}"
    on = _day(then, "then")
    withdraw_day(shown, on=on, by=desk.by, at=desk.at)
    return _("Đã bỏ ngày %s khỏi lịch.") % f"{on:%d/%m/%Y}"


def _declare(sent: Mapping[str, str], desk: Desk, shown: WorkingCalendar) -> str:
    typed = _typed(sent)
    first = _day(typed["first"], "first")
    kind = typed["kind"]
    if kind not in words("special_kind"):
        raise Refused(_("Chọn nghỉ hay làm bù."), errors={"kind": _("Chọn nghỉ hay làm bù.")})
    like = number_in(typed["works_like"])
    if kind == SpecialKind.MAKE_UP and like not in WEEK:
        said = _("Chọn ngày làm bù làm theo giờ của thứ mấy.")
        raise Refused(said, errors={"works_like": said})
    facts: dict[str, object] = {
        "label": typed["label"], "legal_basis": typed["legal_basis"],
        "works_like": like if kind == SpecialKind.MAKE_UP else 0, "is_decided": True,
    }  # fmt: skip
    last = _day(typed["last"], "last") if typed["last"] else first
    many = declare_days(shown, first=first, last=last, kind=SpecialKind(kind), facts=facts, by=desk.by, at=desk.at)
    return _("Đã ghi %d ngày. Ngày hẹn trả của hồ sơ đang giải quyết được tính lại; người nộp được báo.") % many


def _set_hours(sent: Mapping[str, str], desk: Desk, shown: WorkingCalendar) -> str:
    typed = _typed(sent)
    week, errors = {}, {}
    for number in WEEK:
        spans = spans_of(sent.get(f"day_{number}", "")[:LONGEST])
        if spans is None:
            errors[f"day_{number}"] = _("Ghi các khoảng giờ như 07:30–11:30, 13:30–17:00; nghỉ thì để trống.")
        week[number] = spans or []
    if errors:
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    day = _day(typed["valid_from"], "valid_from")
    set_hours(shown, valid_from=day, week=week, legal_basis=typed["hours_basis"], by=desk.by, at=desk.at)
    return _("Đã ghi giờ làm việc từ %s. Ngày hẹn trả được tính lại.") % f"{day:%d/%m/%Y}"


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        said = _("Nhập một ngày có thật, ví dụ 23 11 2026.")
        raise Refused(said, errors={name: said} if name in DAYS else None) from error
