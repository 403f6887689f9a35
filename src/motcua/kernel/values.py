"""The kinds of numbers that people type, each read in one place: identity, telephone, tax code, code of a dossier.

Every door asks here (forms, counter, sign-in, search, imports): what is kept is one shape, what cannot be is said.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.kernel.text import DASHES, one_line, visible

_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Word processors and telephones write them for the one of keyboards; dashes between words stay in names of businesses.
_TYPED_HYPHENS = str.maketrans("\u2010\u2011\ufe63\uff0d", "----")
_BETWEEN = re.compile(r"[\s.,\-_/]+")
# The first three figures of a personal number: provinces as they were when numbers began, or, from 101, a country.
_PROVINCES = """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044
    045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091
    092 093 094 095 096
"""
PROVINCES = frozenset(map(int, _PROVINCES.split()))
FIRST_COUNTRY, LAST_COUNTRY = 101, 399
# The mobile numbers of eleven figures that ended in 2018, and what each began with afterwards.
ENDED_IN_2018 = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
    "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

NO_ID = gettext_noop("Số định danh gồm 12 chữ số như trên thẻ căn cước.")
NO_ID_OR_FORMER = gettext_noop("Số định danh gồm 12 chữ số; số chứng minh nhân dân cũ gồm 9 chữ số.")
ENDED_ID = gettext_noop("Số chứng minh nhân dân 9 chữ số không còn giá trị. Nhập 12 chữ số trên thẻ căn cước.")
ENDED_ID_OR_PASSPORT = gettext_noop(
    "Số chứng minh nhân dân 9 chữ số không còn giá trị: nhập 12 chữ số trên thẻ căn cước. Hộ chiếu nước ngoài chỉ có"
    " chữ số thì ghi ba chữ cái mã nước trước số, ví dụ USA567812345."
)
IMPOSSIBLE_ID = gettext_noop("Không có số định danh nào như vậy: ba chữ số đầu, giới tính hoặc năm sinh không đúng.")
NO_PHONE = gettext_noop("Số điện thoại không đúng, ví dụ 0912345678.")
HOTLINE = gettext_noop("Số tổng đài 1800, 1900 không nhận được tin nhắn của từng người: nhập số di động hoặc máy bàn.")
ENDED_PHONE = gettext_noop("Số 11 chữ số đã đổi từ năm 2018: nay là %(number)s. Nhập số đang dùng.")
NO_TAX_CODE = gettext_noop("Mã số thuế gồm 10 chữ số, 13 chữ số của đơn vị phụ thuộc, hoặc 12 số định danh cá nhân.")
# Of the state whose decisions these are: none was signed, and no agency worked, before.
FIRST_DAY = date(1945, 9, 2)
BEFORE_FIRST_DAY = gettext_noop("Chọn ngày từ 02/9/1945 trở đi.")
NO_NAME = gettext_noop("Nhập họ và tên.")
NOT_IN_LETTERS = gettext_noop("Họ tên viết bằng chữ, không có chữ số và các dấu < > & %.")
MARKUP = gettext_noop("Tên không có dấu < >.")
NO_HOUR = gettext_noop("Ghi giờ và phút, ví dụ 14:30.")
NO_DAY = gettext_noop("Ghi ngày có thật, năm đủ bốn chữ số, ví dụ 30/11/2026.")
WRONG_TAX_CODE = gettext_noop("Mã số thuế này không đúng: chữ số thứ mười không khớp. Kiểm tra lại từng chữ số.")


class WrongValue(ValueError):
    """What was typed is none; the sentence tells the person what to do."""


def flat(text: str) -> str:
    """What was typed, with figures of any script and any width as 0 to 9, one kind of hyphen, and no blank around."""
    # A circled or raised figure stands for something else: it stays, and is refused where figures are meant.
    kept = "".join(char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char) for char in text)
    plain = visible(kept).translate(_TO_HYPHEN)
    return "".join(
        str(figure) if (figure := unicodedata.decimal(char, None)) is not None else char for char in plain
    ).strip()


def narrow(text: str) -> str:
    """What was typed on a wide keyboard, as on ours: «１９９０» as 1990. All else stays, so that 5² is never 52."""
    return visible(text).translate(_NARROW).strip()


def figures(text: str) -> str:
    """The figures of a number that was typed in groups; what holds anything but figures stays to be refused."""
    return _BETWEEN.sub("", flat(text))


def id_number(text: str, *, on: date | None = None, is_former_taken: bool = False) -> str:
    """A personal number of twelve figures; also one of the old cards, of nine, where that is taken (for the dead).

    Refused when no card can bear it: nobody's province, a century to come, or a year after `on`.
    """
    number = figures(text)
    if is_former_taken and re.fullmatch(r"[0-9]{9}", number):
        return number
    if re.fullmatch(r"[0-9]{9}", number):
        raise WrongValue(_(ENDED_ID))
    if not re.fullmatch(r"[0-9]{12}", number):
        raise WrongValue(_(NO_ID_OR_FORMER) if is_former_taken else _(NO_ID))
    place, century, year = int(number[:3]), int(number[3]) // 2, int(number[4:6])
    is_place = place in PROVINCES or FIRST_COUNTRY <= place <= LAST_COUNTRY
    if not is_place or century > 1 or (on is not None and 1900 + 100 * century + year > on.year):
        raise WrongValue(_(IMPOSSIBLE_ID))
    return number


def document_number(text: str, *, on: date | None = None, is_former_taken: bool = False) -> str:
    """What somebody showed who they are with: a personal number, or the number of a passport.

    A passport has letters; before one of figures alone stand those of its country, for nine figures were a card too.
    """
    plain = figures(text).upper()
    if re.fullmatch(r"[0-9]{9}", plain) and not is_former_taken:
        raise WrongValue(_(ENDED_ID_OR_PASSPORT))
    if re.fullmatch(r"(?=.*[A-Z])(?=(?:.*[0-9]){5})[A-Z0-9]{6,12}", plain):
        return plain
    return id_number(text, on=on, is_former_taken=is_former_taken)


def _name(text: str) -> str:
    """A name as ordinary keyboards type it, so that it is found: wide letters narrow, hyphens that bind lines plain."""
    return one_line(narrow(text)).translate(_TYPED_HYPHENS)


def person_name(text: str) -> str:
    """The name of a person, in one line: letters, blanks and the signs between them; no figure, no markup.

    Whatever else people bear (H'Hen, Ê̆ban, «Nguyễn Văn A (Năm)») stays: only what no card has is refused.
    """
    name = _name(text).translate(_TO_HYPHEN)
    if not any(char.isalpha() for char in name):
        raise WrongValue(_(NO_NAME))
    if any(char in "<>&%" or char.isdigit() for char in name):
        raise WrongValue(_(NOT_IN_LETTERS))
    return name


def holder_name(text: str) -> str:
    """The name of whose dossier it is: of a person, or of a business, an association, a school, which has figures."""
    name = _name(text)
    if not any(char.isalpha() for char in name):
        raise WrongValue(_(NO_NAME))
    if set("<>") & set(name):
        raise WrongValue(_(MARKUP))
    return name


# Whom nobody can call back, at home.
HOTLINES = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}


_AROUND_A_PHONE = re.compile(r"^(?:tel|sđt|đt)\s*[:.]\s*|\s*[,;]+\s*$|\s*\([^\W\d_]+\)\s*$", re.IGNORECASE)


def phone_number(text: str) -> str:
    """A telephone number that can ring, as +84…; abroad with its country. Says the new one of a number that ended."""
    # Cut out of a list or a link, or with what it is used for: «0912…,», «tel:0912…», «0912… (Zalo)».
    typed = _AROUND_A_PHONE.sub("", flat(text)).strip()
    # Also «(+84) 912…», as telephones and visiting cards show it.
    if not re.fullmatch(r"(?:\(\+|\+\(|[+(])?[0-9][0-9\s.\-()/]*", typed):
        raise WrongValue(_(NO_PHONE))
    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException as error:
        raise WrongValue(_(NO_PHONE)) from error
    if number.country_code == 84 and phonenumbers.number_type(number) in HOTLINES:
        raise WrongValue(_(HOTLINE))
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = f"0{number.national_number}"
    if number.country_code == 84 and len(national) == 11 and (new := ENDED_IN_2018.get(national[:4])):
        raise WrongValue(_(ENDED_PHONE) % {"number": new + national[4:]})
    raise WrongValue(_(NO_PHONE))


def dialled_number(number: str) -> str:
    """+84912345678 as one dials it here, 0912345678; anything else as it is."""
    return f"0{number[3:]}" if number.startswith("+84") else number


def tax_code(text: str) -> str:
    """A tax code: ten figures, the last proves the others, with a dependent unit's three; or a personal number."""
    number = figures(text)
    if re.fullmatch(r"[0-9]{12}", number):
        return id_number(number)
    if not re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", number):
        raise WrongValue(_(NO_TAX_CODE))
    proof = 10 - sum(weight * int(figure) for weight, figure in zip(TAX_WEIGHTS, number, strict=False)) % 11
    if proof != int(number[9]):
        raise WrongValue(_(WRONG_TAX_CODE))
    return number[:10] + (f"-{number[10:]}" if number[10:] else "")


_DOSSIER = re.compile(
    r"(?<![A-Z0-9.])(?:(?:[A-Z0-9]+\.)*[A-Z0-9]+-[0-9]{6}-[0-9]{4,}|NT[A-Z0-9]{10})(?![A-Z0-9])", re.ASCII
)


def dossier_code(text: str) -> str:
    """The code of a dossier within what was typed or pasted: with its words before it, dashes, blanks of any kind.

    What holds none comes back as it was typed, in capitals, to be looked for as the beginning of one.
    """
    plain = re.sub(r"\s*([-.])\s*", r"\1", flat(text).upper())
    plain = _PARTS.sub(r"-\1-\2", plain)
    plain = _OFFICE.sub(lambda office: office[0].replace("_", ".").replace(",", "."), plain)
    if said := _SAID.search(plain):
        *office, day, number = re.split(r"[\s._-]+", said[0])
        return f"{'.'.join(office)}-{day}-{number}"
    for tried in (plain, _BETWEEN_FIGURES.sub("-", plain), re.sub(r"\s+", "", plain)):
        if found := _DOSSIER.search(tried):
            return found[0]
    if spaced := _SPACED.search(plain):
        return re.sub(r"[\s-]+", "", spaced[0])
    return plain


# As names of files and addresses write it, or with commas for dots: H37_TD_06187_261123_0001, H37,TD,06187-261123-0001.
_PARTS = re.compile(r"[-_/]([0-9]{6})[-_/]([0-9]{4,})")
_OFFICE = re.compile(r"(?<![A-Z0-9.])H[0-9]+(?:[._,][A-Z0-9]+)+(?=-[0-9]{6}-)", re.ASCII)
# Each part read out by itself: H37 TD 06187 01 261130 0003.
_SAID = re.compile(
    r"(?<![A-Z0-9.])H[0-9]+(?:[\s._-]+[A-Z0-9]+)*?[\s._-]+[0-9]{6}[\s._-]+[0-9]{4,}(?![A-Z0-9])", re.ASCII
)
# Read out or written in groups: NT 1234 5ABC DE, NT-1234-5ABC-DE.
_SPACED = re.compile(r"(?<![A-Z0-9])NT(?:[\s-]*[A-Z0-9]){10}(?![A-Z0-9])", re.ASCII)
# A blank typed for a hyphen: «H37.1 261123 0001».
_BETWEEN_FIGURES = re.compile(r"(?<=[0-9])\s+(?=[0-9])")


def business_number(text: str) -> str:
    """The number of a business: its tax code, or that of a household's older certificate, which has letters."""
    plain = figures(text).upper()
    return plain if re.fullmatch(r"(?=.*[A-Z])(?=.*[0-9])[0-9A-Z]{8,14}", plain) else tax_code(text)


def hour(text: str) -> str:
    """An hour of the day as 05:30, however it is said: 5:30, 5h30, 5 giờ 30 phút, 5h."""
    said = re.fullmatch(
        r"([01]?[0-9]|2[0-3])(?:\s*(?:h|giờ)|\s*(?::|h|giờ)\s*([0-5][0-9])(?:\s*(?:phút|'))?)", flat(text).casefold()
    )
    if said is None:
        raise WrongValue(_(NO_HOUR))
    return f"{said[1]:0>2}:{said[2] or '00'}"


def whole_day(text: str) -> date:
    """A whole day as people and sheets write it: 1/12/2026, 01.12.2026, 01-12-2026, 2026-12-01; years are whole."""
    typed = flat(text)
    said = re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})", typed)
    parts = (said[4], said[3], said[1]) if said else typed.split("-")
    if not said and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
        raise WrongValue(_(NO_DAY))
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise WrongValue(_(NO_DAY)) from error


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(
    rf"[-!#$%&'*+/=?^_`{{}}|~0-9a-z]+(?:\.[-!#$%&'*+/=?^_`{{}}|~0-9a-z]+)*@(?:{_LABEL}\.)+(?!-)[a-z0-9-]{{2,63}}(?<!-)",
    re.IGNORECASE,
)
NO_EMAIL = gettext_noop("Email phải có dạng ten@vidu.vn.")


def email_address(text: str) -> str:
    """An address of electronic mail, which must have a domain: what has none reaches nobody."""
    if not _EMAIL.fullmatch(text):
        raise WrongValue(_(NO_EMAIL))
    return text


def or_empty(kind: Callable[[str], str], text: str) -> str:
    """A value as its kind is kept; empty for what is none, where nobody is asked again."""
    try:
        return kind(text)
    except WrongValue:
        return ""


def phone_or_empty(text: str) -> str:
    """A telephone number as it is kept; empty for what is none."""
    return or_empty(phone_number, text)


def id_or_empty(text: str) -> str:
    """A personal number as it is kept, also an old one; empty for what is none."""
    return or_empty(partial(id_number, is_former_taken=True), text)


def wrong(field: str, kind: Callable[[str], str], text: object) -> dict[str, str]:
    """What is wrong with a value of a field, by its name; nothing where it is right or was not said."""
    try:
        if text:
            kind(str(text))
    except WrongValue as error:
        return {field: str(error)}
    return {}


def shaped(kind: Callable[[str], str], text: str) -> str:
    """A value in the shape in which its kind is kept; what is none stays as it is, to be refused elsewhere."""
    try:
        return kind(text) if text else text
    except WrongValue:
        return text
