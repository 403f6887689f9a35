"""Asks a push service over HTTPS: no redirect, no address within our own networks, no longer than a little while."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from urllib.parse import urlsplit

from motcua.kernel.outbox import NotTakenError
from motcua.notices.push.places import is_public

PORT = 443
# Seconds for each: to be answered at all, and between two signs of life.
PATIENCE = 10


class HttpsCarrier:
    """Posts a message where a browser said; the name is looked up once, and what was looked at is what is asked."""

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        context = ssl.create_default_context()
        with _connected(host) as line, context.wrap_socket(line, server_hostname=host) as secure:
            connection = HTTPConnection(host, timeout=PATIENCE)
            connection.sock = secure
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status


def _connected(host: str) -> socket.socket:
    last: OSError | None = None
    for address in _addresses(host):
        try:
            return socket.create_connection((address, PORT), PATIENCE)
        except OSError as error:
            last = error
    raise last or OSError(f"{host} has no address")


def _addresses(host: str) -> Iterator[str]:
    """The addresses of a name. One that is not public makes all of them suspect."""
    found = [str(place[0]) for *_kind, place in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]
    if not all(map(is_public, found)):
        raise NotTakenError(f"{host} lies within a network of its own")
    yield from dict.fromkeys(found)
