"""A push service and a browser for a demonstration: it checks who writes, opens what is sealed, keeps it to be seen.

The keys of a browser follow from the name it was given, so that nothing of it has to be kept.
"""

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from motcua.notices.operations import keep_simulated
from motcua.notices.push.places import packed
from motcua.notices.push.sealing import CURVE, opened, point
from motcua.notices.push.vapid import claims_of
from motcua.notices.rules import Channel

HOST = "push.mo-phong.invalid"
# A word may hold for no longer than a day.
DAY = 24 * 3600


def new_browser() -> dict[str, str]:
    """What a browser that allows notices gives: where to write, its key, its secret."""
    name = secrets.token_urlsafe(16)
    name = f"{name}.{_mark(name)}"
    return {
        "endpoint": f"https://{HOST}/{name}",
        "p256dh": packed(point(_key(name).public_key())),
        "auth": packed(_made(name, "auth", 16)),
    }


class SimulatedCarrier:
    """Answers as a push service does: 201, 410 for a browser that is no more, 400, 401 and 403 for what is wrong."""

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
        name = urlsplit(endpoint).path[1:]
        known, _dot, mark = name.partition(".")
        if urlsplit(endpoint).hostname != HOST or not hmac.compare_digest(mark, _mark(known)):
            return 410
        if (refused := _refused(headers)) is not None:
            return refused
        try:
            told = json.loads(opened(body, own=_key(name), secret=_made(name, "auth", 16)))
        except (ValueError, InvalidTag):
            return 400
        keep_simulated(
            key=f"push/{headers['Topic']}/{known}",
            channel=Channel.PUSH,
            address=HOST,
            subject=told["title"],
            body=f"{told['body']}\n{told['url']}",
        )
        return 201


def _refused(headers: Mapping[str, str]) -> int | None:
    """What a service says to who does not say who writes, for how long it helps, and how it is sealed."""
    try:
        claims = claims_of(headers["Authorization"])
    except (KeyError, ValueError):
        return 401
    lasts = int(str(claims["exp"])) - time.time()
    if (
        claims["aud"] != f"https://{HOST}"
        or not 0 < lasts <= DAY
        or not str(claims["sub"]).startswith(("mailto:", "https:", "http:"))
    ):
        return 403
    return None if headers.get("Content-Encoding") == "aes128gcm" and headers.get("TTL", "").isdigit() else 400


def _mark(name: str) -> str:
    """Shows that a name was given out here."""
    return hmac.new(settings.SECRET_KEY.encode(), f"push {name}".encode(), sha256).hexdigest()[:16]


def _key(name: str) -> ec.EllipticCurvePrivateKey:
    # Far below the order of the curve, and never nothing.
    return ec.derive_private_key(int.from_bytes(_made(name, "key", 31), "big") + 1, CURVE)


def _made(name: str, what: str, length: int) -> bytes:
    return HKDF(SHA256(), length, None, f"{what} {name}".encode()).derive(settings.SECRET_KEY.encode())
