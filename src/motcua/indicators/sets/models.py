"""Sets of indicators, each for its time."""

from django.db import models
from django.utils.functional import cached_property

from motcua.indicators.rules.definitions import IndicatorSet
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap


class DefinedSet(Dated):
    """A set of indicators as a pack defined it, while it is in force."""

    code = models.CharField(max_length=80)
    data = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("one_indicator_set_of_a_code_at_a_time", "code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%d/%m/%Y}"

    @cached_property
    def definition(self) -> IndicatorSet:
        return IndicatorSet.model_validate(self.data)
