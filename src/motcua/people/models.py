"""Accounts, the posts officials hold in time, and the record of who looked at personal data."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower

from motcua.kernel.folding import Folded
from motcua.kernel.validity import Dated, DatedQuerySet
from motcua.organization.models import Place, Post, choices
from motcua.people.rules import AccountKind, Sex, password_forms


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by the handle that stands in for a user name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(handle=username or "")


class Account(AbstractBaseUser):
    """A person or a business that signs in. People sign in by e-mail or phone; the handle never changes."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=choices(AccountKind), default=AccountKind.CITIZEN.value)
    full_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_phone_verified = models.BooleanField(default=False)
    id_number = models.CharField(max_length=20, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=choices(Sex), default=Sex.UNKNOWN.value)
    address = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    business_name = models.CharField(max_length=200, blank=True)
    tax_code = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, help_text="when its facts were emptied; what must be kept refers to it")

    objects = AccountManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~models.Q(phone=""), name="account_phone_once"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="account_email_once"),
        ]
        indexes = [
            models.Index(fields=["id_number"], condition=~models.Q(id_number=""), name="account_id_number"),
            # Administrators find officials by any part of a name or an address, typed with marks or without. Their
            # accounts seldom change: no list of pending entries that every search would have to read.
            GinIndex(
                OpClass(Folded("full_name"), name="gin_trgm_ops"),
                OpClass(Folded("email"), name="gin_trgm_ops"),
                condition=models.Q(kind=AccountKind.OFFICIAL.value),
                fastupdate=False,
                name="account_official_like",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def set_password(self, raw_password: str | None) -> None:
        """Kept in one form, however the keyboard wrote it."""
        super().set_password(None if raw_password is None else password_forms(raw_password)[0])

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, in any form in which one and the same is written."""
        check = super().check_password
        return any(check(form) for form in password_forms(raw_password or ""))

    @property
    def is_official(self) -> bool:
        return self.kind == AccountKind.OFFICIAL


class Holding(Dated):
    """An official holds a post for a time; every right of an official comes from here."""

    official = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["official", "valid_from"], name="holding_official")]

    def __str__(self) -> str:
        return f"{self.official} – {self.post}"


class DataView(models.Model):
    """An official looked at somebody's personal data: who, what, why, when (Luật 91/2025/QH15)."""

    viewer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "-at"], name="data_view_owner")]

    def __str__(self) -> str:
        return f"{self.viewer} → {self.reference}"


class Session(AbstractBaseSession):
    """One browser's session; whose it is and since when stands beside what it holds, so that they can be listed.

    Its key is as good as a password and is shown nowhere; `handle` names it on pages.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    handle = models.UUIDField(default=uuid.uuid4)
    device = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[BaseSessionManager[Self]] = BaseSessionManager()

    def __str__(self) -> str:
        return str(self.handle)


class ErasureRequest(models.Model):
    """Somebody asks that of what must be kept something be erased: an administrator decides (Luật 91/2025/QH15)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(answered_at=None), name="erasure_one_open_request"
            ),
            models.CheckConstraint(
                name="erasure_answered_in_words", condition=models.Q(answered_at=None) | ~models.Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.asked_at}"
