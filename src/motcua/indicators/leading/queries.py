"""Numbers of an agency for who leads it: who has how much, what changed; of all agencies for the province's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from motcua.indicators.rules.leading import WEEKS, Change, Hands, change_of
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.procedures.models import Field

_HANDS = """SELECT coalesce(o.pk, d.pk, 0), coalesce(a.full_name, ''), coalesce(o.total, 0), coalesce(o.late, 0),
    coalesce(d.done, 0), coalesce(d.weeks, 0)
    FROM (SELECT k.assignee_id AS pk, sum(k.number) AS total,
            coalesce(sum(k.number) FILTER (WHERE k.due_at < %(at)s), 0) AS late
        FROM handling_keptcount k JOIN organization_unit u ON u.id = k.unit_id
        WHERE u.agency_id = %(agency)s AND k.side = 'TASKS' GROUP BY k.assignee_id HAVING sum(k.number) <> 0) o
    FULL JOIN (SELECT s.official_id AS pk, count(*) AS done,
            least(%(weeks)s, greatest(1, ceil(extract(epoch FROM %(at)s - min(s.ended_at)) / 604800))) AS weeks
        FROM indicators_stepfact s WHERE s.agency_id = %(agency)s AND s.ended_at >= %(since)s AND s.ended_at < %(at)s
        AND NOT s.is_cancelled GROUP BY s.official_id) d ON d.pk = o.pk
    LEFT JOIN people_account a ON a.id = coalesce(o.pk, d.pk)"""


def hands_of(agency: Agency, *, at: datetime) -> list[Hands]:
    """Who has how much in hand and how much of it they finish in a week. For an agency that the reader leads: `led_by`.

    What nobody has in hand stands under 0.
    """
    values: dict[str, Any] = {"agency": agency.pk, "at": at, "since": at - timedelta(weeks=WEEKS), "weeks": WEEKS}
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, values)
        return [Hands(pk, name, total, late, done, float(weeks)) for pk, name, total, late, done, weeks in cursor]


# What is compared with the usual week; steps that ended late explain what was late.
COMPARED = ("accepted", "done", "done_late")
_SUMS = """SELECT k.name, k.field_id::text, (%(today)s - 1 - k.day) / 7, sum(k.number) FROM indicators_keptday k
    WHERE k.agency_id = %(agency)s AND k.day >= %(since)s AND k.day < %(today)s AND k.name = ANY(%(names)s)
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'steps_late', s.kind, (%(today)s - 1 - motcua_day(s.ended_at)) / 7, count(*) FROM indicators_stepfact s
    WHERE s.agency_id = %(agency)s AND s.ended_at >= %(since)s::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    AND s.ended_at < %(today)s::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AND s.is_late AND NOT s.is_cancelled
    GROUP BY 2, 3
    UNION ALL
    SELECT 'first', '', 0, (%(today)s - min(k.day)) / 7 FROM indicators_keptday k WHERE k.agency_id = %(agency)s"""


def changes_of(agency: Agency, *, on: date) -> list[Change]:
    """The last seven days beside the median of the eight weeks before. For an agency that the reader leads: `led_by`.

    Of each the field that moved it most; of late steps (the last) which step.
    """
    since = on - timedelta(days=7 * (WEEKS + 1))
    values: dict[str, Any] = {"agency": agency.pk, "today": on, "since": since, "names": list(COMPARED)}
    parts: dict[str, dict[str, dict[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, values)
        for name, key, week, number in cursor.fetchall():
            parts.setdefault(name, {}).setdefault(key, {})[int(week)] = int(number or 0)
    weeks = parts.pop("first", {}).get("", {}).get(0, 0)
    return [change_of(name, parts.get(name, {}), weeks - 1) for name in (*COMPARED, "steps_late")]


def names_of_fields(keys: Sequence[str]) -> dict[str, str]:
    """The names of fields by their keys as texts. Public: they are the catalogue's."""
    fields = Field.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): name for pk, name in fields.values_list("pk", "name")}


@dataclass(frozen=True)
class AgencyToday:
    """One agency in numbers: what is open, of it late; what this morning's forecast expects; late in the last week."""

    code: str
    name: str
    open: int
    late: int
    late_next: int | None
    late_week: int | None
    done_late: int


# What is open is summed from what boards keep (`KeptCount`); what was filed and not accepted is nobody's delay yet.
_AGENCIES = """SELECT a.code, a.name, coalesce(o.total, 0), coalesce(o.late, 0), f.late_next, f.late,
    coalesce(d.late, 0) FROM organization_agency a
    LEFT JOIN (SELECT u.agency_id, sum(k.number) AS total, sum(k.number) FILTER (WHERE k.due_at < %(at)s) AS late
        FROM handling_keptcount k JOIN organization_unit u ON u.id = k.unit_id
        WHERE k.side = 'UNIT' AND k.status <> 'NEW' GROUP BY u.agency_id) o ON o.agency_id = a.id
    LEFT JOIN indicators_forecastday f ON f.agency_id = a.id AND f.day = %(today)s
    LEFT JOIN (SELECT k.agency_id, sum(k.number) AS late FROM indicators_keptday k
        WHERE k.day >= %(since)s AND k.day < %(today)s AND k.name = 'done_late' GROUP BY k.agency_id) d
        ON d.agency_id = a.id
    WHERE coalesce(o.total, 0) > 0 OR coalesce(d.late, 0) > 0 OR f.late > 0 ORDER BY a.sort_key, a.id"""


def agencies_today(*, at: datetime) -> list[AgencyToday]:
    """All agencies that have something open or late, by name. Counts alone: for the leaders of the province."""
    today = local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_AGENCIES, {"at": at, "today": today, "since": today - timedelta(days=7)})
        return [AgencyToday(*row) for row in cursor.fetchall()]
