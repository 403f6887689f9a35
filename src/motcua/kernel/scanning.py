"""Asks the scanner of malware (clamd) about a content: by its own stream over a socket, bounded by time and size."""

import socket
import struct
import time
from dataclasses import dataclass

import structlog
from django.conf import settings

log = structlog.get_logger()

# Seconds for one content, and for the scanner to say that it lives; bytes of one piece, and of an answer.
PATIENCE, SIGN_OF_LIFE = 10.0, 2.0
PIECE, ANSWER = 1 << 16, 4096


class ScannerDown(Exception):
    """The scanner gave no verdict: it is away, too slow, or could not read the content."""


@dataclass(frozen=True)
class Scan:
    """Whether a content was scanned, and the name of what was found in it."""

    is_done: bool
    infection: str = ""


def scan(content: bytes) -> Scan:
    """The scanner's verdict; not done where there is none, or it gives none (the health of the platform says so)."""
    if not settings.CLAMAV:
        return Scan(is_done=False)
    try:
        return Scan(is_done=True, infection=infection_in(content))
    except ScannerDown as down:
        log.warning("not_scanned", why=str(down), size=len(content))
        return Scan(is_done=False)


def infection_in(content: bytes) -> str:
    """The name of the malware found in the content; nothing in a clean one. Raises `ScannerDown`."""
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    sent = b"".join(
        [b"zINSTREAM\0", *(struct.pack("!I", len(piece)) + piece for piece in pieces), struct.pack("!I", 0)]
    )
    answer = _asked(sent, PATIENCE, settings.CLAMAV)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:200]
    raise ScannerDown(answer)


def is_alive() -> bool:
    """Whether the scanner answers at all."""
    try:
        return _asked(b"zPING\0", SIGN_OF_LIFE, settings.CLAMAV) == "PONG"
    except ScannerDown:
        return False


def signatures() -> str:
    """What the scanner knows at this moment, as it names that itself. Raises `ScannerDown`."""
    return _asked(b"zVERSION\0", SIGN_OF_LIFE, settings.CLAMAV)


def _asked(words: bytes, patience: float, address: str) -> str:
    ends = time.monotonic() + patience
    try:
        with _connected(address, patience) as scanner:
            scanner.sendall(words)
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < ANSWER:
                scanner.settimeout(max(0.01, ends - time.monotonic()))
                piece = scanner.recv(ANSWER)
                if not piece:
                    break
                answer += piece
    except (OSError, ValueError) as error:
        raise ScannerDown(f"{type(error).__name__}: {error}") from error
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connected(address: str, patience: float) -> socket.socket:
    """The address is the path of a socket, or host:port."""
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), patience)
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(patience)
    try:
        scanner.connect(address)
    except OSError:
        scanner.close()
        raise
    return scanner
