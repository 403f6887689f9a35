"""What keeps facts is planned once a connection, not for each dossier: planning took three quarters of its time."""

from django.db import migrations

FUNCTIONS = ("motcua_keep_facts(bigint[])", "motcua_keep_steps(bigint[])")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_frozen_points_of_agencies")]

    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {one} SET plan_cache_mode = 'force_generic_plan'" for one in FUNCTIONS],
            [f"ALTER FUNCTION {one} RESET plan_cache_mode" for one in FUNCTIONS],
        )
    ]
