"""Dossiers that a leader asks for: what is late, what goes late, why it was late; how many, where they lie, and which.

How many and which are the same question: a number opens into as many dossiers as it says. Each is bounded by what is
open, or by the days it looks at. Only for who leads or supervises the agency (`led_by`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from motcua.dossiers.rights import SEES_AT_AGENCY
from motcua.handling.lists import DossierLine, Key, lines_of
from motcua.indicators.forecasts.queries import AHEAD, EXPECTED
from motcua.kernel.addresses import moment_in
from motcua.kernel.text import VIETNAM, local
from motcua.organization.models import Agency, Post


class Pile(StrEnum):
    """Which dossiers."""

    LATE = "LATE"
    # Late, and nobody has apologised.
    SILENT = "SILENT"
    # Expected to be late, of what falls due by the close of the next working day; and of seven days.
    NEXT = "NEXT"
    WEEK = "WEEK"
    # Other agencies or units were asked for their opinion and have not answered in time.
    ASKED = "ASKED"
    # What happened: in the seven days before today, in the last month.
    RECEIVED = "RECEIVED"
    DONE = "DONE"
    DONE_LATE = "DONE_LATE"
    STEPS_LATE = "STEPS_LATE"
    LATE_LAST_MONTH = "LATE_LAST_MONTH"


class By(StrEnum):
    """By what a pile is told apart."""

    UNIT = "unit_id"
    STEP = "kind"
    PERSON = "official_id"
    FIELD = "field_id"
    ASKED = "asked_id"
    # The group of reasons that the last apology named.
    REASON = "late_group"


def led_by(posts: Sequence[Post]) -> list[Agency]:
    """The agencies whose dossiers somebody with these posts sees because they lead or supervise there."""
    places = set(SEES_AT_AGENCY.places(posts))
    found = {post.unit.agency_id: post.unit.agency for post in posts if post.unit.agency_id in places}
    return list(found.values())


_FACTS = "indicators_dossierfact f WHERE f.agency_id = %(agency)s"
_IS_LATE = "f.finished_at IS NULL AND f.accepted_at IS NOT NULL AND f.still_since IS NULL AND f.judged_due_at < %(at)s"
# Where an open dossier lies: the step that was opened last; none before it is handed over.
_LIES = """(SELECT f.dossier_id, f.due_at, f.is_next, f.field_id, coalesce(t.unit_id, f.counter) AS unit_id,
    coalesce(t.kind, '') AS kind, t.assignee_id AS official_id, 0::bigint AS asked_id, f.late_group
    FROM ({rows}) f LEFT JOIN LATERAL (SELECT t.unit_id, t.kind, t.assignee_id FROM handling_task t
        WHERE t.dossier_id = f.dossier_id AND t.finished_at IS NULL AND NOT t.is_cancelled
        ORDER BY t.id DESC LIMIT 1) t ON true)"""
_ROWS = (
    "SELECT f.dossier_id, f.judged_due_at AS due_at, true AS is_next, f.field_id, f.receiving_unit_id AS counter,"
    " f.late_group FROM "
)
# Where a finished dossier lost its time: the step that took most beyond what it was allotted.
_LOST = """(SELECT f.dossier_id, f.due_at, f.is_next, f.field_id, coalesce(s.unit_id, f.counter) AS unit_id,
    coalesce(s.kind, '') AS kind, s.official_id, 0::bigint AS asked_id, f.late_group
    FROM ({rows}) f LEFT JOIN LATERAL (SELECT s.unit_id, s.kind, s.official_id FROM indicators_stepfact s
        WHERE s.dossier_id = f.dossier_id AND s.ended_at IS NOT NULL AND NOT s.is_cancelled
        ORDER BY s.used_minutes - s.allotted_minutes DESC NULLS LAST, s.task_id LIMIT 1) s ON true)"""
_EXPECTED = """SELECT e.dossier_id, e.due_at, e.is_next, e.field_id, f.receiving_unit_id AS counter,
    f.late_group FROM expected e
    JOIN indicators_dossierfact f ON f.dossier_id = e.dossier_id WHERE e.is_late"""
_ASKED = """(SELECT k.dossier_id, k.due_at, true AS is_next, f.field_id, NULL::bigint AS unit_id, '' AS kind,
    NULL::bigint AS official_id, coalesce(k.asked_agency_id, u.agency_id) AS asked_id, f.late_group
    FROM handling_consultation k JOIN indicators_dossierfact f ON f.dossier_id = k.dossier_id
    LEFT JOIN organization_unit u ON u.id = k.asked_unit_id
    WHERE k.answered_at IS NULL AND k.recalled_at IS NULL AND k.due_at < %(at)s
    AND f.agency_id = %(agency)s AND f.finished_at IS NULL)"""

_STEPS_LATE = """(SELECT s.dossier_id, f.judged_due_at AS due_at, true AS is_next, f.field_id, s.unit_id, s.kind,
    s.official_id, 0::bigint AS asked_id, f.late_group
    FROM indicators_stepfact s JOIN indicators_dossierfact f ON f.dossier_id = s.dossier_id
    WHERE s.agency_id = %(agency)s AND s.ended_at >= %(week)s AND s.ended_at < %(today_begins)s
    AND s.is_late AND NOT s.is_cancelled AND f.agency_id = %(agency)s)"""


def _happened(column: str, more: str, since: str, until: str) -> str:
    return f"{_ROWS}{_FACTS} AND f.{column} >= %({since})s AND f.{column} < %({until})s AND {more}"


_DONE, _DONE_LATE = "f.done_at IS NOT NULL", "f.done_at IS NOT NULL AND f.is_late"
_SQL: Mapping[Pile, str] = {
    Pile.LATE: _LIES.format(rows=f"{_ROWS}{_FACTS} AND {_IS_LATE}"),
    Pile.SILENT: _LIES.format(rows=f"{_ROWS}{_FACTS} AND {_IS_LATE} AND f.apologies = 0"),
    Pile.NEXT: _LIES.format(rows=f"{_EXPECTED} AND e.is_next"),
    Pile.WEEK: _LIES.format(rows=_EXPECTED),
    Pile.ASKED: _ASKED,
    Pile.RECEIVED: _LOST.format(rows=_happened("accepted_at", "NOT f.is_anew", "week", "today_begins")),
    Pile.DONE: _LOST.format(rows=_happened("finished_at", _DONE, "week", "today_begins")),
    Pile.DONE_LATE: _LOST.format(rows=_happened("finished_at", _DONE_LATE, "week", "today_begins")),
    Pile.STEPS_LATE: _STEPS_LATE,
    Pile.LATE_LAST_MONTH: _LOST.format(rows=_happened("finished_at", _DONE_LATE, "month", "month_ends")),
}
_IS_FORECAST = {Pile.NEXT, Pile.WEEK}


def _values(agency: Agency, at: datetime) -> dict[str, Any]:
    today = local(at).date()
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    return {
        "agency": agency.pk, "agencies": [agency.pk], "at": at, "until": at + AHEAD, "today": today,
        "today_begins": _midnight(today), "week": _midnight(today - timedelta(days=7)),
        "month": _midnight(last_month), "month_ends": _midnight(this_month),
    }  # fmt: skip


def last_month(at: datetime) -> date:
    """The first day of the month before."""
    return (local(at).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def _placed(pile: Pile) -> str:
    head = f"{EXPECTED}, placed" if pile in _IS_FORECAST else "WITH placed"
    return f"{head} AS MATERIALIZED {_SQL[pile]}"


@dataclass(frozen=True)
class Share:
    """So many of a pile have this in common; the empty key: none (nobody has it in hand)."""

    key: str
    name: str
    total: int
    next: int
    first: datetime | None


@dataclass(frozen=True)
class Told:
    """How many there are, of them by the close of the next working day; and by what they have in common, most first."""

    total: int = 0
    next: int = 0
    by: Mapping[By, Sequence[Share]] = field(default_factory=dict)

    @property
    def units(self) -> Sequence[Share]:
        return self.by.get(By.UNIT, ())

    @property
    def steps(self) -> Sequence[Share]:
        return self.by.get(By.STEP, ())

    @property
    def people(self) -> Sequence[Share]:
        return self.by.get(By.PERSON, ())

    @property
    def fields(self) -> Sequence[Share]:
        return self.by.get(By.FIELD, ())

    @property
    def reasons(self) -> Sequence[Share]:
        return self.by.get(By.REASON, ())

    @property
    def asked(self) -> Sequence[Share]:
        return self.by.get(By.ASKED, ())


_COLUMNS = ", ".join(By)
_COUNTED = f""", counted AS (
    SELECT grouping({_COLUMNS}) AS which, {_COLUMNS}, count(DISTINCT dossier_id) AS total,
        count(DISTINCT dossier_id) FILTER (WHERE is_next) AS next, min(due_at) AS first
    FROM placed GROUP BY GROUPING SETS ((), {", ".join(f"({column})" for column in By)})
)
SELECT c.which, coalesce(c.kind, c.unit_id::text, c.official_id::text, c.field_id::text, c.asked_id::text,
    c.late_group, ''),
    coalesce(u.name, a.full_name, l.name, o.name, ''), c.total, c.next, c.first
FROM counted c LEFT JOIN organization_unit u ON u.id = c.unit_id LEFT JOIN people_account a ON a.id = c.official_id
LEFT JOIN procedures_field l ON l.id = c.field_id LEFT JOIN organization_agency o ON o.id = c.asked_id
ORDER BY c.total DESC, 3, 2"""  # noqa: S608 - names of our own
_ALL = 2 ** len(By) - 1
_WHICH = {_ALL - 2 ** (len(By) - 1 - place): by for place, by in enumerate(By)}


def told_of(pile: Pile, agency: Agency, *, at: datetime) -> Told:
    """How many, and by where they lie, in one question. For an agency that the reader leads: `led_by`."""
    with connection.cursor() as cursor:
        cursor.execute(_placed(pile) + _COUNTED, _values(agency, at))
        rows = cursor.fetchall()
    all_of, next_of = next(((row[3], row[4]) for row in rows if row[0] == _ALL), (0, 0))
    by: dict[By, list[Share]] = {}
    for which, *told in rows:
        if which != _ALL:
            by.setdefault(_WHICH[which], []).append(Share(*told))
    return Told(all_of, next_of, by)


# What has no date comes last.
_FALLS_DUE = "coalesce(min(due_at), '9000-01-01'::timestamptz)"


@dataclass(frozen=True)
class Behind:
    """A page of the dossiers of a pile, what falls due first on top, and where it goes on."""

    lines: Sequence[DossierLine]
    following: Key | None = None


def dossiers_of(
    pile: Pile, agency: Agency, *, only: Mapping[By, str], after: Key | None, at: datetime, limit: int = 30
) -> Behind:
    """Which; `only`: those that have something in common. For an agency that the reader leads: `led_by`."""
    values = _values(agency, at) | {f"only_{by.name}": key for by, key in only.items()} | {"most": limit + 1}
    which = "".join(f" AND coalesce({by.value}::text, '') = %(only_{by.name})s" for by in only)
    beyond = ""
    moment = moment_in(after.value) if after is not None else None
    if after is not None and moment is not None:
        values |= {"moment": moment, "pk": after.pk}
        beyond = f" HAVING ({_FALLS_DUE}, dossier_id) > (%(moment)s::timestamptz, %(pk)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_placed(pile)} SELECT dossier_id, {_FALLS_DUE} FROM placed WHERE true{which}"  # noqa: S608 - ours
            f" GROUP BY dossier_id{beyond} ORDER BY 2, 1 LIMIT %(most)s",
            values,
        )
        found = cursor.fetchall()
    lines = lines_of([pk for pk, _due in found[:limit]]) if found else []
    following = None
    if len(found) > limit:
        pk, due = found[limit - 1]
        following = Key(0, due.isoformat(), pk)
    return Behind(lines, following)
