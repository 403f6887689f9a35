import django.db.models.deletion
from django.db import migrations, models

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TRIGGER = (
    "CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON indicators_procedurelasting"
    " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_indicator_sets"),
        ("procedures", "0001_initial"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("code", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=12)),
                ("shown", models.CharField(max_length=12)),
                ("value", models.CharField(blank=True, max_length=80)),
                ("cases", models.BigIntegerField(null=True)),
                ("line", models.TextField()),
                ("line_en", models.TextField()),
                ("frozen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("month", "code"), name="figure_frozen_once")],
            },
        ),
        migrations.CreateModel(
            name="ProcedureLasting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cases", models.PositiveIntegerField()),
                ("median_minutes", models.FloatField()),
                ("nine_minutes", models.FloatField()),
                ("day_minutes", models.PositiveSmallIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "procedure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="procedures.procedure"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER new_edition ON indicators_procedurelasting;"),
    ]
