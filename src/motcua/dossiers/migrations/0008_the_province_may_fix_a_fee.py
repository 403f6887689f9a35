from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_it_is_known_what_a_filer_proved")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="is_fee_of_province",
            field=models.BooleanField(
                default=False, help_text="there is a fee, which the province's council fixes and nobody entered here"
            ),
        ),
    ]
