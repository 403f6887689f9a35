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
    """One thing to supplement and why: a paper, an answer of the declaration or about the case, or in free words."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="items")
    component_key = models.CharField(max_length=80, blank=True)
    fault = models.CharField(max_length=10, blank=True, choices=choices(rules.Fault))
    page = models.CharField(max_length=80, blank=True, help_text="the page of the form")
    field = models.CharField(max_length=200, blank=True, help_text="the question, by its name on a sheet")
    what = models.TextField()
    why = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def facts(self) -> rules.ItemFacts:
        """The item as it was asked for."""
        return rules.ItemFacts(self.what, self.why, self.component_key, self.fault, self.page, self.field)


class AnswerDraft(models.Model):
    """What somebody has typed and uploaded so far to answer a request; gone once it is answered."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(default=dict)
    files = models.JSONField(default=list, help_text="digest, name and item of each file")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="answer_draft_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.by_id}"


class EarlierDeclaration(models.Model):
    """A declaration as it was before its filer, the office that typed it or a correction changed it; 1 is the first.

    Of people, who are not part of it, a correction keeps here what it changed.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="earlier_declarations")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    case_answers = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    supplement = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, null=True, related_name="+")
    people = models.JSONField(default=list, help_text="label, old and new of each part of a person that was corrected")
    outdates_draft = models.BooleanField(
        default=False, help_text="a result was drafted from it, and nobody has looked at that again"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="earlier_declaration_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.number}"
