"""What the filer is asked to supplement, item by item."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers import rules
from motcua.dossiers.models.dossier import Dossier
from motcua.organization.models import choices
from motcua.papers.models import Paper
from motcua.people.models import Account


class SupplementRequest(models.Model):
    """A written request for supplements: complete, with a reason for each item, asked once per stage."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("Đang chờ bổ sung")
        ANSWERED = "ANSWERED", _("Đã bổ sung, chờ kiểm tra")
        CLOSED = "CLOSED", _("Đã kiểm tra")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=choices(rules.Stage))
    policy = models.CharField(max_length=10, choices=choices(rules.SupplementPolicy))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField()
    justification = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answer_due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="supplement_number_once"),
            models.UniqueConstraint(fields=["dossier"], condition=~Q(state="CLOSED"), name="supplement_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.number}"


class SupplementItem(models.Model):
    """One thing to supplement and why."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="items")
    component_key = models.CharField(max_length=80, blank=True)
    what = models.TextField()
    why = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what
