"""Who files and how to reach them: what is typed is a number, or is asked again."""

import pytest

from motcua.people.models import Account
from motcua.portal.people_forms import PartiesForm

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
