"""The documents around a document as a drawing: what it acts on above, what acts on it below. Pure layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

# In units of the view box; a phone shows 340 of them in its width.
WIDTH, BOX_HEIGHT, GAP, INDENT = 340, 62, 14, 34
MOST = 5
# So many letters of 13 units fit in a box beside its edges.
LETTERS = 38


@dataclass(frozen=True)
class Neighbour:
    """A document related to the one in the middle, and the relation in words."""

    number: str
    slug: str
    title: str
    words: str


@dataclass(frozen=True)
class Box:
    """A drawn document: where its box is, what it says, where the line to it runs and which way it points."""

    x: int
    y: int
    width: int
    height: int
    words: str
    number: str
    title: str
    slug: str
    points_up: bool = False

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def text_x(self) -> int:
        return self.x + 12


@dataclass(frozen=True)
class Diagram:
    """The whole drawing; `above` and `below` that are not drawn are only counted."""

    width: int
    height: int
    centre: Box
    above: Sequence[Box]
    below: Sequence[Box]
    more_above: int
    more_below: int

    @property
    def boxes(self) -> list[Box]:
        return [*self.above, self.centre, *self.below]

    @property
    def below_line(self) -> int:
        """Where the line from what acts on the document reaches it."""
        return self.centre.y + self.centre.height

    @property
    def spine(self) -> int:
        """Where the line runs on which all boxes hang."""
        return INDENT // 2


def diagram(centre: Neighbour, above: Sequence[Neighbour], below: Sequence[Neighbour]) -> Diagram:
    """Lay the documents out one under the other, at most five a side, so that a phone shows them in its width."""
    step = BOX_HEIGHT + GAP
    top = [_box(one, n * step, INDENT, points_up=True) for n, one in enumerate(above[:MOST])]
    middle = _box(centre, len(top) * step, 0)
    bottom = [_box(one, (len(top) + 1 + n) * step, INDENT) for n, one in enumerate(below[:MOST])]
    return Diagram(
        width=WIDTH,
        height=(len(top) + 1 + len(bottom)) * step - GAP,
        centre=middle,
        above=top,
        below=bottom,
        more_above=max(0, len(above) - MOST),
        more_below=max(0, len(below) - MOST),
    )


def _box(one: Neighbour, y: int, x: int, *, points_up: bool = False) -> Box:
    return Box(
        x=x + 1,
        y=y + 1,
        width=WIDTH - x - 2,
        height=BOX_HEIGHT - 2,
        words=shorten(one.words, LETTERS, placeholder="…"),
        number=shorten(one.number, LETTERS, placeholder="…"),
        title=shorten(one.title, LETTERS, placeholder="…"),
        slug=one.slug,
        points_up=points_up,
    )
