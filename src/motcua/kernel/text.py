"""Vietnamese text: folding for search, dictionary order, and the formats of dates, money and sizes."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.kernel.speech import say as _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Tone marks in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_RANK = {letter: chr(ord("A") + n) for n, letter in enumerate(_LETTERS)}


# Letters and signs by name that have no shape.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def visible(text: str) -> str:
    """The text in one normal form, without what nobody sees: controls, zero widths, marks of direction, fillers."""
    kept = (
        char
        for char in unicodedata.normalize("NFC", text)
        if char in "\n\t" or (unicodedata.category(char)[0] != "C" and char not in FILLERS)
    )
    return "".join(kept)


def one_line(text: str) -> str:
    """A name, a number or an address, which may stand in a header or a log: visible, and without line breaks."""
    return " ".join(visible(text).split())


def fold(text: str) -> str:
    """Lower case without marks, đ as d, spaces tidied: what two spellings of one word share."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", kept).lower().split())


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


def format_number(number: int) -> str:
    """1.250.000"""
    return f"{number:,}".replace(",", ".")


def format_dong(amount: int) -> str:
    """1.250.000 đồng"""
    return _("%(amount)s đồng") % {"amount": format_number(amount)}


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
    return f"{value:.1f}".replace(".", ",").removesuffix(",0") + f" {unit}"
