import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import motcua.kernel.folding


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0002_of_which_declaration"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisteredPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200)),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=motcua.kernel.folding.Folded("name"),
                        output_field=models.TextField(),
                    ),
                ),
                ("born", models.CharField(blank=True, help_text="year first, no more than is known", max_length=10)),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="results.registerentry"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_key", "born"], name="registered_by_name_and_birth"),
                    django.contrib.postgres.indexes.GinIndex(fields=["numbers"], name="registered_by_number"),
                ],
            },
        ),
    ]
