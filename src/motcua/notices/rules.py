"""Kinds of notice and how they are put in words. Nothing here tells why: reasons may be private."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.kernel.text import one_line


class Channel(StrEnum):
    IN_APP = "IN_APP"
    EMAIL = "EMAIL"
    SMS = "SMS"
    PUSH = "PUSH"


SMS_MAX = 300

# A part is ill, or well again, for so long before anybody is woken: what passes by itself is no news.
LASTS = timedelta(minutes=5)

# Where a secret stood, in everything that is kept.
HIDDEN = "••••••"


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its texts and the channels it takes. The room that tells it declares it in its manifest.

    `extras` are sentences added to the full text when their value is known. Placeholders: code, procedure, link, the
    names of extras, and what its teller always knows; no text has one for a reason.
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


def pushed(message: Message, link: str) -> str:
    """What a device shows, perhaps to who looks over a shoulder: the words of a short message, without its address.

    The address is where a press on it leads.
    """
    words = re.sub(rf"[^.!?]*{re.escape(link)}\S*\s*$", "", message.short).strip() if link else message.short
    return words or message.subject


def channels_for(
    kind: NoticeKind, *, has_account: bool, has_email: bool, has_phone: bool, has_device: bool = False
) -> list[Channel]:
    """The channels this kind takes to this person, in a fixed order. A secret lights up on no screen that is locked."""
    reachable = {
        Channel.IN_APP: has_account,
        Channel.EMAIL: has_email,
        Channel.SMS: has_phone,
        Channel.PUSH: has_device and not kind.holds_secret,
    }
    return [channel for channel in Channel if reachable[channel] and channel in kind.channels]


class Word(StrEnum):
    """What administrators are told of a part."""

    NOTHING = ""
    ILL = "part_ill"
    WELL = "part_well"


def word_of(
    *, is_ill: bool, since: datetime, told_at: datetime | None, well_since: datetime | None, at: datetime
) -> Word:
    """What is to be told now of a part that was seen ill: each change once, and only one that lasts."""
    if is_ill:
        return Word.ILL if told_at is None and at - since >= LASTS else Word.NOTHING
    is_news = told_at is not None and well_since is not None and at - well_since >= LASTS
    return Word.WELL if is_news else Word.NOTHING


# What an attempt is remembered by begins with the name of what went wrong; the first that fits is told.
FAILURES = (
    (("NotTakenError", "SMTPRecipientsRefused", "SMTPDataError"), gettext_noop("Máy chủ thư từ chối thư này."),
     gettext_noop("Xem địa chỉ nhận có đúng không; hỏi người giữ máy chủ thư vì sao từ chối.")),
    (("SMTPAuthenticationError",), gettext_noop("Máy chủ thư không nhận tên hay mật khẩu."),
     gettext_noop("Sửa EMAIL_HOST_USER, EMAIL_HOST_PASSWORD.")),
    (("SMTPSenderRefused",), gettext_noop("Máy chủ thư không nhận người gửi."),
     gettext_noop("Sửa DEFAULT_FROM_EMAIL.")),
    (("SMTPNotSupportedError", "SSL"), gettext_noop("Không lập được đường mã hóa tới máy chủ thư."),
     gettext_noop("Xem EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_PORT và chứng thư của máy chủ thư.")),
    (("SMTPServerDisconnected", "TimeoutError"), gettext_noop("Máy chủ thư không trả lời kịp, hoặc cắt ngang."),
     gettext_noop("Xem máy chủ thư có chạy không; kiểm tra EMAIL_HOST, EMAIL_PORT, tường lửa.")),
    (("SMTPConnectError",), gettext_noop("Máy chủ thư không nhận kết nối."),
     gettext_noop("Hỏi người giữ máy chủ thư vì sao từ chối máy này.")),
    (("gaierror",), gettext_noop("Không có máy chủ thư tên ấy."), gettext_noop("Sửa EMAIL_HOST.")),
    (("ConnectionRefusedError", "OSError", "ConnectionResetError"), gettext_noop("Không kết nối được máy chủ thư."),
     gettext_noop("Kiểm tra EMAIL_HOST, EMAIL_PORT, tường lửa.")),
)  # fmt: skip


def why_not_sent(error: str) -> tuple[str, str]:
    """What an attempt's error means, with what the other side said, and what to do."""
    name, _colon, said = " ".join(error.split()).partition(": ")
    for names, words, todo in FAILURES:
        if name.startswith(names):
            return (f"{_(words)} ({said[:150]})" if said else _(words)), _(todo)
    return f"{name}: {said[:150]}" if said else name, _("Xem nhật ký của dịch vụ.")
