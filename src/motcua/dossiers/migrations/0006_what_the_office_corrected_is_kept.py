import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_sheets_to_type_and_dossiers_received_anew")]

    operations = [
        migrations.AlterField(
            model_name="earlierdeclaration",
            name="supplement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="dossiers.supplementrequest",
            ),
        ),
        migrations.AddField(
            model_name="earlierdeclaration",
            name="people",
            field=models.JSONField(
                default=list, help_text="label, old and new of each part of a person that was corrected"
            ),
        ),
    ]
