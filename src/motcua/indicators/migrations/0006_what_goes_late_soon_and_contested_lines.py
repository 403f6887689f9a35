import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0005_frozen_figures_and_real_times"),
        ("organization", "0007_a_place_has_a_tile"),
        ("procedures", "0009_papers_counted_with_the_fee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name="ContestedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="its first day")),
                ("indicator", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                (
                    "value",
                    models.CharField(
                        blank=True, help_text="the points as they stood when it was contested", max_length=40
                    ),
                ),
                ("contested_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                (
                    "is_upheld",
                    models.BooleanField(help_text="whether the head agrees that the line is wrong", null=True),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "official",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="of the official, then",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["unit", "id"], name="contested_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("official", "month", "indicator"),
                        name="contested_line_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at", None), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="contested_line_answered_in_words",
                    ),
                ],
            },
        ),
    ]
