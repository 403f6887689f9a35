"""What stands in addresses and hidden fields, read in one way: anything else than what we wrote there means nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from ipaddress import ip_address

# Names and what they are sorted by are shorter.
LONGEST_PLACE = 6_000


def number_in(text: str) -> int | None:
    """A number as we write it: a key, or a place in a list."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def is_this_machine(host: str) -> bool:
    """Whether a server of that name is asked without leaving this machine: by a socket, or at its own address."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def moment_in(text: str) -> datetime | None:
    """A moment as we write it, with its zone."""
    try:
        moment = datetime.fromisoformat(text)
        # At the edges of the calendar another zone has no such moment.
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def place_written(text: str) -> str:
    """A text by which a list is sorted, with signs that every address keeps: those that control would be dropped."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_in(written: str) -> str | None:
    """Such a text read again; nothing else is one."""
    if len(written) > LONGEST_PLACE or not written.isascii():
        return None
    try:
        text = urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
    except ValueError:
        return None
    return text if place_written(text) == written and "\x00" not in text else None
