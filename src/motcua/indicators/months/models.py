"""A line of an official's month that they say is wrong, and what their head answers."""

from django.db import models
from django.db.models import Q

from motcua.organization.models import Unit
from motcua.people.models import Account


class ContestedLine(models.Model):
    """One index of one official in one month: why it is contested, and the answer."""

    official = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="of the official, then")
    month = models.DateField(help_text="its first day")
    indicator = models.CharField(max_length=80)
    reason = models.TextField()
    value = models.CharField(max_length=40, blank=True, help_text="the points as they stood when it was contested")
    contested_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_upheld = models.BooleanField(null=True, help_text="whether the head agrees that the line is wrong")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "month", "indicator"], condition=Q(answered_at=None), name="contested_line_one_open"
            ),
            models.CheckConstraint(
                name="contested_line_answered_in_words", condition=Q(answered_at=None) | ~Q(answer="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "id"], name="contested_open", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.official_id} {self.month} {self.indicator}"
