from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_what_acts_in_a_file")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="scanned_at",
            field=models.DateTimeField(null=True, help_text="when the scanner of malware read it"),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="infection",
            field=models.CharField(db_default="", help_text="the malware that was found in it", max_length=200),
        ),
    ]
