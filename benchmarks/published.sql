-- What `/minh-bach/` publishes, counted once more from the dossiers themselves: no table, view or function of figures.
-- Written from the words of the definitions (packs/vietnam/indicators), not from the code that counts them.
-- Of the dossiers that ended, came or fell due from `since` until before `until`, as seen at `now`; of one agency where one is named.
WITH asked AS (
    SELECT %(since)s::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS begins,
        %(until)s::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends,
        %(agency)s::text AS agency, %(now)s::timestamptz AS now
), span AS (
    -- What is open is judged at the end or now; a limit counts when its day is over.
    SELECT *, least(ends, now) AS seen,
        least(ends, date_trunc('day', now AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh') AS over
    FROM asked
), worked AS (
    -- One row for each span worked on each day by each calendar, as moments.
    SELECT c.id AS calendar_id,
        (d.day + make_interval(mins => h.opens)) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS opens,
        (d.day + make_interval(mins => h.closes)) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS closes
    FROM calendars_workingcalendar c
    CROSS JOIN span
    CROSS JOIN LATERAL generate_series(greatest(c.first_day, (span.begins - interval '400 days')::date)::timestamp,
        (span.seen + interval '1 day')::date::timestamp, interval '1 day') d (day)
    LEFT JOIN LATERAL (
        SELECT s.kind, s.works_like FROM calendars_specialday s
        WHERE s.on = d.day::date AND s.calendar_id IN (c.id, c.base_id) ORDER BY s.calendar_id = c.id DESC LIMIT 1
    ) s ON true
    JOIN calendars_workinghours h ON h.calendar_id = c.id AND NOT h.is_receiving_only
        AND h.valid_from <= d.day::date AND (h.valid_until IS NULL OR h.valid_until > d.day::date)
        AND h.weekday = CASE WHEN s.kind = 'MAKE_UP' THEN s.works_like ELSE extract(isodow FROM d.day)::integer - 1 END
    WHERE s.kind IS DISTINCT FROM 'OFF'
), dossier AS MATERIALIZED (
    SELECT d.id, d.channel, d.status, d.submitted_at, d.accepted_at, d.done_at, d.fee_dong, d.first_answer_due_at,
        d.in_place_of_id IS NOT NULL AS is_second, coalesce(d.done_at, d.ended_at) AS over_at,
        EXISTS (SELECT FROM dossiers_dossier o WHERE o.in_place_of_id = d.id) AND d.status = 'NOT_ACCEPTED' AS is_replaced,
        CASE WHEN d.in_place_of_id IS NULL THEN least(d.accepted_at, q.first_asked,
            CASE WHEN d.status = 'NOT_ACCEPTED' THEN d.ended_at END) END AS answered_at,
        coalesce(m.started, d.accepted_at) AS counts_since, m.apologies, m.apologised_at, q.requests, q.open_since,
        q.waited_outside, p.since AS stands_since, due.at AS due_at, due.at IS NOT NULL AS has_due,
        (SELECT o.calendar_id FROM (
            SELECT a.calendar_id, 0 AS rank FROM calendars_agencycalendar a WHERE a.agency_id = d.handling_agency_id
            AND a.valid_from <= (d.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            AND coalesce(a.valid_until, 'infinity') > (d.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            UNION ALL SELECT c.id, 1 FROM calendars_workingcalendar c WHERE c.is_default) o ORDER BY o.rank LIMIT 1
        ) AS calendar_id
    FROM dossiers_dossier d
    JOIN organization_agency g ON g.id = d.handling_agency_id
    JOIN span ON span.agency IS NULL OR g.code = span.agency
    LEFT JOIN LATERAL (
        SELECT count(*) AS requests, min(s.requested_at) AS first_asked,
            min(s.requested_at) FILTER (WHERE s.state = 'OPEN') AS open_since,
            coalesce(sum(s.answered_at - s.requested_at)
                FILTER (WHERE s.stage = 'PROCESSING' AND s.policy = 'NONE'), '0') AS waited_outside
        FROM dossiers_supplementrequest s WHERE s.dossier_id = d.id) q ON true
    LEFT JOIN LATERAL (
        SELECT min(k.at) FILTER (WHERE k.kind = 'STARTED') AS started,
            count(*) FILTER (WHERE k.kind = 'EXTENDED') AS apologies,
            min(k.at) FILTER (WHERE k.kind = 'EXTENDED') AS apologised_at
        FROM dossiers_clockmark k WHERE k.dossier_id = d.id) m ON true
    LEFT JOIN LATERAL (
        -- Since when its clock stands still: the last mark is a pause.
        SELECT l.at AS since FROM (SELECT k.kind, k.at FROM dossiers_clockmark k WHERE k.dossier_id = d.id
            AND k.kind <> 'EXTENDED' ORDER BY k.id DESC LIMIT 1) l
        WHERE l.kind = 'PAUSED' AND d.accepted_at IS NOT NULL AND d.done_at IS NULL AND d.ended_at IS NULL) p ON true
    CROSS JOIN LATERAL (
        -- A new date saves only who was told it the day before or earlier; what was put off once, by a clock that never paused.
        SELECT CASE WHEN m.apologies = 1 AND d.done_at IS NOT NULL
            AND (m.apologised_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                > (d.first_due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 1
            THEN d.first_due_at ELSE d.due_at END AS at) due
), pause AS (
    SELECT k.dossier_id, k.at AS since, (SELECT n.at FROM dossiers_clockmark n WHERE n.dossier_id = k.dossier_id
        AND n.id > k.id AND n.kind IN ('STARTED', 'RESTARTED', 'RESUMED') ORDER BY n.id LIMIT 1) AS until
    FROM dossiers_clockmark k WHERE k.kind = 'PAUSED'
), minutes AS (
    -- Worked from when it counts until it was done, less what was worked while its clock stood still.
    SELECT d.id, coalesce(sum(extract(epoch FROM
        least(date_trunc('minute', d.done_at), w.closes) - greatest(date_trunc('minute', d.counts_since), w.opens))) / 60, 0)
        - (SELECT coalesce(sum(extract(epoch FROM least(date_trunc('minute', d.done_at), date_trunc('minute', p.until), v.closes)
            - greatest(date_trunc('minute', d.counts_since), date_trunc('minute', p.since), v.opens))) / 60, 0)
            FROM pause p JOIN worked v ON v.calendar_id = d.calendar_id
            AND v.closes > greatest(date_trunc('minute', d.counts_since), date_trunc('minute', p.since))
            AND v.opens < least(date_trunc('minute', d.done_at), date_trunc('minute', p.until))
            WHERE p.dossier_id = d.id) AS used
    FROM dossier d CROSS JOIN span
    LEFT JOIN worked w ON w.calendar_id = d.calendar_id AND w.closes > date_trunc('minute', d.counts_since)
        AND w.opens < date_trunc('minute', d.done_at)
    WHERE d.done_at >= span.begins AND d.done_at < span.ends
    GROUP BY d.id, d.done_at, d.counts_since, d.calendar_id
), step AS (
    -- What a unit had to do with a dossier and did, by the calendar of the unit's agency when it began.
    SELECT t.id, t.dossier_id, date_trunc('minute', t.opened_at) AS since, date_trunc('minute', t.finished_at) AS until,
        (SELECT o.calendar_id FROM (
            SELECT a.calendar_id, 0 AS rank FROM calendars_agencycalendar a WHERE a.agency_id = u.agency_id
            AND a.valid_from <= (t.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            AND coalesce(a.valid_until, 'infinity') > (t.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            UNION ALL SELECT c.id, 1 FROM calendars_workingcalendar c WHERE c.is_default) o ORDER BY o.rank LIMIT 1
        ) AS calendar_id
    FROM handling_task t JOIN organization_unit u ON u.id = t.unit_id JOIN organization_agency g ON g.id = u.agency_id
    JOIN span ON span.agency IS NULL OR g.code = span.agency
    WHERE NOT t.is_cancelled AND t.finished_at >= span.begins AND t.finished_at < span.ends
), steps AS (
    SELECT count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY used) AS half FROM (
        SELECT (SELECT coalesce(sum(extract(epoch FROM least(s.until, w.closes) - greatest(s.since, w.opens))) / 60, 0)
                FROM worked w WHERE w.calendar_id = s.calendar_id AND w.closes > s.since AND w.opens < s.until)
            - (SELECT coalesce(sum(extract(epoch FROM least(s.until, date_trunc('minute', p.until), w.closes)
                    - greatest(s.since, date_trunc('minute', p.since), w.opens))) / 60, 0)
                FROM pause p JOIN worked w ON w.calendar_id = s.calendar_id
                AND w.closes > greatest(s.since, date_trunc('minute', p.since))
                AND w.opens < least(s.until, date_trunc('minute', p.until))
                WHERE p.dossier_id = s.dossier_id) AS used
        FROM step s) u
), judged AS (
    SELECT d.*, d.over_at > d.due_at AND d.accepted_at IS NOT NULL AS is_late,
        d.over_at >= span.begins AND d.over_at < span.ends AS ended_then,
        d.done_at >= span.begins AND d.done_at < span.ends AS done_then,
        d.accepted_at >= span.begins AND d.accepted_at < span.ends AND NOT d.is_second AS came_then,
        d.accepted_at < span.ends AND (d.over_at IS NULL OR d.over_at >= span.ends) AS open_then,
        CASE WHEN d.open_since < span.seen AND d.requests = 1 THEN d.open_since
            WHEN d.stands_since < span.seen THEN d.stands_since ELSE span.seen END AS stood_at,
        (d.done_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS done_on,
        (d.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS due_on,
        d.done_at IS NOT NULL AND EXISTS (SELECT FROM dossiers_dossierpaper o JOIN papers_paper r ON r.id = o.paper_id
            WHERE o.dossier_id = d.id AND r.signed_at IS NOT NULL
            AND o.kind IN ('RESULT_DOCUMENT', 'RESULT_CERTIFICATE', 'UPLOADED_RESULT')) AS is_digital,
        span.begins, span.ends, span.over
    FROM dossier d CROSS JOIN span
), counted AS (
    SELECT
        count(*) FILTER (WHERE came_then) AS received,
        count(*) FILTER (WHERE came_then AND channel = 'ONLINE') AS received_online,
        count(*) FILTER (WHERE came_then AND channel = 'ONLINE' AND is_digital) AS online_digital,
        count(*) FILTER (WHERE done_then) AS done,
        count(*) FILTER (WHERE done_then AND is_digital) AS done_digital,
        count(*) FILTER (WHERE done_then AND done_on < due_on) AS early,
        count(*) FILTER (WHERE done_then AND done_on = due_on AND done_at <= due_at) AS on_day,
        count(*) FILTER (WHERE done_then AND done_at > due_at) AS late,
        count(*) FILTER (WHERE done_then AND requests = 0) AS never_asked,
        count(*) FILTER (WHERE accepted_at IS NOT NULL AND has_due AND NOT is_replaced AND (ended_then OR open_then))
            AS progress,
        count(*) FILTER (WHERE accepted_at IS NOT NULL AND has_due AND NOT is_replaced AND requests <= 1
            AND CASE WHEN ended_then THEN over_at - waited_outside <= due_at
                WHEN open_then THEN stood_at - waited_outside <= due_at ELSE false END) AS progress_on_time,
        count(*) FILTER (WHERE NOT is_second AND first_answer_due_at >= begins AND first_answer_due_at < over
            AND (answered_at IS NOT NULL OR over_at IS NULL OR over_at >= first_answer_due_at)) AS answers_due,
        count(*) FILTER (WHERE NOT is_second AND first_answer_due_at >= begins AND first_answer_due_at < over
            AND answered_at <= first_answer_due_at) AS answers_in_time,
        count(*) FILTER (WHERE apologised_at >= begins AND apologised_at < ends) AS apologised,
        count(*) FILTER (WHERE apologies = 0 AND due_at >= begins AND due_at < over AND accepted_at IS NOT NULL
            AND NOT is_replaced AND (is_late OR over_at IS NULL AND (stands_since IS NULL OR stands_since > due_at)))
            AS silent
    FROM judged
), papers AS (
    SELECT count(*) AS papers, count(*) FILTER (WHERE k.is_electronic OR EXISTS (SELECT FROM dossiers_dossierfile f
        WHERE f.dossier_id = k.dossier_id AND f.component_key = k.key)) AS digital
    FROM judged j JOIN dossiers_receivedcomponent k ON k.dossier_id = j.id WHERE j.came_then
), rated AS (
    SELECT count(*) AS rated, count(*) FILTER (WHERE r.stars >= 4) AS satisfied
    FROM dossier d CROSS JOIN span JOIN dossiers_rating r ON r.dossier_id = d.id AND r.at >= span.begins AND r.at < span.ends
), times AS (
    SELECT count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY used) AS half,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY used) AS nine FROM minutes
)
SELECT c.*, p.papers, p.digital AS papers_digital, r.rated, r.satisfied, t.number AS measured, t.half, t.nine, s.number AS steps,
    s.half AS step_half
FROM counted c, papers p, rated r, times t, steps s
