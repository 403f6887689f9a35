"""Units and posts that an administrator wrote are told from those that packs name."""

from django.db import migrations, models

TOLD = "an administrator wrote it: packs leave it as it is"


class Migration(migrations.Migration):
    dependencies = [("organization", "0003_signing_authority")]

    operations = [
        migrations.AddField("unit", "is_local", models.BooleanField(db_default=False, default=False, help_text=TOLD)),
        migrations.AddField("post", "is_local", models.BooleanField(db_default=False, default=False, help_text=TOLD)),
    ]
