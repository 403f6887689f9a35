"""What others do, and the citizen's own time limits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Elsewhere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("who", models.CharField(max_length=300)),
                ("words", models.JSONField(default=list)),
                ("procedures", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TimeLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(max_length=12)),
                ("kind", models.CharField(choices=[("DEADLINE", "DEADLINE"), ("VALIDITY", "VALIDITY")], max_length=10)),
                ("text", models.CharField(max_length=300)),
                ("law", models.CharField(max_length=60)),
                ("article", models.CharField(max_length=20)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("procedure", "kind"), name="time_limit_once")],
            },
        ),
    ]
