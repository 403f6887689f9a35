"""The tables of the room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("submitted", models.PositiveIntegerField(default=0)),
                ("submitted_online", models.PositiveIntegerField(default=0)),
                ("accepted", models.PositiveIntegerField(default=0)),
                ("not_accepted", models.PositiveIntegerField(default=0)),
                ("done_on_time", models.PositiveIntegerField(default=0)),
                ("done_late", models.PositiveIntegerField(default=0)),
                ("done_without_due_date", models.PositiveIntegerField(default=0)),
                ("returned", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.PositiveIntegerField(default=0)),
                ("stopped", models.PositiveIntegerField(default=0)),
                ("rated", models.PositiveIntegerField(default=0)),
                ("stars", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.agency"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month", "agency"], name="agency_month_by_month")],
                "constraints": [models.UniqueConstraint(fields=("agency", "month"), name="agency_month_once")],
            },
        ),
    ]
