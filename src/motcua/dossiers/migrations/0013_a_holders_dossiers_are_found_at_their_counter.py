from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0012_a_result_can_be_recalled"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="book_line",
            field=models.PositiveIntegerField(help_text="its number in the unit's book of the year", null=True),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["receiving_unit", "holder_key"], name="dossier_of_holder"),
        ),
    ]
