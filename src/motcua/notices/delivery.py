"""Sends what notices put in the outbox: e-mail by Django's backend, short messages by the gateway, and to browsers."""

import hashlib
import smtplib
import time
from datetime import UTC, datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from motcua.kernel.lanes import Lane
from motcua.kernel.outbox import NotTakenError, Outgoing, delivers, enqueue_all
from motcua.kernel.text import one_line
from motcua.notices.models import PushDevice
from motcua.notices.operations import forget_device
from motcua.notices.ports import SmsGateway
from motcua.notices.push.sending import WAITS, write_to


@delivers("mail", lane=Lane.LETTERS, is_channel=True)
def send_mail(payload: dict[str, Any], *, key: str) -> None:
    """Send one e-mail. Its Message-ID comes from the key, so that mailboxes drop a second copy.

    It says that a machine wrote it (RFC 3834), so that no absent mailbox answers it, and in which language it is.
    """
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost"
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    # A line break in a header would be another header, or a letter that never leaves.
    subject, to = one_line(payload["subject"]), one_line(payload["to"])
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    if language := payload.get("language"):
        headers["Content-Language"] = language
    letter = EmailMessage(subject, payload["text"], from_email=sender(), to=[to], headers=headers)
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotTakenError("; ".join(_answered(*answer) for answer in error.recipients.values())) from error
    except smtplib.SMTPDataError as error:
        raise NotTakenError(_answered(error.smtp_code, error.smtp_error)) from error


def _answered(code: int, said: bytes | str) -> str:
    """What the other side answered, as people read it; to whom stands with the notice."""
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def sender() -> str:
    """Who writes letters: the address that is set, under a name that people know."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or settings.PLATFORM_NAME, address))


@delivers("sms", lane=Lane.LETTERS, is_channel=True)
def send_sms(payload: dict[str, Any], *, key: str) -> None:
    """Send one short message through the configured gateway."""
    gateway().send(payload["to"], payload["text"], key=key)


def gateway() -> SmsGateway:
    """`SMS_GATEWAY` names its class. What was queued while there was one fails without it, where people see it."""
    if not settings.SMS_GATEWAY:
        raise ImproperlyConfigured("SMS_GATEWAY is not set: short messages cannot be sent.")
    made: SmsGateway = import_string(settings.SMS_GATEWAY)()
    return made


@delivers("push", lane=Lane.PUSH)
def push_to_devices(payload: dict[str, Any], *, key: str) -> None:
    """Write a message for each browser on which a person allowed notices; each is tried by itself."""
    told_at = datetime.fromisoformat(payload["at"])
    said = {name: payload[name] for name in ("title", "text", "link")}
    until = told_at + timedelta(seconds=WAITS)
    devices = PushDevice.objects.filter(account=payload["account"]).order_by("pk").values_list("pk", flat=True)
    enqueue_all([Outgoing("push.device", {"device": pk, **said}, f"{key}/{pk}", until) for pk in devices], at=told_at)


@delivers("push.device", lane=Lane.PUSH, is_channel=True)
def push_to_device(payload: dict[str, Any], *, key: str) -> None:
    """Tell one browser; one that its service says is no more is forgotten."""
    device = PushDevice.objects.filter(pk=payload["device"]).first()
    if device is not None and not write_to(device, payload, tag=key.rpartition("/")[0]):
        # Nobody tells a delivery when it is.
        forget_device(device, by=None, at=datetime.fromtimestamp(time.time(), UTC))
