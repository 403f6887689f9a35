"""Parts of a file that a program asks for (RFC 9110, 14): one span of bytes, from and to both included."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@dataclass(frozen=True)
class Span:
    """From a byte to before another."""

    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start


class Unsatisfiable(Exception):
    """It begins behind the end of the file."""


def span_in(header: str, size: int) -> Span | None:
    """What is asked for; nothing where the whole file is to be given, as for several spans at once.

    Raises `Unsatisfiable`.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or found.groups() == ("", "") or any(len(part) > len(str(2**63)) for part in found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
        if not int(last) or not size:
            raise Unsatisfiable
        return Span(start, stop)
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, stop)
