"""Kinds of notice and how they are put in words. Nothing here tells why: reasons may be private."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.kernel.text import one_line


class Channel(StrEnum):
    IN_APP = "IN_APP"
    EMAIL = "EMAIL"
    SMS = "SMS"


SMS_MAX = 300

# Where a secret stood, in everything that is kept.
HIDDEN = "••••••"


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its texts and the channels it takes. The room that tells it declares it in its manifest.

    `extras` are sentences added to the full text when their value is known. Placeholders: code, procedure, link, and
    the names of extras; no text has one for a reason.
    """

    key: str
    subject: str
    short: str
    full: str
    extras: Mapping[str, str] = field(default_factory=dict)
    channels: frozenset[Channel] = frozenset(Channel)
    holds_secret: bool = False


@dataclass(frozen=True)
class Message:
    """A notice in words: a subject, one sentence for a phone, and the full text."""

    subject: str
    short: str
    full: str


def compose(
    kind: NoticeKind, context: Mapping[str, str], *, translate: Callable[[str], str] = lambda text: text
) -> Message:
    """The words of a notice. Only known placeholders are used, so a reason in the context never leaves.

    Raises `KeyError` naming a value the kind cannot do without.
    """
    extras = [translate(text) % context for name, text in kind.extras.items() if context.get(name)]
    more = [context["link"]] if context.get("link") and not kind.holds_secret else []
    return Message(
        subject=one_line(translate(kind.subject) % context)[:200],
        short=one_line(translate(kind.short) % context)[:SMS_MAX],
        full="\n\n".join([" ".join([translate(kind.full) % context, *extras]), *more]),
    )


def without_secret(kind: NoticeKind, context: Mapping[str, str]) -> Mapping[str, str]:
    """The context as it may be kept and shown again."""
    return {**context, "secret": HIDDEN} if kind.holds_secret else context


def channels_for(kind: NoticeKind, *, has_account: bool, has_email: bool, has_phone: bool) -> list[Channel]:
    """The channels this kind takes to this person, in a fixed order."""
    reachable = {Channel.IN_APP: has_account, Channel.EMAIL: has_email, Channel.SMS: has_phone}
    return [channel for channel in Channel if reachable[channel] and channel in kind.channels]
