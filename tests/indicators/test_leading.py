"""What who leads an agency is told: where the late ones lie, who has too much, what changed; for their agency alone."""

from datetime import date, timedelta
from statistics import median

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from motcua.handling.models import Task
from motcua.handling.operations import consultations, tasks
from motcua.indicators.forecasts.operations import keep_forecast
from motcua.indicators.leading.operations import tell_of_week, to_be_told
from motcua.indicators.leading.piles import By, Pile, Share, Told, dossiers_of, led_by, told_of
from motcua.indicators.leading.queries import agencies_today, changes_of, hands_of
from motcua.indicators.listeners import look_for_who_leads, tell_who_leads
from motcua.indicators.models import DossierFact, ForecastDay
from motcua.indicators.operations import keep_figures
from motcua.indicators.rules.leading import LEAST_WEEKS, WEEKS, Hands, by_load, change_of
from motcua.kernel.events import DayBegun
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.text import local
from motcua.notices.models import Delivery, Notice
from motcua.organization.models import Agency
from motcua.people.rights import posts_of
from motcua.workspace import leading
from motcua.workspace.leading import ONLY, PILES
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.indicators.life import WholeLife
from tests.whole import DAY, up_to
from tests.workspace.test_agencies import client_of, official

pytestmark = pytest.mark.issue(20)
PAGE, LIST = "/lam-viec/dieu-hanh/", "/lam-viec/dieu-hanh/ho-so/"
COUNTS = some.dictionaries(some.integers(0, WEEKS), some.integers(0, 50), max_size=WEEKS + 1)


@given(some.dictionaries(some.sampled_from("abcd"), COUNTS, max_size=4), some.integers(0, 20))
def test_the_usual_week_is_the_median_and_the_part_named_moved_it_most(parts, known):
    found = change_of("x", parts, known)
    assert found.last == sum(weeks.get(0, 0) for weeks in parts.values())
    if known < LEAST_WEEKS:
        assert found.usual is None
        assert found.most is None
        return
    before = range(1, min(known, WEEKS) + 1)
    assert found.usual == median(sum(weeks.get(week, 0) for weeks in parts.values()) for week in before)
    if found.most is not None:
        assert found.most.more * found.more > 0
        for weeks in parts.values():
            more = weeks.get(0, 0) - median(weeks.get(week, 0) for week in before)
            assert more * found.more <= abs(found.most.more) * abs(found.more)


@given(some.lists(some.tuples(some.integers(0, 9), *[some.integers(0, 60)] * 3), max_size=8))
def test_who_has_too_much_for_their_pace_comes_before_who_has_not(rows):
    people = [Hands(pk, "", total, min(late, total), done, 8) for pk, total, late, done in rows]  # noqa: F811
    order = by_load(people)
    assert {id(one) for one in order} == {id(one) for one in people if one.open}
    named = [one for one in order if one.pk]
    assert order == [one for one in order if not one.pk] + named
    marks = [one.is_overloaded for one in named]
    assert marks == sorted(marks, reverse=True)
    for one in named:
        if one.done:
            assert one.is_overloaded == (one.open * 8 > 2 * one.done)


@pytest.fixture
def agency(db):
    keep_figures(at=at(1))
    return Agency.objects.get(code="ubnd-06187")


def which(pile, agency, now, **only):
    chosen = {By[name]: key for name, key in only.items()}
    return {line.pk for line in dossiers_of(pile, agency, only=chosen, after=None, at=now, limit=500).lines}


def test_each_number_opens_into_as_many_dossiers(people, register, work, send, agency):  # noqa: F811
    life = WholeLife(people, register, work, send, seed=up_to(20, DAY))
    life.go_on(120)
    now = life.now + timedelta(days=up_to(20, DAY) % 20)
    seen = set()
    for pile in Pile:
        told = told_of(pile, agency, at=now)
        assert len(which(pile, agency, now)) == told.total
        seen |= {pile} if told.total else set()
        for by in By:
            for share in told.by.get(by, ()):
                assert len(which(pile, agency, now, **{by.name: share.key})) == share.total
    late = DossierFact.objects.filter(
        agency=agency, finished_at=None, accepted_at__isnull=False, still_since=None, judged_due_at__lt=now
    )
    assert which(Pile.LATE, agency, now) == set(late.values_list("pk", flat=True))
    assert which(Pile.SILENT, agency, now) == set(late.filter(apologies=0).values_list("pk", flat=True))
    week = local(now).date() - timedelta(days=7)
    changes = {one.name: one.last for one in changes_of(agency, on=local(now).date())}
    assert changes["accepted"] == told_of(Pile.RECEIVED, agency, at=now).total
    assert changes["done"] == told_of(Pile.DONE, agency, at=now).total
    assert changes["done_late"] == told_of(Pile.DONE_LATE, agency, at=now).total
    assert seen, week


def test_a_list_is_paged_by_key(people, accepted, agency):  # noqa: F811
    wanted = [accepted().pk for _ in range(5)]
    now, found, after = at(28), [], None
    while True:
        page = dossiers_of(Pile.LATE, agency, only={}, after=after, at=now, limit=2)
        found += [line.pk for line in page.lines]
        after = page.following
        if after is None:
            break
    assert sorted(found) == sorted(wanted)


def test_hands_tell_open_steps_and_the_pace(people, accepted, work, agency):  # noqa: F811
    first, second = accepted(), accepted()
    tasks.take_task(Task.objects.of(first).get(), by=people.clerk, at=at(3))
    hands = {one.pk: one for one in hands_of(agency, at=at(4))}
    assert (hands[people.clerk.pk].open, hands[people.clerk.pk].done) == (1, 0)
    assert hands[0].open == 1
    work(first, when=at(4))
    hands = {one.pk: one for one in hands_of(agency, at=at(5))}
    assert (hands[people.clerk.pk].open, hands[people.clerk.pk].done, hands[people.clerk.pk].weeks) == (0, 1, 1)
    assert second.pk in which(Pile.LATE, agency, at(28))


def test_agencies_that_do_not_answer_are_named(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    task = tasks.take_task(Task.objects.of(dossier).get(), by=people.clerk, at=at(3))
    asked = Agency.objects.get(code="so-tu-phap")
    consultations.ask_agency(task, agency=asked, question="?", working_days=1, by=people.clerk, at=at(3))
    assert told_of(Pile.ASKED, agency, at=at(3, 10)).total == 0
    told = told_of(Pile.ASKED, agency, at=at(9))
    assert [(share.name, share.total) for share in told.asked] == [(asked.name, 1)]
    assert which(Pile.ASKED, agency, at(9), ASKED=str(asked.pk)) == {dossier.pk}


def test_only_who_leads_or_supervises_sees_it_and_of_their_agency(people, accepted, agency):  # noqa: F811
    accepted()
    for who in (people.clerk, people.head, people.counter, people.department):
        assert led_by(posts_of(who, on=at(3).date())) == []
        assert client_of(who).get(PAGE).status_code == 404
    leader = client_of(people.leader)
    assert led_by(posts_of(people.leader, on=at(3).date())) == [agency]
    assert leader.get(PAGE).status_code == 200
    for wrong in ("?co-quan=so-tu-phap", "?co-quan=x"):
        assert leader.get(PAGE + wrong).status_code == 404
        assert leader.get(f"{LIST}{wrong}&xem=qua-han").status_code == 404
    assert leader.get(f"{LIST}?xem=khong-co").status_code == 404
    assert leader.get(f"{LIST}?xem=qua-han&sau=|||&nguoi=abc&buoc=%00").status_code == 200


def test_the_page_opens_its_numbers_in_two_presses(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    DossierFact.objects.filter(pk=dossier.pk).update(judged_due_at=at(3))
    leader = client_of(people.leader)
    page = leader.get(PAGE)
    (tile,) = [one for one in page.context["tiles"] if one.address.endswith("xem=qua-han")]
    assert tile.number == "1"
    for slug, _words in PILES.values():
        assert leader.get(f"{LIST}?xem={slug}&co-quan={agency.code}").status_code == 200
    html = leader.get(tile.address).content.decode()
    assert dossier.shown_code in html
    assert f"/lam-viec/ho-so/{dossier.shown_code}/ghi-chu/" in html
    for name in ONLY.values():
        assert dossier.shown_code not in leader.get(f"{tile.address}&{name}=999999").content.decode()


def test_the_wall_names_nobody_and_asks_anew_by_itself(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    tasks.take_task(Task.objects.of(dossier).get(), by=people.clerk, at=at(3))
    leader = client_of(people.leader)
    page, wall = (leader.get(PAGE + asks).content.decode() for asks in ("", "?man-hinh=1"))
    assert people.clerk.full_name in page
    assert 'http-equiv="refresh"' in wall
    assert 'http-equiv="refresh"' not in page
    for who in (people.clerk, people.leader):
        assert who.full_name not in wall
    assert dossier.holder_name not in wall


def test_the_province_has_counts_of_all_and_no_dossiers(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    keep_forecast(by=None, at=at(3, 6))
    chairman = official("ubnd-tinh/lanh-dao/thu-truong")
    told = {one.code: one for one in agencies_today(at=at(28))}
    assert (told[agency.code].open, told[agency.code].late) == (1, 1)
    html = client_of(chairman).get(PAGE).content.decode()
    assert agency.name in html
    assert dossier.shown_code not in html
    assert f"co-quan={agency.code}" not in html
    assert client_of(chairman).get(f"{LIST}?xem=qua-han&co-quan={agency.code}").status_code == 404
    assert agency.name in client_of(people.leader).get(PAGE).content.decode()
    assert client_of(people.leader).get(PAGE).context["everywhere"] == []


def test_questions_do_not_grow_with_dossiers(people, accepted, agency, django_assert_max_num_queries):  # noqa: F811
    accepted()
    leader = client_of(people.leader)
    leader.get(PAGE)
    with django_assert_max_num_queries(40) as few:
        leader.get(PAGE)
    for _ in range(6):
        accepted()
    with django_assert_max_num_queries(len(few.captured_queries)):
        leader.get(PAGE)
    with django_assert_max_num_queries(20):
        leader.get(f"{LIST}?xem=qua-han")


def test_the_week_is_told_on_its_first_working_day_to_who_leads(people, accepted, agency):  # noqa: F811
    dossier = accepted()
    # 16/03/2026 is a Monday.
    for day, is_told in ((14, False), (15, False), (16, True), (17, False)):
        found = to_be_told(on=at(day).date())
        assert ((people.leader.pk, agency.pk) in found) is is_told
        assert people.clerk.pk not in {official for official, _agency in found}
    for _twice in range(2):
        look_for_who_leads(DayBegun(on=at(16).date(), at=at(16, 0)))
    queued = OutboxMessage.objects.filter(topic="indicators.leaders_week", payload__official=people.leader.pk)
    tell_who_leads(queued.get().payload, key="x")
    notice = Notice.objects.get(kind="leaders_week", account=people.leader)
    assert "1 hồ sơ quá hạn" in notice.subject
    for hidden in (dossier.code, dossier.holder_name, people.clerk.full_name):
        assert hidden not in notice.subject + notice.body
    assert {one.channel for one in Delivery.objects.filter(notice=notice)} == {"IN_APP", "EMAIL"}
    assert JournalEntry.objects.filter(word="leaders.told").count() == 1


def test_the_weekly_letter_is_declined_by_itself_and_never_sent_to_others(people, accepted, agency):  # noqa: F811
    accepted()
    leader = client_of(people.leader)
    assert leader.get("/lam-viec/thu-tom-tat/").content.decode().count("checked") == 2
    leader.post("/lam-viec/thu-tom-tat/", {"wants": "1"})
    people.leader.refresh_from_db()
    assert (people.leader.wants_digest, people.leader.wants_weekly) == (True, False)
    notice = tell_of_week(people.leader, agency=agency.pk, by=None, at=at(16))
    assert {one.channel for one in Delivery.objects.filter(notice=notice)} == {"IN_APP"}
    other = Agency.objects.get(code="so-tu-phap")
    assert tell_of_week(people.leader, agency=other.pk, by=None, at=at(16)) is None
    assert tell_of_week(people.clerk, agency=agency.pk, by=None, at=at(16)) is None
    client_of(people.clerk).post("/lam-viec/thu-tom-tat/", {})
    people.clerk.refresh_from_db()
    assert (people.clerk.wants_digest, people.clerk.wants_weekly) == (False, True)


def test_the_page_says_how_wrong_forecasts_were(people, agency):  # noqa: F811
    made_at = timezone.now() - timedelta(days=20)
    for place, (late, came, missed) in enumerate([(4, 3, 2), (2, 0, 1)]):
        ForecastDay.objects.create(
            agency=agency, day=date(2026, 3, 2 + place), made_at=made_at, until=made_at + timedelta(days=7), due=9,
            late=late, late_next=0, expected=[], came=came, missed=missed,
        )  # fmt: skip
    html = " ".join(client_of(people.leader).get(PAGE).content.decode().split())
    assert (
        "tháng 03/2026: báo trước 6 lượt hồ sơ sẽ trễ, 3 trễ thật, 3 không trễ; 3 lượt trễ mà không báo trước" in html
    )


def test_where_more_have_a_share_than_are_shown_all_of_them_open_by_their_number(agency):
    """Shares overlap where a dossier asked two agencies: what is left of them is no number of dossiers."""
    told = Told(total=7, by={By.ASKED: [Share(str(n), f"Cơ quan {n}", 3, 0, None) for n in range(5)]})
    *first, last = leading._shares(Pile.ASKED, agency, By.ASKED, told)
    assert len(first) == leading.SHOWN
    assert (last.number, last.address) == ("7", leading.address(Pile.ASKED, agency))


def test_who_has_too_much_stands_below_as_many_as_are_counted_and_opens_in_this_agency(agency):
    people = [Hands(0, "", 4, 0, 0, 8), *(Hands(n, f"Người {n}", 50, 0, 1, 8) for n in range(1, 9))]  # noqa: F811
    shown = leading.told_of_load(agency, people)
    assert len([one for one in shown if one.tone]) == 8
    assert all(f"co-quan={agency.pk}" in one.address for one in shown)
