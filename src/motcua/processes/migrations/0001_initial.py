"""The tables of the room."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TABLES = ["processes_processdefinition"]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ProcessDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("key", models.SlugField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
                ("steps", models.JSONField()),
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
                        name="process_key_once",
                    )
                ],
            },
        ),
        *(trigger(table) for table in TABLES),
    ]
