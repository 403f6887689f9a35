"""Who files and how to reach them: what is typed is a number, or is asked again."""

from datetime import date
from uuid import uuid4

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import submit_online
from motcua.dossiers.rules import PartyFacts, Returning, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.forms.operations import save_parties
from motcua.kernel.operations import Refused
from motcua.people.models import Account
from motcua.portal.people_forms import PartiesForm, learnt_of
from tests.dossiers.conftest import at, people  # noqa: F401 - fixtures
from tests.dossiers.test_at_once import draft  # noqa: F401 - a fixture

GOOD = {"holder": "toi", "recipient": "toi", "return_method": "ONLINE", "email": "hoa@x.vn"}


@pytest.mark.parametrize("typed", ["0912345678", "0912 345 678", "+84912345678", "0912.345.678"])
def test_a_number_is_kept_as_one_dials_it(typed):
    form = PartiesForm({**GOOD, "phone": typed})
    assert form.is_valid(), form.errors
    filer, _holder, recipient = form.facts(Account(full_name="Nông Thị Hoa"))
    assert (filer.phone, recipient.phone) == ("0912345678", "0912345678")


@pytest.mark.parametrize("field", ["phone", "recipient_phone"])
@pytest.mark.parametrize("typed", ["khong co", "0912", "12345678901234567890"])
def test_what_is_no_number_is_asked_again_and_kept(field, typed):
    form = PartiesForm({**GOOD, "recipient": "khac", "recipient_name": "Bế Văn An", field: typed})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert form[field].value() == typed


def test_without_a_number_an_address_of_mail_will_do():
    assert PartiesForm(GOOD).is_valid()
    assert list(PartiesForm({**GOOD, "email": ""}).errors) == ["phone"]


LEFT_OUT = [
    ("holder_id_number", "123"), ("holder_name", "x" * 201), ("holder_address", "🌸"), ("authorisation", "☑"),
    ("recipient_phone", "12"), ("recipient_name", "x" * 201), ("return_address", "🌸"), ("return_address", "x" * 301),
]  # fmt: skip
CHOSEN = {"holder": "khac", "holder_name": "Bé Lò", "recipient": "khac", "recipient_name": "Bế Văn An",
          "return_method": "POST", "return_address": "Khối 3"}  # fmt: skip


@pytest.mark.issue(18)
@pytest.mark.parametrize(("field", "typed"), LEFT_OUT)
def test_what_a_choice_leaves_out_is_not_judged(field, typed):
    """Its field stands on no page: who is told that it is wrong finds nothing to mend."""
    form = PartiesForm({**GOOD, field: typed})
    assert form.is_valid(), form.errors
    parts = [text for party in form.facts(Account(full_name="Nông Thị Hoa")) for text in party.texts.values()]
    assert typed not in [*parts, form.returning().address]
    assert list(PartiesForm({**GOOD, **CHOSEN, field: typed}).errors) == [field]


@pytest.mark.issue(18)
def test_what_a_choice_leaves_out_is_kept_where_it_is_right():
    form = PartiesForm({**GOOD, "holder_name": "Bé Lò", "return_address": "Khối 3"})
    assert form.is_valid()
    assert (form.cleaned_data["holder_name"], form.cleaned_data["return_address"]) == ("Bé Lò", "Khối 3")


TOLD = {
    "account.full_name": "nông thị  hoa", "account.id_number": "020090000001", "account.born_on": "1990-11-12",
    "account.address": "Khối 3", "account.phone": "0900000000",
}  # fmt: skip


def test_what_a_form_tells_of_oneself_is_learnt_where_it_was_not_known():
    learnt = {"id_number": "020090000001", "born_on": date(1990, 11, 12), "address": "Khối 3"}
    assert learnt_of(Account(full_name="Nông Thị Hoa"), TOLD) == learnt
    known = Account(full_name="Nông Thị Hoa", id_number="020090000009", born_on=date(1991, 1, 1))
    assert learnt_of(known, TOLD) == {"address": "Khối 3"}


def test_a_birth_that_the_number_tells_otherwise_is_not_learnt():
    doubtful = {**TOLD, "account.born_on": "1991-11-12"}
    assert learnt_of(Account(full_name="Nông Thị Hoa"), doubtful) == {"address": "Khối 3"}
    known = Account(full_name="Nông Thị Hoa", id_number="020090000001")
    assert "born_on" not in learnt_of(known, {**doubtful, "account.id_number": ""})


@pytest.mark.parametrize("other", [{"account.full_name": "Nông Thị Huệ"}, {"account.full_name": ""}])
def test_what_a_form_tells_of_somebody_else_is_not_learnt(other):
    assert learnt_of(Account(full_name="Nông Thị Hoa"), {**TOLD, **other}) == {}


@pytest.mark.django_db
def test_who_files_is_told_what_the_account_learnt_and_only_the_first_time(client, people, draft):  # noqa: F811
    people.citizen.full_name = "Nông Thị Hoa"
    people.citizen.save()
    again = Draft.objects.get(pk=draft.pk)
    again.pk, again.token, again.submission_key = None, uuid4(), uuid4()
    again.save()
    client.force_login(people.citizen)
    said = "Tài khoản đã ghi số định danh cá nhân, ngày sinh, nơi cư trú"
    for one, is_told in ((draft, True), (again, False)):
        save_parties(one, parties={**GOOD, "phone": "0912345678"}, by=people.citizen, at=at(2))
        page = client.post(f"/nop-ho-so/{one.procedure_code}/{one.token}/xem-lai/", follow=True)
        assert page.redirect_chain, page.content.decode()
        assert (said in page.content.decode()) is is_told


SENT = (ReturnMethod.COUNTER, ReturnMethod.POST)


def test_where_somebody_has_to_come_the_result_does_not_come_by_itself():
    assert not PartiesForm(GOOD, returns=SENT).is_valid()
    form = PartiesForm(None, initial={"return_method": "ONLINE"}, returns=SENT)
    assert "ONLINE" not in dict(form.fields["return_method"].choices)
    assert form["return_method"].value() == "COUNTER"


WRONG = [
    ({"holder": "khac", "holder_name": "王小明"}, "holder_name"),
    ({"holder": "khac", "holder_name": "..."}, "holder_name"),
    ({"holder": "khac", "holder_name": "Bế Thị Hà", "holder_address": "🌸"}, "holder_address"),
    ({"holder": "khac", "holder_name": "Bế Thị Hà", "holder_id_number": "020399000011"}, "holder_id_number"),
    ({"holder": "khac", "holder_name": "Bế Thị Hà", "authorisation": "Giấy ☑"}, "authorisation"),
    ({"recipient": "khac", "recipient_name": "王小明 🌸"}, "recipient_name"),
    ({"recipient": "khac", "recipient_name": "12 34"}, "recipient_name"),
    ({"recipient": "khac", "recipient_name": "Ông 7"}, "recipient_name"),
    ({"recipient": "khac", "recipient_name": "Ông <i>"}, "recipient_name"),
    ({"holder": "khac", "holder_name": "Bé <b>"}, "holder_name"),
]  # fmt: skip


@pytest.mark.issue(18)
@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_online_asks_of_people_what_the_counter_asks(client, people, draft, typed, field):  # noqa: F811
    told = {**GOOD, **typed}
    client.force_login(people.citizen)
    start = f"/nop-ho-so/{draft.procedure_code}/{draft.token}/"
    page = client.post(f"{start}nguoi-lien-quan/", told)
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    # What was saved before by looser rules.
    Draft.objects.filter(pk=draft.pk).update(parties=told)
    answer = client.post(f"{start}xem-lai/")
    assert answer.status_code == 422
    assert not Dossier.objects.exists()


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("name", "address", "field"),
    [
        ("...", "", "filer_name"),
        ("Bế Hà", "🌸", "address"),
        ("Nguyễn ９", "", "filer_name"),
    ],
)
def test_filing_itself_asks_it(people, draft, name, address, field):  # noqa: F811
    parties = [PartyFacts(role, name, phone="0912345678", address=address) for role in Role]
    returning = Returning(ReturnMethod.COUNTER)
    with pytest.raises(Refused) as refused:
        submit_online(draft, parties=parties, returning=returning, by=people.citizen, at=at(2))
    assert set(refused.value.errors) == {field}
