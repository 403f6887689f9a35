"""What is not accepted yet is late once its first answer is: boards count it as lists show it.

The trigger first, alone, so that nobody waits for another across two tables: it looks at one column more, and takes
back what it adds. Then, in one transaction, what a row counts as, and what is kept of the rows concerned: only new
ones, a part of what is open. Who changed a row before that is counted, who waits for the lock adds afterwards.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

LIMIT = "coalesce(d.due_at, CASE WHEN d.status = 'NEW' THEN d.first_answer_due_at END)"
COUNTED = """
CREATE OR REPLACE FUNCTION motcua_counted_dossier(d dossiers_dossier, is_answered boolean)
RETURNS TABLE (unit_id bigint, side text, status text, assignee_id bigint, due_at timestamptz)
LANGUAGE sql IMMUTABLE AS $$
    SELECT u.unit_id, u.side, d.status, NULL::bigint, CASE WHEN is_answered OR NOT motcua_waits(d.status) THEN {due} END
    FROM (VALUES (d.receiving_unit_id, 'COUNTER'), (d.handling_unit_id, 'UNIT')) u (unit_id, side)
    WHERE d.status IN ('NEW', 'ACCEPTED', 'IN_PROCESS', 'SUPPLEMENT', 'PAYMENT')
$$;
LOCK TABLE handling_keptcount IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO handling_keptcount (unit_id, side, status, assignee_id, due_at, number)
SELECT c.unit_id, c.side, c.status, c.assignee_id, s.due_at, sum(s.number) FROM dossiers_dossier d
CROSS JOIN LATERAL motcua_counted_dossier(d, false) c
CROSS JOIN LATERAL (VALUES ({before}, -1), ({due}, 1)) s (due_at, number)
WHERE d.status = 'NEW' GROUP BY 1, 2, 3, 4, 5 HAVING sum(s.number) <> 0;
"""
CHANGED = """
CREATE OR REPLACE TRIGGER kept_counts_changed AFTER UPDATE ON dossiers_dossier FOR EACH ROW
WHEN ((OLD.status, OLD.due_at, {columns}OLD.receiving_unit_id, OLD.handling_unit_id)
    IS DISTINCT FROM (NEW.status, NEW.due_at, {new_columns}NEW.receiving_unit_id, NEW.handling_unit_id))
EXECUTE FUNCTION motcua_keep_counts_of_dossier();
"""


def counted(sql: str) -> Callable[[Any, Any], None]:
    """What counts dossiers so, in one transaction."""

    def count(apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(sql)

    return count


class Migration(migrations.Migration):
    """Each step is one transaction of its own."""

    atomic = False

    dependencies = [
        ("dossiers", "0016_what_is_due_first_is_found_before_acceptance_too"),
        ("handling", "0006_proposals_are_due_and_filters_are_kept"),
    ]

    operations = [
        migrations.RunSQL(
            CHANGED.format(columns="OLD.first_answer_due_at, ", new_columns="NEW.first_answer_due_at, "),
            CHANGED.format(columns="", new_columns=""),
        ),
        migrations.RunPython(
            counted(COUNTED.format(due=LIMIT, before="d.due_at")),
            counted(COUNTED.format(due="d.due_at", before=LIMIT)),
            atomic=True,
        ),
    ]
