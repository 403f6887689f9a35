"""Whom figures are of, over which days, seen at which moment."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from motcua.indicators.models import StepFact
from motcua.indicators.rules.definitions import Subject
from motcua.kernel.text import VIETNAM, local
from motcua.organization.models import Agency


@dataclass(frozen=True)
class Whom:
    """An official, an agency, the agencies of a commune, or the province (without `pk`); of them perhaps a part."""

    subject: Subject
    pk: int | None = None
    field: int | None = None
    procedure: int | None = None
    unit: int | None = None
    official: int | None = None
    channel: str = ""
    level: str = ""
    # The group of reasons that an apology named; the empty one: none was named.
    late_group: str | None = None

    @property
    def is_summed_by_day(self) -> bool:
        """Whether the sums of days tell it: they know agencies, fields and channels alone."""
        is_of_official = self.subject is Subject.OFFICIAL or self.official is not None
        return not (
            is_of_official or self.procedure or self.unit or self.channel or self.level or self.late_group is not None
        )

    def _agencies(self) -> Q:
        match self.subject:
            case Subject.AGENCY:
                return Q(agency=self.pk)
            case Subject.COMMUNE:
                return Q(agency__in=Agency.objects.filter(place=self.pk).values("pk"))
        return Q()

    def _part(self) -> Q:
        parts = {"procedure": self.procedure, "unit": self.unit}
        return Q(**{name: pk for name, pk in parts.items() if pk is not None})

    def steps_done(self) -> QuerySet[StepFact]:
        """Steps that somebody finished; of an agency, in its units."""
        done = StepFact.objects.filter(official__isnull=False, ended_at__isnull=False, is_cancelled=False)
        return done.filter(agency=self.pk) if self.subject is Subject.AGENCY else done

    def dossiers(self) -> Q:
        """Which facts of dossiers: those that it handles; of an official, those in which he finished a step."""
        found = self._part() if self.field is None else self._part() & Q(field=self.field)
        if self.channel:
            found &= Q(channel=self.channel)
        if self.level:
            found &= Q(level=self.level)
        if self.late_group is not None:
            found &= Q(late_group=self.late_group)
        if self.official is not None:
            found &= Q(pk__in=self.steps_done().filter(official=self.official).values("dossier"))
        if self.subject is Subject.OFFICIAL:
            mine = StepFact.objects.filter(official=self.pk, ended_at__isnull=False, is_cancelled=False)
            return found & Q(pk__in=mine.values("dossier"))
        return found & self._agencies()

    def steps(self) -> Q:
        """Which facts of steps: those that its units, or the official, did."""
        found = self._part() if self.field is None else self._part() & Q(procedure__field=self.field)
        return found & (Q(official=self.pk) if self.subject is Subject.OFFICIAL else self._agencies())

    def days(self) -> Q:
        """Which sums of days, where they tell it."""
        return self._agencies() if self.field is None else self._agencies() & Q(field=self.field)


@dataclass(frozen=True)
class Days:
    """From one day to before another, by the clock in Viet Nam, seen at a moment."""

    since: date
    until: date
    at: datetime

    @property
    def begins(self) -> datetime:
        return _midnight(self.since)

    @property
    def ends(self) -> datetime:
        return _midnight(self.until)

    @property
    def over(self) -> date:
        """Before which day its days are over: a limit is judged when its day is."""
        return max(self.since, min(self.until, local(self.at).date()))

    @property
    def over_at(self) -> datetime:
        return _midnight(self.over)

    @property
    def seen(self) -> datetime:
        """As of when what is open is judged: the end, or now where that is still to come."""
        return min(self.ends, self.at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)
