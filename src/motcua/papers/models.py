"""Papers as issued: what they are, the file, who signed, and whether they still stand."""

import uuid

from django.db import models

from motcua.kernel.models import StoredFile
from motcua.organization.models import Agency
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
    revoked_reason = models.CharField(max_length=500, blank=True)

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
