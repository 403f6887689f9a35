"""Who receives is told of the same request of the same person, and of what else of theirs is open; never stopped."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.duplicates import RECENT, Sought, beside, may_be_same_person
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.operations.duplicates import look_beside
from motcua.dossiers.operations.intake import accept
from motcua.dossiers.operations.results import withdraw
from motcua.dossiers.rules import PartyFacts, Role
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Unit
from motcua.people.models import DataView
from tests.dossiers.conftest import at, usual_case

PAGE = "/lam-viec/tiep-nhan/1.004873/"
NUMBER = "020090000001"
pytestmark = pytest.mark.issue(18)


@pytest.fixture
def counter(client, people):
    client.force_login(people.counter)
    return client


@pytest.fixture
def unit(people):
    return people.counter.holdings.get().post.unit


@pytest.fixture
def held(register):
    """A dossier whose holder is known by number, and of whom else is asked."""

    def make(code="1.004873", *, number=NUMBER, name="Nông Thị Hoa", born_on=None, when=None):
        dossier = register(code, when=when)
        Party.objects.filter(dossier=dossier, role="HOLDER").update(id_number=number, name=name, born_on=born_on)
        Party.objects.filter(dossier=dossier, role="FILER").update(id_number=number, name=name, born_on=born_on)
        Dossier.objects.filter(pk=dossier.pk).update(holder_name=name)
        return Dossier.objects.get(pk=dossier.pk)

    return make


def sought(dossier, **holder):
    facts = {"name": "Nông Thị Hoa", "id_number": NUMBER, **holder}
    return Sought(dossier.procedure, {Role.HOLDER: PartyFacts(Role.HOLDER, **facts)})


def form(client, **values):
    key = client.get(PAGE).context["key"]
    return {
        "submission_key": key,
        **usual_case("1.004873"),
        "filer_name": "Nông Thị Hoa",
        "id_number": NUMBER,
        **values,
    }


# Who is the same


def test_the_number_tells_and_the_name_may(held, unit):
    known = held()
    assert [one.pk for one in beside(sought(known, name="Ai Khác"), unit, at=at(2)).same] == [known.pk]
    named = beside(sought(known, id_number="", name="NONG THI HOA"), unit, at=at(2))
    assert ([], [known.pk]) == ([*named.same], [one.pk for one in named.maybe])
    assert beside(sought(known, id_number="020190000777"), unit, at=at(2)).codes == []


def test_another_day_of_birth_is_another_person(held, unit):
    known = held(number="", born_on=date(1990, 3, 20))
    for born, hits in [(date(1990, 3, 20), 1), (None, 1), (date(1991, 3, 20), 0)]:
        assert len(beside(sought(known, id_number="", born_on=born), unit, at=at(2)).maybe) == hits


@given(st.sampled_from(["", "020190000001", "020190000002", "080123456"]), st.sampled_from([None, 1990, 1991]))
def test_whoever_may_be_somebody_may_be_them_the_other_way_round(number, year):
    one = SimpleNamespace(name="Đinh Văn Hèn", id_number=number, born_on=year and date(year, 1, 1))
    other = SimpleNamespace(name="ĐINH VĂN HÈN", id_number="020190000001", born_on=date(1990, 1, 1))
    assert may_be_same_person(one, other) == may_be_same_person(other, one)
    assert may_be_same_person(one, one)


# What is told of, and to whom


def test_what_ended_long_ago_or_without_a_result_is_not_told_of(people, held, unit):
    known = held()
    Dossier.objects.filter(pk=known.pk).update(
        status="RETURNED", code="X", accepted_at=at(2), done_at=at(2), returned_at=at(2)
    )
    assert beside(sought(known), unit, at=at(2) + RECENT).codes == ["X"]
    assert beside(sought(known), unit, at=at(2) + RECENT + timedelta(seconds=1)).codes == []
    other = held("1.001612")
    withdraw(other, reason="Không cần nữa", by=people.counter, at=at(2))
    assert beside(sought(other), unit, at=at(2)).codes == []


def test_another_counter_is_told_nothing(people, held):
    known = held()
    elsewhere = Unit.objects.get(agency__code="ttpvhcc-05977", code="mot-cua")
    assert look_beside(sought=sought(known), unit=elsewhere, by=people.elsewhere, at=at(2)).all == []
    with pytest.raises(NotPermitted):
        look_beside(sought=sought(known), unit=known.receiving_unit, by=people.elsewhere, at=at(2))


def test_each_look_is_recorded_and_its_owner_sees_it(people, held, unit):
    same, other = held(), held("1.001612")
    found = look_beside(sought=sought(same), unit=unit, by=people.counter, at=at(2))
    assert ([one.pk for one in found.same], [one.pk for one in found.others]) == ([same.pk], [other.pk])
    looks = DataView.objects.filter(owner=people.citizen, viewer=people.counter)
    assert {one.reference for one in looks} == {same.shown_code, other.shown_code}
    assert JournalEntry.objects.get(word="duplicates.looked_for").details["same"] == [same.shown_code]


# At the counter


def test_the_counter_sees_it_confirms_it_and_it_stands_in_the_journal(counter, held):
    known, other = held(when=at(27, month=11)), held("1.001612", when=at(27, month=11))
    review = counter.post(PAGE, form(counter, then="review"))
    page = review.content.decode()
    assert review.status_code == 200
    assert known.shown_code in page
    assert other.shown_code in page
    carried = dict(review.context["carried"])
    refused = counter.post(PAGE, {**carried, "then": "accept"})
    assert "Xác nhận đây là yêu cầu khác" in refused.content.decode()
    assert Dossier.objects.count() == 2
    done = counter.post(PAGE, {**carried, "then": "accept", "despite": known.shown_code})
    assert done.status_code == 302
    assert Dossier.objects.count() == 3
    assert JournalEntry.objects.get(word="dossier.accepted").details["despite"] == [known.shown_code]


def test_what_was_only_to_be_looked_at_later_asks_too(counter, held):
    held(when=at(27, month=11))
    answer = counter.post(PAGE, form(counter, then="later"))
    assert "Có thể nộp trùng" in answer.content.decode()
    assert Dossier.objects.count() == 1


def test_one_that_came_meanwhile_is_shown_again(counter, held):
    known = held(when=at(27, month=11))
    carried = dict(counter.post(PAGE, form(counter, then="review")).context["carried"])
    second = held(when=at(27, month=11))
    answer = counter.post(PAGE, {**carried, "then": "accept", "despite": known.shown_code})
    assert second.shown_code in answer.content.decode()
    assert Dossier.objects.count() == 2


# Online


def test_who_accepts_what_was_filed_online_sees_and_confirms_it(people, counter, held):
    known, filed = held(when=at(27, month=11)), held(when=at(27, month=11))
    page = f"/lam-viec/ho-so/{filed.shown_code}/"
    assert known.shown_code in counter.get(page).content.decode()
    act = f"{page}lam/tiep-nhan/"
    shown = counter.get(act)
    assert "Có thể nộp trùng" in shown.content.decode()
    refused = counter.post(act, {"seen": shown.context["seen"]})
    assert "Xác nhận đây là yêu cầu khác" in refused.content.decode()
    filed.refresh_from_db()
    assert filed.status == "NEW"
    counter.post(act, {"seen": shown.context["seen"], "despite": known.shown_code})
    filed.refresh_from_db()
    assert filed.status == "IN_PROCESS"


def test_nobody_is_asked_where_nobody_looks(people, held):
    held()
    assert accept(held(), by=people.counter, at=at(2)).status == "IN_PROCESS"
    with pytest.raises(Refused, match="cùng thủ tục"):
        accept(held(), despite=[], by=people.counter, at=at(2))
