"""An agency is called anew, by a decision or put right; what it issued keeps the name of its day."""

import pytest
from django.conf import settings as configured
from django.utils import timezone

from motcua.kernel.operations import NotPermitted
from motcua.kernel.packs import load_rooms
from motcua.organization.models import Agency, FormerName
from motcua.organization.operations import Naming
from motcua.people.models import Account
from motcua.people.operations.set_up import rename_agency
from tests.workspace.test_agencies import DECISION, LINE, NEW, PAGE, client, client_of, today  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
WHERE = f"{PAGE}so-xay-dung/ten/"
TYPED = {
    "name": "Sở Xây dựng và Giao thông", "short_name": "Sở XD-GT", "why": "doi-ten", "renamed_on": "2026-11-20",
    "legal_basis": DECISION,
}  # fmt: skip


def department():
    return Agency.objects.get(code="so-xay-dung")


def test_an_agency_is_renamed_and_its_earlier_papers_are_not(client):  # noqa: F811
    before, was = department().name, timezone.now()
    assert client.post(WHERE, TYPED).url == f"{PAGE}so-xay-dung/"
    renamed = department()
    assert (renamed.name, renamed.short_name) == (TYPED["name"], TYPED["short_name"])
    assert renamed.name_at(was) == before
    assert renamed.name_at(timezone.now()) == TYPED["name"]
    page = client.get(f"{PAGE}so-xay-dung/").content.decode()
    assert TYPED["name"] in page
    assert before in page
    assert DECISION in page
    assert "so-xay-dung" in client.get(PAGE, {"q": before}).content.decode(), "found by its former name too"
    # Twice: each time has its own.
    client.post(WHERE, {**TYPED, "name": "Sở Hạ tầng", "why": "sai-chu", "renamed_on": ""})
    assert department().name_at(was) == before
    assert set(FormerName.objects.values_list("name", flat=True)) == {before, TYPED["name"]}


def test_packs_leave_the_name_an_administrator_wrote(client):  # noqa: F811
    client.post(WHERE, TYPED)
    load_rooms(configured.PACKS, at=timezone.now(), rooms=["organization"])
    assert department().name == TYPED["name"]
    assert department().units.filter(valid_until=None).exists()


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("name", "王"), ("name", "  "), ("name", "\u200b"), ("name", "123 - 4"), ("short_name", ""),
        ("renamed_on", ""), ("renamed_on", "2099-01-01"), ("renamed_on", "2026-02-31"), ("renamed_on", "1800-01-01"),
        ("why", ""), ("legal_basis", " "), ("name", "Sở Tư pháp"),
    ],
)  # fmt: skip
def test_what_is_no_name_or_no_day_is_refused_beside_its_field(client, field, odd):  # noqa: F811
    if odd == "Sở Tư pháp":
        odd = Agency.objects.get(code="so-tu-phap").name
    before = department().name
    answer = client.post(WHERE, {**TYPED, field: odd})
    assert answer.status_code == 422
    assert field in dict(answer.context["errors"])
    assert department().name == before
    assert not FormerName.objects.exists()


@pytest.mark.issue(17)
def test_a_name_is_not_older_than_the_one_before_it(client):  # noqa: F811
    assert client.post(WHERE, TYPED).status_code == 302
    sooner = {**TYPED, "name": "Sở Hạ tầng", "renamed_on": "2026-11-19"}
    assert "renamed_on" in dict(client.post(WHERE, sooner).context["errors"])
    assert department().name == TYPED["name"]
    assert client.post(WHERE, {**sooner, "renamed_on": "2026-11-20"}).status_code == 302


@pytest.mark.issue(17)
def test_no_two_agencies_of_the_province_have_one_name_wherever_they_are(client):  # noqa: F811
    ward, name = f"{PAGE}ubnd-06187/ten/", department().name
    answer = client.post(ward, {**TYPED, "name": name.upper()})
    assert "name" in dict(answer.context["errors"])
    commune = {**NEW, "level": "COMMUNE", "place": "phường kỳ lừa", "kind": "OTHER", "name": name}
    assert "name" in dict(client.post(f"{PAGE}moi/", commune).context["errors"])


@pytest.mark.issue(17)
def test_people_find_where_to_file_by_the_name_of_today_and_of_before(client):  # noqa: F811
    centre = Agency.objects.get(code="ttpvhcc-06187")
    before, now = centre.name, "Trung tâm Một cửa Tân Kỳ"
    client.post(f"{PAGE}ttpvhcc-06187/ten/", {**TYPED, "name": now, "short_name": "TT Tân Kỳ"})
    for typed in (now, "tan ky", before):
        assert f"{now}</a>" in client.get("/noi-tiep-nhan/", {"q": typed}).content.decode(), typed
    page = client.get("/noi-tiep-nhan/ttpvhcc-06187/").content.decode()
    assert before in page
    # What was only written wrongly was nobody's name.
    client.post(f"{PAGE}ttpvhcc-06187/ten/", {**TYPED, "name": "Trung tâm Đúng", "why": "sai-chu", "renamed_on": ""})
    assert now not in client.get("/noi-tiep-nhan/ttpvhcc-06187/").content.decode()
    assert f"{now}</a>" not in client.get("/noi-tiep-nhan/", {"q": now}).content.decode()


def test_two_administrators_do_not_overwrite_each_other(client):  # noqa: F811
    seen = department().name
    client.post(WHERE, {**TYPED, "seen": seen})
    answer = client.post(WHERE, {**TYPED, "name": "Sở Khác", "seen": seen})
    assert answer.status_code == 422
    assert department().name == TYPED["name"]


def test_nobody_else_names_an_agency():
    citizen = Account.objects.create(kind="CITIZEN", full_name="Ai đó", joined_at=timezone.now())
    with pytest.raises(NotPermitted):
        rename_agency(department(), naming=Naming("Sở Khác", "SK", DECISION), by=citizen, at=timezone.now())
    assert client_of(citizen).get(WHERE).status_code == 403


def test_the_same_name_again_is_none(client):  # noqa: F811
    agency = department()
    typed = {**TYPED, "name": agency.name, "short_name": agency.short_name}
    assert client.post(WHERE, typed).status_code == 422


@pytest.mark.parametrize(("field", "odd"), [("name", "12 345"), ("short_name", "—")])
def test_a_new_agency_has_a_name_to_be_read(client, field, odd):  # noqa: F811
    answer = client.post(f"{PAGE}moi/", {**NEW, field: odd})
    assert field in dict(answer.context["errors"])
    assert not Agency.objects.filter(code=NEW["code"]).exists()


@pytest.mark.parametrize("field", ["unit_name", "title"])
def test_a_unit_and_a_post_have_a_name_to_be_read(client, field):  # noqa: F811
    client.post(f"{PAGE}moi/", NEW)
    assert client.post(f"{PAGE}so-thu/", {**LINE, field: "123"}).status_code == 422
    assert not Agency.objects.get(code="so-thu").units.exists()
