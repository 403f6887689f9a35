"""What ends on a day ends then: not sooner, not under a dossier that needs it, and packs do not bring it back."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.intake import accept
from motcua.handling.health import structure
from motcua.handling.queries import process_of, unit_for
from motcua.kernel.health import State
from motcua.kernel.operations import Refused
from motcua.kernel.packs import load_rooms
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.operations import close_agency, close_unit
from motcua.people.models import Holding
from motcua.people.operations import give_post
from tests.dossiers.conftest import at, people, register  # noqa: F401 - fixtures
from tests.workspace.test_agencies import DECISION, PAGE, client_of, ended, official, today

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]


@pytest.fixture
def client(db):
    return client_of(official("ubnd-tinh/van-phong/quan-tri"))


def unit(path):
    agency, code = path.split("/")
    return Unit.objects.get(agency__code=agency, code=code)


def test_packs_do_not_bring_back_an_agency_that_was_ended(client):
    tomorrow = today() + timedelta(days=1)
    for one in Unit.objects.filter(agency__code="so-ngoai-vu"):
        assert client.post(f"{PAGE}so-ngoai-vu/{one.code}/thoi-dung/", ended(tomorrow)).status_code == 302
    assert client.post(f"{PAGE}so-ngoai-vu/thoi-dung/", ended(tomorrow)).status_code == 302
    for _again in range(2):
        reports = load_rooms(configured.PACKS, at=timezone.now(), rooms=["organization"])
        assert Agency.objects.get(code="so-ngoai-vu").valid_until == tomorrow
        assert not any(report.updated for report in reports.values())


@pytest.mark.parametrize("name", ["tu-phap-ho-tich", "lanh-dao", "van-thu"])
def test_what_a_filed_dossier_needs_stays_until_it_is_done_or_taken_over(client, register, name):  # noqa: F811
    dossier = register()
    Holding.objects.filter(post__unit__agency__code="ubnd-06187").update(valid_until=today())
    answer = client.post(f"{PAGE}ubnd-06187/{name}/thoi-dung/", ended(today() + timedelta(days=40)))
    assert "kế thừa" in answer.content.decode()
    assert unit(f"ubnd-06187/{name}").valid_until is None
    Dossier.objects.filter(pk=dossier.pk).update(status="WITHDRAWN")
    assert client.post(f"{PAGE}ubnd-06187/{name}/thoi-dung/", ended(today())).status_code == 302


def test_a_unit_that_no_dossier_needs_ends(client, register):  # noqa: F811
    register()
    Holding.objects.filter(post__unit__agency__code="ubnd-06187").update(valid_until=today())
    assert client.post(f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", ended(today())).status_code == 302


def test_a_step_goes_to_a_unit_until_the_day_it_ends(register, people):  # noqa: F811
    dossier = register()
    accept(dossier, by=people.counter, at=at(2), hands_over=False)
    dossier.refresh_from_db()
    last = at(20).date()
    Unit.objects.filter(agency__code="ubnd-06187").update(valid_until=last)
    for step in process_of(dossier).steps:
        assert unit_for(dossier, step, on=last - timedelta(days=1))
        with pytest.raises(Refused, match="Báo quản trị"):
            unit_for(dossier, step, on=last)


def test_nothing_is_accepted_for_a_unit_that_has_ended(register, people):  # noqa: F811
    dossier = register()
    Unit.objects.filter(agency__code="ubnd-06187", code="tu-phap-ho-tich").update(valid_until=at(2).date())
    with pytest.raises(Refused, match="thôi dùng"):
        accept(dossier, by=people.counter, at=at(2))
    assert Dossier.objects.get(pk=dossier.pk).status == "NEW"


def test_who_keeps_the_platform_is_told_of_dossiers_where_nobody_is(register):  # noqa: F811
    register()
    assert structure(at=timezone.now()).state == State.WELL
    Unit.objects.filter(agency__code="ubnd-06187", code="tu-phap-ho-tich").update(valid_until=today())
    told = structure(at=timezone.now())
    assert told.state == State.WORRYING
    assert "tu-phap-ho-tich" in told.said
    assert "take-over" in told.todo


@pytest.mark.parametrize("days", [0, 1])
def test_nobody_is_given_a_post_from_a_day_on_which_it_is_no_more(client, days):
    end = today() + timedelta(days=30)
    close_unit(unit("ubnd-06187/kinh-te"), on=end, legal_basis=DECISION, by=None, at=timezone.now())
    post = Post.objects.get(unit=unit("ubnd-06187/kinh-te"), code="chuyen-vien")
    who = official("ubnd-06187/tu-phap-ho-tich/chuyen-vien", "Lộc Thị Mơ")
    with pytest.raises(Refused, match="thôi dùng"):
        give_post(who, post=post, valid_from=end + timedelta(days=days), by=None, at=timezone.now())
    assert give_post(who, post=post, valid_from=end - timedelta(days=1), by=None, at=timezone.now())


def test_an_end_in_a_year_far_off_is_a_slip(client):
    answer = client.post(f"{PAGE}ubnd-06187/kinh-te/thoi-dung/", ended(today() + timedelta(days=400)))
    assert "on" in dict(answer.context["errors"])
    assert unit("ubnd-06187/kinh-te").valid_until is None


def test_every_unit_that_is_left_is_named(client):
    agency = Agency.objects.get(code="so-ngoai-vu")
    with pytest.raises(Refused) as refused:
        close_agency(agency, on=today(), legal_basis=DECISION, by=None, at=timezone.now())
    for one in agency.units.all():
        assert one.name in refused.value.message
