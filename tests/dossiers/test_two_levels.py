"""Procedures that the province and the communes both receive: asked where, received there, worked on there."""

import pytest
from django.test import Client
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.forms.models import Draft
from motcua.organization.models import Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from motcua.procedures.loading import ProcedureItem
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import offices_of, reception_of, route_of, terms_of, version_in_force
from tests.dossiers.conftest import PLACE, at

TWO_LEVELS = ["2.001827", "2.000635", "2.000908", "1.013061", "1.013274"]
ON = at(2).date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def provincial():
    """An official of the provincial centre's one-stop unit."""
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Tỉnh", email="tinh@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.get(unit__agency__code="ttpvhcc-tinh", unit__code="mot-cua", code="tiep-nhan")
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.issue(2)
@pytest.mark.parametrize("code", TWO_LEVELS)
def test_both_levels_receive_the_procedure_and_each_has_its_process(code):
    version = version_in_force(code, on=ON)
    offices = offices_of(version, on=ON)
    assert {one.level for one in offices} == {"PROVINCE", "COMMUNE"}
    for office in [offices[0], offices[-1]]:
        route = route_of(version, place_code=office.code, on=ON)
        assert route.receiving_unit.agency.level == office.level == route.handling_agency.level
        assert reception_of(version, route.handling_agency).process_key.startswith(
            "commune" if office.level == "COMMUNE" else "department"
        )


@pytest.mark.issue(2)
def test_a_citizen_is_asked_where_and_the_draft_keeps_the_answer(people):
    client, url = signed_in(people.citizen), reverse("portal:apply", args=["2.000635"])
    page = client.get(url).content.decode()
    assert "Nộp ở đâu?" in page
    assert 'value="so-tu-phap"' in page
    assert f'value="{PLACE}"' in page
    refused = client.post(url, {"nguoi-nop": "chinh-minh", "place": "so-xay-dung"})
    assert refused.status_code == 422
    assert not Draft.objects.exists()
    client.post(url, {"nguoi-nop": "chinh-minh", "place": "so-tu-phap"})
    assert Draft.objects.get().place_code == "so-tu-phap"


@pytest.mark.issue(2)
@pytest.mark.parametrize("code", TWO_LEVELS)
def test_counters_of_both_levels_register_and_accept_and_do_not_see_each_other(code, people, provincial):
    found = []
    for by in (provincial, people.counter):
        client = signed_in(by)
        url = reverse("workspace:register", args=[code])
        assert client.get(url).status_code == 200
        version = version_in_force(code, on=ON)
        data = {question.key: question.options[0]["value"] for question in version.questions.all()}
        key = "7d444840-9dc0-11d1-b245-5ffdce74fad2" if by is provincial else "7d444840-9dc0-11d1-b245-5ffdce74fad3"
        data |= {"filer_name": "Nông Thị Hoa", "submission_key": key, "then": "accept", "return_method": "COUNTER"}
        if by is provincial and code == "2.000908":
            assert client.post(url, data).status_code == 422
            data["place"] = "so-y-te"
        answer = client.post(url, data)
        assert answer.status_code == 302, answer.content.decode()
        found.append(Dossier.objects.order_by("-pk").first())
        assert client.get(answer.url).status_code == 200
    high, low = found
    assert (high.handling_agency.level, low.handling_agency.level) == ("PROVINCE", "COMMUNE")
    assert high.process.key != low.process.key
    assert high.status == low.status == "IN_PROCESS"
    assert signed_in(people.counter).get(reverse("workspace:dossier", args=[high.shown_code])).status_code == 404


@pytest.mark.issue(2)
def test_time_and_fee_follow_the_place_where_they_differ():
    version = version_in_force("2.000635", on=ON)
    receptions = [dict(one) for one in version.receptions]
    receptions[1]["channels"] = {"COUNTER": {"amount": 3, "unit": "WORKING_DAY", "fee_dong": 0}}
    ProcedureVersion.objects.filter(pk=version.pk).update(receptions=receptions)
    version.refresh_from_db()
    expected = {("COUNTER", "so-tu-phap"): (3, 0), ("COUNTER", PLACE): (1, 8000), ("ONLINE", "so-tu-phap"): (1, 8000)}
    for (kind, place), (amount, dong) in expected.items():
        terms = terms_of(version, kind, route_of(version, place_code=place, on=ON).reception, on=ON)
        assert (terms.time.amount, terms.fee.dong) == (amount, dong)
    page = Client().get(reverse("portal:procedure", args=["2.000635"])).content.decode()
    assert "Trực tiếp tại Bộ phận Một cửa – Sở Tư pháp" in page


@pytest.mark.issue(2)
def test_a_pack_that_names_two_levels_must_say_who_receives_at_each():
    facts = {
        "code": "9.000001", "name": "Thử", "field": "Thử", "valid_from": "2025-07-01", "process_key": "x",
        "levels": ["PROVINCE", "COMMUNE"], "audiences": ["CITIZEN"], "is_full_online": True, "result_name": "Giấy",
        "channels": [{"kind": "ONLINE"}],
    }  # fmt: skip
    with pytest.raises(ValueError, match="receptions"):
        ProcedureItem.model_validate(facts)
