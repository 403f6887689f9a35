"""The pieces of a drawing: SVG elements, places in hundredths of the width, words that fit."""

from collections.abc import Iterable
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LINE = 18
# So many letters of a label go into the width of a phone.
LETTERS = 38


def shape(name: str, *inside: str, **attributes: object) -> SafeString:
    """An element; `class_` is its class without the name of the block, `text_anchor` becomes text-anchor."""
    given = [(_name(key), _class(str(value)) if key == "class_" else value) for key, value in attributes.items()]
    written = format_html_join("", ' {}="{}"', ((key, value) for key, value in given if value not in ("", None)))
    return format_html("<{0}{1}>{2}</{0}>", name, written, joined(inside))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _class(names: str) -> str:
    return " ".join(f"mc-graph__{name}" for name in names.split())


def joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def part(share: float) -> str:
    """A place or a length in hundredths of the width."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def words(text: str, y: float, *, x: object = 0, class_: str = "words", anchor: str = "") -> SafeString:
    """A line of text."""
    return shape("text", text, x=x, y=round(y, 1), class_=class_, text_anchor=anchor)


def lines_of(text: str) -> list[str]:
    """A label on as many lines as it needs on a phone."""
    return wrap(text, LETTERS) or [""]


def lines(text: str, y: float, class_: str = "words") -> SafeString:
    """A label whose first line stands at `y`."""
    return joined(words(line, y + n * LINE, class_=class_) for n, line in enumerate(lines_of(text)))


def linked(inside: str, address: str, label: str) -> SafeString:
    """What leads somewhere, and is read as `label`; without an address it is only there."""
    if not address:
        return shape("g", inside)
    return shape("a", inside, href=address, aria_label=label)


def legend(entries: Iterable[tuple[str, str]], y: float) -> SafeString:
    """What the marks mean, one a line: the class of a mark, and its words."""
    rows = [(class_, text, y + n * LINE) for n, (class_, text) in enumerate(entries)]
    return joined(
        shape("rect", x=1, y=at - 11, width=14, height=12, class_=class_) + words(text, at, x=24)
        for class_, text, at in rows
    )
