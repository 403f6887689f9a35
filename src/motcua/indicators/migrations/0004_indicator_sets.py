import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TRIGGER = (
    "CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON indicators_definedset"
    " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_facts_of_dossiers"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DefinedSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("code", models.CharField(max_length=80)),
                ("data", models.JSONField()),
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
                            ("code", "="),
                        ],
                        name="one_indicator_set_of_a_code_at_a_time",
                    )
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER new_edition ON indicators_definedset;"),
    ]
