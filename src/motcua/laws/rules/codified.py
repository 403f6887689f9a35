"""Reads the codified law (Bộ pháp điển): its article headings, and after each the document it comes from.

Điều 40.1.LQ.1. Phạm vi điều chỉnh
(Điều 1 Luật số 08/2007/QH12 Tương trợ tư pháp ngày 21/11/2007 của Quốc hội, có hiệu lực … kể từ ngày 01/07/2008)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from motcua.laws.rules import NAMES, NUMBER, address_of, citations, normal_number

CODE = r"\d+\.\d+\.[A-ZĐ]+\.\d+(?:\.\d+)*[a-zđ]{0,2}"
SOURCE_WORDS = r"Điều|Thông|Nghị|Luật|Bộ luật|Quyết|Pháp|[Kk]hoản|Mục|Phần|Danh|Chỉ|Phụ|Lệnh|\d"
HEADING = re.compile(rf"Điều ({CODE})\.?[ \t]*([^\n]*?)\s*\n\s*(?=[(\[*]{{1,3}}\s*(?:{SOURCE_WORDS}))")
LISTED = re.compile(rf"(?m)^#+ \d{{8,}}\s*\n+(?:Điều ({CODE})\.[ \t]*([^\n]*)$)?")
LINE = re.compile(rf"(?m)^ *Điều ({CODE})\.[ \t]*([^\n]*)$")
CONTAINER = re.compile(r"(?m)^ *((?:Phần(?: thứ)?|Chương|Mục|Tiểu mục) [^\n]{1,12}?)(?:[ .:]+([^\n]{2,300}))?$")
DAY = re.compile(r"(\d{1,2})\s?/\s?(\d{1,2})\s?/\s?(\d{4})")
EFFECT = re.compile(
    r"có\s+hiệu\s+lực(?:\s+thi\s+hành)?(?:\s+kể)?(?:\s+từ)?(?:\s+ngày)?\s+(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})"
)
SOURCE = re.compile(
    rf"(?P<place>.{{0,80}}?)(?P<name>{NAMES})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER}|\d+[\w\s]*/[\w/-]+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
SIGNED = re.compile(
    # The last day is that of signing: a title may name the day of the document it amends.
    r"\s*(?P<title>.*)\s*ngày\s+(?P<day>\d{1,2}/\d{1,2}/\d{4})\s+của\s+(?P<issuer>[^,;()]{2,120})",
    re.DOTALL,
)
ARTICLE = re.compile(r"Điều\s+(\d+[a-zđ]{0,2})")
AMENDED = re.compile(
    r"có nội dung được\s+(sửa đổi|bổ sung|đính chính|thay thế|bãi bỏ|hướng dẫn|quy định chi tiết|giải thích)"
)
RELATED = re.compile(
    r"\((?:Điều|Mục|Chương|Phần|Khoản) này có nội dung liên quan đến .*?\)\s*(?=\n|$|Điều \d)", re.DOTALL
)


@dataclass(frozen=True)
class Amendment:
    """A later document that changed an article."""

    number: str
    article: str
    on: date | None


@dataclass(frozen=True)
class ReadArticle:
    """An article as the codified law gives it."""

    code: str
    heading: str
    line: int
    name: str
    number: str
    article: str
    address: str
    effective_from: date | None
    signed_on: date | None
    title: str
    issuer: str
    amendments: tuple[Amendment, ...]
    text: str


@dataclass
class ReadFile:
    """What a file of the codified law holds; `unread` are headings with text whose source could not be understood.

    `unreal` are days that no calendar has, with where they stand: what they say is known of nothing.
    """

    articles: list[ReadArticle] = field(default_factory=list)
    unread: list[tuple[int, str, str]] = field(default_factory=list)
    listed_only: list[str] = field(default_factory=list)
    unreal: list[tuple[int, str, str]] = field(default_factory=list)


def day_of(text: str) -> date | None:
    """21/11/2007 as a day; None for what is none."""
    found = DAY.search(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def fitting_day(signed_on: date | None, number: str) -> date | None:
    """A day of signing, unless the year in the number belies it: then it was another document's, or a slip."""
    year = next((int(part) for part in number.split("/")[1:-1] if len(part) == 4 and part.isdigit()), None)
    return signed_on if signed_on is None or year is None or abs(signed_on.year - year) <= 1 else None


def is_codified(text: str) -> bool:
    """Whether a file is codified law, with or without the texts of its articles."""
    return LINE.search(text) is not None


def read(text: str) -> ReadFile:
    """Take a file of the codified law apart into articles."""
    found = ReadFile()
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)] * bool(headings)
    lines = _Lines(text)
    for heading, end in zip(headings, ends, strict=True):
        source, body = _source(text[heading.end() : end])
        stands = lines.at(heading.start())
        found.unreal += [(stands, heading[1], day[0]) for day in DAY.finditer(source) if day_of(day[0]) is None]
        article = _article(heading, source, body, stands)
        if article is None:
            found.unread.append((stands, heading[1], source[:300]))
        else:
            found.articles.append(article)
    if not headings:
        # A table of contents alone: its headings have no text here to come from anywhere.
        found.listed_only = list(dict.fromkeys(line[1] for line in LINE.finditer(text)))
        return found
    known = {heading[1] for heading in headings}
    contents_end = max((listing.end() for listing in LISTED.finditer(text)), default=0)
    for line in LINE.finditer(text):
        if line[1] in known:
            continue
        if line.start() < contents_end:
            found.listed_only.append(line[1])
        else:
            found.unread.append((lines.at(line.start()), line[1], line[0].strip()[:300]))
    return found


class _Lines:
    """Line numbers of places in a text, asked in order."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.line = text, 0, 1

    def at(self, place: int) -> int:
        if place < self.place:
            self.place, self.line = 0, 1
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line


def _source(text: str) -> tuple[str, str]:
    """The words in the first brackets, which may hold brackets themselves, and what follows them."""
    depth = 0
    for place, char in enumerate(text[:6000]):
        depth += (char == "(") - (char == ")")
        if char == ")" and depth <= 0:
            return " ".join(text[:place].strip(" ([*").split()), text[place + 1 :]
    line, _newline, rest = text.partition("\n")
    return " ".join(line.strip(" ([*)").split()), rest


def _article(heading: re.Match[str], source: str, body: str, line: int) -> ReadArticle | None:
    found = SOURCE.match(source)
    if found is None:
        return None
    first, *later = AMENDED.split(source)
    effect = EFFECT.search(first)
    effective_from = day_of(effect[1]) if effect else None
    # What amended it comes after, with days of its own.
    signed = SIGNED.match(found["rest"][: max(0, len(first) - found.start("rest"))])
    article = ARTICLE.search(found["place"])
    name = found["name"].capitalize()
    number = normal_number(found["number"], name=name) or re.sub(r"\s+", "", found["number"])
    return ReadArticle(
        code=heading[1], heading=heading[2].strip(), line=line, name=name, number=number,
        article=article[1] if article else "", address=address_of(article[1] if article else None),
        effective_from=effective_from,
        signed_on=fitting_day(day_of(signed["day"]) if signed else None, number),
        title=" ".join(signed["title"].split()) if signed else "",
        issuer=" ".join(signed["issuer"].split()) if signed else "",
        amendments=tuple(_amendments(later)), text=tidy(body),
    )  # fmt: skip


def _amendments(later: list[str]) -> Iterator[Amendment]:
    """«…được sửa đổi, bổ sung bởi Điều 1 Thông tư số 82/2016/TT-BTP, có hiệu lực … kể từ ngày 01/8/2016»."""
    for words in later[1::2]:
        places = citations(words)
        for place, following in zip(places, [*places[1:], None][: len(places)], strict=True):
            tail = words[place.end : following.start if following else len(words)]
            effect = EFFECT.search(tail)
            yield Amendment(place.number, place.address, day_of(effect[1]) if effect else None)


def tidy(body: str) -> str:
    """The words of an article without what the codification added and without containers that follow it."""
    kept = RELATED.sub("", body)
    kept = kept[: _first_of_trailing(kept, list(CONTAINER.finditer(kept)))]
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return "\n".join(line for line in lines if line and not line.startswith("### "))


def _first_of_trailing(text: str, containers: list[re.Match[str]]) -> int:
    """Where the containers begin that stand at the end of the text with nothing but each other behind them."""
    start = len(text)
    for container in reversed(containers):
        between = text[container.end() : start].strip()
        # The name of a chapter often stands in capitals on the next line.
        if between and between != between.upper():
            break
        start = container.start()
    return start
