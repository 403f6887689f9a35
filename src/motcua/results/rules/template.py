"""A result template: what the paper must say, where each fact comes from, and how the page is built of them.

Nothing in a template is ever evaluated: conditions are tables of allowed answers, and `{name}` in a sentence stands for
a fact, `{name|words}` for it in words, `{name|upper}` in capitals, `{@agency.name}` for what the platform itself knows,
`{@number}` for the number of the entry in the register, `{@beside.number}` for that of the paper it is issued beside.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from motcua.forms.rules.definition import OF_DAYS, OF_ITEMS, OF_NUMBERS, OF_SIZES, OF_SUMS, Check
from motcua.results.rules.registers import Against, Copied, PersonFacts

Condition = Mapping[str, tuple[str, ...]]
HOLE = re.compile(r"\{(@?[\w.]+)(?:\|(words|upper))?\}")
# What the platform knows of every result, beside what was declared.
OWN = frozenset({
    "agency.name", "agency.full_name", "agency.place", "procedure.name", "dossier.code", "dossier.submitted_on",
    "dossier.accepted_on", "day", "fee.number", "fee.times",
})  # fmt: skip
# Known only once the paper has its number: a sentence has room for it, no fact comes from it.
ENTRY_NUMBER = "@number"
# The number of the paper before it, known once that one is issued; and where its facts are found among what is known.
BESIDE = "beside"
BESIDE_NUMBER = f"{BESIDE}.number"
# The checks of forms that a paper may ask for, each with the number of facts it names.
CHECKS = {kind: OF_DAYS[kind] for kind in ("not_after", "before", "within_years", "years_older", "age_at_least")}
CHECKS |= OF_NUMBERS | OF_SIZES | {"different": 2, "same": 2, "number_is_of": 1} | dict.fromkeys(OF_ITEMS, 1)
PERSON = ("name", "id_number", "born_on", "phone", "address")
# What was decided, on the paper that refuses.
DECIDED = frozenset({"decision.grounds", "decision.reasons"})
# Of the entry that a paper copies: its number, its day, the agency of its book, and each fact by its own name.
REGISTER = "register"
ENTRY = tuple(f"{REGISTER}.{part}" for part in ("number", "day", "agency"))
SOURCES = OWN | DECIDED | {f"{role}.{part}" for role in ("filer", "holder", "recipient") for part in PERSON}


class Family(StrEnum):
    """How the page looks: the papers of one family share their layout."""

    CERTIFICATE = "CERTIFICATE"
    EXTRACT = "EXTRACT"
    CONFIRMATION = "CONFIRMATION"
    LICENCE = "LICENCE"
    DECISION = "DECISION"
    NOTICE = "NOTICE"


class Kind(StrEnum):
    """What a fact is. A table is facts of one kind about each of several people or things."""

    TEXT = "text"
    NAME = "name"
    DAY = "day"
    YEAR = "year"
    HOUR = "hour"
    # An hour of a day: when something begins, ends or was held.
    MOMENT = "moment"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DONG = "dong"
    IDENTITY = "identity"
    # What is given to somebody today has twelve digits; an identity may be that of an old card.
    PERSONAL_NUMBER = "personal_number"
    LINES = "lines"
    TABLE = "table"


DAYS = (Kind.DAY, Kind.YEAR)
SIZES = (Kind.INTEGER, Kind.DECIMAL, Kind.DONG)


class Competence(StrEnum):
    """Whose the result is: of the head, who signs in their own name, or of a committee, in whose name they sign."""

    HEAD = "HEAD"
    COMMITTEE = "COMMITTEE"


class BadTemplateError(ValueError):
    """A template that must not be used; `path` leads to the mistake."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Fact:
    """One fact of a result. `law` names why it must be there: then it cannot be missing when the result is signed.

    On the page it stands under its `short` label, where there is one; where it does not apply, as `empty`: «» leaves
    its place blank, as the law wants for parents nobody knows; without `empty` the line is left out. `instead` gives
    the law's words for those in which a form asks. `is_past`: a day that cannot be still to come. `is_ahead`: a day,
    alone or in a text, of what the paper allows: hardly over already. `most`: the largest that a number can be, of a
    share 100. `same`: the fact of the paper beside it that it repeats, never asked again.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    sources: tuple[str, ...] = ()
    law: str = ""
    when: Condition | None = None
    default: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""
    empty: str | None = None
    short: str = ""
    columns: tuple["Fact", ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    is_past: bool = False
    is_ahead: bool = False
    most: int | None = None
    same: str = ""

    @property
    def is_required(self) -> bool:
        return bool(self.law)


class BlockKind(StrEnum):
    HEADING = "heading"
    ROWS = "rows"
    TEXT = "text"
    CENTRED = "centred"
    GROUND = "ground"
    ARTICLE = "article"
    ITEM = "item"
    TABLE = "table"
    SIGNATURES = "signatures"


@dataclass(frozen=True)
class Block:
    """A part of the page: rows of facts, a sentence, a table. `rows` are names, those on one line together.

    Of signatures they are who signs beside the agency, such as the couple who marry.
    """

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    when: Condition | None = None


@dataclass(frozen=True)
class Numbering:
    """By the line of a register («05/2026»), with a symbol («05/GPXD»), or both («05/TLKT»)."""

    book: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Originals:
    """How many originals of the paper are handed out, to whom, and the law that says so."""

    number: int
    whom: str
    law: str


@dataclass(frozen=True)
class Template:
    """A paper that is the result of one or more procedures.

    `beside`: the key of the paper with which it is issued, where one procedure gives several. `refuses`: it says of any
    procedure that what was asked is not granted. `people`: whom its entry is about; `against`: the entries of registers
    that speak against it; `copies`: the book of which it is a copy.
    """

    key: str
    title: str
    family: Family
    procedures: tuple[str, ...]
    basis: tuple[str, ...]
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    numbering: Numbering = Numbering()
    competence: Competence = Competence.COMMITTEE
    subtitle: str = ""
    validity: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    when: Condition = field(default_factory=dict)
    beside: str = ""
    originals: Originals | None = None
    refuses: bool = False
    checks: tuple[Check, ...] = ()
    people: tuple[PersonFacts, ...] = ()
    against: tuple[Against, ...] = ()
    copies: Copied | None = None

    @cached_property
    def by_name(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def compared(self) -> dict[str, Fact]:
        """What a check may name: facts, and the columns of a table as «nguoi.sinh»."""
        columns = {f"{fact.name}.{column.name}": column for fact in self.facts for column in fact.columns}
        return {fact.name: fact for fact in self.facts if fact.kind != Kind.TABLE} | columns

    @cached_property
    def conditions(self) -> frozenset[str]:
        """The answers on which it depends what the page shows."""
        tables = [self.when, *(fact.when for fact in self.facts), *(block.when for block in self.blocks)]
        return frozenset(name for table in tables for name in table or ())


_TEMPLATE = {
    "key", "title", "family", "procedures", "basis", "facts", "layout", "number", "competence", "subtitle", "validity",
    "recipients", "subject", "when", "beside", "originals", "refuses", "checks", "people", "against", "copies",
}  # fmt: skip
_FACT = {
    "name",
    "label",
    "kind",
    "from",
    "law",
    "when",
    "default",
    "choices",
    "hint",
    "empty",
    "short",
    "columns",
    "instead",
    "past",
    "ahead",
    "most",
    "same",
}
_CHECK = {"kind", "facts", "number", "values", "caution", "when"}
_AGAINST = {"book", "says", "law", "given", "unless", "refuses", "after", "named", "mend", "of"}


def parse(raw: Mapping[str, Any]) -> Template:
    """Read a template; raises `BadTemplateError` with the path of the first mistake."""
    _known(raw, _TEMPLATE)
    facts = tuple(_fact(one, "facts", number) for number, one in enumerate(raw.get("facts", [])))
    for words in ([fact.name for fact in facts], [fact.label for fact in facts]):
        if double := sorted({word for word in words if words.count(word) > 1}):
            raise BadTemplateError(f"trùng tên {', '.join(double)}", "facts")
    template = Template(
        key=raw["key"],
        title=raw["title"],
        family=Family(raw["family"]),
        procedures=tuple(raw["procedures"]),
        basis=tuple(raw["basis"]),
        facts=facts,
        blocks=tuple(_block(one, number) for number, one in enumerate(raw["layout"])),
        numbering=_numbering(raw.get("number", {})),
        competence=Competence(raw.get("competence", "COMMITTEE")),
        subtitle=raw.get("subtitle", ""),
        validity=raw.get("validity", ""),
        recipients=tuple(raw.get("recipients", [])),
        subject=raw.get("subject", ""),
        when=_when(raw.get("when"), "when") or {},
        beside=raw.get("beside", ""),
        originals=_originals(raw.get("originals")),
        refuses=raw.get("refuses", False),
        checks=tuple(_check(one, number) for number, one in enumerate(raw.get("checks", []))),
        people=tuple(_person(one, number) for number, one in enumerate(raw.get("people", []))),
        against=tuple(_against(one, number) for number, one in enumerate(raw.get("against", []))),
        copies=_copies(raw.get("copies")),
    )
    _repeats_what_stands_beside(template)
    _compares_what_there_is(template)
    _looks_by_facts(template)
    _shows_what_there_is(template)
    return template


def _known(raw: Mapping[str, Any], allowed: set[str], *path: str | int) -> None:
    if unknown := set(raw) - allowed:
        raise BadTemplateError(f"không có từ khóa {', '.join(sorted(unknown))}", *path)


def _fact(raw: Mapping[str, Any], *path: str | int) -> Fact:
    _known(raw, _FACT, *path)
    sources = raw.get("from", [])
    columns = raw.get("columns", [])
    fact = Fact(
        name=raw["name"],
        label=raw["label"],
        kind=Kind(raw.get("kind", "text")),
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        law=raw.get("law", ""),
        when=_when(raw.get("when"), *path),
        default=raw.get("default", ""),
        choices=tuple(raw.get("choices", [])),
        hint=raw.get("hint", ""),
        empty=raw.get("empty"),
        short=raw.get("short", ""),
        instead=raw.get("instead", {}),
        is_past=raw.get("past", False),
        is_ahead=raw.get("ahead", False),
        most=raw.get("most"),
        same=raw.get("same", ""),
        columns=tuple(_fact(one, *path, "columns", number) for number, one in enumerate(columns)),
    )
    if (fact.kind == Kind.TABLE) != bool(columns):
        raise BadTemplateError("bảng phải có cột, mục khác thì không", *path)
    return fact


def _when(raw: Any, *path: str | int) -> Condition | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not all(isinstance(values, list) for values in raw.values()):
        raise BadTemplateError("điều kiện là bảng «mục: [các giá trị]»", *path, "when")
    return {name: tuple(values) for name, values in raw.items()}


def _numbering(raw: Mapping[str, Any]) -> Numbering:
    _known(raw, {"book", "symbol"}, "number")
    numbering = Numbering(raw.get("book", ""), raw.get("symbol", ""))
    if not numbering.book and not numbering.symbol:
        raise BadTemplateError("nêu sổ (book), ký hiệu (symbol) hoặc cả hai", "number")
    return numbering


def _originals(raw: Mapping[str, Any] | None) -> Originals | None:
    if raw is None:
        return None
    _known(raw, {"number", "whom", "law"}, "originals")
    return Originals(raw["number"], raw["whom"], raw["law"])


def _person(raw: Mapping[str, Any], number: int) -> PersonFacts:
    _known(raw, {"name", "born", "numbers"}, "people", number)
    return PersonFacts(raw["name"], raw.get("born", ""), tuple(raw.get("numbers", [])))


def _against(raw: Mapping[str, Any], number: int) -> Against:
    _known(raw, _AGAINST, "against", number)
    given = _when(raw.get("given"), "against", number) or {}
    return Against(
        raw["book"], raw["says"], raw["law"], given, tuple(raw.get("unless", [])), raw.get("refuses", False),
        after=tuple(raw.get("after", [])), named=raw.get("named", ""), mend=raw.get("mend", ""),
        of=tuple(raw.get("of", [])),
    )  # fmt: skip


def _copies(raw: Mapping[str, Any] | None) -> Copied | None:
    if raw is None:
        return None
    _known(raw, {"book", "called", "name", "number", "day", "born"}, "copies")
    return Copied(
        raw["book"], raw["called"], raw["name"], raw.get("number", ""), raw.get("day", ""), tuple(raw.get("born", []))
    )


def _looks_by_facts(template: Template) -> None:
    """Who is looked for in registers, and when, is said by facts of the paper; without people nobody is found."""
    for number, person in enumerate(template.people):
        if unknown := {person.name, person.born, *person.numbers} - {""} - set(template.by_name):
            raise BadTemplateError(f"không có mục {', '.join(sorted(unknown))}", "people", number)
    for number, rule in enumerate(template.against):
        if unknown := {*rule.given, *rule.after, rule.named, *rule.of} - {""} - set(template.by_name):
            raise BadTemplateError(f"không có mục {', '.join(sorted(unknown))}", "against", number)
        if not template.people:
            raise BadTemplateError("nêu những người của giấy (people) để tìm trong sổ", "against", number)


def _repeats_what_stands_beside(template: Template) -> None:
    """A fact that is the same as another paper's has no source of its own, and there is such a paper."""
    for number, fact in enumerate(template.facts):
        if fact.same and (not template.beside or fact.sources or fact.default):
            raise BadTemplateError(
                "mục lấy theo giấy kèm (same) thì giấy có beside, mục không có nguồn khác", "facts", number
            )


def _check(raw: Mapping[str, Any], number: int) -> Check:
    _known(raw, _CHECK, "checks", number)
    kind, facts = raw["kind"], tuple(raw["facts"])
    if CHECKS.get(kind) != len(facts) and not (kind in OF_SUMS and len(facts) > 2):
        raise BadTemplateError(f"không có kiểm tra «{kind}» với {len(facts)} mục", "checks", number)
    values = tuple(raw.get("values", ()))
    if (kind in ("exactly_one", "number_is_of")) != bool(values):
        raise BadTemplateError("chỉ kiểm tra exactly_one, number_is_of nêu «values»", "checks", number)
    given = _when(raw.get("when"), "checks", number) or {}
    if kind in OF_ITEMS and given:
        raise BadTemplateError("kiểm tra cả bảng không có «when»", "checks", number)
    when = {facts[0]: values} if kind == "exactly_one" else dict(given)
    return Check(kind, facts, "", raw.get("number", 0), when, values, is_caution=raw.get("caution", False))


def _is_in_time(template: Template, check: Check) -> bool:
    """Whether what a check puts in order are days; or moments, which are put before or after each other alone."""
    kinds = {template.compared[name].kind for name in check.fields}
    return kinds <= set(DAYS) or (kinds == {Kind.MOMENT} and check.kind in ("before", "not_after"))


def _compares_what_there_is(template: Template) -> None:
    """A check names facts of the paper, or columns of one of its tables; what is put in order are days."""
    for number, check in enumerate(template.checks):
        if unknown := {*check.when, *check.fields} - set(template.compared):
            raise BadTemplateError(f"không có mục {', '.join(sorted(unknown))}", "checks", number)
        for name in check.fields:
            if check.kind in OF_DAYS and not _is_in_time(template, check):
                raise BadTemplateError(f"{name} không phải là ngày", "checks", number)
            if check.kind in {*OF_SIZES, *OF_SUMS} and template.compared[name].kind not in SIZES:
                raise BadTemplateError(f"{name} không phải là số", "checks", number)
            if check.kind in OF_ITEMS and "." not in name:
                raise BadTemplateError(f"{name} không phải là cột của bảng", "checks", number)
        if len({name.partition(".")[0] for name in check.fields if "." in name}) > 1:
            raise BadTemplateError("kiểm tra nêu cột của hai bảng", "checks", number)


def _block(raw: Mapping[str, Any], number: int) -> Block:
    kinds = [key for key in raw if key != "when"]
    if len(kinds) != 1 or kinds[0] not in set(BlockKind):
        raise BadTemplateError("mỗi phần của trang có một trong: " + ", ".join(BlockKind), "layout", number)
    kind, content = BlockKind(kinds[0]), raw[kinds[0]]
    when = _when(raw.get("when"), "layout", number)
    if kind == BlockKind.ROWS:
        rows = tuple((line,) if isinstance(line, str) else tuple(line) for line in content)
        return Block(kind, rows=rows, when=when)
    if kind in (BlockKind.TABLE, BlockKind.SIGNATURES):
        return Block(kind, rows=((content,) if isinstance(content, str) else tuple(content),), when=when)
    return Block(kind, text=content, when=when)


def holes(text: str) -> Iterator[str]:
    """The names that a sentence has room for; what the platform knows begins with @."""
    return (match[1] for match in HOLE.finditer(text))


def names_of(block: Block) -> Iterator[str]:
    """The facts a part of the page shows."""
    if block.kind != BlockKind.SIGNATURES:
        yield from (name for line in block.rows for name in line)
    yield from (name for name in holes(block.text) if not name.startswith("@"))


def _shows_what_there_is(template: Template) -> None:
    """Every name on the page is a fact, and every fact is on the page: what is asked and not shown is lost."""
    names = set(template.by_name)
    shown: set[str] = set()
    for number, block in enumerate(template.blocks):
        used = set(names_of(block))
        if unknown := used - names:
            raise BadTemplateError(f"không có mục {', '.join(sorted(unknown))}", "layout", number)
        shown |= used
        own = {one[1:] for one in holes(block.text) if one.startswith("@") and one != ENTRY_NUMBER}
        if strange := own - SOURCES - ({BESIDE_NUMBER} if template.beside else set()):
            raise BadTemplateError(f"hệ thống không biết {', '.join(sorted(strange))}", "layout", number)
    if set(holes(template.title)):
        # Anybody who verifies the paper reads its title.
        raise BadTemplateError("tên giấy không nêu điều riêng của ai", "title")
    for text in (template.subtitle, template.subject):
        shown |= {name for name in holes(text) if not name.startswith("@")}
    if lost := names - shown:
        raise BadTemplateError(f"không in ra mục {', '.join(sorted(lost))}", "layout")
    if unknown := shown - names:
        raise BadTemplateError(f"không có mục {', '.join(sorted(unknown))}", "subtitle")
