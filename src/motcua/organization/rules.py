"""The words of organisation: kinds of places, agencies and units, and the duties a post carries."""

from enum import StrEnum


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


class Duty(StrEnum):
    """What a post is charged with. A right is always a duty at a unit or agency, never a personal flag."""

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
