"""What the week brings is told to who leads an agency, on its first working day."""

from datetime import date, datetime, timedelta

from django.conf import settings

from motcua.calendars.queries import schedules_for
from motcua.calendars.rules import Schedule
from motcua.dossiers.rights import SEES_AT_AGENCY
from motcua.indicators.leading.piles import Pile, led_by, told_of
from motcua.indicators.leading.queries import changes_of, hands_of
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.notices.operations import tell
from motcua.organization.models import Agency
from motcua.people.models import Account, Leave
from motcua.people.rights import held_on, own_posts_of


def is_first_of_week(schedule: Schedule, on: date) -> bool:
    """Whether it is the first day of its week on which is worked."""
    monday = on - timedelta(days=on.weekday())
    before = (monday + timedelta(days=place) for place in range(on.weekday()))
    return bool(schedule.hours_of(on)) and not any(schedule.hours_of(day) for day in before)


def to_be_told(*, on: date) -> list[tuple[int, int]]:
    """Who leads or supervises which agency that begins its week on this day: accounts and agencies by their keys."""
    held = [
        (one.official_id, one.post) for one in held_on(on) if any(one.post.has(duty) for duty in SEES_AT_AGENCY.duties)
    ]
    pairs = sorted({(official, post.unit.agency_id) for official, post in held})
    schedules = schedules_for({agency for _official, agency in pairs}, on=on) if pairs else {}
    return [(official, agency) for official, agency in pairs if is_first_of_week(schedules[agency], on)]


@operation(who=SYSTEM, journal="leaders.told")
def tell_of_week(official: Account, *, agency: int, by: None, at: datetime) -> Notice | None:
    """Tell who leads an agency what is late there, what goes late this week, who has too much (NĐ 61/2018 Đ19.9).

    On screen, and by mail to who has not declined; counts alone. Nothing on leave, to who no longer leads it, or when
    there is nothing to tell.
    """
    on = local(at).date()
    led = next((one for one in led_by(own_posts_of(official, on=on)) if one.pk == agency), None)
    if led is None or Leave.objects.on(on).filter(official=official).exists():
        return None
    found = _counted(led, at=at)
    if not any(found.values()):
        return None
    note(agency=led.code, **found)
    site = settings.PUBLIC_ADDRESS.rstrip("/")
    told: Notice = tell(
        kind="leaders_week",
        account=official,
        email=official.email if official.wants_weekly else "",
        phone="",
        context={
            "agency": led.short_name,
            **{name: str(number) for name, number in found.items()},
            "off": f"{site}/lam-viec/thu-tom-tat/",
            "link": f"{site}/lam-viec/dieu-hanh/?co-quan={led.code}",
        },
        dossier_reference="",
        by=None,
        at=at,
    )
    return told


def _counted(agency: Agency, *, at: datetime) -> dict[str, int]:
    late, week = told_of(Pile.LATE, agency, at=at), told_of(Pile.WEEK, agency, at=at)
    done_late = next(one.last for one in changes_of(agency, on=local(at).date()) if one.name == "done_late")
    return {
        "late": late.total,
        "week": week.total,
        "silent": told_of(Pile.SILENT, agency, at=at).total,
        "asked": told_of(Pile.ASKED, agency, at=at).total,
        "overloaded": sum(one.is_overloaded for one in hands_of(agency, at=at)),
        "done_late": done_late,
    }
