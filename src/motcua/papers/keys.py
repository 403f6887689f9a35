"""Keys and certificates as the signing library wants them."""

from collections.abc import Iterable

from asn1crypto import keys  # type: ignore[import-untyped]  # ships no types
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.papers.certificates import FileKey


def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate in the library's own form."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def private_key(key: FileKey) -> keys.PrivateKeyInfo:
    """The same key in the library's own form."""
    plain = serialization.NoEncryption()
    return keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    )


def store_of(certificates: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    """Certificates that go with a signature so that its chain can be followed."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in certificates:
        store.register(asn1(certificate))
    return store
