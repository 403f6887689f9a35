"""A message that only one browser can read: RFC 8291, which is RFC 8188 with a key of both."""

import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# One record; a push service takes no more, and what is in it ends with this.
RECORD, END = 4096, b"\x02"
# What a record holds beside the message: header of 86, end, and tag.
MOST = RECORD - 86 - 17


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key(data: bytes) -> ec.EllipticCurvePublicKey:
    """The key of 65 bytes. Raises `ValueError` for what is no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, data)


def seal(
    text: bytes,
    *,
    receiver: bytes,
    secret: bytes,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a message for the browser with this key and secret; `own` and `salt` are new each time."""
    if len(text) > MOST:
        raise ValueError(f"{len(text)} bytes do not fit into a message")
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    sender = point(own.public_key())
    key, nonce = _keys(own.exchange(ec.ECDH(), public_key(receiver)), secret, receiver, sender, salt)
    header = salt + struct.pack("!LB", RECORD, len(sender)) + sender
    return header + AESGCM(key).encrypt(nonce, text + END, None)


def opened(body: bytes, *, own: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What a browser reads in a message. Raises `ValueError` or `InvalidTag` where it is not for it."""
    salt, (_record, length) = body[:16], struct.unpack("!LB", body[16:21])
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    shared = own.exchange(ec.ECDH(), public_key(sender))
    key, nonce = _keys(shared, secret, point(own.public_key()), sender, salt)
    text, end, padding = AESGCM(key).decrypt(nonce, sealed, None).rpartition(END)
    if not end or padding.strip(b"\x00"):
        raise ValueError("the record has no end")
    return text


def _keys(shared: bytes, secret: bytes, receiver: bytes, sender: bytes, salt: bytes) -> tuple[bytes, bytes]:
    both = HKDF(SHA256(), 32, secret, b"WebPush: info\x00" + receiver + sender).derive(shared)
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(both)
    return key, HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(both)
