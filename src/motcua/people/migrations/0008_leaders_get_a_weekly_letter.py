from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_an_official_is_absent_and_another_stands_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="wants_weekly",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="who leads an agency gets a letter each week about how it stands",
            ),
        ),
    ]
