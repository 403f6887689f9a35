"""Vietnamese text: folding for search, dictionary order, and the formats of dates, money and sizes."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DONG = gettext_noop("%(amount)s đồng")

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Tone marks in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_RANK = {letter: chr(ord("A") + n) for n, letter in enumerate(_LETTERS)}


# Letters and marks by name that have no shape: fillers, joiners of graphemes, choosers of a variant.
FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Most of what is written here: nothing in it is invisible, and each sign is composed.
_PLAIN = re.compile("[\n\t -~\xa0-\xac\xae-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e]*")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def visible(text: str) -> str:
    """The text in one normal form, without what nobody sees.

    Controls, zero widths, marks of direction, fillers, and marks that stand on nothing; every end of a line is one.
    """
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    for char in _LINE_ENDS.sub("\n", text):
        kind = unicodedata.category(char)[0]
        is_bare = kind == "M" and (not kept or kept[-1].isspace())
        if char in "\n\t" or (kind != "C" and char not in FILLERS and not is_bare):
            kept.append(char)
    # Only now: what stood between a letter and its mark would have kept them apart.
    return unicodedata.normalize("NFC", "".join(kept))


# Letters that look like Đ and are none: of Iceland and of Africa. In Vietnamese they are always a slip of a keyboard.
LOOKALIKES = {0xD0: 0x110, 0xF0: 0x111, 0x189: 0x110, 0x256: 0x111}
# Strokes that formulas have for a division or a fraction: in a number of law they are the one of keyboards.
_STROKES_OF_FORMULAS = dict.fromkeys((0x2044, 0x2215, 0x29F8), 0x2F)
# Hyphens and dashes of every width, which telephones and word processors write for one another.
DASHES = "\u002d\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
# Where an old word processor hid a hyphen: between the capitals of a number, «NĐ-CP».
_HIDDEN_HYPHEN = re.compile(r"(?<=[A-Z\u0110\u01af])\xad(?=[A-Z\u0110\u01af])")


def vietnamese(text: str) -> str:
    """An official text as it is meant: visible, composed, with letters that only look like Vietnamese ones mended."""
    plain = text.translate(LOOKALIKES | _STROKES_OF_FORMULAS)
    return visible(_HIDDEN_HYPHEN.sub("-", plain)).translate(LOOKALIKES)


def one_line(text: str) -> str:
    """A name, a number or an address, which may stand in a header or a log: visible, and without line breaks."""
    return " ".join(visible(text).split())


def worded(text: str) -> str:
    """What was written to be read by somebody, such as a reason; empty when no letter and no figure is in it."""
    words = visible(text).strip()
    return words if any(char.isalnum() for char in words) else ""


# What folding does, as lists of single signs, so that the database does the very same (`kernel.folding`).
# Marks that stand over, under and through letters.
MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
# Apostrophes and what keyboards write for them: H'Hen, H’Hen and HHen are one name.
APOSTROPHES = "'`\xb4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2018\u2019\u201b\u2032\uff07"
BLANKS = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Letters with a stroke, which no normal form takes apart, as what they are without; then capitals of the alphabets of
# Europe, beginning after those that are taken apart.
_STROKES = {"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ɖ": "d", "Ɖ": "d", "ƀ": "b", "Ƀ": "b", "ø": "o", "Ø": "o",
            "ł": "l", "Ł": "l", "ɨ": "i", "Ɨ": "i", "ı": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ɓ": "b",
            "Ɓ": "b"}  # fmt: skip
_CAPITALS = {
    letter: letter.lower()
    for letter in map(chr, (*range(0x41, 0x5B), *range(0xC0, 0x530)))
    if len(letter.lower()) == 1 and letter.lower() != letter and unicodedata.normalize("NFD", letter) == letter
}
SMALL = {**_CAPITALS, **_STROKES}
_SMALL = str.maketrans(SMALL)
_UNREAD = re.compile(f"[{MARKS}{APOSTROPHES}]")
_BLANK = re.compile(f"[{BLANKS}]+")


def fold(text: str) -> str:
    """Lower case without marks and apostrophes, đ as d, spaces tidied: what two spellings of one word share."""
    plain = _UNREAD.sub("", unicodedata.normalize("NFD", text)).translate(_SMALL)
    return _BLANK.sub(" ", plain).strip(" ")


_SAME_LETTERS = str.maketrans({ord(char): None for char in APOSTROPHES} | LOOKALIKES)


def alike(text: str) -> str:
    """What two ways of writing one name share: in capitals or not, with any apostrophe, with Đ or what looks like it.

    Marks count: Hoa and Hòa are two names.
    """
    return _BLANK.sub(" ", unicodedata.normalize("NFC", text.translate(_SAME_LETTERS)).casefold()).strip(" ")


def sort_key(text: str) -> str:
    """A string whose plain byte order is the Vietnamese dictionary order of the text (a ă â b c d đ …, then tones)."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text).lower():
        tone, rest = "0", []
        for part in unicodedata.normalize("NFD", char):
            if part in _TONES:
                tone = _TONES[part]
            else:
                rest.append(part)
        letter = unicodedata.normalize("NFC", "".join(rest))
        # Digits and signs stand before letters as in any dictionary; letters outside the alphabet after them.
        letters.append(_RANK.get(letter, letter if letter < "A" else "~" + letter))
        tones.append(tone)
    return "".join(letters) + "\x01" + "".join(tones).rstrip("0")


def local(moment: datetime) -> datetime:
    """The moment on a clock in Viet Nam."""
    return moment.astimezone(VIETNAM)


def format_date(day: date) -> str:
    """23/11/2026; an aware datetime is shown as its day in Viet Nam."""
    if isinstance(day, datetime):
        day = local(day).date()
    return f"{day.day:02}/{day.month:02}/{day.year}"


def format_datetime(moment: datetime) -> str:
    """14:30 ngày 23/11/2026, on a clock in Viet Nam."""
    shown = local(moment)
    return _("%(time)s ngày %(day)s") % {"time": f"{shown.hour:02}:{shown.minute:02}", "day": format_date(shown)}


def format_number(number: float | Decimal, *, places: int = 0) -> str:
    """1.250.000, or with digits after the comma 4,6; in English 1,250,000 and 4.6."""
    # How the reader's language writes a number: from here come the sign between thousands and the one before decimals.
    written = _("số 1.234,5")
    return f"{number:,.{places}f}".translate({ord(","): written[-6], ord("."): written[-2]})


def format_dong(amount: int) -> str:
    """1.250.000 đồng"""
    return _(DONG) % {"amount": format_number(amount)}


def recorded_dong(amount: int) -> str:
    """1.250.000 đồng as a record tells it, whatever its writer reads: always Vietnamese."""
    return DONG % {"amount": f"{amount:,}".replace(",", ".")}


def format_phone(number: str) -> str:
    """+84912345678 as people here write it: 0912 345 678. Anything else stays as it is."""
    rest = number.removeprefix("+84")
    if rest == number or not (rest.isdigit() and len(rest) == 9):
        return number
    return f"0{rest[:3]} {rest[3:6]} {rest[6:]}"


def format_size(size: int) -> str:
    """A file's size: 812 byte, 12,5 KB, 3,4 MB."""
    if size < 1024:
        return f"{size} byte"
    unit, value = ("KB", size / 1024) if size < 1024**2 else ("MB", size / 1024**2)
    shown = round(value, 1)
    return f"{format_number(shown, places=0 if shown == int(shown) else 1)} {unit}"


# Letters that Vietnamese has and English has not.
_OWN_LETTERS = re.compile(
    r"[\u00c0-\u00c3\u00c8-\u00ca\u00cc\u00cd\u00d2-\u00d5\u00d9\u00da\u00dd\u00e0-\u00e3\u00e8-\u00ea\u00ec\u00ed"
    r"\u00f2-\u00f5\u00f9\u00fa\u00fd\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)


def is_vietnamese(text: str) -> bool:
    """Whether it has a letter that only Vietnamese has, of the languages spoken here."""
    return _OWN_LETTERS.search(text) is not None
