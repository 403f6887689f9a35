"""The tables of the room."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TABLES = [
    "organization_place",
    "organization_agency",
    "organization_agencycode",
    "organization_succession",
    "organization_unit",
]


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
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=100)),
                ("full_name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROVINCE", "PROVINCE"),
                            ("DISTRICT", "DISTRICT"),
                            ("COMMUNE", "COMMUNE"),
                            ("WARD", "WARD"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sort_key", models.CharField(db_collation="C", max_length=300)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organization.place",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("code", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("short_name", models.CharField(max_length=100)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("CENTRAL", "CENTRAL"),
                            ("PROVINCE", "PROVINCE"),
                            ("DISTRICT", "DISTRICT"),
                            ("COMMUNE", "COMMUNE"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PEOPLES_COMMITTEE", "PEOPLES_COMMITTEE"),
                            ("DEPARTMENT", "DEPARTMENT"),
                            ("SERVICE_CENTRE", "SERVICE_CENTRE"),
                            ("POLICE", "POLICE"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=50)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_demonstration", models.BooleanField(default=False)),
                ("sort_key", models.CharField(db_collation="C", max_length=500)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organization.agency",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agencies", to="organization.place"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MERGED", "MERGED"),
                            ("SPLIT", "SPLIT"),
                            ("RENAMED", "RENAMED"),
                            ("DISSOLVED", "DISSOLVED"),
                        ],
                        max_length=10,
                    ),
                ),
                ("takes_effect_on", models.DateField()),
                ("legal_basis", models.CharField(max_length=300)),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="organization.agency",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inheritances",
                        to="organization.agency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ONE_STOP", "ONE_STOP"),
                            ("PROFESSIONAL", "PROFESSIONAL"),
                            ("LEADERSHIP", "LEADERSHIP"),
                            ("OFFICE", "OFFICE"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid_until", models.DateField(help_text="the day it is no more", null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="organization.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("duties", models.JSONField(default=list)),
                ("valid_until", models.DateField(help_text="the day it is no more", null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="organization.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgencyCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "scheme",
                    models.CharField(
                        choices=[("QCVN_102_2016", "QCVN_102_2016"), ("QD_20_2020", "QD_20_2020")], max_length=20
                    ),
                ),
                ("value", models.CharField(max_length=40)),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="organization.agency"
                    ),
                ),
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
                            ("agency", "="),
                            ("scheme", "="),
                        ],
                        name="agency_code_one_per_scheme",
                    ),
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
                            ("scheme", "="),
                            ("value", "="),
                        ],
                        name="agency_code_not_shared",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
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
                name="place_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("agency", "code"), name="unit_code_in_agency"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("unit", "code"), name="post_code_in_unit"),
        ),
        *(trigger(table) for table in TABLES),
    ]
