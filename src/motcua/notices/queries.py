"""What somebody was told, how much is unread, and what the simulated gateways received."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, gettext

from motcua.kernel.manifests import offered
from motcua.kernel.models import OutboxMessage
from motcua.kernel.text import local
from motcua.notices.models import Delivery, Notice, PushDevice, SimulatedMessage
from motcua.notices.push.vapid import key
from motcua.notices.rules import Channel, NoticeKind, compose
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import holds

# The kind of notice by which an administrator tries a channel.
TRIALS = {Channel.EMAIL: "mail_tried", Channel.SMS: "sms_tried"}


def sends_short_messages() -> bool:
    """Whether this installation has a gateway for short messages; else only mailboxes and screens tell things."""
    return bool(settings.SMS_GATEWAY)


def offers_push() -> bool:
    """Whether this installation can tell browsers things: it has a key for that (`./motcua keys push`)."""
    return key() is not None


def is_pushed_to(account: Account) -> bool:
    """Whether somebody allowed notices on a device. Where there is no key nobody is asked for."""
    return offers_push() and PushDevice.objects.filter(account=account).exists()


def push_devices_of(by: Account) -> list[PushDevice]:
    """The browsers on which I allowed notices, the latest first."""
    return list(PushDevice.objects.filter(account=by).order_by("-allowed_at", "-pk"))


def last_trial(channel: Channel) -> Delivery | None:
    """The last time an administrator tried a channel, and whether it left."""
    tried = Delivery.objects.filter(notice__kind=TRIALS[channel], channel=channel)
    return tried.select_related("message", "notice").order_by("-pk").first()


def notices_of(by: Account, *, after: int | None = None, limit: int = 20) -> list[Notice]:
    """My notices on screen, latest first; `after` is the id of the last one already seen in the list."""
    notices = Notice.objects.filter(account=by, deliveries__channel=Channel.IN_APP).order_by("-pk")
    return [spoken(one) for one in (notices.filter(pk__lt=after) if after else notices)[:limit]]


def spoken(notice: Notice) -> Notice:
    """The notice in the language of who reads it now; as it was told where that is not known any more."""
    kind = offered(NoticeKind).get(notice.kind)
    if kind is not None and notice.values and notice.language != get_language():
        with suppress(KeyError):
            words = compose(kind, notice.values, translate=gettext)
            notice.subject, notice.body = words.subject, words.full
    return notice


def unread_count(by: Account) -> int:
    """How many of my notices on screen I have not read."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [by.pk, Channel.IN_APP.value])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


# On every page of who is signed in: by the ORM the same takes three times as long.
_UNREAD = """SELECT count(*) FROM notices_notice n JOIN notices_delivery d ON d.notice_id = n.id
    WHERE n.account_id = %s AND n.read_at IS NULL AND d.channel = %s"""


def deliveries_about(by: Account, dossier_reference: str) -> list[Delivery]:
    """Who was told what about a dossier, and whether it arrived: for officials; other people see none."""
    if not by.is_official:
        return []
    deliveries = Delivery.objects.filter(notice__dossier_reference=dossier_reference)
    return list(deliveries.select_related("notice", "message").order_by("notice_id", "pk"))


def unsent(by: Account, *, at: datetime, before: int | None = None, limit: int = 30) -> list[Delivery]:
    """What has not left yet or was given up, latest first: for administrators, without the words of the notice."""
    if not holds(by, Duty.ADMIN, on=local(at).date()):
        return []
    waiting = Delivery.objects.exclude(message=None).exclude(message__state=OutboxMessage.State.SENT)
    if before:
        waiting = waiting.filter(pk__lt=before)
    return list(waiting.select_related("message", "notice").order_by("-pk")[:limit])


def unfinished(by: Account, *, at: datetime, before: int | None = None, limit: int = 30) -> list[OutboxMessage]:
    """What the worker tried in vain and is no notice, latest first: for administrators."""
    if not holds(by, Duty.ADMIN, on=local(at).date()):
        return []
    tried = OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).filter(attempts__gt=0)
    tried = tried.filter(~Exists(Delivery.objects.filter(message=OuterRef("pk"))))
    if before:
        tried = tried.filter(pk__lt=before)
    return list(tried.order_by("-pk")[:limit])


def simulated_messages(limit: int = 50) -> list[SimulatedMessage]:
    """The latest messages of the simulated gateways, for the demonstration's page."""
    return list(SimulatedMessage.objects.order_by("-pk")[:limit])
