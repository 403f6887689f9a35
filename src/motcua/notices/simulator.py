"""Stand-ins for a mail server and an SMS gateway in a demonstration: they keep the message for a page to show."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from motcua.notices.operations import keep_simulated
from motcua.notices.rules import Channel


class SimulatedSms:
    """Keeps short messages instead of sending them."""

    def send(self, phone: str, text: str, *, key: str) -> None:
        keep_simulated(key=f"sms/{key}", channel=Channel.SMS, address=phone, subject="", body=text)


class SimulatedMailBackend(BaseEmailBackend):
    """Keeps e-mails instead of sending them; set `EMAIL_BACKEND` to this class in a demonstration."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each e-mail once for each recipient and say how many there were."""
        for message in email_messages:
            name = message.extra_headers.get("Message-ID") or message.message()["Message-ID"]
            for address in message.recipients():
                keep_simulated(
                    key=f"mail/{name}/{address}"[:250],
                    channel=Channel.EMAIL,
                    address=address,
                    subject=str(message.subject),
                    body=str(message.body),
                )
        return len(email_messages)
