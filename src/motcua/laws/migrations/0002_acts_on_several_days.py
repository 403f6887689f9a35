"""A document may act on another in the same way on several days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("laws", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="relation", name="relation_once"),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                fields=("source", "target", "kind", "on"), name="relation_once_a_day", nulls_distinct=False
            ),
        ),
    ]
