"""What is measured, and small summary tables; all written in the transaction of what they tell."""

from typing import Any

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from motcua.calendars.models import WorkingCalendar
from motcua.dossiers.models import Dossier
from motcua.handling.models import Task
from motcua.indicators.forecasts.models import ForecastDay as ForecastDay
from motcua.indicators.forecasts.models import UsualStep as UsualStep
from motcua.indicators.months.models import ContestedLine as ContestedLine
from motcua.indicators.sets.models import DefinedSet as DefinedSet
from motcua.organization.models import Agency, Place, Unit
from motcua.people.models import Account
from motcua.procedures.models import Field, Procedure


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


def _of(model: type[models.Model] | str, *, null: bool = False) -> Any:
    """What a fact tells of. Without a constraint: checking it would lock that row in every filing."""
    return models.ForeignKey(
        model, on_delete=models.DO_NOTHING, null=null, db_constraint=False, db_index=False, related_name="+"
    )


class WorkedDay(models.Model):
    """What is worked on one day by one calendar, as `calendars` says: so the database can count working minutes."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, db_index=False, related_name="+")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    opens = ArrayField(models.PositiveSmallIntegerField(), help_text="minutes from midnight, one for each span")
    closes = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="worked_day_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.day} {self.minutes}"


class KnownCalendar(models.Model):
    """Which version of a calendar, and of the one it rests on, its worked days were written from, and until when."""

    calendar = models.OneToOneField(WorkingCalendar, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.until}"


class JudgedDue(models.Model):
    """By when a dossier that was put off had to be done to be on time: an apology that came too late saves none.

    Kept when it is done (NĐ 61/2018 Đ19.9); nothing that happens later judges it anew.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, primary_key=True, related_name="+")
    due_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.due_at}"


class Course(models.Func):
    """From when a dossier was accepted until before it was finished; without an end while it is not."""

    function = "motcua_course"
    output_field = DateTimeRangeField()

    def __init__(self) -> None:
        super().__init__("accepted_at", "finished_at")

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__qualname__}", (), {}


class DossierFact(models.Model):
    """What is measured of one dossier, by the names of `rules.facts.Fact`; written by the database.

    Minutes are working minutes. Empty means not measured: it has not happened, or the calendar does not know that time.
    """

    dossier = models.OneToOneField(
        Dossier, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    agency = _of(Agency)
    unit = _of(Unit)
    receiving_agency = _of(Agency)
    receiving_unit = _of(Unit)
    place = _of(Place)
    procedure = _of(Procedure)
    field = _of(Field)
    channel = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    status = models.CharField(max_length=15)
    result = models.CharField(max_length=12, blank=True, help_text="`rules.facts.Result`; empty while it is open")
    is_anew = models.BooleanField(help_text="received in place of another that was filed: it is no filing of its own")
    filed_at = models.DateTimeField()
    first_answered_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    counted_from = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    judged_due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    answer_minutes = models.PositiveIntegerField(null=True)
    used_minutes = models.IntegerField(null=True)
    waited_minutes = models.PositiveIntegerField(null=True)
    late_minutes = models.PositiveIntegerField(null=True)
    is_late = models.BooleanField(null=True)
    late_reason = models.TextField(blank=True)
    late_group = models.CharField(max_length=40, blank=True, default="", db_default="")
    apologies = models.PositiveSmallIntegerField()
    apologised_at = models.DateTimeField(null=True)
    supplements = models.PositiveSmallIntegerField()
    is_asked_again = models.BooleanField()
    supplement_asked_at = models.DateTimeField(null=True)
    unallowed_wait = models.DurationField()
    still_since = models.DateTimeField(null=True)
    is_result_digital = models.BooleanField(null=True)
    papers = models.PositiveSmallIntegerField()
    papers_digital = models.PositiveSmallIntegerField()
    fee_dong = models.PositiveBigIntegerField(null=True)
    paid_dong = models.PositiveBigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "filed_at"], name="fact_filed"),
            models.Index(fields=["agency", "accepted_at"], name="fact_accepted"),
            models.Index(fields=["agency", "finished_at"], name="fact_finished"),
            models.Index(fields=["unit", "finished_at"], name="fact_finished_in_unit"),
            models.Index(fields=["procedure", "finished_at"], name="fact_finished_procedure"),
            models.Index(fields=["finished_at"], name="fact_finished_when"),
            models.Index(fields=["agency", "judged_due_at"], name="fact_open", condition=models.Q(finished_at=None)),
            GistIndex("agency", Course(), name="fact_course", condition=models.Q(accepted_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}"


class StepFact(models.Model):
    """What is measured of one step of a dossier's process; minutes once it is finished."""

    task = models.OneToOneField(
        Task, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    dossier = _of(Dossier)
    agency = _of(Agency)
    unit = _of(Unit)
    procedure = _of(Procedure)
    official = _of(Account, null=True)
    step_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    round = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField()
    allotted_minutes = models.IntegerField(null=True)
    used_minutes = models.IntegerField(null=True)
    waited_minutes = models.PositiveIntegerField(null=True)
    is_late = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["dossier"], name="step_fact_dossier"),
            models.Index(fields=["unit", "ended_at"], name="step_fact_unit"),
            models.Index(fields=["agency", "ended_at"], name="step_fact_agency"),
            models.Index(fields=["official", "ended_at"], name="step_fact_official"),
            models.Index(fields=["procedure", "step_key", "ended_at"], name="step_fact_procedure"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}"


class KeptDay(models.Model):
    """So many more, or fewer, of something on one day for one agency, field and channel: figures are their sums.

    Written by the database with each change of a fact, one row beside another, so that nobody waits for another; folded
    now and then. Like `handling.KeptCount`.
    """

    agency = _of(Agency)
    field = _of(Field)
    channel = models.CharField(max_length=10)
    day = models.DateField()
    name = models.CharField(max_length=20, help_text="`rules.facts.DayCount`")
    number = models.BigIntegerField()
    is_folded = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # A few names are asked over many days; folding finds the few fields and channels of a day in it, too.
            models.Index(fields=["agency", "name", "day"], include=["field", "channel", "number"], name="kept_day"),
            models.Index(fields=["day", "name"], include=["agency", "field", "channel", "number"], name="kept_day_all"),
            models.Index(fields=["id"], name="kept_day_fresh", condition=models.Q(is_folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} {self.name} {self.number:+d}"


class FrozenFigure(models.Model):
    """A figure of the province as it stood when its month was frozen; nothing changes it afterwards.

    `value`: an exact fraction, empty where there was none; `shown`: whether it is said (`figures.published.Shown`).
    """

    month = models.DateField()
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit = models.CharField(max_length=12)
    shown = models.CharField(max_length=12)
    value = models.CharField(max_length=80, blank=True)
    cases = models.BigIntegerField(null=True)
    line = models.TextField()
    line_en = models.TextField()
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "code"], name="figure_frozen_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%m/%Y}"


class FrozenAgency(models.Model):
    """The points of an agency by a set as they stood when its month was frozen; nothing changes it afterwards.

    `parts`: a row of texts for each indicator, exact numbers as fractions, as everyone may see it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    of_set = models.CharField(max_length=80)
    points = models.CharField(max_length=80)
    measured = models.CharField(max_length=80)
    total = models.CharField(max_length=80)
    parts = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "of_set", "month"], name="agency_frozen_once"),
        ]
        indexes = [models.Index(fields=["of_set", "month"], name="agency_frozen_by_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.of_set} {self.month:%m/%Y}"


class ProcedureLasting(models.Model):
    """How long a procedure really took of late: half of its dossiers at most so long, nine of ten at most so long.

    Only where there were enough dossiers to say it. `day_minutes`: how much is worked on a usual working day.
    """

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="+")
    cases = models.PositiveIntegerField()
    median_minutes = models.FloatField()
    nine_minutes = models.FloatField()
    day_minutes = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.median_minutes}"
