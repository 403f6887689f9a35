"""The only code that changes calendars."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.calendars.events import CalendarAssigned, CalendarChanged
from motcua.calendars.models import AgencyCalendar, SpecialDay, WorkingCalendar, WorkingHours
from motcua.calendars.queries import agencies_without, hours_on, schedule_of
from motcua.calendars.rules import SpecialKind
from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import format_date, local
from motcua.organization.rules import AgencyKind, Duty, Level
from motcua.people.models import Account
from motcua.people.rights import or_platform, policy_of


def _new_version() -> int:
    """A number no other change had: a change that is rolled back must not leave its schedule behind in a cache."""
    return secrets.randbelow(2**31)


KEEPS = (Duty.CALENDARS, Duty.ADMIN)
KEEPER = or_platform(
    "keeper of calendars, administrator, or the platform",
    policy_of(
        "keeper of calendars, or administrator",
        lambda by, posts, subject: any(post.has(duty) for post in posts for duty in KEEPS),
        duties=KEEPS,
    ),
)
# A decision of days off names some days: Tết has seven, with its weekends up to ten.
MOST_DAYS = 31
LONGEST = {"label": 200, "legal_basis": 300}
Spans = Sequence[tuple[int, int]]


@operation(who=SYSTEM, journal="calendar.defined")
def define_calendar(
    *,
    code: str,
    facts: dict[str, object],
    hours: Sequence[dict[str, object]],
    base: WorkingCalendar | None,
    by: None,
    at: datetime,
) -> WorkingCalendar:
    """Define a calendar and its weekly hours (BLLĐ 45/2019 Đ111); hours that a keeper decided stay."""
    calendar, _is_new = WorkingCalendar.objects.update_or_create(code=code, defaults={**facts, "base": base})
    if not calendar.hours_are_own:
        calendar.hours.all().delete()
        WorkingHours.objects.bulk_create(WorkingHours(calendar=calendar, **row) for row in hours)
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version())
    note(code=code)
    return calendar


@operation(who=SYSTEM, journal="calendar.assigned")
def assign_calendar(
    calendar: WorkingCalendar, *, keeper: tuple[AgencyKind, Level], valid_from: date, by: None, at: datetime
) -> int:
    """Let all agencies of a kind and level keep this calendar from a day on; how many did not yet (NĐ 61/2018 Đ18)."""
    without = agencies_without(*keeper)
    made = AgencyCalendar.objects.bulk_create(
        AgencyCalendar(agency=agency, calendar=calendar, valid_from=valid_from) for agency in without
    )
    note(agencies=len(made))
    if made:
        announce(CalendarAssigned(calendar_id=calendar.pk, on=valid_from, at=at))
    return len(made)


@operation(who=KEEPER, journal="calendar.day_declared")
def declare_day(
    calendar: WorkingCalendar,
    *,
    on: date,
    kind: SpecialKind,
    facts: dict[str, object],
    by: Account | None,
    at: datetime,
) -> SpecialDay:
    """Declare a day off or a make-up day, however late; open deadlines are computed again (BLLĐ 45/2019 Đ112).

    `facts` holds label, legal_basis, works_like and is_decided.
    """
    if not calendar.first_day <= on <= calendar.last_day:
        raise Refused(
            _("Ngày này nằm ngoài lịch làm việc. Thêm năm vào lịch trước."), errors={"on": _("Chọn ngày khác.")}
        )
    known = SpecialDay.objects.filter(calendar=calendar, on=on).first()
    if known is not None and known.kind != kind and on <= local(at).date():
        raise Refused(_("Ngày đã qua được giữ nguyên để giải thích các ngày hẹn trả cũ."))
    if not str(facts.get("label", "")).strip():
        raise Refused(_("Ghi tên ngày nghỉ hoặc lý do làm bù."), errors={"label": _("Ghi tên ngày.")})
    before = hours_on(calendar, on)
    day, _is_new = SpecialDay.objects.update_or_create(calendar=calendar, on=on, defaults={"kind": kind, **facts})
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version())
    note(on=on, kind=kind, label=day.label)
    announce(CalendarChanged(calendar_id=calendar.pk, on=on, label=day.label, at=at, hours_before=before))
    return day


@operation(who=KEEPER, journal="calendar.day_withdrawn")
def withdraw_day(calendar: WorkingCalendar, *, on: date, by: Account | None, at: datetime) -> WorkingCalendar:
    """Take back a special day that is not over (BLLĐ 45/2019 Đ112); past days are kept for ever.

    A keeper takes back what a decision here declared: what a pack said of the day holds again.
    """
    day = SpecialDay.objects.select_for_update().filter(calendar=calendar, on=on).first()
    if day is None:
        raise Refused(_("Lịch không có ngày này."))
    today = local(at).date()
    if on < today or (on == today and by is None):
        raise Refused(_("Ngày đã qua được giữ nguyên để giải thích các ngày hẹn trả cũ."))
    if day.is_from_pack and by is not None:
        raise Refused(_("Ngày này do luật hoặc gói dữ liệu quy định, không bỏ được. Làm bù thì khai ngày làm bù."))
    label, before = day.label, hours_on(calendar, on)
    if day.before is None:
        day.delete()
    else:
        # The pack's day stands again.
        SpecialDay.objects.filter(pk=day.pk).update(**day.before, is_from_pack=True, before=None)
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version())
    note(on=on)
    announce(CalendarChanged(calendar_id=calendar.pk, on=on, label=label, at=at, hours_before=before))
    return calendar


@operation(who=KEEPER, journal="calendar.days_declared", is_whole=True)
def declare_days(
    calendar: WorkingCalendar,
    *,
    first: date,
    last: date,
    kind: SpecialKind,
    facts: dict[str, object],
    by: Account | None,
    at: datetime,
) -> int:
    """Declare the days of one decision, all of them or none (BLLĐ 45/2019 Đ112); how many there were.

    Refused without a legal basis, and for more than a month.
    """
    if errors := _wrong_days(first, last, facts):
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    known = {day.on: day for day in SpecialDay.objects.filter(calendar=calendar, on__range=(first, last))}
    # A day that is off already stays what the law calls it.
    new = [day for day in days if day not in known or known[day].kind != kind]
    if wrong := _without_work(calendar, new, known, kind, facts):
        raise Refused(wrong, errors={"works_like": wrong})
    for day in new:
        own = {**facts, "is_from_pack": False, "before": _pack_of(known.get(day))}
        declare_day(calendar, on=day, kind=kind, facts=own, by=by, at=at)
    if not new:
        raise Refused(_("Những ngày này đã có trong lịch."), errors={"first": _("Những ngày này đã có trong lịch.")})
    note(calendar=calendar.code, first=first, last=last, kind=kind)
    return len(new)


def _wrong_days(first: date, last: date, facts: Mapping[str, object]) -> dict[str, str]:
    errors = {}
    if not str(facts.get("legal_basis", "")).strip():
        errors["legal_basis"] = _("Ghi quyết định, thông báo làm căn cứ.")
    for name in ("label", "legal_basis"):
        longest = LONGEST[name]
        if len(str(facts.get(name, ""))) > longest:
            errors[name] = _("Viết ngắn hơn: nhiều nhất %d ký tự.") % longest
    if last < first:
        errors["last"] = _("Ngày cuối phải từ ngày đầu trở đi.")
    elif (last - first).days >= MOST_DAYS:
        errors["last"] = _("Một lần khai nhiều nhất %d ngày.") % MOST_DAYS
    return errors


def _pack_of(known: SpecialDay | None) -> dict[str, object] | None:
    """What a pack says of a day, to be put back."""
    if known is None:
        return None
    if not known.is_from_pack:
        return known.before
    return {name: getattr(known, name) for name in ("kind", "label", "legal_basis", "works_like", "is_decided")}


def _without_work(
    calendar: WorkingCalendar,
    days: Sequence[date],
    known: Mapping[date, SpecialDay],
    kind: SpecialKind,
    facts: Mapping[str, object],
) -> str:
    """Why these days make up for nothing: they are worked anyway, or the weekday they are like is none."""
    if kind != SpecialKind.MAKE_UP:
        return ""
    schedule = schedule_of(calendar)
    for day in days:
        if day not in known and schedule.is_working_day(day):
            return _("Ngày %s vốn là ngày làm việc.") % format_date(day)
        like = [row for row in calendar.hours.all() if row.weekday == facts["works_like"]]
        if not any(row.valid_from <= day and (row.valid_until is None or day < row.valid_until) for row in like):
            return _("Thứ được chọn không có giờ làm việc. Chọn thứ khác.")
    return ""


@operation(who=KEEPER, journal="calendar.hours_set")
def set_hours(
    calendar: WorkingCalendar,
    *,
    valid_from: date,
    week: Mapping[int, Spans],
    legal_basis: str,
    by: Account | None,
    at: datetime,
) -> WorkingCalendar:
    """Set the weekly hours of a calendar from a day to come (BLLĐ 45/2019 Đ111); open deadlines are computed again.

    `week`: by weekday (0 is Monday) the spans in minutes from midnight. What was set from a later day holds from there.
    """
    if errors := _wrong_hours(calendar, valid_from, week, legal_basis, local(at).date()):
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    before = hours_on(calendar, valid_from)
    calendar.hours.filter(valid_from=valid_from).delete()
    later = calendar.hours.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    ending = calendar.hours.filter(Q(valid_until=None) | Q(valid_until__gt=valid_from), valid_from__lt=valid_from)
    ending.update(valid_until=valid_from)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            calendar=calendar, weekday=weekday, opens=opens, closes=closes, valid_from=valid_from,
            valid_until=later.valid_from if later else None, legal_basis=legal_basis.strip(),
        )
        for weekday, spans in sorted(week.items())
        for opens, closes in spans
    )  # fmt: skip
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version(), hours_are_own=True)
    note(calendar=calendar.code, valid_from=valid_from, week={str(day): list(spans) for day, spans in week.items()})
    label = _("giờ làm việc mới từ")
    announce(CalendarChanged(calendar_id=calendar.pk, on=valid_from, label=label, at=at, hours_before=before))
    return calendar


@operation(who=KEEPER, journal="calendar.hours_withdrawn")
def withdraw_hours(calendar: WorkingCalendar, *, valid_from: date, by: Account | None, at: datetime) -> WorkingCalendar:
    """Take back hours that were set for a day to come (BLLĐ 45/2019 Đ111): those before them go on in their place.

    Refused from the day on which they hold, and for hours that no decision here set.
    """
    set_here = calendar.hours.select_for_update().filter(valid_from=valid_from).exclude(legal_basis="")
    withdrawn = list(set_here)
    if not withdrawn:
        raise Refused(_("Không có giờ làm việc nào ghi từ ngày này."))
    if valid_from <= local(at).date():
        raise Refused(
            _("Giờ đã áp dụng được giữ nguyên để giải thích các ngày hẹn trả cũ. Ghi giờ mới từ một ngày sau.")
        )
    before = hours_on(calendar, valid_from)
    set_here.delete()
    calendar.hours.filter(valid_until=valid_from).update(valid_until=withdrawn[0].valid_until)
    is_own = calendar.hours.exclude(legal_basis="").exists()
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version(), hours_are_own=is_own)
    note(calendar=calendar.code, valid_from=valid_from)
    label = _("bỏ giờ làm việc mới từ")
    announce(CalendarChanged(calendar_id=calendar.pk, on=valid_from, label=label, at=at, hours_before=before))
    return calendar


def _wrong_hours(
    calendar: WorkingCalendar, valid_from: date, week: Mapping[int, Spans], legal_basis: str, today: date
) -> dict[str, str]:
    errors = {}
    if not legal_basis.strip():
        errors["hours_basis"] = _("Ghi quyết định, thông báo làm căn cứ.")
    elif len(legal_basis) > LONGEST["legal_basis"]:
        errors["hours_basis"] = _("Viết ngắn hơn: nhiều nhất %d ký tự.") % LONGEST["legal_basis"]
    if not today < valid_from <= calendar.last_day:
        errors["valid_from"] = _("Chọn một ngày sau hôm nay và trong lịch.")
    if not any(week.values()):
        errors["day_0"] = _("Cả tuần không có giờ làm việc nào.")
    for weekday, spans in week.items():
        if any(not 0 <= opens < closes <= 24 * 60 for opens, closes in spans):
            errors[f"day_{weekday}"] = _("Giờ bắt đầu phải trước giờ kết thúc.")
        elif any(one[1] > other[0] for one, other in pairwise(spans)):
            errors[f"day_{weekday}"] = _("Các khoảng giờ chồng lên nhau, hoặc không theo thứ tự.")
    return errors
