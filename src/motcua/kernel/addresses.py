"""What stands in addresses and hidden fields, read in one way: anything else than what we wrote there means nothing."""

from datetime import datetime
from ipaddress import ip_address


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
    except ValueError:
        return None
    return moment if moment.tzinfo else None
