"""Days off and working hours are kept on screen, with their legal basis; packs leave what was decided there."""

from datetime import date, time, timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from motcua.calendars.models import SpecialDay, WorkingCalendar
from motcua.calendars.queries import schedule_of
from motcua.calendars.words import spans_of, spans_words
from motcua.kernel.models import JournalEntry
from motcua.kernel.packs import load_rooms
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.people.models import Account, Holding

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
PAGE = "/lam-viec/lich/"
DECISION = "QĐ 12/QĐ-UBND ngày 20/12/2026"


def official(path):
    agency, unit, code = path.split("/")
    post = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=code)
    account = Account.objects.create(kind="OFFICIAL", full_name="Chu Văn Lịch", joined_at=timezone.now())
    Holding.objects.create(official=account, post=post, valid_from=date(2026, 1, 1))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def client(db):
    return official("ubnd-tinh/van-phong/quan-tri")


@pytest.fixture
def calendar():
    return WorkingCalendar.objects.get(is_default=True)


def today():
    return local(timezone.now()).date()


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def declared(first, last=None, **more):
    typed = {"then": "declare", "kind": "OFF", "label": "Nghỉ phòng chống bão", "legal_basis": DECISION}
    return typed | parts("first", first) | (parts("last", last) if last else {}) | more


def next_monday():
    return today() + timedelta(days=14 - today().weekday())


def working(calendar, day):
    return schedule_of(WorkingCalendar.objects.select_related("base").get(pk=calendar.pk)).is_working_day(day)


def test_days_of_a_decision_are_declared_shown_and_taken_back(client, calendar):
    address, monday = f"{PAGE}{calendar.code}/", next_monday()
    assert client.get(PAGE).url == address
    assert working(calendar, monday)
    assert client.post(address, declared(monday, monday + timedelta(days=1))).status_code == 302
    assert not working(calendar, monday)
    day = SpecialDay.objects.get(calendar=calendar, on=monday)
    assert (day.label, day.legal_basis, day.is_from_pack) == ("Nghỉ phòng chống bão", DECISION, False)
    page = client.get(address, {"nam": monday.year}).content.decode()
    assert page.count(DECISION) >= 2
    assert JournalEntry.objects.filter(word="calendar.days_declared").count() == 1
    assert client.post(address, {"then": monday.isoformat()}).status_code == 302
    assert working(calendar, monday)


def test_a_day_made_up_is_worked_like_the_weekday_that_is_said(client, calendar):
    saturday = next_monday() + timedelta(days=5)
    typed = declared(saturday, kind="MAKE_UP", label="Làm bù")
    refused = client.post(f"{PAGE}{calendar.code}/", typed)
    assert "works_like" in dict(refused.context["errors"])
    assert client.post(f"{PAGE}{calendar.code}/", {**typed, "works_like": "0"}).status_code == 302
    assert working(calendar, saturday)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"legal_basis": " "}, "legal_basis"), ({"label": "\u200b"}, "label"), ({"kind": "x"}, "kind"),
        ({"label": "x" * 201}, "label"), ({"legal_basis": "x" * 301}, "legal_basis"),
        ({"first_day": "31", "first_month": "2"}, "first"), ({"first_year": "2099"}, "on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_typed_stays(client, calendar, change, field):
    answer = client.post(f"{PAGE}{calendar.code}/", {**declared(next_monday()), **change})
    assert answer.status_code == 422
    assert field in dict(answer.context["errors"])
    assert answer.context["typed"]["kind"] == change.get("kind", "OFF")
    assert not SpecialDay.objects.filter(is_from_pack=False).exists()


def test_all_days_of_a_decision_or_none(client, calendar):
    answer = client.post(f"{PAGE}{calendar.code}/", declared(calendar.last_day, calendar.last_day + timedelta(days=2)))
    assert answer.status_code == 422
    assert not SpecialDay.objects.filter(on=calendar.last_day, is_from_pack=False).exists()
    long = client.post(f"{PAGE}{calendar.code}/", declared(next_monday(), next_monday() + timedelta(days=40)))
    assert "last" in dict(long.context["errors"])


def test_hours_change_from_a_day_to_come_and_packs_leave_them(client, calendar):
    address, monday = f"{PAGE}{calendar.code}/", next_monday()
    week = {f"day_{number}": "7h-11h30; 13:00 - 17:00" for number in range(5)} | {"day_5": "", "day_6": ""}
    typed = {"then": "hours", "hours_basis": DECISION, **week, **parts("valid_from", monday)}
    before = schedule_of(calendar).hours_of(monday - timedelta(days=7))
    assert client.post(address, typed).status_code == 302
    changed = WorkingCalendar.objects.get(pk=calendar.pk)
    schedule = schedule_of(changed)
    assert schedule.hours_of(monday) == ((420, 690), (780, 1020))
    assert schedule.hours_of(monday - timedelta(days=7)) == before
    assert DECISION in client.get(address).content.decode()
    load_rooms(configured.PACKS, at=timezone.now(), rooms=["calendars"])
    again = schedule_of(WorkingCalendar.objects.get(pk=calendar.pk))
    assert again.hours_of(monday) == ((420, 690), (780, 1020))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day_0": "sáng"}, "day_0"), ({"day_0": "11:30-07:00"}, "day_0"), ({"day_0": "7-12, 11-17"}, "day_0"),
        ({"hours_basis": ""}, "hours_basis"), ({"valid_from_year": "2020"}, "valid_from"),
        ({"day_0": "7:99-11"}, "day_0"), ({"day_0": "25-26"}, "day_0"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_beside_their_field(client, calendar, change, field):
    week = {"day_0": "07:00-11:30"}
    typed = {"then": "hours", "hours_basis": DECISION, **week, **parts("valid_from", next_monday())}
    answer = client.post(f"{PAGE}{calendar.code}/", {**typed, **change})
    assert answer.status_code == 422
    assert field in dict(answer.context["errors"])
    assert not WorkingCalendar.objects.get(pk=calendar.pk).hours_are_own


def test_packs_leave_a_day_that_was_declared_here(client, calendar, holiday):
    sent = declared(holiday.on, kind="MAKE_UP", label="Làm theo quyết định mới", works_like="0")
    client.post(f"{PAGE}{calendar.code}/", sent)
    load_rooms(configured.PACKS, at=timezone.now(), rooms=["calendars"])
    assert SpecialDay.objects.get(pk=holiday.pk).label == "Làm theo quyết định mới"


@pytest.fixture
def holiday(calendar):
    found = SpecialDay.objects.filter(calendar=calendar, is_from_pack=True, kind="OFF", on__gt=today())
    return found.filter(on__week_day__in=range(2, 7)).order_by("on").first()


def test_a_holiday_of_the_law_is_not_taken_out_nor_renamed(client, calendar, holiday):
    address = f"{PAGE}{calendar.code}/"
    assert client.post(address, {"then": holiday.on.isoformat()}).status_code == 422
    before = holiday.on - timedelta(days=7)
    client.post(address, declared(before, holiday.on, label="Nghỉ bão"))
    kept = SpecialDay.objects.get(pk=holiday.pk)
    assert (kept.label, kept.is_from_pack) == (holiday.label, True)
    assert SpecialDay.objects.filter(calendar=calendar, label="Nghỉ bão").exists()
    past = SpecialDay.objects.filter(calendar=calendar, kind="OFF", on__lt=today()).last()
    assert client.post(address, declared(past.on, label="Nghỉ bão")).status_code == 422
    assert SpecialDay.objects.get(pk=past.pk).label == past.label


def test_a_holiday_that_is_worked_by_decision_stands_again_when_that_is_taken_back(client, calendar, holiday):
    address = f"{PAGE}{calendar.code}/"
    sent = declared(holiday.on, kind="MAKE_UP", label="Làm thay", works_like="0")
    assert client.post(address, sent).status_code == 302
    assert working(calendar, holiday.on)
    assert client.post(address, {"then": holiday.on.isoformat()}).status_code == 302
    again = SpecialDay.objects.get(pk=holiday.pk)
    assert (again.kind, again.label, again.is_from_pack) == ("OFF", holiday.label, True)
    assert not working(calendar, holiday.on)


def test_what_is_worked_anyway_is_not_made_up_and_no_day_is_like_a_day_off(client, calendar):
    monday = next_monday()
    usual = client.post(f"{PAGE}{calendar.code}/", declared(monday, kind="MAKE_UP", label="x", works_like="1"))
    assert "vốn là ngày làm việc" in usual.content.decode()
    saturday = monday + timedelta(days=5)
    idle = client.post(f"{PAGE}{calendar.code}/", declared(saturday, kind="MAKE_UP", label="x", works_like="6"))
    assert "works_like" in dict(idle.context["errors"])


def test_a_slip_of_today_is_taken_back_today(client, calendar):
    if SpecialDay.objects.filter(calendar=calendar, on=today()).exists() or not working(calendar, today()):
        pytest.skip("today is no working day")
    assert client.post(f"{PAGE}{calendar.code}/", declared(today())).status_code == 302
    assert client.post(f"{PAGE}{calendar.code}/", {"then": today().isoformat()}).status_code == 302
    assert working(calendar, today())


def test_hours_that_were_set_for_later_stay(client, calendar):
    address, monday = f"{PAGE}{calendar.code}/", next_monday()
    for day, hours in ((monday + timedelta(days=7), "8-12"), (monday, "7-11")):
        typed = {"then": "hours", "hours_basis": DECISION, "day_0": hours, **parts("valid_from", day)}
        assert client.post(address, typed).status_code == 302
    schedule = schedule_of(WorkingCalendar.objects.get(pk=calendar.pk))
    assert schedule.hours_of(monday) == ((420, 660),)
    assert schedule.hours_of(monday + timedelta(days=7)) == ((480, 720),)


def test_who_does_not_keep_calendars_sees_none(calendar):
    client = official("ubnd-06187/tu-phap-ho-tich/chuyen-vien")
    for address in (PAGE, f"{PAGE}{calendar.code}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGE}{calendar.code}/", declared(next_monday())).status_code == 403


@pytest.mark.parametrize("odd", ["", "\x00", "9" * 40, "2026-13-01", "<b>"])
def test_odd_values_break_nothing(client, calendar, odd):
    for then in ("declare", "hours", odd):
        names = ("kind", "first", "last", "label", "legal_basis", "works_like", "day_0", "valid_from", "hours_basis")
        assert client.post(f"{PAGE}{calendar.code}/", {**dict.fromkeys(names, odd), "then": then}).status_code == 422
    assert client.get(f"{PAGE}{calendar.code}/", {"nam": odd}).status_code == 200
    assert client.get(f"{PAGE}khong-co/").status_code == 404


MINUTES = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True)


@given(MINUTES)
def test_spans_are_read_as_they_are_written(minutes):
    moments = sorted(minutes)
    spans = list(zip(moments[::2], moments[1::2], strict=False))
    assert spans_of(spans_words(spans)) == spans
    for opens, closes in spans:
        for said in (
            f"{opens // 60}h{opens % 60:02} - {closes // 60}h{closes % 60:02}",
            spans_words([(opens, closes)]),
        ):
            assert spans_of(said) == [(opens, closes)], time(opens // 60, opens % 60)


@pytest.mark.issue(17)
def test_hours_set_by_haste_are_taken_back_before_they_begin(client, calendar):
    address, monday = f"{PAGE}{calendar.code}/", next_monday()
    days = [monday + timedelta(days=7 * number) for number in range(3)]

    def worked():
        schedule = schedule_of(WorkingCalendar.objects.get(pk=calendar.pk))
        return [schedule.hours_of(day) for day in days]

    before = worked()
    for day, hours in ((days[2], "8-12"), (days[0], "7-11"), (days[1], "9-11")):
        typed = {"then": "hours", "hours_basis": DECISION, "day_0": hours, **parts("valid_from", day)}
        assert client.post(address, typed).status_code == 302
    assert worked() == [((420, 660),), ((540, 660),), ((480, 720),)]
    for day, left in (
        (days[1], [((420, 660),), ((420, 660),), ((480, 720),)]), (days[0], [*before[:2], ((480, 720),)]),
        (days[2], before),
    ):  # fmt: skip
        assert f"hours-{day.isoformat()}" in client.get(address).content.decode()
        assert client.post(address, {"then": f"hours-{day.isoformat()}"}).status_code == 302
        assert worked() == left
        assert JournalEntry.objects.filter(word="calendar.hours_withdrawn").exists()
    assert not calendar.hours.exclude(legal_basis="").exists()
    # Nothing is decided here any more: packs say the hours again.
    assert not WorkingCalendar.objects.get(pk=calendar.pk).hours_are_own


@pytest.mark.issue(17)
def test_hours_that_hold_or_that_a_pack_says_are_not_taken_back(client, calendar):
    address, monday = f"{PAGE}{calendar.code}/", next_monday()
    row = calendar.hours.order_by("valid_from").last()
    of_packs = f"hours-{row.valid_from.isoformat()}"
    assert client.post(address, {"then": of_packs}).status_code == 422
    calendar.hours.filter(pk=row.pk).update(legal_basis=DECISION, valid_from=today())
    for then in (f"hours-{today().isoformat()}", f"hours-{monday.isoformat()}", "hours-", "hours-x"):
        assert client.post(address, {"then": then}).status_code == 422
    assert calendar.hours.filter(pk=row.pk).exists()
