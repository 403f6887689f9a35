"""A number is written as its reader's language writes numbers, in one place; a record is written in Vietnamese."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils.translation import override

from motcua.dossiers.corrections import fee_words
from motcua.indicators.rules import OnTime
from motcua.kernel.sentences import Dong, Sentence, read
from motcua.kernel.text import format_number, format_size, recorded_dong
from motcua.procedures.words import amount_words
from motcua.ui.charts.values import written
from motcua.ui.templatetags.mc import dong, number
from motcua.workspace.forms import DongField

pytestmark = pytest.mark.issue(19)


def in_both(say):
    with override("vi"):
        vietnamese = say()
    with override("en"):
        return vietnamese, say()


@pytest.mark.parametrize(
    ("say", "vietnamese", "english"),
    [
        (lambda: format_number(1_250_000), "1.250.000", "1,250,000"),
        (lambda: format_number(4.6, places=1), "4,6", "4.6"),
        (lambda: format_number(-12_345), "-12.345", "-12,345"),
        (lambda: number(8_000), "8.000", "8,000"),
        (lambda: dong(8_000), "8.000 đồng", "8,000 đồng"),
        (lambda: format_size(3_565_158), "3,4 MB", "3.4 MB"),
        (lambda: OnTime(5, 1).percent, "83,3", "83.3"),
        (lambda: OnTime(999, 1).percent, "99,9", "99.9"),
        (lambda: OnTime(3, 0).percent, "100", "100"),
        (lambda: written(-1_250.46), "−1.250,5", "−1,250.5"),
        (lambda: written(96.04), "96", "96"),
        (lambda: amount_words(8_000, "bản sao"), "8.000 đồng/bản sao", "8,000 đồng/copy"),
        (lambda: amount_words(200_000, "bản"), "200.000 đồng/bản", "200,000 đồng/copy"),
    ],
)
def test_a_number_is_written_as_its_reader_writes_numbers(say, vietnamese, english):
    assert in_both(say) == (vietnamese, english)


@pytest.mark.parametrize("say", [lambda: recorded_dong(1_250_000), lambda: fee_words((1_250_000, ""))])
def test_a_record_tells_money_in_vietnamese_whoever_writes_it(say):
    assert set(in_both(say)) == {"1.250.000 đồng"}


def test_money_in_a_kept_sentence_is_told_to_each_as_they_read():
    told = Sentence("Đã nộp %(amount)s. Biên lai số %(number)s.", {"amount": Dong(8_000), "number": "7"})
    again = read(told.text, json.loads(json.dumps(told.kept())))
    vietnamese, english = in_both(lambda: str(again))
    assert vietnamese == "Đã nộp 8.000 đồng. Biên lai số 7."
    assert "8,000 đồng" in english
    # What was kept before amounts were: words.
    assert "8.000 đồng" in str(read(told.text, {"amount": "8.000 đồng", "number": "7"}))


def test_our_own_words_leave_those_of_the_packs_what_they_mean():
    """The footer's «bản» was «version», and a fee was told as so many đồng for each version."""
    template = engines["django"].from_string('{% load mc %}{{ "bản"|spoken }}, {{ "bản sao"|spoken }}')
    with override("en"):
        assert template.render() == "copy, copy"


@pytest.mark.parametrize("typed", ["1.250.000", "1,250,000", "1 250 000", "1250000"])
def test_an_amount_is_read_as_it_is_shown_in_either_language(typed):
    assert DongField().clean(typed) == 1_250_000


@pytest.mark.parametrize("typed", ["24,5", "24.00", "1.250,000", "1,250.5", "1,25,000", ",250"])
def test_what_could_be_read_in_two_ways_is_asked_again(typed):
    with pytest.raises(ValidationError):
        DongField().clean(typed)
