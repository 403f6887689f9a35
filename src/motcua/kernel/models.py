"""The journal's entries, the outbox's messages, the register of stored files and the counters."""

import hashlib

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from motcua.kernel.illness import Unavailable
from motcua.kernel.storing import keeping
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap

# Entries about how the installation itself is kept: few, and the last of each is asked for again and again.
UPKEEP = PACKS_LOADED, BACKUP_MADE, BACKUP_REHEARSED = "packs.loaded", "backup.made", "backup.rehearsed"


class JournalEntry(models.Model):
    """One act. The database refuses to change or delete it; only its own function writes it (migration 0002)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    word = models.CharField(max_length=100)
    actor = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=100, blank=True)
    details = models.JSONField(encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    recorded_at = models.DateTimeField(db_default=Now())
    # What its hash is made of; entries from before `recorded_at` was among it have 1.
    form = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "number"], name="journal_subject"),
            models.Index(fields=["actor", "number"], name="journal_actor"),
            models.Index(fields=["word", "number"], name="journal_upkeep", condition=models.Q(word__in=UPKEEP)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.word} {self.subject}"


class OutboxMessage(models.Model):
    """Something that must leave the process: written with its cause, delivered by the worker."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("Chờ gửi")
        SENT = "SENT", _("Đã gửi")
        FAILED = "FAILED", _("Không gửi được")
        EXPIRED = "EXPIRED", _("Hết hạn, không gửi")

    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=50)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="from when it no longer helps to send it")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="outbox_unsent", condition=~models.Q(state="SENT")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} {self.state}"

    @property
    def may_be_tried(self) -> bool:
        """Whether it waits, or was given up with its words still there."""
        waits, is_secret = self.state == self.State.QUEUED, self.payload.get("is_secret", False)
        return waits or (self.state == self.State.FAILED and not is_secret)


class Circuit(models.Model):
    """How a channel does by which messages leave: since when it is left alone, and when one message tries it next."""

    topic = models.CharField(max_length=50, primary_key=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    opened_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.topic} {self.opened_at or ''}"


class StoredFile(models.Model):
    """A file known by the SHA-256 of its content; the same content is kept once."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=150)
    stored_at = models.DateTimeField()
    unreferenced_since = models.DateTimeField(null=True, help_text="since when nothing is known to refer to it")
    active = models.CharField(max_length=100, db_default="", help_text="codes of what in it acts, or nobody sees")
    scanned_at = models.DateTimeField(null=True, help_text="when the scanner of malware read it")
    infection = models.CharField(max_length=200, db_default="", help_text="the malware that was found in it")

    class Meta:
        indexes = [
            models.Index(
                fields=["unreferenced_since"],
                name="file_unreferenced",
                condition=models.Q(unreferenced_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.digest

    @property
    def path(self) -> str:
        return f"{self.digest[:2]}/{self.digest[2:4]}/{self.digest}"

    def read(self) -> bytes:
        """The content. Raises `Unavailable` when it cannot be read here, `OSError` when it is not what was put in."""
        try:
            with keeping().open(self.path, "rb") as stream:
                content: bytes = stream.read()
        except OSError as error:
            raise Unavailable("files", error) from error
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise OSError(f"stored file {self.digest} is damaged")
        return content


class RetentionRule(Dated):
    """How long one kind of thing is kept while this is in force, and on what that rests."""

    class Basis(models.TextChoices):
        LAW = "LAW", _("Pháp luật ấn định")
        OURS = "OURS", _("Hệ thống tự đặt")
        UNKNOWN = "UNKNOWN", _("Chưa rõ nên còn giữ")

    key = models.SlugField(max_length=50)
    name = models.CharField(max_length=200)
    days = models.PositiveIntegerField(null=True, help_text="nothing: it is kept")
    since = models.CharField(max_length=200, blank=True, help_text="from when the days count, in words")
    basis = models.CharField(max_length=10, choices=Basis)
    law = models.CharField(max_length=200, blank=True)
    why = models.TextField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("retention_key_once", "key")]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """The last number given in a series. Gap-free: a rolled-back transaction gives its number back."""

    scope = models.CharField(max_length=150, primary_key=True)
    value = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope}={self.value}"
