"""An official is absent: another sees and does the work, for those days and no longer, and never more than the own."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.models import HistoryEntry
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Task
from motcua.handling.operations import tasks
from motcua.handling.operations.proposals import propose
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.organization.rules import Duty, guarded, passed_on
from motcua.people.leaves import absences_around, led_by, passing, substitutes_for
from motcua.people.models import Account, Holding, Leave
from motcua.people.operations.leaves import declare_leave, end_leave, stop_standing_in
from motcua.people.rights import own_posts_of, posts_of, with_substitutes
from tests.dossiers.conftest import accepted, at, people, register  # noqa: F401 - fixtures

pytestmark = pytest.mark.issue(18)
FIRST, LAST = date(2026, 3, 3), date(2026, 3, 5)
DUTIES = st.lists(st.sampled_from([duty.value for duty in Duty]), max_size=5)


@pytest.fixture
def away(people):  # noqa: F811
    """The clerk is absent for three days, the builder of another unit stands in."""
    return declare_leave(people.clerk, substitute=people.builder, first=FIRST, last=LAST, by=people.clerk, at=at(2))


def days(leave):
    return [day for day in (date(2026, 3, n) for n in range(1, 10)) if leave.is_valid_on(day)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [(("31", "2", "2027"), "ngày có thật"), (("1", "12", "27"), "năm đủ bốn chữ số"), (("", "", ""), "Nhập ngày"),
     (("1", "12", "20271"), "ngày có thật")],
)  # fmt: skip
def test_what_is_wrong_with_a_day_of_leave_is_said(client, people, typed, said):  # noqa: F811
    client.force_login(people.clerk)
    day = dict(zip(("first_day", "first_month", "first_year"), typed, strict=True))
    answer = client.post("/lam-viec/nghi/", {"ai": str(people.clerk.handle), **day})
    assert answer.status_code == 422
    assert said in answer.context["error"]["first"]
    assert not Leave.objects.exists()


def test_an_official_without_a_post_is_told_what_to_do(client, people):  # noqa: F811
    Holding.objects.filter(official=people.clerk).delete()
    client.force_login(people.clerk)
    answer = client.get("/lam-viec/")
    assert answer.status_code == 403
    assert "giao vị trí ở mục «Cán bộ»" in answer.content.decode()
    client.force_login(people.citizen)
    assert "giao vị trí" not in client.get("/lam-viec/").content.decode()


@given(DUTIES, DUTIES)
def test_nothing_passes_that_the_absent_one_lacks_or_that_is_guarded_and_not_the_substitutes_own(duties, own):
    passed = passed_on(duties, own=own)
    assert set(passed) <= set(duties)
    assert guarded(passed) <= set(own)
    assert set(duties) - set(passed) <= guarded(duties)


def test_the_substitute_sees_and_does_the_work_on_these_days_alone(people, accepted, away):  # noqa: F811
    dossier = accepted()
    task = tasks.take_task(Task.objects.of(dossier).get(), by=people.clerk, at=at(2))
    for day in (2, 6):
        on = date(2026, 3, day)
        assert inbox_of(people.builder, on=on) == []
        assert dossier_for(people.builder, dossier.code, on=on) is None
        with pytest.raises(NotPermitted):
            propose(task, kind=ProposalKind.REFUSAL, reason="Lý do", by=people.builder, at=at(day))
    for on in (FIRST, LAST):
        assert [item.in_place_of for item in inbox_of(people.builder, on=on)] == ["Clerk"]
        assert dossier_for(people.builder, dossier.code, on=on) is not None
    propose(task, kind=ProposalKind.REFUSAL, reason="Lý do", by=people.builder, at=at(5))
    line = HistoryEntry.objects.filter(dossier=dossier, by=people.builder).get()
    assert (line.actor, line.unit_name.split(",")[0]) == ("Builder (thay Clerk)", task.unit.name)
    entry = JournalEntry.objects.filter(word="proposal.made").get()
    assert entry.details["in_place_of"] == people.clerk.pk


def test_what_the_absent_one_does_all_the_same_is_their_own(people, accepted, away):  # noqa: F811
    dossier = accepted()
    task = Task.objects.of(dossier).get()
    propose(task, kind=ProposalKind.REFUSAL, reason="Lý do", by=people.clerk, at=at(4))
    assert HistoryEntry.objects.filter(dossier=dossier, by=people.clerk).get().actor == "Clerk"
    assert "in_place_of" not in JournalEntry.objects.get(word="proposal.made").details


def test_what_a_substitute_takes_is_the_absent_ones_when_the_leave_is_over(people, accepted, away):  # noqa: F811
    task = tasks.take_task(Task.objects.of(accepted()).get(), by=people.builder, at=at(4))
    assert task.assignee_id == people.clerk.pk
    assert [item.key.pk for item in inbox_of(people.clerk, on=date(2026, 3, 6))] == [task.pk]


def test_nobody_signs_or_approves_by_another_post(people, accepted, away):  # noqa: F811
    """The head approves; a clerk who stands in for the head does the rest of the head's work and not that."""
    declare_leave(people.head, substitute=people.builder, first=FIRST, last=LAST, by=people.head, at=at(2))
    assert passing(people.head, people.builder, on=FIRST) == ({"PROCESS"}, {"APPROVE"})
    held = posts_of(people.builder, on=FIRST)
    assert not any(post.has(Duty.APPROVE) or post.has(Duty.SIGN) for post in held)
    around = absences_around(people.builder, held, on=FIRST)
    assert {one.leave.official: one.kept_words for one in around} == {
        people.clerk: [], people.head: ["Xem xét, duyệt"],
    }  # fmt: skip
    for other in (people.office, people.counter):
        with pytest.raises(Refused, match="Không việc nào"):
            declare_leave(people.leader, substitute=other, first=FIRST, last=LAST, by=people.leader, at=at(2))


def test_a_deputy_who_signs_takes_the_leaders_claimed_signature_and_signs_in_the_own_post(people, accepted):  # noqa: F811
    deputy = Account.objects.create(kind="OFFICIAL", full_name="Phó", email="pho@x.vn", joined_at=at(1))
    seat = people.leader.holdings.get().post.unit.posts.get(code="pho-thu-truong")
    Holding.objects.create(official=deputy, post=seat, valid_from=date(2026, 1, 1))
    declare_leave(people.leader, substitute=deputy, first=FIRST, last=LAST, by=people.leader, at=at(2))
    dossier = accepted()
    unit = people.leader.holdings.get().post.unit
    task = Task.objects.of(dossier).get()
    task.kind, task.duty, task.unit, task.assignee = "SIGN", "SIGN", unit, people.leader
    task.save()
    assert [item.key.pk for item in inbox_of(deputy, on=FIRST)] == [task.pk]
    assert inbox_of(deputy, on=date(2026, 3, 6)) == []
    assert [post.code for post in own_posts_of(deputy, on=FIRST)] == ["pho-thu-truong"]


def test_a_step_signed_by_authority_passes_to_nobody_by_anothers_post(people, accepted):  # noqa: F811
    """Its duty is to approve, what is done is a signature (NĐ 30/2020 Đ13.4)."""
    other = Account.objects.create(kind="OFFICIAL", full_name="Trưởng B", email="tb@x.vn", joined_at=at(1))
    seat = people.builder.holdings.get().post.unit.posts.get(code="truong-phong")
    Holding.objects.create(official=other, post=seat, valid_from=date(2026, 1, 1))
    declare_leave(people.head, substitute=other, first=FIRST, last=LAST, by=people.head, at=at(2))
    task = Task.objects.of(accepted()).get()
    for kind, is_listed in (("APPROVE", True), ("SIGN", False)):
        task.kind, task.duty = kind, "APPROVE"
        task.save()
        assert [item.key.pk for item in inbox_of(other, on=FIRST)] == [task.pk] * is_listed


def test_leaves_that_overlap_and_go_round_are_refused_in_words(people, away):  # noqa: F811
    b = Account.objects.create(kind="OFFICIAL", full_name="B", email="b@x.vn", joined_at=at(1))
    Holding.objects.create(official=b, post=people.clerk.holdings.get().post, valid_from=date(2026, 1, 1))

    def refused(absent, substitute, words, first=FIRST, last=LAST):
        before = Leave.objects.count()
        with pytest.raises(Refused) as refusal:
            declare_leave(absent, substitute=substitute, first=first, last=last, by=absent, at=at(2))
        assert words in " ".join([refusal.value.message, *refusal.value.errors.values()])
        assert Leave.objects.count() == before

    refused(people.clerk, b, "Clerk đã có lần nghỉ từ 03/03/2026 đến hết 05/03/2026, Builder làm thay", first=LAST)
    refused(people.builder, people.clerk, "chính Builder làm thay")
    refused(people.builder, b, "Builder làm thay Clerk từ 03/03/2026")
    refused(b, people.clerk, "Clerk cũng nghỉ")
    refused(b, b, "Chọn một người khác")
    refused(b, people.builder, "ngày bắt đầu trở đi", first=LAST, last=FIRST)
    refused(b, people.builder, "hôm nay trở đi", first=date(2026, 3, 1))
    refused(b, people.builder, "một năm", last=date(2036, 3, 1))
    refused(b, people.citizen, "phải là cán bộ")
    refused(b, people.elsewhere, "Không việc nào")
    after = LAST + timedelta(1)
    declare_leave(people.builder, substitute=b, first=after, last=after, by=people.builder, at=at(2))
    declare_leave(b, substitute=people.builder, first=FIRST, last=LAST, by=b, at=at(2))
    assert {post.in_place_of.name for post in posts_of(people.builder, on=FIRST) if post.in_place_of} == {"Clerk", "B"}


def test_the_work_of_one_is_never_passed_on_twice(people, away):  # noqa: F811
    """Whatever leaves may be declared, no substitute is absent on a day on which they stand in."""
    officials = [people.clerk, people.builder, people.head]
    for absent, other in [pair for two in combinations(officials, 2) for pair in (two, two[::-1])]:
        for first in (FIRST, LAST):
            try:
                declare_leave(absent, substitute=other, first=first, last=LAST, by=absent, at=at(2))
            except Refused:
                continue
    for leave in Leave.objects.all():
        for day in days(leave):
            assert not Leave.objects.on(day).filter(official=leave.substitute).exists()


def test_the_head_declares_for_one_of_the_unit_and_nobody_else_does(people):  # noqa: F811
    for other in (people.builder, people.counter, people.elsewhere, people.citizen):
        with pytest.raises(NotPermitted):
            declare_leave(people.clerk, substitute=people.builder, first=FIRST, last=LAST, by=other, at=at(2))
    leave = declare_leave(people.clerk, substitute=people.builder, first=FIRST, last=LAST, by=people.head, at=at(2))
    assert {notice.account for notice in Notice.objects.filter(kind="leave_declared")} == {people.clerk, people.builder}
    with pytest.raises(NotPermitted):
        end_leave(leave, by=people.builder, at=at(4))
    end_leave(leave, by=people.clerk, at=at(4))
    assert [post for post in posts_of(people.builder, on=date(2026, 3, 4)) if post.in_place_of] == []
    assert [post for post in posts_of(people.builder, on=FIRST) if post.in_place_of] != []
    with pytest.raises(Refused, match="đã hết"):
        end_leave(leave, by=people.clerk, at=at(9))


def test_one_called_off_before_it_began_stands_in_nobodys_way(people, away):  # noqa: F811
    end_leave(away, by=people.clerk, at=at(2))
    declare_leave(people.builder, substitute=people.clerk, first=FIRST, last=LAST, by=people.builder, at=at(2))
    assert [one.leave.official for one in absences_around(people.head, posts_of(people.head, on=FIRST), on=FIRST)] == []


def test_who_is_told_of_work_is_told_in_the_absence_too(people, away):  # noqa: F811
    assert with_substitutes([people.clerk, people.head], on=FIRST) == [people.clerk, people.head, people.builder]
    assert with_substitutes([people.clerk], on=date(2026, 3, 6)) == [people.clerk]


def test_whom_one_may_choose_is_whom_the_operation_takes(people, away):  # noqa: F811
    chosen = {who for who, _words in substitutes_for(people.head, on=FIRST)}
    for name in ("clerk", "builder", "leader", "office", "counter", "elsewhere"):
        other = getattr(people, name)
        assert (other in chosen) == bool(passing(people.head, other, on=FIRST)[0])
    assert people.builder in chosen


def test_an_account_that_is_locked_passes_nothing_on(people, away):  # noqa: F811
    Account.objects.filter(pk=people.clerk.pk).update(is_active=False)
    assert own_posts_of(people.builder, on=FIRST) == posts_of(people.builder, on=FIRST)


def test_the_page_declares_shows_and_ends(people, client):  # noqa: F811
    today = local(timezone.now()).date()
    client.force_login(people.head)
    address = "/lam-viec/nghi/"
    page = client.get(address, {"ai": str(people.clerk.handle)}).content.decode()
    assert "Builder – " in page
    sent = {"ai": str(people.clerk.handle), "then": "declare", "substitute": str(people.builder.handle)}
    answer = client.post(address, sent)
    assert "Nhập ngày" in answer.content.decode()
    day = {f"{name}_{part}": getattr(today, part) for name in ("first", "last") for part in ("day", "month", "year")}
    assert client.post(address, {**sent, **day}).status_code == 302
    leave = Leave.objects.get()
    assert (leave.official, leave.declared_by, leave.last_day) == (people.clerk, people.head, today)
    for who in (people.clerk, people.builder, people.head):
        client.force_login(who)
        assert "Builder làm thay" in client.get("/lam-viec/").content.decode()
    client.force_login(people.builder)
    assert "(thay Clerk)" in client.get("/lam-viec/").content.decode()
    assert client.post(address, {"then": "end", "leave": leave.pk}).status_code == 422
    client.force_login(people.clerk)
    assert client.post(address, {"then": "end", "leave": leave.pk}).status_code == 302
    assert not Leave.objects.on(today).exists()


def test_by_a_post_in_anothers_place_nobody_says_who_is_absent(people):  # noqa: F811
    """Who stands in for the head heads nobody: they neither end the head's leave nor declare one of the unit."""
    second = Account.objects.create(kind="OFFICIAL", full_name="Trưởng B", email="tb@x.vn", joined_at=at(1))
    seat = people.builder.holdings.get().post.unit.posts.get(code="truong-phong")
    Holding.objects.create(official=second, post=seat, valid_from=date(2026, 1, 1))
    leave = declare_leave(people.head, substitute=second, first=FIRST, last=LAST, by=people.head, at=at(2))
    assert any(post.in_place_of and post.has(Duty.APPROVE) for post in posts_of(second, on=FIRST))
    with pytest.raises(NotPermitted):
        end_leave(leave, by=second, at=at(4))
    with pytest.raises(NotPermitted):
        declare_leave(people.clerk, substitute=people.builder, first=FIRST, last=LAST, by=second, at=at(3))
    assert people.clerk not in led_by(second, on=FIRST)
    assert people.head not in led_by(second, on=FIRST)


def days_typed(first, last):
    both = {"first": first, "last": last}.items()
    return {f"{name}_{part}": getattr(day, part) for name, day in both for part in ("day", "month", "year")}


@pytest.mark.parametrize("named", ["head", "citizen", None, "x"])
def test_a_form_about_somebody_one_does_not_head_is_nobodys_leave(people, client, named):  # noqa: F811
    today = local(timezone.now()).date()
    client.force_login(people.clerk)
    ai = {"ai": str(getattr(people, named).handle) if hasattr(people, named or "") else named} if named else {}
    sent = {"then": "declare", "substitute": str(people.builder.handle), **ai, **days_typed(today, today)}
    answer = client.post("/lam-viec/nghi/", sent)
    assert answer.status_code == 422
    assert "chưa ghi gì" in answer.content.decode()
    assert not Leave.objects.exists()


def test_choosing_who_is_absent_keeps_the_days_that_were_typed(people, client):  # noqa: F811
    client.force_login(people.head)
    typed = days_typed(date(2031, 2, 17), date(2031, 2, 18))
    page = client.post("/lam-viec/nghi/", {"then": "choose", "ai": str(people.clerk.handle), **typed}).content.decode()
    assert "Người nghỉ: <strong>Clerk</strong>" in page
    assert page.count('value="2031"') == 2
    assert 'value="choose"' in page
    assert not Leave.objects.exists()


def test_what_is_called_off_before_it_begins_never_ended_today(people, client):  # noqa: F811
    first = local(timezone.now()).date() + timedelta(days=3)
    leave = declare_leave(
        people.clerk, substitute=people.builder, first=first, last=first, by=people.clerk, at=timezone.now()
    )
    client.force_login(people.clerk)
    answer = client.post("/lam-viec/nghi/", {"then": "end", "leave": leave.pk}, follow=True).content.decode()
    assert "từ hôm nay" not in answer.partition("<h1")[0]
    assert "Đã bỏ lần nghỉ chưa bắt đầu của Clerk" in answer
    assert {one.kind for one in Notice.objects.filter(account=people.builder)} == {"leave_declared", "leave_called_off"}


def test_who_stands_in_may_stop_and_the_others_know(people, away):  # noqa: F811
    for other in (people.clerk, people.head, people.counter, people.citizen):
        with pytest.raises(NotPermitted):
            stop_standing_in(away, by=other, at=at(2))
    stop_standing_in(away, by=people.builder, at=at(4))
    assert [post for post in posts_of(people.builder, on=date(2026, 3, 4)) if post.in_place_of] == []
    assert [post for post in posts_of(people.builder, on=FIRST) if post.in_place_of] != []
    told = Notice.objects.filter(kind="leave_declined").values_list("account", flat=True)
    assert {people.clerk.pk, people.head.pk, people.leader.pk} <= set(told)
    assert people.builder.pk not in told
    assert JournalEntry.objects.filter(word="leave.declined").count() == 1
    with pytest.raises(Refused, match="đã hết"):
        stop_standing_in(away, by=people.builder, at=at(9))


def test_a_substitute_who_goes_on_leave_reads_what_to_do_and_does_it_on_the_page(people, client):  # noqa: F811
    today = local(timezone.now()).date()
    declare_leave(
        people.clerk, substitute=people.builder, first=today, last=today + timedelta(days=3), by=people.clerk,
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(people.builder)
    sent = {"ai": people.builder.handle, "substitute": people.head.handle, "then": "declare"}
    for name in ("first", "last"):
        sent |= {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}
    page = client.post("/lam-viec/nghi/", sent)
    assert page.status_code == 422
    assert [*page.context["error"]] == ["first"]
    assert "bấm «Thôi làm thay»" in page.content.decode()
    assert page.content.decode().partition("<h1")[0].count("bấm «Thôi làm thay»") == 1, "said once above the page"
    leave = Leave.objects.get()
    assert client.post("/lam-viec/nghi/", {"then": "decline", "leave": leave.pk}).status_code == 302
    client.force_login(people.clerk)
    assert "Thôi làm thay" not in client.get("/lam-viec/nghi/").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "passes"),
    [
        (date(2026, 11, 30), date(2027, 11, 29), True),
        (date(2026, 11, 30), date(2027, 11, 30), False),
        (date(2027, 3, 1), date(2028, 2, 29), True),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
    ],
)
def test_a_leave_lasts_a_year_and_no_day_more(people, first, last, passes):  # noqa: F811
    def declared():
        return declare_leave(people.clerk, substitute=people.builder, first=first, last=last, by=people.clerk, at=at(2))

    if passes:
        assert declared().last_day == last
        return
    with pytest.raises(Refused) as refused:
        declared()
    assert [*refused.value.errors] == ["last"]


def test_another_leave_of_ones_own_is_said_at_the_days_and_not_at_the_substitute(people, away):  # noqa: F811
    for who, other, field in ((people.clerk, people.head, "first"), (people.head, people.clerk, "substitute")):
        with pytest.raises(Refused) as refused:
            declare_leave(who, substitute=other, first=FIRST, last=LAST, by=who, at=at(2))
        assert [*refused.value.errors] == [field]
