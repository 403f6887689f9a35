"""What the room needs from outside: someone who holds keys."""

from datetime import datetime
from typing import Protocol

from motcua.papers.rules import SignatureCheck


class Signer(Protocol):
    """Signs a PDF for a person of an agency. Keys may live in a file, a token (PKCS#11) or a remote service."""

    notice: str
    """One sentence for screens and stamps that says what kind of key this is."""

    def sign(self, pdf: bytes, *, signer_name: str, title: str, agency_name: str, at: datetime) -> bytes:
        """The file with a PAdES signature and its visible stamp; the signed content itself does not change."""
        ...

    def verify(self, pdf: bytes) -> SignatureCheck | None:
        """What the last signature of the file proves; None when the file carries no signature."""
        ...
