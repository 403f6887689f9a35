"""Which characters our fonts can draw. PDF/A forbids a page with a missing glyph, and people paste anything."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from motcua.kernel.speech import say as _

FONTS = Path(__file__).parent / "fonts"
MISSING = "\u25a1"


@cache
def covered() -> frozenset[int]:
    """Code points that every one of our fonts has."""
    sets = [_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*sets)


def printable(text: str) -> str:
    """The text composed (NFC), without control and invisible characters; what no font has becomes □."""
    known = covered()
    return "".join(char if char == "\n" or ord(char) in known else MISSING for char in _visible(text))


def undrawn(text: str) -> str:
    """The characters of a text that no font of ours has, each once: on paper each would be □."""
    known = covered()
    return "".join(dict.fromkeys(char for char in _visible(text) if char != "\n" and ord(char) not in known))


def undrawn_words(label: str, lost: str) -> str:
    """What is written in signs that our papers cannot show is never signed as empty boxes."""
    said = _("%(label)s có chữ, hình không in được trên giấy: %(lost)s. Viết bằng chữ cái Latinh, chữ số, dấu câu.")
    return said % {"label": label, "lost": lost}


def _visible(text: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFC", text).replace("\r\n", "\n"):
        if char in "\n\t":
            yield "\n" if char == "\n" else " "
        elif unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"} or ord(char) == 0xAD:
            yield char


def _code_points(font: bytes) -> frozenset[int]:
    """The code points of the font's Unicode table of the basic plane (cmap format 4)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if (platform, encoding, kind) == (3, 1, 4):
            return _format_4(font, start + offset)
    raise ValueError("the font has no Unicode table")


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * n)
        if tag == name:
            return int(offset)
    raise ValueError(f"the font has no table {name!r}")


def _format_4(font: bytes, at: int) -> frozenset[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + double)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", font, ranges_at)
    found: set[int] = set()
    for n in range(count):
        for code in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = code
            if offsets[n]:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * n + offsets[n] + 2 * (code - starts[n]))
                if not glyph:
                    continue
            if (glyph + deltas[n]) & 0xFFFF:
                found.add(code)
    return frozenset(found)
