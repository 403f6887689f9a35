"""The words of law: kinds of documents, statuses on a day, relations, numbers, addresses of provisions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from motcua.kernel.text import DASHES, LOOKALIKES, fold, vietnamese


class Status(StrEnum):
    """The seven statuses of effect, for a day (Luật 64/2025/QH15; vbpl.vn), and that no source tells which."""

    NOT_YET = "NOT_YET"
    IN_FORCE = "IN_FORCE"
    PARTLY_EXPIRED = "PARTLY_EXPIRED"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    PARTLY_SUSPENDED = "PARTLY_SUSPENDED"
    OBSOLETE = "OBSOLETE"
    UNKNOWN = "UNKNOWN"


# A source that says «in force» is believed this long; then somebody must look again.
EVIDENCE_LASTS = timedelta(days=366)


class Certainty(StrEnum):
    """How a fact about a document is known: from its own text, from the codified law, or from somebody who tells it."""

    TEXT = "TEXT"
    CODIFIED = "CODIFIED"
    SECONDARY = "SECONDARY"


# A procedure that rests on one of these must be looked at.
WITHOUT_EFFECT = frozenset({Status.EXPIRED, Status.SUSPENDED, Status.OBSOLETE})


class RelationKind(StrEnum):
    """What one document does to another, from the one that does it."""

    AMENDS = "AMENDS"
    CORRECTS = "CORRECTS"
    REPLACES = "REPLACES"
    REPEALS = "REPEALS"
    REPEALS_PARTLY = "REPEALS_PARTLY"
    SUSPENDS = "SUSPENDS"
    SUSPENDS_PARTLY = "SUSPENDS_PARTLY"
    DETAILS = "DETAILS"
    GUIDES = "GUIDES"
    CONSOLIDATES = "CONSOLIDATES"
    REFERS = "REFERS"
    RESTS_ON = "RESTS_ON"
    EXPLAINS = "EXPLAINS"
    ANNOUNCES = "ANNOUNCES"


class DocumentKind(StrEnum):
    """The tiers of normative documents (Luật 64/2025/QH15 Đ4), highest first."""

    CONSTITUTION = "CONSTITUTION"
    CODE = "CODE"
    LAW = "LAW"
    ORDINANCE = "ORDINANCE"
    ORDER = "ORDER"
    RESOLUTION = "RESOLUTION"
    DECREE = "DECREE"
    DECISION = "DECISION"
    JOINT_CIRCULAR = "JOINT_CIRCULAR"
    CIRCULAR = "CIRCULAR"
    DIRECTIVE = "DIRECTIVE"
    OTHER = "OTHER"


# What each kind may end: itself and what stands below it (Luật 64/2025/QH15 Đ4). Joint circulars stand with circulars.
RANK = {kind: place for place, kind in enumerate(DocumentKind)} | {
    DocumentKind.CODE: 2,
    DocumentKind.LAW: 2,
    DocumentKind.RESOLUTION: 2,
    DocumentKind.JOINT_CIRCULAR: 9,
    DocumentKind.CIRCULAR: 9,
}


def may_end(source: str, target: str) -> bool:
    """Whether a document of one kind can end one of the other; a circular ends no decree."""
    return RANK[DocumentKind(source)] <= RANK[DocumentKind(target)]


# The longest words first, so that a joint circular is not taken for a circular.
KIND_WORDS = (
    ("nghị quyết liên tịch", DocumentKind.RESOLUTION),
    ("thông tư liên tịch", DocumentKind.JOINT_CIRCULAR),
    ("hiến pháp", DocumentKind.CONSTITUTION),
    ("nghị quyết", DocumentKind.RESOLUTION),
    ("quyết định", DocumentKind.DECISION),
    ("nghị định", DocumentKind.DECREE),
    ("pháp lệnh", DocumentKind.ORDINANCE),
    ("thông tư", DocumentKind.CIRCULAR),
    ("bộ luật", DocumentKind.CODE),
    ("chỉ thị", DocumentKind.DIRECTIVE),
    ("luật", DocumentKind.LAW),
    ("lệnh", DocumentKind.ORDER),
)
KIND_LETTERS = (
    ("TTLT", DocumentKind.JOINT_CIRCULAR),
    ("NĐ", DocumentKind.DECREE),
    ("TT", DocumentKind.CIRCULAR),
    ("NQ", DocumentKind.RESOLUTION),
    ("QĐ", DocumentKind.DECISION),
    ("CT", DocumentKind.DIRECTIVE),
    ("QH", DocumentKind.LAW),
    ("PL", DocumentKind.ORDINANCE),
)
NAMES = "|".join(words for words, _kind in KIND_WORDS)
# 123/2015/NĐ-CP, 66.7/2025/NQ-CP, 60/2014/QH13, 163/QĐ-BTP, 60 TC/TCT: the year may be missing, a part may be there.
NUMBER = (
    r"\d{1,5}[a-zđ]?(?:\.\d{1,3})?\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?"
    r"(?:QH\s{0,2}\d{1,2}\b|[A-ZĐƯ][A-ZĐƯ0-9]*)"
    rf"(?:\s?[{DASHES}]\s?[A-ZĐƯ][A-ZĐƯa-zđư0-9]*)*"
)
_NUMBER = re.compile(NUMBER)
# Sign for sign: hyphens of every width are one, and so are blanks; what looks like Đ is Đ.
_BLANKS = "\xa0\u2007\u202f\u2009"
_ALIKE = LOOKALIKES | str.maketrans(DASHES + _BLANKS, "-" * len(DASHES) + " " * len(_BLANKS))
RESOLUTION = "Nghị quyết "
_OF_ASSEMBLY = re.compile(r"/QH\d+$")
# What stands right before a number: «… theo Nghị quyết số » begins with the kind.
_NAME_BEFORE = re.compile(rf"(?is)^.*?({NAMES})\s+(?:số\s*:?\s*)?$")


def kind_of(text: str) -> DocumentKind:
    """The kind of document that words begin with or, for a bare number, that its letters name."""
    lower = text.strip().lower()
    for words, kind in KIND_WORDS:
        if lower.startswith(words):
            return kind
    return DocumentKind.OTHER


def kind_of_number(number: str) -> DocumentKind:
    """The kind that the letters of a number name: NĐ-CP, QH13, TT-BTP."""
    if number.startswith(RESOLUTION):
        return DocumentKind.RESOLUTION
    tail = number.rsplit("/", 1)[-1].upper()
    return next((kind for letters, kind in KIND_LETTERS if tail.startswith(letters)), DocumentKind.OTHER)


def normal_number(text: str, *, name: str = "") -> str:
    """A number as it is written in law: no spaces, zeros in front kept («076/2025/QH15» and «76/2025/QH15» differ).

    The National Assembly numbers its laws and its resolutions each for themselves: 55/2010/QH12 is the law on food
    safety and a resolution on taxes. A resolution, so called by `name` or before the number, keeps its name:
    «Nghị quyết 55/2010/QH12».
    """
    text = vietnamese(text).translate(_ALIKE)
    found = _NUMBER.search(text)
    if found is None:
        return ""
    number = re.sub(r"\s", "", found.group())
    named = kind_of(name) if name else kind_of(_NAME_BEFORE.sub(r"\1", text[: found.start()]))
    is_resolution = named is DocumentKind.RESOLUTION and _OF_ASSEMBLY.search(number)
    return f"{RESOLUTION}{number}" if is_resolution else number


def as_law_writes(text: str) -> str:
    """What is only a number, however its hyphens and blanks were typed, as law writes it; anything else unchanged."""
    number = normal_number(text)
    plain = re.sub(r"\s", "", vietnamese(text).translate(_ALIKE))
    return number if number and number.removeprefix(RESOLUTION) == plain else text


def slug_of(number: str) -> str:
    """The address of a document: its number with hyphens, no marks, capital letters kept («123-2015-ND-CP»)."""
    tight = re.sub(r"\s*([-/])\s*", r"\1", vietnamese(number).translate(_ALIKE))
    plain = fold(tight.replace("/", "-").replace(" ", "-")).upper()
    plain = re.sub(r"\bQH-+(?=[0-9])", "QH", plain)
    return re.sub(r"[^A-Z0-9.-]+", "-", plain).strip("-.")[:100]


class Effect(Protocol):
    """Something that happened to a document: what, from when, by which."""

    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date | None: ...


def status_on(
    day: date,
    *,
    effective_from: date | None,
    effective_until: date | None,
    effects: Iterable[Effect],
    known_on: date | None = None,
) -> Status:
    """The status of a document on a day. An effect without a date counts from the beginning.

    «In force» is never said because nothing says otherwise. It needs evidence: a source that said so (`known_on`), or
    a change made to the document, on a later day or at most `EVIDENCE_LASTS` before.
    """
    if effective_from is not None and day < effective_from:
        return Status.NOT_YET
    effects = list(effects)
    kinds = {effect.kind for effect in effects if effect.on is None or effect.on <= day}
    if (effective_until is not None and day >= effective_until) or kinds & ENDINGS:
        return Status.EXPIRED
    if RelationKind.SUSPENDS in kinds:
        return Status.SUSPENDED
    proofs = [proof for proof in (known_on, effective_until, *(effect.on for effect in effects)) if proof is not None]
    if not _is_proved(day, effective_from, proofs):
        return Status.UNKNOWN
    return next((status for kind, status in OF_A_PART if kind in kinds), Status.IN_FORCE)


ENDINGS = frozenset({RelationKind.REPLACES, RelationKind.REPEALS})
# Who says that a part is gone says that the rest stands.
OF_A_PART = (
    (RelationKind.SUSPENDS_PARTLY, Status.PARTLY_SUSPENDED),
    (RelationKind.REPEALS_PARTLY, Status.PARTLY_EXPIRED),
)


def _is_proved(day: date, effective_from: date | None, proofs: Iterable[date]) -> bool:
    """Whether a document that has not ended lived shortly before a day, or later and had begun by then."""
    return any(one <= day <= one + EVIDENCE_LASTS or (one >= day and effective_from is not None) for one in proofs)


@dataclass(frozen=True)
class Citation:
    """A place of law named in a text: where it stands, the document, and the provision as far as it is named."""

    start: int
    end: int
    number: str
    address: str


_CITATION = re.compile(
    rf"(?:điểm\s+(?P<point>[a-zđ]{{1,2}})\s*,?\s+)?(?:khoản\s+(?P<clause>\d+[a-zđ]?)\s*,?\s+)?"
    rf"(?:điều\s+(?P<article>\d+[a-zđ]?)\s*,?\s+(?:của\s+)?)?"
    rf"(?P<name>{NAMES})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER})",
    re.IGNORECASE,
)


def citations(text: str) -> list[Citation]:
    """Every place of law a text names by a number: «điểm b khoản 2 Điều 17 Nghị định số 61/2018/NĐ-CP»."""
    found = []
    for match in _CITATION.finditer(text.translate(_ALIKE)):
        number = normal_number(match["number"], name=match["name"])
        if number:
            found.append(
                Citation(
                    match.start(), match.end(), number, address_of(match["article"], match["clause"], match["point"])
                )
            )
    return found


def address_of(article: str | None, clause: str | None = None, point: str | None = None) -> str:
    """dieu/17/khoan/2/diem/b: the place of a provision in its document, the same through all amendments."""
    parts = [("dieu", article), ("khoan", clause), ("diem", point)]
    kept = []
    for name, value in parts:
        if not value:
            break
        kept.append(f"{name}/{value.lower()}")
    return "/".join(kept)
