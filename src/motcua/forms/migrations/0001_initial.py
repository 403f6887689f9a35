"""The tables of the room."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TABLES = ["forms_formdefinition"]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("key", models.SlugField(max_length=80)),
                ("title", models.CharField(max_length=300)),
                ("definition", models.JSONField()),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    models.Value("[)"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                            ("key", "="),
                        ],
                        name="form_key_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("submission_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("procedure_code", models.CharField(max_length=12)),
                ("procedure_name", models.CharField(max_length=500)),
                (
                    "place_code",
                    models.CharField(blank=True, help_text="commune, or agency of the province", max_length=80),
                ),
                ("case_answers", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("typed", models.JSONField(default=dict, help_text="by page, what was typed and is not valid yet")),
                ("parties", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.formdefinition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component_key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=255)),
                ("added_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="forms.draft"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "component_key", "stored"), name="draft_file_once_per_component"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("submitted_at", None)), fields=["account", "-updated_at"], name="draft_open_of"
            ),
        ),
        *(trigger(table) for table in TABLES),
    ]
