"""The page of a result: its template with the facts in place, as plain values for the layout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from motcua.kernel.text import local
from motcua.papers.rules import PaperValue, printed_number
from motcua.results.rules.cleaning import Values, as_line, iso_day, whole
from motcua.results.rules.filling import applies
from motcua.results.rules.template import ENTRY_NUMBER, HOLE, Block, BlockKind, Fact, Family, Kind, Template, names_of
from motcua.results.rules.words import day_in_words, money_in_words, number_in_words

# What stands where a fact is still to be written: only on a page to look at, never on one that is signed.
GAP = "……"
# A fact longer than this does not share its line with others.
LONGEST_CELL = 48
# Law 26/2023/QH15 Đ12: a personal number has twelve digits; identity cards before had a number of nine.
OLD_CARD_DIGITS = 9
PERSONAL_NUMBER = re.compile(r"^Số (định danh( cá nhân)?|CCCD)")
Line = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageBlock:
    """A part of the page as it is drawn: `lines` of (label, text) pairs, a text, the rows of a table, who signs too."""

    kind: str
    text: str = ""
    lines: tuple[tuple[tuple[str, str], ...], ...] = ()
    head: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResultDocument(PaperValue):
    """The result of a procedure on a form of its own (NĐ 30/2020 Đ8; the law of each procedure names its contents).

    `heading` names the document without personal data, because anyone may verify it.
    """

    kind: ClassVar[str] = "RESULT_DOCUMENT"
    title: ClassVar[str] = "Kết quả giải quyết"
    is_result: ClassVar[bool] = True

    heading: str
    family: str
    blocks: tuple[PageBlock, ...]
    subtitle: str = ""
    subject: str = ""
    validity: str = ""
    recipients: tuple[str, ...] = ()
    book: str = ""
    # Which declaration of the dossier it was made from, 1 is the first; 0: of none.
    declaration: int = 0

    @property
    def shown_title(self) -> str:
        return self.heading

    @property
    def series_key(self) -> str:
        return f"book/{self.book}" if self.book else super().series_key

    def numbered(self, number: int) -> str:
        return printed_number(number, self.symbol) if self.symbol else f"{number:02}/{local(self.at).year}"

    @property
    def entry_number(self) -> str:
        """The number of the entry in its register, «05/2026», also where the paper bears it with a symbol."""
        return f"{self.number.partition('/')[0]}/{local(self.at).year}" if self.number else GAP

    def more(self) -> dict[str, Any]:
        return {"entry_number": self.entry_number}


def blocks_of(
    template: Template, values: Values, told: Mapping[str, Any], known: Mapping[str, Any]
) -> tuple[PageBlock, ...]:
    """The parts of the page that have something to say."""
    page = _Page(template, values, told, known)
    drawn = (page.block(block) for block in template.blocks if _is_shown(block, told))
    return tuple(block for block in drawn if block is not None)


def _is_shown(block: Block, told: Mapping[str, Any]) -> bool:
    """Whether a part belongs to what was told; where that was never asked, only what shows facts of somebody."""
    state = applies(block.when, told)
    return bool(state) or (state is None and any(names_of(block)))


def line_of(template: Template, text: str, values: Values, known: Mapping[str, Any]) -> str:
    """A sentence of the template with the facts in place."""
    return _Page(template, values, {}, known).sentence(text) if text else ""


class _Page:
    def __init__(self, template: Template, values: Values, told: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        self.template, self.told, self.known = template, told, known
        # What does not apply is not shown, whoever wrote it.
        self.values = {
            fact.name: values[fact.name]
            for fact in template.facts
            if fact.name in values and applies(fact.when, told) is not False
        }
        self.count = {BlockKind.ARTICLE: 0, BlockKind.ITEM: 0}

    def block(self, block: Block) -> PageBlock | None:
        if block.kind == BlockKind.ROWS:
            lines = tuple(line for names in block.rows for line in _side_by_side(self._line(names)))
            return PageBlock(block.kind, lines=lines) if lines else None
        if block.kind == BlockKind.TABLE:
            return self._table(self.template.by_name[block.rows[0][0]])
        if block.kind == BlockKind.SIGNATURES:
            return PageBlock(block.kind, head=block.rows[0])
        if self._is_void(block.text):
            return None
        text = self.sentence(block.text)
        if block.kind in self.count:
            self.count[block.kind] += 1
            number = self.count[block.kind]
            text = f"Điều {number}. {text}" if block.kind == BlockKind.ARTICLE else f"{number}. {text}"
        return PageBlock(block.kind, text=text)

    def _is_void(self, text: str) -> bool:
        """A sentence about something that need not be there, and is not."""
        names = [match[1] for match in HOLE.finditer(text) if not match[1].startswith("@")]
        return any(not self.values.get(name) and not self._is_wanted(self.template.by_name[name]) for name in names)

    def _is_wanted(self, fact: Fact) -> bool:
        return fact.is_required and bool(applies(fact.when, self.told))

    def _line(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        # Papers of record of civil status write names in capitals.
        is_record = self.template.family in (Family.CERTIFICATE, Family.EXTRACT)
        cells = []
        for name in names:
            fact = self.template.by_name[name]
            state = applies(fact.when, self.told)
            value = self.values.get(name)
            # Why nothing stands there is said only where it is known.
            why = fact.empty if state is not None else None
            text = as_line(value) if value else GAP if state and fact.is_required else why
            if text is not None:
                is_capital = bool(value) and fact.kind == Kind.NAME and is_record
                cells.append((_label(fact, text), text.upper() if is_capital else text))
        return tuple(cells)

    def _table(self, fact: Fact) -> PageBlock | None:
        rows = self.values.get(fact.name)
        if not isinstance(rows, list) or not rows:
            return None
        head = tuple(column.label for column in fact.columns)
        return PageBlock(BlockKind.TABLE, text=fact.label, head=head, table=tuple(tuple(row) for row in rows))

    def sentence(self, text: str) -> str:
        return HOLE.sub(lambda match: self._in_place(match[1], match[2]), text)

    def _in_place(self, name: str, how: str | None) -> str:
        if name == ENTRY_NUMBER:
            # The layout puts it in: the page is built before the paper has its number.
            return f"{{{ENTRY_NUMBER}}}"
        if name.startswith("@"):
            return str(self.known.get(name[1:], "")) or GAP
        value = self.values.get(name, "")
        text = as_line(value)
        if not text:
            return GAP
        if how == "upper":
            return text.upper()
        return self._in_words(self.template.by_name[name], text) if how == "words" else text

    @staticmethod
    def _in_words(fact: Fact, text: str) -> str:
        if fact.kind == Kind.DAY:
            return day_in_words(iso_day(text))
        return money_in_words(whole(text)) if fact.kind == Kind.DONG else number_in_words(whole(text))


def _label(fact: Fact, text: str) -> str:
    """How a fact is called in its line; a number of nine digits is that of an old card, never a personal number."""
    label = fact.short or fact.label
    is_old_card = fact.kind == Kind.IDENTITY and len(text) == OLD_CARD_DIGITS
    return PERSONAL_NUMBER.sub("Số Giấy chứng minh nhân dân", label) if is_old_card else label


def _side_by_side(cells: Line) -> list[Line]:
    """Facts that fit on one line share it; longer ones have a line each."""
    if len(cells) > 1 and any(len(label) + len(text) > LONGEST_CELL for label, text in cells):
        return [(cell,) for cell in cells]
    return [cells] if cells else []
