"""The kinds of numbers that people type: one shape of each is kept, what cannot be is refused in words."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import values
from motcua.kernel.codes import typed_code
from motcua.kernel.values import WrongValue

TODAY = date(2026, 11, 30)
WIDE = {ord(str(n)): 0xFF10 + n for n in range(10)}
ARABIC = {ord(str(n)): 0x0660 + n for n in range(10)}
AROUND = st.sampled_from(["", " ", "\u200b", "\xa0", "\ufeff", "\u202e", "\t", "\u2060"])


def said(kind, text, **more):
    with pytest.raises(WrongValue) as refused:
        kind(text, **more)
    return str(refused.value)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed",
    ["020190000101", "020 190 000 101", "020.190.000.101", "020-190-000-101", "020\u2011190\u2011000101",
     "０２０１９００００１０１", "020190000101\u200b", "\ufeff020\xa0190\xa0000101", "٠٢٠١٩٠٠٠٠١٠١"],
)  # fmt: skip
def test_an_identity_number_has_one_shape(typed):
    assert values.id_number(typed, on=TODAY) == "020190000101"


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed",
    ["12345", "ABC-99", "02019000010", "0201900001011", "000190000101", "003190000101", "097190000101", "100190000101",
     "020490000101", "999999999999", "020327000101", "x020190000101", "+20190000101", "020190000l01", ""],
)  # fmt: skip
def test_what_no_card_can_bear_is_refused(typed):
    assert said(values.id_number, typed, on=TODAY)


@pytest.mark.issue(18)
def test_nine_figures_are_taken_for_the_dead_alone():
    assert "không còn giá trị" in said(values.id_number, "080123456")
    assert values.id_number("080 123 456", is_former_taken=True) == "080123456"
    assert values.document_number("080.123.456", is_former_taken=True) == "080123456"
    assert values.document_number("b1234567") == "B1234567"
    assert said(values.document_number, "ABC-99")


@given(
    place=st.sampled_from(sorted(values.PROVINCES)), kind=st.integers(0, 3), year=st.integers(0, 99),
    rest=st.integers(0, 999_999), between=st.sampled_from(["", " ", ".", "-", "\xa0", "\u2013", "\u200b"]),
    script=st.sampled_from([{}, WIDE, ARABIC]),
)  # fmt: skip
def test_every_possible_number_is_kept_however_it_is_grouped(place, kind, year, rest, between, script):
    number = f"{place:03}{kind}{year:02}{rest:06}"
    typed = between.join(number[start : start + 3] for start in range(0, 12, 3)).translate(script)
    if 1900 + 100 * (kind // 2) + year > TODAY.year:
        assert said(values.id_number, typed, on=TODAY)
    else:
        assert values.id_number(typed, on=TODAY) == number


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed",
    ["0912345678", "84912345678", "0084912345678", "+84912345678", "+840912345678", "0٩12345678", "0912 345 678",
     "0912.345.678", "(0912) 345-678", "+84 (0)912 345 678",
     "(+84) 912345678", "(+84)912.345.678", "+(84) 912 345 678", "(+84) (0)912 345 678",
     "０９１２３４５６７８", "0912345678\u200b", "912345678"],
)  # fmt: skip
def test_a_telephone_number_has_one_shape(typed):
    assert values.phone_number(typed) == "+84912345678"
    assert values.dialled_number(values.phone_number(typed)) == "0912345678"


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed",
    ["0912345", "09123456789", "0123456789", "0000000000", "1234567890", "0912-MOTCUA", "gọi 0912345678", "113", "--",
     "0912345678 ext 5", "0912345678;ext=5", "0912345678/0987654321", "+861234567890", "++84912345678", "((0912345678",
     "", "không có"],
)  # fmt: skip
def test_what_cannot_ring_is_refused(typed):
    assert said(values.phone_number, typed)


@pytest.mark.issue(15)
@pytest.mark.parametrize("typed", ["1900 1234", "19001234", "1800 5678", "+84 1900 1234"])
def test_a_hotline_is_nobodys_telephone(typed):
    """It was kept as 019001234, which rings nowhere."""
    assert "1800, 1900" in said(values.phone_number, typed)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("typed", "now"),
    [("01681234567", "0381234567"), ("0120 123 4567", "0701234567"), ("+841271234567", "0811234567"),
     ("841991234567", "0591234567")],
)  # fmt: skip
def test_a_number_that_ended_in_2018_is_told_its_new_one(typed, now):
    assert now in said(values.phone_number, typed)
    assert values.phone_number(now)


@given(number=st.integers(0, 99_999_999), before=AROUND, after=AROUND)
def test_what_is_kept_of_a_telephone_number_is_kept_again(number, before, after):
    kept = values.phone_or_empty(f"{before}09{number:08}{after}")
    assert kept in ("", f"+849{number:08}")
    assert not kept or values.phone_number(values.dialled_number(kept)) == kept


@pytest.mark.issue(18)
def test_a_tax_code_proves_itself():
    assert values.tax_code("010 010 9106") == "0100109106"
    assert values.tax_code("0100109106\u2013001") == values.tax_code("0100109106001") == "0100109106-001"
    assert values.tax_code("020190000101") == "020190000101"
    assert "không khớp" in said(values.tax_code, "0100109107")
    assert said(values.tax_code, "123")
    assert values.business_number("14a8001234") == "14A8001234"
    assert said(values.business_number, "ABCDEFGH")


@given(st.integers(0, 999_999_999))
def test_one_wrong_figure_of_a_tax_code_is_seen(number):
    good = [
        f"{number:09}{proof}" for proof in range(10) if not values.wrong("x", values.tax_code, f"{number:09}{proof}")
    ]
    assert len(good) <= 1
    for code in good:
        for place in range(9):
            other = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
            assert values.wrong("x", values.tax_code, other)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "pasted",
    ["H37.1-261123-0001", "h37.1-261123-0001", "H37.1–261123–0001", "H37.1 - 261123 - 0001", "H37.1 261123 0001",
     "Mã hồ sơ: H37.1-261123-0001.", "H37.\u200b1-\u200b261123-\u200b0001", "H37.1-261123-\n0001",
     "«H37.1\u2011261123\u20110001»", "H37,1-261123-0001", "H37,1-261123-0001,H37,1-261123-0002",
     "H37.1/261123/0001", "H37_1-261123-0001", "H37_1_261123_0001", "ho-so H37_1/261123/0001",
     "Hồ sơ số H37.1-261123-0001 của bà Hoa", "Ｈ37.1-261123-0001", "http://x.vn/tra-cuu/?ma=H37.1-261123-0001"],
)  # fmt: skip
def test_the_code_of_a_dossier_is_found_in_what_was_pasted(pasted):
    assert values.dossier_code(pasted) == "H37.1-261123-0001"


@pytest.mark.issue(18)
def test_a_reference_is_found_too_and_what_is_none_stays_to_be_looked_for():
    assert values.dossier_code("Mã: ntabcde23456") == values.dossier_code("NT ABCDE 23456") == "NTABCDE23456"
    assert values.dossier_code("code NT 1234 5ABC DE") == "NT12345ABCDE"
    for typed in ("NT-1234-5ABC-DE", "nt‑12345‑abcde", "Mã: NT – 12345ABCDE."):
        assert values.dossier_code(typed) == "NT12345ABCDE"
    assert values.dossier_code("000.12.H37-261123-10001") == "000.12.H37-261123-10001"
    assert values.dossier_code(" h37.1-26 ") == "H37.1-26"
    assert values.dossier_code("0003") == "0003"
    assert values.dossier_code("%") == "%"
    assert typed_code("k7px–２m9q\u200b") == "K7PX2M9Q"


@given(st.text(max_size=60))
def test_nothing_typed_breaks_a_reader(text):
    for kind in (
        values.id_number,
        values.phone_number,
        values.tax_code,
        values.document_number,
        values.business_number,
        values.hour,
    ):
        kept = values.shaped(kind, text)
        if not values.wrong("x", kind, text) and text:
            assert kind(kept) == kept
            assert kept.isascii()
    assert values.dossier_code(unicodedata.normalize("NFD", text)) == values.dossier_code(text)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed", ["09:30", "9:30", "9h30", "9H30", "9 giờ 30", "9 giờ 30 phút", "９：３０", "9 h 30", "09h30'", " 9:30 "]
)
def test_an_hour_has_one_shape(typed):
    assert values.hour(typed) == "09:30"


@pytest.mark.issue(18)
@pytest.mark.parametrize(("typed", "kept"), [("9h", "09:00"), ("21 giờ", "21:00"), ("0:05", "00:05")])
def test_a_full_hour_needs_no_minutes(typed, kept):
    assert values.hour(typed) == kept


@pytest.mark.issue(18)
@pytest.mark.parametrize("typed", ["", "9", "24:00", "9:60", "9:3", "9:", "sáng", "930", "9.30.15", "-1:30", "9h30h"])
def test_what_no_clock_shows_is_refused(typed):
    assert said(values.hour, typed)


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "said",
    ["h37 td 06187 01 261130 0003", "mã H37 TD 06187 01 261130 0003 nhé", "H37 . TD . 06187 . 01 - 261130 - 0003",
     "H37_TD_06187_01_261130_0003", "h37-td-06187-01 261130 0003", "H37\xa0TD\xa006187\xa001\xa0261130\xa00003"],
)  # fmt: skip
def test_a_code_is_found_however_its_parts_are_set_apart(said):
    assert values.dossier_code(said) == "H37.TD.06187.01-261130-0003"


BORNE = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=1, max_size=12)


@pytest.mark.issue(18)
@given(words=st.lists(BORNE, min_size=1, max_size=5), odd=st.sampled_from(["7", "９", "٣", "<", ">"]), where=st.data())
def test_a_persons_name_has_letters_and_neither_figures_nor_markup(words, odd, where):
    name = values.person_name(" ".join(words))
    assert values.person_name(name) == values.holder_name(name) == name
    place = where.draw(st.integers(0, len(name)))
    assert said(values.person_name, name[:place] + odd + name[place:])


@pytest.mark.issue(18)
@pytest.mark.parametrize("name", ["H'Hen Niê", "H’Yưm Rơ̆čăm Ê̆ban", "Nguyễn Văn A (Năm)", "Jean-Luc O'Neil, Jr."])
def test_names_that_people_bear_are_taken(name):
    assert values.person_name(f" {name}\u200b ") == values.person_name(name)


@pytest.mark.issue(18)
def test_whose_dossier_it_is_may_be_a_business_with_figures():
    assert values.holder_name("Công ty TNHH 3/2") == "Công ty TNHH 3/2"
    for none in ("12 34", "...", "", "<b>Hoa</b>"):
        assert said(values.holder_name, none)


@pytest.mark.issue(18)
@given(day=st.dates(), form=st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_a_whole_day_is_read_as_people_and_sheets_write_it(day, form):
    year = f"{day.year:04}"
    assert values.whole_day(f" {day.strftime(form.replace('%Y', year))} ") == day


@pytest.mark.issue(18)
@pytest.mark.parametrize("typed", ["", "mai", "31/2/2026", "1/12/26", "26-12-01", "1/12.2026", "0000-01-01", "2026"])
def test_what_is_no_whole_day_is_said(typed):
    assert "bốn chữ số" in said(values.whole_day, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Y\u2011Bhim Niê", "Y-Bhim Niê"), ("Y\u2010Bhim Niê", "Y-Bhim Niê"), ("Y–Bhim Niê", "Y-Bhim Niê"),
        ("Ｎｇｕｙễn Văn Ａ", "Nguyễn Văn A"),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_keyboards_type_it(typed, kept):
    assert values.person_name(typed) == kept


def test_a_dash_between_words_stays_in_the_name_of_a_business():
    assert values.holder_name("Công ty Hồi – chi nhánh Kỳ\u2011Lừa") == "Công ty Hồi – chi nhánh Kỳ-Lừa"


@pytest.mark.parametrize("typed", ["A&B; %s", "Nguyễn Văn A & B", "100% Hoa"])
def test_signs_that_no_card_has_are_no_name(typed):
    with pytest.raises(WrongValue):
        values.person_name(typed)


@pytest.mark.parametrize(
    "typed", ["0912345678,", "0912345678 ;", "tel:0912345678", "SĐT: 0912.345.678", "0912345678 (Zalo)"]
)
def test_what_stands_around_a_telephone_number_is_not_of_it(typed):
    assert values.phone_number(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["②20190000101", "02019000010¹", "020190000㉑1"])
def test_figures_that_mean_something_else_are_no_figures(typed):
    with pytest.raises(WrongValue):
        values.id_number(typed)
