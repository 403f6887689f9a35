"""Who files and how to reach them: what is typed is a number, or is asked again."""

from datetime import date

import pytest

from motcua.people.models import Account
from motcua.portal.people_forms import PartiesForm, learnt_of

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


TOLD = {
    "account.full_name": "nông thị  hoa", "account.id_number": "020090000001", "account.born_on": "1990-11-12",
    "account.address": "Khối 3", "account.phone": "0900000000",
}  # fmt: skip


def test_what_a_form_tells_of_oneself_is_learnt_where_it_was_not_known():
    learnt = {"id_number": "020090000001", "born_on": date(1990, 11, 12), "address": "Khối 3"}
    assert learnt_of(Account(full_name="Nông Thị Hoa"), TOLD) == learnt
    known = Account(full_name="Nông Thị Hoa", id_number="020090000009", born_on=date(1991, 1, 1))
    assert learnt_of(known, TOLD) == {"address": "Khối 3"}


@pytest.mark.parametrize("other", [{"account.full_name": "Nông Thị Huệ"}, {"account.full_name": ""}])
def test_what_a_form_tells_of_somebody_else_is_not_learnt(other):
    assert learnt_of(Account(full_name="Nông Thị Hoa"), {**TOLD, **other}) == {}
