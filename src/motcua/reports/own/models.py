"""An agency's own reports: what each counts, who gets it by mail, for which days it went out."""

from django.db import models
from django.utils.functional import cached_property

from motcua.organization.models import Agency
from motcua.people.models import Account
from motcua.reports.rules.own import Chosen, Rhythm, chosen_of


class OwnReport(models.Model):
    """What one agency counts for itself. Its numbers are never kept: they are counted when somebody asks."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    data = models.JSONField(help_text="`rules.own.Chosen`")
    edition = models.PositiveIntegerField(default=1, help_text="one more with each change")
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    rhythm = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Rhythm], default=Rhythm.NEVER.value
    )
    after_days = models.PositiveSmallIntegerField(default=1, help_text="on which day after its days ended it goes out")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="own_report_name_once")]
        indexes = [models.Index(fields=["id"], name="own_report_sent", condition=~models.Q(rhythm="NEVER"))]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"

    @cached_property
    def chosen(self) -> Chosen:
        return chosen_of(self.data)


class OwnReportReader(models.Model):
    """Who gets a report by mail."""

    report = models.ForeignKey(OwnReport, on_delete=models.CASCADE, related_name="readers")
    official = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "official"], name="own_report_reader_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.official_id}"


class OwnReportSending(models.Model):
    """That a report went out for some days: never twice for the same."""

    report = models.ForeignKey(OwnReport, on_delete=models.CASCADE, related_name="sendings")
    since = models.DateField()
    until = models.DateField(help_text="the day after the last")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "since", "until"], name="own_report_sent_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.since}"
