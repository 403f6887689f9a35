"""What a dossier costs and how long it takes follow the case it is filed for, on both ways of filing."""

from pathlib import Path
from uuid import uuid4

import pytest

from motcua.dossiers.operations import filing
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.forms.operations import attach_file
from motcua.forms.reading import take_in
from motcua.organization.models import Agency
from motcua.procedures.queries import reception_of, terms_of, version_in_force
from tests.dossiers.conftest import PLACE, at
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - a fixture and what files it
from tests.elsewhere import apart  # noqa: F401 - a fixture

CODE = "2.000635"
PDF = Path("benchmarks/attachment.pdf").read_bytes()


@pytest.fixture
def db(apart):  # noqa: F811
    """What is kept by edition is kept only once the fees it rests on are committed."""


@pytest.fixture
def free(people):
    """Who files for another person pays nothing, who files for oneself eight thousand."""
    version = version_in_force(CODE, on=at(2).date())
    version.channels.update(fee_dong=8000)
    for kind in ("ONLINE", "COUNTER"):
        version.channels.create(kind=kind, variant=9, when={"nguoi-nop": ["uy-quyen"]}, fee_dong=0)
    return version


@pytest.mark.parametrize(("case", "fee"), [({"nguoi-nop": "uy-quyen"}, 0), ({"nguoi-nop": "chinh-minh"}, 8000)])
def test_at_the_counter(people, free, case, fee):
    dossier = filing.register_at_counter(
        filing=Filing(
            version=free,
            place_code=PLACE,
            channel=Channel.COUNTER,
            parties=[PartyFacts(role, "Nông Thị Hoa", phone="0912345678") for role in Role],
            returning=Returning(ReturnMethod.COUNTER),
            case_answers=case,
        ),
        unit=people.counter.holdings.get().post.unit,
        submission_key=uuid4(),
        by=people.counter,
        at=at(2),
    )
    assert dossier.fee_dong == fee


def test_online_though_others_of_the_day_filed_for_another_case(people, free, draft):  # noqa: F811
    other = Draft.objects.get(pk=draft.pk)
    other.pk, other.token, other.submission_key = None, uuid4(), uuid4()
    other.case_answers = {"nguoi-nop": "uy-quyen"}
    # Who is authorised asks for somebody else's entry.
    other.answers |= {
        "xin_cho": "nguoi-khac", "trong_so_ngay_sinh": "1960", "trong_so_gioi_tinh": "MALE", "trong_so_dan_toc": "Tày",
        "trong_so_quoc_tich": "Việt Nam", "trong_so_noi_cu_tru": "Kỳ Lừa", "quan_he": "cha-me",
    }  # fmt: skip
    other.save()
    attach_file(
        other,
        component_key="van-ban-uy-quyen-co-chung-thuc",
        file=take_in("a.pdf", PDF, by=people.citizen),
        by=people.citizen,
        at=at(2),
    )
    assert [file(one, people.citizen).fee_dong for one in (draft, other)] == [8000, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["ONLINE", "COUNTER", "POST"])
@pytest.mark.parametrize(("case", "days"), [({"cong-trinh": "nha-o"}, 15), ({"cong-trinh": "ton-giao"}, 20), ({}, 20)])
def test_a_permit_for_a_house_takes_fifteen_days_and_for_other_works_twenty(kind, case, days):
    """As the procedure's own steps say (56/QĐ-BXD)."""
    version = version_in_force("1.013225", on=at(2).date())
    reception = reception_of(version, Agency.objects.get(code=f"ubnd-{PLACE}"))
    assert terms_of(version, kind, reception, on=at(2).date(), answers=case).time.amount == days
