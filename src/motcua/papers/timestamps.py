"""Where time stamps come from: a recognised authority by its address, or our own simulator, named as such."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper

from motcua.kernel.illness import Unavailable
from motcua.papers.certificates import in_a_file
from motcua.papers.keys import asn1, private_key, store_of
from motcua.papers.ports import TimeStamps
from motcua.papers.trusted import Use, demonstration_pair

SIMULATOR = "simulator"


class SimulatedTimeStamps:
    """Stamps by our own demonstration authority: they show the way, and prove nothing to anyone else."""

    def stamper(self, at: datetime, /) -> TimeStamper:
        key, certificate = demonstration_pair(Use.STAMPS)
        store = store_of([demonstration_pair(Use.VOUCHES)[1]])
        return DummyTimeStamper(asn1(certificate), private_key(in_a_file(key)), certs_to_embed=store, fixed_dt=at)

    def roots(self) -> list[x509.Certificate]:
        """The demonstration's authority is known to every check."""
        return []


class RemoteTimeStamps:
    """Stamps by an authority that answers RFC 3161 over HTTP; its root certificates stand in a PEM file."""

    def __init__(self, address: str, roots: str) -> None:
        self.address, self.bundle = address, roots

    def stamper(self, _at: datetime, /) -> TimeStamper:
        return HTTPTimeStamper(self.address, https=self.address.startswith("https:"), timeout=10)

    def roots(self) -> list[x509.Certificate]:
        try:
            return x509.load_pem_x509_certificates(Path(self.bundle).read_bytes()) if self.bundle else []
        except (OSError, ValueError) as error:
            raise Unavailable("keys", f"PAPER_TIMESTAMP_ROOTS: {error}") from error


def time_stamps() -> TimeStamps | None:
    """The configured source: `PAPER_TIMESTAMPS` is an address, `simulator`, or empty for none."""
    chosen = settings.PAPER_TIMESTAMPS
    if not chosen:
        return None
    return SimulatedTimeStamps() if chosen == SIMULATOR else RemoteTimeStamps(chosen, settings.PAPER_TIMESTAMP_ROOTS)
