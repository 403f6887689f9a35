import django.contrib.postgres.indexes
from django.db import migrations, models

import motcua.kernel.folding


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_accounts_are_found_by_id_number"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(motcua.kernel.folding.Folded("full_name"), name="gin_trgm_ops"),
                django.contrib.postgres.indexes.OpClass(motcua.kernel.folding.Folded("email"), name="gin_trgm_ops"),
                condition=models.Q(("kind", "OFFICIAL")),
                fastupdate=False,
                name="account_official_like",
            ),
        ),
    ]
