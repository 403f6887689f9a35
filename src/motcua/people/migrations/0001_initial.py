"""The tables of the room."""

import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import motcua.kernel.folding


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("handle", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("CITIZEN", "CITIZEN"), ("BUSINESS", "BUSINESS"), ("OFFICIAL", "OFFICIAL")],
                        default="CITIZEN",
                        max_length=10,
                    ),
                ),
                ("full_name", models.CharField(max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("is_phone_verified", models.BooleanField(default=False)),
                ("id_number", models.CharField(blank=True, max_length=20)),
                ("born_on", models.DateField(blank=True, null=True)),
                (
                    "sex",
                    models.CharField(
                        choices=[("MALE", "MALE"), ("FEMALE", "FEMALE"), ("UNKNOWN", "UNKNOWN")],
                        default="UNKNOWN",
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("business_name", models.CharField(blank=True, max_length=200)),
                ("tax_code", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(default="vi", max_length=5)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demonstration", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DataView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=60)),
                ("purpose", models.CharField(max_length=200)),
                ("agency_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "official",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holdings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.post"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("id_number", ""), _negated=True), fields=["id_number"], name="account_id_number"
            ),
        ),
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
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("phone", ""), _negated=True), fields=("phone",), name="account_phone_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="account_email_once",
            ),
        ),
        migrations.AddIndex(
            model_name="dataview",
            index=models.Index(fields=["owner", "-at"], name="data_view_owner"),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["official", "valid_from"], name="holding_official"),
        ),
    ]
