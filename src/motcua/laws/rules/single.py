"""Reads the text of one document: what its head says of it, and its articles."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.kernel.text import fold
from motcua.laws.rules import (
    KIND_WORDS,
    NAMES,
    NUMBER,
    RESOLUTION,
    DocumentKind,
    address_of,
    kind_of,
    kind_of_number,
    normal_number,
)
from motcua.laws.rules.codified import CONTAINER, day_of, fitting_day, tidy

HEADING = re.compile(r"(?m)^[ \t#*_>]*Điều\s+(\d{1,4}[a-zđ]?)\s*[.:]\**[ \t]*([^\n]*)$")
# What a file says of its document, under labels: before the text, in a table, in bold.
MATTER = re.compile(r"\A\s*---\n(.*?)\n---[ \t]*\n", re.DOTALL)
LABELLED = (
    re.compile(r"(?m)^\|\s*\**([^|*]+?)\**\s*\|\s*(.*?)\s*\|\s*$"),
    re.compile(r"(?m)^[ \t]*(?:[-*+][ \t]+)?\*\*([^*:\n]{2,40}):?\*\*:?[ \t]*(\S[^\n]*?)\s*$"),
)
IN_MATTER = re.compile(r"(?m)^([^\s:][^:\n]{1,40}):[ \t]*[\"']?(.*?)[\"']?[ \t]*$")
LONG_DAY = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
DAY_LIKE = re.compile(r"\d{1,4}\D{1,9}\d{1,2}\D{1,9}\d{1,4}")
ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
FROM = re.compile(
    r"có hiệu lực(?: thi hành)?(?: kể)? từ ngày\s+(\d{1,2})(?:\s+tháng\s+|/)(\d{1,2})(?:\s+năm\s+|/)(\d{4})"
)
TITLE = re.compile(r"(?m)^# (.+)$")
# Where a document says its own number: on a line or in a corner of its own, or at the head of its name.
OWN_NUMBER = re.compile(rf"(?m)(?:^[ \t|*#]*Số[ \t]*:?|\bSố[ \t]*:)[ \t*]*({NUMBER})")
OWN_NAME = re.compile(rf"(?im)^[ \t#*]*(?:{NAMES})(?:\s+số)?\s*:?\s*(?-i:({NUMBER}))")
KIND = re.compile(rf"(?im)^[ \t#*]*({NAMES})\b")
GROUNDS = re.compile(r"(?im)^[ \t#*-]*căn cứ\b")
UNKNOWN = {"", "đang cập nhật", "không rõ"}
# The day on which a copy was made or last looked at; what it says of its status is true of that day.
COPIED = ("lastedit", "modified", "ngay cap nhat")
IN_FORCE = re.compile(r"(?:dang |van )?(?:con|co) hieu luc\b")


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
    is_said_in_force: bool = False
    # Days that no calendar has, as the text says them: of what they are the day is not known.
    unreal: list[str] = field(default_factory=list)
    articles: list[SingleArticle] = field(default_factory=list)


def read(text: str) -> SingleDocument:
    """Understand one document as far as its text goes. What its legal grounds say, they say of other documents."""
    matter = MATTER.match(text)
    said = _said(matter[1] if matter else "", text[:6000])
    text_only = text[matter.end() :] if matter else text
    body = text[text.find("## VĂN BẢN") :] if "## VĂN BẢN" in text else text_only
    head = _before_grounds(body[:4000])
    document = SingleDocument(articles=_articles(body, text.count("\n", 0, len(text) - len(body))))
    kind = _kind(said.get("loai van ban", ""), text_only, head)
    document.number = _number(said, text_only, head, kind)
    document.name = _name_of(document.number) or kind
    document.issuer = _known(said, "noi ban hanh", "co quan ban hanh")
    signed_on = _any_day(_known(said, "ngay ban hanh")) or _long_day(head)
    document.signed_on = fitting_day(signed_on, document.number)
    found = FROM.search(body[-200_000:])
    document.effective_from = _any_day(_known(said, "ngay hieu luc", "ngay co hieu luc")) or (
        _day(found[3], found[2], found[1]) if found else None
    )
    labelled = (_known(said, "ngay ban hanh"), _known(said, "ngay hieu luc", "ngay co hieu luc"))
    document.unreal = _unreal(labelled, LONG_DAY.search(head), found)
    document.is_said_in_force = bool(
        IN_FORCE.match(fold(_known(said, "trang thai", "tinh trang hieu luc", "tinh trang")))
    )
    title = TITLE.search(text_only)
    document.title = _known(said, "ten van ban", "trich yeu") or _title(title[1] if title else "", document)
    return document


def copied_on(text: str) -> date | None:
    """The day of a copy, as the lines before its text tell it."""
    matter = MATTER.match(text)
    return _any_day(_known(_said(matter[1], ""), *COPIED)) if matter else None


def _said(matter: str, head: str) -> dict[str, str]:
    """What stands under labels, by the label folded; a label's first value counts, those before the text least."""
    found: dict[str, str] = {}
    for label, value in [
        *[pair for pattern in LABELLED for pair in pattern.findall(head)],
        *IN_MATTER.findall(matter),
    ]:
        found.setdefault(fold(re.sub(r"[_-]", " ", label)), value.strip(" *"))
    return {label: value for label, value in found.items() if value.lower() not in UNKNOWN}


def _known(said: Mapping[str, str], *labels: str) -> str:
    return next((said[label] for label in labels if label in said), "")


def _before_grounds(text: str) -> str:
    found = GROUNDS.search(text)
    return text[: found.start()] if found else text


def _number(said: Mapping[str, str], text: str, head: str, kind: str) -> str:
    """The document's own number. A number that only stands in running text is that of a document it names."""
    own = OWN_NUMBER.search(head) or OWN_NAME.search(_before_grounds(text[:4000]))
    titles = (said.get("title", ""), said.get("ten van ban", ""))
    title = next((found for one in titles if (found := OWN_NAME.match(one))), None)
    for words in (_known(said, "so hieu", "so ky hieu"), own[1] if own else "", title[1] if title else ""):
        if number := normal_number(words, name=kind):
            return number
    return ""


def _kind(said: str, text: str, head: str) -> str:
    """The kind as the document itself says it."""
    if kind_of(said) is not DocumentKind.OTHER:
        return said
    heading = TITLE.search(text)
    found = KIND.match(heading[1] if heading else "") or KIND.search(head)
    return found[1].capitalize() if found else ""


def _name_of(number: str) -> str:
    """The kind that the letters of a number name; that of the National Assembly's laws stands in no number."""
    kind = kind_of_number(number)
    if kind in (DocumentKind.OTHER, DocumentKind.LAW):
        return ""
    return next(words.capitalize() for words, one in reversed(KIND_WORDS) if one is kind)


def _any_day(text: str) -> date | None:
    """23/4/2018, 2018-04-23 or «ngày 23 tháng 4 năm 2018» as a day."""
    if found := ISO_DAY.search(text):
        return _day(found[1], found[2], found[3])
    return day_of(text) or _long_day(text)


def _title(heading: str, document: SingleDocument) -> str:
    """What the heading says beyond the kind, the number and the name of the country; empty when that is nothing."""
    words = " ".join(heading.split()).strip(" *_#")
    number = document.number.removeprefix(RESOLUTION)
    bare = re.sub(rf"(?i)^(?:{NAMES})(?:\s+số)?\s*", "", words).replace(number, "").strip(" -–—:.")
    is_name = words.isupper() and (len(words) < 20 or "CỘNG HÒA" in words)
    return "" if is_name or len(bare) < 4 or bare.lower() == "của chính phủ" else bare


def _unreal(labelled: Iterable[str], *places: re.Match[str] | None) -> list[str]:
    """What stands where a day is read and is none: the 31st of February."""
    said = [words for words in labelled if DAY_LIKE.search(words) and _any_day(words) is None]
    return said + [one[0] for one in places if one and _day(one[3], one[2], one[1]) is None]


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
