"""Every special day so far came from a pack; from now on a keeper's own day is told apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calendars", "0002_hours_for_receiving_only")]

    operations = [
        migrations.AddField(
            model_name="specialday",
            name="is_from_pack",
            field=models.BooleanField(default=True, help_text="a pack that no longer names it takes it back"),
        ),
        migrations.AlterField(
            model_name="specialday",
            name="is_from_pack",
            field=models.BooleanField(default=False, help_text="a pack that no longer names it takes it back"),
        ),
    ]
