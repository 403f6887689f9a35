"""Where agencies receive people, and the former communes that old papers name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FormerPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[("COMMUNE", "COMMUNE"), ("WARD", "WARD"), ("TOWN", "TOWN")], max_length=10
                    ),
                ),
                ("ended_on", models.DateField()),
                ("legal_basis", models.CharField(max_length=300)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("became", models.ManyToManyField(related_name="formed_from", to="organization.place")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_places",
                        to="organization.place",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "district", "pk"],
                "constraints": [models.UniqueConstraint(fields=("name", "kind", "district"), name="former_place_once")],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=50)),
                ("hours", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(max_length=300)),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="premises",
                        to="organization.agency",
                    ),
                ),
            ],
        ),
        migrations.RemoveField(model_name="agency", name="address"),
        migrations.RemoveField(model_name="agency", name="email"),
        migrations.RemoveField(model_name="agency", name="phone"),
    ]
