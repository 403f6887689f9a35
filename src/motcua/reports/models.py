"""Forms of reports with their times; reports, each for one period; their versions: a signed one never changes."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency
from motcua.papers.models import Paper
from motcua.people.models import Account
from motcua.reports.own.models import OwnReport as OwnReport
from motcua.reports.own.models import OwnReportReader as OwnReportReader
from motcua.reports.own.models import OwnReportSending as OwnReportSending
from motcua.reports.rules.periods import PeriodKind, ReportPeriod
from motcua.reports.rules.tables import FormDefinition, Table, table_of


class ReportForm(Dated):
    """A form as a pack defined it, while it is in force."""

    code = models.CharField(max_length=20)
    data = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("one_report_form_of_a_code_at_a_time", "code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%d/%m/%Y}"

    @cached_property
    def definition(self) -> FormDefinition:
        return FormDefinition.model_validate(self.data)


class Report(models.Model):
    """What one agency reports on one form of one period."""

    form = models.ForeignKey(ReportForm, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in PeriodKind])
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "form", "period", "year", "number"], name="report_once")
        ]
        indexes = [models.Index(fields=["form", "period", "year", "number"], name="report_of_period")]

    def __str__(self) -> str:
        return f"{self.form.code} {self.agency.code} {self.of.code}"

    @property
    def of(self) -> ReportPeriod:
        return ReportPeriod(PeriodKind(self.period), self.year, self.number)


class ReportVersion(models.Model):
    """One version of a report: drafted, checked, signed; the next one stands beside it and says why it was made."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Dự thảo")
        CHECKED = "CHECKED", _("Đã kiểm tra, chờ ký")
        SIGNED = "SIGNED", _("Đã ký, đã gửi")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    data = models.JSONField(help_text="`rules.tables.Table`")
    explanation = models.TextField(blank=True)
    correction = models.TextField(blank=True, help_text="why it was made beside the one before")
    sent_back = models.TextField(blank=True, help_text="why it was given back last")
    counted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["report"], condition=~models.Q(state="SIGNED"), name="report_one_version_in_the_making"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    @property
    def table(self) -> Table:
        return table_of(self.data)

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED


class Reminder(models.Model):
    """That an agency was told of a report it has not sent; the same once a day."""

    form = models.ForeignKey(ReportForm, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=10, help_text="its code")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "agency", "period", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.agency_id} {self.period} {self.day}"
