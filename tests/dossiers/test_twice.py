"""What is asked twice in one breath is asked once, and days the wrong way round are told."""

import pytest

from motcua.handling.models import Consultation, Task
from motcua.handling.operations import consultations
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from tests.dossiers.conftest import at

pytestmark = pytest.mark.django_db


def test_the_same_place_is_not_asked_the_same_twice_while_it_has_not_answered(people, accepted):
    task = Task.objects.get(dossier=accepted())
    agencies = [Agency.objects.get(code="so-tu-phap"), task.unit.agency.units.exclude(pk=task.unit_id).first()]

    def ask(place, question):
        consultations.ask_agency(task, agency=place, question=question, working_days=3, by=people.clerk, at=at(3))

    for place in agencies:
        ask(place, "Ý kiến?")
        with pytest.raises(Refused) as refused:
            ask(place, " Ý kiến? ")
        assert "đúng nội dung này" in refused.value.errors["question"]
        ask(place, "Ý kiến khác?")
    assert Consultation.objects.count() == 4
    asked = Consultation.objects.filter(question="Ý kiến?").first()
    consultations.recall_consultation(task, consultation=asked, by=people.clerk, at=at(3))
    ask(asked.asked, "Ý kiến?")
    assert Consultation.objects.count() == 5


@pytest.mark.parametrize("address", ["/lam-viec/", "/lam-viec/ho-so/", "/lam-viec/don-vi/"])
def test_days_the_wrong_way_round_are_told_and_hide_nothing(people, register, client, address):
    dossier = register(when=at(2))
    client.force_login(people.counter)
    days = {"tu_day": 5, "tu_month": 3, "tu_year": 2026, "den_day": 1, "den_month": 3, "den_year": 2026}
    page = client.get(address, days).content.decode()
    assert "Chọn ngày từ ngày bắt đầu trở đi." in page
    assert dossier.shown_code in page
