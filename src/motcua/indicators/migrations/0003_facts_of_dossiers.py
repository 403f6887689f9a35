"""What is measured of each dossier and step, written by the database in the transaction of what it tells.

This room looks down on `dossiers`, `handling`, `papers`, `procedures` and `calendars`, so it may hang triggers on their
tables; they know nothing of them. A migration there that renames or removes a column named here must come with one
here. Two views say what is true of a dossier and of a step: the triggers, the first fill and the recount read the same.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Minutes worked between two moments by one calendar: whole days by their sum, the first and the last by their spans, as
# `calendars.rules.Schedule.working_minutes_between`. Nothing where the calendar does not know one of the days.
TIME = """
CREATE FUNCTION motcua_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
$$;
CREATE FUNCTION motcua_worked_until(w indicators_workedday, moment timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(greatest(0, least(m.minute, s.closes) - s.opens)), 0)::integer
    FROM (SELECT (extract(hour FROM l.at) * 60 + extract(minute FROM l.at))::integer AS minute
        FROM (SELECT moment AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at) l) m,
    unnest(w.opens, w.closes) s (opens, closes)
$$;
CREATE FUNCTION motcua_worked_between(calendar bigint, since timestamptz, until timestamptz) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN since IS NULL OR until IS NULL THEN NULL WHEN until <= since THEN 0 ELSE (
        SELECT motcua_worked_until(l, until) - motcua_worked_until(f, since) + (
            SELECT coalesce(sum(w.minutes), 0)::integer FROM indicators_workedday w
            WHERE w.calendar_id = calendar AND w.day >= f.day AND w.day < l.day)
        FROM indicators_workedday f, indicators_workedday l
        WHERE f.calendar_id = calendar AND f.day = motcua_day(since)
        AND l.calendar_id = calendar AND l.day = motcua_day(until)) END
$$;
CREATE FUNCTION motcua_calendar_of(agency bigint, on_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT c.id FROM calendars_workingcalendar c
    WHERE c.is_default OR c.id IN (SELECT o.calendar_id FROM calendars_agencycalendar o WHERE o.agency_id = agency
        AND o.valid_from <= on_day AND (o.valid_until IS NULL OR o.valid_until > on_day))
    ORDER BY c.is_default LIMIT 1
$$;
CREATE FUNCTION motcua_pauses_of(dossier bigint) RETURNS TABLE (began timestamptz, ended timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT min(p.at), e.at FROM dossiers_clockmark p LEFT JOIN LATERAL (
        SELECT m.id, m.at FROM dossiers_clockmark m WHERE m.dossier_id = p.dossier_id AND m.id > p.id
        AND m.kind IN ('STARTED', 'RESTARTED', 'RESUMED') ORDER BY m.id LIMIT 1) e ON true
    WHERE p.dossier_id = dossier AND p.kind = 'PAUSED' GROUP BY e.id, e.at
$$;
CREATE FUNCTION motcua_waited_between(dossier bigint, calendar bigint, since timestamptz, until timestamptz)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(motcua_worked_between(
        calendar, greatest(p.began, since), least(coalesce(p.ended, until), until))), 0)::integer
    FROM motcua_pauses_of(dossier) p
$$;
"""
VIEWS = """
CREATE VIEW indicators_counteddossier AS
SELECT d.id AS dossier_id, d.handling_agency_id AS agency_id, d.handling_unit_id AS unit_id,
    ra.id AS receiving_agency_id, d.receiving_unit_id, ra.place_id, p.id AS procedure_id, p.field_id,
    d.channel, ha.level, d.status,
    CASE WHEN d.status IN ('DONE', 'RETURNED') THEN d.outcome
        WHEN d.status = 'NOT_ACCEPTED' AND EXISTS (SELECT FROM dossiers_dossier n WHERE n.in_place_of_id = d.id)
        THEN 'ANEW'
        WHEN d.status = 'NOT_ACCEPTED' AND d.accepted_at IS NOT NULL THEN 'REFUSED'
        WHEN d.status IN ('NOT_ACCEPTED', 'WITHDRAWN', 'STOPPED') THEN d.status ELSE '' END AS result,
    d.in_place_of_id IS NOT NULL AS is_anew,
    d.submitted_at AS filed_at, a.answered_at AS first_answered_at, d.first_answer_due_at AS answer_due_at,
    d.accepted_at, m.started_at AS counted_from, d.first_due_at, d.due_at, e.judged_due_at,
    d.done_at, d.returned_at, d.ended_at, e.finished_at, d.recalled_at,
    motcua_worked_between(
        CASE WHEN a.answered_at IS NOT NULL THEN motcua_calendar_of(ra.id, motcua_day(d.submitted_at)) END,
        d.submitted_at, a.answered_at) AS answer_minutes,
    motcua_worked_between(t.calendar, m.started_at, e.finished_at)
        - motcua_waited_between(d.id, t.calendar, m.started_at, e.finished_at) AS used_minutes,
    CASE WHEN motcua_worked_between(t.calendar, m.started_at, e.finished_at) IS NOT NULL
        THEN motcua_waited_between(d.id, t.calendar, m.started_at, e.finished_at) END AS waited_minutes,
    motcua_worked_between(t.calendar, e.judged_due_at, e.finished_at) AS late_minutes,
    CASE WHEN d.accepted_at IS NOT NULL THEN e.finished_at > e.judged_due_at END AS is_late,
    coalesce(m.late_reason, '') AS late_reason, m.apologies, m.apologised_at,
    s.supplements, s.supplements > 1 AS is_asked_again, s.supplement_asked_at, s.unallowed_wait,
    CASE WHEN d.accepted_at IS NOT NULL AND e.finished_at IS NULL
        THEN (SELECT p.began FROM motcua_pauses_of(d.id) p WHERE p.ended IS NULL) END AS still_since,
    CASE WHEN d.done_at IS NOT NULL THEN EXISTS (
        SELECT FROM dossiers_dossierpaper o JOIN papers_paper pp ON pp.id = o.paper_id
        WHERE o.dossier_id = d.id AND o.kind IN ('RESULT_DOCUMENT', 'RESULT_CERTIFICATE', 'UPLOADED_RESULT')
        AND pp.signed_at IS NOT NULL) END AS is_result_digital,
    c.papers, c.papers_digital,
    d.fee_dong, d.fee_paid_dong AS paid_dong, d.fee_paid_at AS paid_at, r.stars, r.at AS rated_at
FROM dossiers_dossier d
JOIN procedures_procedureversion v ON v.id = d.version_id
JOIN procedures_procedure p ON p.id = v.procedure_id
JOIN organization_agency ha ON ha.id = d.handling_agency_id
JOIN organization_unit ru ON ru.id = d.receiving_unit_id
JOIN organization_agency ra ON ra.id = ru.agency_id
LEFT JOIN indicators_judgeddue j ON j.dossier_id = d.id
LEFT JOIN dossiers_rating r ON r.dossier_id = d.id
CROSS JOIN LATERAL (
    SELECT count(*)::smallint AS supplements, min(q.requested_at) AS asked_at,
    min(q.requested_at) FILTER (WHERE q.state = 'OPEN') AS supplement_asked_at,
    coalesce(sum(q.answered_at - q.requested_at) FILTER (WHERE q.stage = 'PROCESSING' AND q.policy = 'NONE'), '0')
        AS unallowed_wait
    FROM dossiers_supplementrequest q WHERE q.dossier_id = d.id) s
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.in_place_of_id IS NULL THEN
        least(d.accepted_at, s.asked_at, CASE WHEN d.status = 'NOT_ACCEPTED' THEN d.ended_at END) END AS answered_at) a
CROSS JOIN LATERAL (
    SELECT coalesce(d.done_at, d.ended_at) AS finished_at,
        CASE WHEN j.dossier_id IS NOT NULL THEN j.due_at ELSE d.due_at END AS judged_due_at) e
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.accepted_at IS NOT NULL
        THEN coalesce(min(k.at) FILTER (WHERE k.kind = 'STARTED'), d.accepted_at) END AS started_at,
    (count(*) FILTER (WHERE k.kind = 'EXTENDED'))::smallint AS apologies,
    min(k.at) FILTER (WHERE k.kind = 'EXTENDED') AS apologised_at,
    (array_agg(k.why ORDER BY k.id DESC) FILTER (WHERE k.kind = 'EXTENDED'))[1] AS late_reason
    FROM dossiers_clockmark k WHERE k.dossier_id = d.id) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.accepted_at IS NOT NULL AND coalesce(d.done_at, d.ended_at) IS NOT NULL
        THEN motcua_calendar_of(d.handling_agency_id, motcua_day(d.accepted_at)) END AS calendar) t
CROSS JOIN LATERAL (
    SELECT count(*)::smallint AS papers, (count(*) FILTER (WHERE k.is_electronic OR EXISTS (
        SELECT FROM dossiers_dossierfile f WHERE f.dossier_id = d.id AND f.component_key = k.key
    )))::smallint AS papers_digital
    FROM dossiers_receivedcomponent k WHERE k.dossier_id = d.id AND d.accepted_at IS NOT NULL) c;

CREATE VIEW indicators_countedstep AS
SELECT t.id AS task_id, t.dossier_id, u.agency_id, t.unit_id, v.procedure_id,
    coalesce(t.finished_by_id, t.assignee_id) AS official_id, t.step_key, t.kind, t.round, t.opened_at AS begun_at,
    t.assigned_at AS taken_at, t.due_at, t.finished_at AS ended_at, t.is_cancelled,
    CASE WHEN t.finished_at IS NOT NULL THEN motcua_worked_between(c.calendar, t.opened_at, t.due_at)
        - motcua_waited_between(t.dossier_id, c.calendar, t.opened_at, t.finished_at) END AS allotted_minutes,
    motcua_worked_between(c.calendar, t.opened_at, t.finished_at)
        - motcua_waited_between(t.dossier_id, c.calendar, t.opened_at, t.finished_at) AS used_minutes,
    CASE WHEN motcua_worked_between(c.calendar, t.opened_at, t.finished_at) IS NOT NULL
        THEN motcua_waited_between(t.dossier_id, c.calendar, t.opened_at, t.finished_at) END AS waited_minutes,
    t.finished_at > t.due_at AS is_late
FROM handling_task t
JOIN organization_unit u ON u.id = t.unit_id
JOIN dossiers_dossier d ON d.id = t.dossier_id
JOIN procedures_procedureversion v ON v.id = d.version_id
CROSS JOIN LATERAL (SELECT CASE WHEN t.finished_at IS NOT NULL
    THEN motcua_calendar_of(u.agency_id, motcua_day(t.opened_at)) END AS calendar) c;
"""
# The row is locked before the view is read: who waited for another change of the same dossier sees it.
KEEP = """
CREATE FUNCTION motcua_keep_facts(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM indicators_dossierfact k WHERE k.dossier_id = ANY (ids) ORDER BY k.dossier_id FOR UPDATE;
    INSERT INTO indicators_dossierfact AS k ({facts})
    SELECT {facts} FROM indicators_counteddossier v WHERE v.dossier_id = ANY (ids)
    ON CONFLICT (dossier_id) DO UPDATE SET ({facts}) = ROW ({new_facts})
    WHERE ({kept_facts}) IS DISTINCT FROM ({new_facts});
    DELETE FROM indicators_dossierfact k WHERE k.dossier_id = ANY (ids)
    AND NOT EXISTS (SELECT FROM dossiers_dossier d WHERE d.id = k.dossier_id);
END $$;
CREATE FUNCTION motcua_keep_steps(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM indicators_stepfact k WHERE k.task_id = ANY (ids) ORDER BY k.task_id FOR UPDATE;
    INSERT INTO indicators_stepfact AS k ({steps})
    SELECT {steps} FROM indicators_countedstep v WHERE v.task_id = ANY (ids)
    ON CONFLICT (task_id) DO UPDATE SET ({steps}) = ROW ({new_steps})
    WHERE ({kept_steps}) IS DISTINCT FROM ({new_steps});
    DELETE FROM indicators_stepfact k WHERE k.task_id = ANY (ids)
    AND NOT EXISTS (SELECT FROM handling_task t WHERE t.id = k.task_id);
END $$;
"""
# Each trigger names the rows concerned. What hangs on a dossier that is not accepted yet and counts only then
# (components, files, marks of the clock) costs its filing nothing: accepting changes the dossier, and all is read.
TRIGGERS = """
CREATE FUNCTION motcua_fact_of_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM indicators_dossierfact WHERE dossier_id = OLD.id;
    ELSIF NEW.in_place_of_id IS NOT NULL THEN
        PERFORM motcua_keep_facts(ARRAY[NEW.id, NEW.in_place_of_id]);
    ELSE
        PERFORM motcua_keep_facts(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER facts AFTER INSERT OR DELETE ON dossiers_dossier
FOR EACH ROW EXECUTE FUNCTION motcua_fact_of_dossier();
CREATE TRIGGER facts_changed AFTER UPDATE ON dossiers_dossier FOR EACH ROW
WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION motcua_fact_of_dossier();

CREATE FUNCTION motcua_fact_of_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM motcua_keep_facts(ARRAY[coalesce(NEW.dossier_id, OLD.dossier_id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER facts AFTER INSERT OR DELETE ON dossiers_supplementrequest
FOR EACH ROW EXECUTE FUNCTION motcua_fact_of_part();
CREATE TRIGGER facts_changed AFTER UPDATE ON dossiers_supplementrequest FOR EACH ROW
WHEN ((OLD.requested_at, OLD.state, OLD.answered_at) IS DISTINCT FROM (NEW.requested_at, NEW.state, NEW.answered_at))
EXECUTE FUNCTION motcua_fact_of_part();
CREATE TRIGGER facts AFTER INSERT OR UPDATE OR DELETE ON dossiers_rating
FOR EACH ROW EXECUTE FUNCTION motcua_fact_of_part();
CREATE TRIGGER facts AFTER INSERT OR UPDATE OR DELETE ON indicators_judgeddue
FOR EACH ROW EXECUTE FUNCTION motcua_fact_of_part();

CREATE FUNCTION motcua_facts_of_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(SELECT DISTINCT k.dossier_id FROM indicators_dossierfact k
        JOIN changed c ON c.dossier_id = k.dossier_id WHERE k.accepted_at IS NOT NULL);
BEGIN
    IF ids <> '{{}}' THEN
        PERFORM motcua_keep_facts(ids);
        IF TG_TABLE_NAME = 'dossiers_clockmark' THEN
            PERFORM motcua_keep_steps(ARRAY(
                SELECT t.id FROM handling_task t WHERE t.dossier_id = ANY (ids) AND t.finished_at IS NOT NULL));
        END IF;
    END IF;
    RETURN NULL;
END $$;
{of_accepted}
CREATE FUNCTION motcua_step_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM motcua_keep_steps(ARRAY[coalesce(NEW.id, OLD.id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER facts AFTER INSERT OR DELETE ON handling_task FOR EACH ROW EXECUTE FUNCTION motcua_step_of_task();
CREATE TRIGGER facts_changed AFTER UPDATE ON handling_task FOR EACH ROW
WHEN (({old_task}) IS DISTINCT FROM ({new_task})) EXECUTE FUNCTION motcua_step_of_task();

CREATE FUNCTION motcua_facts_of_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM motcua_keep_facts(ARRAY(SELECT o.dossier_id FROM dossiers_dossierpaper o
        JOIN dossiers_dossier d ON d.id = o.dossier_id WHERE o.paper_id = NEW.id AND d.done_at IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER facts_changed AFTER UPDATE ON papers_paper FOR EACH ROW
WHEN (OLD.signed_at IS DISTINCT FROM NEW.signed_at) EXECUTE FUNCTION motcua_facts_of_paper();

CREATE FUNCTION motcua_facts_of_procedure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM motcua_keep_facts(ARRAY(SELECT dossier_id FROM indicators_dossierfact WHERE procedure_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER facts_changed AFTER UPDATE ON procedures_procedure FOR EACH ROW
WHEN (OLD.field_id IS DISTINCT FROM NEW.field_id) EXECUTE FUNCTION motcua_facts_of_procedure();
"""
OF_ACCEPTED = """
CREATE TRIGGER facts_{event} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION motcua_facts_of_accepted();
"""
# What one fact adds to the days: pure but for the clock of Viet Nam. Folding sums only what it deleted itself.
DAYS = """
CREATE FUNCTION motcua_days_of(f indicators_dossierfact) RETURNS TABLE (day date, name text, number bigint)
LANGUAGE sql STABLE AS $$
    SELECT motcua_day(c.at), c.name, c.number FROM (VALUES
        (f.filed_at, 'filed', (NOT f.is_anew)::integer::bigint),
        (f.accepted_at, 'accepted', (NOT f.is_anew)::integer),
        (f.accepted_at, 'accepted_anew', f.is_anew::integer),
        (f.accepted_at, 'with_duty', (NOT f.is_anew AND f.fee_dong > 0)::integer),
        (f.accepted_at, 'online_digital',
            (NOT f.is_anew AND f.channel = 'ONLINE' AND f.is_result_digital)::integer),
        (f.first_answered_at, 'answered', 1),
        (f.first_answered_at, 'answer_minutes', f.answer_minutes),
        (f.answer_due_at, 'answers_due', (NOT f.is_anew
            AND (f.first_answered_at IS NOT NULL OR f.finished_at >= f.answer_due_at))::integer),
        (f.answer_due_at, 'answers_in_time', (NOT f.is_anew AND f.first_answered_at <= f.answer_due_at)::integer),
        (f.finished_at, 'granted', (f.result = 'GRANTED')::integer),
        (f.finished_at, 'refused', (f.result = 'REFUSED')::integer),
        (f.finished_at, 'not_accepted', (f.result = 'NOT_ACCEPTED')::integer),
        (f.finished_at, 'withdrawn', (f.result = 'WITHDRAWN')::integer),
        (f.finished_at, 'stopped', (f.result = 'STOPPED')::integer),
        (f.finished_at, 'received_anew', (f.result = 'ANEW')::integer),
        (f.finished_at, 'ended_otherwise', (f.accepted_at IS NOT NULL AND f.done_at IS NULL
            AND f.result <> 'ANEW')::integer),
        (f.finished_at, 'unresolved', (f.accepted_at IS NOT NULL AND f.done_at IS NULL
            AND f.result IN ('STOPPED', 'REFUSED') AND f.is_late IS NOT TRUE)::integer),
        (f.finished_at, 'judged', (f.accepted_at IS NOT NULL AND f.result <> 'ANEW'
            AND f.judged_due_at IS NOT NULL)::integer),
        (f.finished_at, 'judged_on_time', (f.accepted_at IS NOT NULL AND f.result <> 'ANEW' AND f.supplements <= 1
            AND f.finished_at - f.unallowed_wait <= f.judged_due_at)::integer),
        (f.judged_due_at, 'overdue', (f.result <> 'ANEW' AND f.is_late)::integer),
        (f.judged_due_at, 'overdue_silent', (f.result <> 'ANEW' AND f.is_late AND f.apologies = 0)::integer),
        (f.done_at, 'done', 1),
        (f.done_at, 'done_late', f.is_late::integer),
        (f.done_at, 'done_on_day', (motcua_day(f.done_at) = motcua_day(f.judged_due_at)
            AND f.done_at <= f.judged_due_at)::integer),
        (f.done_at, 'done_without_due', (f.judged_due_at IS NULL)::integer),
        (f.done_at, 'digital_results', f.is_result_digital::integer),
        (f.done_at, 'asked_once', (f.supplements = 1)::integer),
        (f.done_at, 'asked_again', f.is_asked_again::integer),
        (f.done_at, 'reappointed', (f.apologies > 0)::integer),
        (f.done_at, 'measured', (f.used_minutes IS NOT NULL)::integer),
        (f.done_at, 'used_minutes', f.used_minutes),
        (f.done_at, 'waited_minutes', f.waited_minutes),
        (f.done_at, 'late_minutes', f.late_minutes),
        (f.returned_at, 'returned', 1),
        (f.recalled_at, 'recalled', 1),
        (f.apologised_at, 'apologised', 1),
        (f.accepted_at, 'papers', (NOT f.is_anew)::integer * f.papers),
        (f.accepted_at, 'papers_digital', (NOT f.is_anew)::integer * f.papers_digital),
        (f.paid_at, 'paid', 1),
        (f.paid_at, 'paid_dong', f.paid_dong),
        (f.rated_at, 'rated', 1),
        (f.rated_at, 'satisfied', (f.stars >= 4)::integer),
        (f.rated_at, 'stars', f.stars)
    ) c (at, name, number) WHERE c.at IS NOT NULL AND c.number <> 0
$$;
CREATE FUNCTION motcua_keep_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number)
        SELECT NEW.agency_id, NEW.field_id, NEW.channel, c.* FROM motcua_days_of(NEW) c;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number)
        SELECT OLD.agency_id, OLD.field_id, OLD.channel, c.day, c.name, -c.number FROM motcua_days_of(OLD) c;
    ELSE
        INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number)
        SELECT a.agency_id, a.field_id, a.channel, a.day, a.name, sum(a.number) FROM (
            SELECT OLD.agency_id, OLD.field_id, OLD.channel, c.day, c.name, -c.number FROM motcua_days_of(OLD) c
            UNION ALL
            SELECT NEW.agency_id, NEW.field_id, NEW.channel, c.* FROM motcua_days_of(NEW) c
        ) a (agency_id, field_id, channel, day, name, number) GROUP BY 1, 2, 3, 4, 5 HAVING sum(a.number) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER days AFTER INSERT OR UPDATE OR DELETE ON indicators_dossierfact
FOR EACH ROW EXECUTE FUNCTION motcua_keep_days();
CREATE FUNCTION motcua_fold_days() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('motcua_fold_days'));
    WITH fresh AS (
        DELETE FROM indicators_keptday k WHERE NOT k.is_folded
        RETURNING k.agency_id, k.field_id, k.channel, k.day, k.name, k.number
    ), former AS (
        DELETE FROM indicators_keptday k
        USING (SELECT DISTINCT f.agency_id, f.field_id, f.channel, f.day, f.name FROM fresh f) f
        WHERE k.is_folded AND (k.agency_id, k.field_id, k.channel, k.day, k.name)
            = (f.agency_id, f.field_id, f.channel, f.day, f.name)
        RETURNING k.agency_id, k.field_id, k.channel, k.day, k.name, k.number
    )
    INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number, is_folded)
    SELECT a.agency_id, a.field_id, a.channel, a.day, a.name, sum(a.number), true
    FROM (SELECT * FROM fresh UNION ALL SELECT * FROM former) a GROUP BY 1, 2, 3, 4, 5 HAVING sum(a.number) <> 0;
END $$;
CREATE VIEW indicators_wrongday AS
SELECT a.agency_id, a.field_id, a.channel, a.day, a.name, sum(a.kept) AS kept, sum(a.counted) AS counted FROM (
    SELECT k.agency_id, k.field_id, k.channel, k.day, k.name, k.number, 0 FROM indicators_keptday k
    UNION ALL
    SELECT f.agency_id, f.field_id, f.channel, c.day, c.name, 0, c.number
    FROM indicators_dossierfact f CROSS JOIN LATERAL motcua_days_of(f) c
) a (agency_id, field_id, channel, day, name, kept, counted) GROUP BY 1, 2, 3, 4, 5 HAVING sum(a.kept) <> sum(a.counted);
"""
# What there was before; minutes come when the calendars are known (`indicators.operations.keep_figures`).
FILL = """
SELECT motcua_keep_facts(ARRAY(SELECT id FROM dossiers_dossier));
SELECT motcua_keep_steps(ARRAY(SELECT id FROM handling_task));
SELECT motcua_fold_days();
"""
BACK = """
DROP TRIGGER facts ON dossiers_dossier;
DROP TRIGGER facts_changed ON dossiers_dossier;
DROP TRIGGER facts ON dossiers_supplementrequest;
DROP TRIGGER facts_changed ON dossiers_supplementrequest;
DROP TRIGGER facts ON dossiers_rating;
DROP TRIGGER facts ON handling_task;
DROP TRIGGER facts_changed ON handling_task;
DROP TRIGGER facts_changed ON papers_paper;
DROP TRIGGER facts_changed ON procedures_procedure;
DROP TRIGGER facts ON indicators_judgeddue;
DROP TRIGGER days ON indicators_dossierfact;
{of_accepted}
DROP VIEW indicators_wrongday, indicators_counteddossier, indicators_countedstep;
DROP FUNCTION motcua_fold_days(), motcua_keep_days(), motcua_days_of(indicators_dossierfact),
    motcua_facts_of_procedure(), motcua_facts_of_paper(), motcua_step_of_task(), motcua_facts_of_accepted(),
    motcua_fact_of_part(), motcua_fact_of_dossier(), motcua_keep_facts(bigint[]), motcua_keep_steps(bigint[]),
    motcua_waited_between(bigint, bigint, timestamptz, timestamptz), motcua_pauses_of(bigint),
    motcua_calendar_of(bigint, date), motcua_worked_between(bigint, timestamptz, timestamptz),
    motcua_worked_until(indicators_workedday, timestamptz), motcua_day(timestamptz);
"""


def columns(names: str) -> list[str]:
    """Their names, one beside another."""
    return names.split()


FACTS = columns(
    "dossier_id agency_id unit_id receiving_agency_id receiving_unit_id place_id procedure_id field_id channel level"
    " status result is_anew filed_at first_answered_at answer_due_at accepted_at counted_from first_due_at due_at"
    " judged_due_at done_at returned_at ended_at finished_at recalled_at answer_minutes used_minutes waited_minutes"
    " late_minutes is_late late_reason apologies apologised_at supplements is_asked_again supplement_asked_at"
    " unallowed_wait still_since is_result_digital papers papers_digital fee_dong paid_dong paid_at stars rated_at"
)
STEPS = columns(
    "task_id dossier_id agency_id unit_id procedure_id official_id step_key kind round begun_at taken_at due_at ended_at"
    " is_cancelled allotted_minutes used_minutes waited_minutes is_late"
)
OF_DOSSIER = columns(
    "version_id handling_agency_id handling_unit_id receiving_unit_id channel status outcome in_place_of_id submitted_at"
    " first_answer_due_at accepted_at first_due_at due_at done_at returned_at ended_at recalled_at fee_dong"
    " fee_paid_dong fee_paid_at"
)
OF_TASK = columns(
    "unit_id finished_by_id assignee_id step_key kind round opened_at assigned_at due_at finished_at is_cancelled"
)
ACCEPTED = [
    (table, event, rows)
    for table in ("dossiers_clockmark", "dossiers_receivedcomponent", "dossiers_dossierfile")
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
]


def named(names: list[str], of: str = "") -> str:
    """Columns beside each other, each of one row."""
    return ", ".join(f"{of}.{name}" if of else name for name in names)


SQL = (
    TIME
    + VIEWS
    + KEEP.format(
        facts=named(FACTS), kept_facts=named(FACTS, "k"), new_facts=named(FACTS, "EXCLUDED"),
        steps=named(STEPS), kept_steps=named(STEPS, "k"), new_steps=named(STEPS, "EXCLUDED"),
    )
    + TRIGGERS.format(
        old=named(OF_DOSSIER, "OLD"), new=named(OF_DOSSIER, "NEW"),
        old_task=named(OF_TASK, "OLD"), new_task=named(OF_TASK, "NEW"),
        of_accepted="".join(OF_ACCEPTED.format(table=table, event=event, rows=rows) for table, event, rows in ACCEPTED),
    )
    + DAYS
)  # fmt: skip
UNDO = BACK.format(
    of_accepted="".join(f"DROP TRIGGER facts_{event.lower()} ON {table};\n" for table, event, _rows in ACCEPTED)
)


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0003_hours_may_be_decided_here"),
        ("dossiers", "0017_what_the_law_takes_off_a_fee"),
        ("handling", "0007_new_dossiers_count_by_their_first_answer"),
        ("indicators", "0002_what_people_ask_for_most"),
        ("organization", "0006_where_an_agency_receives_is_shared"),
        ("papers", "0006_the_reason_of_a_recall_is_kept_whole"),
        ("people", "0007_an_official_is_absent_and_another_stands_in"),
        ("procedures", "0008_plain_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JudgedDue",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KnownCalendar",
            fields=[
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="calendars.workingcalendar",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("base_version", models.PositiveIntegerField()),
                ("until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="DossierFact",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("level", models.CharField(max_length=10)),
                ("status", models.CharField(max_length=15)),
                (
                    "result",
                    models.CharField(
                        blank=True, help_text="`rules.facts.Result`; empty while it is open", max_length=12
                    ),
                ),
                (
                    "is_anew",
                    models.BooleanField(
                        help_text="received in place of another that was filed: it is no filing of its own"
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("answer_due_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("counted_from", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("judged_due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                ("answer_minutes", models.PositiveIntegerField(null=True)),
                ("used_minutes", models.IntegerField(null=True)),
                ("waited_minutes", models.PositiveIntegerField(null=True)),
                ("late_minutes", models.PositiveIntegerField(null=True)),
                ("is_late", models.BooleanField(null=True)),
                ("late_reason", models.TextField(blank=True)),
                ("apologies", models.PositiveSmallIntegerField()),
                ("apologised_at", models.DateTimeField(null=True)),
                ("supplements", models.PositiveSmallIntegerField()),
                ("is_asked_again", models.BooleanField()),
                ("supplement_asked_at", models.DateTimeField(null=True)),
                ("unallowed_wait", models.DurationField()),
                ("still_since", models.DateTimeField(null=True)),
                ("is_result_digital", models.BooleanField(null=True)),
                ("papers", models.PositiveSmallIntegerField()),
                ("papers_digital", models.PositiveSmallIntegerField()),
                ("fee_dong", models.PositiveBigIntegerField(null=True)),
                ("paid_dong", models.PositiveBigIntegerField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
                ("stars", models.PositiveSmallIntegerField(null=True)),
                ("rated_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="procedures.field",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.place",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="procedures.procedure",
                    ),
                ),
                (
                    "receiving_agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "receiving_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "filed_at"], name="fact_filed"),
                    models.Index(fields=["agency", "accepted_at"], name="fact_accepted"),
                    models.Index(fields=["agency", "finished_at"], name="fact_finished"),
                    models.Index(fields=["unit", "finished_at"], name="fact_finished_in_unit"),
                    models.Index(fields=["procedure", "finished_at"], name="fact_finished_procedure"),
                    models.Index(fields=["finished_at"], name="fact_finished_when"),
                    models.Index(
                        condition=models.Q(("finished_at", None)), fields=["agency", "judged_due_at"], name="fact_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("name", models.CharField(help_text="`rules.facts.DayCount`", max_length=20)),
                ("number", models.BigIntegerField()),
                ("is_folded", models.BooleanField(db_default=False, default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="procedures.field",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["agency", "field", "channel", "day", "name"], include=("number",), name="kept_day"
                    ),
                    models.Index(
                        fields=["day", "name"], include=("agency", "field", "channel", "number"), name="kept_day_all"
                    ),
                    models.Index(condition=models.Q(("is_folded", False)), fields=["id"], name="kept_day_fresh"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepFact",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="handling.task",
                    ),
                ),
                ("step_key", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=10)),
                ("round", models.PositiveSmallIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_cancelled", models.BooleanField()),
                ("allotted_minutes", models.IntegerField(null=True)),
                ("used_minutes", models.IntegerField(null=True)),
                ("waited_minutes", models.PositiveIntegerField(null=True)),
                ("is_late", models.BooleanField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "official",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="procedures.procedure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["dossier"], name="step_fact_dossier"),
                    models.Index(fields=["unit", "ended_at"], name="step_fact_unit"),
                    models.Index(fields=["agency", "ended_at"], name="step_fact_agency"),
                    models.Index(fields=["official", "ended_at"], name="step_fact_official"),
                    models.Index(fields=["procedure", "step_key", "ended_at"], name="step_fact_procedure"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "opens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        help_text="minutes from midnight, one for each span",
                        size=None,
                    ),
                ),
                (
                    "closes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="calendars.workingcalendar",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="worked_day_once")],
            },
        ),
        migrations.RunSQL(SQL, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
