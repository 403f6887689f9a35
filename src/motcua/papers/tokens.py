"""Keys that never leave a device (PKCS#11): a token of an official or an agency, or a security module for many.

A device takes one question at a time, and one sign-in for as long as the process lives. What goes wrong with it is this
node's illness (`Unavailable`).
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from pkcs11.exceptions import PKCS11Error
from pyhanko.sign.pkcs11 import PKCS11Signer

from motcua.kernel.illness import Unavailable
from motcua.papers.certificates import TokenKey
from motcua.papers.keys import asn1

_ONE_AT_A_TIME = Lock()
_sessions: dict[str, pkcs11.Session] = {}


@contextmanager
def signer_of(
    key: TokenKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
) -> Iterator[PKCS11Signer]:
    """What signs with a key of a device, for as long as this is open. Raises `Unavailable`."""
    # Few devices make the digest for an elliptic curve themselves; all sign one that was made.
    is_raw = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    with _session(key) as session:
        yield PKCS11Signer(
            session,
            key_label=key.object,
            signing_cert=asn1(certificate),
            ca_chain=[asn1(one) for one in chain],
            use_raw_mechanism=is_raw,
        )


def certificates_on(key: TokenKey) -> list[x509.Certificate]:
    """Those that the device keeps, that of the key first; the others may vouch for it. Raises `Unavailable`."""
    with _session(key) as session:
        found = [
            (one[pkcs11.Attribute.LABEL] == key.object, x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE]))
            for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        ]
    if sum(is_own for is_own, _certificate in found) != 1:
        raise Unavailable("keys", f"{key}: no certificate, or several, of that name on the device")
    return [certificate for _is_own, certificate in sorted(found, key=lambda one: not one[0])]


def is_here(key: TokenKey) -> None:
    """Raises `Unavailable` when the device, or the key on it, is not at hand."""
    with _session(key) as session:
        session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=key.object)


def belong_together(key: TokenKey, certificate: x509.Certificate) -> bool:
    """Whether what the device signs is proved by the certificate: a word is signed and looked at."""
    word = b"mot-cua"
    with signer_of(key, certificate, []) as signer:
        signature = asyncio.run(signer.async_sign_raw(word, "sha256"))
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, word, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, word, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


@contextmanager
def _session(key: TokenKey) -> Iterator[pkcs11.Session]:
    with _ONE_AT_A_TIME:
        try:
            if key.token not in _sessions:
                _sessions[key.token] = _opened(key.token)
            yield _sessions[key.token]
        except (PKCS11Error, OSError) as error:
            # Pulled out, or restarted.
            _close(key.token)
            raise Unavailable("keys", f"{key}: {type(error).__name__} {error}".rstrip()) from error


def _close(token: str) -> None:
    with suppress(PKCS11Error, KeyError):
        _sessions.pop(token).close()


def _opened(token: str) -> pkcs11.Session:
    if not settings.PKCS11_MODULE:
        raise Unavailable("keys", "PKCS11_MODULE does not say which library speaks with the device")
    return pkcs11.lib(settings.PKCS11_MODULE).get_token(token_label=token).open(user_pin=settings.PKCS11_PIN)
