"""Small summary tables, written in the transaction of what they count."""

from django.db import models

from motcua.indicators.sets.models import DefinedSet as DefinedSet
from motcua.organization.models import Agency
from motcua.procedures.models import Procedure


class AgencyMonth(models.Model):
    """What one agency received and resolved in one calendar month."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    submitted = models.PositiveIntegerField(default=0)
    submitted_online = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    not_accepted = models.PositiveIntegerField(default=0)
    done_on_time = models.PositiveIntegerField(default=0)
    done_late = models.PositiveIntegerField(default=0)
    done_without_due_date = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "month"], name="agency_month_once")]
        indexes = [models.Index(fields=["month", "agency"], name="agency_month_by_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%m/%Y}"


class ProcedureDemand(models.Model):
    """How many of the province's latest filings were for one procedure."""

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="+")
    filed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.filed}"
