from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_the_journal_is_its_owners")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="unreferenced_since",
            field=models.DateTimeField(help_text="since when nothing is known to refer to it", null=True),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("unreferenced_since__isnull", False)),
                fields=["unreferenced_since"],
                name="file_unreferenced",
            ),
        ),
    ]
