"""Stamps of secrecy: how a text bears one (NĐ 26/2020/NĐ-CP; Luật 29/2018/QH14 Đ5)."""

import re
import unicodedata

# A stamp of secrecy stands alone on its line; the word inside a sentence («bí mật đời tư») is no stamp. Blanks are
# taken out before: letters are often set apart in a stamp.
STAMP = re.compile(r"[\W_]*((ĐỘMẬT|DẤUMẬT)[\W_]+)?(TUYỆTMẬT|TỐIMẬT|MẬT)[\W_]*")
LONGEST_LINE = 80


def bears_secret_stamp(text: str) -> bool:
    """Whether a line of the text is nothing but a stamp of secrecy."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return any(len(line) < 2 * LONGEST_LINE and _is_stamp(line) for line in lines)


def may_bear_stamp(text: str) -> bool:
    """Whether the letters of a stamp are in the text at all, alone or not."""
    return "MẬT" in _seen(unicodedata.normalize("NFC", text))


def _is_stamp(line: str) -> bool:
    seen = _seen(line)
    return len(seen) < LONGEST_LINE and STAMP.fullmatch(seen) is not None


def _seen(text: str) -> str:
    """What is left to see: no blanks, and no signs that only direct or join others."""
    return "".join(char for char in "".join(text.split()) if unicodedata.category(char) != "Cf")
