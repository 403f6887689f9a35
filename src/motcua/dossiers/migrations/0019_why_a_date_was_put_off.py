"""Why a date was put off is told in groups beside the words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_found_by_who_receives_its_result")]

    operations = [
        migrations.AddField(
            model_name="clockmark",
            name="late_group",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
