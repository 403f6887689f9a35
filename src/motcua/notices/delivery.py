"""Sends what notices put in the outbox: e-mail through Django's backend, short messages through the gateway."""

import hashlib
import smtplib
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from motcua.kernel.lanes import Lane
from motcua.kernel.outbox import NotTakenError, delivers
from motcua.kernel.text import one_line
from motcua.notices.ports import SmsGateway


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
