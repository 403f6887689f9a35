"""Figures of one agency, and of a time long past, read what they count and no more.

Sums of an agency are found by what they sum; what was not finished at some moment, by that moment: nothing that came
and went since is read.
"""

from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models

from motcua.indicators.models import Course

# Whoever is finished before being accepted, which nobody is, has a course without length: a mistake stops no work.
COURSE = """
CREATE FUNCTION motcua_course(accepted_at timestamptz, finished_at timestamptz) RETURNS tstzrange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT tstzrange(accepted_at, CASE WHEN finished_at < accepted_at THEN accepted_at ELSE finished_at END)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_what_goes_late_soon_and_contested_lines")]

    operations = [
        migrations.RunSQL(COURSE, "DROP FUNCTION motcua_course(timestamptz, timestamptz)"),
        migrations.AddIndex(
            model_name="dossierfact",
            index=GistIndex(
                models.F("agency"), Course(), condition=models.Q(("accepted_at__isnull", False)), name="fact_course"
            ),
        ),
        migrations.RemoveIndex(model_name="keptday", name="kept_day"),
        migrations.AddIndex(
            model_name="keptday",
            index=models.Index(
                fields=["agency", "name", "day"], include=("field", "channel", "number"), name="kept_day"
            ),
        ),
    ]
