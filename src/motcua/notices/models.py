"""Notices as told, the way each took, and what the simulated gateways received."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from motcua.kernel.models import OutboxMessage
from motcua.notices.rules import Channel, why_not_sent
from motcua.organization.models import choices
from motcua.people.models import Account


class Notice(models.Model):
    """One thing told to one person. Secrets are never kept here."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=5, blank=True, db_default="", default="")
    values = models.JSONField(null=True, help_text="what its words hold, to say them in another language; no secret")
    link = models.CharField(max_length=300, blank=True)
    dossier_reference = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_account"),
            models.Index(fields=["account"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["dossier_reference", "id"], name="notice_dossier"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """The way a notice took. What goes out has its state in the outbox: one truth, also after a failed attempt."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=choices(Channel))
    address = models.CharField(max_length=100, blank=True)
    message = models.OneToOneField(OutboxMessage, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_channel_once"),
            models.CheckConstraint(
                name="delivery_outside_by_outbox",
                condition=models.Q(channel="IN_APP", message=None)
                | ~models.Q(channel="IN_APP") & models.Q(message__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"

    @property
    def state(self) -> str:
        """QUEUED, SENT, FAILED or EXPIRED; on screen it has arrived as soon as it is told."""
        return self.message.state if self.message else OutboxMessage.State.SENT.value

    @property
    def may_be_sent_again(self) -> bool:
        """Whether somebody may have it tried now; a secret that was given up is gone."""
        return self.message is not None and self.message.may_be_tried

    @property
    def attempts(self) -> int:
        return self.message.attempts if self.message else 0

    @property
    def sent_at(self) -> datetime | None:
        return self.message.sent_at if self.message else self.notice.created_at

    @property
    def error(self) -> str:
        return self.message.last_error if self.message else ""

    @property
    def why(self) -> str:
        """What the last error of a letter means, and what to do; of other channels what their gateway says."""
        return " ".join(why_not_sent(self.error)) if self.error and self.channel == Channel.EMAIL else self.error


class PushDevice(models.Model):
    """A browser that allowed us to tell it things: where to write, and the keys with which it reads (RFC 8030, 8291).

    Who knows where to write may do so: the address is shown to nobody and stands in no journal.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False, related_name="+")
    handle = models.UUIDField(default=uuid.uuid4, unique=True)
    endpoint = models.CharField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=90)
    auth = models.CharField(max_length=30)
    device = models.CharField(max_length=60, blank=True)
    allowed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account"], name="push_account")]

    def __str__(self) -> str:
        return str(self.handle)


class Illness(models.Model):
    """A part of the installation that is ill: since when, whether administrators know, since when it is well again."""

    part = models.CharField(max_length=50)
    node = models.CharField(max_length=100, blank=True, help_text="the machine that saw it")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    well_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "node"], name="illness_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.node}"


class SimulatedMessage(models.Model):
    """What a simulated gateway received in a demonstration, in place of a real phone or mailbox."""

    key = models.CharField(max_length=250, unique=True)
    channel = models.CharField(max_length=10, choices=choices(Channel))
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField()
    received_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"
