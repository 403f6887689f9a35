"""The words of organisation: kinds of places, agencies and units, and the duties a post carries."""

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.manifests import offered
from motcua.kernel.speech import say as _


class PlaceKind(StrEnum):
    PROVINCE = "PROVINCE"
    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"
    WARD = "WARD"


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


class CodeScheme(StrEnum):
    """Identification codes: groups from the right until 2020, from the left since (QĐ 20/2020/QĐ-TTg)."""

    QCVN_102_2016 = "QCVN_102_2016"
    QD_20_2020 = "QD_20_2020"


class SuccessionKind(StrEnum):
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    RENAMED = "RENAMED"
    DISSOLVED = "DISSOLVED"


@dataclass(frozen=True)
class DutyName:
    """A duty there is, and what people call it."""

    duty: AnyDuty
    label: str

    @property
    def key(self) -> str:
        return self.duty.value


def duty_of(code: str) -> AnyDuty:
    """The duty of a code as posts and steps keep it. Raises `ValueError` for one that no room introduced."""
    known = offered(DutyName).get(code)
    if known is None:
        raise ValueError(_("Không có nhiệm vụ %s.") % code)
    return known.duty


def symbol_of(symbol: str, *, kind: str) -> str:
    """The symbol of a paper as an agency of this kind bears it: only a committee is «UBND» (NĐ 30/2020 Phụ lục I)."""
    return symbol if kind == AgencyKind.PEOPLES_COMMITTEE else symbol.removesuffix("-UBND")


@dataclass(frozen=True)
class SigningLines:
    """What stands over a signature: in whose name or place one signs, and the title (NĐ 30/2020 Phụ lục I)."""

    over: tuple[str, ...]
    title: str


def signing_lines(title: str, *, head_title: str, kind: str, in_own_name: bool = False) -> SigningLines:
    """How somebody with this title signs for an agency of this kind (NĐ 30/2020 Đ13, Phụ lục I).

    TM. for a collective body, KT. for who stands in for its head, Q. for an acting head, TL. for who signs by order of
    the head. `in_own_name`: the law gives the decision to the head of a committee and not to the committee.
    """
    head = head_title or title
    over: tuple[str, ...] = ()
    shown = title
    if title.startswith("Quyền "):
        shown = f"Q. {title.removeprefix('Quyền ')}"
    elif title.startswith("Phó "):
        chief = title.removeprefix("Phó ")
        over = (f"KT. {chief}",)
    elif not title.startswith(head):
        return SigningLines((f"TL. {head}".upper(),), title.upper())
    if kind == AgencyKind.PEOPLES_COMMITTEE and not in_own_name:
        over = ("TM. Ủy ban nhân dân", *over)
    return SigningLines(tuple(line.upper() for line in over), shown.upper())
