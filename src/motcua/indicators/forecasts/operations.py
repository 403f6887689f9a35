"""Forecasts are kept day by day, and judged when what they told is over."""

from datetime import datetime

from django.db import connection

from motcua.indicators.forecasts.queries import AHEAD, EXPECTED, HISTORY, LEAST_CASES
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import local

_FORGET_USUAL = "DELETE FROM indicators_usualstep"
_USUAL = """INSERT INTO indicators_usualstep (procedure_id, step_key, minutes, cases)
    SELECT s.procedure_id, s.step_key, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.used_minutes), count(*)
    FROM indicators_stepfact s JOIN procedures_procedure p ON p.id = s.procedure_id
    WHERE s.ended_at >= %(since)s AND s.ended_at < %(at)s AND NOT s.is_cancelled AND s.used_minutes >= 0
    GROUP BY s.procedure_id, s.step_key HAVING count(*) >= %(least)s"""
# Whoever was apologised to was late, whatever the new date; a dossier that is gone counts no more. What was missed is
# looked for among two years, by an index.
_JUDGE = """UPDATE indicators_forecastday k SET came = j.came, missed = j.missed, late = j.late, expected = '{}'
    FROM (SELECT f.id, x.late, x.came, y.missed FROM indicators_forecastday f
        CROSS JOIN LATERAL (SELECT count(*) AS late, count(*) FILTER (WHERE d.is_late OR d.apologised_at >= f.made_at
                OR d.finished_at IS NULL AND d.judged_due_at < f.until) AS came
            FROM indicators_dossierfact d WHERE d.dossier_id = ANY (f.expected)) x
        CROSS JOIN LATERAL (SELECT count(*) AS missed FROM indicators_dossierfact d
            WHERE d.agency_id = f.agency_id AND d.dossier_id <> ALL (f.expected)
            AND d.accepted_at < f.made_at AND d.accepted_at >= f.made_at - interval '2 years'
            AND (d.apologised_at >= f.made_at AND d.apologised_at < f.until
                OR d.judged_due_at >= f.made_at AND d.judged_due_at < f.until
                AND (d.is_late OR d.finished_at IS NULL AND d.still_since IS NULL))) y
        WHERE f.came IS NULL AND f.until < %(at)s) j
    WHERE k.id = j.id"""
_KEEP = (
    EXPECTED  # noqa: S608 - names of our own
    + """ INSERT INTO indicators_forecastday (agency_id, day, made_at, until, due, late, late_next, expected)
    SELECT e.agency_id, %(today)s, %(at)s, %(until)s, count(*), count(*) FILTER (WHERE e.is_late),
        count(*) FILTER (WHERE e.is_late AND e.is_next),
        coalesce(array_agg(e.dossier_id ORDER BY e.dossier_id) FILTER (WHERE e.is_late), '{}')
    FROM expected e GROUP BY e.agency_id ON CONFLICT (agency_id, day) DO NOTHING"""
)


def forecast(*, at: datetime) -> None:
    """Each morning, before work begins."""
    keep_forecast(by=None, at=at)


@operation(who=SYSTEM, journal="forecast.kept")
def keep_forecast(*, by: None, at: datetime) -> int:
    """Learn what steps usually take, judge the forecasts that are over, and keep today's (NĐ 61/2018 Đ19.9).

    Of how many agencies; one that was kept today already stays as it is.
    """
    values = {"at": at, "until": at + AHEAD, "today": local(at).date(), "agencies": None}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_USUAL)
        cursor.execute(_USUAL, {"at": at, "since": at - HISTORY, "least": LEAST_CASES})
        cursor.execute(_JUDGE, {"at": at})
        judged = cursor.rowcount
        cursor.execute(_KEEP, values)
        kept = cursor.rowcount
    note(agencies=kept, judged=judged)
    return int(kept)
