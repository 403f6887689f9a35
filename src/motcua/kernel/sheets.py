"""What a spreadsheet does not say: cells whose formula was never worked out, or came to an error.

A program that only writes files (an export, a script) puts formulas down without what they come to. Readers of values
find nothing there, nor where it says «#N/A», as in an empty cell; whoever wrote the list sees that it is none.
"""

import codecs
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
FORMULA_OR_ERROR, LONGEST_TAG = re.compile(rb"<(?:\w{1,40}:)?f[\s/>]|\bt\s*=\s*[\"']e[\"']"), 60
BETWEEN = " "
CHUNK = 1 << 16
MOST_SHEET_ROWS = 1 << 20
# The names of a book are few; whoever sends more sends no list.
MOST_NAMES = 4 * 1024 * 1024
# Where formulas are read nothing can be opened any more: the names of an archive's parts are in this code.
codecs.lookup("cp437")


class _Enough(Exception):
    """As many were found as anybody asked for."""


@dataclass
class _Reader:
    """Goes through the cells of a sheet as they stand in the file, of which little is kept at a time."""

    most: int
    columns: int
    found: set[tuple[int, int]] = field(default_factory=set)
    row: int = -1
    column: int = -1
    kind: str = ""
    has_formula: bool = False
    # Whether what is read stands in the value of a cell, and whether there was any.
    is_in_value: bool = False
    has_value: bool = False

    def begin(self, tag: str, about: Mapping[str, str]) -> None:
        match tag.rpartition(BETWEEN)[2]:
            case "row":
                self.row = _row(about.get("r", ""), self.row + 1)
                self.column = -1
            case "c":
                self.column = _column(about.get("r", ""), self.column + 1)
                self.kind, self.has_formula, self.has_value = about.get("t", ""), False, False
            case "f":
                self.has_formula = True
            case "v":
                self.is_in_value = True
                # What comes to an empty text has a value, which is empty.
                self.has_value = self.kind == "str"

    def text(self, said: str) -> None:
        if self.is_in_value and said.strip():
            self.has_value = True

    def end(self, tag: str) -> None:
        match tag.rpartition(BETWEEN)[2]:
            case "v":
                self.is_in_value = False
            case "c":
                is_uncounted = self.kind == "e" or (self.has_formula and not self.has_value)
                if is_uncounted and self.column < self.columns:
                    self.found.add((self.row, self.column))
                    if len(self.found) >= self.most:
                        raise _Enough


def is_xlsx(source: IO[bytes] | Path) -> bool:
    """Whether it is a book of sheets in the form that says of each cell whether a formula stands in it."""
    if not zipfile.is_zipfile(source):
        return False
    with zipfile.ZipFile(source) as archive:
        return BOOK in {_plain(name) for name in archive.namelist()}


def uncounted(source: IO[bytes] | Path, sheet: str, *, most: int, columns: int) -> set[tuple[int, int]]:
    """The cells (row, column, from 0) of a sheet that hold a formula without what it came to, or an error; the first.

    Nothing for what is no .xlsx: offices' own programs keep no formula without its value. Raises `ValueError` for a
    broken file; whoever opens strangers' files has to limit what this may cost.
    """
    reader = _Reader(most, columns)
    try:
        if not is_xlsx(source):
            return set()
        with zipfile.ZipFile(source) as archive:
            parts = {_plain(name): name for name in archive.namelist()}
            part = parts.get(_part_of(archive, parts, sheet), "")
            if part and _has_any(archive, part):
                with archive.open(part) as stream:
                    _read(stream, reader)
    except _Enough:
        pass
    except (expat.ExpatError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(str(error)) from error
    return reader.found


def _has_any(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether there is a formula or an error at all: most lists have none, some a million empty rows."""
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if FORMULA_OR_ERROR.search(before + chunk):
                return True
            before = chunk[-LONGEST_TAG:]
    return False


def _read(stream: IO[bytes], reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _part_of(archive: zipfile.ZipFile, parts: Mapping[str, str], sheet: str) -> str:
    """The part that holds a sheet, by the list of sheets and where each is; empty when it is in none."""
    names = {about.get("name", ""): about for tag, about in _elements(archive, parts, BOOK) if tag == "sheet"}
    places = {
        about.get("Id", ""): about.get("Target", "")
        for tag, about in _elements(archive, parts, RELATIONS)
        if tag == "Relationship"
    }
    about = names.get(sheet, {})
    wanted = next((value for name, value in about.items() if name.endswith(f"{BETWEEN}id")), "")
    return _plain(posixpath.normpath(posixpath.join("/xl", places[wanted]))) if places.get(wanted) else ""


def _elements(archive: zipfile.ZipFile, parts: Mapping[str, str], part: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if part not in parts:
        return
    with archive.open(parts[part]) as stream:
        content = stream.read(MOST_NAMES)
    elements: list[tuple[str, Mapping[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.StartElementHandler = lambda tag, about: elements.append((tag.rpartition(BETWEEN)[2], about))
    parser.Parse(content, True)
    yield from elements


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _row(said: str, otherwise: int) -> int:
    """Which row it is, from 0; one that no sheet has is the next."""
    number = int(said) if said.isdecimal() and len(said) <= len(str(MOST_SHEET_ROWS)) else 0
    return number - 1 if 0 < number <= MOST_SHEET_ROWS else otherwise


def _column(reference: str, otherwise: int) -> int:
    """Which column a cell is in, from 0: «C7» is the third."""
    found = CELL.match(reference)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
