from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0002_days_off_of_every_year"),
    ]

    operations = [
        migrations.AddField(
            model_name="workingcalendar",
            name="hours_are_own",
            field=models.BooleanField(
                db_default=False, default=False, help_text="a keeper decided its hours; packs leave them so"
            ),
        ),
        migrations.AddField(
            model_name="specialday",
            name="before",
            field=models.JSONField(help_text="of a pack's day that a decision changed: what it was", null=True),
        ),
        migrations.AddField(
            model_name="workinghours",
            name="legal_basis",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]
