from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_administrators_learn_what_is_ill")]

    operations = [
        migrations.AddField(
            "notice", "language", models.CharField(blank=True, db_default="", default="", max_length=5)
        ),
        migrations.AddField(
            "notice",
            "values",
            models.JSONField(help_text="what its words hold, to say them in another language; no secret", null=True),
        ),
    ]
