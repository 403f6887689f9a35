"""Counts of open work are kept by the database itself, one row a change; boards sum them.

This room looks down on `dossiers`, so it may hang triggers on that room's tables; `dossiers` knows nothing of them. A
migration there that renames or removes a column named here must come with one here.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What one row counts as: pure, so that the triggers, the first fill and the recount cannot differ. Nobody in the office
# is late with what waits for its filer, so it has no due date here; what the filer has answered waits no longer.
COUNTED = """
CREATE FUNCTION motcua_waits(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT status IN ('SUPPLEMENT', 'PAYMENT')
$$;
CREATE FUNCTION motcua_counted_dossier(d dossiers_dossier, is_answered boolean)
RETURNS TABLE (unit_id bigint, side text, status text, assignee_id bigint, due_at timestamptz)
LANGUAGE sql IMMUTABLE AS $$
    SELECT u.unit_id, u.side, d.status, NULL::bigint, CASE WHEN is_answered OR NOT motcua_waits(d.status) THEN d.due_at END
    FROM (VALUES (d.receiving_unit_id, 'COUNTER'), (d.handling_unit_id, 'UNIT')) u (unit_id, side)
    WHERE d.status IN ('NEW', 'ACCEPTED', 'IN_PROCESS', 'SUPPLEMENT', 'PAYMENT')
$$;
CREATE FUNCTION motcua_counted_task(t handling_task, dossier_status text)
RETURNS TABLE (unit_id bigint, side text, status text, assignee_id bigint, due_at timestamptz)
LANGUAGE sql IMMUTABLE AS $$
    SELECT t.unit_id, 'TASKS', '', t.assignee_id, CASE WHEN NOT motcua_waits(dossier_status) THEN t.due_at END
    WHERE t.finished_at IS NULL AND NOT t.is_cancelled
$$;
"""
# Each takes back what its row counted as before and adds what it counts as now, the rows beside it as they are.
TRIGGERS = """
CREATE FUNCTION motcua_keep_counts_of_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_answered boolean := TG_OP <> 'INSERT' AND EXISTS (
        SELECT FROM dossiers_supplementrequest r WHERE r.dossier_id = OLD.id AND r.state = 'ANSWERED');
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, -1 FROM motcua_counted_dossier(OLD, is_answered) c;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, 1 FROM motcua_counted_dossier(NEW, is_answered) c;
    END IF;
    IF TG_OP = 'UPDATE' AND motcua_waits(OLD.status) <> motcua_waits(NEW.status) THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, s.number FROM handling_task t
        CROSS JOIN (VALUES (OLD.status, -1), (NEW.status, 1)) s (status, number)
        CROSS JOIN LATERAL motcua_counted_task(t, s.status) c
        WHERE t.dossier_id = NEW.id AND t.finished_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kept_counts AFTER INSERT OR DELETE ON dossiers_dossier
FOR EACH ROW EXECUTE FUNCTION motcua_keep_counts_of_dossier();
CREATE TRIGGER kept_counts_changed AFTER UPDATE ON dossiers_dossier FOR EACH ROW
WHEN ((OLD.status, OLD.due_at, OLD.receiving_unit_id, OLD.handling_unit_id)
    IS DISTINCT FROM (NEW.status, NEW.due_at, NEW.receiving_unit_id, NEW.handling_unit_id))
EXECUTE FUNCTION motcua_keep_counts_of_dossier();

CREATE FUNCTION motcua_keep_counts_of_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_answered boolean := TG_OP <> 'INSERT' AND OLD.state = 'ANSWERED';
    is_answered boolean := TG_OP <> 'DELETE' AND NEW.state = 'ANSWERED';
BEGIN
    IF was_answered <> is_answered THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, s.number FROM dossiers_dossier d
        CROSS JOIN (VALUES (was_answered, -1), (is_answered, 1)) s (is_answered, number)
        CROSS JOIN LATERAL motcua_counted_dossier(d, s.is_answered) c
        WHERE d.id = coalesce(NEW.dossier_id, OLD.dossier_id) AND motcua_waits(d.status);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kept_counts AFTER INSERT OR UPDATE OR DELETE ON dossiers_supplementrequest
FOR EACH ROW EXECUTE FUNCTION motcua_keep_counts_of_request();

CREATE FUNCTION motcua_keep_counts_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, -1 FROM dossiers_dossier d CROSS JOIN LATERAL motcua_counted_task(OLD, d.status) c
        WHERE d.id = OLD.dossier_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
        SELECT c.*, 1 FROM dossiers_dossier d CROSS JOIN LATERAL motcua_counted_task(NEW, d.status) c
        WHERE d.id = NEW.dossier_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kept_counts AFTER INSERT OR DELETE ON handling_task
FOR EACH ROW EXECUTE FUNCTION motcua_keep_counts_of_task();
CREATE TRIGGER kept_counts_changed AFTER UPDATE ON handling_task FOR EACH ROW
WHEN ((OLD.unit_id, OLD.assignee_id, OLD.due_at, OLD.finished_at IS NULL, OLD.is_cancelled)
    IS DISTINCT FROM (NEW.unit_id, NEW.assignee_id, NEW.due_at, NEW.finished_at IS NULL, NEW.is_cancelled))
EXECUTE FUNCTION motcua_keep_counts_of_task();
"""
# Folding sums only what it deleted itself, so whoever writes at the same time adds rows beside. What was due before the
# day began is late at any moment that is asked for after, and is one; a single row is left alone.
# Counting anew holds one lock, on the counts: who changed a row before it is counted, who waits for it adds afterwards.
FUNCTIONS = """
CREATE FUNCTION motcua_fold_counts(day timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('motcua_fold_counts'));
    WITH several AS (
        SELECT k.id, count(*) OVER (PARTITION BY k.unit_id, k.side, k.status, k.assignee_id,
            CASE WHEN k.due_at < day THEN 'epoch' ELSE k.due_at END) AS rows
        FROM handling_keptcount k
    ), gone AS (
        DELETE FROM handling_keptcount k USING several s WHERE k.id = s.id AND s.rows > 1
        RETURNING k.unit_id, k.side, k.status, k.assignee_id,
            CASE WHEN k.due_at < day THEN 'epoch' ELSE k.due_at END AS due_at, k.number
    )
    INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
    SELECT g.unit_id, g.side, g.status, g.assignee_id, g.due_at, sum(g.number) FROM gone g
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(g.number) <> 0;
END $$;
CREATE FUNCTION motcua_recount_boards() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE handling_keptcount IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM handling_keptcount;
    INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
    SELECT o.*, count(*) FROM (
        SELECT c.* FROM dossiers_dossier d
        LEFT JOIN dossiers_supplementrequest r ON r.dossier_id = d.id AND r.state = 'ANSWERED'
        CROSS JOIN LATERAL motcua_counted_dossier(d, r.id IS NOT NULL) c
        UNION ALL
        SELECT c.* FROM handling_task t JOIN dossiers_dossier d ON d.id = t.dossier_id
        CROSS JOIN LATERAL motcua_counted_task(t, d.status) c
    ) o GROUP BY 1, 2, 3, 4, 5;
END $$;
"""
BACK = """
DROP TRIGGER kept_counts ON dossiers_dossier;
DROP TRIGGER kept_counts_changed ON dossiers_dossier;
DROP TRIGGER kept_counts ON dossiers_supplementrequest;
DROP TRIGGER kept_counts ON handling_task;
DROP TRIGGER kept_counts_changed ON handling_task;
DROP FUNCTION motcua_keep_counts_of_dossier(), motcua_keep_counts_of_request(), motcua_keep_counts_of_task(),
    motcua_fold_counts(timestamptz), motcua_recount_boards(),
    motcua_counted_dossier(dossiers_dossier, boolean), motcua_counted_task(handling_task, text), motcua_waits(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0001_initial"),
        ("handling", "0001_initial"),
        ("organization", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=7)),
                ("status", models.CharField(blank=True, max_length=15)),
                ("due_at", models.DateTimeField(null=True)),
                ("number", models.IntegerField()),
                (
                    "assignee",
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
                    models.Index(
                        fields=["unit", "side"],
                        include=("status", "assignee", "due_at", "number"),
                        name="count_of_unit",
                    )
                ]
            },
        ),
        migrations.RunSQL(COUNTED + TRIGGERS + FUNCTIONS, BACK),
        migrations.RunSQL("SELECT motcua_recount_boards()", migrations.RunSQL.noop),
    ]
