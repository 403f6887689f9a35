"""The group of reasons of the last apology is a fact of its dossier; of what was before, nobody said it."""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("motcua.indicators.migrations.0003_facts_of_dossiers")
FACTS = BEFORE.FACTS


def view(*, more: str, of_marks: str) -> str:
    """The view of dossiers, with one column more at its end or without."""
    sql: str = BEFORE.VIEWS[: BEFORE.VIEWS.index("CREATE VIEW indicators_countedstep")]
    sql = sql.replace("r.stars, r.at AS rated_at\n", f"r.stars, r.at AS rated_at{more}\n")
    return sql.replace("[1] AS late_reason\n", f"[1] AS late_reason{of_marks}\n")


def keep(facts: list[str]) -> str:
    """What writes the facts of dossiers, with these columns."""
    sql: str = BEFORE.KEEP[: BEFORE.KEEP.index("CREATE FUNCTION motcua_keep_steps")]
    filled = sql.format(
        facts=BEFORE.named(facts),
        kept_facts=BEFORE.named(facts, "k"),
        new_facts=BEFORE.named(facts, "EXCLUDED"),
    )
    return filled.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


OF_MARKS = """,
    (array_agg(k.late_group ORDER BY k.id DESC) FILTER (WHERE k.kind = 'EXTENDED'))[1] AS late_group"""
SQL = view(more=", coalesce(m.late_group, '') AS late_group", of_marks=OF_MARKS).replace(
    "CREATE VIEW", "CREATE OR REPLACE VIEW"
) + keep([*FACTS, "late_group"])
UNDO = keep(FACTS) + "DROP VIEW indicators_counteddossier;" + view(more="", of_marks="")


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0019_why_a_date_was_put_off"),
        ("indicators", "0008_frozen_points_of_agencies"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossierfact",
            name="late_group",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
