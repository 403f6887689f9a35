"""Reads files of law: the codified law as an archive or a folder, and single documents (.md, .txt, .docx)."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from lxml import etree

from motcua.kernel.text import vietnamese
from motcua.laws.operations import ArticleFacts, DocumentFacts, FoundTrouble
from motcua.laws.rules import codified, single, slug_of
from motcua.laws.rules.encodings import Encoding, decode

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_ARCHIVE = 2 * 1024 * 1024 * 1024
MOST_FILES = 50_000
MOST_RATIO = 200
TEXTS = (".md", ".txt", ".docx")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass
class Gathered:
    """Everything the files held, ready to be taken into the law base."""

    documents: dict[str, DocumentFacts] = field(default_factory=dict)
    troubles: list[FoundTrouble] = field(default_factory=list)
    files: int = 0
    headings: int = 0
    listed_only: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    as_of: date | None = None

    @property
    def recognised(self) -> float:
        """The share of article headings with a text that became articles, in percent."""
        missed = sum(trouble.kind == "HEADING_UNREAD" for trouble in self.troubles)
        return 100.0 if not self.headings else round(100 * (1 - missed / (self.headings + missed)), 2)


def gather(path: Path, progress: Callable[[int], None] | None = None, *, as_of: date | None = None) -> Gathered:
    """Read every file of law under a path. Raises `BadFile` for what is none; a bad file among many is a trouble.

    `as_of` is the day of which the copy is true; without it each file may tell its own.
    """
    if not path.exists():
        raise BadFile(f"Không có {path}.")
    gathered = Gathered(as_of=as_of)
    for name, content in _contents(path, gathered):
        gathered.files += 1
        if progress is not None:
            progress(gathered.files)
        _read(name, content, gathered)
    if not gathered.files:
        raise BadFile(f"Không có tệp .md, .txt hay .docx nào trong {path}.")
    return gathered


def _contents(path: Path, gathered: Gathered) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.suffix.lower() in TEXTS and one.is_file():
                yield from _one(str(one.relative_to(path)), one.stat().st_size, one.read_bytes, gathered)
    elif path.suffix.lower() in TEXTS:
        yield from _one(path.name, path.stat().st_size, path.read_bytes, gathered)
    else:
        yield from _archive(path, gathered)


def _one(name: str, size: int, content: Callable[[], bytes], gathered: Gathered) -> Iterator[tuple[str, bytes]]:
    if size > LARGEST_FILE:
        limit = LARGEST_FILE // 1024 // 1024
        gathered.troubles.append(FoundTrouble(name, 0, "FILE_TOO_BIG", f"tệp lớn hơn {limit} MB, không đọc"))
        return
    yield name, content()


def _archive(path: Path, gathered: Gathered) -> Iterator[tuple[str, bytes]]:
    """Files of a tar, read one after the other without writing any; links and folders outside are not followed."""
    total = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for count, member in enumerate(archive):
                total += member.size
                if total > LARGEST_ARCHIVE or count > MOST_FILES:
                    raise BadFile(f"{path.name} bung ra lớn bất thường; không đọc.")
                if not member.isfile() or PurePosixPath(member.name).suffix.lower() not in TEXTS:
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    yield from _one(member.name, member.size, stream.read, gathered)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadFile(f"Không đọc được {path.name}: cần .tar, .md, .txt hoặc .docx nguyên vẹn ({error}).") from error


def _read(name: str, content: bytes, gathered: Gathered) -> None:
    try:
        text = _text(name, content, gathered)
    except UnicodeDecodeError:
        gathered.troubles.append(FoundTrouble(name, 0, "NOT_TEXT", "không phải văn bản đọc được"))
        return
    except BadFile as error:
        gathered.troubles.append(FoundTrouble(name, 0, "FILE_UNREAD", str(error)))
        return
    if codified.is_codified(text):
        _codified(name, text, gathered)
    else:
        _single(name, text, gathered)


def _text(name: str, content: bytes, gathered: Gathered) -> str:
    if name.lower().endswith(".docx"):
        return docx_text(content)
    text, encoding = decode(content)
    if encoding not in (Encoding.UTF8, Encoding.UTF16):
        gathered.troubles.append(FoundTrouble(name, 0, "OLD_ENCODING", f"bảng mã {encoding}, đã chuyển sang Unicode"))
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def docx_text(content: bytes) -> str:
    """The paragraphs of a Word document, one a line. Raises `BadFile` for what is none, or unpacks without measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > LARGEST_FILE or entry.file_size > max(entry.compress_size, 1) * MOST_RATIO:
                raise BadFile("tệp .docx bung ra lớn bất thường; không mở")
            xml = archive.read(entry)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadFile("tệp .docx không nguyên vẹn") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise BadFile("tệp .docx không nguyên vẹn") from error
    lines = ("".join(part.text or "" for part in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))
    return vietnamese("\n".join(lines))


def _document(gathered: Gathered, number: str) -> DocumentFacts:
    """The document of a number, the same for two spellings with one address."""
    return gathered.documents.setdefault(slug_of(number), DocumentFacts(number=number[:100]))


def _codified(name: str, text: str, gathered: Gathered) -> None:
    found = codified.read(text)
    gathered.headings += len(found.articles)
    gathered.listed_only |= set(found.listed_only)
    # The codified law holds what is in force (Pháp lệnh 03/2012): it is evidence for the day of its copy.
    known_on = gathered.as_of or single.copied_on(text)
    gathered.troubles += [
        FoundTrouble(name, line, "HEADING_UNREAD", f"{code}: {words}") for line, code, words in found.unread
    ]
    gathered.troubles += [
        FoundTrouble(name, line, "DAY_UNREAL", f"{code}: {words}") for line, code, words in found.unreal
    ]
    for order, article in enumerate(found.articles, start=1):
        gathered.codes.add(article.code)
        document = _document(gathered, article.number)
        document.name = document.name or article.name
        document.title = document.title or article.title
        document.issuer = document.issuer or article.issuer
        document.signed_on = document.signed_on or article.signed_on
        document.effective_from = min(filter(None, (document.effective_from, article.effective_from)), default=None)
        document.source = document.source or name
        document.know(known_on, name)
        document.articles.append(
            ArticleFacts(
                number=article.article or "", address=article.address or f"ma/{article.code}", heading=article.heading,
                text=article.text, order=_order(article.article) or order, effective_from=article.effective_from,
                code=article.code, amendments=[_plain(one) for one in article.amendments],
                source=f"{name}:{article.line}",
            )
        )  # fmt: skip


def _order(number: str) -> int:
    """17a after 17: the place of an article in its document."""
    digits = "".join(char for char in number if char.isdigit())
    letter = number[len(digits) :][:1]
    return int(digits) * 100 + (ord(letter) - 96 if letter.isascii() and letter else 0) if digits else 0


def _plain(amendment: codified.Amendment) -> dict[str, str]:
    on: date | None = amendment.on
    return {"number": amendment.number, "article": amendment.article, "on": on.isoformat() if on else ""}


def _single(name: str, text: str, gathered: Gathered) -> None:
    found = single.read(text)
    if not found.number or not slug_of(found.number):
        gathered.troubles.append(FoundTrouble(name, 1, "NUMBER_UNREAD", (found.title or text[:200])[:300]))
        return
    if not found.articles:
        gathered.troubles.append(FoundTrouble(name, 1, "NO_ARTICLES", f"{found.number}: {found.title}"[:300]))
        return
    gathered.troubles += [FoundTrouble(name, 1, "DAY_UNREAL", f"{found.number}: {words}") for words in found.unreal]
    document = _document(gathered, found.number)
    known = {article.address for article in document.articles}
    document.name, document.title = document.name or found.name, document.title or found.title
    document.issuer, document.signed_on = document.issuer or found.issuer, document.signed_on or found.signed_on
    document.effective_from = document.effective_from or found.effective_from
    document.source = document.source or name
    if found.is_said_in_force:
        document.know(gathered.as_of or single.copied_on(text), name)
    document.articles += [
        ArticleFacts(
            number=article.number, address=article.address, heading=article.heading, text=article.text,
            order=_order(article.number), effective_from=found.effective_from, containers=article.containers,
            source=f"{name}:{article.line}",
        )
        for article in found.articles
        if article.address not in known
    ]  # fmt: skip
