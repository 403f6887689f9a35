from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("id_number", ""), _negated=True), fields=["id_number"], name="account_id_number"
            ),
        ),
    ]
