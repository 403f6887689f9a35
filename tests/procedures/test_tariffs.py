"""A fee that depends on numbers: tiers, a cap, so many times; nothing is reckoned of what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.rules.tariffs import Scale, Tariff

# Certified copies (TT 226/2016/TT-BTC Đ4).
COPIES = Tariff(2_000, "trang", Scale(((3, 1_000),), 200_000, "bản"))


@pytest.mark.parametrize(
    ("pages", "copies", "dong"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (5, 3, 21_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (500, 2, 400_000),
    ],
)
def test_a_certified_copy_costs_by_its_pages(pages, copies, dong):
    assert COPIES.sum_of({"trang": pages, "bản": copies}) == dong


@pytest.mark.parametrize("numbers", [{}, {"trang": 5}, {"bản": 3}])
def test_nothing_is_reckoned_before_all_is_counted(numbers):
    assert COPIES.sum_of(numbers) is None


def test_a_fee_that_is_not_known_has_no_sum_and_one_sum_needs_no_number():
    assert Tariff(None, "trang").sum_of({"trang": 5}) is None
    assert Tariff(20_000).sum_of({}) == 20_000
    assert Tariff(8_000, "bản sao").sum_of({"bản sao": 3}) == 24_000


@given(st.integers(1, 5_000), st.integers(1, 99))
def test_one_page_more_never_costs_less_and_no_copy_more_than_the_cap(pages, copies):
    one, more = (COPIES.sum_of({"trang": number, "bản": copies}) for number in (pages, pages + 1))
    assert one <= more <= 200_000 * copies


@pytest.mark.parametrize("tariff", [COPIES, Tariff(8_000, "bản sao"), Tariff(None, "người")])
def test_a_rate_is_kept_as_it_is(tariff):
    assert Tariff.read(tariff.stored()) == tariff
