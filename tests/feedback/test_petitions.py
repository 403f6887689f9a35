"""A petition goes from its author to an answer that they accept; each on the way learns what is theirs to know."""

from datetime import date
from uuid import uuid4

import pytest

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.rules.schedule import SpecialKind
from motcua.feedback.deadlines import deadline_of
from motcua.feedback.models import Petition, PetitionAnswer, PetitionSupport
from motcua.feedback.operations import answering, handling, sending
from motcua.feedback.operations.handling import Shown
from motcua.feedback.queries import overdue, petition_for, published, similar, to_do
from motcua.feedback.rules import State, Way
from motcua.feedback.saying import opens
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.organization.models import Agency
from motcua.people.models import DataView
from motcua.people.rights import posts_of
from tests.dossiers.conftest import at
from tests.feedback.conftest import AGENCY, said, unit

pytestmark = [pytest.mark.django_db, pytest.mark.issue(21)]


def told(petition, kind):
    return Notice.objects.filter(kind=kind, link__endswith=f"/{petition.code}/")


def seen_by(account, petition, when=None):
    return petition_for(posts_of(account, on=(when or at(6)).date()), petition.code)


def test_it_comes_in_with_a_code_a_key_and_a_day_that_says_why(sent, hands):
    receipt = sent()
    petition = receipt.petition
    # Monday the 2nd; the 3rd is the first of five working days.
    assert local(petition.due_at).date() == date(2026, 3, 9)
    assert [day.on for day in deadline_of(petition).days if day.is_counted][-1] == date(2026, 3, 9)
    assert opens(petition, receipt.key.lower())
    assert not opens(petition, "AAAAAAAA")
    letter = told(petition, "petition_received").get()
    assert (letter.contact_email, letter.contact_phone) == ("hoa@x.vn", "+84912345678")
    assert receipt.key not in letter.body
    [entry] = JournalEntry.objects.filter(word="petition.sent")
    assert receipt.key not in str(entry.details)
    assert {one.account_id for one in told(petition, "petition_to_sort")} == {hands.sorter.pk}


def test_the_same_form_sent_twice_is_one_petition_with_one_key(sent):
    key = uuid4()
    first, second = sent(key=key), sent(key=key, title="Khác")
    assert first == second
    assert Petition.objects.count() == 1


@pytest.mark.parametrize("lacking", ["kind", "title", "text", "name", "address", "phone"])
def test_what_the_law_asks_for_must_be_there(sent, lacking):
    with pytest.raises(Refused) as refused:
        sent(**{lacking: " "})
    assert lacking in refused.value.errors
    assert not Petition.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "ANY"), ("phone", "12"), ("email", "x"), ("title", "x" * 151), ("text", "x" * 5001), ("name", "A1"),
     ("text", "Chuyện\nTUYỆT MẬT\nkhác")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field(sent, field, value):
    with pytest.raises(Refused) as refused:
        sent(**{field: value})
    assert set(refused.value.errors) == {field}


def test_an_official_types_for_who_stands_there_or_calls(hands):
    receipt = sending.register(said(), way=Way.PHONE, submission_key=uuid4(), by=hands.counter, at=at(2))
    assert (receipt.petition.way, receipt.petition.registered_by) == ("PHONE", hands.counter)
    assert receipt.petition.author is None
    with pytest.raises(NotPermitted):
        sending.register(said(), way=Way.PHONE, submission_key=uuid4(), by=hands.clerk, at=at(2))
    with pytest.raises(Refused):
        sending.register(said(), way=Way.WEB, submission_key=uuid4(), by=hands.counter, at=at(2))


def test_it_is_forwarded_by_who_sorts_alone_and_a_new_time_begins(sent, hands):
    petition = sent().petition
    agency = Agency.objects.get(code=AGENCY)
    with pytest.raises(NotPermitted):
        handling.forward(petition, agency=agency, shown=Shown("Việc", "Việc"), by=hands.leader, at=at(3))
    with pytest.raises(Refused) as refused:
        handling.forward(petition, agency=None, shown=Shown("", " "), by=hands.sorter, at=at(3))
    assert set(refused.value.errors) == {"agency", "shown_title", "shown_text"}
    petition = handling.forward(petition, agency=agency, shown=Shown("Việc", "Việc", True), by=hands.sorter, at=at(3))
    assert petition.state == State.FORWARDED
    # Fifteen working days after Tuesday the 3rd.
    assert local(petition.due_at).date() == date(2026, 3, 24)
    assert {one.account_id for one in told(petition, "petition_to_handle")} == {hands.leader.pk}


def test_what_is_no_petition_is_led_to_its_own_road(sent, hands):
    petition = sent().petition
    with pytest.raises(Refused) as refused:
        handling.turn_away(petition, road="COMPLAINT", reason=" ", by=hands.sorter, at=at(3))
    with pytest.raises(Refused):
        # It stands in a letter to the author: signs alone say nothing.
        handling.turn_away(petition, road="COMPLAINT", reason="...", by=hands.sorter, at=at(3))
    assert set(refused.value.errors) == {"reason"}
    petition = handling.turn_away(petition, road="COMPLAINT", reason="Gửi đơn khiếu nại.", by=hands.sorter, at=at(3))
    assert (petition.state, petition.is_public) == (State.TURNED_AWAY, False)
    assert told(petition, "petition_turned_away").exists()
    assert not overdue(at=at(30)).exists()


def test_an_agency_gives_back_what_is_not_its_own(forwarded, hands):
    petition = handling.hand_back(forwarded(), reason="Thuộc Sở Xây dựng", by=hands.leader, at=at(4))
    assert petition.state == State.RECEIVED
    assert local(petition.due_at).date() == date(2026, 3, 11)
    assert seen_by(hands.sorter, petition) is not None
    to = Agency.objects.get(code="so-tu-phap")
    petition = handling.forward(petition, agency=to, shown=Shown("Việc", "Việc"), by=hands.sorter, at=at(5))
    assert seen_by(hands.leader, petition) is None
    assert not petition.is_public


def test_only_the_unit_that_has_it_and_who_leads_see_it(forwarded, hands):
    petition = forwarded()
    who = ("counter", "clerk", "head", "builder", "leader", "elsewhere", "department", "sorter")
    assert [name for name in who if seen_by(getattr(hands, name), petition)] == ["leader", "sorter"]
    petition = handling.assign(petition, unit=unit(), by=hands.leader, at=at(4))
    assert [name for name in who if seen_by(getattr(hands, name), petition)] == ["clerk", "head", "leader", "sorter"]
    assert list(to_do(posts_of(hands.clerk, on=at(5).date()))) == [petition]
    assert not to_do(posts_of(hands.sorter, on=at(5).date())).exists()
    with pytest.raises(NotPermitted):
        answering.draft(petition, text="Xong", by=hands.builder, at=at(5))
    foreign = Agency.objects.get(code="so-tu-phap").units.first()
    with pytest.raises(Refused):
        handling.assign(petition, unit=foreign, by=hands.leader, at=at(4))


def test_who_drafts_does_not_check_their_own(drafted, hands):
    petition = drafted()
    facts = {"text": "Xong", "shown": "Xong", "is_public": True, "at": at(6)}
    with pytest.raises(NotPermitted):
        answering.give(petition, by=hands.clerk, **facts)
    answering.send_back(petition, reason="Nêu ngày trả", by=hands.head, at=at(6))
    petition.refresh_from_db()
    answering.draft(petition, text="Xong", by=hands.head, at=at(6))
    petition.refresh_from_db()
    with pytest.raises(NotPermitted, match="không tự duyệt"):
        answering.give(petition, by=hands.head, **facts)
    answer = answering.give(petition, by=hands.leader, **facts)
    assert (answer.round, answer.is_by_leader, answer.sent_back) == (1, True, "")
    assert PetitionAnswer.objects.count() == 1


def test_marks_of_a_person_stop_a_publication_until_somebody_has_decided(drafted, hands):
    petition = drafted()
    facts = {"text": "Xong", "shown": "Gọi 0912 345 678", "is_public": True, "by": hands.leader, "at": at(6)}
    with pytest.raises(Refused, match="0912 345 678") as refused:
        answering.give(petition, **facts)
    assert set(refused.value.errors) == {"shown"}
    assert not PetitionAnswer.objects.exclude(given_at=None).exists()
    assert answering.give(petition, are_marks_seen=True, **facts).shown == "Gọi 0912 345 678"


def test_an_answer_that_is_not_public_is_its_authors_alone(drafted, hands):
    petition = drafted(is_public=False)
    with pytest.raises(Refused, match="không công khai"):
        answering.give(petition, text="Xong", shown="Xong", is_public=True, by=hands.leader, at=at(6))
    answer = answering.give(petition, text="Xong", shown="Xong", is_public=False, by=hands.leader, at=at(6))
    assert answer.shown == ""
    assert not published().exists()
    body = told(petition, "petition_answered").get().body
    assert "Xong" not in body


def test_its_author_opens_it_again_or_closes_it_and_nobody_else(answered, hands):
    petition = answered(by=hands.citizen)
    for by in (hands.stranger, hands.leader, hands.sorter):
        with pytest.raises(NotPermitted):
            answering.close(petition, by=by, at=at(7))
        with pytest.raises(NotPermitted):
            answering.reopen(petition, why="Chưa xong", by=by, at=at(7))
    with pytest.raises(Refused):
        answering.reopen(petition, why=" ", by=hands.citizen, at=at(9))
    petition = answering.reopen(petition, why="Chưa trả", by=hands.citizen, at=at(9))
    assert (petition.state, petition.answered_at) == (State.ASSIGNED, None)
    assert local(petition.due_at).date() == date(2026, 3, 30)
    assert hands.clerk.pk in {one.account_id for one in told(petition, "petition_to_handle")}
    answering.draft(petition, text="Đã trả", by=hands.clerk, at=at(10))
    petition.refresh_from_db()
    answering.give(petition, text="Đã trả", shown="Đã trả", is_public=True, by=hands.head, at=at(10))
    petition.refresh_from_db()
    assert [one.round for one in petition.answers.all()] == [1, 2]
    petition = answering.close(petition, by=hands.citizen, at=at(11))
    assert petition.state == State.CLOSED
    with pytest.raises(Refused):
        answering.reopen(petition, why="Lại nữa", by=hands.citizen, at=at(12))


def test_with_enough_who_meet_the_same_a_leader_owes_the_answer(drafted, hands, monkeypatch):
    monkeypatch.setattr(answering, "_enough", lambda at: 2)
    petition = drafted(by=None)
    answering.support(petition, by=hands.citizen, at=at(5))
    answering.support(petition, by=hands.citizen, at=at(5))
    petition.refresh_from_db()
    assert (petition.supporters, petition.leader_owes_since) == (1, None)
    answering.support(petition, by=hands.stranger, at=at(5))
    petition.refresh_from_db()
    assert petition.leader_owes_since == at(5)
    assert {one.account_id for one in told(petition, "petition_owed_by_leader")} == {hands.leader.pk}
    facts = {"text": "Xong", "shown": "Xong", "is_public": True, "at": at(6)}
    with pytest.raises(NotPermitted, match="lãnh đạo"):
        answering.give(petition, by=hands.head, **facts)
    assert answering.give(petition, by=hands.leader, **facts).is_by_leader


def test_who_may_not_meet_the_same(forwarded, answered, hands):
    hidden, own, over = forwarded(is_public=False), forwarded(by=hands.citizen), answered()
    for petition in (hidden, own, over):
        with pytest.raises(Refused):
            answering.support(petition, by=hands.citizen, at=at(7))
    with pytest.raises(NotPermitted):
        answering.support(own, by=hands.counter, at=at(7))
    assert not PetitionSupport.objects.exists()


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({}, ["sorter"]),
        ({"may_be_asked": True}, ["clerk", "leader", "sorter"]),
        # About the ward itself: nobody there, whatever its author ticked.
        ({"may_be_asked": True, "about": AGENCY}, ["sorter"]),
        # About who sorts: nobody but who handles it.
        ({"may_be_asked": True, "about": "ubnd-tinh"}, ["clerk", "leader"]),
        ({"about": "ubnd-tinh"}, []),
    ],
)
def test_who_sent_it_is_hidden_from_the_agency_it_is_about(forwarded, hands, facts, may):
    if "about" in facts:
        facts = facts | {"about": Agency.objects.get(code=facts["about"])}
    petition = handling.assign(forwarded(by=hands.citizen, **facts), unit=unit(), by=hands.leader, at=at(4))
    learnt = []
    for name in ("builder", "clerk", "elsewhere", "leader", "sorter"):
        try:
            handling.see_author(petition, purpose="Làm rõ", by=getattr(hands, name), at=at(5))
            learnt.append(name)
        except NotPermitted:
            continue
    assert learnt == may
    # Each look is its owner's to see.
    assert [one.viewer.full_name for one in DataView.objects.filter(owner=hands.citizen).order_by("viewer_id")] == [
        getattr(hands, name).full_name for name in sorted(may, key=lambda one: getattr(hands, one).pk)
    ]


def test_notices_to_officials_say_nothing_of_its_author_or_of_what_it_says(answered, hands):
    petition = answered(by=hands.citizen)
    for notice in Notice.objects.filter(kind__startswith="petition_").exclude(account=hands.citizen):
        assert not any(word in notice.subject + notice.body for word in (petition.title, "Hoa", "345", "Đã trả"))


def test_what_is_late_is_public_also_what_is_not_public(sent, forwarded):
    sorting, hidden = sent().petition, forwarded(is_public=False)
    assert set(overdue(at=at(9, 8))) == set()
    assert set(overdue(at=at(10))) == {sorting}
    assert list(overdue(at=at(31)).order_by("due_at")) == [sorting, hidden]


def test_a_holiday_announced_late_moves_what_is_owed(forwarded, hands):
    petition = forwarded()
    calendar = WorkingCalendar.objects.get(is_default=True)
    before = petition.due_at
    declare_day(calendar, on=date(2026, 3, 20), kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=at(5))
    petition.refresh_from_db()
    assert (petition.due_at - before).days == 1


def test_others_are_found_without_marks_and_alike(forwarded):
    one = forwarded(title="Đèn tín hiệu ngã tư Phai Vệ hỏng")
    forwarded(title="Rác đổ ở chợ Kỳ Lừa", is_public=False)
    other = forwarded(title="Cán bộ hẹn nhiều lần")
    assert list(published(text="den tin hieu")) == [one]
    assert list(published(text="hẹn lại")) == [other, one]
    assert list(published(kind="OTHER")) == []
    assert [found.pk for found in similar("Đèn tín hiệu ở ngã tư Phai Vệ bị hỏng")] == [one.pk]
    assert similar("Rác đổ ở chợ Kỳ Lừa") == []
