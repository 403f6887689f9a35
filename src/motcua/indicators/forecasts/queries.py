"""Which open dossiers go late soon, in one question: what is left of their time against what is left of their way.

What is left of the way is the sum of what its steps usually take (`UsualStep`), or of what they are allotted where too
few cases tell; of a step that is open, less what it has taken already. Steps side by side count one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from motcua.indicators.forecasts.models import ForecastDay

# So far ahead is looked.
AHEAD = timedelta(days=7)
# A step's own history: so long, and at least so many cases.
HISTORY = timedelta(days=180)
LEAST_CASES = 10

# Values: at, until, today, agencies (all of them when NULL).
EXPECTED = """WITH RECURSIVE whose AS (
    SELECT a.id AS agency_id, motcua_calendar_of(a.id, %(today)s) AS calendar FROM organization_agency a
    WHERE %(agencies)s::bigint[] IS NULL OR a.id = ANY(%(agencies)s::bigint[])
), next_day AS (
    SELECT c.calendar, (SELECT (w.day + make_interval(mins => w.closes[cardinality(w.closes)]::integer))
            AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM indicators_workedday w
        WHERE w.calendar_id = c.calendar AND w.day > %(today)s AND w.minutes > 0 ORDER BY w.day LIMIT 1) AS closes_at
    FROM (SELECT DISTINCT calendar FROM whose) c
), running AS MATERIALIZED (
    SELECT f.dossier_id, f.agency_id, f.procedure_id, f.field_id, f.judged_due_at AS due_at, w.calendar, d.process_id,
        motcua_worked_between(w.calendar, %(at)s, f.judged_due_at) AS has,
        greatest(60, motcua_worked_between(w.calendar, f.counted_from, f.judged_due_at)) AS whole
    FROM indicators_dossierfact f JOIN whose w ON w.agency_id = f.agency_id
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    WHERE f.finished_at IS NULL AND f.accepted_at IS NOT NULL AND f.still_since IS NULL
    AND f.judged_due_at >= %(at)s AND f.judged_due_at < %(until)s
), nets AS MATERIALIZED (
    SELECT p.id AS process_id, s.place, s.step ->> 'key' AS key, (s.step ->> 'share')::integer AS share,
        coalesce(s.step -> 'next', '[]') AS next
    FROM processes_processdefinition p, jsonb_array_elements(p.steps) WITH ORDINALITY s (step, place)
    WHERE p.id IN (SELECT process_id FROM running)
), reach (process_id, key, after) AS (
    SELECT process_id, key, key FROM nets
    UNION
    SELECT r.process_id, r.key, x.after FROM reach r JOIN nets n ON n.process_id = r.process_id AND n.key = r.after,
    jsonb_array_elements_text(n.next) x (after)
), begun AS MATERIALIZED (
    SELECT r.dossier_id, t.step_key AS key, motcua_worked_between(r.calendar, t.opened_at, %(at)s)
        - motcua_waited_between(r.dossier_id, r.calendar, t.opened_at, %(at)s) AS used
    FROM running r JOIN handling_task t ON t.dossier_id = r.dossier_id
    WHERE t.finished_at IS NULL AND NOT t.is_cancelled
), fronts AS (
    SELECT b.dossier_id, b.key FROM begun b
    UNION ALL
    SELECT r.dossier_id, n.key FROM running r JOIN nets n ON n.process_id = r.process_id AND n.place = 1
    WHERE NOT EXISTS (SELECT FROM begun b WHERE b.dossier_id = r.dossier_id)
), ways AS (
    SELECT DISTINCT r.dossier_id, h.after AS key FROM fronts f JOIN running r ON r.dossier_id = f.dossier_id
    JOIN reach h ON h.process_id = r.process_id AND h.key = f.key
), wants AS (
    SELECT r.dossier_id, sum(greatest(0, coalesce(u.minutes, r.whole * n.share / 100) - coalesce(b.used, 0))) AS wants
    FROM ways y JOIN running r ON r.dossier_id = y.dossier_id
    JOIN nets n ON n.process_id = r.process_id AND n.key = y.key
    LEFT JOIN indicators_usualstep u ON u.procedure_id = r.procedure_id AND u.step_key = y.key
    LEFT JOIN begun b ON b.dossier_id = r.dossier_id AND b.key = y.key
    GROUP BY r.dossier_id
), expected AS (
    SELECT r.dossier_id, r.agency_id, r.field_id, r.due_at, r.has, coalesce(w.wants, 0) AS wants,
        coalesce(coalesce(w.wants, 0) > r.has, false) AS is_late, r.due_at <= n.closes_at AS is_next
    FROM running r JOIN next_day n ON n.calendar = r.calendar LEFT JOIN wants w ON w.dossier_id = r.dossier_id
)"""


@dataclass(frozen=True)
class Judged:
    """How right the forecasts of a month's days were, added up."""

    month: date
    due: int
    late: int
    came: int
    missed: int

    @property
    def wrong(self) -> int:
        """How many were expected late and were not."""
        return self.late - self.came


def judged_of(agencies: Sequence[int], *, at: datetime, days: int = 100) -> list[Judged]:
    """By month of the forecasts of the last months that are over, the latest first. Public: it holds counts alone."""
    rows = ForecastDay.objects.filter(agency__in=agencies, came__isnull=False, made_at__gte=at - timedelta(days=days))
    of = rows.annotate(month=TruncMonth("day")).order_by("-month").values("month")
    sums = of.annotate(all_due=Sum("due"), all_late=Sum("late"), all_came=Sum("came"), all_missed=Sum("missed"))
    return [Judged(one["month"], one["all_due"], one["all_late"], one["all_came"], one["all_missed"]) for one in sums]
