"""What officials type becomes what they meant, or is asked again."""

import pytest

from motcua.ui.days import day_text
from motcua.workspace.forms import PaymentForm, ReasonForm


@pytest.mark.parametrize(
    ("typed", "dong"),
    [("24.000", 24_000), ("24 000", 24_000), ("2.400.000", 2_400_000), ("24000", 24_000), ("２4．000", 24_000)],
)
def test_an_amount_is_read_as_people_write_it(typed, dong):
    form = PaymentForm({"amount": typed, "reason": "Lệ phí"})
    assert form.is_valid()
    assert form.cleaned_data["amount"] == dong


@pytest.mark.parametrize("typed", ["24.00", "24,5", "24.0", "2.4000", "1e5", "٢٤"])
def test_what_is_no_amount_is_asked_again(typed):
    assert list(PaymentForm({"amount": typed, "reason": "Lệ phí"}).errors) == ["amount"]


@pytest.mark.issue(18)
@pytest.mark.parametrize(("year", "said"), [("20271", "20271-02-01"), ("２０２７", "2027-02-01"), ("27", "27-02-01")])
def test_a_figure_too_many_in_a_year_is_not_cut_off(year, said):
    assert day_text({"on_day": "1", "on_month": "2", "on_year": year}, "on") == said


def test_what_nobody_sees_is_no_part_of_a_reason():
    form = ReasonForm({"reason": "Ghi nhầm tên\u202e\u200b"})
    assert form.is_valid()
    assert form.values() == {"reason": "Ghi nhầm tên"}
