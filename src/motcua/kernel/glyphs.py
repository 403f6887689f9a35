"""Which characters our fonts can draw. PDF/A forbids a page with a missing glyph, and people paste anything."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from motcua.kernel.speech import say as _
from motcua.kernel.text import visible

FONTS = Path(__file__).parent / "fonts"
# Of letters with marks that no composed letter has, «Rơ̆čăm»: its fonts know where each mark stands.
MARKED = FONTS / "marked"
MISSING = "\u25a1"
# What a file is called of whose name nothing is left.
NAMELESS = "tep"
# Greek letters that look like Latin ones: capitals from Alpha to Chi, omicron and nu.
GREEK_ALIKE = frozenset(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"
)
# Drawn as what they look like: hyphens at which no line ends.
ALIKE = str.maketrans("\u2010\u2011", "--")


@cache
def covered() -> frozenset[int]:
    """Code points that every one of our fonts has."""
    return _of_all(FONTS)


@cache
def marked() -> frozenset[int]:
    """Letters and marks that can be put together."""
    return _of_all(MARKED)


def _of_all(folder: Path) -> frozenset[int]:
    return frozenset.intersection(*(_code_points(path.read_bytes()) for path in sorted(folder.glob("*.ttf"))))


def printable(text: str) -> str:
    """The text composed (NFC), without control and invisible characters; what no font has becomes □."""
    return "".join(char if is_drawn else MISSING for char, is_drawn in _drawn(text))


def undrawn(text: str) -> str:
    """The characters of a text that our papers do not show, each once: no font has them, or they look like Latin ones.

    A Cyrillic «А» among Latin letters looks like the Latin A and makes another name for everybody who looks it up.
    """
    return "".join(dict.fromkeys(char for char, is_drawn in _drawn(text) if not is_drawn or _looks_latin(char)))


def _looks_latin(char: str) -> bool:
    """A letter of another script that is drawn like a Latin one; of Cyrillic any."""
    return char in GREEK_ALIKE or unicodedata.name(char, "").startswith("CYRILLIC")


def undrawn_words(label: str, lost: str) -> str:
    """What is written in signs that our papers cannot show is never signed as empty boxes."""
    said = _("%(label)s có chữ, hình không in được trên giấy: %(lost)s. Viết bằng chữ cái Latinh, chữ số, dấu câu.")
    return said % {"label": label, "lost": lost}


def drawn_name(name: str) -> str:
    """The name of a file as papers show it: without what no font of ours has, its ending kept.

    A camera names files by itself, in its own script: nobody is asked to rename them.
    """
    if not undrawn(name):
        return name
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    kept = " ".join("".join(char for char, is_drawn in _drawn(stem) if is_drawn).split()).strip(" _-.")
    return f"{kept or NAMELESS}{dot}{''.join(char for char, is_drawn in _drawn(ending) if is_drawn)}"


def wrong_signs(field: str, label: str, text: object) -> dict[str, str]:
    """What is wrong with a text that will stand on papers, by its field; nothing where all of it can be drawn."""
    lost = undrawn(str(text or ""))
    return {field: undrawn_words(label, lost)} if lost else {}


def _drawn(text: str) -> Iterator[tuple[str, bool]]:
    """Each character that is seen, and whether it is drawn where it stands: a mark on a letter that takes it."""
    seen = visible(text).translate(ALIKE).replace("\t", " ")
    letter = ""
    for char, following in zip(seen, seen[1:] + " ", strict=False):
        if unicodedata.category(char)[0] == "M":
            yield char, {ord(char), ord(letter or " ")} <= marked()
            continue
        letter = char
        is_marked = unicodedata.category(following)[0] == "M"
        yield char, char == "\n" or ord(char) in (marked() if is_marked and char.isalpha() else covered())


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
