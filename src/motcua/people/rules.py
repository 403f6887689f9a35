"""The words of people and pure decisions about them."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any
from unicodedata import normalize

from motcua.kernel.manifests import offered
from motcua.kernel.speech import gettext_noop
from motcua.kernel.values import figures, id_or_empty
from motcua.organization.rules import AnyDuty


class AccountKind(StrEnum):
    CITIZEN = "CITIZEN"
    BUSINESS = "BUSINESS"
    OFFICIAL = "OFFICIAL"


class Proof(StrEnum):
    """What an identity rests on. The word of the person alone proves nothing."""

    SAID = "SAID"
    SEEN = "SEEN"  # an official saw the card and its holder
    SCANNED = "SCANNED"  # and read its code
    NATIONAL = "NATIONAL"  # signed in by the national system


# What says who somebody is. Of an official all of it is the administrators'.
IDENTITY = ("full_name", "id_number", "born_on", "sex")
ON_THE_CARD = frozenset({"full_name", "id_number", "born_on"})


def fixed_facts(*, is_official: bool, is_proved: bool) -> frozenset[str]:
    """What people may not change of their own account by themselves."""
    if is_official:
        return frozenset(IDENTITY)
    return ON_THE_CARD if is_proved else frozenset()


class ChangeKind(StrEnum):
    """What waits for a second administrator."""

    IDENTITY = "IDENTITY"
    POST = "POST"


class ChangeState(StrEnum):
    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


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


def mask_name(name: str) -> str:
    """N. T. Hoa: what can be compared with a paper that one holds, and tells nobody else who that is."""
    *before, last = name.split() or [""]
    if not before:
        return f"{last[:1]}…" if last else ""
    return " ".join([*(f"{word[:1]}." for word in before), last])


def mask_id_number(number: str) -> str:
    """The last four characters of an identity number."""
    return f"…{number[-4:]}" if len(number) > 6 else "…"


def client_address(peer: str, forwarded_for: str, trusted: Sequence[IPv4Network | IPv6Network]) -> str:
    """Whose address a request counts for: that of who connected, or, behind trusted proxies, the one before them.

    `forwarded_for` is read from its end, for only that was written by the proxies themselves: whoever is not one of
    them is the client, and what stands before may be forged. What is no address ends the reading.
    """
    address = peer
    for claimed in reversed(forwarded_for.split(",")):
        if not is_within(address, trusted):
            return address
        try:
            address = str(ip_address(claimed.strip()))
        except ValueError:
            return address
    return address


def is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is in one of these networks; what is no address is in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def names_somebody(text: str) -> bool:
    """Whether there is a name in it at all: blanks, signs and what nobody sees name nobody."""
    return any(char.isalpha() for char in text)


NO_BIRTH_DATE = gettext_noop("Ngày sinh phải từ năm 1900 đến hôm nay.")


def is_birth_date(day: date, *, on: date) -> bool:
    """Whether somebody who lives can have been born on this day."""
    return date(1900, 1, 1) <= day <= on


@dataclass(frozen=True)
class Card:
    """What the code on an identity card says of its holder."""

    id_number: str
    name: str = ""
    address: str = ""
    born_on: date | None = None


def read_card(text: str) -> Card:
    """An identity number as typed, or as a scanner reads the code on a card.

    There it stands between bars: number, former number, name, birth date, sex, address. What does not look like such a
    code is taken as the number alone.
    """
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < 6 or not (number := id_or_empty(parts[0])):
        return Card(figures(text).upper()[:20])
    return Card(number, parts[2][:150], parts[5][:300], _day(parts[3]))


def _day(digits: str) -> date | None:
    """The day in eight digits, as 01021990."""
    try:
        return datetime.strptime(digits, "%d%m%Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


# What a keyboard of Windows writes: the letter with its hat, horn or breve as one sign, the tone as another after it.
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def password_forms(password: str) -> list[str]:
    """One password as keyboards write it: marks as one sign or as several, wide or narrow (NIST SP 800-63B).

    The first is the one that is kept; the others open what was kept before.
    """
    written = [normalize(form, password) for form in ("NFC", "NFD", "NFKD")]
    return list(dict.fromkeys([normalize("NFKC", password), password, *written, _with_tones_apart(password)]))


def _with_tones_apart(text: str) -> str:
    parts = []
    for letter in normalize("NFC", text):
        marks = normalize("NFD", letter)
        tone = next((mark for mark in marks[1:] if mark in _TONES), "")
        parts.append(normalize("NFC", marks.replace(tone, "")) + tone if tone and len(marks) > 1 else letter)
    return "".join(parts)


def near_counters(at: datetime) -> range:
    """The half-minutes whose code is taken now: this one and, for clocks that are not quite right, its neighbours."""
    now = int(at.timestamp()) // 30
    return range(now - 1, now + 2)


BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_words(user_agent: str) -> str:
    """«Chrome, Windows»: enough to know one's own device again; empty for what says nothing of itself."""
    parts = (
        next((name for mark, name in known if mark.lower() in user_agent.lower()), "") for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Failure:
    """One try to open an account that did not."""

    at: datetime
    device: str


class Place(StrEnum):
    """Where somebody signed in, by which a session ends sooner or later."""

    HOME = "HOME"
    OFFICE = "OFFICE"
    COUNTER = "COUNTER"


@dataclass(frozen=True)
class Ends:
    """How long a session lasts without a sign of life, and how long at most."""

    idle: timedelta
    whole: timedelta

    def have_come(self, *, begun_at: datetime, seen_at: datetime, at: datetime, rounding: timedelta) -> bool:
        """Whether it is over; a sign of life is noted only once in `rounding`, so that much is granted.

        One that was seen later than now is over as well: the clock was set back, and nobody knows how long it was idle.
        """
        return at - seen_at > self.idle + rounding or at - begun_at > self.whole or seen_at - at > rounding


@dataclass(frozen=True)
class DeskEntry:
    """A place in the navigation of officials: the name of its address, and which duties see it (none: every official).

    `shortcut` is the key that opens it, for who types faster than they point.
    """

    key: str
    label: str
    order: int
    duties: frozenset[AnyDuty] = frozenset()
    shortcut: str = ""


class Audience(StrEnum):
    """Who sees a place in the portal's navigation."""

    ANYBODY = "ANYBODY"
    STRANGER = "STRANGER"
    SIGNED_IN = "SIGNED_IN"
    OFFICIAL = "OFFICIAL"


@dataclass(frozen=True)
class PortalEntry:
    """A place in the portal's navigation: the name of its address, and who sees it."""

    key: str
    label: str
    order: int
    seen_by: Audience = Audience.ANYBODY


@dataclass(frozen=True)
class PersonalPart:
    """What one room holds of one person.

    `records` are read one after the other, as people read them; `files` name where each stands in what a person takes,
    and read it when its turn comes.
    """

    count: int
    records: Iterable[Mapping[str, Any]] = ()
    files: Iterable[tuple[str, Callable[[], bytes]]] = ()


@dataclass(frozen=True)
class PersonalData:
    """A kind of personal data that a room holds: what it is, in which file a person takes it, the page that shows it.

    `gives` is a function «module:function» that takes the person and `at`. `fate` says what becomes of it when the
    account is erased.
    """

    key: str
    label: str
    gives: str
    fate: str
    is_erased: bool
    page: str = ""


def desk_entries(duties: Collection[str]) -> list[DeskEntry]:
    """The navigation of an official with these duties."""
    entries = [entry for entry in offered(DeskEntry).values() if not entry.duties or entry.duties & set(duties)]
    return sorted(entries, key=lambda entry: entry.order)


def portal_entries(*, is_signed_in: bool, is_official: bool) -> list[PortalEntry]:
    """The portal's navigation for who looks at it."""
    kinds = {Audience.ANYBODY, Audience.SIGNED_IN if is_signed_in else Audience.STRANGER}
    kinds |= {Audience.OFFICIAL} if is_official else set()
    entries = [entry for entry in offered(PortalEntry).values() if entry.seen_by in kinds]
    return sorted(entries, key=lambda entry: entry.order)
