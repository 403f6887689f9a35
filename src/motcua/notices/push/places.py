"""Where a browser may be told things: the addresses and keys it gives, which anybody could have made up. Pure."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

LONGEST = 600
POINT, SECRET = 65, 16


def is_known(endpoint: str, services: Iterable[str]) -> bool:
    """Whether an address is one of a known push service, over HTTPS at its own port, and nothing else."""
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc and not parts.fragment
    return is_plain and len(parts.path) > 1 and any(host == one or host.endswith(f".{one}") for one in services)


def is_public(address: str) -> bool:
    """Whether an address of the network belongs to nobody's own: nothing inside this house is asked for a browser."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    # Not every Python looks at the address within.
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def unpacked(text: str) -> bytes:
    """What letters of base64url mean, with or without their ends; empty of what is none."""
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""


def packed(data: bytes) -> str:
    """Letters of base64url, without ends."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()
