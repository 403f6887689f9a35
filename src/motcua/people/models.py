"""Accounts, the posts officials hold in time, and the record of who looked at personal data."""

import uuid
from datetime import date, timedelta
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower

from motcua.kernel.folding import Folded
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Place, Post, choices
from motcua.people.rules import AccountKind, ChangeKind, ChangeState, Proof, Sex, fixed_facts, password_forms


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by the handle that stands in for a user name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(handle=username or "")


class Proven(models.Model):
    """Who somebody is, and what that rests on: since when, and which official saw it."""

    proof = models.CharField(max_length=10, choices=choices(Proof), default=Proof.SAID.value)
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_proved(self) -> bool:
        """Whether more than the person's own word says so."""
        return self.proof != Proof.SAID


def proof_is_dated(name: str) -> models.CheckConstraint:
    """What is proved was proved at some time; what is only said was not."""
    said, undated = models.Q(proof=Proof.SAID.value), models.Q(proved_at=None)
    return models.CheckConstraint(name=name, condition=said & undated | ~said & ~undated)


class Account(AbstractBaseUser, Proven):
    """A person or a business that signs in. People sign in by e-mail or phone; the handle never changes.

    `proof` is what its name, number and birth date rest on.
    """

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
    wants_digest = models.BooleanField(
        default=True, db_default=True, help_text="an official gets a letter each working day about what falls due"
    )
    wants_weekly = models.BooleanField(
        default=True, db_default=True, help_text="who leads an agency gets a letter each week about how it stands"
    )
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
            proof_is_dated("account_proof_is_dated"),
            # Anybody may say a number; only one account has proved it.
            models.UniqueConstraint(
                fields=["id_number"], condition=~models.Q(proof=Proof.SAID.value), name="account_proved_number_once"
            ),
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

    @property
    def fixed_facts(self) -> frozenset[str]:
        """What its owner may not change alone."""
        return fixed_facts(is_official=self.is_official, is_proved=self.is_proved)


class Holding(Dated):
    """An official holds a post for a time; every right of an official comes from here."""

    official = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["official", "valid_from"], name="holding_official")]

    def __str__(self) -> str:
        return f"{self.official} – {self.post}"


class Leave(Dated):
    """An official is absent for some days and a substitute does the work: always with an end, ended early by it too.

    What passes to the substitute is computed on each day (`people.rights.posts_of`) and is kept nowhere.
    """

    official = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="leaves")
    substitute = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    declared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("leave_one_at_a_time", "official"),
            models.CheckConstraint(
                name="leave_ends",
                condition=models.Q(valid_until__isnull=False, valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="leave_another_stands_in", condition=~models.Q(official=models.F("substitute"))
            ),
        ]
        indexes = [models.Index(fields=["substitute", "valid_from"], name="leave_substitute")]

    def __str__(self) -> str:
        return f"{self.official_id} → {self.substitute_id}"

    @property
    def last_day(self) -> date:
        """The last day of it."""
        return (self.valid_until or date.max) - timedelta(days=1)


class WaitingChange(models.Model):
    """Something of an official that one administrator proposed and another confirms: who they are, or a guarded post.

    `before` and `after` hold the facts of an identity by their names; of a post, `before` holds who was to get it and
    how one is reached, `after` its key and the days.
    """

    kind = models.CharField(max_length=10, choices=choices(ChangeKind))
    official = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField()
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=choices(ChangeState), default=ChangeState.WAITING.value)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["official"],
                condition=models.Q(kind=ChangeKind.IDENTITY.value, state=ChangeState.WAITING.value),
                name="change_of_identity_waits_once",
            ),
            models.CheckConstraint(
                name="change_decided_by_somebody_at_some_time",
                condition=models.Q(state=ChangeState.WAITING.value, decided_by=None, decided_at=None)
                | ~models.Q(state=ChangeState.WAITING.value)
                & models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_confirmed_by_a_second_person",
                condition=~models.Q(state=ChangeState.CONFIRMED.value)
                | ~models.Q(decided_by=models.F("proposed_by")) & ~models.Q(decided_by=models.F("official")),
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at"], name="change_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.official}"

    @property
    def is_of_a_post(self) -> bool:
        return self.kind == ChangeKind.POST


class DataView(models.Model):
    """An official looked at somebody's personal data: who, what, why, when (Luật 91/2025/QH15)."""

    viewer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200, blank=True)
    post_name = models.CharField(max_length=300, db_default="", help_text="in which post and unit, as it was then")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "-at"], name="data_view_owner")]

    def __str__(self) -> str:
        return f"{self.viewer} → {self.reference}"


class Objection(models.Model):
    """Somebody objects to a look at their data: an inspector answers (Luật 91/2025/QH15)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(DataView, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["view"], condition=models.Q(answered_at=None), name="objection_one_open_for_a_look"
            ),
            models.CheckConstraint(
                name="objection_answered_in_words", condition=models.Q(answered_at=None) | ~models.Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.raised_at}"


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
