"""The words of people and pure decisions about them."""

import re
from enum import StrEnum


class AccountKind(StrEnum):
    CITIZEN = "CITIZEN"
    BUSINESS = "BUSINESS"
    OFFICIAL = "OFFICIAL"


class Sex(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"
    UNKNOWN = "UNKNOWN"


def mask_email(email: str) -> str:
    """h…n@example.vn: enough to recognise one's own, not enough to learn another's."""
    name, _, domain = email.partition("@")
    if not domain:
        return ""
    return f"{name[:1]}…{name[-1:] if len(name) > 2 else ''}@{domain}"


def mask_phone(phone: str) -> str:
    """…789: the last three digits."""
    digits = re.sub(r"\D", "", phone)
    return f"…{digits[-3:]}" if len(digits) > 5 else ""


def mask_id_number(number: str) -> str:
    """The last four characters of an identity number."""
    return f"…{number[-4:]}" if len(number) > 6 else "…"
