"""Papers as issued: what they are, the file, who signed, whether they still stand; and the keys they are signed by."""

import uuid

from cryptography import x509
from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.kernel.models import StoredFile
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency, Post
from motcua.people.models import Account


class Paper(models.Model):
    """An issued paper. Its address for verification is its `public_id`; it is revoked, never deleted.

    `title` names the kind of document only, because anyone who holds the address may read it. `file` is none until
    the paper is drawn; what it says was fixed when it was issued.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=30)
    circular = models.CharField(max_length=40, blank=True)
    form_number = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    dossier_code = models.CharField(max_length=60, blank=True, db_index=True)
    subject_reference = models.CharField(max_length=60, db_index=True)
    named = models.CharField(max_length=200, db_default="", help_text="whom it names, masked: for who compares it")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    undrawn = models.JSONField(null=True, help_text="what the paper says, until its file is made")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signed_by_name = models.CharField(max_length=150, blank=True)
    signed_title = models.CharField(max_length=200, blank=True)
    signed_agency = models.CharField(max_length=200, blank=True, help_text="its name when the person signed for it")
    signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True, help_text="when the agency's own signature was added")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_is_drawn_or_can_be",
                condition=models.Q(file=None, undrawn__isnull=False) | models.Q(file__isnull=False, undrawn=None),
            ),
            models.CheckConstraint(
                name="paper_form_names_its_circular",
                condition=models.Q(circular="", form_number="") | ~models.Q(circular="") & ~models.Q(form_number=""),
            ),
            models.CheckConstraint(
                name="paper_signature_complete",
                condition=models.Q(signed_at=None, signed_by_name="")
                | models.Q(signed_at__isnull=False) & ~models.Q(signed_by_name=""),
            ),
            models.CheckConstraint(
                name="paper_sealed_after_signing",
                condition=models.Q(sealed_at=None) | models.Q(signed_at__lte=models.F("sealed_at")),
            ),
            models.CheckConstraint(
                name="paper_revoked_with_reason",
                condition=models.Q(revoked_at=None) | ~models.Q(revoked_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class SigningKey(Dated):
    """A certificate that is known here: of who signs, or of who vouches for others. Told by a command, never by a page.

    The key itself never stands in the database: `file` is its name in the folder of each node that signs. So every node
    checks signatures by the same certificates, and knows a key that is not the one meant.
    """

    class Use(models.TextChoices):
        VOUCHES = "VOUCHES"
        STAMPS = "STAMPS"
        SIGNS = "SIGNS"

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the certificate")
    certificate = models.TextField(help_text="PEM")
    use = models.CharField(max_length=10, choices=Use)
    file = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    is_demonstration = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("signing_key_once_per_post", "account", "post"),
            no_overlap("signing_key_once_per_agency", "agency"),
            models.CheckConstraint(
                name="signing_key_of_an_official_or_an_agency",
                condition=models.Q(use="SIGNS", account__isnull=False, post__isnull=False, agency=None)
                | models.Q(use="SIGNS", account=None, post=None, agency__isnull=False)
                | models.Q(account=None, post=None, agency=None) & ~models.Q(use="SIGNS"),
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def parsed(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())


class Revocation(models.Model):
    """A certificate that is not believed from a moment on, whoever vouched for it. Never taken back."""

    class Reason(models.TextChoices):
        """As RFC 5280 §5.3.1 has them."""

        KEY_COMPROMISE = "KEY_COMPROMISE", _("Khóa bị lộ hoặc bị mất")
        AFFILIATION_CHANGED = "AFFILIATION_CHANGED", _("Người giữ khóa thôi giữ vị trí")
        SUPERSEDED = "SUPERSEDED", _("Có chứng thư khác thay")
        CESSATION = "CESSATION", _("Thôi dùng")

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the certificate")
    certificate = models.TextField(help_text="PEM")
    revoked_at = models.DateTimeField(help_text="what is not proved to be older proves nothing")
    reason = models.CharField(max_length=20, choices=Reason)
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.reason}"

    @property
    def parsed(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())


class RevocationList(models.Model):
    """A list of revoked certificates (RFC 5280 §5) as the house's own authority signed it; the last one counts."""

    number = models.PositiveBigIntegerField(primary_key=True)
    issuer = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="when at the latest another one is made")
    content = models.BinaryField(help_text="DER")

    def __str__(self) -> str:
        return str(self.number)
