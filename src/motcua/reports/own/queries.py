"""What an agency's own report says: its columns, its groups with their numbers, what cannot be counted and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.indicators.figures.counting import Found
from motcua.indicators.figures.crossed import (
    Crossed,
    Crossing,
    Group,
    Key,
    all_crossed,
    can_be_crossed,
    crossed,
)
from motcua.indicators.figures.grouped import GROUPED, Summed
from motcua.indicators.figures.queries import facts_behind_indicator
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.rules.definitions import Indicator, Subject
from motcua.indicators.rules.scoring import Scorer
from motcua.indicators.rules.vocabulary import FACTS, Unit
from motcua.indicators.sets.queries import formula_in_words, sets_on
from motcua.kernel.speech import say
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post, Succession
from motcua.organization.models import Unit as UnitModel
from motcua.organization.rules import Level
from motcua.people.models import Account, Holding
from motcua.people.rights import held_on
from motcua.procedures.models import Field, Procedure
from motcua.reports.own.models import OwnReport
from motcua.reports.own.rights import KEEPS, SEES_OFFICIALS
from motcua.reports.rights import is_of_province
from motcua.reports.rules.own import (
    FILTERS,
    SHARES,
    By,
    Chosen,
    Counts,
    How,
    Reach,
    days_over,
    problems,
    times_of,
)

Groups = Mapping[By, Group]
GROUP_OF: Groups = {
    By.WEEK: Group.TIME,
    By.MONTH: Group.TIME,
    By.UNIT: Group.UNIT,
    By.FIELD: Group.FIELD,
    By.PROCEDURE: Group.PROCEDURE,
    By.CHANNEL: Group.CHANNEL,
    By.OFFICIAL: Group.OFFICIAL,
    By.AGENCY: Group.AGENCY,
    By.LEVEL: Group.LEVEL,
    By.LATE_GROUP: Group.LATE_GROUP,
}
# So many reports an agency keeps, so many officials it is offered to choose among.
MOST_REPORTS, MOST_OFFICIALS = 100, 300


def reports_of(posts: Sequence[Post]) -> list[OwnReport]:
    """Those of the agencies where who holds these posts prepares reports, by name."""
    found = OwnReport.objects.filter(agency__in=KEEPS.places(posts)).select_related("agency", "changed_by")
    return list(found.order_by("agency__sort_key", "name", "pk")[: MOST_REPORTS * 10])


def left_by_others(posts: Sequence[Post], *, on: date) -> list[tuple[OwnReport, Agency]]:
    """Those of agencies that ended, and the agency of one's own that took over: to be put together there anew."""
    taken = Succession.objects.filter(successor__in=KEEPS.places(posts), takes_effect_on__lte=on)
    heirs = {one.predecessor_id: one.successor for one in taken.select_related("successor").order_by("pk")}
    found = OwnReport.objects.filter(agency__in=heirs).select_related("agency").order_by("name", "pk")[:MOST_REPORTS]
    return [(one, heirs[one.agency_id]) for one in found]


def report_of(posts: Sequence[Post], pk: int) -> OwnReport | None:
    """One of them."""
    found = OwnReport.objects.filter(agency__in=KEEPS.places(posts), pk=pk)
    return found.select_related("agency", "changed_by").first()


def agencies_of(posts: Sequence[Post]) -> list[Agency]:
    """For which agencies who holds these posts puts reports together."""
    return list(Agency.objects.filter(pk__in=KEEPS.places(posts)).order_by("sort_key", "pk"))


def agency_of(posts: Sequence[Post], code: str) -> Agency | None:
    """One of them by its code, the first where none is named."""
    return next((one for one in agencies_of(posts) if not code or one.code == code), None)


@dataclass(frozen=True)
class Column:
    """What is counted, in words, and in what; `rule`: how it is made."""

    counts: Counts
    title: str
    unit: Unit
    rule: str
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Choices:
    """All that can be counted on a day."""

    columns: Mapping[str, Column]
    indicators: Mapping[str, Indicator]


def choices_on(day: date, subject: Subject) -> Choices:
    """The facts that are kept of dossiers, and the indicators in force that need no more than these."""
    columns = [column for name in FACTS if name in GROUPED for column in _of_fact(name)]
    sets = sets_on(day).values()
    indicators = {one.code: one for found in sets for one in found.holding(day)}
    for found in sets:
        if subject in found.subjects:
            holding = (one for one in found.holding(day) if can_be_crossed(one, indicators))
            columns += [
                _of_indicator(one, indicators) for one in holding if not one.applies_to or subject in one.applies_to
            ]
    return Choices({one.counts.code: one for one in columns}, indicators)


def _of_fact(name: str) -> list[Column]:
    fact = FACTS[name]
    words, rule = say(fact.words), " ".join(filter(None, [say(fact.counts), f"({say(fact.law)})" if fact.law else ""]))
    if not fact.is_sample:
        return [Column(Counts(name), words[:1].upper() + words[1:], fact.unit, rule)]
    said = {
        How.HALF: _("một nửa hồ sơ không quá"),
        How.NINE: _("9 trên 10 hồ sơ không quá"),
        How.MEAN: _("trung bình"),
    }
    return [
        Column(Counts(name, how), f"{words[:1].upper()}{words[1:]}: {said[how]}", fact.unit, f"{rule} {said[how]}.")
        for how in How
    ]


def _of_indicator(one: Indicator, indicators: Mapping[str, Indicator]) -> Column:
    language = "en" if get_language() == "en" else "vi"
    rule = f"{formula_in_words(one.tree, indicators, language=language)}. {one.source.document}"
    return Column(Counts(one.code), one.name_en if language == "en" else one.name, one.unit, rule, one)


@dataclass(frozen=True)
class Asked:
    """A report as it is asked for at a moment: what can be counted of it, and what is in the way."""

    agency: Agency
    chosen: Chosen
    at: datetime
    columns: Sequence[Column]
    # What was chosen once and is not counted any more.
    gone: Sequence[str]
    whom: Whom | None
    days: Days | None
    problems: Mapping[str, str]
    indicators: Mapping[str, Indicator]

    @property
    def crossing(self) -> Crossing | None:
        """The question; none where something is in the way."""
        if self.problems or self.whom is None or self.days is None or not self.columns:
            return None
        names: set[str] = set()
        for column in self.columns:
            one = column.indicator
            names |= set(facts_behind_indicator(one, self.indicators)) if one else {column.counts.name}
        times = times_of(self.chosen.by, self.days.since, self.days.until)
        return Crossing(
            self.whom,
            self.days,
            names,
            [GROUP_OF[by] for by in self.chosen.by],
            [replace(self.days, since=since, until=until) for since, until in times],
        )

    @property
    def subject(self) -> Subject:
        return Subject.PROVINCE if self.chosen.reach is Reach.PROVINCE else Subject.AGENCY


def asked(agency: Agency, chosen: Chosen, posts: Sequence[Post], *, at: datetime) -> Asked:
    """A report for who holds these posts; of officials for who supervises them alone."""
    on = local(at).date()
    subject = Subject.PROVINCE if chosen.reach is Reach.PROVINCE else Subject.AGENCY
    known = choices_on(on, subject)
    wrong = problems(chosen)
    columns = [known.columns[one.code] for one in chosen.counts if one.code in known.columns]
    gone = [one.code for one in chosen.counts if one.code not in known.columns]
    if chosen.counts and not columns:
        wrong |= {"counts": _("Không số liệu nào của báo cáo này còn đếm được. Hãy chọn lại.")}
    if chosen.reach is Reach.PROVINCE and not is_of_province(agency):
        wrong |= {"reach": _("Chỉ Ủy ban nhân dân tỉnh đếm được toàn tỉnh.")}
    if chosen.tells_officials and agency.pk not in SEES_OFFICIALS.places(posts):
        wrong |= {"by": _("Số liệu của từng người chỉ dành cho người theo dõi công việc của cơ quan.")}
    span = days_over(chosen, on)
    whom, unknown = _whom(agency, chosen)
    wrong |= unknown
    days = Days(*span, at) if span else None
    return Asked(agency, chosen, at, columns, gone, whom, days, wrong, known.indicators)


def _whom(agency: Agency, chosen: Chosen) -> tuple[Whom | None, dict[str, str]]:
    """Whose facts, and which filters name what is not there."""
    is_whole = chosen.reach is Reach.PROVINCE
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in FILTERS:
        code = getattr(chosen, name)
        if not code:
            continue
        value = _filter(name, code, agency, is_whole=is_whole)
        if value is None:
            wrong[name] = _("Không tìm thấy mục đã chọn để lọc. Hãy chọn lại.")
        found[name] = value
    if wrong:
        return None, wrong
    only = found.pop("agency", None)
    if is_whole and only is None:
        return Whom(Subject.PROVINCE, **found), wrong
    return Whom(Subject.AGENCY, only if is_whole else agency.pk, **found), wrong


def _filter(name: str, code: str, agency: Agency, *, is_whole: bool) -> Any:
    key = int(code) if code.isascii() and code.isdigit() and len(code) < 18 else 0
    match name:
        case "field":
            return Field.objects.filter(code=code).values_list("pk", flat=True).first()
        case "procedure":
            return Procedure.objects.filter(code=code.strip()).values_list("pk", flat=True).first()
        case "unit" if not is_whole:
            return UnitModel.objects.filter(agency=agency, pk=key).values_list("pk", flat=True).first()
        case "official" if not is_whole:
            held = Holding.objects.filter(post__unit__agency=agency, official=key)
            return held.values_list("official", flat=True).first()
        case "agency" if is_whole:
            return Agency.objects.filter(code=code).values_list("pk", flat=True).first()
        case "channel":
            return code if code in CHANNELS else None
        case "level" if is_whole:
            return code if code in LEVELS else None
    return None


CHANNELS = ("ONLINE", "COUNTER", "POST")
LEVELS = (str(Level.PROVINCE), str(Level.COMMUNE))

Number = Fraction | None


@dataclass(frozen=True)
class Line:
    """A group: its keys, and a number for each column; None is not measured."""

    keys: tuple[Key, ...]
    cells: Sequence[Number]


@dataclass(frozen=True)
class Made:
    """A page of what a report says."""

    lines: Sequence[Line]
    total: Sequence[Number]
    groups: int
    following: str = ""


def made(what: Asked, *, after: str = "", limit: int) -> Made | None:
    """What it says now; None where something is in the way, or nothing was kept in those days."""
    crossing = what.crossing
    page = crossed(crossing, after=after, limit=limit) if crossing else None
    if page is None:
        return None
    lines = [_line(what, row) for row in page.rows]
    return Made(lines, _cells(what, page.total), page.groups, page.following)


def all_lines(what: Asked) -> Iterator[Line]:
    """Every group, one after another."""
    if what.crossing is not None:
        yield from (_line(what, row) for row in all_crossed(what.crossing))


def _line(what: Asked, row: Crossed) -> Line:
    return Line(row.keys, _cells(what, row.facts))


def _cells(what: Asked, facts: Found) -> list[Number]:
    scorer = None
    found: list[Number] = []
    for column in what.columns:
        if column.indicator is None:
            found.append(_told(facts.get(column.counts.name), column.counts.how))
            continue
        scorer = scorer or Scorer(what.indicators.values(), facts, subject=what.subject)
        value = scorer.scored(column.indicator.code).value
        found.append(value if isinstance(value, Fraction) else None)
    return found


def _told(value: Any, how: How | None) -> Number:
    if isinstance(value, Summed):
        if how is How.MEAN:
            return value.total / value.size if value.size else None
        return value.quantile(SHARES[how]) if how else Fraction(value.size)
    return Fraction(value) if isinstance(value, int) else None


def narrowed(what: Asked, keys: Sequence[str]) -> tuple[Whom, Days] | None:
    """Whose facts over which days one group counts, or (without keys) all of them; None for what is no group."""
    if what.crossing is None or what.days is None or (keys and len(keys) != len(what.chosen.by)):
        return None
    whom, days = what.crossing.whom, what.days
    for by, key in zip(what.chosen.by, keys, strict=False):
        if GROUP_OF[by] is not Group.TIME:
            whom = _of_group(whom, by, key)
            continue
        found = next((one for one in what.crossing.times if one.since.isoformat() == key), None)
        if found is None:
            return None
        days = found
    return whom, days


def _of_group(whom: Whom, by: By, key: str) -> Whom:
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    parts: dict[By, dict[str, Any]] = {
        By.AGENCY: {"subject": Subject.AGENCY, "pk": number},
        By.CHANNEL: {"channel": key[:10] or "-"},
        By.LEVEL: {"level": key[:10] or "-"},
        By.LATE_GROUP: {"late_group": key[:40]},
        By.UNIT: {"unit": number},
        By.FIELD: {"field": number},
        By.PROCEDURE: {"procedure": number},
        By.OFFICIAL: {"official": number},
    }
    return replace(whom, **parts[by])


def units_of(agency: Agency) -> list[tuple[int, str]]:
    """The units of an agency, former ones too, to choose among."""
    return list(UnitModel.objects.filter(agency=agency).order_by("name", "pk").values_list("pk", "name"))


def officials_of(agency: Agency, *, on: date) -> list[tuple[int, str]]:
    """Who works at an agency, to choose among; for who supervises it."""
    seats = Holding.objects.on(on).filter(post__unit__agency=agency)
    people = Account.objects.filter(pk__in=seats.values("official"), is_active=True).order_by("full_name", "pk")
    return list(people.values_list("pk", "full_name")[:MOST_OFFICIALS])


def readers_of(report: OwnReport, *, at: datetime) -> list[Account]:
    """Who at the agency may read a report on the day; one of officials who supervises them alone."""
    right = SEES_OFFICIALS if report.chosen.tells_officials else KEEPS
    seats = [seat for seat in held_on(local(at).date()) if seat.post.unit.agency_id == report.agency_id]
    found = {seat.official_id: seat.official for seat in seats if any(seat.post.has(one) for one in right.duties)}
    return sorted(found.values(), key=lambda one: (one.full_name, one.pk))
