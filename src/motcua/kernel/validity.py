"""Data that is valid for a time: from a day, until (exclusive) another or for ever."""

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

M = TypeVar("M", bound="models.Model")


class DatedQuerySet(models.QuerySet[M]):
    """Vocabulary of time-bound rows."""

    def on(self, day: date) -> Self:
        """Rows valid on that day."""
        return self.standing(day).filter(valid_from__lte=day)

    def standing(self, day: date) -> Self:
        """Rows that have not ended by that day, also those to come."""
        return self.filter(Q(valid_until__gt=day) | Q(valid_until=None))


class Dated(models.Model):
    """A row valid from `valid_from` until `valid_until`, the upper bound excluded."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows with the same fields (and fulfilling the condition) are valid on one day."""
    period = Func(F("valid_from"), F("valid_until"), Value("[)"), function="daterange", output_field=DateRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(period, RangeOperators.OVERLAPS), *[(field, RangeOperators.EQUAL) for field in fields]],
        condition=condition,
    )
