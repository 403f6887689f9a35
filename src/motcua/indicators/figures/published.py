"""What everyone may see of figures: counts, and shares of at least so many cases; never a person, never a rank."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from motcua.indicators.figures.counting import Found, facts_of, first_day
from motcua.indicators.figures.grouped import By, can_be_grouped, facts_by, facts_by_month
from motcua.indicators.figures.queries import facts_behind_indicator
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import FrozenAgency, FrozenFigure, ProcedureLasting
from motcua.indicators.rules.definitions import Group, Indicator, IndicatorSet, Subject, holds
from motcua.indicators.rules.evaluation import Computed, Facts
from motcua.indicators.rules.formula import Calculation, Call, Function, Number, Operator
from motcua.indicators.rules.scoring import Scored, Scorer, State, Sum
from motcua.indicators.rules.spans import Span
from motcua.indicators.sets.queries import explanation, formula_in_words, reasons, sets_on

# Of fewer cases no share is said: it would tell of single people, and of chance.
LEAST = 30
PROVINCE = Whom(Subject.PROVINCE)


class Shown(StrEnum):
    """Whether a number is there to be seen, or why none is."""

    NUMBER = "NUMBER"
    FEW = "FEW"
    NO_CASES = "NO_CASES"
    NOT_MEASURED = "NOT_MEASURED"
    NOT_YET = "NOT_YET"


@dataclass(frozen=True)
class Published:
    """One figure of somebody over some days as everyone may see it."""

    scored: Scored
    shown: Shown

    @property
    def value(self) -> Fraction | None:
        return self.scored.value if self.shown is Shown.NUMBER and isinstance(self.scored.value, Fraction) else None

    @property
    def cases(self) -> int | None:
        """Of how many cases; None where that is not measured either."""
        cases = self.scored.cases
        return int(cases) if isinstance(cases, Fraction | int) else None

    @property
    def points(self) -> Fraction | None:
        """Its points; of a number that is not shown none, for they would tell it."""
        is_shown = self.shown is Shown.NUMBER or self.scored.state in (State.NO_CASES, State.NOT_APPLICABLE)
        return self.scored.points if is_shown and isinstance(self.scored.points, Fraction) else None


def published(scored: Scored) -> Published:
    """As everyone may see it."""
    cases = scored.cases
    if isinstance(cases, Fraction | int) and cases == 0:
        return Published(scored, Shown.NO_CASES)
    if scored.state is not State.MEASURED:
        return Published(scored, Shown.NOT_MEASURED)
    counted = [cases] if isinstance(cases, Fraction | int) else []
    if any(number < LEAST for number in (*counted, *_divided_by(scored.how))):
        return Published(scored, Shown.FEW)
    return Published(scored, Shown.NUMBER)


def _divided_by(how: Computed | None) -> Iterator[Fraction]:
    """What was counted and divided by, anywhere in a formula: cases may be said of more than a share is of."""
    if how is None:
        return
    node = how.node
    is_share = isinstance(node, Call) and node.function is Function.SHARE
    if is_share or (isinstance(node, Calculation) and node.operator is Operator.DIVIDE):
        below = how.parts[1]
        if isinstance(below.value, Fraction) and not isinstance(below.node, Number):
            yield below.value
    for part in how.parts:
        yield from _divided_by(part)


@dataclass(frozen=True)
class Defined:
    """An indicator that everyone may ask for, with the set and the group it stands in."""

    indicator: Indicator
    group: Group
    of: IndicatorSet


def days_of(span: Span, at: datetime) -> Days:
    return Days(span.since, span.until, at)


class Reader:
    """Figures by the definitions in force on a day, as they stand at a moment. What it cannot read is not measured."""

    def __init__(self, on: date, at: datetime) -> None:
        self.on, self.at = on, at
        self.sets: Mapping[str, IndicatorSet] = sets_on(on)
        self.indicators: Mapping[str, Indicator] = {
            one.code: one for found in self.sets.values() for one in found.holding(on)
        }

    @cached_property
    def first(self) -> date | None:
        """Since when anything is measured."""
        return first_day()

    @cached_property
    def defined(self) -> dict[str, Defined]:
        """Every indicator of the province by its code: what everyone may ask for."""
        return {
            one.code: Defined(one, group, found)
            for found in self.sets.values()
            if Subject.PROVINCE in found.subjects
            for group in found.groups
            for one in group.indicators
            if holds(found.span_of(one), self.on)
        }

    def names(self, codes: Sequence[str]) -> set[str]:
        """The facts that these are made of."""
        found = [self.indicators[code] for code in codes if code in self.indicators]
        return {name for one in found for name in facts_behind_indicator(one, self.indicators)}

    def figures(self, codes: Sequence[str], facts: Facts, *, subject: Subject) -> dict[str, Published]:
        """Each of these from the facts of somebody."""
        scorer = Scorer(self.indicators.values(), facts, subject=subject)
        return {code: published(scorer.scored(code)) for code in codes if code in self.indicators}

    def of(self, codes: Sequence[str], whom: Whom, span: Span) -> dict[str, Published]:
        """These of somebody over a span."""
        return self.figures(codes, facts_of(whom, days_of(span, self.at), self.names(codes)), subject=whom.subject)

    def facts_by(self, by: By, whom: Whom, span: Span, names: Collection[str]) -> dict[int, Found]:
        """Some facts of each agency or field."""
        return facts_by(by, whom, days_of(span, self.at), names, first=self.first)

    def facts_by_month(self, codes: Sequence[str], whom: Whom, months: Sequence[Span]) -> list[Found]:
        """The facts for these of each month."""
        days = [days_of(month, self.at) for month in months]
        return facts_by_month(whom, days, self.names(self.groupable(codes)), first=self.first)

    def by_month(
        self, codes: Sequence[str], months: Sequence[Span], facts: Sequence[Facts], *, subject: Subject
    ) -> list[dict[str, Published]]:
        """These from the facts of each month; those that no sums tell are left out."""
        told = self.groupable(codes)
        return [
            {
                code: Published(one.scored, Shown.NOT_YET) if month.since > self.on else one
                for code, one in self.figures(told, found, subject=subject).items()
            }
            for month, found in zip(months, facts, strict=True)
        ]

    def groupable(self, codes: Sequence[str]) -> list[str]:
        """Those that can be told for each of many."""
        return [code for code in codes if code in self.indicators and can_be_grouped(self.indicators[code])]


def said_of(one: Published, indicators: Mapping[str, Indicator], *, language: str) -> str:
    """How a figure was made; where its number is not said, the formula alone, else the parts would tell it."""
    if one.shown in (Shown.FEW, Shown.NO_CASES):
        return formula_in_words(one.scored.indicator.tree, indicators, language=language)
    if one.value is None:
        return reasons(one.scored, indicators, language=language)
    return explanation(one.scored, indicators, language=language).line


@dataclass(frozen=True)
class Lasting:
    """How many working days a procedure took: half of so many dossiers at most `median`, nine of ten at most `nine`."""

    cases: int
    median: float
    nine: float
    since: date
    until: date


def lasting() -> dict[int, Lasting]:
    """How long procedures really took of late, by procedure; only where there were enough. Public: it holds counts."""
    return {
        row.procedure_id: Lasting(
            row.cases,
            row.median_minutes / row.day_minutes,
            row.nine_minutes / row.day_minutes,
            row.since,
            row.until,
        )
        for row in ProcedureLasting.objects.order_by("pk")
    }


def frozen_of(code: str, month: date) -> FrozenFigure | None:
    """A figure as its month was frozen. Public."""
    return FrozenFigure.objects.filter(code=code, month=month).first()


def frozen_months(code: str) -> list[date]:
    """The months of which a figure is frozen, the latest first. Public."""
    return list(FrozenFigure.objects.filter(code=code).order_by("-month").values_list("month", flat=True))


def frozen_agency(agency: int, of_set: str, month: date) -> FrozenAgency | None:
    """The points of an agency as its month was frozen. Public."""
    return FrozenAgency.objects.filter(agency=agency, of_set=of_set, month=month).first()


def frozen_months_of(agency: int, of_set: str) -> list[date]:
    """The months of which an agency's points are frozen, the latest first. Public."""
    found = FrozenAgency.objects.filter(agency=agency, of_set=of_set)
    return list(found.order_by("-month").values_list("month", flat=True))


@dataclass(frozen=True)
class SetPoints:
    """A set for somebody as everyone may see it, group by group; what is not shown adds to the total alone."""

    of: IndicatorSet
    groups: Sequence[tuple[Group, Sequence[Published]]]

    @property
    def sum(self) -> Sum:
        """The points that are shown, of how many that could be, of how many in all."""
        parts = [one for _group, several in self.groups for one in several]
        weights = [one.scored.indicator.weight for one in parts if one.points is not None]
        return Sum(
            sum((one.points for one in parts if one.points is not None), Fraction()),
            sum(weights, Fraction()),
            sum((one.scored.indicator.weight for one in parts), Fraction()),
        )


def points_of_set(code: str, whom: Whom, span: Span, reader: Reader) -> SetPoints | None:
    """A set for somebody over a span; None where it is not in force, or does not measure such as these."""
    one = reader.sets.get(code)
    if one is None or whom.subject not in one.subjects:
        return None
    found = reader.of([each.code for each in one.holding(reader.on)], whom, span)
    return SetPoints(
        one,
        [(group, [found[each.code] for each in group.indicators if each.code in found]) for group in one.groups],
    )
