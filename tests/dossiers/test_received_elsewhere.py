"""A counter receives for the agency of another place: its time counts there, the counter hands out."""

from uuid import uuid4

import pytest

from motcua.dossiers.deadlines import counted_since
from motcua.dossiers.models import Dossier, Rulebook
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.filing import Filing, register_at_counter
from motcua.dossiers.rights import RETURNS
from motcua.dossiers.rules import Channel, PartyFacts, Returning, ReturnMethod, Role
from motcua.handling.models import Task
from motcua.organization.models import Agency
from motcua.people.rights import posts_of
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import PLACE, at, usual_case
from tests.dossiers.test_counter import counter, form  # noqa: F401 - a fixture and what it fills in
from tests.dossiers.test_decrees import printed

THERE = "05977"
PAGE = "/lam-viec/tiep-nhan/1.001612/"
PERSON = {"filer_name": "Nông Thị Hoa", "phone": "0912345678", "return_method": "COUNTER", "then": "accept"}


@pytest.fixture
def received(people):
    """Received at the counter of phường Kỳ Lừa for another commune, at an hour of 8 September 2026, a Tuesday."""

    def make(hour):
        when = at(8, hour, month=9)
        facts = Filing(
            version=version_in_force("1.001612", on=when.date()),
            place_code=THERE,
            channel=Channel.COUNTER,
            parties=[PartyFacts(role, "Nông Thị Hoa", phone="0912345678") for role in Role],
            returning=Returning(ReturnMethod.COUNTER),
            case_answers=usual_case("1.001612", when.date()),
        )
        unit = people.counter.holdings.get().post.unit
        dossier = register_at_counter(filing=facts, unit=unit, submission_key=uuid4(), by=people.counter, at=when)
        return intake.accept(dossier, by=people.counter, at=when)

    return make


def test_the_agency_of_the_place_handles_what_another_counter_received(received, counter, people):  # noqa: F811
    dossier = received(9)
    assert dossier.handling_agency == Agency.objects.get(place__code=THERE, kind="PEOPLES_COMMITTEE")
    assert dossier.receiving_unit.agency.place.code == PLACE
    assert dossier.is_forwarded
    assert Task.objects.get(dossier=dossier).unit.agency == dossier.handling_agency
    # The counter sees it among what it received, and its page says who handles it.
    assert dossier.code in counter.get("/lam-viec/ho-so/").content.decode()
    assert dossier.handling_agency.name in counter.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    # Its own committee has nothing to do with it.
    counter.force_login(people.clerk)
    assert counter.get(f"/lam-viec/ho-so/{dossier.code}/").status_code == 404


@pytest.mark.parametrize(
    ("hour", "since"), [(9, at(8, 9, month=9)), (15, at(9, 7, 30, month=9)), (6, at(8, 7, 30, month=9))]
)
def test_its_time_runs_from_when_the_agency_has_it(hour, since, received):
    dossier = received(hour)
    assert counted_since(dossier) == since
    receipt = printed(dossier, "RECEIPT")
    assert f"Cơ quan giải quyết: {dossier.handling_agency.name}" in receipt
    assert f"Thời hạn tính từ khi cơ quan giải quyết nhận hồ sơ: {since:%H:%M}" in receipt
    assert f"Thời gian nhận hồ sơ: {hour:02d}:00" in receipt
    assert dossier.receiving_unit.agency.name in receipt.split("Nơi nhận kết quả")[1]


def test_the_counter_chooses_for_which_agency(counter):  # noqa: F811
    assert counter.post(PAGE, form(counter, **PERSON, place=THERE)).status_code == 302
    assert Dossier.objects.get().handling_agency.place.code == THERE


def test_the_page_tells_before_it_is_received_who_handles_it_and_from_when_time_runs(counter):  # noqa: F811
    there = "Hồ sơ chuyển đến"
    html = " ".join(counter.get(PAGE, {"place": THERE}).content.decode().split())
    name = Agency.objects.get(place__code=THERE, kind="PEOPLES_COMMITTEE").place.full_name
    assert f"{there} {name} giải quyết" in html
    assert "Thời hạn tính từ khi cơ quan ấy nhận hồ sơ." in html
    assert there not in counter.get(PAGE).content.decode()
    # A procedure of one department alone is sent there without anybody choosing it.
    page = counter.get("/lam-viec/tiep-nhan/1.004756/")
    assert page.context["sent_to"].code == page.context["data"]["place"]
    assert there in page.content.decode()


def test_what_is_handled_here_is_received_as_before(counter):  # noqa: F811
    assert counter.post(PAGE, form(counter, **PERSON)).status_code == 302
    dossier = Dossier.objects.latest("pk")
    assert dossier.handling_agency.place.code == PLACE
    assert not dossier.is_forwarded
    assert "Cơ quan giải quyết" not in printed(dossier, "RECEIPT")


def test_a_place_that_is_none_registers_nothing(counter):  # noqa: F811
    answer = counter.post(PAGE, form(counter, **PERSON, place="99999"))
    assert answer.status_code == 422
    assert [name for name, _said in answer.context["errors"]] == ["place"]
    assert 'value="Nông Thị Hoa"' in answer.content.decode()
    assert not Dossier.objects.exists()


def test_a_commune_receives_what_the_province_handles(counter):  # noqa: F811
    """And is asked for which agency, where several do it."""
    found = counter.get("/lam-viec/tiep-nhan/?q=2.000829")
    assert [one.code for one in found.context["elsewhere"]] == ["2.000829"]
    page = counter.get("/lam-viec/tiep-nhan/2.000829/")
    assert page.status_code == 200
    assert PLACE not in [code for code, _name in page.context["offices"]]


def test_a_rulebook_without_it_keeps_each_counter_to_its_place(counter):  # noqa: F811
    for rulebook in Rulebook.objects.all():
        rulebook.data = {**rulebook.data, "elsewhere": None}
        rulebook.save()
    answer = counter.post(PAGE, form(counter, **PERSON, place=THERE))
    assert answer.status_code == 422
    assert counter.get("/lam-viec/tiep-nhan/2.000829/").status_code == 404
    assert not Dossier.objects.exists()


def test_the_counter_that_received_it_hands_out_the_result(received, people):
    dossier = received(9)
    assert RETURNS.holds(people.counter, posts_of(people.counter, on=at(9, month=9).date()), dossier)
    assert not RETURNS.holds(people.elsewhere, posts_of(people.elsewhere, on=at(9, month=9).date()), dossier)
