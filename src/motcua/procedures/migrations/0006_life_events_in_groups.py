from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0005_a_version_may_name_its_result"),
    ]

    operations = [
        migrations.AddField(
            model_name="lifeevent",
            name="group",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="lifeevent",
            name="ask",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="lifeevent",
            name="months",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
