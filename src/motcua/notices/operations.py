"""The only code that tells people things, marks them read, and keeps what a simulated gateway received."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from motcua.kernel import outbox
from motcua.kernel.manifests import HealthPart, offered
from motcua.kernel.models import Circuit, OutboxMessage
from motcua.kernel.operations import SYSTEM, Policy, Refused, note, operation
from motcua.kernel.outbox import Outgoing, enqueue_all
from motcua.kernel.text import format_date, format_datetime, format_dong, local
from motcua.notices.models import Delivery, Illness, Notice, PushDevice, SimulatedMessage
from motcua.notices.push.places import POINT, SECRET, is_known, packed, unpacked
from motcua.notices.push.sealing import public_key
from motcua.notices.queries import TRIALS, is_pushed_to, sends_short_messages
from motcua.notices.rules import Channel, Message, NoticeKind, Word, channels_for, compose, pushed, without_secret
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import held_on, holding
from motcua.people.rules import mask_email, mask_phone

# As much of what a part says of itself as a letter needs; the page says all.
SAID_MOST = 300
# So many browsers a person may have told things.
DEVICES_MOST = 10
TELLER = Policy("the system, or whoever caused the notice", lambda by, s, a: by is None or by.is_active)
READER = Policy(
    "the person told",
    lambda by, subject, arguments: isinstance(by, Account) and isinstance(subject, Notice) and subject.account == by,
)


CITIZEN = Policy("citizen", lambda by, s, a: isinstance(by, Account) and by.is_active and not by.is_official)
OWN_DEVICE = Policy(
    "who allowed it on a device",
    lambda by, subject, arguments: (
        isinstance(by, Account) and isinstance(subject, PushDevice) and subject.account_id == by.pk
    ),
)


class Addressed(TypedDict):
    """To whom and about what. Empty contacts mean that channel is not taken.

    `context`: code, procedure and what the kind can add (its extras); moments, days and `…_dong` are put in words.
    `link` in it replaces the address of the dossier's page. From `expires_at` it no longer helps, and does not leave.
    `language`: that of who asked for it just now; else the account's.
    """

    account: Account | None
    email: str
    phone: str
    context: Mapping[str, Any]
    dossier_reference: str
    expires_at: NotRequired[datetime | None]
    language: NotRequired[str]


@operation(who=TELLER, journal="notice.told")
def tell(*, kind: str, by: Account | None, at: datetime, **to: Unpack[Addressed]) -> Notice:
    """Tell a person something on every channel that reaches them (NĐ 118/2025 Đ17; NĐ 61/2018 Đ19, Đ20).

    What leaves is an outbox row of the same transaction. A secret goes out and is kept nowhere in the notice.
    """
    wanted = offered(NoticeKind)[kind]
    account, email, phone = to["account"], to["email"].strip(), to["phone"].strip()
    reference = to["dossier_reference"]
    language = to.get("language") or (account.language if account else settings.LANGUAGE_CODE)
    with translation.override(language):
        context = _words(to["context"], reference)
        sent = compose(wanted, context, translate=gettext)
        kept = compose(wanted, without_secret(wanted, context), translate=gettext)
        foot = gettext("Một Cửa – Dịch vụ công tỉnh Lạng Sơn. Thư tự động, xin không trả lời thư này.")
    notice = Notice.objects.create(
        account=account,
        contact_email=email,
        contact_phone=phone,
        kind=kind,
        language=language,
        subject=kept.subject,
        body=kept.full,
        values=dict(without_secret(wanted, context)),
        link=context["link"][:300],
        dossier_reference=reference,
        created_at=at,
    )
    can_text = bool(phone) and sends_short_messages()
    channels = channels_for(
        wanted,
        has_account=account is not None,
        has_email=bool(email),
        has_phone=can_text,
        has_device=account is not None and is_pushed_to(account),
    )
    leaving = {channel: out for channel in channels if (out := _outgoing(notice, channel, sent, foot)) is not None}
    outgoing = [replace(message, expires_at=to.get("expires_at")) for message in leaving.values()]
    messages = dict(zip(leaving, enqueue_all(outgoing, at=at), strict=True))
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, address=_address(notice, channel), message=messages.get(channel))
        for channel in channels
    )
    note(kind=kind, channels=[channel.value for channel in channels])
    return notice


@operation(who=READER, journal="notice.read")
def mark_read(notice: Notice, *, by: Account, at: datetime) -> Notice:
    """Note when the person first read a notice, as proof that it arrived (NĐ 61/2018 Đ19)."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
    notice.refresh_from_db()
    return notice


@operation(who=holding(Duty.ADMIN), journal="notice.sent_again")
def send_again(delivery: Delivery, *, by: Account, at: datetime) -> Delivery:
    """Try now to deliver what waits or was given up, once the cause is mended (NĐ 61/2018 Đ19)."""
    if delivery.message is None or not outbox.send_again(delivery.message, at=at):
        raise Refused(gettext("Thông báo này đã gửi, đã hết hạn hoặc không còn nội dung để gửi. Tải lại trang."))
    note(delivery=delivery.pk, channel=delivery.channel)
    return delivery


@operation(who=holding(Duty.ADMIN), journal="message.sent_again")
def try_again(message: OutboxMessage, *, by: Account, at: datetime) -> OutboxMessage:
    """Let the worker try now what waits or was given up and is no notice, once the cause is mended (NĐ 61/2018 Đ25).

    Refused for a letter with a secret, which is gone by then: the person asks for a new one.
    """
    if not outbox.send_again(message, at=at):
        raise Refused(gettext("Việc này đã xong, đã hết hạn hoặc không còn nội dung để làm. Tải lại trang."))
    note(topic=message.topic, key=message.key)
    return message


@operation(who=holding(Duty.ADMIN), journal="channel.tried")
def try_channel(*, channel: Channel, by: Account, at: datetime) -> Notice:
    """Send oneself a letter or a short message the way all others go, to see that it arrives (NĐ 61/2018 Đ19).

    Refused where there is nowhere to send it, or nothing to send it with.
    """
    address = by.email if channel is Channel.EMAIL else by.phone
    if channel is Channel.SMS and not sends_short_messages():
        raise Refused(gettext("Chưa có SMS_GATEWAY: không gửi được tin nhắn."))
    if not address:
        raise Refused(gettext("Tài khoản của bạn chưa có email hoặc số điện thoại để nhận."))
    note(channel=channel)
    email, phone = (address, "") if channel is Channel.EMAIL else ("", address)
    context = {"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/cai-dat/"}
    told: Notice = tell(
        kind=TRIALS[channel], account=by, email=email, phone=phone, context=context, dossier_reference="", by=by, at=at
    )
    return told


@operation(who=CITIZEN, journal="push.allowed")
def allow_device(*, endpoint: str, p256dh: str, auth: str, device: str, by: Account, at: datetime) -> PushDevice:
    """Tell me on this browser too what short messages tell (Luật 91/2025/QH15: as long as the person wants it).

    One that was somebody else's is mine from now on. Refused for an address of no known service, keys that are none,
    and more browsers than a person has.
    """
    key, secret = unpacked(p256dh), unpacked(auth)
    if not is_known(endpoint, settings.PUSH_SERVICES) or not _are_keys(key, secret):
        raise Refused(gettext("Trình duyệt này không cho địa chỉ nhận thông báo dùng được. Thử trình duyệt khác."))
    if PushDevice.objects.filter(account=by).exclude(endpoint=endpoint).count() >= DEVICES_MOST:
        raise Refused(gettext("Đã bật ở %d thiết bị. Tắt một thiết bị rồi bật lại ở đây.") % DEVICES_MOST)
    note(device=device)
    facts = {"p256dh": packed(key), "auth": packed(secret), "device": device[:60], "allowed_at": at}
    allowed, _is_new = PushDevice.objects.update_or_create(endpoint=endpoint, defaults={"account": by, **facts})
    return allowed


@operation(who=OWN_DEVICE, journal="push.stopped")
def stop_device(device: PushDevice, *, by: Account, at: datetime) -> None:
    """Tell me nothing more on a browser of mine (Luật 91/2025/QH15)."""
    note(device=device.device)
    device.delete()


@operation(who=SYSTEM, journal="push.gone")
def forget_device(device: PushDevice, *, by: None, at: datetime) -> None:
    """Forget a browser of which its push service says that it takes nothing any more (Luật 91/2025/QH15)."""
    note(device=device.device)
    device.delete()


@operation(who=SYSTEM, journal="illness.noted")
def note_illness(*, part: str, node: str, is_ill: bool, by: None, at: datetime) -> Illness | None:
    """Note that a part is ill, or seems well again; nothing stays of what nobody was told (NĐ 85/2016/NĐ-CP)."""
    note(part=part, node=node, is_ill=is_ill)
    known = Illness.objects.select_for_update().filter(part=part, node=node).first()
    if known is None:
        return Illness.objects.create(part=part, node=node, since=at) if is_ill else None
    if not is_ill and known.told_at is None:
        known.delete()
        return None
    known.well_since = None if is_ill else at
    known.save(update_fields=["well_since"])
    return known


@operation(who=SYSTEM, journal="illness.told")
def tell_of_illness(illness: Illness, *, word: Word, said: str, by: None, at: datetime) -> None:
    """Tell every administrator that a part is ill, or well again (NĐ 85/2016/NĐ-CP).

    On screen alone while it is the mail itself that cannot leave.
    """
    note(part=illness.part, node=illness.node, word=word)
    mails = not Circuit.objects.filter(topic="mail").exclude(opened_at=None).exists()
    on = local(at).date()
    seats = [seat for seat in held_on(on) if seat.post.has(Duty.ADMIN)]
    label = offered(HealthPart)[illness.part].label
    for account in {seat.official_id: seat.official for seat in seats}.values():
        with translation.override(account.language):
            part = gettext(label)
        tell(
            kind=word.value, account=account, email=account.email if mails else "", phone="",
            context={
                "part": part, "since": illness.since, "node": illness.node or None,
                "said": said[:SAID_MOST] if word is Word.ILL else None,
                "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/suc-khoe/",
            },
            dossier_reference="", by=None, at=at,
        )  # fmt: skip
    if word is Word.WELL:
        illness.delete()
        return
    illness.told_at = at
    illness.save(update_fields=["told_at"])


def keep_simulated(*, key: str, channel: Channel, address: str, subject: str, body: str) -> None:
    """Keep what a simulated gateway received; the same key once.

    Not an operation: the gateway stands outside the platform, and a one-time code has no place in the journal.
    """
    SimulatedMessage.objects.get_or_create(
        key=key, defaults={"channel": channel, "address": address, "subject": subject[:250], "body": body}
    )


def _outgoing(notice: Notice, channel: Channel, words: Message, foot: str) -> Outgoing | None:
    """What leaves the platform for a notice on one channel; None where it is only shown on screen."""
    key = f"notice/{notice.pk}/{channel.value}"
    # A secret must not outlive its sending in the queue (kernel.outbox empties such a payload).
    secret = {"is_secret": True} if offered(NoticeKind)[notice.kind].holds_secret else {}
    if channel is Channel.EMAIL:
        text = f"{words.full}\n\n--\n{foot}"
        letter = {"to": notice.contact_email, "subject": words.subject, "text": text, "language": notice.language}
        return Outgoing("mail", {**letter, **secret}, key)
    if channel is Channel.SMS:
        return Outgoing("sms", {"to": notice.contact_phone, "text": words.short, **secret}, key)
    if channel is Channel.PUSH and notice.account_id:
        said = {"title": gettext("Một Cửa Lạng Sơn"), "text": pushed(words, notice.link), "link": notice.link}
        return Outgoing("push", {"account": notice.account_id, "at": notice.created_at.isoformat(), **said}, key)
    return None


def _are_keys(key: bytes, secret: bytes) -> bool:
    """Whether a browser could read with these."""
    with suppress(ValueError):
        return len(key) == POINT and len(secret) == SECRET and public_key(key) is not None
    return False


def _address(notice: Notice, channel: Channel) -> str:
    """Where a notice goes on one channel, as much of it as may be shown."""
    if channel is Channel.EMAIL:
        return mask_email(notice.contact_email)
    return mask_phone(notice.contact_phone) if channel is Channel.SMS else ""


def _words(context: Mapping[str, Any], reference: str) -> dict[str, str]:
    """Every value as people read it, and a link where none is given."""
    page = f"/ho-so/{reference}/" if reference else "/"
    words = {"link": settings.PUBLIC_ADDRESS.rstrip("/") + page}
    return words | {name: _word(name, value) for name, value in context.items() if value is not None}


def _word(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and (name == "amount" or name.endswith("_dong")):
        return format_dong(value)
    return str(value)
