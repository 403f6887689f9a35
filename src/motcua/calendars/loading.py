"""Reads calendars from a pack: hours and special days."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motcua.calendars.models import SpecialDay, WorkingCalendar
from motcua.calendars.operations import assign_calendar, declare_day, define_calendar, withdraw_day
from motcua.calendars.queries import agencies_without
from motcua.calendars.rules import SpecialKind
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, LoadReport, Pack, spares
from motcua.organization.rules import AgencyKind, Level

TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class HoursItem(BaseModel):
    """Hours of some weekdays (0 is Monday)."""

    model_config = ConfigDict(extra="forbid")
    weekdays: list[int] = Field(min_length=1)
    opens: str = Field(pattern=TIME)
    closes: str = Field(pattern=TIME)
    valid_from: date
    valid_until: date | None = None
    is_receiving_only: bool = False

    @model_validator(mode="after")
    def _hours_make_sense(self) -> "HoursItem":
        if self.opens >= self.closes or not all(0 <= weekday <= 6 for weekday in self.weekdays):
            raise ValueError("giờ mở phải trước giờ đóng, ngày trong tuần từ 0 (thứ Hai) đến 6")
        return self


class KeeperItem(BaseModel):
    """The agencies that keep this calendar instead of the default one."""

    model_config = ConfigDict(extra="forbid")
    kind: AgencyKind
    level: Level
    valid_from: date


class DayItem(BaseModel):
    """A special day, or a run of them from `on` to `until`."""

    model_config = ConfigDict(extra="forbid")
    on: date
    until: date | None = None
    kind: Literal["OFF", "MAKE_UP"] = "OFF"
    label: str
    legal_basis: str = ""
    works_like: int = Field(default=0, ge=0, le=6)
    is_decided: bool = True


class YearlyItem(BaseModel):
    """A day off that the law gives every year; it counts behind the calendar's last day."""

    model_config = ConfigDict(extra="forbid")
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=30)
    label: str
    legal_basis: str
    is_lunar: bool = False
    before: int = Field(default=0, ge=0)
    after: int = Field(default=0, ge=0)
    is_decided: bool = True
    is_made_up_for: bool = True


class CalendarItem(BaseModel):
    """A calendar as written in a pack."""

    KEY: ClassVar = ("code",)
    model_config = ConfigDict(extra="forbid")
    code: str
    name: str
    base: str = ""
    is_default: bool = False
    first_day: date
    last_day: date
    note: str = ""
    kept_by: list[KeeperItem] = []
    hours: list[HoursItem]
    days: list[DayItem] = []
    yearly: list[YearlyItem] = []


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Define every calendar of the pack and declare its days; what stands already is left alone."""
    items, findings = pack.items("calendars", CalendarItem)
    report = LoadReport(findings=findings)
    for item in items:
        base = WorkingCalendar.objects.filter(code=item.value.base).first()
        if item.value.base and base is None:
            report.findings.append(Finding(item.file, item.line, "base", f"không có lịch {item.value.base}"))
            continue
        report.findings += [
            Finding(item.file, item.line, "days", message) for message in _load_one(item.value, base, pack, report, at)
        ]
    return report


def _load_one(
    item: CalendarItem, base: WorkingCalendar | None, pack: Pack, report: LoadReport, at: datetime
) -> list[str]:
    """Bring one calendar to what the pack says; what could not be brought there, in words.

    It stays as it is, hours and name too, while days would be withdrawn and nobody agreed.
    """
    hours: list[dict[str, object]] = [
        {
            "weekday": weekday,
            "opens": _minutes(row.opens),
            "closes": _minutes(row.closes),
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "is_receiving_only": row.is_receiving_only,
        }
        for row in item.hours
        for weekday in row.weekdays
    ]
    facts: dict[str, object] = item.model_dump(
        include={"name", "is_default", "first_day", "last_day", "note", "yearly"}
    )
    calendar = WorkingCalendar.objects.filter(code=item.code).first()
    left = _left(item, calendar) if calendar is not None else []
    if spares(pack, report, (f"{item.code}, ngày {on:%d/%m/%Y}" for on in left)):
        return []
    if calendar is None or not _is_same(calendar, facts, hours):
        report.created += calendar is None
        report.updated += calendar is not None
        calendar = define_calendar(code=item.code, facts=facts, hours=hours, base=base, by=None, at=at)
    else:
        report.unchanged += 1
    for keeper in item.kept_by:
        if not agencies_without(keeper.kind, keeper.level).exists():
            continue
        assign_calendar(calendar, keeper=(keeper.kind, keeper.level), valid_from=keeper.valid_from, by=None, at=at)
    return _load_days(item, calendar, report, at) + _withdraw(calendar, left, report, at)


def _days_of(item: CalendarItem) -> Iterator[tuple[date, DayItem]]:
    for day in item.days:
        for n in range(((day.until or day.on) - day.on).days + 1):
            yield date.fromordinal(day.on.toordinal() + n), day


def _left(item: CalendarItem, calendar: WorkingCalendar) -> list[date]:
    """The days of a pack before that this one lacks; days that keepers declared themselves stay."""
    named = {on for on, _day in _days_of(item)}
    stored = SpecialDay.objects.filter(calendar=calendar, is_from_pack=True).values_list("on", flat=True)
    return sorted(set(stored) - named)


def _load_days(item: CalendarItem, calendar: WorkingCalendar, report: LoadReport, at: datetime) -> list[str]:
    """Declare the days of a calendar; those that were refused, in words."""
    known = {day.on: day for day in SpecialDay.objects.filter(calendar=calendar)}
    refused: list[str] = []
    for on, day in _days_of(item):
        wanted: dict[str, object] = day.model_dump(include={"label", "legal_basis", "works_like", "is_decided"})
        wanted["is_from_pack"] = True
        found = known.get(on)
        if found and not found.is_from_pack:
            # What a keeper declared stands over the pack's.
            report.unchanged += 1
            continue
        if found and found.kind == day.kind and all(getattr(found, name) == value for name, value in wanted.items()):
            report.unchanged += 1
            continue
        try:
            declare_day(calendar, on=on, kind=SpecialKind(day.kind), facts=wanted, by=None, at=at)
        except Refused as refusal:
            refused.append(f"{on:%d/%m/%Y}: {refusal.message}")
            continue
        report.created += found is None
        report.updated += found is not None
    return refused


def _withdraw(calendar: WorkingCalendar, days: list[date], report: LoadReport, at: datetime) -> list[str]:
    refused = []
    for on in days:
        try:
            withdraw_day(calendar, on=on, by=None, at=at)
        except Refused as refusal:
            refused.append(f"{on:%d/%m/%Y}: {refusal.message}")
            continue
        report.updated += 1
    return refused


def _is_same(calendar: WorkingCalendar, facts: dict[str, object], hours: list[dict[str, object]]) -> bool:
    stored = list(
        calendar.hours.order_by("pk").values(
            "weekday", "opens", "closes", "valid_from", "valid_until", "is_receiving_only"
        )
    )
    return (calendar.hours_are_own or stored == hours) and all(
        getattr(calendar, name) == value for name, value in facts.items()
    )
