"""What the room needs from outside: someone who holds keys."""

from datetime import datetime
from typing import Protocol

from cryptography.x509 import Certificate
from pyhanko.sign.timestamps import TimeStamper

from motcua.papers.signatures import Signatory, SignatureCheck


class Signer(Protocol):
    """Signs a PDF for a person of an agency. Keys may live in a file, a token (PKCS#11) or a remote service."""

    def sign(self, pdf: bytes, *, who: Signatory, at: datetime) -> bytes:
        """The file with a PAdES signature and its visible stamp; the signed content itself does not change.

        The key is found by `who.holder`; name, post and agency are what the certificate and the stamp show.
        """
        ...

    def seal(self, pdf: bytes, *, who: Signatory, at: datetime) -> bytes:
        """The file with the agency's own signature after that of the person (NĐ 30/2020 Đ5)."""
        ...

    def verify(self, pdf: bytes) -> list[SignatureCheck]:
        """What each signature of the file proves, in the order they were made; none when it carries none."""
        ...


class TimeStamps(Protocol):
    """A time stamp authority (RFC 3161)."""

    def stamper(self, at: datetime, /) -> TimeStamper:
        """What asks the authority for a stamp; a simulator is told the time, an authority has its own."""
        ...

    def roots(self) -> list[Certificate]:
        """The certificates that vouch for the authority."""
        ...
