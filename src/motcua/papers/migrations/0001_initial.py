"""The tables of the room."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("organization", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("circular", models.CharField(blank=True, max_length=40)),
                ("form_number", models.CharField(blank=True, max_length=10)),
                ("title", models.CharField(max_length=300)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("dossier_code", models.CharField(blank=True, db_index=True, max_length=60)),
                ("subject_reference", models.CharField(db_index=True, max_length=60)),
                ("undrawn", models.JSONField(help_text="what the paper says, until its file is made", null=True)),
                ("issued_at", models.DateTimeField()),
                ("signed_by_name", models.CharField(blank=True, max_length=150)),
                ("signed_title", models.CharField(blank=True, max_length=200)),
                ("signed_at", models.DateTimeField(null=True)),
                ("sealed_at", models.DateTimeField(help_text="when the agency's own signature was added", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.agency"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", None), ("undrawn__isnull", False)),
                            models.Q(("file__isnull", False), ("undrawn", None)),
                            _connector="OR",
                        ),
                        name="paper_is_drawn_or_can_be",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("circular", ""), ("form_number", "")),
                            models.Q(
                                models.Q(("circular", ""), _negated=True), models.Q(("form_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="paper_form_names_its_circular",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("signed_by_name", "")),
                            models.Q(("signed_at__isnull", False), models.Q(("signed_by_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="paper_signature_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sealed_at", None), ("signed_at__lte", models.F("sealed_at")), _connector="OR"
                        ),
                        name="paper_sealed_after_signing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at", None), models.Q(("revoked_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="paper_revoked_with_reason",
                    ),
                ],
            },
        ),
    ]
