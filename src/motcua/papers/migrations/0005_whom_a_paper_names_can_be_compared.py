from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0004_revoked_certificates_are_listed"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="named",
            field=models.CharField(
                db_default="", help_text="whom it names, masked: for who compares it", max_length=200
            ),
        ),
    ]
