from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_what_is_kept_how_long")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="active",
            field=models.CharField(db_default="", help_text="codes of what in it acts, or nobody sees", max_length=100),
        ),
    ]
