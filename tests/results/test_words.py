"""Numbers, days and money in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.results.rules.words import day_in_words, money_in_words, number_in_words

SAID = {
    0: "không",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    100: "một trăm",
    101: "một trăm linh một",
    105: "một trăm linh năm",
    110: "một trăm mười",
    1_000: "một nghìn",
    1_005: "một nghìn không trăm linh năm",
    1_990: "một nghìn chín trăm chín mươi",
    2_026: "hai nghìn không trăm hai mươi sáu",
    50_000_000: "năm mươi triệu",
    1_250_000: "một triệu hai trăm năm mươi nghìn",
    1_000_005: "một triệu không trăm linh năm",
    1_000_000_000: "một tỷ",
    2_000_000_015: "hai tỷ không trăm mười lăm",
    1_500_000_000_000: "một nghìn năm trăm tỷ",
}


@pytest.mark.parametrize(("number", "words"), SAID.items())
def test_a_number_is_said_as_people_say_it(number, words):
    assert number_in_words(number) == words


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_no_two_numbers_are_said_alike(one, other):
    assert (number_in_words(one) == number_in_words(other)) is (one == other)


def test_a_number_below_zero_is_none():
    with pytest.raises(ValueError, match="below zero"):
        number_in_words(-1)


def test_money_and_days_begin_with_a_capital():
    assert money_in_words(50_000_000) == "Năm mươi triệu đồng"
    assert day_in_words("2026-11-12") == "Ngày mười hai tháng mười một năm hai nghìn không trăm hai mươi sáu"
    assert day_in_words("1990-04-05") == "Ngày năm tháng tư năm một nghìn chín trăm chín mươi"


def test_a_day_known_in_part_is_said_in_part():
    assert day_in_words("1931") == "Năm một nghìn chín trăm ba mươi mốt"
    assert day_in_words("1931-03") == "Tháng ba năm một nghìn chín trăm ba mươi mốt"
    assert day_in_words("không nhớ") == ""


@given(st.dates(date(1800, 1, 1), date(2200, 1, 1)), st.dates(date(1800, 1, 1), date(2200, 1, 1)))
def test_no_two_days_are_said_alike(one, other):
    assert (day_in_words(one.isoformat()) == day_in_words(other.isoformat())) is (one == other)
