"""The only code that changes calendars."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.calendars.events import CalendarChanged
from motcua.calendars.models import AgencyCalendar, SpecialDay, WorkingCalendar, WorkingHours
from motcua.calendars.queries import agencies_without, hours_on
from motcua.calendars.rules import SpecialKind
from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import local
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
    """Take back a special day that has not come yet (BLLĐ 45/2019 Đ112). Past days are kept for ever."""
    day = SpecialDay.objects.select_for_update().filter(calendar=calendar, on=on).first()
    if day is None:
        raise Refused(_("Lịch không có ngày này."))
    if on <= local(at).date():
        raise Refused(_("Ngày đã qua được giữ nguyên để giải thích các ngày hẹn trả cũ."))
    label, before = day.label, hours_on(calendar, on)
    day.delete()
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
    errors = {}
    if not str(facts.get("legal_basis", "")).strip():
        errors["legal_basis"] = _("Ghi quyết định, thông báo làm căn cứ.")
    if last < first:
        errors["last"] = _("Ngày cuối phải từ ngày đầu trở đi.")
    elif (last - first).days >= MOST_DAYS:
        errors["last"] = _("Một lần khai nhiều nhất %d ngày.") % MOST_DAYS
    if errors:
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    for day in days:
        declare_day(calendar, on=day, kind=kind, facts={**facts, "is_from_pack": False}, by=by, at=at)
    note(calendar=calendar.code, first=first, last=last, kind=kind)
    return len(days)


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

    `week`: by weekday (0 is Monday) the spans in minutes from midnight. What was set for later days is replaced.
    """
    if errors := _wrong_hours(calendar, valid_from, week, legal_basis, local(at).date()):
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    before = hours_on(calendar, valid_from)
    calendar.hours.filter(valid_from__gte=valid_from).delete()
    ending = calendar.hours.filter(Q(valid_until=None) | Q(valid_until__gt=valid_from))
    ending.update(valid_until=valid_from)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            calendar=calendar, weekday=weekday, opens=opens, closes=closes, valid_from=valid_from,
            legal_basis=legal_basis.strip(),
        )
        for weekday, spans in sorted(week.items())
        for opens, closes in spans
    )  # fmt: skip
    WorkingCalendar.objects.filter(pk=calendar.pk).update(version=_new_version(), hours_are_own=True)
    note(calendar=calendar.code, valid_from=valid_from, week={str(day): list(spans) for day, spans in week.items()})
    label = _("giờ làm việc mới từ")
    announce(CalendarChanged(calendar_id=calendar.pk, on=valid_from, label=label, at=at, hours_before=before))
    return calendar


def _wrong_hours(
    calendar: WorkingCalendar, valid_from: date, week: Mapping[int, Spans], legal_basis: str, today: date
) -> dict[str, str]:
    errors = {}
    if not legal_basis.strip():
        errors["hours_basis"] = _("Ghi quyết định, thông báo làm căn cứ.")
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
