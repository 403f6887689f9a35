"""The key by which push services know that a message is ours (VAPID, RFC 8292)."""

import json
import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from motcua.notices.push.places import packed, unpacked
from motcua.notices.push.sealing import CURVE, point, public_key

log = structlog.get_logger()
ECDSA = ec.ECDSA(SHA256())
# Seconds for which a word of ours holds; a service takes no more than a day.
HOLDS = 12 * 3600
HALF = 32


def key_file() -> Path:
    """Where the key of this installation stands, the same on every machine."""
    return Path(settings.PUSH_KEY or Path(settings.DATA_DIR) / "push.pem")


def key() -> ec.EllipticCurvePrivateKey | None:
    """The key; none where none was made, or none can be read: then nothing is offered."""
    path = key_file()
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.error("push_key_unreadable", error=f"{type(error).__name__}: {error}")
        return None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> ec.EllipticCurvePrivateKey:
    found = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != CURVE.name:
        raise ValueError("not a key of the curve P-256")
    return found


def make_key() -> bool:
    """Make the key, readable by its owner alone; whether there was none."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ec.generate_private_key(CURVE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def public_part() -> str:
    """The public key as browsers take it; empty without one."""
    found = key()
    return packed(point(found.public_key())) if found else ""


def authorization(endpoint: str, *, own: ec.EllipticCurvePrivateKey, contact: str, now: float) -> str:
    """What a request to a push service carries to say that it is from us."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(now) + HOLDS, "sub": contact}
    said = ".".join(packed(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(own.sign(said.encode(), ECDSA))
    signature = packed(r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big"))
    return f"vapid t={said}.{signature}, k={packed(point(own.public_key()))}"


def claims_of(header: str) -> dict[str, object]:
    """What a push service reads in it. Raises `ValueError` where the signature is not of the key that it names."""
    scheme, _space, rest = header.partition(" ")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    said, _dot, signature = given["t"].rpartition(".")
    raw = unpacked(signature)
    if scheme != "vapid" or len(raw) != 2 * HALF:
        raise ValueError("no word of VAPID")
    pair = encode_dss_signature(int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big"))
    try:
        public_key(unpacked(given["k"])).verify(pair, said.encode(), ECDSA)
    except InvalidSignature as error:
        raise ValueError("not signed by the key that it names") from error
    claims: dict[str, object] = json.loads(unpacked(said.split(".")[1]))
    return claims
