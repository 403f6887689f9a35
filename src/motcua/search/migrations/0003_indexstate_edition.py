from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_elsewhere_and_time_limits")]

    operations = [
        migrations.AddField(
            model_name="indexstate",
            name="edition",
            field=models.CharField(db_default="", help_text="never the same again, not after a restore", max_length=32),
        ),
    ]
