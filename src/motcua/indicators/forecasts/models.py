"""What steps usually take, and what was forecast on each day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from motcua.organization.models import Agency
from motcua.procedures.models import Procedure


class UsualStep(models.Model):
    """How many working minutes a step of a procedure usually takes: half of its cases took no longer."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, db_index=False, related_name="+")
    step_key = models.CharField(max_length=80)
    minutes = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "step_key"], name="usual_step_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.step_key} {self.minutes}"


class ForecastDay(models.Model):
    """What was forecast for an agency on a day, of what falls due until a moment; when that is over, how right."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    due = models.PositiveIntegerField(help_text="how many were looked at: their time ran, and ends until then")
    late = models.PositiveIntegerField(help_text="how many of them were expected to be late")
    late_next = models.PositiveIntegerField(help_text="and of these how many by the close of the next working day")
    expected = ArrayField(models.BigIntegerField(), help_text="which dossiers were expected late; empty once judged")
    came = models.PositiveIntegerField(null=True, help_text="how many of the expected became late")
    missed = models.PositiveIntegerField(null=True, help_text="how many became late that were not expected")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="forecast_day_once")]
        indexes = [
            models.Index(fields=["until"], name="forecast_to_judge", condition=models.Q(came=None)),
            models.Index(fields=["day"], name="forecast_day"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} {self.late}"
