"""A line of a register tells from which declaration of the dossier it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="declaration",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="which declaration of the dossier it was made from, 1 is the first; 0: of none that is kept",
            ),
        ),
    ]
