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
