"""Working calendars, their hours and special days, and which agency keeps which."""

from django.db import models

from motcua.calendars.rules import SpecialKind
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency, choices


class WorkingCalendar(models.Model):
    """A working calendar. A variant keeps the special days of its base and has hours of its own.

    Behind its last day it goes on with what `yearly` says: the days off that the law itself gives every year.
    """

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="variants")
    is_default = models.BooleanField(default=False)
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.TextField(blank=True)
    yearly = models.JSONField(default=list)
    hours_are_own = models.BooleanField(
        default=False, db_default=False, help_text="a keeper decided its hours; packs leave them so"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkingHours(Dated):
    """Working hours of one weekday (0 is Monday), in minutes from midnight."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    is_receiving_only = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_in_a_day",
                condition=models.Q(weekday__lte=6, opens__lt=models.F("closes"), closes__lte=1440),
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """A day off (NGHỈ) or a make-up working day (LÀM BÙ), with the decision it rests on. Past days are kept."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="special_days")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=choices(SpecialKind))
    label = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300, blank=True)
    works_like = models.PositiveSmallIntegerField(default=0)
    is_decided = models.BooleanField(default=True)
    is_from_pack = models.BooleanField(default=False, help_text="a pack that no longer names it takes it back")
    before = models.JSONField(null=True, help_text="of a pack's day that a decision changed: what it was")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="special_day_once")]
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.label}"


class AgencyCalendar(Dated):
    """An agency keeps a calendar other than the default for a time."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.PROTECT, related_name="agencies")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("agency_calendar_one_at_a_time", "agency")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.calendar_id}"
