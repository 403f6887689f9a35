"""Reports as people see them: one with its versions, who has sent theirs, what a period says beside others."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import cached_property

from motcua.calendars.queries import schedule_for, schedules_for
from motcua.calendars.rules import Schedule
from motcua.indicators.models import DossierFact
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post
from motcua.organization.rules import AgencyKind, Level
from motcua.reports.counting import Counting, counted
from motcua.reports.models import Report, ReportForm, ReportVersion
from motcua.reports.rights import PREPARES, collecting, is_of_province, visible_to
from motcua.reports.rules.periods import ReportPeriod
from motcua.reports.rules.tables import Change, FormDefinition, Mistake, Subject, Table, changes, mistakes


class Progress(StrEnum):
    """How far an agency's report of a period is."""

    NOTHING = "NOTHING"
    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    SIGNED = "SIGNED"
    CORRECTING = "CORRECTING"


def forms_on(day: date) -> list[ReportForm]:
    """The forms in force on a day. Public: they are law."""
    return list(ReportForm.objects.on(day).order_by("code"))


def form_for(slug: str, period: ReportPeriod) -> ReportForm | None:
    """The form as it was in force when the period ended."""
    return next((form for form in forms_on(period.last) if form.definition.slug == slug), None)


def _with_people() -> QuerySet[Agency]:
    """Agencies of the province and its communes that have people, also those that ended."""
    found = Agency.objects.filter(level__in=[Level.PROVINCE, Level.COMMUNE], units__posts__isnull=False)
    return found.distinct().select_related("place", "parent").order_by("sort_key")


def _standing(agencies: Iterable[Agency], period: ReportPeriod) -> list[Agency]:
    """Those that were there on the last day of a period."""
    day = period.last
    return [one for one in agencies if one.valid_from <= day and (one.valid_until is None or one.valid_until > day)]


def reporting(form: FormDefinition, period: ReportPeriod) -> list[Agency]:
    """Who owes this form: every agency that handles dossiers, or the People's Committee of the province."""
    return _owing(form, _standing(_with_people(), period))


def _owing(form: FormDefinition, standing: Iterable[Agency]) -> list[Agency]:
    gathers = form.subject is not Subject.AGENCY
    return [one for one in standing if gathers == is_of_province(one)]


def told_of(form: FormDefinition, agency: Agency, period: ReportPeriod) -> list[Agency]:
    """Whose work the report of an agency tells: its own; of a whole, of everybody who ever stood in it."""
    if form.subject is Subject.AGENCY:
        return [agency]
    everybody = Agency.objects.filter(level__in=[Level.PROVINCE, Level.COMMUNE]).order_by("sort_key")
    if form.subject is Subject.COMMUNES:
        return list(everybody.filter(level=Level.COMMUNE))
    if form.is_of_catalogue:
        return _standing(_with_people().exclude(kind=AgencyKind.PEOPLES_COMMITTEE), period)
    return list(everybody)


def count(form: FormDefinition, agency: Agency, period: ReportPeriod, *, at: datetime) -> Table:
    """What the report would say if it were counted now."""
    return counted(Counting(form, told_of(form, agency, period), period, at))


def is_before_everything(form: FormDefinition, period: ReportPeriod) -> bool:
    """Whether nothing was filed here yet when the period ended: then dossiers are not measured, and no zero."""
    return not form.is_of_catalogue and not DossierFact.objects.filter(filed_at__lt=period.ends).exists()


def _first_filed() -> datetime:
    """When the first dossier was filed here; where none was, later than any."""
    of_agency = DossierFact.objects.filter(agency=OuterRef("pk")).order_by("filed_at").values("filed_at")[:1]
    first: datetime | None = Agency.objects.annotate(first=Subquery(of_agency)).aggregate(all=Min("first"))["all"]
    return first or datetime.max.replace(tzinfo=UTC)


def due_on(form: FormDefinition, agency: Agency, period: ReportPeriod) -> date:
    """Until which day it is to be sent: so many working days of the agency after the last day (NĐ 09/2019/NĐ-CP)."""
    return _due(form, schedule_for(agency.pk, on=period.last), period)


def _due(form: FormDefinition, schedule: Schedule, period: ReportPeriod) -> date:
    day, left = period.last, form.due_working_days
    while left:
        day += timedelta(days=1)
        left -= bool(schedule.hours_of(day))
    return day


def mark_of(version: ReportVersion) -> str:
    """What tells what a version says from what it said before: its table, then its text."""
    table = json.dumps([version.number, version.data], sort_keys=True)
    return "-".join(hashlib.sha256(part.encode()).hexdigest()[:16] for part in (table, version.explanation))


@dataclass(frozen=True)
class Shown:
    """A report with its versions, the last one first in mind."""

    form: ReportForm
    agency: Agency
    period: ReportPeriod
    versions: Sequence[ReportVersion]

    @property
    def last(self) -> ReportVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def signed(self) -> ReportVersion | None:
        """The version that counts."""
        return next((one for one in reversed(self.versions) if one.is_signed), None)

    @cached_property
    def progress(self) -> Progress:
        if self.last is None:
            return Progress.NOTHING
        if not self.last.is_signed and self.signed is not None:
            return Progress.CORRECTING
        return Progress(self.last.state)

    def mistakes_of(self, version: ReportVersion) -> list[Mistake]:
        return mistakes(self.form.definition.columns, version.table)

    def changes_in(self, version: ReportVersion) -> list[Change]:
        """What a version says otherwise than the one before."""
        before = next((one for one in self.versions if one.number == version.number - 1), None)
        return changes(self.form.definition.columns, before.table, version.table) if before else []


def shown(form: ReportForm, agency: Agency, period: ReportPeriod) -> Shown:
    """The report of an agency for a period, with every version; perhaps none yet."""
    report = Report.objects.filter(
        form__code=form.code, agency=agency, period=period.kind, year=period.year, number=period.number
    ).first()
    if report is None:
        return Shown(form, agency, period, [])
    versions = report.versions.select_related("drafted_by", "checked_by", "paper", "report__form", "report__agency")
    return Shown(report.form, agency, period, list(versions.order_by("number")))


def report_for(posts: Sequence[Post], form: ReportForm, code: str, period: ReportPeriod) -> Shown | None:
    """The report of an agency by its code, for who sees it; None for who does not, and where none is owed."""
    agency = next((one for one in reporting(form.definition, period) if one.code == code), None)
    if agency is None or not (collecting(posts) or agency.pk in PREPARES.places(posts)):
        return None
    return shown(form, agency, period)


@dataclass(frozen=True)
class Owed:
    """A line of the board: whose report, how far, until when, and whether it is late."""

    agency: Agency
    progress: Progress
    due: date
    signed_at: datetime | None
    # Whether it has to be sent for a period of this kind, and can be: of others nobody is late.
    is_owed: bool

    @property
    def is_sent(self) -> bool:
        return self.signed_at is not None

    def is_late(self, on: date) -> bool:
        """Sent after its day, or not sent although it is over; where it is owed."""
        return self.is_owed and (local(self.signed_at).date() if self.signed_at else on) > self.due


def board(posts: Sequence[Post], form: ReportForm, period: ReportPeriod) -> list[Owed]:
    """Who has sent the form of a period, of those whom somebody with these posts sees."""
    return boards(posts, [form], [period])[form.code, period]


def boards(
    posts: Sequence[Post], forms: Sequence[ReportForm], periods: Sequence[ReportPeriod]
) -> dict[tuple[str, ReportPeriod], list[Owed]]:
    """The boards of several forms and periods of one kind, in as many questions as there are periods."""
    versions = _versions(posts, forms, periods)
    everyone = _with_people()
    agencies = list(everyone if collecting(posts) else everyone.filter(pk__in=PREPARES.places(posts)))
    first_filed, found = _first_filed(), {}
    for period in periods:
        standing = _standing(agencies, period)
        schedules = schedules_for([agency.pk for agency in standing], on=period.last)
        for form in forms:
            # What nobody can draft (`is_before_everything`) is not owed.
            is_measured = form.definition.is_of_catalogue or first_filed < period.ends
            is_owed = is_measured and period.kind in form.definition.owed
            found[form.code, period] = [
                _owed(
                    form,
                    agency,
                    period,
                    schedules[agency.pk],
                    versions.get((form.code, period, agency.pk), []),
                    is_owed,
                )
                for agency in _owing(form.definition, standing)
            ]
    return found


def _versions(
    posts: Sequence[Post], forms: Sequence[ReportForm], periods: Sequence[ReportPeriod]
) -> dict[tuple[str, ReportPeriod, int], list[ReportVersion]]:
    wanted = Q()
    for period in periods:
        wanted |= Q(period=period.kind, year=period.year, number=period.number)
    seen = Report.objects.filter(visible_to(posts), wanted, form__code__in=[form.code for form in forms])
    rows = ReportVersion.objects.filter(report__in=seen).select_related("report__form").order_by("report_id", "number")
    found: dict[tuple[str, ReportPeriod, int], list[ReportVersion]] = {}
    for version in rows.defer("data", "explanation"):
        report = version.report
        found.setdefault((report.form.code, report.of, report.agency_id), []).append(version)
    return found


def _owed(
    form: ReportForm,
    agency: Agency,
    period: ReportPeriod,
    schedule: Schedule,
    versions: list[ReportVersion],
    is_owed: bool,
) -> Owed:
    first = next((version for version in versions if version.is_signed), None)
    return Owed(
        agency,
        Shown(form, agency, period, versions).progress,
        _due(form.definition, schedule, period),
        first.signed_at if first else None,
        is_owed,
    )


@dataclass(frozen=True)
class Beside:
    """The sums of another period beside this one's; nothing where nobody can tell them."""

    period: ReportPeriod
    total: tuple[int, ...] | None


def beside(report: Shown, *, at: datetime) -> list[Beside]:
    """The period before and that of the year before: as signed, else as counted now."""
    return [Beside(period, _total(report, period, at)) for period in (report.period.before, report.period.year_before)]


def _total(report: Shown, period: ReportPeriod, at: datetime) -> tuple[int, ...] | None:
    form = report.form.definition
    signed = shown(report.form, report.agency, period).signed
    if signed is None and (is_before_everything(form, period) or form.is_of_catalogue):
        return None
    table = signed.table if signed else count(form, report.agency, period, at=at)
    return table.total or (0,) * len(form.columns)


def sum_of_sent(report: Shown) -> tuple[int, tuple[int, ...]]:
    """How many agencies below have signed the form of one agency, and the sums of what they said."""
    sent = [
        version.table.total
        for version in ReportVersion.objects.filter(
            report__form__code=ONE_AGENCY,
            report__period=report.period.kind,
            report__year=report.period.year,
            report__number=report.period.number,
            state=ReportVersion.State.SIGNED,
        )
        .order_by("report_id", "-number")
        .distinct("report_id")
        if report.form.definition.subject is Subject.PROVINCE or version.report.agency.level == Level.COMMUNE
    ]
    width = len(report.form.definition.columns)
    return len(sent), tuple(sum(cells) for cells in zip(*(one or (0,) * width for one in sent), strict=True))


# The form whose lines the sums of others are made of.
ONE_AGENCY = "II.06a"
