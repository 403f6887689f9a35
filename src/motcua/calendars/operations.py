"""The only code that changes calendars."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

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
from motcua.people.rights import holding, or_platform


def _new_version() -> int:
    """A number no other change had: a change that is rolled back must not leave its schedule behind in a cache."""
    return secrets.randbelow(2**31)


KEEPER = or_platform("keeper of calendars, or the platform", holding(Duty.CALENDARS))


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
    """Define a calendar and its weekly hours (BLLĐ 45/2019 Đ111)."""
    calendar, _is_new = WorkingCalendar.objects.update_or_create(code=code, defaults={**facts, "base": base})
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
