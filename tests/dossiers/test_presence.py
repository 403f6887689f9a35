"""Where the law wants people to come, nothing is handed out as if they had been there."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing
from motcua.dossiers.rules import PartyFacts, Returning, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.kernel.operations import Refused
from motcua.people.models import Account
from motcua.procedures.models import ProcedureVersion
from tests.dossiers.conftest import at
from tests.dossiers.test_at_once import draft  # noqa: F401


def file(draft, by, method):  # noqa: F811
    parties = [PartyFacts(role, "Nông Thị Hoa", phone="0912345678") for role in Role]
    return filing.submit_online(draft, parties=parties, returning=Returning(method), by=by, at=at(2))


@pytest.fixture
def partial(draft):  # noqa: F811
    """The draft's procedure, for the result of which one has to come."""
    ProcedureVersion.objects.filter(procedure__code=draft.procedure_code).update(partial_reason="Phải cùng đến ký.")
    return draft


def test_a_result_that_is_signed_in_person_does_not_come_into_an_account(people, partial, nothing_changes):
    with pytest.raises(Refused) as refusal:
        file(partial, people.citizen, ReturnMethod.ONLINE)
    assert list(refusal.value.errors) == ["return_method"]
    assert not Dossier.objects.exists()
    assert file(partial, people.citizen, ReturnMethod.COUNTER).return_method == ReturnMethod.COUNTER


def test_its_page_does_not_offer_it_and_the_last_page_asks_again(people, partial, client):
    client.force_login(people.citizen)
    start = f"/nop-ho-so/{partial.procedure_code}/{partial.token}/"
    page = client.get(f"{start}nguoi-lien-quan/").content.decode()
    assert 'value="COUNTER"' in page
    assert 'value="ONLINE"' not in page
    # What was saved before the procedure became a partial one.
    partial.parties = {"holder": "toi", "recipient": "toi", "phone": "0912345678", "return_method": "ONLINE"}
    partial.save(update_fields=["parties"])
    assert client.post(f"{start}xem-lai/").status_code == 422
    assert not Dossier.objects.exists()


def test_an_account_learns_nothing_from_what_was_not_filed(people, draft, client):  # noqa: F811
    client.force_login(people.citizen)
    Draft.objects.filter(pk=draft.pk).update(
        parties={"holder": "toi", "recipient": "toi", "phone": "0912345678", "return_method": "COUNTER"},
        answers={name: value for name, value in draft.answers.items() if name != "so_ban"},
    )
    assert Account.objects.get(pk=people.citizen.pk).born_on is None
    assert client.post(f"/nop-ho-so/{draft.procedure_code}/{draft.token}/xem-lai/").status_code == 422
    assert Account.objects.get(pk=people.citizen.pk).born_on is None
