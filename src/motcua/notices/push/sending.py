"""Writes to one browser: seals the words, says who writes, and tells what came of it."""

import json
import time
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.module_loading import import_string

from motcua.kernel.outbox import NotTakenError
from motcua.notices.models import PushDevice
from motcua.notices.ports import PushCarrier
from motcua.notices.push.places import packed, unpacked
from motcua.notices.push.sealing import seal
from motcua.notices.push.vapid import authorization, key

# Seconds for which a message waits for a browser that is off: three days.
WAITS = 3 * 24 * 3600
GONE = (404, 410)
# Too much at once: the service asks to come again.
LATER = 429


class ServiceAwayError(Exception):
    """The push service answers that it cannot now."""


def carrier() -> PushCarrier:
    """`PUSH_CARRIER` names its class."""
    made: PushCarrier = import_string(settings.PUSH_CARRIER)()
    return made


def write_to(device: PushDevice, words: dict[str, Any], *, tag: str) -> bool:
    """Send a browser its notice; whether it is still there. A second one with the same tag takes the first one's place.

    Raises to be tried again, or `NotTakenError` where this one message is refused.
    """
    own = key()
    if own is None:
        raise ImproperlyConfigured("There is no key (./motcua keys push): nothing can be sent to browsers.")
    mark = packed(sha256(tag.encode()).digest()[:24])
    told = {"title": words["title"], "body": words["text"], "url": words["link"], "tag": mark}
    told["icon"] = static("mc/icon-192.png")
    body = seal(json.dumps(told).encode(), receiver=unpacked(device.p256dh), secret=unpacked(device.auth))
    headers = {
        "Authorization": authorization(device.endpoint, own=own, contact=_contact(), now=time.time()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(WAITS),
        "Topic": mark,
        "Urgency": "normal",
    }
    status = carrier().post(device.endpoint, body, headers)
    if status in GONE:
        return False
    if status == LATER or status >= 500:
        raise ServiceAwayError(f"HTTP {status}")
    if status >= 300:
        raise NotTakenError(f"HTTP {status}")
    return True


def _contact() -> str:
    """Whom the keepers of a push service may ask about us."""
    contact: str = settings.SECURITY_CONTACT
    return contact if contact.startswith(("mailto:", "https:")) else settings.PUBLIC_ADDRESS.rstrip("/")
