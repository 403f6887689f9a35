"""The words of organisation: kinds of places, agencies and units, and the duties a post carries."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.kernel.manifests import offered
from motcua.kernel.speech import say as _
from motcua.kernel.text import fold


class PlaceKind(StrEnum):
    PROVINCE = "PROVINCE"
    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"
    WARD = "WARD"


class FormerKind(StrEnum):
    """What a place of old papers was: towns were at the level of communes until 1/7/2025."""

    COMMUNE = "COMMUNE"
    WARD = "WARD"
    TOWN = "TOWN"


class Level(StrEnum):
    """Who resolves it. CENTRAL and OTHER occur in the national catalogue; the province's agencies have neither."""

    CENTRAL = "CENTRAL"
    PROVINCE = "PROVINCE"
    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"
    OTHER = "OTHER"


class AgencyKind(StrEnum):
    PEOPLES_COMMITTEE = "PEOPLES_COMMITTEE"
    DEPARTMENT = "DEPARTMENT"
    SERVICE_CENTRE = "SERVICE_CENTRE"
    POLICE = "POLICE"
    OTHER = "OTHER"


class UnitKind(StrEnum):
    ONE_STOP = "ONE_STOP"
    PROFESSIONAL = "PROFESSIONAL"
    LEADERSHIP = "LEADERSHIP"
    OFFICE = "OFFICE"


class AnyDuty(StrEnum):
    """What a post is charged with. A right is always a duty at a unit or agency, never a personal flag.

    A room enumerates the duties it introduces in a class of its own and names them in its manifest (`DutyName`).
    """


class Duty(AnyDuty):
    """The duties through which a dossier goes, and those that keep what all rooms stand on."""

    RECEIVE = "RECEIVE"
    RETURN_RESULT = "RETURN_RESULT"
    PROCESS = "PROCESS"
    APPROVE = "APPROVE"
    SIGN = "SIGN"
    ISSUE = "ISSUE"
    SUPERVISE = "SUPERVISE"
    CATALOGUE = "CATALOGUE"
    CALENDARS = "CALENDARS"
    ADMIN = "ADMIN"
    INSPECT = "INSPECT"


class CodeScheme(StrEnum):
    """Identification codes: groups from the right until 2020, from the left since (QĐ 20/2020/QĐ-TTg)."""

    QCVN_102_2016 = "QCVN_102_2016"
    QD_20_2020 = "QD_20_2020"


class SuccessionKind(StrEnum):
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    RENAMED = "RENAMED"
    DISSOLVED = "DISSOLVED"


def dossier_series(code: str, day: date) -> str:
    """The series in which dossiers of a day are numbered under an identification code (QĐ 20/2020/QĐ-TTg)."""
    return f"dossier:{code}:{day:%Y%m%d}"


@dataclass(frozen=True)
class DutyName:
    """A duty there is, and what people call it. A guarded one no administrator gives alone."""

    duty: AnyDuty
    label: str
    is_guarded: bool = False

    @property
    def key(self) -> str:
        return self.duty.value


@dataclass(frozen=True)
class RestsOnUnit:
    """Work that a unit must be rid of before it ends: `waits` «module:function» takes the unit's key, says if some is.

    `said` tells it to the administrator, and what to do first.
    """

    key: str
    said: str
    waits: str


@dataclass(frozen=True)
class InPlaceOf:
    """Whose work somebody does while they are absent, and the first day on which no more."""

    official_id: int
    name: str
    until: date


def passed_on(duties: Iterable[str], *, own: Iterable[str]) -> list[str]:
    """What of an absent official's duties a substitute takes over, who has `own` duties at the same agency.

    Never one that two administrators give, unless they gave it to the substitute too: signing, sealing, approving,
    administering stay with whom they were entrusted to (NĐ 30/2020 Đ13).
    """
    duties, own = list(duties), set(own)
    return [duty for duty in duties if duty in own or duty not in guarded(duties)]


def duty_of(code: str) -> AnyDuty:
    """The duty of a code as posts and steps keep it. Raises `ValueError` for one that no room introduced."""
    known = offered(DutyName).get(code)
    if known is None:
        raise ValueError(_("Không có nhiệm vụ %s.") % code)
    return known.duty


def guarded(duties: Iterable[str]) -> frozenset[str]:
    """Those among the duties that one administrator proposes and another confirms: who signs, seals, administers."""
    known = offered(DutyName)
    return frozenset(code for code in duties if code in known and known[code].is_guarded)


def names_something(text: str) -> bool:
    """Whether there is a name in it at all: blanks, numbers, signs and what nobody sees name nothing."""
    return any(char.isalpha() for char in text)


def symbol_of(symbol: str, *, kind: str) -> str:
    """The symbol of a paper as an agency of this kind bears it: only a committee is «UBND» (NĐ 30/2020 Phụ lục I)."""
    return symbol if kind == AgencyKind.PEOPLES_COMMITTEE else symbol.removesuffix("-UBND")


@dataclass(frozen=True)
class SigningLines:
    """What stands over a signature: in whose name or place one signs, and the title (NĐ 30/2020 Phụ lục I)."""

    over: tuple[str, ...]
    title: str


def signing_lines(
    title: str, *, head_title: str, kind: str, unit: str = "", in_own_name: bool = False, is_authorised: bool = False
) -> SigningLines:
    """How somebody with this title signs for an agency of this kind (NĐ 30/2020 Đ13, Phụ lục I).

    TM. for a collective body, KT. for who stands in for its head, Q. for an acting head, TL. for who signs by order of
    the head, TUQ. for who signs by its written authority (`is_authorised`, Đ13.4), both with the `unit` that they head.
    `in_own_name`: the law gives the decision to the head of a committee and not to the committee.
    """
    head = head_title or title
    if is_authorised:
        return SigningLines((f"TUQ. {head}".upper(),), title_in(title, unit).upper())
    over: tuple[str, ...] = ()
    shown = title
    if title.startswith("Quyền "):
        shown = f"Q. {title.removeprefix('Quyền ')}"
    elif title.startswith("Phó "):
        chief = title.removeprefix("Phó ")
        over = (f"KT. {chief}",)
    elif not title.startswith(head):
        return SigningLines((f"TL. {head}".upper(),), title_in(title, unit).upper())
    if kind == AgencyKind.PEOPLES_COMMITTEE and not in_own_name:
        over = ("TM. Ủy ban nhân dân", *over)
    return SigningLines(tuple(line.upper() for line in over), shown.upper())


def title_in(title: str, unit: str) -> str:
    """A title with the unit that it heads: «Trưởng phòng» of «Phòng Kinh tế» is «Trưởng phòng Kinh tế»."""
    kind, _blank, name = unit.partition(" ")
    return f"{title} {name}" if name and title.lower().endswith(f" {kind.lower()}") else title


# What stands before the name of a place, as people write it; without marks the same.
KINDS_SAID = {"xã": FormerKind.COMMUNE, "phường": FormerKind.WARD, "thị trấn": FormerKind.TOWN}
DISTRICT_WORDS = ("huyện", "thành phố", "tp", "h")
OF_ANY_KIND = dict.fromkeys(DISTRICT_WORDS[:2])
# The longest name has four words: «Nông Trường Thái Bình».
MOST_WORDS = 4
TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W_]+|[^\w\s]")


@dataclass(frozen=True)
class Said:
    """A kind of place with what may be its name, the longest first, and where in the text the words after it end."""

    kind: FormerKind
    begins: int
    names: tuple[tuple[str, int], ...]


def places_said(text: str) -> list[Said]:
    """Where a text says «xã …», «phường …» or «thị trấn …», typed with marks or without."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    said = []
    for at in range(len(words)):
        kind, length = _kind_at([word for word, _begins, _ends in words[at : at + 2]])
        if kind is None:
            continue
        names: list[tuple[str, int]] = []
        for word, _begins, ends in words[at + length : at + length + MOST_WORDS]:
            if not word[0].isalpha():
                break
            names.append((f"{names[-1][0]} {word}" if names else word, ends))
        said.append(Said(kind, words[at][1], tuple(reversed(names))))
    return said


def _kind_at(words: list[str]) -> tuple[FormerKind | None, int]:
    for spelling, kind in KINDS_SAID.items():
        length = spelling.count(" ") + 1
        typed = " ".join(words[:length]).lower()
        if typed in (spelling, fold(spelling)):
            return kind, length
    return None, 0


def names_district(text: str, district: str) -> bool:
    """Whether a text names this district: «huyện Cao Lộc», «TP Lạng Sơn»."""
    said = _plain(text)
    return any(re.search(rf"\b{fold(word)} {re.escape(fold(district))}\b", said) for word in DISTRICT_WORDS)


def names_other_province(text: str, province: str) -> bool:
    """Whether a text names a province («tỉnh Cao Bằng») and not this one."""
    named = re.findall(r"\btinh (\w+ \w+)", _plain(text))
    return bool(named) and fold(province) not in named


def _plain(text: str) -> str:
    return fold(re.sub(r"[^\w\s]", " ", text))


def is_same_name(typed: str, name: str) -> bool:
    """Whether somebody means this name: with marks it and no other, without marks any that folds to the same."""
    is_unmarked = fold(typed) == typed.lower()
    return fold(typed) == fold(name) if is_unmarked else _spelt(typed) == _spelt(name)


def is_in_name(typed: str, name: str) -> bool:
    """Whether whole words of a name are what is typed; without marks the last one may be begun only."""
    is_unmarked = fold(typed) == typed.lower()
    return f" {fold(typed)}" in f" {fold(name)}" if is_unmarked else f" {_spelt(typed)} " in f" {_spelt(name)} "


def _spelt(text: str) -> str:
    """Each word with its tone behind its letters: people write «Hoà» and «Hòa» and mean the same."""
    return " ".join(_letters_and_tone(word) for word in unicodedata.normalize("NFD", text.lower()).split())


def _letters_and_tone(word: str) -> str:
    return "".join(sorted(word, key=lambda char: char in TONES))
