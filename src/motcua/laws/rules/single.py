"""Reads the text of one document: what its head says of it, and its articles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.laws.rules import NAMES, NUMBER, address_of, normal_number
from motcua.laws.rules.codified import CONTAINER, day_of, tidy

HEADING = re.compile(r"(?m)^[ \t#*_>]*Điều\s+(\d{1,4}[a-zđ]?)\s*[.:]\**[ \t]*([^\n]*)$")
CELL = re.compile(r"(?m)^\|\s*\**([^|*]+?)\**\s*\|\s*(.*?)\s*\|\s*$")
LONG_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
FROM = re.compile(
    r"có hiệu lực(?: thi hành)?(?: kể)? từ ngày\s+(\d{1,2})(?:\s+tháng\s+|/)(\d{1,2})(?:\s+năm\s+|/)(\d{4})"
)
TITLE = re.compile(r"(?m)^# (.+)$")
UNKNOWN = {"", "đang cập nhật", "không rõ"}


@dataclass(frozen=True)
class SingleArticle:
    """An article: its number, heading and words, and the part, chapter and section it stands in."""

    number: str
    address: str
    heading: str
    text: str
    line: int
    containers: tuple[str, ...] = ()


@dataclass
class SingleDocument:
    """One document with its articles. Empty facts are facts the text does not give."""

    number: str = ""
    name: str = ""
    title: str = ""
    issuer: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    articles: list[SingleArticle] = field(default_factory=list)


def read(text: str) -> SingleDocument:
    """Understand one document as far as its text goes."""
    cells = {key.strip().lower(): value.strip() for key, value in CELL.findall(text[:6000])}
    body = text[text.find("## VĂN BẢN") :] if "## VĂN BẢN" in text else text
    head = body[:4000]
    document = SingleDocument(articles=_articles(body, text.count("\n", 0, len(text) - len(body))))
    document.number = normal_number(_cell(cells, "số hiệu")) or _number_in(head)
    document.name = _cell(cells, "loại văn bản") or _kind_in(head)
    document.issuer = _cell(cells, "nơi ban hành", "cơ quan ban hành")
    document.signed_on = day_of(_cell(cells, "ngày ban hành")) or _long_day(head)
    last = body[-200_000:]
    found = FROM.search(last)
    document.effective_from = day_of(_cell(cells, "ngày hiệu lực", "ngày có hiệu lực")) or (
        _day(found[3], found[2], found[1]) if found else None
    )
    title = TITLE.search(text)
    document.title = _cell(cells, "tên văn bản", "trích yếu") or _title(title[1] if title else "", document)
    return document


def _title(heading: str, document: SingleDocument) -> str:
    """What the heading says beyond the kind, the number and the name of the country; empty when that is nothing."""
    words = " ".join(heading.split()).strip(" *_#")
    bare = re.sub(rf"(?i)^(?:{NAMES})(?:\s+số)?\s*", "", words).replace(document.number, "").strip(" -–—:.")
    is_name = words.isupper() and (len(words) < 20 or "CỘNG HÒA" in words)
    return "" if is_name or len(bare) < 4 or bare.lower() == "của chính phủ" else bare


def _cell(cells: Mapping[str, str], *names: str) -> str:
    value = next((cells[name] for name in names if name in cells), "")
    return "" if value.lower() in UNKNOWN else value


def _number_in(head: str) -> str:
    found = re.search(rf"Số\s*:?\s*({NUMBER})", head) or re.search(
        rf"(?:{NAMES})\s+số\s*:?\s*({NUMBER})", head, re.IGNORECASE
    )
    return normal_number(found[1]) if found else ""


def _kind_in(head: str) -> str:
    found = re.search(rf"(?m)^[\s#*]*({NAMES})\b", head, re.IGNORECASE)
    return found[1].capitalize() if found else ""


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _long_day(head: str) -> date | None:
    found = LONG_DAY.search(head)
    return _day(found[3], found[2], found[1]) if found else None


def _articles(body: str, lines_before: int) -> list[SingleArticle]:
    headings = _in_order(list(HEADING.finditer(body)))
    found = []
    for place, heading in enumerate(headings):
        end = headings[place + 1].start() if place + 1 < len(headings) else len(body)
        found.append(
            SingleArticle(
                number=heading[1],
                address=address_of(heading[1]),
                heading=heading[2].strip(" *_"),
                text=tidy(body[heading.end() : end]),
                line=lines_before + body.count("\n", 0, heading.start()) + 1,
                containers=_containers(body[: heading.start()]),
            )
        )
    return found


def _in_order(headings: list[re.Match[str]]) -> list[re.Match[str]]:
    """Headings that go on counting; «Điều 5» quoted inside an amending article starts no article of its own."""
    kept: list[re.Match[str]] = []
    expected = 1
    for heading in headings:
        number = int(re.sub(r"\D", "", heading[1]))
        if number == expected or (kept and heading[1][-1].isalpha() and number == expected - 1):
            kept.append(heading)
            expected = number + 1
    return kept


def _containers(before: str) -> tuple[str, ...]:
    """The part, chapter and section that are open at the end of a text, outermost first."""
    order = ("phần", "chương", "mục", "tiểu mục")
    open_ones: dict[str, str] = {}
    for match in CONTAINER.finditer(before[-60_000:]):
        kind = next((one for one in order[::-1] if match[1].lower().startswith(one)), "")
        if not kind:
            continue
        open_ones = {key: value for key, value in open_ones.items() if order.index(key) < order.index(kind)}
        open_ones[kind] = " ".join(filter(None, [match[1], (match[2] or "").strip()]))
    return tuple(open_ones.values())
