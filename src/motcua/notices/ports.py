"""What the room needs from outside: someone who carries short messages, someone who reaches browsers."""

from collections.abc import Mapping
from typing import Protocol


class SmsGateway(Protocol):
    """Sends one short message. Raises to be tried again; seeing the same key twice must not send twice."""

    def send(self, phone: str, text: str, *, key: str) -> None: ...


class PushCarrier(Protocol):
    """Posts one sealed message to a push service and tells its answer. Raises where there is none."""

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int: ...
