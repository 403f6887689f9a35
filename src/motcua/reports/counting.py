"""Reports counted from facts, or from the catalogue, for a period; nothing in them is typed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from motcua.dossiers.late_groups import late_group_names
from motcua.organization.models import Agency
from motcua.organization.rules import Level
from motcua.procedures.models import Field, ProcedureVersion
from motcua.procedures.rules import VersionStatus
from motcua.reports.rules.periods import ReportPeriod
from motcua.reports.rules.tables import Count, FormDefinition, Line, Rows, Table

# Every accepted dossier that was with the agency at any time of the period, and what it is counted as. An end is that
# of QĐ 766 (done, else withdrawn, stopped, refused), and while a dossier waits for its filer it is judged as of when
# that began, as `indicators.rules.judging` has it. What went on as another dossier is counted as that one alone.
_OF_PERIOD = """
    SELECT f.dossier_id, f.accepted_at, f.finished_at, f.agency_id, f.field_id, f.channel, f.result, f.apologies,
        f.late_group, f.judged_due_at AS due,
        f.accepted_at >= %(begins)s AS is_new,
        coalesce(f.finished_at < %(ends)s, false) AS is_resolved,
        CASE WHEN f.judged_due_at IS NULL THEN false
            WHEN f.finished_at < %(ends)s THEN f.finished_at > f.judged_due_at
            ELSE f.judged_due_at < CASE WHEN f.supplements = 1 AND f.supplement_asked_at < %(until)s
                THEN f.supplement_asked_at ELSE least(f.still_since, %(until)s) END END AS is_late,
        (f.finished_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            < (f.judged_due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS is_early
    FROM indicators_dossierfact f
    WHERE f.accepted_at < %(ends)s AND (f.finished_at >= %(begins)s AND f.finished_at < %(ends)s
            OR f.accepted_at IS NOT NULL AND motcua_course(f.accepted_at, f.finished_at) @> %(before_end)s)
        AND f.result <> 'ANEW' AND f.agency_id = ANY(%(agencies)s)
"""
_FILTERS: dict[Count, str] = {
    Count.RECEIVED: "true",
    Count.RECEIVED_ONLINE: "is_new AND channel = 'ONLINE'",
    Count.RECEIVED_DIRECT: "is_new AND channel <> 'ONLINE'",
    Count.CARRIED_OVER: "NOT is_new",
    Count.RESOLVED: "is_resolved",
    Count.RESOLVED_EARLY: "is_resolved AND NOT is_late AND coalesce(is_early, false)",
    Count.RESOLVED_ON_DAY: "is_resolved AND NOT is_late AND NOT coalesce(is_early, false)",
    Count.RESOLVED_LATE: "is_resolved AND is_late",
    Count.OPEN: "NOT is_resolved",
    Count.OPEN_WITHIN: "NOT is_resolved AND NOT is_late",
    Count.OPEN_LATE: "NOT is_resolved AND is_late",
    Count.LATE: "is_late",
    Count.LATE_APOLOGISED: "is_late AND apologies > 0",
    Count.LATE_WITHOUT_APOLOGY: "is_late AND apologies = 0",
}
# What is said beneath: how many stand in the columns for want of one of their own.
_NOTED = {
    "withdrawn": "is_resolved AND result = 'WITHDRAWN'",
    "stopped": "is_resolved AND result = 'STOPPED'",
    "without_due": "due IS NULL",
}


@dataclass(frozen=True)
class Counting:
    """What to count: a form's columns, whose work, in which period, as far as it is over now."""

    form: FormDefinition
    agencies: Sequence[Agency]
    period: ReportPeriod
    at: datetime

    @property
    def values(self) -> dict[str, Any]:
        return {
            "begins": self.period.begins,
            "ends": self.period.ends,
            "before_end": self.period.ends - datetime.resolution,
            "until": min(self.period.ends, self.at),
            "agencies": [agency.pk for agency in self.agencies],
        }


def counted(what: Counting) -> Table:
    """The whole table of a form: a line for each field or agency that has anything to tell."""
    return _of_catalogue(what) if what.form.is_of_catalogue else _of_dossiers(what)


def _of_dossiers(what: Counting) -> Table:
    # Only the names of this file's own tables and filters go into the text of the question.
    sums = ", ".join(f"count(*) FILTER (WHERE {_FILTERS[column.counts]})" for column in what.form.columns)
    noted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _NOTED.values())
    group = "field_id" if what.form.rows is Rows.FIELD else "agency_id"
    width = len(what.form.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {group}, {sums}, {noted} FROM ({_OF_PERIOD}) o GROUP BY {group}",  # noqa: S608
            what.values,
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    reasons = _reasons(what, group) if what.form.reasons else {}
    lines = [
        Line(key, name, tuple(rows[pk][:width]), tuple(reasons.get(pk, ())))
        for pk, key, name in _named(what.form.rows, rows)
        if any(rows[pk][:width])
    ]
    notes = {name: sum(row[width + place] for row in rows.values()) for place, name in enumerate(_NOTED)}
    return Table(tuple(lines), {name: number for name, number in notes.items() if number})


def _named(rows: Rows, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Key, code and name of each, in their order."""
    table = "procedures_field" if rows is Rows.FIELD else "organization_agency"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, code, name FROM {table} WHERE id = ANY(%s) ORDER BY sort_key, id",  # noqa: S608
            [list(keys)],
        )
        return list(cursor.fetchall())


def _reasons(what: Counting, group: str) -> dict[int, list[tuple[str, int]]]:
    """The groups of reasons that apologies named, the most frequent first; last of how many none was named."""
    names = late_group_names()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {group}, late_group, count(*) FROM ({_OF_PERIOD}) o"  # noqa: S608
            " WHERE is_late GROUP BY 1, 2 ORDER BY 1, late_group = '', 3 DESC, 2",
            what.values,
        )
        found: dict[int, list[tuple[str, int]]] = {}
        for key, named, number in cursor.fetchall():
            found.setdefault(key, []).append((names.get(named, named), number))
    return found


@dataclass(frozen=True)
class Behind:
    """A dossier behind a number."""

    pk: int
    code: str
    procedure: str
    accepted_at: datetime
    due: datetime | None
    finished_at: datetime | None


def behind(what: Counting, count: Count, line: str, *, after: int, limit: int) -> list[Behind]:
    """The dossiers that a column counts, of one line by its key or of all, page by page. The caller says of whom."""
    table = "procedures_field" if what.form.rows is Rows.FIELD else "organization_agency"
    group = "field_id" if what.form.rows is Rows.FIELD else "agency_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT o.dossier_id, coalesce(d.code, d.reference), p.name, o.accepted_at, o.due, o.finished_at
            FROM (SELECT * FROM ({_OF_PERIOD}) p WHERE {_FILTERS[count]}) o
            JOIN {table} t ON t.id = o.{group} JOIN dossiers_dossier d ON d.id = o.dossier_id
            JOIN procedures_procedureversion v ON v.id = d.version_id
            JOIN procedures_procedure p ON p.id = v.procedure_id
            WHERE (%(line)s = '' OR t.code = %(line)s) AND o.dossier_id > %(after)s
            ORDER BY o.dossier_id LIMIT %(limit)s""",  # noqa: S608
            what.values | {"line": line, "after": after, "limit": limit},
        )
        return [Behind(*row) for row in cursor.fetchall()]


def name_of(rows: Rows, key: str) -> str:
    """The name of a line by its key; of all lines nothing."""
    model: type[Field] | type[Agency] = Field if rows is Rows.FIELD else Agency
    return model.objects.filter(code=key).values_list("name", flat=True).first() or ""


Judge = Callable[[ProcedureVersion], bool]
_OF_KIND: Mapping[str, Judge] = {
    "procedures": lambda version: True,
    "one_stop": lambda version: bool(version.receptions or version.agency_kind or version.agency_code),
    "internal": lambda version: any(one.process_key for one in version.received),
}
_LEVELS = {"province": Level.PROVINCE, "district": Level.DISTRICT, "commune": Level.COMMUNE}


def _of_catalogue(what: Counting) -> Table:
    """Procedures in force on the last day: of each agency of the province, and of the communes together."""
    versions = list(
        ProcedureVersion.objects.on(what.period.last).filter(status=VersionStatus.PUBLISHED).select_related("procedure")
    )
    lines, told = [], set()
    for agency in (one for one in what.agencies if one.level == Level.PROVINCE):
        own = [version for version in versions if _is_of(version, agency)]
        told |= {version.pk for version in own}
        lines.append(_line(what.form, agency.code, agency.name, {Level.PROVINCE: own}))
    communes = [version for version in versions if Level.COMMUNE.value in version.levels]
    told |= {version.pk for version in communes}
    lines.append(_line(what.form, "cap-xa", _("Ủy ban nhân dân cấp xã"), {Level.COMMUNE: communes}))
    rest: dict[Level, list[ProcedureVersion]] = {}
    for version in versions:
        if version.pk not in told:
            rest.setdefault(_level(version), []).append(version)
    lines.append(_line(what.form, "khac", _("Chưa gắn với cơ quan"), rest))
    return Table(tuple(line for line in lines if any(line.cells)))


def _is_of(version: ProcedureVersion, agency: Agency) -> bool:
    return any(one.is_by(level=agency.level, kind=agency.kind, code=agency.code) for one in version.received)


def _level(version: ProcedureVersion) -> Level:
    return Level.DISTRICT if Level.DISTRICT.value in version.levels else Level.PROVINCE


def _line(form: FormDefinition, key: str, name: str, of: Mapping[Level, Sequence[ProcedureVersion]]) -> Line:
    def number(count: Count) -> int:
        kind, level = _parts(count)
        judge = _OF_KIND[kind]
        levels = [_LEVELS[level]] if level else list(of)
        return sum(judge(version) for one in levels for version in of.get(one, ()))

    return Line(key, name, tuple(number(column.counts) for column in form.columns))


def _parts(count: Count) -> tuple[str, str]:
    """Of «one_stop_province» the kind and the level."""
    for level in _LEVELS:
        if count.value.endswith(f"_{level}"):
            return count.value.removesuffix(f"_{level}"), level
    return count.value, ""
