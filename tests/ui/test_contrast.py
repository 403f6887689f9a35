"""Words stay readable on every ground, by day and by night: a contrast of 7 to 1 (WCAG 1.4.6)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "frontend" / "css"
WORDS = ("ink", "soft", "cham", "good", "soon", "late")
GROUNDS = ("paper", "surface", "sunken", "cham-tint", "good-tint", "soon-tint", "late-tint")
PAIRS = [(word, ground) for word in WORDS for ground in GROUNDS] + [
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-cham", "band"),
]


def tokens(theme):
    """The colours of a theme: by day or by night, as usual or in strong contrast (`clear`)."""
    found = {}
    for sheet in ("tokens", "clear") if "clear" in theme else ("tokens",):
        light, dark = (CSS / f"{sheet}.css").read_text().split("@media (prefers-color-scheme: dark)")
        for part in (light, dark) if "dark" in theme else (light,):
            found |= dict(re.findall(r"--mc-([\w-]+): (#[0-9a-f]{6})", part))
    return found


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark", "light clear", "dark clear"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_are_readable_on_their_ground(theme, word, ground):
    known = tokens(theme)
    darker, lighter = sorted((luminance(known[word]), luminance(known[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 7
