"""What people read in an office file and what acts in it, whichever of its parts it stands in."""

import codecs
import html
import re
import zipfile
from collections.abc import Callable, Iterator

from motcua.forms.rules.active import Active

MOST_TEXT = 20_000_000
MOST_PARTS = 2_000
MOST_TYPES = 1_000_000
# What programs show of a document: its own parts, pages that it takes in, whole documents within it.
READ = (".xml", ".htm", ".html", ".xhtml", ".txt", ".rels")
WITHIN = (".docx", ".docm", ".xlsx", ".xlsm", ".pdf")
# A tag ends before the next begins: else a file of nothing but «<» is searched to its end from each of them.
TAG = re.compile(r"<[^<>]*>")
# Where a line or a field of its own begins or ends. What sets letters apart within a word is none of them.
LINE = re.compile(
    r"</?(?:\w{1,12}:)?(?:p|br|cr|tab|ptab|tc|tr|tbl|txbxContent|textbox|pict|drawing|comment|footnote|endnote|si|is|c"
    r"|row|(?:odd|even|first)(?:Header|Footer)|title|subject|description|keywords|category|lpwstr|text|body|div|td|th"
    r"|li|h[1-6])(?=[\s/>])[^<>]*>"
)
# Heads and feet of sheets: where their left, middle and right begin; a font or a size.
SHEET_CODE = re.compile(r'&(?:[LCR]|"[^"\n]{0,80}"|\d{1,3}|[BIUESXY])')
SHEET_NAME = re.compile(r'<sheet\s[^<>]{0,400}?\bname="([^"<>]{0,200})"')
DECLARED = re.compile(rb'<\?xml[^<>]{0,100}?encoding=["\']([\w.-]{1,30})["\']')
# Encodings that programs write. Others may take without end to read.
KNOWN = re.compile(r"(utf-?(8|16|32)|us-?ascii|iso-?8859-\d+|(windows-?|cp)125\d)(-?[lb]e)?", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What runs or is fetched when the document is opened, without a press.
FETCHES = re.compile(r"(?:attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\b")
STARTS = re.compile(r"\bDDE(AUTO)?\s|<(?:\w{1,12}:)?ddeLink\b")


# The first element: after it come only its own parts.
ROOT = re.compile(r"<((?:\w{1,30}:)?\w{1,60})[\s>/]")
# What may stand before and after it: blanks, what fills a part up, and remarks, for people and for programs.
BLANKS = "\0 \r\n\t\ufeff"
REMARKS = (("<!--", "-->"), ("<?", "?>"))
TYPES, PART_NAME = "[Content_Types].xml", re.compile(r'\bPartName="/([^"<>]{1,300})"')


class Endless(ValueError):
    """More than anybody looks through: nobody could say what is in the rest."""


def text_of(archive: zipfile.ZipFile, inside: Callable[[bytes], str]) -> Iterator[str]:
    """The text of every part that is shown, a line for each line; `inside` reads a document within the document.

    Raises `Endless` when there is more than a person's document holds.
    """
    shown = [part for part in archive.infolist() if part.filename.casefold().endswith((*READ, *WITHIN))]
    if len(shown) > MOST_PARTS:
        raise Endless
    left = MOST_TEXT
    for part in shown:
        with archive.open(part) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Endless
        if part.filename.casefold().endswith(WITHIN):
            yield inside(content)
        elif not part.filename.casefold().endswith(".rels"):
            yield without_markup(decoded(content))


def has_body(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the part that makes it a document is whole: what begins in it is closed at its end."""
    with archive.open(part) as stream:
        content = decoded(stream.read(MOST_TEXT + 1))
    start, end = _after_remarks(content), _before_remarks(content)
    opened = ROOT.match(content, start, end)
    return opened is not None and content.endswith((f"</{opened[1]}>", "/>"), start, end)


def _after_remarks(content: str) -> int:
    """Where the first element of a part begins."""
    at = 0
    while at < len(content):
        remark = next((closes for opens, closes in REMARKS if content.startswith(opens, at)), "")
        if remark:
            closed = content.find(remark, at)
            if closed < 0:
                return len(content)
            at = closed + len(remark)
        elif content[at] in BLANKS:
            at += 1
        else:
            break
    return at


def _before_remarks(content: str) -> int:
    """Where the first element of a part ends, if it does."""
    end = len(content)
    while end:
        remark = next((opens for opens, closes in REMARKS if content.endswith(closes, 0, end)), "")
        if remark:
            opened = content.rfind(remark, 0, end)
            if opened < 0:
                break
            end = opened
        elif content[end - 1] in BLANKS:
            end -= 1
        else:
            break
    return end


def main_part(archive: zipfile.ZipFile, kind: str, usual: str) -> str:
    """The part that makes it a document of this kind: the usual one, or what its list of types says; none, empty.

    Only a part whose text is read can be it.
    """
    names = archive.namelist()
    if usual in names:
        return usual
    if TYPES not in names:
        return ""
    with archive.open(TYPES) as stream:
        listed = TAG.findall(decoded(stream.read(MOST_TYPES)))
    called = [PART_NAME.search(tag) for tag in listed if f'"{kind}.main+xml"' in tag]
    parts = [html.unescape(found[1]) for found in called if found is not None]
    return next((part for part in parts if part in names and part.casefold().endswith(".xml")), "")


def active_in_office(archive: zipfile.ZipFile, main: str) -> frozenset[Active]:
    """What runs, starts something or lies within; asked after `text_of`, which bounds what unpacks.

    `main`: the part in which fields may start something.
    """
    names = [name.casefold() for name in archive.namelist()]
    found = set()
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "/macrosheets/" in name for name in names):
        found.add(Active.SCRIPT)
    if any("/embeddings/" in name or name.endswith(WITHIN) for name in names):
        found.add(Active.FILES)
    if any(_starts(name, decoded(archive.read(name))) for name in archive.namelist() if _may_start(name, main)):
        found.add(Active.LAUNCH)
    return frozenset(found)


def _may_start(name: str, main: str) -> bool:
    known = name.casefold()
    return known.endswith(".rels") or known == main.casefold() or "/externallinks/" in known


def _starts(name: str, markup: str) -> bool:
    if name.casefold().endswith(".rels"):
        outside = (tag for tag in TAG.findall(markup) if 'TargetMode="External"' in tag)
        return any(FETCHES.search(tag) for tag in outside)
    return STARTS.search(markup) is not None


def decoded(content: bytes) -> str:
    """The text of a part as programs read it. Raises `ValueError` for an encoding that none writes."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    said = DECLARED.match(content[:200])
    encoding = said[1].decode("ascii") if said else "utf-8"
    if not KNOWN.fullmatch(encoding):
        raise ValueError(encoding)
    return content.decode(encoding, "replace")


def without_markup(markup: str) -> str:
    """The text between the tags, and the names of sheets; a paragraph, a cell, a text box is a line. In one pass."""
    names = "\n".join(SHEET_NAME.findall(markup))
    text = html.unescape(TAG.sub("", LINE.sub("\n", markup)))
    if "Header>" in markup or "Footer>" in markup:
        text = SHEET_CODE.sub("\n", text)
    return f"{text}\n{html.unescape(names)}"
