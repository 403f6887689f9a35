import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("procedures", "0007_life_events_in_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcedureDemand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filed", models.PositiveIntegerField()),
                (
                    "procedure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="procedures.procedure"
                    ),
                ),
            ],
        ),
    ]
