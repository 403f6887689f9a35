"""Forms, numbers and days as the decrees write them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.manifests import offered
from motcua.papers.rules import PageSize, PaperKind, place_and_day, printed_number, series
from tests.papers.samples import NOW, THEN, apology, control_sheet, every_paper, receipt, refusal


def test_form_05_of_2018_is_small_and_form_05_of_2025_is_not():
    papers = every_paper()
    assert papers["stop"].form.number == "05"
    assert papers["stop"].page is PageSize.A4
    assert receipt(THEN).page is PageSize.A5
    assert control_sheet().page is PageSize.A4
    assert papers["book"].page is PageSize.A4_LANDSCAPE


def test_the_title_comes_from_the_form():
    assert apology(NOW).asks_extension
    assert not apology(THEN).asks_extension
    assert refusal(is_at_intake=False).shown_title == "Phiếu từ chối giải quyết hồ sơ"


def test_days_under_ten_and_the_first_two_months_have_a_zero():
    assert place_and_day("Lạng Sơn", datetime(2026, 2, 5, tzinfo=UTC)) == "Lạng Sơn, ngày 05 tháng 02 năm 2026"
    assert place_and_day("Lạng Sơn", datetime(2026, 3, 15, tzinfo=UTC)) == "Lạng Sơn, ngày 15 tháng 3 năm 2026"


def test_the_day_is_the_one_in_viet_nam():
    evening = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
    assert place_and_day("Lạng Sơn", evening) == "Lạng Sơn, ngày 01 tháng 01 năm 2027"


@given(st.integers(1, 10**6))
def test_a_number_keeps_its_value_and_has_two_digits_at_least(number):
    shown = printed_number(number, "HDHS")
    assert int(shown.removesuffix("/HDHS")) == number
    assert len(printed_number(number)) >= 2


@given(st.sampled_from(sorted(offered(PaperKind))), st.integers(2018, 2100))
def test_every_year_has_its_own_series(kind, year):
    assert series("co-quan-thu", kind, year) != series("co-quan-thu", kind, year + 1)
