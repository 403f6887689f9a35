import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_indicator_sets"),
        ("organization", "0007_a_place_has_a_tile"),
        ("procedures", "0009_papers_counted_with_the_fee"),
    ]

    operations = [
        migrations.CreateModel(
            name="ForecastDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "due",
                    models.PositiveIntegerField(
                        help_text="how many were looked at: their time ran, and ends until then"
                    ),
                ),
                ("late", models.PositiveIntegerField(help_text="how many of them were expected to be late")),
                (
                    "late_next",
                    models.PositiveIntegerField(help_text="and of these how many by the close of the next working day"),
                ),
                (
                    "expected",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="which dossiers were expected late; empty once judged",
                        size=None,
                    ),
                ),
                ("came", models.PositiveIntegerField(help_text="how many of the expected became late", null=True)),
                (
                    "missed",
                    models.PositiveIntegerField(help_text="how many became late that were not expected", null=True),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("came", None)), fields=["until"], name="forecast_to_judge"),
                    models.Index(fields=["day"], name="forecast_day"),
                ],
                "constraints": [models.UniqueConstraint(fields=("agency", "day"), name="forecast_day_once")],
            },
        ),
        migrations.CreateModel(
            name="UsualStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_key", models.CharField(max_length=80)),
                ("minutes", models.PositiveIntegerField()),
                ("cases", models.PositiveIntegerField()),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="procedures.procedure",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("procedure", "step_key"), name="usual_step_once")],
            },
        ),
    ]
