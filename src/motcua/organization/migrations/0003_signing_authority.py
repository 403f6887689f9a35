"""By which written authority the head of a unit signs results for an agency's head."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0002_premises_and_former_places")]

    operations = [
        migrations.CreateModel(
            name="SigningAuthority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("procedures", models.JSONField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorities",
                        to="organization.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "number", "issued_on"), name="signing_authority_once"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from")), ("valid_until__isnull", False)),
                        name="signing_authority_ends",
                    ),
                ],
            },
        ),
    ]
