"""What the room needs from outside: someone who carries short messages."""

from typing import Protocol


class SmsGateway(Protocol):
    """Sends one short message. Raises to be tried again; seeing the same key twice must not send twice."""

    def send(self, phone: str, text: str, *, key: str) -> None: ...
