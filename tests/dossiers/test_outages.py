"""What is filed online alone is taken at the counter only while that does not work, and it is written down why."""

from uuid import uuid4

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.kernel.operations import Refused
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import PLACE, at, usual_case

WHEN = at(4, month=11)


@pytest.fixture
def take(people):
    def make(code, outage):
        version = version_in_force(code, on=WHEN.date())
        return filing.register_at_counter(
            filing=Filing(
                version=version,
                place_code=PLACE,
                channel=Channel.COUNTER,
                parties=[PartyFacts(role, "Nông Thị Hoa", phone="0912345678") for role in Role],
                returning=Returning(ReturnMethod.COUNTER),
                case_answers=usual_case(code, WHEN.date()),
                outage=outage,
            ),
            unit=people.counter.holdings.get().post.unit,
            submission_key=uuid4(),
            by=people.counter,
            at=WHEN,
        )

    return make


@pytest.mark.parametrize("outage", ["", "  "])
def test_a_building_permit_is_not_taken_on_paper_while_online_works(outage, take):
    with pytest.raises(Refused) as refused:
        take("1.013225", outage)
    assert set(refused.value.errors) == {"outage"}
    assert not Dossier.objects.exists()


def test_while_it_does_not_work_the_story_says_why(take):
    dossier = take("1.013225", "Cổng không mở được từ 8 giờ")
    assert "vì hệ thống gặp sự cố: Cổng không mở được từ 8 giờ." in dossier.history.get().said


def test_what_may_be_filed_either_way_needs_no_reason(take):
    assert take("1.004873", "").history.get().said == "Đăng ký hồ sơ tại Bộ phận Một cửa."


def test_the_counter_asks_for_it_where_it_is_needed(client, people):
    client.force_login(people.counter)
    codes = ("1.013225", "1.004873")
    asked = {code: 'name="outage"' in client.get(f"/lam-viec/tiep-nhan/{code}/").content.decode() for code in codes}
    assert asked == {"1.013225": True, "1.004873": False}


def test_too_early_is_told_apart_from_too_late(accepted, hand, work, client, people):
    dossier = accepted("1.013225")
    client.force_login(people.builder)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    told = " ".join(client.get(page, follow=True).content.decode().split())
    assert "Chưa đến lúc làm việc này: hồ sơ đang ở bước" in told
    assert "không còn làm được" not in told
