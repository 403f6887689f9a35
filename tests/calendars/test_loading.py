"""The calendars of the national pack, and days declared late."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from motcua.calendars import events
from motcua.calendars.loading import load
from motcua.calendars.models import AgencyCalendar, SpecialDay, WorkingCalendar
from motcua.calendars.operations import declare_day, withdraw_day
from motcua.calendars.queries import schedule_for, schedule_of, working_day_from
from motcua.calendars.rules import SpecialKind
from motcua.kernel import events as bus
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Pack

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
PACK = Pack(Path(__file__).parents[2] / "packs" / "vietnam")


@pytest.fixture
def loaded(db):
    report = load(PACK, at=AT)
    assert report.findings == []
    return WorkingCalendar.objects.get(code="hanh-chinh")


def test_loading_twice_changes_nothing(loaded):
    again = load(PACK, at=AT)
    assert (again.created, again.updated, again.findings) == (0, 0, [])
    assert again.unchanged > 70


DAYS_OFF = [
    "2019-04-29",
    "2020-01-24",
    "2021-09-03",
    "2022-01-03",
    "2023-09-04",
    "2024-04-29",
    "2025-05-02",
    "2026-01-02",
    "2026-08-31",
    "2026-11-24",
    "2027-02-10",
]
MAKE_UP_DAYS = ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]


def test_days_off_and_make_up_days_of_every_year(loaded):
    schedule = schedule_of(loaded)
    assert [day for day in DAYS_OFF if schedule.is_working_day(date.fromisoformat(day))] == []
    assert [day for day in MAKE_UP_DAYS if not schedule.is_working_day(date.fromisoformat(day))] == []
    assert schedule.is_working_day(date(2026, 11, 23))
    assert not schedule.is_working_day(date(2026, 11, 28))


def test_working_days_of_each_year(loaded):
    schedule = schedule_of(loaded)
    counted = {year: schedule.working_days_between(date(year, 1, 1), date(year, 12, 31)) for year in range(2019, 2028)}
    assert counted == {
        2019: 252,
        2020: 252,
        2021: 250,
        2022: 249,
        2023: 249,
        2024: 251,
        2025: 250,
        2026: 249,
        2027: 249,
    }


def test_the_ground_of_24_11_is_the_resolution_of_the_national_assembly(loaded):
    days = SpecialDay.objects.filter(calendar=loaded, on__month=11, on__day=24)
    assert {(day.on.year, day.legal_basis, day.is_decided) for day in days} == {
        (year, "Nghị quyết 28/2026/QH16, Điều 2", True) for year in (2026, 2027)
    }


def test_only_what_waits_for_a_decision_is_called_expected(loaded):
    """BLLĐ 2019 Đ112.3 leaves Tết and the second day of 2/9 to the Prime Minister; the rest is the law's own."""
    waiting = SpecialDay.objects.filter(is_decided=False).values_list("on", flat=True)
    assert {(day.month, day.day) for day in waiting} == {*((2, day) for day in range(4, 11)), (9, 3)}
    assert {day.year for day in waiting} == {2027}


def test_years_behind_the_calendars_end_have_the_laws_days_off_and_a_variant_has_its_bases(loaded):
    commune = WorkingCalendar.objects.select_related("base").get(code="cong-an-xa")
    for schedule in (schedule_of(loaded), schedule_of(commune)):
        off = [date(2028, 1, 1) + timedelta(n) for n in range(366)]
        off = [day for day in off if day.weekday() < 5 and not schedule.is_working_day(day)]
        assert " ".join(f"{day.day}/{day.month}" for day in off) == (
            "3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 4/9 5/9 24/11"
        )
        assert schedule.why_off(date(2028, 4, 4)) == "Giỗ Tổ Hùng Vương (Bộ luật Lao động 2019, Điều 112 khoản 1)"
        assert schedule.why_off(date(2028, 1, 26)).endswith("dự kiến)")


@pytest.mark.issue(2)
def test_commune_police_receive_on_saturday_morning_but_no_time_runs_then(loaded):
    keeping = AgencyCalendar.objects.filter(calendar__code="cong-an-xa").select_related("agency")
    assert keeping.count() == 65
    schedule = schedule_for(keeping[0].agency_id, on=AT.date())
    saturday = date(2026, 11, 28)
    assert schedule.is_receiving_day(saturday)
    assert not schedule.is_working_day(saturday)
    assert schedule.add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert not schedule.is_receiving_day(date(2026, 9, 2))


def test_a_day_declared_late_is_seen_at_once_and_announced(loaded, monkeypatch):
    heard = []
    monkeypatch.setitem(bus._LISTENERS, events.CalendarChanged, [heard.append])
    day = date(2026, 12, 1)
    assert schedule_of(loaded).is_working_day(day)
    declare_day(loaded, on=day, kind=SpecialKind.OFF, facts={"label": "Nghỉ phòng chống bão"}, by=None, at=AT)
    assert not schedule_of(WorkingCalendar.objects.get(pk=loaded.pk)).is_working_day(day)
    assert [event.on for event in heard] == [day]


@pytest.mark.issue(2)
def test_a_past_holiday_is_never_turned_into_a_working_day(loaded):
    with pytest.raises(Refused, match="Ngày đã qua"):
        declare_day(loaded, on=date(2026, 9, 2), kind=SpecialKind.MAKE_UP, facts={"label": "x"}, by=None, at=AT)


@pytest.mark.issue(2)
def test_a_change_that_is_rolled_back_leaves_no_schedule_behind(loaded):
    day = date(2026, 12, 1)
    with transaction.atomic():
        declare_day(loaded, on=day, kind=SpecialKind.OFF, facts={"label": "x"}, by=None, at=AT)
        assert not schedule_of(WorkingCalendar.objects.get(pk=loaded.pk)).is_working_day(day)
        transaction.set_rollback(True)
    declare_day(loaded, on=date(2026, 12, 2), kind=SpecialKind.OFF, facts={"label": "y"}, by=None, at=AT)
    assert schedule_of(WorkingCalendar.objects.get(pk=loaded.pk)).is_working_day(day)


def test_a_past_day_is_never_taken_back(loaded):
    with pytest.raises(Refused, match="Ngày đã qua"):
        withdraw_day(loaded, on=date(2026, 9, 2), by=None, at=AT)
    assert SpecialDay.objects.filter(calendar=loaded, on=date(2026, 9, 2)).exists()


def shortened(tmp_path, *, without):
    """The pack's calendars without the line of one special day."""
    folder = tmp_path / "calendars"
    folder.mkdir()
    lines = (PACK.path / "calendars" / "administrative.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"on: {without}" not in line]
    assert len(kept) == len(lines) - 1
    (folder / "administrative.yaml").write_text("".join(kept), encoding="utf-8")
    return Pack(tmp_path)


@pytest.mark.issue(2)
def test_a_day_dropped_from_the_pack_is_taken_back_when_it_has_not_come(loaded, tmp_path):
    report = load(shortened(tmp_path, without="2026-11-24"), at=AT)
    assert report.findings == []
    assert not SpecialDay.objects.filter(calendar=loaded, on=date(2026, 11, 24)).exists()


@pytest.mark.issue(2)
def test_a_past_day_dropped_from_the_pack_stays_and_is_a_finding(loaded, tmp_path):
    report = load(shortened(tmp_path, without="2025-04-07"), at=AT)
    [finding] = report.findings
    assert finding.message.startswith("07/04/2025: Ngày đã qua")
    assert SpecialDay.objects.filter(calendar=loaded, on=date(2025, 4, 7)).exists()


@pytest.mark.issue(2)
def test_a_day_a_keeper_declared_is_not_taken_back_by_a_pack(loaded):
    day = date(2026, 12, 1)
    declare_day(loaded, on=day, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=AT)
    load(PACK, at=AT)
    assert SpecialDay.objects.filter(calendar=loaded, on=day).exists()


def test_the_working_day_of_a_term_is_asked_of_the_default_calendar_and_before_it_nothing_is_known(loaded):
    tet, after = date(2026, 2, 16), date(2026, 2, 23)
    assert [working_day_from(day) for day in (tet, after, date(1950, 1, 1))] == [after, after, date(1950, 1, 1)]


@pytest.mark.issue(17)
def test_a_calendar_whose_days_would_go_keeps_its_hours_and_name_too(loaded, tmp_path):
    """Nobody agreed: new hours beside old days would move every due date."""
    pack = shortened(tmp_path, without="2026-11-24")
    file = tmp_path / "calendars" / "administrative.yaml"
    said = file.read_text(encoding="utf-8").replace("07:30", "08:00").replace("Lịch làm việc hành chính", "Lịch khác")
    file.write_text(said, encoding="utf-8")
    pack.may_withdraw = False
    before = list(loaded.hours.order_by("pk").values_list("pk", "opens"))
    report = load(pack, at=AT)
    assert "hanh-chinh, ngày 24/11/2026" in report.gone
    loaded.refresh_from_db()
    assert loaded.name == "Lịch làm việc hành chính"
    assert list(loaded.hours.order_by("pk").values_list("pk", "opens")) == before
    pack.may_withdraw = True
    load(pack, at=AT)
    loaded.refresh_from_db()
    assert loaded.name == "Lịch khác"
