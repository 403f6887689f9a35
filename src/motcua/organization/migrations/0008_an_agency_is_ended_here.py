from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0007_a_place_has_a_tile")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="is_ended_here",
            field=models.BooleanField(
                db_default=False, default=False, help_text="an administrator ended it: packs do not bring it back"
            ),
        ),
    ]
