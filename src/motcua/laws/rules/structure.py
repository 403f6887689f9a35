"""The text of an article as clauses and points, each with its address."""

import re
from dataclasses import dataclass, field

_CLAUSE = re.compile(r"(\d{1,3}[a-zđ]?)\.\s+")
# f, j, w and z are no letters of points; đ is.
_POINT = re.compile(r"([a-eghik-vxyđ]{1,2}\d?)\)\s+")


@dataclass
class Provision:
    """A clause or a point: its number, its words, what stands below it."""

    kind: str
    number: str
    address: str
    text: str
    children: list["Provision"] = field(default_factory=list)


@dataclass
class Body:
    """An article's text: words before the first clause, and its clauses (or points, where it has no clauses)."""

    intro: list[str]
    provisions: list[Provision]


def structure(text: str, base: str) -> Body:
    """Take an article apart. Lines that open no clause or point belong to what stands before them."""
    intro: list[str] = []
    provisions: list[Provision] = []
    clause: Provision | None = None
    last: Provision | None = None
    expected = 1
    for line in (part.strip() for part in text.split("\n")):
        if not line:
            continue
        opening = _CLAUSE.match(line)
        point = _POINT.match(line)
        # Numbers that do not go on from the last clause are lists inside it («1. Tên; 2. Địa chỉ» of a form).
        if opening and _goes_on(opening[1], expected):
            clause = last = Provision("khoan", opening[1], f"{base}/khoan/{opening[1]}", line[opening.end() :])
            provisions.append(clause)
            expected = int(re.sub(r"\D", "", opening[1])) + 1
        elif point and (clause is not None or not provisions or provisions[-1].kind == "diem"):
            parent = clause.address if clause else base
            last = Provision("diem", point[1], f"{parent}/diem/{point[1]}", line[point.end() :])
            (clause.children if clause else provisions).append(last)
        elif last is not None:
            last.text += "\n" + line
        else:
            intro.append(line)
    return Body(intro, provisions)


def _goes_on(number: str, expected: int) -> bool:
    """5 after 4, and 4a after 4."""
    plain = int(re.sub(r"\D", "", number))
    return plain == expected or (number[-1].isalpha() and plain == expected - 1)
