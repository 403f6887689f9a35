"""Checks on site are recorded, and an agency that is late with its opinion is reported once (NĐ 61/2018 Đ19)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_letters_are_signed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="consultation", name="late_reported_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SiteCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("took_place_at", models.DateTimeField()),
                ("place", models.CharField(max_length=300)),
                ("participants", models.JSONField()),
                ("findings", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="site_checks", to="dossiers.dossier"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("took_place_at__lte", models.F("recorded_at"))), name="site_check_is_past"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("participants", []), _negated=True), name="site_check_has_participants"
                    ),
                ],
            },
        ),
    ]
